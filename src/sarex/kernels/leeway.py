"""What the wind does to a floating object."""

from __future__ import annotations

import math
from typing import Final

from numba import njit

CALM_M_PER_S: Final = 2.0
"""Below this wind the whole leeway fades to nothing: the fits were made in wind."""
_SPEED_MIN: Final = 1e-30


@njit(cache=True, error_model="numpy", forceinline=True)
def leeway_velocity(wind_east, wind_north, downwind, crosswind, fade):
    """Velocity through the water that the wind gives to a floating object [m/s]. [Allen2005]

    wind_east, wind_north : 10 m wind [m/s], where the air goes
    downwind, crosswind   : (slope [-], offset [m/s]); crosswind is positive to the right of downwind
    fade                  : (1 / wind below which leeway fades [s/m], factor after capsizing)
    Returns (east, north). Calm air gives none.
    """
    speed = math.sqrt(wind_east * wind_east + wind_north * wind_north)
    ramp = speed * fade[0]
    ramp = ramp if ramp < 1.0 else 1.0
    per_wind = ramp * fade[1] / (speed if speed > _SPEED_MIN else _SPEED_MIN)
    along = (downwind[0] * speed + downwind[1]) * per_wind
    across = (crosswind[0] * speed + crosswind[1]) * per_wind
    return along * wind_east + across * wind_north, along * wind_north - across * wind_east


@njit(cache=True, error_model="numpy")
def chance_within(chance_per_hour, duration):
    """Probability that an event of this probability an hour happens at least once within `duration` [s]."""
    return 1.0 - (1.0 - chance_per_hour) ** (duration / 3600.0)


@njit(cache=True, error_model="numpy")
def capsizing_chance(wind_speed, wind, spread, duration):
    """Probability of capsizing within `duration` [s], at (1 + tanh((wind_speed - wind) / spread)) / 2 an hour."""
    rate = 0.5 * (1.0 + math.tanh((wind_speed - wind) / spread))
    return -math.expm1(-rate * duration / 3600.0)
