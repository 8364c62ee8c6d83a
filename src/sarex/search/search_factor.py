"""The optimal search factor fs: how far to search, as a multiple of the total probable error E."""

from __future__ import annotations

import math
from typing import Final, Literal

from scipy.optimize import brentq

from sarex.model.errors import PlanError
from sarex.model.worksheet import Conditions
from sarex.search.circular_normal import PROBABLE_ERROR_SIGMAS
from sarex.search.detection import DetectionLaw

Shape = Literal["point", "line"]

PUBLISHED_FITS: Final[dict[tuple[Shape, Conditions], tuple[float, float]]] = {
    ("point", "normal"): (0.7179, 0.2570),
    ("point", "ideal"): (0.6396, 0.3348),
    ("line", "normal"): (0.8204, 0.3411),
    ("line", "ideal"): (0.7284, 0.5012),
}
"""fs = factor x Zr ^ power: fits to the manual's curves, as published with the open tool iamsar-plan-optimizer."""

RELATIVE_EFFORT_MIN: Final = 1e-9
RELATIVE_EFFORT_MAX: Final = 1e9


def optimal_search_factor(relative_effort: float, law: DetectionLaw, shape: Shape = "point") -> float:
    """fs that makes POC x POD largest for effort Zr spread evenly, by our own optimisation.

    point : a square of half-side fs E over a circular normal, C = Zr / (4 fs2); Zr = Z / E2
    line  : a strip of half-width fs E along the line, normal across, C = Zr / (2 fs); Zr = Z / (E L)

    With x = fs E / (sigma sqrt 2), widening by one per cent wins x 2/sqrt(pi) exp(-x2) / erf(x) per cent of POC (on
    each axis) and loses as many per cent of POD as its elasticity says: the optimum is where the two are equal. The
    first falls and the second grows with fs, so there is exactly one. Raises PlanError outside 1e-9 <= Zr <= 1e9.

    >>> from sarex.search.detection import RandomSearch
    >>> round(optimal_search_factor(4.0, RandomSearch()), 4)
    1.0276
    """
    if not RELATIVE_EFFORT_MIN <= relative_effort <= RELATIVE_EFFORT_MAX:
        raise PlanError(
            f"relative effort Zr is {relative_effort:.3g}, outside {RELATIVE_EFFORT_MIN:g} to {RELATIVE_EFFORT_MAX:g}; "
            "check sweep width, speed, endurance and the probable error"
        )

    def gain(log_factor: float) -> float:
        factor = math.exp(log_factor)
        x = factor * PROBABLE_ERROR_SIGMAS / math.sqrt(2.0)
        coverage = relative_effort / (4.0 * factor**2 if shape == "point" else 2.0 * factor)
        log_gain = math.log(x * 2.0 / math.sqrt(math.pi) / math.erf(x)) - x**2
        return log_gain - law.log_elasticity(coverage)

    return math.exp(brentq(gain, math.log(1e-7), math.log(1e7), xtol=1e-13, rtol=1e-14))


def published_search_factor(relative_effort: float, conditions: Conditions, shape: Shape = "point") -> float:
    """fs by the published power-law fits, within 2 % of the optimum for Zr from 0.25 to 64."""
    factor, power = PUBLISHED_FITS[shape, conditions]
    return float(factor * relative_effort**power)
