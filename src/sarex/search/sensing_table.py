"""What a unit sees, as arrays by object class, ready for the kernels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.kernels import pass_detection as passes
from sarex.kernels.rate_detection import EXPOSURE_MAX
from sarex.model.detection_curve import DetectionCurve, UnitSensing
from sarex.model.errors import PlanError
from sarex.model.quantities import NAUTICAL_MILE_M

Floats = NDArray[np.float64]
SIDES: Final = {"both": 0.0, "left": 1.0, "right": -1.0}


@dataclass(frozen=True)
class SensingTable:
    """One entry for each object class of the cloud. Zeros where the class follows another law or is not seen.

    effort_m   : float64 (kind,), random: sweep width [m]
    rate_m2    : float64 (kind,), inverse cube: detection rate x range^3 / search speed [m2]
    inner_m    : float64 (kind,), inverse cube: nothing is seen nearer
    side       : float64 (kind,), inverse cube: 1 to the left, -1 to the right, 0 to both
    curves     : float64 (kind, figure), lateral range curves, see kernels.pass_detection
    table      : float64 (row, 2), of the curves given as tables: range [m] and chance
    """

    effort_m: Floats
    rate_m2: Floats
    inner_m: Floats
    side: Floats
    curves: Floats
    table: Floats

    @property
    def kinds(self) -> int:
        return int(self.effort_m.size)


def sensing_table(sensing: UnitSensing) -> SensingTable:
    """Arrays of a unit's curves, in the order of its object classes. Raises PlanError for a curve that has no
    end."""
    curves = [entry.curve for entry in sensing.objects]
    by_rate = [curve.law == "inverse_cube" and curve.sweep_width_m > 0.0 for curve in curves]
    figures = np.zeros((len(curves), passes.CURVE_FIGURES))
    rows: list[tuple[float, float]] = []
    for row, curve in zip(figures, curves, strict=True):
        if curve.law in ("definite", "m_beta", "logistic", "table") and curve.sweep_width_m > 0.0:
            _fill(row, curve)
            row[passes.FIRST], row[passes.LAST] = len(rows), len(rows) + len(curve.table)
            rows += curve.table
    return SensingTable(
        effort_m=np.array([curve.sweep_width_m if curve.law == "random" else 0.0 for curve in curves]),
        rate_m2=np.array([rate_m2(curve) if seen else 0.0 for curve, seen in zip(curves, by_rate, strict=True)]),
        inner_m=np.array([curve.inner_m if seen else 0.0 for curve, seen in zip(curves, by_rate, strict=True)]),
        side=np.array([SIDES[curve.side] for curve in curves]),
        curves=figures,
        table=np.array(rows, dtype=np.float64).reshape(-1, 2),
    )


def _fill(row: Floats, curve: DetectionCurve) -> None:
    sides = 2.0 if curve.side == "both" else 1.0
    row[passes.INNER], row[passes.WIDTH], row[passes.SIDE] = curve.inner_m, curve.sweep_width_m, SIDES[curve.side]
    if curve.law == "definite":
        row[passes.LAW], row[passes.GAIN] = passes.FLAT, EXPOSURE_MAX
        row[passes.OUTER] = curve.inner_m + curve.sweep_width_m / sides
    elif curve.law == "m_beta":
        gain = EXPOSURE_MAX if curve.beta >= 1.0 else min(-math.log1p(-curve.beta), EXPOSURE_MAX)
        row[passes.LAW], row[passes.GAIN], row[passes.OUTER] = passes.FLAT, gain, curve.range_m
    elif curve.law == "logistic":
        row[passes.LAW], row[passes.A0] = passes.LOGISTIC, curve.a0
        row[passes.A1], row[passes.A2] = curve.a1 / NAUTICAL_MILE_M, curve.a2 / NAUTICAL_MILE_M**2
        row[passes.OUTER] = _logistic_end_m(curve)
    else:
        if len(curve.table) < 2:
            raise PlanError(
                f"a detection table of length {len(curve.table)} is no curve; give at least two ranges with chances"
            )
        row[passes.LAW], row[passes.OUTER] = passes.TABLE, curve.table[-1][0]


def _logistic_end_m(curve: DetectionCurve) -> float:
    """Range where a logistic curve is cut, or beyond which it counts as nothing [m]: the nearer the end, the more of
    the path can be left out."""
    cut_m = curve.range_m if curve.range_m > 0.0 else math.inf
    if curve.a2 > 0.0 or (curve.a2 == 0.0 and curve.a1 >= 0.0):
        if cut_m == math.inf:
            raise PlanError(
                f"the logistic detection curve a0 {curve.a0:g}, a1 {curve.a1:g}, a2 {curve.a2:g} does not fall to zero "
                "far away; give the `range` where it is cut, such as `range: 30 nm`"
            )
        return cut_m
    over = curve.a0 + passes.FADED
    if curve.a2 == 0.0:
        return min(max(-over / curve.a1, 0.0) * NAUTICAL_MILE_M, cut_m)
    inside = curve.a1**2 - 4.0 * curve.a2 * over
    root = (-curve.a1 - math.sqrt(max(inside, 0.0))) / (2.0 * curve.a2)
    return min(max(root, 0.0) * NAUTICAL_MILE_M, cut_m)


def rate_m2(curve: DetectionCurve) -> float:
    """Detection rate x range^3 / search speed [m2] of an inverse cube law with this sweep width: W2 / (8 pi).

    One that looks to one side only is twice as wide as what is left of it. One that is blind nearby sees nothing within
    that radius, ahead and behind included, and has the rate that gives its width all the same. [Koopman1946]
    """
    width_m = curve.sweep_width_m * (1.0 if curve.side == "both" else 2.0)
    if curve.inner_m == 0.0:
        return width_m**2 / (8.0 * math.pi)
    low = high = width_m**2 / (8.0 * math.pi)
    while _annular_width_m(high, curve.inner_m) < width_m:
        high *= 2.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _annular_width_m(middle, curve.inner_m) < width_m else (low, middle)
    return 0.5 * (low + high)


def _annular_width_m(strength_m2: float, inner_m: float) -> float:
    """Sweep width of an inverse cube law that is blind nearer than inner_m [m]; inside by 48 points."""
    twice = 2.0 * strength_m2
    root = math.sqrt(twice)
    outside = math.sqrt(math.pi) * root * math.erf(root / inner_m) + inner_m * math.expm1(-twice / inner_m**2)
    nodes, weights = np.polynomial.legendre.leggauss(48)
    cosine = np.cos((nodes + 1.0) * (math.pi / 4.0))
    inside = inner_m * math.pi / 4.0 * float(weights @ (-np.expm1(-twice / inner_m**2 / (1.0 + cosine)) * cosine))
    return 2.0 * (outside + inside)
