"""A probability map as CF NetCDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import netCDF4
import numpy as np
from pyproj import CRS

from sarex.adapters.cloud_file import TIME_UNITS
from sarex.adapters.packed_degrees import FILL, SCALE_DEG, pack_degrees
from sarex.adapters.whole_file import whole_file
from sarex.drift.equal_area_plane import EqualAreaPlane
from sarex.formats.map_geojson import map_geojson
from sarex.formats.provenance_attributes import provenance_attributes
from sarex.model.probability_map import ProbabilityMap

FORMAT: Final = "sarex-map/1"
_COMPRESSION: Final = {"compression": "zlib", "complevel": 1, "shuffle": True}


def write_map(chart: ProbabilityMap, path: Path) -> None:
    """Write the map to `path`, whole or not at all: `poc` (y, x) with its projection, position of each cell, the shares
    that are not afloat, and the containment areas as GeoJSON text. Raises OutputError.
    """
    with whole_file(path) as part, netCDF4.Dataset(part, "w", format="NETCDF4") as dataset:
        dataset.setncatts({
            "Conventions": "CF-1.11",
            "title": "Probability of containment of a search object",
            **provenance_attributes(chart.provenance),
            "sarex_format": FORMAT,
            "sarex_provenance": chart.provenance.model_dump_json(),
            "areas_geojson": map_geojson(chart),
        })  # fmt: skip
        _write_axes(dataset, chart)
        _write_positions(dataset, chart)
        _write_probability(dataset, chart)


def _write_axes(dataset: Any, chart: ProbabilityMap) -> None:
    for name, axis in (("y", chart.y_m), ("x", chart.x_m)):
        dataset.createDimension(name, len(axis))
        variable = dataset.createVariable(name, "f8", (name,), fill_value=False)
        variable.setncatts({
            "standard_name": f"projection_{name}_coordinate",
            "units": "m",
            "axis": name.upper(),
        })  # fmt: skip
        variable[:] = axis
    time = _scalar(dataset, "time", chart.time_s)
    time.setncatts({"standard_name": "time", "units": TIME_UNITS, "calendar": "standard"})
    plane = dataset.createVariable("plane", "i4", (), fill_value=False)
    plane.setncatts({
        name: value for name, value in CRS.from_user_input(chart.projection).to_cf().items() if value is not None
    })  # fmt: skip
    plane[...] = 0


def _write_positions(dataset: Any, chart: ProbabilityMap) -> None:
    lon, lat = EqualAreaPlane(chart.centre).to_globe(*np.meshgrid(chart.x_m, chart.y_m))
    for name, degrees, unit in (("longitude", lon, "degrees_east"), ("latitude", lat, "degrees_north")):
        variable = dataset.createVariable(name[:3], "i4", ("y", "x"), fill_value=FILL, **_COMPRESSION)
        variable.setncatts({"standard_name": name, "units": unit, "scale_factor": SCALE_DEG})
        variable.set_auto_maskandscale(False)
        east = (degrees + 180.0) % 360.0 - 180.0
        variable[:] = pack_degrees(east if name == "longitude" else degrees, turn=name == "longitude")


def _write_probability(dataset: Any, chart: ProbabilityMap) -> None:
    poc = dataset.createVariable("poc", "f8", ("y", "x"), fill_value=False, **_COMPRESSION)
    poc.setncatts({
        "long_name": "probability of containment in each cell",
        "units": "1",
        "grid_mapping": "plane",
        "coordinates": "time lat lon",
        "cell_m": chart.cell_m,
        "smoothing_m": chart.smoothing_m,
        "comment": "sums to the share afloat; with stranded, left_forcing and under_way to one",
    })  # fmt: skip
    poc[:] = chart.poc
    shares = {
        "stranded": (chart.stranded, "probability that the object is stranded"),
        "left_forcing": (chart.left_forcing, "probability that it left the area or hours with wind and current"),
        "under_way": (chart.under_way, "probability that it is not in distress at this time"),
    }
    for name, (share, long_name) in shares.items():
        _scalar(dataset, name, share).setncatts({"long_name": long_name, "units": "1"})
    for name, degrees in (
        ("most_probable_lon", chart.most_probable.lon),
        ("most_probable_lat", chart.most_probable.lat),
    ):
        unit = "degrees_east" if name.endswith("lon") else "degrees_north"
        _scalar(dataset, name, degrees).setncatts({"long_name": "most probable point", "units": unit})


def _scalar(dataset: Any, name: str, value: float) -> Any:
    variable = dataset.createVariable(name, "f8", (), fill_value=False)
    variable[...] = value
    return variable
