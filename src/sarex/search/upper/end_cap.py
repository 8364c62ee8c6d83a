"""What one unbroken run of a sensor can see beyond sweep width x length: the caps about its ends."""

from __future__ import annotations

import itertools
import math
from typing import Final

import numpy as np
from scipy.integrate import quad

from sarex.model.detection_curve import DetectionCurve, LawName
from sarex.model.quantities import NAUTICAL_MILE_M

CAP_PER_SQUARED_WIDTH: Final[dict[LawName, float]] = {
    "random": 0.0,
    "inverse_cube": 0.25,
    "definite": math.pi / 4.0,
    "m_beta": math.pi / 4.0,
    "logistic": math.pi / 4.0,
    "table": math.pi / 4.0,
}
"""Both end caps of a run, in W2. An area-level law has none; two half discs of radius W/2 for a sensor that is sure of
what it reaches; for the inverse cube law, integrated along the run, exactly a quarter (see decision 11)."""


def range_moment_m2(curve: DetectionCurve) -> float:
    """M, the integral of p(r) r dr over the ranges at which the sensor sees [m2]: a turn by one radian adds M to what a
    law that counts passes can see, the two ends of a run 2 pi M.

    >>> round(range_moment_m2(DetectionCurve(law="definite", sweep_width_m=2.0)), 6)
    0.5
    """
    if curve.law == "table":
        return _table_moment_m2(curve)
    if curve.law == "logistic":
        return _logistic_moment_m2(curve)
    if curve.law == "m_beta":
        reach_m = curve.range_m or curve.sweep_width_m / (_sides(curve) * curve.beta) + curve.inner_m
        return curve.beta * max(reach_m**2 - curve.inner_m**2, 0.0) / 2.0
    reach_m = curve.sweep_width_m / _sides(curve) + curve.inner_m
    return (reach_m**2 - curve.inner_m**2) / 2.0


def _sides(curve: DetectionCurve) -> float:
    return 2.0 if curve.side == "both" else 1.0


def ceiling_law(curve: DetectionCurve) -> LawName:
    """The law by which a curve counts in a ceiling: a definite range to one side sees more by turning away from what it
    looks at, as laws do that count passes."""
    return "m_beta" if curve.law == "definite" and curve.side != "both" else curve.law


def end_cap_m2(curve: DetectionCurve) -> float:
    """Area that one unbroken run of any length can see with certainty beyond W x its length [m2]."""
    if curve.sweep_width_m == 0.0:
        return 0.0
    if curve.law in ("random", "inverse_cube"):
        # To one side it sees half of what one of twice its width sees, whose caps are four times as large.
        return CAP_PER_SQUARED_WIDTH[curve.law] * curve.sweep_width_m**2 * 2.0 / _sides(curve)
    return 2.0 * math.pi * range_moment_m2(curve)


def _table_moment_m2(curve: DetectionCurve) -> float:
    """Chance straight between the entries, so that p r is a parabola on each piece: Simpson's rule is exact."""
    ranges, chances = (np.array([entry[axis] for entry in curve.table]) for axis in (0, 1))
    start, end = np.maximum(ranges[:-1], curve.inner_m), np.maximum(ranges[1:], curve.inner_m)
    middle = (start + end) / 2.0
    ends, centre = (np.interp(at, ranges, chances) * at for at in (np.stack([start, end]), middle))
    return float(np.sum((end - start) * (ends[0] + 4.0 * centre + ends[1]) / 6.0))


def _logistic_moment_m2(curve: DetectionCurve) -> float:
    def worth(range_nm: float) -> float:
        power = curve.a0 + curve.a1 * range_nm + curve.a2 * range_nm**2
        return range_nm / (1.0 + math.exp(-power)) if power > -700.0 else 0.0

    # Without a cut, beyond ten widths nothing is left of a curve whose integral is the width.
    reach_m = curve.range_m or curve.inner_m + 10.0 * curve.sweep_width_m
    edges = np.linspace(curve.inner_m, max(reach_m, curve.inner_m), 33) / NAUTICAL_MILE_M
    pieces = [quad(worth, one, other)[0] for one, other in itertools.pairwise(edges)]
    return math.fsum(pieces) * NAUTICAL_MILE_M**2
