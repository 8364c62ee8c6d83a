"""Lanes: a block of particles side by side, so that the compiler moves several at once.

Each quantity is a row of LANES numbers in one flat array; `row + lane` is its place. One flat array for each kind of
number instead of many small ones, because the compiler runs a loop in vectors only where it can see that what is
written does not overlap what is read. For the same reason places are unsigned: a signed place might count from the end.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

LANES: Final = np.uintp(128)
FIRST_ROW: Final = np.uintp(0)

(
    LON, LAT, NEXT_LON, NEXT_LAT, SAFE, DURATION,
    EAST, NORTH, LATER_EAST, LATER_NORTH, CHANGE_LON, CHANGE_LAT,
    SLOPE, OFFSET, RIGHT_SLOPE, RIGHT_OFFSET, LEFT_SLOPE, LEFT_OFFSET, SIDE, UPRIGHT,
    ERROR_EAST, ERROR_NORTH, GUST_EAST, GUST_NORTH, OLD_ERROR_EAST, OLD_ERROR_NORTH, OLD_GUST_EAST, OLD_GUST_NORTH,
    SHIFT_EAST, SHIFT_NORTH, BREEZE_EAST, BREEZE_NORTH, JIBE_CHANCE,
    KEEP, REACH, KICK, SHOVE, SCATTER, GUST_KEEP, GUST_REACH, GUST_KICK, GUST_SHOVE, GUST_SCATTER,
    DRAW, DRAW_B, DRAW_C, DRAW_D, JIBE_DRAW, JIBE_DRAW_B, JIBE_DRAW_C, JIBE_DRAW_D,
    REAL_ROWS,
) = np.arange(52, dtype=np.uintp) * LANES  # fmt: skip
"""Rows of `Lanes.real`. Positions are in degrees, velocities in m/s, shifts in m; DRAW and JIBE_DRAW are four rows."""

(PARTICLE, NAME, STATE, BEGIN, CELL, WHOLE_ROWS) = np.arange(6, dtype=np.uintp) * LANES
"""Rows of `Lanes.whole`: place in the fleet, particle id, what it is doing, the step in which it begins, and the
place of its cell in the forcing buffer."""

(SHARE_X, SHARE_Y, WIND, WIND_NORTH, CURRENT, CURRENT_NORTH, STOKES, STOKES_NORTH, SINGLE_ROWS) = (
    np.arange(9, dtype=np.uintp) * LANES
)
"""Rows of `Lanes.single`: shares of the cell, then the forcing."""

WAITING_FOR_BIRTH: Final = 0
AFLOAT: Final = 1
DONE: Final = 2
WAITING_FOR_COAST: Final = 3


class Lanes(NamedTuple):
    """The rows of a block: float64, float32 and int64, then marks, then three arrays with a row for each source.

    rest    : uint8, 1 for a lane that could not simply move;  rest_eights : the same bytes, eight lanes a number
    start   : int64, place in the forcing buffer of the interval that holds the time of the step, -1 for none
    passed  : float32, the share of the interval that has passed
    beginning : int64, where the ensemble member of the lane begins, counted from that of the first one
    """

    real: NDArray[np.float64]
    single: NDArray[np.float32]
    whole: NDArray[np.int64]
    rest: NDArray[np.uint8]
    rest_eights: NDArray[np.uint64]
    start: NDArray[np.int64]
    passed: NDArray[np.float32]
    beginning: NDArray[np.int64]


@njit(cache=True, error_model="numpy", forceinline=True)
def row_of(first, number):
    """The row `number` rows after `first`."""
    return first + np.uintp(number) * LANES


@njit(cache=True, error_model="numpy")
def empty_lanes(sources):
    """Lanes for a run with this number of forcing sources."""
    room = np.uintp(sources) * LANES
    eights = np.zeros(LANES // np.uintp(8), dtype=np.uint64)
    return Lanes(
        np.zeros(REAL_ROWS),
        np.zeros(SINGLE_ROWS, dtype=np.float32),
        np.zeros(WHOLE_ROWS, dtype=np.int64),
        eights.view(np.uint8),
        eights,
        np.zeros(room, dtype=np.int64),
        np.zeros(room, dtype=np.float32),
        np.zeros(room, dtype=np.int64),
    )
