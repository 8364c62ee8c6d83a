"""Start anywhere on a line between two points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sarex.drift.births import Births
from sarex.drift.cut_normal import cut_circular_normal, cut_normal
from sarex.drift.displacement import displaced
from sarex.model.geodesy import bearing_deg, distance_m
from sarex.model.incident import DatumLineScenario


def datum_line_start(scenario: DatumLineScenario, uniform: NDArray[np.float64]) -> Births:
    """Uniform along the geodesic, then a circular normal error, so that it also reaches beyond both ends.

    uniform : float64 (particle, 4) in (0, 1)
    """
    start, end = scenario.line
    along_m = uniform[:, 0] * distance_m(start, end)
    lon, lat, _ = displaced(*start, bearing_deg(start, end), along_m)
    lon, lat, _ = displaced(lon, lat, *cut_circular_normal(uniform[:, 1], uniform[:, 2], scenario.error))
    return Births(lon, lat, scenario.time.timestamp() + scenario.time_error * cut_normal(uniform[:, 3]))
