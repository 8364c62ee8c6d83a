"""Sector and track line searches, and the ship under an aircraft's creeping line."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pattern_scene import START_S, away_m, flown_m, inside, ladders, routes, runs, unit, vertices
from sarex.model.errors import PlanError
from sarex.search.local_plane import Point
from sarex.search.pattern.coordinated import ship_shape, ship_speed_m_per_s, spacing_for_ship_m
from sarex.search.pattern.lay import lay
from sarex.search.pattern.time_rule import TIMED, WORKSHEET
from sarex.search.timed_track import PatternShape, Piece


@pytest.mark.parametrize(("legs", "corners_cut"), [(9, 6), (18, 12)])
def test_sector_turns_are_cut_by_arcs(legs: int, corners_cut: int) -> None:
    flyer = unit(turn_radius=900.0)
    laid = lay(PatternShape("VS", Point(0.0, 0.0), 10.0, 9000.0, 1000.0, legs), flyer, 0.0, TIMED)
    saved_m = corners_cut * (2.0 * math.tan(math.radians(60.0)) - math.radians(120.0)) * 900.0
    if legs == 18:
        saved_m += (2.0 * math.tan(math.radians(15.0)) - math.radians(30.0)) * 900.0
    assert flown_m(laid, flyer.search_speed) == pytest.approx(legs * 9000.0 - saved_m)
    assert laid.swept[0].track_m == pytest.approx(legs * 9000.0 - saved_m)
    assert (laid.track.piece == Piece.SEARCH).sum() == legs
    assert inside(laid.outline, vertices(laid)).all()


@pytest.mark.parametrize("legs", [3, 10, 27])
def test_sector_has_9_or_18_legs(legs: int) -> None:
    with pytest.raises(PlanError, match=f"not {legs}"):
        lay(PatternShape("VS", Point(0.0, 0.0), 0.0, 9000.0, 1000.0, legs), unit(), START_S, WORKSHEET)


@settings(max_examples=60)
@given(route=routes(), lines=st.integers(1, 4), left=st.booleans(), ahead=st.booleans())
def test_lines_lie_beside_the_route_at_their_distance(
    route: tuple[Point, ...], lines: int, left: bool, ahead: bool
) -> None:
    code = "TSR" if lines % 2 == 0 else "TSN"
    shape = PatternShape(code, route[0], 0.0, 0.0, 2000.0, lines, begins_left=left, begins_ahead=ahead, route=route)
    laid = lay(shape, unit(), START_S, WORKSHEET)
    starts, ends = runs(laid)
    points = np.array(route)
    middle = (starts + ends) / 2.0
    away = np.stack(
        [away_m(middle, *pair) for pair in zip(points[:-1, np.newaxis], points[1:, np.newaxis], strict=True)]
    )
    offsets = np.abs((lines - 1) / 2.0 - np.arange(lines)) * 2000.0
    beside = (np.abs(away[..., np.newaxis] - offsets) < 1e-5).any(axis=(0, 2))
    # But for the short runs round the outside of sharp bends.
    assert beside.sum() >= lines * (len(route) - 1)
    begin = points[-1] if ahead else points[0]
    assert math.dist(vertices(laid)[0], begin) == pytest.approx((lines - 1) * 1000.0, abs=1e-5)
    back = points[0] if ahead == (code == "TSN") else points[-1]
    assert math.dist(vertices(laid)[-1], back) == pytest.approx((lines - 1) * 1000.0, abs=1e-5)
    assert sum(area.track_m for area in laid.swept) == pytest.approx(
        flown_m(laid, unit().search_speed) - (lines - 1) * 2000.0, rel=1e-6
    )
    for area in laid.swept:
        assert area.area_m2 == pytest.approx(area.track_m * 2000.0)


def test_two_lines_of_a_straight_route_are_the_legs_of_a_ladder() -> None:
    route = (Point(0.0, -8000.0), Point(0.0, 8000.0))
    flyer = unit(turn_radius=600.0)
    for rule in (WORKSHEET, TIMED):
        laid = lay(PatternShape("TSR", route[0], 0.0, 0.0, 2000.0, 2, route=route), flyer, 0.0, rule)
        sweep = lay(PatternShape("PS", Point(0.0, 0.0), 0.0, 16_000.0, 2000.0, 2), flyer, 0.0, rule)
        assert vertices(laid) == pytest.approx(vertices(sweep), abs=1e-6)
        assert laid.track.time_s == pytest.approx(sweep.track.time_s)


def test_round_the_outside_of_a_sharp_bend_a_line_stays_as_far_from_it() -> None:
    bend = Point(0.0, 20_000.0)
    after = Point(20_000.0 * math.sin(math.radians(120.0)), 20_000.0 - 10_000.0)
    route = (Point(0.0, 0.0), bend, after)
    laid = lay(PatternShape("TSR", bend, 0.0, 0.0, 4000.0, 2, route=route), unit(), START_S, WORKSHEET)
    path = vertices(laid)[:4]
    assert away_m(np.array([bend]), path[:-1], path[1:]) == pytest.approx(2000.0)
    assert [math.dist(bend, corner) for corner in path[1:3]] == pytest.approx(
        [2000.0 / math.cos(math.radians(30.0))] * 2
    )


def test_a_short_run_inside_a_bend_is_left_out_of_the_line_beside_it() -> None:
    route = (Point(0.0, 0.0), Point(0.0, 20_000.0), Point(300.0, 20_300.0), Point(20_000.0, 20_300.0))
    laid = lay(
        PatternShape("TSR", route[0], 0.0, 0.0, 4000.0, 2, begins_left=False, route=route), unit(), START_S, WORKSHEET
    )
    path = vertices(laid)
    assert path[:3] == pytest.approx(np.array([[2000.0, 0.0], [2000.0, 18_300.0], [20_000.0, 18_300.0]]), abs=1e-6)
    assert len(path) == 3 + 4


@pytest.mark.parametrize(
    ("code", "lines", "route", "fault"),
    [
        ("TSR", 1, ((0, 0), (0, 9000)), "even number"),
        ("TSN", 2, ((0, 0), (0, 9000)), "odd number"),
        ("TSN", 1, ((0, 0),), "at least two different points"),
        ("TSN", 1, ((0, 0), (0, 0), (5, 5)), "at least two different points"),
        ("TSN", 1, ((0, 0), (0, 9000), (10, 0)), "turns back on itself by 180 deg"),
    ],
)
def test_impossible_track_lines_are_refused(
    code: str, lines: int, route: tuple[tuple[float, float], ...], fault: str
) -> None:
    shape = PatternShape(code, Point(0.0, 0.0), 0.0, 0.0, 500.0, lines, route=tuple(Point(*at) for at in route))  # type: ignore[arg-type]
    with pytest.raises(PlanError, match=fault):
        lay(shape, unit(), START_S, WORKSHEET)


@settings(max_examples=40)
@given(shape=ladders(), radius_m=st.sampled_from([0.0, 500.0]))
def test_the_ship_is_under_the_aircraft_in_the_middle_of_every_leg(shape: PatternShape, radius_m: float) -> None:
    flyer = unit(turn_radius=radius_m)
    laid = lay(shape, flyer, 0.0, TIMED)
    speed = ship_speed_m_per_s(shape.leg_m, shape.spacing_m, flyer.search_speed, radius_m=radius_m)
    ship = ship_shape(shape, radius_m=radius_m)
    start, end = (np.array(point) for point in ship.route)
    legs = laid.track.piece == Piece.SEARCH
    middle_s = ((laid.track.time_s[1:] + laid.track.time_s[:-1]) / 2.0)[legs]
    places = start + np.outer(middle_s * speed, (end - start) / math.dist(start, end))
    starts, ends = runs(laid)
    assert places == pytest.approx((starts + ends) / 2.0, abs=1e-5)


def test_a_ship_as_fast_as_the_aircraft_has_no_spacing() -> None:
    with pytest.raises(PlanError, match="not below the aircraft"):
        spacing_for_ship_m(10_000.0, 50.0, 50.0)
