"""Which claims disturb each other, and by how much."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarex.search.separation import Claim, conflict

SQUARE = np.array([[0.0, 0.0], [1000.0, 0.0], [1000.0, 1000.0], [0.0, 1000.0]])
SHIP = Claim("Ship", SQUARE, 0.0, 3600.0, False, 10.0, 185.2, 150.0)
AIRCRAFT = replace(SHIP, unit="Aircraft", airborne=True, height_m=150.0)


def beside(claim: Claim, gap_m: float) -> Claim:
    return replace(claim, unit="Other", outline=SQUARE + np.array([1000.0 + gap_m, 0.0]))


def test_the_larger_separation_counts() -> None:
    near = replace(beside(SHIP, 300.0), separation_m=500.0)
    assert conflict(SHIP, near) == pytest.approx(200.0)
    assert conflict(near, SHIP) == pytest.approx(200.0)
    assert conflict(SHIP, replace(near, separation_m=100.0)) == 0.0
    assert conflict(SHIP, beside(SHIP, 185.2)) == 0.0
    assert conflict(SHIP, beside(SHIP, 185.0)) == pytest.approx(0.2)


def test_overlap_adds_its_depth() -> None:
    assert conflict(SHIP, beside(SHIP, -250.0)) == pytest.approx(185.2 + 250.0)


def test_one_after_the_other_is_free() -> None:
    assert conflict(SHIP, replace(SHIP, start_s=3600.0, end_s=7200.0)) == 0.0
    assert conflict(SHIP, replace(SHIP, start_s=3599.0, end_s=7200.0)) == pytest.approx(1185.2)


def test_sea_and_air_are_free_of_each_other() -> None:
    assert conflict(SHIP, AIRCRAFT) == 0.0


@pytest.mark.parametrize(
    ("height_m", "asked_m", "free"), [(300.0, 150.0, True), (299.0, 150.0, False), (300.0, 200.0, False)]
)
def test_aircraft_are_parted_by_height(height_m: float, asked_m: float, free: bool) -> None:
    other = replace(AIRCRAFT, height_m=height_m, height_separation_m=asked_m)
    assert (conflict(AIRCRAFT, other) == 0.0) == free


def test_ships_are_not_parted_by_height_of_eye() -> None:
    assert conflict(SHIP, replace(SHIP, height_m=1000.0)) > 1000.0


@settings(max_examples=40, deadline=None)
@given(st.floats(-3000.0, 3000.0), st.floats(-3000.0, 3000.0), st.floats(0.0, 360.0))
def test_moving_both_together_changes_nothing(east: float, north: float, turn_deg: float) -> None:
    other = replace(SHIP, outline=SQUARE * 0.7 + np.array([900.0, 300.0]))
    turn = np.radians(turn_deg)
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    moved = [replace(claim, outline=claim.outline @ turned.T + np.array([east, north])) for claim in (SHIP, other)]
    assert conflict(*moved) == pytest.approx(conflict(SHIP, other), abs=1e-6)
    assert conflict(*moved[::-1]) == pytest.approx(conflict(SHIP, other), abs=1e-6)


def test_what_drifts_together_is_compared_on_the_water() -> None:
    """Each later lies where the other was; on the water they stay 500 m apart. A unit fixed to the ground does not."""
    long = np.array([[0.0, 0.0], [9000.0, 0.0], [9000.0, 1000.0], [0.0, 1000.0]])
    one = replace(SHIP, outline=long, adrift=SQUARE)
    other = replace(SHIP, outline=long + np.array([1500.0, 0.0]), adrift=SQUARE + np.array([1500.0, 0.0]))
    assert conflict(one, other) == 0.0
    assert conflict(one, replace(other, separation_m=600.0)) == pytest.approx(100.0)
    assert conflict(one, replace(other, adrift=None)) > 1000.0
    assert conflict(replace(one, adrift=None), other) > 1000.0
