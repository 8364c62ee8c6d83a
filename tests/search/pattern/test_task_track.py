"""From a laid pattern to a task of a plan and back."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from example_plan import example_plan
from pattern_scene import KNOT, RULES, START_S, Floats, Water, flown_m, shapes, unit, vertices, waters
from sarex.model.errors import PlanError
from sarex.model.geodesy import bearing_deg, distance_m
from sarex.model.quantities import Position
from sarex.model.search_plan import Transit, UnitTask
from sarex.model.search_unit import SearchUnit
from sarex.search.local_plane import LocalPlane, Point, direction
from sarex.search.pattern.convex_outline import polygon_area_m2
from sarex.search.pattern.lay import lay
from sarex.search.pattern.pattern_task import SortieWay, TaskFigures, task_of_pattern
from sarex.search.pattern.task_track import laid_of_task
from sarex.search.pattern.time_rule import TIMED, WORKSHEET, TimeRule
from sarex.search.timed_track import LaidPattern, PatternShape, Piece

PLANES = (LocalPlane(Position(3.0, 60.0)), LocalPlane(Position(179.99, -47.0)), LocalPlane(Position(20.0, 85.0)))
FLYER = unit(turn_radius=400.0)
KINDS = ("search", "cross", "turn")


def task_of(laid: LaidPattern, plane: LocalPlane, rule: TimeRule, flyer: SearchUnit = FLYER) -> UnitTask:
    here = plane.position(Point(0.0, 0.0))
    out = Transit(start=flyer.at, end=here, start_s=START_S - 3600.0, end_s=START_S, distance_m=1e5)
    figures = TaskFigures(
        datum=here, datum_time_s=START_S + 3600.0, effort_share=0.5, coverage=0.8, pod=0.5, poc=0.4, pos=0.2,
        reason="the cloud is densest here",
    )  # fmt: skip
    way = SortieWay(out, None, float(laid.track.time_s[-1]) + 600.0)
    return task_of_pattern(laid, plane, flyer, way, figures=figures, rule=rule)


def ends(laid: LaidPattern, piece: Piece) -> tuple[Floats, Floats]:
    """Space and time of the starts and ends of whole runs, whatever pieces they are cut in."""
    where = np.concatenate([vertices(laid), laid.track.time_s[:, np.newaxis] - START_S], axis=1)
    numbers = laid.run[laid.track.piece == piece]
    chosen = [np.flatnonzero(laid.run == number) for number in dict.fromkeys(numbers.tolist())]
    return where[[at[0] for at in chosen]], where[[at[-1] + 1 for at in chosen]]


def assert_same(back: LaidPattern, laid: LaidPattern) -> None:
    """To the rounding of positions."""
    assert (back.shape.code, back.shape.legs) == (laid.shape.code, (laid.track.piece == Piece.SEARCH).sum())
    assert back.moving == laid.moving
    assert back.track.time_s.tolist() == laid.track.time_s.tolist()
    assert back.track.piece.tolist() == laid.track.piece.tolist()
    assert back.track.sensing.all()
    assert vertices(back) == pytest.approx(vertices(laid), abs=1e-5)
    assert back.outline == pytest.approx(laid.outline, abs=1e-5)
    assert len(back.swept) == len(laid.swept)
    for area, expected in zip(back.swept, laid.swept, strict=True):
        for name in ("start_s", "end_s", "track_m", "area_m2"):
            assert getattr(area, name) == getattr(expected, name)
        assert area.corners == pytest.approx(expected.corners, abs=1e-5)
        assert area.shifts == pytest.approx(expected.shifts, abs=1e-5)


@settings(max_examples=60)
@given(shape=shapes(), rule=st.sampled_from(RULES), plane=st.sampled_from(PLANES))
def test_a_task_of_a_still_pattern_gives_the_track_back(shape: PatternShape, rule: TimeRule, plane: LocalPlane) -> None:
    laid = lay(shape, FLYER, START_S, rule)
    task = task_of(laid, plane, rule)
    assert (task.search_start_s, task.search_end_s) == (laid.track.time_s[0], laid.track.time_s[-1])
    assert task.track_length_m == pytest.approx(flown_m(laid, FLYER.search_speed), abs=1e-3)
    assert task.motion is None
    assert all(
        one.end == other.start and one.end_s == other.start_s
        for one, other in zip(task.legs, task.legs[1:], strict=False)
    )
    assert_same(laid_of_task(UnitTask.model_validate_json(task.model_dump_json()), plane), laid)


@settings(max_examples=60)
@given(shape=shapes(), rule=st.sampled_from(RULES), sea=waters(), plane=st.sampled_from(PLANES))
def test_so_does_one_that_the_water_carries(shape: PatternShape, rule: TimeRule, sea: Water, plane: LocalPlane) -> None:
    laid = lay(shape, FLYER, START_S, rule, drift=sea.drift, drift_times=sea.time_s)
    task = task_of(laid, plane, rule)
    assert task.motion is not None
    assert_same(laid_of_task(UnitTask.model_validate_json(task.model_dump_json()), plane), laid)


@given(speed=st.floats(0.0, 2.0), toward_deg=st.floats(0.0, 360.0), plane=st.sampled_from(PLANES))
def test_an_even_drift_is_told(speed: float, toward_deg: float, plane: LocalPlane) -> None:
    flow = np.array(direction(toward_deg)) * speed
    shape = PatternShape("PS", Point(3000.0, -2000.0), 20.0, 9000.0, 1500.0, 5)
    laid = lay(shape, FLYER, START_S, TIMED, drift=lambda times: np.outer(times - START_S, flow))
    task = task_of(laid, plane, TIMED)
    assert task.motion is not None
    assert task.motion.speed_m_per_s == pytest.approx(speed, rel=1e-4)


@settings(max_examples=30)
@given(shape=shapes(), rule=st.sampled_from(RULES), sea=waters())
def test_legs_over_the_ground_begin_and_end_where_the_unit_is(shape: PatternShape, rule: TimeRule, sea: Water) -> None:
    laid = lay(shape, FLYER, START_S, rule, drift=sea.drift, drift_times=sea.time_s)
    task = task_of(laid, PLANES[0], rule)
    legs = [leg for leg in task.legs if leg.kind == "search"]
    starts, stops = ends(laid, Piece.SEARCH)
    for at, place, time_s in ((starts, "start", "start_s"), (stops, "end", "end_s")):
        told = [(*PLANES[0].point(getattr(leg, place)), getattr(leg, time_s) - START_S) for leg in legs]
        assert np.array(told) == pytest.approx(at, abs=1e-3)
    turns = [kind for kind, after in zip(task.legs, task.legs[1:], strict=False) if kind.kind == after.kind == "turn"]
    assert not turns, "turns are merged"


def test_what_the_plan_says_of_a_ladder() -> None:
    plane = PLANES[0]
    shape = PatternShape("PS", Point(0.0, 0.0), 120.0, 18_000.0, 2000.0, 5, begins_ahead=True, begins_left=True)
    task = task_of(lay(shape, FLYER, START_S, WORKSHEET), plane, WORKSHEET)
    assert (task.area.length_m, task.area.width_m) == pytest.approx((20_000.0, 10_000.0))
    assert task.area.bearing_deg == pytest.approx(120.0, abs=0.01)
    assert task.area.covered_m2 is None
    assert task.area.area_m2 == pytest.approx(2e8)
    assert task.creep_deg == pytest.approx(210.0, abs=0.01)
    assert (task.pattern, task.pattern_name, task.timing) == ("PS", "parallel sweep", "worksheet")
    kinds = [leg.kind for leg in task.legs]
    assert kinds == ["search", "cross"] * 4 + ["search"]
    # It begins at the corner ahead (120 degrees) and to the left (30 degrees) of the centre, half a spacing inside.
    assert distance_m(task.area.centre, task.csp) == pytest.approx(math.hypot(9000.0, 4000.0), rel=1e-4)
    assert bearing_deg(task.area.centre, task.csp) == pytest.approx(
        120.0 - math.degrees(math.atan2(4000.0, 9000.0)), abs=0.01
    )
    lengths = [distance_m(leg.start, leg.end) for leg in task.legs]
    assert sum(lengths) == pytest.approx(task.track_length_m, rel=1e-4)
    short = replace(shape, legs=1)
    assert task_of(lay(short, FLYER, START_S, WORKSHEET), plane, WORKSHEET).creep_deg is None


def test_what_the_plan_says_of_other_patterns() -> None:
    plane = PLANES[0]
    sector = task_of(
        lay(PatternShape("VS", Point(0.0, 0.0), 30.0, 6000.0, 900.0, 9), FLYER, START_S, TIMED), plane, TIMED
    )
    assert sector.area.area_m2 == pytest.approx(math.pi * 6000.0**2)
    assert (sector.area.length_m, sector.area.width_m) == pytest.approx((12_000.0, 12_000.0), rel=0.01)
    assert distance_m(sector.area.centre, sector.csp) < 0.01
    assert [leg.kind for leg in sector.legs].count("search") == 9
    assert sector.creep_deg is None
    route = (Point(0.0, 0.0), Point(0.0, 20_000.0), Point(20_000.0, 20_000.0))
    line = task_of(
        lay(PatternShape("TSN", route[0], 0.0, 0.0, 2000.0, 1, route=route), FLYER, START_S, WORKSHEET),
        plane,
        WORKSHEET,
    )
    assert line.area.area_m2 == pytest.approx(40_000.0 * 2000.0)
    assert line.area.bearing_deg == pytest.approx(45.0, abs=0.2)


def test_the_worksheet_plan_is_read_as_its_rectangles() -> None:
    plan = example_plan(lon=179.9)
    plane = LocalPlane(plan.datums[0].at)
    assert len(plan.tasks) == 2
    for task in plan.tasks:
        laid = laid_of_task(task, plane)
        assert laid.track.length_m == pytest.approx(task.track_length_m, rel=1e-4)
        assert laid.track.piece.tolist() == [KINDS.index(leg.kind) + 1 for leg in task.legs]
        assert laid.swept[0].track_m == task.track_length_m
        assert (laid.swept[0].start_s, laid.swept[0].end_s) == (task.search_start_s, task.search_end_s)
        assert polygon_area_m2(laid.swept[0].corners) == pytest.approx(task.area.area_m2, rel=1e-6)
        assert laid.swept[0].area_m2 == task.area.area_m2
        speed = laid.track.length_m / (task.search_end_s - task.search_start_s)
        assert speed == pytest.approx(task.unit.search_speed, rel=1e-4)


def test_a_task_without_its_path_is_refused() -> None:
    laid = lay(PatternShape("PS", Point(0.0, 0.0), 0.0, 9000.0, 1000.0, 3), FLYER, START_S, WORKSHEET)
    bare = task_of(laid, PLANES[0], WORKSHEET).model_copy(update={"path": None})
    with pytest.raises(PlanError, match="'Rescue 71' holds no path; take it out of the plan or plan it anew"):
        laid_of_task(bare, PLANES[0])


def test_speed_of_the_scene_is_what_it_says() -> None:
    assert FLYER.search_speed == pytest.approx(90.0 * KNOT)
