"""Clouds made by hand for tests: normal about moving centres."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.provenance import Provenance
from sarex.model.quantities import parse_time

NM = 1852.0
START_S = parse_time("2026-01-30T00:00Z").timestamp()


def provenance(**changes: object) -> Provenance:
    told = {
        "sarex_version": "0", "incident": json.dumps({"name": "Test case", "object": "PIW-1"}), "incident_sha256": "0",
        "seed": 1, "noise": "none", "sources": (), "coast": "", **changes,
    }  # fmt: skip
    return Provenance.model_validate(told)


def scattered(
    offsets_m: NDArray[np.float64], *, lon: float, lat: float, drift: tuple[float, float] = (0.0, 0.0), hours: int = 24
) -> ParticleCloud:
    """Particles at (east, north) offsets (particle, 2) from a centre that moves at (knots, degrees true)."""
    geod = Geod(ellps="WGS84")
    bearing = np.degrees(np.arctan2(offsets_m[:, 0], offsets_m[:, 1]))
    distance = np.hypot(offsets_m[:, 0], offsets_m[:, 1])
    count = len(offsets_m)
    lons, lats = np.empty((count, hours + 1)), np.empty((count, hours + 1))
    for hour in range(hours + 1):
        centre_lon, centre_lat, _ = geod.fwd(lon, lat, drift[1], drift[0] * NM * hour)
        ends = geod.fwd(np.full(count, centre_lon), np.full(count, centre_lat), bearing, distance)
        lons[:, hour], lats[:, hour] = (np.asarray(ends[0]) + 180.0) % 360.0 - 180.0, ends[1]
    return ParticleCloud(
        time_s=START_S + 3600.0 * np.arange(hours + 1),
        lon=lons,
        lat=lats,
        status=np.full(lons.shape, Status.AFLOAT, dtype=np.int8),
        weight=np.full(count, 1.0 / count),
        scenario=np.zeros(count, dtype=np.int16),
        object_class=np.zeros(count, dtype=np.int16),
        scenario_names=("last fix",),
        object_keys=("PIW-1",),
        provenance=provenance(),
    )


def normal_offsets(
    count: int, sigmas_m: Sequence[float], *, bearing_deg: float = 90.0, seed: int = 1
) -> NDArray[np.float64]:
    """Offsets (particle, east-north) with standard deviations along a bearing and across it."""
    deviates = np.random.default_rng(seed).standard_normal((count, 2)) * np.asarray(sigmas_m)
    along = np.array([np.sin(np.radians(bearing_deg)), np.cos(np.radians(bearing_deg))])
    across = np.array([-along[1], along[0]])
    return deviates[:, :1] * along + deviates[:, 1:] * across


def normal_cloud(
    count: int = 4000,
    *,
    sigmas_nm: Sequence[float] = (5.0, 5.0),
    bearing_deg: float = 90.0,
    lon: float = 3.0,
    lat: float = 60.0,
    drift: tuple[float, float] = (0.0, 0.0),
    hours: int = 24,
    seed: int = 1,
) -> ParticleCloud:
    """Normal about a moving centre, from 2026-01-30T00:00Z, one position an hour."""
    offsets = normal_offsets(count, [sigma * NM for sigma in sigmas_nm], bearing_deg=bearing_deg, seed=seed)
    return scattered(offsets, lon=lon, lat=lat, drift=drift, hours=hours)
