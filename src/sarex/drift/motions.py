"""What moves the particles, as values for the time loop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.drift.particles import Particles
from sarex.kernels.leeway import CALM_M_PER_S
from sarex.kernels.trajectory import Physics
from sarex.model.incident import Capsizing, DriftSettings
from sarex.model.leeway_class import LeewayClass, LeewayFit

_SLOPE_SHARE_S_PER_M: Final = 1.0 / 20.0
_OFFSET_SHARE: Final = 0.5
"""A deviation from the fit is half an offset and half a slope in 10 m/s of wind, where it equals its full value."""
_NEVER_FADES: Final = 1e300
_LN_2: Final = float(np.log(2.0))
_CAPSIZING_OFF: Final = Capsizing.model_construct(wind=0.0, spread=1.0, factor=1.0)


def physics(settings: DriftSettings, *, coast: bool) -> Physics:
    """The settings of a run as plain numbers. `noise: none` switches all random motion off, jibing too."""
    noise, capsizing = settings.noise, settings.capsizing or _CAPSIZING_OFF
    random = 1.0 if settings.random_motion else 0.0
    return Physics(
        seed=int(settings.seed),
        second_order=settings.integrator == "second_order",
        sign=1.0 if settings.direction == "forward" else -1.0,
        stokes=settings.stokes == "add",
        coast=coast,
        slip=settings.shoreline == "slip",
        fade_per_wind=1.0 / CALM_M_PER_S if settings.calm_ramp else _NEVER_FADES,
        jibe_chance_per_hour=random * settings.jibing,
        capsizing=settings.capsizing is not None,
        capsizing_wind=float(capsizing.wind),
        capsizing_spread=float(capsizing.spread),
        capsizing_factor=float(capsizing.factor),
        current_deviation=random * noise.current_sd,
        current_memory=max(noise.current_half_life, 1.0) / _LN_2,
        wind_deviation=random * noise.wind_sd,
        wind_memory=max(noise.wind_half_life, 1.0) / _LN_2,
        diffusivity=random * noise.diffusivity,
    )


def leeway_lines(particles: Particles, classes: Sequence[LeewayClass], settings: DriftSettings) -> NDArray[np.float64]:
    """Leeway against wind of each particle with its own deviation from the fit: float64 (particle, 6).

    Slope [-] and offset [m/s] downwind, then crosswind on the right and on the left side, positive to the right. A
    deviation eps of the fit's standard error adds eps / (20 m/s) to the slope and eps / 2 to the offset, which makes
    eps at 10 m/s. [Allen2005] [Breivik2008]

    The downwind deviate is never cut: a few particles of classes with a wide spread get a negative slope and creep
    upwind, and the mean and spread of the published fit hold (a cut would raise PIW-1 by 1.4 cm/s and narrow it by a
    tenth). The crosswind deviate counts away from the downwind course on either side: a particle that drifts further
    off the wind than its kind on one side, by its shape and trim, does so after a jibe as well.
    """
    spread = settings.leeway_spread and settings.random_motion
    lines = np.empty((len(particles), 6))
    for number, leeway_class in enumerate(classes):
        mine = particles.object_class == number
        downwind = particles.downwind_deviate[mine] if spread else np.zeros(np.count_nonzero(mine))
        outward = particles.crosswind_deviate[mine] if spread else np.zeros(np.count_nonzero(mine))
        lines[mine, 0:2] = _line(leeway_class.downwind, downwind)
        lines[mine, 2:4] = _line(leeway_class.right, outward)
        lines[mine, 4:6] = _line(leeway_class.left, -outward)
    return lines


def _line(fit: LeewayFit, deviate: NDArray[np.float64]) -> NDArray[np.float64]:
    """Slope and offset of each particle, float64 (particle, 2)."""
    error = fit.std_m_per_s * deviate
    return np.column_stack([fit.slope + _SLOPE_SHARE_S_PER_M * error, fit.offset_m_per_s + _OFFSET_SHARE * error])
