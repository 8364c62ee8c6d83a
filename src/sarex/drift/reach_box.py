"""The box in which a run needs forcing: where the particles begin, and as far as they can get."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.coverage import Coverage
from sarex.model.forcing_window import Box, Quantity, overlap

DRIFT_SPEED_M_PER_S_MAX: Final = 4.0
"""No object drifts faster than this for long: the swiftest currents run at 2 to 3, leeway adds 1."""
METRES_PER_DEGREE_MIN: Final = 110_500.0
REACH_M_MIN: Final = 20_000.0
POLAR_LATITUDE: Final = 89.0


def start_box(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Box:
    """The smallest box around the points, each (particle,); `east` is above 180 where it crosses the date line."""
    meridians = np.unique(lon)
    gaps = np.diff(meridians, append=meridians[0] + 360.0)
    widest = int(np.argmax(gaps))
    west, east = float(meridians[(widest + 1) % len(meridians)]), float(meridians[widest])
    return Box(west, float(lat.min()), east + 360.0 if east < west else east, float(lat.max()))


def reach_box(start: Box, duration_s: float, coverages: Iterable[Coverage], needed: Sequence[Quantity]) -> Box:
    """`start` grown by the farthest reach in `duration_s`, then cut to what the sources hold of each needed quantity.

    The cut leaves the start itself in the box. Sources that hold the same everywhere cut nothing.
    """
    box = _grown(start, max(DRIFT_SPEED_M_PER_S_MAX * duration_s, REACH_M_MIN))
    coverages = tuple(coverages)
    for quantity in needed:
        held = [coverage for coverage in coverages if coverage.quantity == quantity]
        if held and not any(coverage.everywhere for coverage in held):
            box = _cut(box, [place for coverage in held if (place := overlap(box, coverage.box)) is not None], start)
    return box


def _grown(start: Box, reach_m: float) -> Box:
    up_deg = reach_m / METRES_PER_DEGREE_MIN
    south, north = max(start.south - up_deg, -90.0), min(start.north + up_deg, 90.0)
    furthest = max(abs(south), abs(north))
    if furthest < POLAR_LATITUDE:
        aside_deg = up_deg / math.cos(math.radians(furthest))
        if start.east - start.west + 2.0 * aside_deg < 360.0:
            return Box(start.west - aside_deg, south, start.east + aside_deg, north)
    # Centred on the start, so that an area about the start lies in it in one piece.
    middle = 0.5 * (start.west + start.east)
    return Box(middle - 180.0, south, middle + 180.0, north)


def _cut(box: Box, parts: list[Box], start: Box) -> Box:
    if not parts:
        return box
    return Box(
        max(box.west, min(start.west, *(part.west for part in parts))),
        max(box.south, min(start.south, *(part.south for part in parts))),
        min(box.east, max(start.east, *(part.east for part in parts))),
        min(box.north, max(start.north, *(part.north for part in parts))),
    )
