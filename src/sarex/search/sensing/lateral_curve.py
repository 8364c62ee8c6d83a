"""Detection curves: from a sensor's width or from the user's own law, always with the integral that they have."""

from __future__ import annotations

import itertools
import math
from typing import Final

import numpy as np
from scipy.integrate import quad
from scipy.special import expit

from sarex.model.detection_curve import DetectionCurve
from sarex.model.errors import PlanError
from sarex.model.quantities import NAUTICAL_MILE_M, format_length
from sarex.model.sensor import DetectionSetting
from sarex.search.sensing.sensor_width import SensorWidth, Side

OWN_LAWS: Final = ("m_beta", "logistic", "table")
"""Laws that carry their own figures and so their own width."""
LOGISTIC_CUT_M: Final = 30.0 * NAUTICAL_MILE_M
"""Where a logistic curve ends that the user does not cut. [Allen2014]"""


def sides_of(side: Side) -> float:
    return 2.0 if side == "both" else 1.0


def logistic_width_nm(a0: float, a1: float, a2: float = 0.0, *, first_nm: float = 0.0, last_nm: float = 30.0) -> float:
    """Integral of 1 / (1 + exp(-(a0 + a1 x + a2 x2))) over lateral ranges from first to last [nm], to one side.
    [Allen2014]

    >>> round(2 * logistic_width_nm(3.0, -6.097175), 3)
    1.0
    """
    if last_nm <= first_nm:
        return 0.0
    # In parts that grow outward: a curve that falls within a hundredth of its range must not be missed.
    edges = [first_nm + part * (last_nm - first_nm) for part in (0.0, 0.01, 0.1, 1.0)]
    parts = (
        quad(lambda x: expit(a0 + a1 * x + a2 * x * x), first, last, limit=200)[0]
        for first, last in itertools.pairwise(edges)
    )
    return float(sum(parts))


def curve_width_m(curve: DetectionCurve) -> float:
    """Integral of an m_beta, logistic or table curve over the lateral ranges that it sees [m]."""
    sides, inner_m = sides_of(curve.side), curve.inner_m
    if curve.law == "m_beta":
        return sides * curve.beta * max(curve.range_m - inner_m, 0.0)
    if curve.law == "logistic":
        first, last = inner_m / NAUTICAL_MILE_M, curve.range_m / NAUTICAL_MILE_M
        one_side_nm = logistic_width_nm(curve.a0, curve.a1, curve.a2, first_nm=first, last_nm=last)
        return sides * one_side_nm * NAUTICAL_MILE_M
    assert curve.law == "table", "the other laws have no figures but their width"
    ranges, chances = np.array(curve.table).T
    at = np.unique(np.concatenate([[inner_m], ranges[ranges > inner_m]]))
    if inner_m >= ranges[-1]:
        return 0.0
    return sides * float(np.trapezoid(np.interp(at, ranges, chances), at))


def cut_width_m(width_m: float, inner_m: float) -> float:
    """What is left of the sweep width of an inverse cube law that sees nothing nearer than `inner_m`, ahead and behind
    included [m].

    With k = W2 / (4 pi), an object passed at x beyond the blind radius a is seen with 1 - exp(-k / x2), whose integral
    is sqrt(pi k) erf(sqrt(k) / a) - a (1 - exp(-k / a2)). One passed within it is seen on the way in and out only, with
    1 - exp(-k / (a2 + a sqrt(a2 - x2))).
    """
    if inner_m == 0.0 or width_m == 0.0:
        return width_m
    root = width_m / math.sqrt(4.0 * math.pi)
    beyond = math.sqrt(math.pi) * root * math.erf(root / inner_m) + inner_m * math.expm1(-((root / inner_m) ** 2))
    within = quad(lambda part: -math.expm1(-((root / inner_m) ** 2) / (1.0 + math.sqrt(1.0 - part * part))), 0.0, 1.0)
    return 2.0 * (beyond + inner_m * float(within[0]))


