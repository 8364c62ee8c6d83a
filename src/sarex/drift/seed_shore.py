"""Seeds on land: those near the sea are moved there, a scenario that lies further inland is refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.drift.particles import Particles
from sarex.drift.shoreline import nearest_sea, on_land
from sarex.model.errors import CoastError
from sarex.model.quantities import NAUTICAL_MILE_M, Position, format_length
from sarex.ports import CoastSource

INLAND_M_MAX: Final = 2.0 * NAUTICAL_MILE_M
STRAY_SHARE_MAX: Final = 0.10
"""Share of a scenario that may lie further inland: the tail of an error near the coast, not a wrong position."""
STRAY_M_MAX: Final = 20.0 * NAUTICAL_MILE_M


@dataclass(frozen=True)
class Shored:
    """Particles with none on land; how many were moved to the sea, and how many of those from further inland."""

    particles: Particles
    moved: int = 0
    strays: int = 0


def seeds_at_sea(particles: Particles, coast: CoastSource) -> Shored:
    """The particles with those on land moved to the nearest sea.

    The tail of a position error near the coast may reach further inland than 2 nautical miles; it is moved as well and
    counted apart. Raises CoastError where more than a tenth of a scenario lies there: then the position is wrong.
    """
    ashore = np.flatnonzero(on_land(coast, particles.lon, particles.lat))
    if not ashore.size:
        return Shored(particles)
    lon, lat = particles.lon.copy(), particles.lat.copy()
    lon[ashore], lat[ashore], near = nearest_sea(coast, lon[ashore], lat[ashore], INLAND_M_MAX)
    inland = ashore[~near]
    if inland.size:
        _check_strays(particles, inland)
        lon[inland], lat[inland], found = nearest_sea(coast, particles.lon[inland], particles.lat[inland], STRAY_M_MAX)
        if not found.all():
            raise _inland_error(particles, inland[~found], STRAY_M_MAX)
    return Shored(replace(particles, lon=lon, lat=lat), int(ashore.size), int(inland.size))


def _check_strays(particles: Particles, inland: NDArray[np.intp]) -> None:
    for scenario in np.unique(particles.scenario[inland]):
        strays = inland[particles.scenario[inland] == scenario]
        if strays.size > STRAY_SHARE_MAX * np.count_nonzero(particles.scenario == scenario):
            raise _inland_error(particles, strays, INLAND_M_MAX)


def _inland_error(particles: Particles, inland: NDArray[np.intp], limit_m: float) -> CoastError:
    one = Position(float(particles.lon[inland[0]]), float(particles.lat[inland[0]]))
    return CoastError(
        f"{inland.size} of {len(particles)} start positions lie more than {format_length(limit_m)} inland, "
        f"one of them at {one}; nearer ones are moved to the sea: correct the position or route, make its errors "
        "smaller, or set `shoreline: none`"
    )
