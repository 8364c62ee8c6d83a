"""Curves always have the integral that they say."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from sarex.model.detection_curve import DetectionCurve
from sarex.model.errors import PlanError
from sarex.model.sensor import DetectionSetting
from sarex.search.sensing.lateral_curve import (
    curve_width_m,
    cut_width_m,
    given_curve,
    logistic_width_nm,
    own_curve,
    sensor_curve,
)
from sarex.search.sensing.sensor_width import SensorWidth
from sarex.search.sensing_table import rate_m2

NM = 1852.0


def setting(**more: Any) -> DetectionSetting:
    return DetectionSetting.model_validate(more)


def seen(**more: Any) -> SensorWidth:
    return SensorWidth(**{"sensor": "visual", "width_m": 2000.0, "source": "eyes", **more})


@given(a0=st.floats(-6.0, 6.0), a1=st.floats(-8.0, 0.5), a2=st.floats(-2.0, 0.0), cut=st.floats(0.1, 30.0))
def test_logistic_widths_are_integrals(a0: float, a1: float, a2: float, cut: float) -> None:
    # By small steps, which need no knowledge of the curve.
    steps = 20_000
    x = (np.arange(steps) + 0.5) * cut / steps
    total = float((1.0 / (1.0 + np.exp(-np.maximum(a0 + a1 * x + a2 * x * x, -700.0)))).mean()) * cut
    assert logistic_width_nm(a0, a1, a2, last_nm=cut) == pytest.approx(total, rel=1e-4, abs=1e-6)


def test_widths_of_the_other_laws() -> None:
    # M = 140 m, beta = 0.7 gives 196 m.
    beta = own_curve(setting(law="m_beta", beta=0.7, range="140 m"))
    assert beta.sweep_width_m == pytest.approx(196.0)
    assert own_curve(setting(law="m_beta", beta=0.7, range="140 m", inner="40 m")).sweep_width_m == pytest.approx(140.0)
    assert own_curve(setting(law="m_beta", beta=0.7, range="140 m", side="left")).sweep_width_m == pytest.approx(98.0)
    table = setting(law="table", table=[(0, 0.8), ("100 m", 0.8), ("300 m", 0.0)])
    assert own_curve(table).sweep_width_m == pytest.approx(2 * (80.0 + 80.0))
    inner = setting(law="table", table=[(0, 0.8), ("100 m", 0.8), ("300 m", 0.0)], inner="200 m")
    assert own_curve(inner).sweep_width_m == pytest.approx(2 * 0.4 * 100.0 / 2)
    assert curve_width_m(own_curve(inner).model_copy(update={"inner_m": 400.0})) == 0.0


@pytest.mark.parametrize(
    "law",
    [
        {"law": "m_beta", "beta": 0.7, "range": "140 m", "inner": "20 m"},
        {"law": "logistic", "a0": 1.0, "a1": -2.0, "a2": -0.3},
        {"law": "logistic", "a0": 1.0, "a1": -2.0, "range": "2 nm", "side": "right"},
        {"law": "table", "table": [(0, 0.3), ("100 m", 0.8), ("300 m", 0.1)]},
    ],
)
def test_a_given_width_stretches_the_curve_to_it(law: dict[str, Any]) -> None:
    plain, stretched = own_curve(setting(**law)), given_curve(setting(**law), 5000.0)
    assert stretched.sweep_width_m == 5000.0
    assert curve_width_m(plain) == pytest.approx(plain.sweep_width_m)
    assert curve_width_m(stretched) == pytest.approx(5000.0)
    assert stretched.side == plain.side
    assert given_curve(setting(**law), 0.0).sweep_width_m == 0.0
    assert "stretched" in stretched.source


def test_a_law_without_width_cannot_be_stretched() -> None:
    with pytest.raises(PlanError, match="whose own width is 0"):
        given_curve(setting(law="table", table=[(0, 0.0), ("100 m", 0.0)]), 1000.0)


def test_a_given_width_is_random_unless_said() -> None:
    assert given_curve(setting(), 2000.0).law == "random"
    assert given_curve(setting(law="inverse_cube"), 2000.0).law == "inverse_cube"
    assert given_curve(setting(law="definite"), 2000.0).sweep_width_m == 2000.0


def test_the_automatic_law_is_the_rule_of_the_manual() -> None:
    assert sensor_curve(setting(), seen(ideal=True)).law == "inverse_cube"
    assert sensor_curve(setting(), seen()).law == "random"
    assert sensor_curve(setting(law="definite"), seen(ideal=True)).law == "definite"
    own = sensor_curve(setting(), seen(table=((0.0, 0.5), (400.0, 0.5)), side="left", width_m=200.0))
    assert (own.law, own.sweep_width_m, own.side) == ("table", 200.0, "left")
    fixed = sensor_curve(setting(law="random"), seen(table=((0.0, 0.5), (400.0, 0.5)), side="left", width_m=200.0))
    assert (fixed.law, fixed.sweep_width_m, fixed.side) == ("random", 200.0, "left")


def test_one_side_is_half_and_a_blind_middle_is_cut_out() -> None:
    assert sensor_curve(setting(side="right"), seen()).sweep_width_m == 1000.0
    assert sensor_curve(setting(law="definite", inner="300 m"), seen()).sweep_width_m == pytest.approx(1400.0)
    half = sensor_curve(setting(law="definite", inner="300 m", side="left"), seen())
    assert half.sweep_width_m == pytest.approx(700.0)
    assert sensor_curve(setting(law="definite", inner="3000 m"), seen()).sweep_width_m == 0.0


@pytest.mark.parametrize("inner_m", [1.0, 200.0, 900.0, 4000.0])
@pytest.mark.parametrize("side", ["both", "left"])
def test_the_cut_inverse_cube_keeps_its_rate(inner_m: float, side: str) -> None:
    """The scorer finds the rate from the width that is left: it must be that of the whole width."""
    curve = sensor_curve(setting(law="inverse_cube", inner=f"{inner_m} m", side=side), seen())
    assert rate_m2(curve) == pytest.approx(2000.0**2 / (8.0 * math.pi), rel=1e-6)


def test_the_cut_width_is_the_integral_outside_the_blind_circle() -> None:
    """Against the exposure by time, integrated along each passing line where it lies outside the circle."""
    width, inner = 1000.0, 300.0
    strength = width**2 / (8.0 * math.pi)

    def chance(x: float) -> float:
        begin = math.sqrt(max(inner**2 - x**2, 0.0))
        exposure = 2.0 * strength * quad(lambda s: (x * x + s * s) ** -1.5, begin, math.inf)[0]
        return -math.expm1(-exposure)

    near = quad(chance, 0.0, inner)[0]
    far = quad(lambda x: -math.expm1(-2.0 * strength / x**2), inner, math.inf)[0]
    assert cut_width_m(width, inner) == pytest.approx(2.0 * (near + far), rel=1e-6)
    assert cut_width_m(width, 0.0) == width
    assert isinstance(sensor_curve(setting(), seen()), DetectionCurve)
