"""A window of forcing: one quantity of one source on plain axes, ready for the drift kernel."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Quantity = Literal["wind", "current", "stokes"]


@dataclass(frozen=True)
class Box:
    """Degrees; `east` may exceed 180 when the box crosses the date line, so that west < east always."""

    west: float
    south: float
    east: float
    north: float


def overlap(asked: Box, held: Box) -> Box | None:
    """The part of `asked` that `held` has, in the longitudes of `asked`; None where they share no more than an edge.

    A `held` that meets both ends of what is asked, but not its middle, counts as having all its longitudes.
    """
    south, north = max(asked.south, held.south), min(asked.north, held.north)
    west, east = asked.west, asked.east
    if held.east - held.west < 360.0 - 1e-6:
        turn = 360.0 * (math.ceil((asked.east - held.west) / 360.0) - 1.0)
        east = min(asked.east, held.east + turn)
        if held.east + turn - 360.0 <= asked.west:
            west = max(asked.west, held.west + turn)
    return Box(west, south, east, north) if west < east and south < north else None


@dataclass(frozen=True)
class ForcingWindow:
    """East and north components on a uniform longitude and latitude grid.

    values      : float32 (member, time, lat, lon, component) [m/s]; component 0 is east, 1 is north; NaN where the
                  source has nothing. Wind is the vector that the air moves along (not "from"), at 10 m.
    time_s      : float64 (time,), strictly increasing, seconds since 1970-01-01 UTC
    lon_start_deg, lat_start_deg : the first column and row; both axes ascend. Columns go on past 180 without a jump.
                  A grid that goes round the globe repeats its first column as its last, 360 degrees on.
    lon_step_deg, lat_step_deg   : spacing, > 0
    filled      : bool (lat, lon), True where a land or missing cell took its nearest sea value
    empty_s     : times of the source that turned out to hold nothing here; they are not among `time_s`
    bridge_s_max: neighbouring times further apart than this are a gap; between them the window serves nothing
    """

    source_name: str
    quantity: Quantity
    values: NDArray[np.float32]
    time_s: NDArray[np.float64]
    lon_start_deg: float
    lat_start_deg: float
    lon_step_deg: float
    lat_step_deg: float
    filled: NDArray[np.bool_]
    bridge_s_max: float
    empty_s: tuple[float, ...] = ()

    @property
    def members(self) -> int:
        return int(self.values.shape[0])

    def velocity(self, lon: NDArray[np.float64], lat: NDArray[np.float64], time_s: float) -> NDArray[np.float64]:
        """East and north at places, float64 (place, component) [m/s], mean over members, linear between nodes and
        times; NaN outside the window, in its gaps and where a corner is missing."""
        after = int(np.clip(np.searchsorted(self.time_s, time_s), 1, max(len(self.time_s) - 1, 1)))
        ends_s = self.time_s[max(after - 1, 0)], self.time_s[min(after, len(self.time_s) - 1)]
        within = ends_s[0] - 1.0 <= time_s <= ends_s[1] + 1.0 and ends_s[1] - ends_s[0] <= self.bridge_s_max
        if not within:
            return np.full((len(lon), 2), np.nan)
        part = 0.0 if ends_s[1] == ends_s[0] else (time_s - ends_s[0]) / (ends_s[1] - ends_s[0])
        last = min(after, len(self.time_s) - 1)
        now = (1.0 - part) * self.values[:, after - 1].mean(axis=0) + part * self.values[:, last].mean(axis=0)
        rows, columns = now.shape[:2]
        column = (lon - self.lon_start_deg) % 360.0 / self.lon_step_deg
        row = (lat - self.lat_start_deg) / self.lat_step_deg
        inside = (row >= 0) & (row <= rows - 1) & (column <= columns - 1)
        south = np.clip(np.floor(row), 0, rows - 2).astype(np.int64)
        west = np.clip(np.floor(column), 0, columns - 2).astype(np.int64)
        up, right = (row - south)[:, np.newaxis], (column - west)[:, np.newaxis]
        low = now[south, west] * (1.0 - right) + now[south, west + 1] * right
        high = now[south + 1, west] * (1.0 - right) + now[south + 1, west + 1] * right
        return np.where(inside[:, np.newaxis], low * (1.0 - up) + high * up, np.nan)
