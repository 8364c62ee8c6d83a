"""A window of forcing: one quantity of one source on plain axes, ready for the drift kernel."""

from __future__ import annotations

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
