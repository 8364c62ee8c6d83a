"""A taut way: no corner that is needless, none that could be nearer to the obstacle it rounds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from sarex.search.local_plane import Point
from sarex.search.waters import Waters

ROUNDS_MAX: Final = 30
NUDGES: Final = (4.0, 2.0, 1.0, 0.5, 0.25)
"""Cells by which a corner is moved to see whether the way gets shorter."""
GAIN_M_MIN: Final = 1.0
_AROUND: Final = tuple((up, across) for up in (-1, 0, 1) for across in (-1, 0, 1) if up or across)


def tightened(way: Sequence[Point], waters: Waters) -> list[Point]:
    """The same way with needless corners left out and the others moved to where it is shortest; as clear as before."""
    points = list(way)
    for _ in range(ROUNDS_MAX):
        before, index = list(points), 1
        while index < len(points) - 1:
            if waters.sees(points[index - 1], points[index + 1]):
                del points[index]
            else:
                points[index] = _nudged(points[index - 1], points[index], points[index + 1], waters)
                index += 1
        if points == before:
            break
    return points


def _nudged(start: Point, corner: Point, end: Point, waters: Waters) -> Point:
    """The corner, or a place near it by way of which it is shorter from start to end."""
    best, shortest_m = corner, _by_way_m(start, corner, end) - GAIN_M_MIN
    for cells in NUDGES:
        for up, across in _AROUND:
            step_m = cells * waters.raster.cell_m
            place = Point(corner.east + across * step_m, corner.north + up * step_m)
            length_m = _by_way_m(start, place, end)
            if length_m < shortest_m and waters.sees(start, place) and waters.sees(place, end):
                best, shortest_m = place, length_m
    return best


def _by_way_m(start: Point, corner: Point, end: Point) -> float:
    return math.dist(start, corner) + math.dist(corner, end)
