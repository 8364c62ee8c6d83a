"""Start anywhere in an area."""

from __future__ import annotations

import itertools
import math
from typing import Final

import numpy as np
from numpy.typing import NDArray
from shapely import MultiPoint, Polygon
from shapely.validation import explain_validity

from sarex.drift.births import Births
from sarex.model.errors import IncidentError
from sarex.model.incident import AreaScenario
from sarex.model.quantities import Position, format_position, wrap_longitude

STRIP_HEIGHT_DEG_MAX: Final = 0.1
"""Strips this low keep a slanting side within 3 m of its straight line up to 65 degrees of latitude."""
EMPTY_DEG2: Final = 1e-12
"""A polygon below this, about a hand's breadth, is a line drawn with rounding."""


def area_start(scenario: AreaScenario, uniform: NDArray[np.float64]) -> Births:
    """Uniform by area on the sphere and uniform in time.

    Sides are straight in longitude and latitude, as in GeoJSON: a side along a parallel stays on it.
    uniform : float64 (particle, 4) in (0, 1)
    Raises IncidentError for a polygon that crosses itself, holds nothing or has a pole in it.
    """
    lon, lat = _place_in(_strips(_outline(scenario)), uniform)
    first, last = scenario.from_.timestamp(), scenario.until.timestamp()
    return Births(lon, lat, first + (last - first) * uniform[:, 2])


def _outline(scenario: AreaScenario) -> NDArray[np.float64]:
    """The corners, (corner, lon-lat) without the closing one, longitudes continuous across the date line."""
    corners = np.array(scenario.polygon, dtype=np.float64)
    if np.array_equal(corners[0], corners[-1]):
        corners = corners[:-1]
    turns = (np.diff(corners[:, 0], append=corners[0, 0]) + 180.0) % 360.0 - 180.0
    corners[1:, 0] = corners[0, 0] + np.cumsum(turns)[:-1]
    if abs(turns.sum()) > 1.0 or np.abs(corners[:, 1]).max() >= 90.0 or np.ptp(corners[:, 0]) >= 360.0:
        raise IncidentError(
            f"area {scenario.name!r} goes round a pole or touches it; its sides must be straight on a chart: "
            "give two areas, each on one side of the pole"
        )
    if MultiPoint(corners).convex_hull.area < EMPTY_DEG2:
        raise IncidentError(f"area {scenario.name!r} has no inside; give three corners that are not on one line")
    polygon = Polygon(corners)
    if not polygon.is_valid:
        raise IncidentError(
            f"area {scenario.name!r} crosses or touches itself {_where(polygon)}; the sides of a polygon must not "
            "meet: put the corners in order along its edge"
        )
    return corners


def _where(polygon: Polygon) -> str:
    """Where shapely found the fault, for people."""
    reason = explain_validity(polygon)
    if "[" not in reason:
        return "somewhere"
    lon, lat = (float(number) for number in reason.split("[")[1].rstrip("]").split()[:2])
    return f"near {format_position(Position(wrap_longitude(lon), lat))}"


def _strips(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """The polygon as trapezoids between parallels, in the plane of longitude and sine of latitude, which keeps areas.

    Returns float64 (strip, 6): sine of the south and the north side, west and east end of the south, of the north side.
    """
    ends = np.roll(corners, -1, axis=0)
    upward = np.where((corners[:, 1] <= ends[:, 1])[:, None], np.hstack([corners, ends]), np.hstack([ends, corners]))
    lon0, lat0, lon1, lat1 = upward[upward[:, 1] < upward[:, 3]].T
    strips = []
    for south, north in itertools.pairwise(_parallels(np.unique(corners[:, 1]))):
        here = (lat0 <= south) & (lat1 >= north)
        slope = (lon1[here] - lon0[here]) / (lat1[here] - lat0[here])
        low, high = (lon0[here] + (lat - lat0[here]) * slope for lat in (south, north))
        order = np.argsort(low + high)
        low, high = low[order], high[order]
        sines = np.full((len(low) // 2, 2), np.sin(np.radians((south, north))))
        strips.append(np.column_stack([sines, low[::2], low[1::2], high[::2], high[1::2]]))
    return np.concatenate(strips)


def _parallels(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """The latitudes of the corners and enough between them for low strips."""
    return np.concatenate([
        np.linspace(south, north, max(math.ceil((north - south) / STRIP_HEIGHT_DEG_MAX), 1), endpoint=False)
        for south, north in itertools.pairwise(levels)
    ] + [levels[-1:]])  # fmt: skip


def _place_in(
    strips: NDArray[np.float64], uniform: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitude and latitude uniform by area over the strips."""
    sine_south, sine_north, south_west, south_east, north_west, north_east = strips.T
    # Rounding may make two sides that meet in a corner cross just before it.
    low, high = np.maximum(south_east - south_west, 0.0), np.maximum(north_east - north_west, 0.0)
    up_to = np.cumsum((sine_north - sine_south) * (low + high))
    reach = uniform[:, 0] * up_to[-1]
    strip = np.minimum(np.searchsorted(up_to, reach, side="right"), np.searchsorted(up_to, up_to[-1]))
    before = np.where(strip > 0, up_to[strip - 1], 0.0)
    share = np.clip((reach - before) / (up_to[strip] - before), np.finfo(np.float64).tiny, 1.0)
    low, high = low[strip], high[strip]
    height = share * (low + high) / (low + np.sqrt(low**2 + share * (high**2 - low**2)))
    west = south_west[strip] + height * (north_west - south_west)[strip]
    lon = west + uniform[:, 1] * (low + height * (high - low))
    sine = sine_south[strip] + height * (sine_north - sine_south)[strip]
    return (lon + 180.0) % 360.0 - 180.0, np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0)))
