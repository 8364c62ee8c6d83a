"""Lines and areas cut where they cross the meridian of 180 degrees, as GeoJSON asks. [RFC 7946, section 3.1.9]"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from sarex.model.quantities import Position

Ring = list[tuple[float, float]]
"""Longitude and latitude [degrees]."""


def _unrolled(points: Sequence[Position]) -> Ring:
    """The same line with longitudes that go on without a jump, each step the shorter way round."""
    line = [(points[0].lon, points[0].lat)]
    for point in points[1:]:
        step = (point.lon - line[-1][0] + 180.0) % 360.0 - 180.0
        line.append((line[-1][0] + step, point.lat))
    return line


def _crossings(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """Points of a straight piece on the meridians 180, 540, -180 ..., in order."""
    low, high = sorted((start[0], end[0]))
    meridians = [
        180.0 + 360.0 * turn for turn in range(math.ceil((low - 180.0) / 360.0), math.floor((high - 180.0) / 360.0) + 1)
    ]
    cut = [
        (lon, start[1] + (end[1] - start[1]) * (lon - start[0]) / (end[0] - start[0]))
        for lon in meridians
        if low < lon < high
    ]
    return cut if start[0] <= end[0] else cut[::-1]


def _wrapped(part: Ring) -> Ring:
    """In [-180, 180], by whole turns of the part, which lies between two cuts."""
    middle = (min(lon for lon, _ in part) + max(lon for lon, _ in part)) / 2.0
    turns = math.floor((middle + 180.0) / 360.0) * 360.0
    return [(lon - turns, lat) for lon, lat in part]


def split_line(points: Sequence[Position]) -> list[Ring]:
    """The line in pieces that do not cross the date line."""
    line = _unrolled(points)
    parts: list[Ring] = [[line[0]]]
    for start, end in itertools.pairwise(line):
        for cut in _crossings(start, end):
            parts[-1].append(cut)
            parts.append([cut])
        parts[-1].append(end)
    return [_wrapped(part) for part in parts if len(set(part)) > 1] or [_wrapped(line)]


def split_area(corners: Sequence[Position]) -> list[Ring]:
    """A convex area as closed rings, anticlockwise, that do not cross the date line.

    corners : in order round the area, not repeated at the end
    """
    ring = _unrolled([*corners, corners[0]])
    if abs(ring[-1][0] - ring[0][0]) > 180.0:
        # It goes round a pole: close it along the pole.
        pole = math.copysign(90.0, sum(lat for _, lat in ring))
        ring += [(ring[-1][0], pole), (ring[0][0], pole)]
    else:
        ring = ring[:-1]
    low, high = min(lon for lon, _ in ring), max(lon for lon, _ in ring)
    turns = range(math.floor((low + 180.0) / 360.0), math.floor((high + 180.0) / 360.0) + 1)
    parts = []
    for turn in turns:
        west = -180.0 + 360.0 * turn
        part = _clipped(_clipped(ring, west, keep_east=True), west + 360.0, keep_east=False)
        if _area(part) != 0.0:
            part = [(lon - 360.0 * turn, lat) for lon, lat in part]
            part = part if _area(part) > 0.0 else part[::-1]
            parts.append([*part, part[0]])
    return parts


def _clipped(ring: Ring, meridian: float, *, keep_east: bool) -> Ring:
    """What lies on one side of a meridian. [Sutherland and Hodgman 1974]"""

    def inside(point: tuple[float, float]) -> bool:
        return point[0] >= meridian if keep_east else point[0] <= meridian

    kept: Ring = []
    for start, end in itertools.pairwise([*ring, ring[0]] if ring else []):
        if inside(start):
            kept.append(start)
        if inside(start) != inside(end):
            part = (meridian - start[0]) / (end[0] - start[0])
            kept.append((meridian, start[1] + part * (end[1] - start[1])))
    return kept


def _area(ring: Ring) -> float:
    """Twice the signed area in square degrees, positive anticlockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise([*ring, ring[0]] if ring else []))
