"""Leeway velocity of one object in one wind."""

from __future__ import annotations

import math

import pytest

from sarex.kernels.leeway import capsizing_chance, chance_within, leeway_velocity

UPRIGHT = (0.5, 1.0)


def test_downwind_and_to_the_right_of_it():
    assert leeway_velocity(0.0, 10.0, (0.02, 0.1), (0.01, 0.0), UPRIGHT) == pytest.approx((0.1, 0.3))
    assert leeway_velocity(-10.0, 0.0, (0.02, 0.1), (0.01, 0.0), UPRIGHT) == pytest.approx((-0.3, 0.1))


def test_calm_air_gives_none_and_fades_in():
    assert leeway_velocity(0.0, 0.0, (0.02, 0.1), (0.01, 0.2), UPRIGHT) == (0.0, 0.0)
    assert leeway_velocity(0.0, 0.0, (0.02, 0.1), (0.01, 0.2), (1e300, 1.0)) == (0.0, 0.0)
    assert leeway_velocity(0.0, 1.0, (0.02, 0.1), (0.0, 0.0), UPRIGHT)[1] == pytest.approx(0.06)
    assert leeway_velocity(0.0, 1e-9, (0.02, 0.1), (0.0, 0.0), UPRIGHT)[1] == pytest.approx(0.0, abs=1e-9)


def test_after_capsizing_a_share_is_left():
    full = leeway_velocity(3.0, 4.0, (0.02, 0.1), (0.01, 0.2), UPRIGHT)
    capsized = leeway_velocity(3.0, 4.0, (0.02, 0.1), (0.01, 0.2), (0.5, 0.4))
    assert capsized == pytest.approx((0.4 * full[0], 0.4 * full[1]))


def test_missing_wind_gives_missing_leeway_even_to_what_the_wind_does_not_move():
    east, north = leeway_velocity(math.nan, 1.0, (0.0, 0.0), (0.0, 0.0), UPRIGHT)
    assert math.isnan(east)
    assert math.isnan(north)


def test_chances():
    assert chance_within(0.04, 3600.0) == pytest.approx(0.04)
    assert chance_within(0.04, 600.0) == pytest.approx(1 - 0.96 ** (1 / 6))
    assert chance_within(0.0, 600.0) == 0.0
    assert capsizing_chance(30.0, 30.0, 5.0, 3600.0) == pytest.approx(1 - math.exp(-0.5))
    assert capsizing_chance(10.0, 30.0, 5.0, 600.0) == pytest.approx(0.5 * (1 - math.tanh(4)) / 6, rel=1e-3)
