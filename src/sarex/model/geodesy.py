"""Distances and directions on WGS84 for routes, charts and plans."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache

from pyproj import Geod

from sarex.model.quantities import Position, wrap_longitude


@cache
def wgs84() -> Geod:
    return Geod(ellps="WGS84")


def distance_m(start: Position, end: Position) -> float:
    """Geodesic distance [m]."""
    return float(wgs84().inv(start.lon, start.lat, end.lon, end.lat)[2])


def bearing_deg(start: Position, end: Position) -> float:
    """Initial true bearing from start to end, [0, 360)."""
    return float(wgs84().inv(start.lon, start.lat, end.lon, end.lat)[0]) % 360.0


def destination(start: Position, bearing: float, distance: float) -> Position:
    """The point at this true bearing [degrees] and geodesic distance [m]."""
    lon, lat, _ = wgs84().fwd(start.lon, start.lat, bearing, distance)
    return Position(wrap_longitude(float(lon)), float(lat))


def route_length_m(points: Sequence[Position]) -> float:
    """Sum of the geodesic distances between neighbouring points [m]."""
    return sum(distance_m(start, end) for start, end in itertools.pairwise(points))
