"""Degrees as whole numbers of 1e-7 degree: half the bytes of float64, and 1 cm everywhere on the globe."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

SCALE_DEG: Final = 1e-7
PER_DEGREE: Final = 1e7
FILL: Final = np.int32(-(2**31))
"""Stands for no position (NaN); no longitude or latitude packs to it."""
_HALF_TURN: Final = 1_800_000_000


def pack_degrees(degrees: NDArray[np.float64], *, turn: bool = False) -> NDArray[np.int32]:
    """int32 of the same shape; NaN becomes FILL. With `turn`, what rounds to +180 becomes -180, the same meridian."""
    packed = degrees * PER_DEGREE
    np.rint(packed, out=packed)
    absent = np.isnan(packed)
    packed[absent] = FILL
    assert (np.abs(packed[~absent]) <= _HALF_TURN).all()
    if turn:
        packed[packed == _HALF_TURN] = -_HALF_TURN
    return packed.astype(np.int32)


def unpack_degrees(packed: NDArray[np.int32], *, out: NDArray[np.float64]) -> None:
    """Fill `out` with the degrees, NaN where there is no position."""
    np.divide(packed, PER_DEGREE, out=out)
    out[packed == FILL] = np.nan
