"""Start on a bearing from a known point: a flare, a light, a radio bearing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sarex.drift.births import Births
from sarex.drift.cut_normal import CUT_SD, cut_normal
from sarex.drift.displacement import displaced
from sarex.model.incident import BearingScenario


def bearing_start(scenario: BearingScenario, uniform: NDArray[np.float64]) -> Births:
    """Normal in bearing, range and time, each cut at 3 standard deviations; the range also at zero.

    The range is cut on the near side only: its far side, where a search would come too late, stays as likely as stated.
    uniform : float64 (particle, 4) in (0, 1)
    """
    azimuth_deg = scenario.bearing + scenario.bearing_error * cut_normal(uniform[:, 0])
    range_m = np.full(len(uniform), scenario.range)
    if scenario.range_error > 0:
        nearest = max(-CUT_SD, -scenario.range / scenario.range_error)
        range_m = np.maximum(scenario.range + scenario.range_error * cut_normal(uniform[:, 1], low=nearest), 0.0)
    lon, lat, _ = displaced(*scenario.at, azimuth_deg, range_m)
    return Births(lon, lat, scenario.time.timestamp() + scenario.time_error * cut_normal(uniform[:, 2]))
