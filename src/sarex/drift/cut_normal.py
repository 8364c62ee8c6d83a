"""Normal errors, cut at three standard deviations.

The cut is a true truncation by the inverse of the distribution function, so that no probability piles up at its ends.
It keeps the mean, and leaves 0.987 of the standard deviation along one axis and 0.974 in the plane.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

CUT_SD: Final = 3.0
SD_PER_HALF_RADIUS: Final = 1.0 / np.sqrt(2.0 * np.log(2.0))
"""Standard deviation along each axis of a circular normal, for one unit of the radius that holds 50 %: 1 / 1.17741."""


def cut_normal(uniform: NDArray[np.float64], low: float = -CUT_SD, high: float = CUT_SD) -> NDArray[np.float64]:
    """Standard normal numbers within [low, high], from uniform ones in (0, 1); any shape."""
    below, above = float(ndtr(low)), float(ndtr(high))
    return np.clip(ndtri(below + uniform * (above - below)), low, high)


def cut_circular_normal(
    uniform_range: NDArray[np.float64], uniform_azimuth: NDArray[np.float64], sd_m: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Azimuth [degrees] and distance [m] of a circular normal error with `sd_m` along each axis, cut at 3 `sd_m`."""
    within = -np.expm1(-0.5 * CUT_SD**2)
    distance_m = sd_m * np.sqrt(-2.0 * np.log1p(-uniform_range * within))
    return 360.0 * uniform_azimuth, distance_m
