"""A flat sheet of water about a point, in metres east and north, on which areas are laid out."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyproj import Proj

from sarex.model.quantities import Position, wrap_longitude


class Point(NamedTuple):
    """Metres east and north in a local plane; also a direction, as a unit vector."""

    east: float
    north: float

    def moved(self, direction: Point, distance_m: float) -> Point:
        return Point(self.east + direction.east * distance_m, self.north + direction.north * distance_m)

    def along(self, direction: Point) -> float:
        """Component along a direction [m]."""
        return self.east * direction.east + self.north * direction.north

    @property
    def left(self) -> Point:
        """The direction at 90 degrees to the left."""
        return Point(-self.north, self.east)

    @property
    def back(self) -> Point:
        return Point(-self.east, -self.north)


def direction(bearing_deg: float) -> Point:
    """Unit vector of a bearing in the plane."""
    return Point(math.sin(math.radians(bearing_deg)), math.cos(math.radians(bearing_deg)))


@dataclass(frozen=True)
class LocalPlane:
    """Lambert azimuthal equal-area plane about `centre` on WGS84: areas are true everywhere, lengths within 0.01 % to
    100 km and 0.1 % to 500 km from the centre, at any latitude and across the date line."""

    centre: Position
    _projection: Proj = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        projection = Proj(proj="laea", lat_0=self.centre.lat, lon_0=self.centre.lon, datum="WGS84", units="m")
        object.__setattr__(self, "_projection", projection)

    def flat(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """East and north [m], same shape; NaN where a position is NaN."""
        east, north = self._projection(lon, lat, errcheck=False)
        known = np.isfinite(lon) & np.isfinite(lat)
        return np.where(known, east, np.nan), np.where(known, north, np.nan)

    def point(self, position: Position) -> Point:
        east, north = self._projection(position.lon, position.lat)
        return Point(float(east), float(north))

    def position(self, point: Point) -> Position:
        lon, lat = self._projection(point.east, point.north, inverse=True)
        return Position(wrap_longitude(float(lon)), float(lat))

    def places(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Longitude in [-180, 180) and latitude of many points: float64 (point, east-north) to (point, lon-lat)."""
        lon, lat = self._projection(points[:, 0], points[:, 1], inverse=True)
        return np.stack([(np.asarray(lon) + 180.0) % 360.0 - 180.0, lat], axis=-1)
