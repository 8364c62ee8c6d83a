"""Velocity errors with a memory: first-order correlated, with their displacement drawn jointly."""

from __future__ import annotations

import math
from typing import Final

from numba import njit

_SERIES_BELOW: Final = 0.05


@njit(cache=True, error_model="numpy")
def correlated_step(duration, memory, deviation):
    """Coefficients that carry an Ornstein-Uhlenbeck velocity error over one step, exactly. [Uhlenbeck1930]

    duration : length of the step [s], >= 0;  memory : e-folding time [s];  deviation : standard deviation [m/s]
    Returns (keep, reach, kick, shove, scatter). With the error e before the step and two standard normal a, b
        error after the step      keep * e + kick * a                  [m/s]
        displacement of the step  reach * e + shove * a + scatter * b  [m]
    which have the covariance of the process and its integral, so that no spread depends on the length of the step.
    """
    if deviation <= 0.0 or duration <= 0.0:
        return 1.0, 0.0, 0.0, 0.0, 0.0
    h = duration / memory
    lost = -math.expm1(-h)
    kick = deviation * math.sqrt(-math.expm1(-2.0 * h))
    shove = deviation * deviation * memory * lost * lost / kick
    if h < _SERIES_BELOW:
        rest = h * h * h * (1.0 / 6.0 - h * h * (1.0 / 60.0 - h * h * 17.0 / 10080.0))
    else:
        rest = 2.0 * h - 4.0 * math.tanh(0.5 * h)
    return 1.0 - lost, memory * lost, kick, shove, deviation * memory * math.sqrt(rest)


@njit(cache=True, error_model="numpy")
def diffused(scatter, duration, diffusivity):
    """The scatter [m] of a step widened by a diffusivity [m2/s]: normal displacements add in variance."""
    return math.sqrt(scatter * scatter + 2.0 * diffusivity * duration)
