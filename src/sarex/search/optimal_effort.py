"""The optimum of divisible effort over a normal distribution: how well any random search could do. [Frost2001]"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


def optimal_pos(effort_m2: float, sigma_x_m: float, sigma_y_m: float) -> float:
    """POS of the best spread of effort Z = W V T over a bivariate normal, random search.

    With H = sqrt(Z / (pi sx sy)), POS = 1 - (1 + H) exp(-H).

    >>> round(optimal_pos(4 * math.pi, 1.0, 1.0), 9)
    0.59399415
    """
    height = math.sqrt(effort_m2 / (math.pi * sigma_x_m * sigma_y_m))
    return 1.0 - (1.0 + height) * math.exp(-height)


def optimal_coverage(
    x_m: NDArray[np.float64], y_m: NDArray[np.float64], effort_m2: float, *sigmas_m: float
) -> NDArray[np.float64]:
    """Coverage of the best spread at (x, y) from the centre, along the axes of the distribution: H - r2 / 2 inside
    the ellipse r = sqrt(2 H), nothing outside.

    x_m, y_m : float64 of equal shape; sigmas_m : standard deviation on x and on y
    """
    sigma_x_m, sigma_y_m = sigmas_m
    height = math.sqrt(effort_m2 / (math.pi * sigma_x_m * sigma_y_m))
    return np.maximum(height - ((x_m / sigma_x_m) ** 2 + (y_m / sigma_y_m) ** 2) / 2.0, 0.0)
