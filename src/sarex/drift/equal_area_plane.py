"""The plane on which maps are drawn: equal areas stay equal, anywhere on the globe."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyproj import Proj

from sarex.model.probability_map import equal_area_projection
from sarex.model.quantities import Position, wrap_longitude

_POLE_LAT: Final = 89.999
"""PROJ's plane about a centre closer to a pole than this, but not on it, is wrong by up to hundreds of metres."""


@dataclass(frozen=True)
class EqualAreaPlane:
    """Lambert azimuthal equal-area about `centre` on WGS84; x to the east and y to the north at the centre [m]."""

    centre: Position

    @cached_property
    def _projection(self) -> Proj:
        return Proj(equal_area_projection(self.centre))

    def to_plane(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """x and y [m] of positions [degrees]."""
        x_m, y_m = self._projection(lon, lat)
        return np.asarray(x_m), np.asarray(y_m)

    def to_globe(
        self, x_m: NDArray[np.float64], y_m: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """lon and lat [degrees]; longitudes are within half a turn of the centre and so may pass 180."""
        lon, lat = self._projection(x_m, y_m, inverse=True)
        offset = (np.asarray(lon) - self.centre.lon + 180.0) % 360.0 - 180.0
        return self.centre.lon + offset, np.asarray(lat)


def weighted_centre(lon: NDArray[np.float64], lat: NDArray[np.float64], weight: NDArray[np.float64]) -> Position:
    """The mean of the directions from the middle of the globe, right across the date line and over the poles.

    Rounded to 1e-9 degree, which is what the text of the projection keeps, and to the pole within 100 m of it.
    """
    lon_rad, lat_rad = np.radians(lon), np.radians(lat)
    x = float(weight @ (np.cos(lat_rad) * np.cos(lon_rad)))
    y = float(weight @ (np.cos(lat_rad) * np.sin(lon_rad)))
    z = float(weight @ np.sin(lat_rad))
    if np.hypot(np.hypot(x, y), z) < 1e-9 * weight.sum():
        # Halves on opposite sides of the globe have no middle; any of the places will do.
        return Position(wrap_longitude(round(float(lon[0]), 9)), round(float(lat[0]), 9))
    centre_lon = float(np.degrees(np.arctan2(y, x)))
    centre_lat = float(np.degrees(np.arctan2(z, np.hypot(x, y))))
    if abs(centre_lat) > _POLE_LAT:
        return Position(0.0, 90.0 if centre_lat > 0.0 else -90.0)
    return Position(wrap_longitude(round(centre_lon, 9)), round(centre_lat, 9))
