"""Distance between convex outlines against shapely and hand-made cases."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPoint

from sarex.kernels.convex import convex_gap

SQUARE = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]])


@pytest.mark.parametrize(
    ("shift", "gap"),
    [
        ((13.0, 0.0), 3.0),
        ((13.0, 14.0), 5.0),  # corner to corner: 3, 4, 5
        ((10.0, 4.0), 0.0),
        ((8.0, 1.0), -2.0),
        ((0.0, 0.0), -10.0),
        ((4.0, -7.0), -3.0),
    ],
)
def test_two_squares(shift: tuple[float, float], gap: float) -> None:
    assert convex_gap(SQUARE, SQUARE + np.array(shift)) == pytest.approx(gap, abs=1e-12)
    assert convex_gap(SQUARE[::-1].copy(), SQUARE + np.array(shift)) == pytest.approx(gap, abs=1e-12)


def test_far_enough_is_told_by_the_boxes_alone() -> None:
    apart = SQUARE + np.array([13.0, 14.0])
    assert convex_gap(SQUARE, apart, 4.0) == pytest.approx(4.0)
    assert convex_gap(SQUARE, apart, 4.5) == pytest.approx(5.0)


def test_lines_and_points_are_outlines_too() -> None:
    line, point = np.array([[0.0, 0.0], [4.0, 0.0]]), np.array([[7.0, 4.0]])
    assert convex_gap(line, line + np.array([6.0, 0.0])) == pytest.approx(2.0)
    assert convex_gap(line, line + np.array([1.0, 3.0])) == pytest.approx(3.0)
    assert convex_gap(line, point) == pytest.approx(5.0)
    assert convex_gap(point, point + 1.0) == pytest.approx(math.sqrt(2.0))
    assert convex_gap(point, point) == 0.0
    assert convex_gap(point, SQUARE) == pytest.approx(-3.0)


corners = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=9)


@settings(max_examples=60, deadline=None)
@given(corners, corners)
def test_it_agrees_with_an_independent_distance(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> None:
    hulls = [MultiPoint(points).convex_hull for points in (first, second)]
    rings = []
    for hull in hulls:
        ring = hull.exterior if hull.geom_type == "Polygon" else hull
        rings.append(np.array(ring.coords, dtype=np.float64))
    gap = convex_gap(*rings)
    if hulls[0].intersects(hulls[1]):
        assert gap <= 1e-9
    else:
        assert gap == pytest.approx(hulls[0].distance(hulls[1]), abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(corners, corners)
def test_a_shift_of_the_depth_parts_them_and_no_shorter_one(
    first: list[tuple[int, int]], second: list[tuple[int, int]]
) -> None:
    hulls = [MultiPoint(points).convex_hull for points in (first, second)]
    if any(hull.geom_type != "Polygon" for hull in hulls):
        return
    one, other = (np.array(hull.exterior.coords, dtype=np.float64) for hull in hulls)
    depth = -convex_gap(one, other)
    if depth <= 1e-6:
        return
    turns = np.linspace(0.0, 2.0 * np.pi, 36, endpoint=False)
    shorter = [convex_gap(one, other + 0.99 * depth * np.array([np.cos(turn), np.sin(turn)])) for turn in turns]
    assert max(shorter) < 0.0
