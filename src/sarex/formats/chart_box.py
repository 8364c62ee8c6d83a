"""The box that a chart shows: large enough for what is on it, in the shape of the picture."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sarex.model.forcing_window import Box
from sarex.model.geodesy import distance_m
from sarex.model.quantities import NAUTICAL_MILE_M, Position

MARGIN: Final = 0.12
"""Free space on each side, as a share of the box."""
HEIGHT_MIN_DEG: Final = 4.0 / 60.0
LAT_MAX_DEG: Final = 89.5
"""Nearer to the pole, a chart with straight meridians means nothing."""
MAP_SHAPE: Final = 1.2
"""Width over height of the map in the default picture."""


def stretch(lat: float) -> float:
    """How much longer a degree of latitude is than a degree of longitude, on WGS84 at this latitude."""
    lat = min(max(lat, -LAT_MAX_DEG), LAT_MAX_DEG)
    along = distance_m(Position(-0.005, lat), Position(0.005, lat))
    up = distance_m(Position(0.0, lat - 0.005), Position(0.0, lat + 0.005))
    return up / along


def near(lon: ArrayLike, box: Box) -> NDArray[np.float64]:
    """The same longitudes, counted so that they lie within 180 degrees of the middle of the box."""
    middle = (box.west + box.east) / 2
    turned: NDArray[np.float64] = middle + (np.asarray(lon, dtype=np.float64) - middle + 180.0) % 360.0 - 180.0
    return turned


def chart_box(lon: ArrayLike, lat: ArrayLike, *, shape: float = MAP_SHAPE) -> Box:
    """The box for a chart of these points [degrees], with a margin, `shape` times as wide as high on paper.

    Ask the coast for the land of the same box. Raises ValueError without points.

    >>> box = chart_box([179.9, -179.9], [10.0, 10.1])
    >>> box.west < 179.9 < 180.1 < box.east
    True
    """
    lons, lats = np.asarray(lon, dtype=np.float64).ravel() % 360.0, np.asarray(lat, dtype=np.float64).ravel()
    if lons.size == 0:
        raise ValueError("a chart needs at least one point")
    west, east = _shortest_arc(lons)
    lat_middle = float(lats.min() + lats.max()) / 2
    widening = stretch(lat_middle)
    height = max(float(np.ptp(lats)), (east - west) / widening / shape, HEIGHT_MIN_DEG) * (1 + 2 * MARGIN)
    width = min(height * widening * shape, 360.0)
    south = max(lat_middle - height / 2, -90.0)
    north = min(lat_middle + height / 2, 90.0)
    lon_middle = (west + east) / 2
    lon_middle -= 360.0 * (lon_middle - width / 2 >= 180.0)
    return Box(lon_middle - width / 2, south, lon_middle + width / 2, north)


def _shortest_arc(lons: NDArray[np.float64]) -> tuple[float, float]:
    """West and east end of the shortest arc that holds the longitudes [0, 360): it leaves out their widest gap."""
    turned = np.unique(lons)
    gaps = np.diff(turned, append=turned[0] + 360.0)
    after = int(gaps.argmax())
    west = float(turned[(after + 1) % len(turned)])
    return west, west + 360.0 - float(gaps[after])


def nautical_miles_per_degree(lat: float) -> float:
    """Length of a degree of longitude [nm] at this latitude."""
    return distance_m(Position(-0.005, lat), Position(0.005, lat)) / NAUTICAL_MILE_M * 100.0
