"""Patterns in moving water: the same as in still water, seen from the water."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.spatial import ConvexHull

from pattern_scene import RULES, START_S, Water, flown_m, inside, runs, shapes, unit, vertices, water, waters
from sarex.model.errors import PlanError
from sarex.search.local_plane import Point, direction
from sarex.search.pattern.barrier import barrier_shape
from sarex.search.pattern.convex_outline import polygon_area_m2
from sarex.search.pattern.lay import lay
from sarex.search.pattern.time_rule import TIMED, WORKSHEET, TimeRule
from sarex.search.timed_track import PatternShape, Piece


@settings(max_examples=60)
@given(shape=shapes(), sea=waters(), rule=st.sampled_from(RULES))
def test_relative_to_the_water_the_track_is_that_of_still_water(
    shape: PatternShape, sea: Water, rule: TimeRule
) -> None:
    flyer = unit(turn_radius=400.0)
    still = lay(shape, flyer, START_S, rule)
    moving = lay(shape, flyer, START_S, rule, drift=sea.drift, drift_times=sea.time_s)
    assert moving.moving
    assert not still.moving
    times = moving.track.time_s
    assert (np.diff(times) > 0.0).all()
    relative = vertices(moving) - (sea.drift(times) - sea.drift(times[:1]))
    expected = np.stack(
        [np.interp(times, still.track.time_s, track) for track in (still.track.east, still.track.north)]
    )
    assert relative == pytest.approx(expected.T, abs=1e-6)
    # Between its vertices too, though the drift bends there: no bend lies inside a piece.
    middle = (times[1:] + times[:-1]) / 2.0
    ground = (vertices(moving)[1:] + vertices(moving)[:-1]) / 2.0
    expected = np.stack(
        [np.interp(middle, still.track.time_s, track) for track in (still.track.east, still.track.north)]
    )
    assert ground - (sea.drift(middle) - sea.drift(times[:1])) == pytest.approx(expected.T, abs=1e-4)
    assert flown_m(moving, flyer.search_speed) == pytest.approx(flown_m(still, flyer.search_speed), abs=1e-4)
    assert (still.track.piece[moving.run] == moving.track.piece).all()
    assert len(set(moving.run.tolist())) == len(still.track.piece)


@settings(max_examples=60)
@given(shape=shapes(), sea=waters(), rule=st.sampled_from(RULES))
def test_areas_go_with_the_water_and_the_outline_holds_them_at_all_times(
    shape: PatternShape, sea: Water, rule: TimeRule
) -> None:
    flyer = unit(turn_radius=400.0)
    still = lay(shape, flyer, START_S, rule)
    moving = lay(shape, flyer, START_S, rule, drift=sea.drift, drift_times=sea.time_s)
    for one, other in zip(still.swept, moving.swept, strict=True):
        assert (one.start_s, one.end_s, one.track_m, one.area_m2) == (
            other.start_s, other.end_s, other.track_m, other.area_m2,
        )  # fmt: skip
        assert one.shifts.tolist() == [[one.start_s, 0.0, 0.0]]
        assert (other.shifts[0, 0], other.shifts[-1, 0]) == (one.start_s, one.end_s)
        places = other.corners + other.shifts[:, np.newaxis, 1:]
        expected = one.corners + (sea.drift(other.shifts[:, 0]) - sea.drift(np.array([START_S])))[:, np.newaxis]
        assert places == pytest.approx(expected, abs=1e-5)
        assert inside(moving.outline, places.reshape(-1, 2), 1e-4).all()
        assert inside(still.outline, one.corners, 1e-4).all()
    assert inside(moving.outline, vertices(moving), 1e-4).all()
    assert inside(still.outline, vertices(still), 1e-4).all()
    # No larger than needed.
    moved = sea.drift(moving.track.time_s) - sea.drift(moving.track.time_s[:1])
    held = ConvexHull((still.outline + moved[:, np.newaxis]).reshape(-1, 2))
    assert polygon_area_m2(moving.outline) == pytest.approx(held.volume)


def test_a_bend_at_a_corner_adds_no_vertex_and_water_that_stands_still_moves_nothing() -> None:
    shape = PatternShape("PS", Point(0.0, 0.0), 0.0, 3600.0 * 10.0, 3600.0 * 10.0, 3)
    sailor = unit(turn_radius=0.0).model_copy(update={"search_speed": 10.0})
    sea = water(np.array([[1.0, 0.0], [-1.0, 0.5]] * 6))
    laid = lay(shape, sailor, START_S, TIMED, drift=sea.drift, drift_times=sea.time_s)
    assert laid.track.time_s == pytest.approx(START_S + 3600.0 * np.arange(6))
    calm = lay(shape, sailor, START_S, TIMED, drift=lambda times: np.zeros((len(times), 2)))
    fixed = lay(shape, sailor, START_S, TIMED)
    assert vertices(calm) == pytest.approx(vertices(fixed))
    assert inside(fixed.outline, calm.outline).all()
    assert inside(calm.outline, fixed.outline).all()


@settings(max_examples=40)
@given(
    toward_deg=st.floats(0.0, 360.0),
    stream=st.floats(0.2, 4.0),
    leg_m=st.floats(2000.0, 30_000.0),
    legs=st.integers(2, 9),
    radius_m=st.sampled_from([0.0, 300.0, 900.0]),
)
def test_a_barrier_keeps_its_place_over_the_ground(
    toward_deg: float, stream: float, leg_m: float, legs: int, radius_m: float
) -> None:
    line = Point(4000.0, -9000.0)
    keeper = unit(40.0, turn_radius=radius_m)
    shape = barrier_shape(
        line, toward_deg, stream, leg_m=leg_m, legs=legs, unit_speed=keeper.search_speed, radius_m=radius_m
    )
    flow = np.array(direction(toward_deg)) * stream
    laid = lay(shape, keeper, 0.0, TIMED, drift=lambda times: np.outer(times, flow))
    starts, ends = runs(laid)
    assert (starts + ends) / 2.0 == pytest.approx(np.tile(line, (legs, 1)), abs=1e-3)
    # A bow-tie: every other leg is flown over the same ground.
    assert starts[2:] == pytest.approx(starts[:-2], abs=1e-3)
    assert ends[2:] == pytest.approx(ends[:-2], abs=1e-3)
    # In the water the strips join: nothing drifts through between two legs.
    through_s = laid.track.time_s[:-1][laid.track.piece == Piece.SEARCH]
    assert np.diff(through_s) * stream == pytest.approx(shape.spacing_m, rel=1e-6)


@pytest.mark.parametrize("stream", [0.0, 25.0])
def test_a_barrier_needs_a_stream_that_the_unit_can_stem(stream: float) -> None:
    with pytest.raises(PlanError, match="slower than the unit"):
        barrier_shape(Point(0.0, 0.0), 0.0, stream, leg_m=1000.0, legs=3, unit_speed=20.0)


@settings(max_examples=30)
@given(shape=shapes(), sea=waters())
def test_the_ground_track_begins_at_the_same_place_whatever_the_water_does(shape: PatternShape, sea: Water) -> None:
    assume(shape.code != "B")
    still = lay(shape, unit(), START_S, WORKSHEET)
    moving = lay(shape, unit(), START_S, WORKSHEET, drift=sea.drift, drift_times=sea.time_s)
    assert math.dist(vertices(still)[0], vertices(moving)[0]) < 1e-6
