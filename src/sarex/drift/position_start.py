"""Start at a last known position."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sarex.drift.births import Births
from sarex.drift.cut_normal import SD_PER_HALF_RADIUS, cut_circular_normal, cut_normal
from sarex.drift.displacement import displaced
from sarex.model.incident import PositionScenario


def position_start(scenario: PositionScenario, uniform: NDArray[np.float64]) -> Births:
    """Circular normal about the position, normal in time, both cut at 3 standard deviations.

    uniform : float64 (particle, 4) in (0, 1)
    """
    sd_m = scenario.position_error * SD_PER_HALF_RADIUS
    azimuth_deg, distance_m = cut_circular_normal(uniform[:, 0], uniform[:, 1], sd_m)
    lon, lat, _ = displaced(*scenario.at, azimuth_deg, distance_m)
    return Births(lon, lat, scenario.time.timestamp() + scenario.time_error * cut_normal(uniform[:, 2]))
