"""The ladder: where its legs are."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarex.search.local_plane import Point, direction
from sarex.search.parallel_sweep import ParallelSweep, Rectangle, sweeps_from_each_corner


@st.composite
def ladders(draw: st.DrawFn) -> ParallelSweep:
    spacing, legs = draw(st.floats(10.0, 5000.0)), draw(st.integers(1, 30))
    length = spacing * draw(st.floats(1.1, 40.0))
    centre = Point(draw(st.floats(-1e5, 1e5)), draw(st.floats(-1e5, 1e5)))
    area = Rectangle(centre, direction(draw(st.floats(0.0, 360.0))), length, legs * spacing)
    return draw(st.sampled_from(sweeps_from_each_corner(area, spacing, legs)))


def in_area(ladder: ParallelSweep, point: Point) -> tuple[float, float]:
    away = Point(point.east - ladder.area.centre.east, point.north - ladder.area.centre.north)
    return away.along(ladder.area.along), away.along(ladder.area.along.left)


@given(ladder=ladders())
def test_legs_stay_half_a_spacing_inside_and_one_spacing_apart(ladder: ParallelSweep) -> None:
    reach, side = ladder.area.length_m / 2.0, ladder.area.width_m / 2.0
    search = [leg for leg in ladder.path if leg.kind == "search"]
    assert len(search) == ladder.legs
    rungs = []
    for leg in search:
        (start_along, start_left), (end_along, end_left) = in_area(ladder, leg.start), in_area(ladder, leg.end)
        assert start_along == pytest.approx(-end_along, abs=1e-6)
        assert abs(start_along) == pytest.approx(reach - ladder.spacing_m / 2.0, abs=1e-6)
        assert start_left == pytest.approx(end_left, abs=1e-6)
        rungs.append(start_left)
    assert max(abs(rung) for rung in rungs) == pytest.approx(side - ladder.spacing_m / 2.0, abs=1e-6)
    steps = [abs(later - earlier) for earlier, later in itertools.pairwise(rungs)]
    assert steps == pytest.approx([ladder.spacing_m] * (ladder.legs - 1))


@given(ladder=ladders())
def test_the_path_hangs_together_and_is_one_spacing_short_of_the_effort(ladder: ParallelSweep) -> None:
    path = ladder.path
    assert all(earlier.end == later.start for earlier, later in itertools.pairwise(path))
    walked = sum(math.dist(leg.start, leg.end) for leg in path)
    assert walked == pytest.approx(ladder.length_m, rel=1e-9)
    assert walked == pytest.approx(ladder.area.length_m * ladder.area.width_m / ladder.spacing_m - ladder.spacing_m)
    assert [leg.kind for leg in path] == ["search" if index % 2 == 0 else "cross" for index in range(len(path))]


@given(ladder=ladders())
def test_the_csp_is_at_its_corner_and_the_legs_creep_away_from_it(ladder: ParallelSweep) -> None:
    along, left = in_area(ladder, ladder.csp)
    assert (along > 0.0) is ladder.begins_ahead
    if ladder.legs == 1:
        assert ladder.creep is None
    else:
        assert (left > 0.0) is ladder.begins_left
        assert ladder.creep is not None
        moved = Point(ladder.path[-1].end.east - ladder.csp.east, ladder.path[-1].end.north - ladder.csp.north)
        assert moved.along(ladder.creep) == pytest.approx((ladder.legs - 1) * ladder.spacing_m)


def test_a_leg_north_from_the_south_west() -> None:
    area = Rectangle(Point(0.0, 0.0), direction(0.0), 10.0, 4.0)
    ladder = next(one for one in sweeps_from_each_corner(area, 2.0, 2) if not one.begins_ahead and one.begins_left)
    flat = [(round(point.east, 9), round(point.north, 9)) for leg in ladder.path for point in (leg.start, leg.end)]
    assert flat == [(-1, -4), (-1, 4), (-1, 4), (1, 4), (1, 4), (1, -4)]
    assert [(round(x), round(y)) for x, y in area.corners] == [(-2, 5), (-2, -5), (2, -5), (2, 5)]
