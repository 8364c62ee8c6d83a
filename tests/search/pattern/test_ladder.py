"""Ladders: where the legs are, how long the path is, and how many legs a budget allows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pattern_scene import KNOT, NM, RULES, START_S, away_m, flown_m, inside, ladders, runs, unit, vertices
from sarex.model.errors import PlanError
from sarex.search.local_plane import Point, direction
from sarex.search.parallel_sweep import ParallelSweep, Rectangle
from sarex.search.pattern.ladder import ladder_shape, leg_that_fills, legs_that_fit
from sarex.search.pattern.lay import lay
from sarex.search.pattern.time_rule import TIMED, WORKSHEET, TimeRule, track_budget_m
from sarex.search.timed_track import PatternShape, Piece


@given(shape=ladders(), part=st.lists(st.tuples(st.floats(-0.5, 0.5), st.floats(-0.5, 0.5)), min_size=5, max_size=5))
def test_every_place_in_the_rectangle_lies_within_half_a_spacing_of_a_leg(
    shape: PatternShape, part: list[tuple[float, float]]
) -> None:
    laid = lay(shape, unit(), START_S, WORKSHEET)
    along = np.array(direction(shape.along_deg))
    left = np.array([-along[1], along[0]])
    places = np.array(part)
    points = np.array(shape.centre) + np.outer(places[:, 0] * shape.leg_m, along)
    points += np.outer(places[:, 1] * shape.legs * shape.spacing_m, left)
    assert (away_m(points, *runs(laid)) <= shape.spacing_m / 2.0 + 1e-5).all()
    assert inside(laid.swept[0].corners, points, 1e-5).all()


@given(shape=ladders())
def test_without_turns_it_is_the_worksheet_ladder_of_the_same_rectangle(shape: PatternShape) -> None:
    laid = lay(shape, unit(), START_S, WORKSHEET)
    along = direction(shape.along_deg)
    area = Rectangle(shape.centre, along, shape.leg_m + shape.spacing_m, shape.legs * shape.spacing_m)
    sweep = ParallelSweep(area, shape.spacing_m, shape.legs, shape.begins_ahead, shape.begins_left)
    expected = np.array([sweep.path[0].start, *(leg.end for leg in sweep.path)])
    assert vertices(laid) == pytest.approx(expected, abs=1e-6)
    assert laid.swept[0].corners == pytest.approx(np.array(area.corners), abs=1e-6)
    assert flown_m(laid, unit().search_speed) == pytest.approx(sweep.length_m, rel=1e-9, abs=1e-4)
    assert laid.swept[0].track_m == pytest.approx(sweep.length_m)
    assert laid.swept[0].area_m2 == pytest.approx(area.length_m * area.width_m)


@given(shape=ladders(), radius_m=st.floats(1.0, 3000.0))
def test_turns_leave_the_search_legs_whole_and_keep_the_radius(shape: PatternShape, radius_m: float) -> None:
    flyer = unit(turn_radius=radius_m)
    still, laid = (lay(shape, flyer, START_S, rule) for rule in RULES)
    for one, other in zip(runs(still), runs(laid), strict=True):
        assert one == pytest.approx(other, abs=1e-6)
    assert inside(laid.outline, vertices(laid), 1e-5).all()
    assert (np.diff(laid.track.time_s) > 0.0).all()
    path, turning = vertices(laid), laid.track.piece == Piece.TURN
    steps = np.diff(path, axis=0)
    heading = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    both = turning[1:] & turning[:-1]
    # Chords of at most 30 degrees: neighbours differ by at most that, about the time that the arc takes.
    assert (np.abs(np.diff(heading))[both] <= math.radians(30.0) + 1e-6).all()
    arcs_m = np.diff(laid.track.time_s)[turning] * flyer.search_speed
    assert (np.hypot(*steps[turning].T) <= arcs_m + 1e-4).all()
    assert (np.hypot(*steps[turning].T) >= arcs_m * 0.988 - 1e-4).all()


@pytest.mark.parametrize(
    ("spacing_m", "change_m", "beyond_m"),
    [
        # Two quarter circles and what is left of the spacing.
        (3000.0, math.pi * 1000.0 + 1000.0, 1000.0),
        # Exactly a half circle.
        (2000.0, math.pi * 1000.0, 1000.0),
        # Next to nothing: out 60 degrees, 300 back, 60 again: 7 / 3 pi radii.
        (1e-3, 7.0 / 3.0 * math.pi * 1000.0, (1.0 + math.sqrt(3.0)) * 1000.0),
    ],
)
def test_the_way_to_the_next_leg_is_the_shortest_with_the_turn_radius(
    spacing_m: float, change_m: float, beyond_m: float
) -> None:
    flyer = unit(turn_radius=1000.0)
    shape = PatternShape("PS", Point(0.0, 0.0), 0.0, 20_000.0, spacing_m, 2)
    laid = lay(shape, flyer, START_S, TIMED)
    assert flown_m(laid, flyer.search_speed) == pytest.approx(40_000.0 + change_m, abs=0.01)
    # Chords of an arc stay inside it, by at most 1 - cos 15 degrees of its radius.
    assert laid.track.north.max() - 10_000.0 == pytest.approx(
        beyond_m, abs=1000.0 * (1.0 - math.cos(math.radians(15.0)))
    )
    assert laid.outline[:, 1].max() == pytest.approx(10_000.0 + max(beyond_m, spacing_m / 2.0), abs=0.01)


@given(
    leg_m=st.floats(500.0, 50_000.0),
    spacing_m=st.floats(100.0, 5000.0),
    hours=st.floats(0.1, 10.0),
    rule=st.sampled_from(RULES),
    radius_m=st.floats(0.0, 3000.0),
)
def test_as_many_legs_as_fit_and_no_more(
    leg_m: float, spacing_m: float, hours: float, rule: TimeRule, radius_m: float
) -> None:
    flyer = unit(turn_radius=radius_m)
    budget_m = track_budget_m(flyer, hours * 3600.0, rule)
    assert budget_m == pytest.approx({"worksheet": 0.85, "timed": 0.95}[rule.name] * hours * 90 * NM)
    legs = legs_that_fit(leg_m, spacing_m, budget_m, rule, radius_m=rule.turn_radius_m(flyer))
    spare_m = 0.0 if rule.turns_timed else spacing_m

    def needed_m(count: int) -> float:
        shape = PatternShape("PS", Point(0.0, 0.0), 0.0, leg_m, spacing_m, count)
        return flown_m(lay(shape, flyer, 0.0, rule), flyer.search_speed) + spare_m

    if legs:
        assert needed_m(legs) <= budget_m * (1.0 + 1e-9)
        fills_m = leg_that_fills(legs, spacing_m, budget_m, rule, radius_m=rule.turn_radius_m(flyer))
        assert fills_m >= leg_m * (1.0 - 1e-9)
        shape = PatternShape("PS", Point(0.0, 0.0), 0.0, fills_m, spacing_m, legs)
        assert flown_m(lay(shape, flyer, 0.0, rule), flyer.search_speed) + spare_m == pytest.approx(budget_m)
    if legs < 200:
        assert needed_m(legs + 1) > budget_m * (1.0 - 1e-9)


def test_a_rectangle_becomes_a_ladder_along_or_across_it() -> None:
    shape = ladder_shape(Point(5.0, 7.0), 40.0, 20_000.0, 9_800.0, spacing_m=2000.0)
    assert (shape.code, shape.legs, shape.leg_m) == ("PS", 5, 18_000.0)
    assert ladder_shape(Point(0.0, 0.0), 40.0, 9_000.0, 20_000.0, spacing_m=2000.0).code == "CS"
    with pytest.raises(PlanError, match="longer than one spacing"):
        ladder_shape(Point(0.0, 0.0), 40.0, 1_000.0, 20_000.0, spacing_m=2000.0)


@pytest.mark.parametrize(
    ("shape", "fault"),
    [
        (PatternShape("PS", Point(0.0, 0.0), 0.0, 0.0, 100.0, 3), "longer than 0"),
        (PatternShape("PS", Point(0.0, 0.0), 0.0, 900.0, 0.0, 3), "spacing above 0"),
        (PatternShape("CS", Point(0.0, 0.0), 0.0, 900.0, 100.0, 0), "at least one leg"),
        (PatternShape("B", Point(0.0, 0.0), 0.0, 900.0, 100.0, 2), "moving water"),
    ],
)
def test_impossible_shapes_are_refused(shape: PatternShape, fault: str) -> None:
    with pytest.raises(PlanError, match=fault):
        lay(shape, unit(), START_S, WORKSHEET)


def test_a_unit_that_stands_still_is_refused() -> None:
    shape = PatternShape("PS", Point(0.0, 0.0), 0.0, 900.0, 100.0, 2)
    with pytest.raises(PlanError, match="search speed 0"):
        lay(shape, unit(0.0), START_S, WORKSHEET)


@settings(max_examples=30)
@given(shape=ladders(), rule=st.sampled_from(RULES), faster=st.floats(1.1, 3.0))
def test_a_faster_unit_is_done_earlier_and_another_start_moves_all_times(
    shape: PatternShape, rule: TimeRule, faster: float
) -> None:
    slow, fast = (unit(80.0 * factor, turn_radius=400.0) for factor in (1.0, faster))
    laid, sooner, later = lay(shape, slow, 0.0, rule), lay(shape, fast, 0.0, rule), lay(shape, slow, 500.0, rule)
    assert sooner.track.time_s == pytest.approx(laid.track.time_s / faster, rel=1e-9)
    assert later.track.time_s == pytest.approx(laid.track.time_s + 500.0)
    assert 80.0 * KNOT * (laid.swept[0].end_s - laid.swept[0].start_s) >= laid.swept[0].track_m * (1.0 - 1e-9)
