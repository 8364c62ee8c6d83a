"""Seeds on land: those near the sea are moved there, those further inland are refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from sarex.drift.particles import Particles
from sarex.drift.shoreline import nearest_sea, on_land
from sarex.model.errors import CoastError
from sarex.model.quantities import NAUTICAL_MILE_M, Position, format_length
from sarex.ports import CoastSource

INLAND_M_MAX: Final = 2.0 * NAUTICAL_MILE_M


def seeds_at_sea(particles: Particles, coast: CoastSource) -> tuple[Particles, int]:
    """The particles with those on land moved to the nearest sea, and how many were moved.

    Raises CoastError where one lies further inland than 2 nautical miles.
    """
    ashore = np.flatnonzero(on_land(coast, particles.lon, particles.lat))
    if not ashore.size:
        return particles, 0
    sea_lon, sea_lat, found = nearest_sea(coast, particles.lon[ashore], particles.lat[ashore], INLAND_M_MAX)
    if not found.all():
        inland = ashore[~found]
        one = Position(float(particles.lon[inland[0]]), float(particles.lat[inland[0]]))
        raise CoastError(
            f"{inland.size} of {len(particles)} start positions lie more than {format_length(INLAND_M_MAX)} inland, "
            f"one of them at {one}; nearer ones are moved to the sea: correct the position or route, make its errors "
            "smaller, or set `shoreline: none`"
        )
    lon, lat = particles.lon.copy(), particles.lat.copy()
    lon[ashore], lat[ashore] = sea_lon, sea_lat
    return replace(particles, lon=lon, lat=lat), int(ashore.size)
