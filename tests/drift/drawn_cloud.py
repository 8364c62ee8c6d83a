"""Clouds drawn in a plane, for tests of maps."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Proj

from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.provenance import Provenance, SourceUse
from sarex.model.quantities import Position

NORWAY = Position(4.0, 60.0)
TIME_S = 1447675200.0  # 2015-11-16 12:00Z


def drawn_cloud(
    x_m: ArrayLike,
    y_m: ArrayLike,
    at: Position = NORWAY,
    *,
    weight: ArrayLike | None = None,
    status: ArrayLike | int = Status.AFLOAT,
    scenario: ArrayLike | int = 0,
) -> ParticleCloud:
    """Particles at places [m] in the equal-area plane about `at`, at one time."""
    x, y = np.asarray(x_m, dtype=np.float64), np.asarray(y_m, dtype=np.float64)
    lon, lat = Proj(proj="laea", lat_0=at.lat, lon_0=at.lon, datum="WGS84")(x, y, inverse=True)
    lon, lat = (np.asarray(lon) + 180.0) % 360.0 - 180.0, np.array(lat)
    kinds = np.broadcast_to(np.asarray(status, dtype=np.int8), x.shape)
    nowhere = (kinds == Status.UNDER_WAY) | (kinds == Status.LEFT_FORCING)
    lon[nowhere] = lat[nowhere] = np.nan
    weights = np.ones(len(x)) if weight is None else np.asarray(weight, dtype=np.float64)
    return ParticleCloud(
        time_s=np.array([TIME_S]),
        lon=lon[:, None],
        lat=lat[:, None],
        status=np.array(kinds)[:, None],
        weight=weights / weights.sum(),
        scenario=np.array(np.broadcast_to(np.asarray(scenario, dtype=np.int16), x.shape)),
        object_class=np.zeros(len(x), dtype=np.int16),
        scenario_names=("last fix", "overdue"),
        object_keys=("PIW-1",),
        provenance=some_provenance(),
    )


def normal_places(number: int, sd_m: float = 5000.0, seed: int = 0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x_m, y_m = np.random.default_rng(seed).normal(0.0, sd_m, (2, number))
    return x_m, y_m


def some_provenance() -> Provenance:
    return Provenance(
        sarex_version="0.1.0",
        incident='{"name": "Life raft"}',
        incident_sha256="ab" * 32,
        seed=7,
        noise="drifters-2020",
        sources=(SourceUse(name="norkyst.nc", quantity="current", served=0.99, filled=0.0, hours=()),),
        coast="GSHHG full",
        notes=("3 start positions were moved off land",),
    )
