"""Particle clouds as CF trajectory files in NetCDF-4."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import netCDF4
import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from sarex.adapters.cloud_history_file import read_history, write_history
from sarex.adapters.packed_degrees import FILL, SCALE_DEG, pack_degrees, unpack_degrees
from sarex.adapters.whole_file import whole_file
from sarex.formats.provenance_attributes import provenance_attributes
from sarex.model.errors import CloudError
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.provenance import Provenance
from sarex.model.quantities import format_time

FORMAT: Final = "sarex-cloud/1"
TIME_UNITS: Final = "seconds since 1970-01-01 00:00:00"
_FORMAT_ATTRIBUTE: Final = "sarex_format"
_PROVENANCE_ATTRIBUTE: Final = "sarex_provenance"
_DIMENSIONS: Final = ("trajectory", "time")

# A chunk holds some particles over some hours, so that the track of one particle and the picture of one time both read
# without the rest of a large file. Deflate level 1 is read everywhere and takes nearly all there is to take, for the
# last 16 bits of a position are noise: 1e5 particles at 25 times are 13.3 MB in 0.3 s; at level 4, 13.2 MB in 0.45 s.
_CHUNK_PARTICLES_MAX: Final = 4096
_CHUNK_TIMES_MAX: Final = 32
_COMPRESSION: Final = {"compression": "zlib", "complevel": 1, "shuffle": True}
_READ_PARTICLES: Final = 4 * _CHUNK_PARTICLES_MAX


def write_cloud(cloud: ParticleCloud, path: Path) -> None:
    """Write the cloud to `path`, whole or not at all. Positions are kept to 1e-7 degree, about 1 cm.

    Dimensions (trajectory, time): `lon`, `lat`, `status`; (trajectory): `weight`, `scenario`, `object_class`. Opens in
    xarray and trajan. Raises OutputError.
    """
    with whole_file(path) as part, netCDF4.Dataset(part, "w", format="NETCDF4") as dataset:
        _write(dataset, cloud)


def _write(dataset: Any, cloud: ParticleCloud) -> None:
    _describe(dataset, cloud)
    _write_axes(dataset, cloud)
    _write_tracks(dataset, cloud)
    write_history(dataset, cloud, _write)


def _describe(dataset: Any, cloud: ParticleCloud) -> None:
    dataset.setncatts({
        "Conventions": "CF-1.11",
        "featureType": "trajectory",
        "title": "Particle cloud of a search and rescue case: weighted samples of where the object may be",
        "time_coverage_start": format_time(cloud.time_s[0]),
        "time_coverage_end": format_time(cloud.time_s[-1]),
        **provenance_attributes(cloud.provenance),
        _FORMAT_ATTRIBUTE: FORMAT,
        _PROVENANCE_ATTRIBUTE: cloud.provenance.model_dump_json(),
    })  # fmt: skip
    dataset.createDimension("trajectory", cloud.particles)
    dataset.createDimension("time", len(cloud.time_s))


def _write_axes(dataset: Any, cloud: ParticleCloud) -> None:
    time = dataset.createVariable("time", "f8", ("time",), fill_value=False)
    time.setncatts({"standard_name": "time", "units": TIME_UNITS, "calendar": "standard", "axis": "T"})
    time[:] = cloud.time_s
    trajectory = _per_particle(dataset, "trajectory", np.arange(cloud.particles, dtype=np.int32))
    trajectory.setncatts({"cf_role": "trajectory_id", "long_name": "number of the particle"})
    weight = _per_particle(dataset, "weight", cloud.weight)
    weight.setncatts({"long_name": "probability that the particle stands for; all sum to one", "units": "1"})
    scenario = _per_particle(dataset, "scenario", cloud.scenario)
    scenario.setncatts({"long_name": "scenario of the incident", **_flags(cloud.scenario_names)})
    object_class = _per_particle(dataset, "object_class", cloud.object_class)
    object_class.setncatts({"long_name": "leeway class of the object", **_flags(cloud.object_keys)})


def _per_particle(dataset: Any, name: str, values: NDArray[Any]) -> Any:
    variable = dataset.createVariable(name, values.dtype, ("trajectory",), fill_value=False, **_COMPRESSION)
    variable[:] = values
    return variable


def _flags(names: Sequence[str]) -> dict[str, Any]:
    """CF flags take one word of plain letters for each value; `names` beside them keeps the names as they are."""
    words = [re.sub(r"[^A-Za-z0-9_.+@-]+", "_", name) or "_" for name in names]
    return {
        "flag_values": np.arange(len(names), dtype=np.int16),
        "flag_meanings": " ".join(words),
        "names": json.dumps(list(names), ensure_ascii=False),
    }


def _write_tracks(dataset: Any, cloud: ParticleCloud) -> None:
    chunk = (
        _even_part(cloud.particles, _CHUNK_PARTICLES_MAX),
        _even_part(len(cloud.time_s), _CHUNK_TIMES_MAX),
    )
    lon = _track_variable(dataset, "lon", "i4", chunk)
    lon.setncatts({"standard_name": "longitude", "units": "degrees_east", "scale_factor": SCALE_DEG})
    lat = _track_variable(dataset, "lat", "i4", chunk)
    lat.setncatts({"standard_name": "latitude", "units": "degrees_north", "scale_factor": SCALE_DEG})
    status = _track_variable(dataset, "status", "i1", chunk)
    status.setncatts({
        "long_name": "what the particle is doing",
        "flag_values": np.array([status.value for status in Status], dtype=np.int8),
        "flag_meanings": " ".join(status.name.lower() for status in Status),
        "coordinates": "time lat lon",
    })  # fmt: skip
    for first in range(0, cloud.particles, chunk[0]):
        rows = slice(first, first + chunk[0])
        lon[rows] = pack_degrees(cloud.lon[rows], turn=True)
        lat[rows] = pack_degrees(cloud.lat[rows])
        status[rows] = cloud.status[rows]


def _track_variable(dataset: Any, name: str, kind: str, chunk: tuple[int, int]) -> Any:
    fill = FILL if kind == "i4" else False
    # Every chunk is written once and whole, so a cache (64 MB a variable if not told) would only hold memory.
    variable = dataset.createVariable(
        name, kind, _DIMENSIONS, fill_value=fill, chunksizes=chunk, chunk_cache=chunk[0] * chunk[1], **_COMPRESSION
    )
    variable.set_auto_maskandscale(False)
    return variable


def _even_part(length: int, part_max: int) -> int:
    """The length of equal parts no longer than `part_max`, so that the last one is not mostly empty."""
    return math.ceil(length / math.ceil(length / part_max))


def read_cloud(path: Path) -> ParticleCloud:
    """The cloud in a file that `write_cloud` made. Raises CloudError if it is missing, foreign, damaged or older."""
    try:
        with netCDF4.Dataset(path) as dataset:
            dataset.set_auto_maskandscale(False)
            _check_format(dataset, path)
            cloud = _read(dataset)
    except FileNotFoundError:
        raise CloudError(f"there is no cloud file {path}; make it with `sarex drift` or correct the name") from None
    except PermissionError:
        raise CloudError(f"the cloud file {path} may not be read; ask for the permission or copy it") from None
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CloudError(f"{path} is damaged or no NetCDF file ({reason}); copy it again or make it again") from None
    except (LookupError, AttributeError, ValueError, TypeError) as error:
        raise CloudError(
            f"{path} is no complete cloud ({_one_line(error)}); make it again with `sarex drift`"
        ) from None
    _check_values(cloud, path)
    return cloud


def _one_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return f"provenance: {error.errors()[0]['msg']}"
    return " ".join(str(error).split())


def _check_format(dataset: Any, path: Path) -> None:
    found = getattr(dataset, _FORMAT_ATTRIBUTE, None)
    if found is None:
        raise CloudError(f"{path} is a NetCDF file but no Sarex cloud; give a file that `sarex drift` wrote")
    if found != FORMAT:
        raise CloudError(f"{path} has the format {found}, this version reads {FORMAT}; make the cloud again")


def _read(dataset: Any) -> ParticleCloud:
    shape = (len(dataset.dimensions["trajectory"]), len(dataset.dimensions["time"]))
    for name in ("lon", "lat", "status"):
        if dataset[name].dimensions != _DIMENSIONS:
            raise ValueError(f"`{name}` is not over trajectory and time")
    for name in ("lon", "lat"):
        if dataset[name].dtype != np.int32 or getattr(dataset[name], "scale_factor", None) != SCALE_DEG:
            raise ValueError(f"`{name}` is not in whole numbers of {SCALE_DEG:g} degree")
    lon, lat = np.empty(shape), np.empty(shape)
    status = np.empty(shape, dtype=np.int8)
    chunk = dataset["lon"].chunking()
    step = _READ_PARTICLES if chunk == "contiguous" else chunk[0] * math.ceil(_READ_PARTICLES / chunk[0])
    for first in range(0, shape[0], step):
        rows = slice(first, first + step)
        unpack_degrees(dataset["lon"][rows], out=lon[rows])
        unpack_degrees(dataset["lat"][rows], out=lat[rows])
        status[rows] = dataset["status"][rows]
    return ParticleCloud(
        time_s=dataset["time"][:].astype(np.float64),
        lon=lon,
        lat=lat,
        status=status,
        weight=dataset["weight"][:].astype(np.float64),
        scenario=dataset["scenario"][:].astype(np.int16),
        object_class=dataset["object_class"][:].astype(np.int16),
        scenario_names=tuple(json.loads(dataset["scenario"].names)),
        object_keys=tuple(json.loads(dataset["object_class"].names)),
        provenance=Provenance.model_validate_json(getattr(dataset, _PROVENANCE_ATTRIBUTE)),
        history=read_history(dataset, shape[0], _read),
    )


def _check_values(cloud: ParticleCloud, path: Path) -> None:
    """Refuse what a cloud cannot be, for files are also edited, subsampled and cut by other tools."""
    placed = (cloud.status == Status.AFLOAT) | (cloud.status == Status.STRANDED)
    faults = {
        "it has no particles or no times": cloud.lon.size == 0,
        "its times do not ascend": not bool((np.diff(cloud.time_s, prepend=-np.inf) > 0).all()),
        "a status is none of 0 to 3": bool(((cloud.status < 0) | (cloud.status > max(Status))).any()),
        "a particle afloat or stranded has no position": bool(np.isnan(cloud.lon + cloud.lat)[placed].any()),
        "a latitude is beyond a pole": bool((np.abs(cloud.lat) > 90).any()),
        "its weights do not sum to one": not math.isclose(float(cloud.weight.sum()), 1.0, abs_tol=1e-6),
        "a weight is negative": bool((cloud.weight < 0).any()),
        "a scenario has no name": _beyond(cloud.scenario, cloud.scenario_names),
        "an object class has no key": _beyond(cloud.object_class, cloud.object_keys),
    }
    if cloud.history is not None:
        faults["it lost results that were applied"] = len(cloud.history.evidence) > len(cloud.provenance.updates)
    for fault, found in faults.items():
        if found:
            raise CloudError(f"{path} cannot be used: {fault}; make it again with `sarex drift`")


def _beyond(index: NDArray[np.int16], names: Sequence[str]) -> bool:
    return bool(((index < 0) | (index >= len(names))).any())