def own_curve(setting: DetectionSetting, given_m: float | None = None) -> DetectionCurve:
    """The curve of a law with the user's own figures. Where a sweep width is given too, the curve is stretched across
    the track until that is its integral. Raises PlanError where it has none to stretch."""
    assert setting.law in ("m_beta", "logistic", "table"), "other laws take their width from a sensor"
    range_m = setting.range if setting.range is not None else LOGISTIC_CUT_M if setting.law == "logistic" else 0.0
    figures = {
        "m_beta": f"beta {setting.beta}, range {format_length(range_m)}",
        "logistic": f"a0 {setting.a0}, a1 {setting.a1}, a2 {setting.a2}, cut at {format_length(range_m)} [Allen2014]",
        "table": f"{len(setting.table)} entries",
    }[setting.law]
    curve = DetectionCurve(
        law=setting.law,
        sweep_width_m=0.0,
        a0=setting.a0 or 0.0,
        a1=setting.a1 or 0.0,
        a2=setting.a2,
        beta=setting.beta or 1.0,
        range_m=range_m,
        table=setting.table,
        inner_m=setting.inner,
        side=setting.side,
    )
    width_m = curve_width_m(curve)
    source = f"{setting.law} law as given for the unit ({figures}): W {format_length(width_m, 2)}"
    if given_m is None:
        return curve.model_copy(update={"sweep_width_m": width_m, "source": source})
    if width_m <= 0.0:
        raise PlanError(
            f"a sweep width of {format_length(given_m)} is given with a {setting.law} law whose own width is 0; "
            "correct the law's figures, or give one of the two"
        )
    return _stretched(curve, given_m / width_m, given_m, source)


def _stretched(curve: DetectionCurve, by: float, given_m: float, source: str) -> DetectionCurve:
    if by == 0.0:
        return DetectionCurve(law=curve.law, sweep_width_m=0.0, side=curve.side, source="sweep width 0 given")
    return curve.model_copy(
        update={
            "sweep_width_m": given_m,
            "a1": curve.a1 / by,
            "a2": curve.a2 / by**2,
            "range_m": curve.range_m * by,
            "table": tuple((at * by, chance) for at, chance in curve.table),
            "inner_m": curve.inner_m * by,
            "source": f"sweep width {format_length(given_m, 2)} given for the unit; {source}, stretched by {by:.3g}",
        }
    )


def given_curve(setting: DetectionSetting, given_m: float) -> DetectionCurve:
    """The curve of a unit whose sweep width is given; the law is the one given, or random, the manual's for normal
    conditions."""
    if setting.law in OWN_LAWS:
        return own_curve(setting, given_m)
    law = "random" if setting.law == "automatic" else setting.law
    why = "not given: random, the manual's for normal conditions" if setting.law == "automatic" else "given"
    source = f"sweep width {format_length(given_m, 2)} given for the unit, corrected already; law {law} ({why})"
    return DetectionCurve.model_validate(
        {"law": law, "sweep_width_m": given_m, "inner_m": setting.inner, "side": setting.side, "source": source}
    )


def sensor_curve(setting: DetectionSetting, width: SensorWidth) -> DetectionCurve:
    """The curve of a sensor's width. `automatic` is the sensor's own curve where it has one, inverse cube where every
    factor of eyes is at least 1, and random otherwise. [NSS2000]"""
    side: Side = setting.side if width.side == "both" else width.side
    if setting.law == "automatic" and width.table:
        curve = DetectionCurve(
            law="table", sweep_width_m=0.0, table=width.table, inner_m=setting.inner, side=side,
            source=f"{width.source}; law: the sensor's own lateral range curve",
        )  # fmt: skip
        return curve.model_copy(update={"sweep_width_m": curve_width_m(curve)})
    automatic = "inverse_cube" if width.ideal else "random"
    law = automatic if setting.law == "automatic" else setting.law
    why = {True: "all factors at least 1", False: "normal conditions"}[width.ideal]
    kept = sides_of(side) / sides_of(width.side)
    if law == "definite":
        left_m = max(width.width_m - sides_of(width.side) * setting.inner, 0.0) * kept
    else:
        left_m = cut_width_m(width.width_m, setting.inner) * kept
    parts = [width.source]
    if kept != 1.0:
        parts.append(f"only to the {side}: half of it")
    if setting.inner > 0.0:
        parts.append(f"nothing nearer than {format_length(setting.inner)}: {format_length(left_m, 2)} left")
    parts.append(f"law {law} ({why if setting.law == 'automatic' else 'given'})")
    return DetectionCurve.model_validate(
        {"law": law, "sweep_width_m": left_m, "inner_m": setting.inner, "side": side, "source": "; ".join(parts)}
    )
