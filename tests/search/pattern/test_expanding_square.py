"""The expanding square: a closed square, and how far its turns go."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pattern_scene import RULES, START_S, flown_m, inside, runs, unit, vertices
from sarex.search.local_plane import Point, direction
from sarex.search.pattern.expanding_square import leg_multiples, square_legs_that_fit
from sarex.search.pattern.lay import lay
from sarex.search.pattern.time_rule import TIMED, WORKSHEET, TimeRule
from sarex.search.timed_track import PatternShape


def square(legs: int, spacing_m: float = 1000.0, *, along_deg: float = 25.0, right: bool = True) -> PatternShape:
    return PatternShape("SS", Point(500.0, -300.0), along_deg, 0.0, spacing_m, legs, turns_right=right)


@pytest.mark.parametrize("sides", [2, 3, 4, 7])
@pytest.mark.parametrize("right", [True, False])
def test_an_odd_number_of_legs_closes_a_square_without_a_gap(sides: int, right: bool) -> None:
    laid = lay(square(2 * sides - 1, along_deg=0.0, right=right), unit(), START_S, WORKSHEET)
    area = laid.swept[0]
    assert area.area_m2 == pytest.approx((sides * 1000.0) ** 2)
    assert laid.track.length_m == pytest.approx(area.area_m2 / 1000.0 - 1000.0)
    # Half a spacing from a leg everywhere, measured along or across, as at the ends of the legs of a ladder.
    grid = np.stack(np.meshgrid(*[np.linspace(0.0, 1.0, 41)] * 2), axis=-1).reshape(-1, 2)
    points = area.corners.min(axis=0) + grid * sides * 1000.0
    assert inside(area.corners, points).all()
    starts, ends = runs(laid)
    low, high = np.minimum(starts, ends), np.maximum(starts, ends)
    off = np.maximum(np.maximum(low - points[:, np.newaxis], points[:, np.newaxis] - high), 0.0)
    assert (off.max(axis=-1).min(axis=1) <= 500.0 + 1e-6).all()


@given(legs=st.integers(1, 25), along_deg=st.floats(0.0, 360.0), right=st.booleans())
def test_it_begins_at_the_datum_in_the_direction_given_and_turns_one_way(
    legs: int, along_deg: float, right: bool
) -> None:
    laid = lay(square(legs, along_deg=along_deg, right=right), unit(), START_S, WORKSHEET)
    path = vertices(laid)
    assert path[0] == pytest.approx([500.0, -300.0])
    steps = np.diff(path, axis=0)
    assert steps[0] / 1000.0 == pytest.approx(np.array(direction(along_deg)), abs=1e-9)
    cross = steps[:-1, 0] * steps[1:, 1] - steps[:-1, 1] * steps[1:, 0]
    dots = (steps[:-1] * steps[1:]).sum(axis=1)
    assert (np.sign(cross) == (-1.0 if right else 1.0)).all()
    assert dots == pytest.approx(0.0, abs=1e-3)
    assert laid.track.length_m == pytest.approx(leg_multiples(legs).sum() * 1000.0)
    assert inside(laid.swept[0].corners, path, 1e-6).all()


@settings(max_examples=50)
@given(
    spacing_m=st.floats(200.0, 3000.0),
    budget_m=st.floats(1.0, 300_000.0),
    rule=st.sampled_from(RULES),
    radius_m=st.sampled_from([0.0, 250.0, 900.0]),
)
def test_the_largest_square_that_fits(spacing_m: float, budget_m: float, rule: TimeRule, radius_m: float) -> None:
    flyer = unit(turn_radius=radius_m)
    legs = square_legs_that_fit(spacing_m, budget_m, rule, radius_m=rule.turn_radius_m(flyer))
    spare_m = 0.0 if rule.turns_timed else spacing_m

    def needed_m(count: int) -> float:
        return flown_m(lay(square(count, spacing_m), flyer, 0.0, rule), flyer.search_speed) + spare_m

    assert legs == 0 or legs % 2 == 1
    if legs:
        assert needed_m(legs) <= budget_m * (1.0 + 1e-9)
    assert needed_m(legs + 2 if legs else 3) > budget_m * (1.0 - 1e-9)


def test_corners_are_cut_by_arcs_where_there_is_room_and_looped_where_not() -> None:
    flyer = unit(turn_radius=400.0)
    cut = lay(square(7, 1000.0), flyer, 0.0, TIMED)
    assert flown_m(cut, flyer.search_speed) == pytest.approx(15_000.0 - 6 * (2.0 - math.pi / 2.0) * 400.0)
    # Legs of one spacing have no room for 400 m of arc at both ends; the two corners after them are flown over.
    looped = lay(square(7, 700.0), flyer, 0.0, TIMED)
    loops_m, cuts_m = 2 * (2.0 + 1.5 * math.pi) * 400.0, 4 * (2.0 - math.pi / 2.0) * 400.0
    assert flown_m(looped, flyer.search_speed) == pytest.approx(15 * 700.0 + loops_m - cuts_m)
    assert looped.swept[0].track_m == 15 * 700.0
    assert cut.swept[0].track_m == pytest.approx(flown_m(cut, flyer.search_speed))
    assert inside(looped.outline, vertices(looped)).all()
    tight = lay(square(3, 500.0), flyer, 0.0, TIMED)
    assert inside(tight.outline, vertices(tight)).all()
    assert not inside(tight.swept[0].corners, vertices(tight)).all()
