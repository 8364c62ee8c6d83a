"""Convex outlines against scipy and against the definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import ConvexHull

from pattern_scene import Floats, inside
from sarex.search.pattern.convex_outline import convex_outline, polygon_area_m2, swept_outline

points = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=30).map(
    lambda pairs: np.array(pairs, float) * 13.7
)


def spread(pairs: Floats) -> bool:
    away = pairs - pairs[0]
    return bool(np.abs(away[:, :1] * away[:, 1] - away[:, 1:] * away[:, 0]).max() > 0.0)


@given(cloud=points.filter(spread))
def test_hull(cloud: Floats) -> None:
    hull = convex_outline(cloud)
    assert polygon_area_m2(hull) == pytest.approx(ConvexHull(cloud).volume)
    assert inside(hull, cloud).all()
    assert len(hull) == len(ConvexHull(cloud).vertices)


@given(
    cloud=points.filter(spread),
    path=st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=1, max_size=9),
)
def test_swept_outline_is_the_hull_of_all_places(cloud: Floats, path: list[tuple[int, int]]) -> None:
    shifts = np.array(path, float) * 7.3
    outline = convex_outline(cloud)
    swept = swept_outline(outline, shifts)
    places = (outline + shifts[:, np.newaxis]).reshape(-1, 2)
    assert polygon_area_m2(swept) == pytest.approx(ConvexHull(places).volume)
    assert inside(swept, places).all()


def test_hull_of_a_line_is_its_ends() -> None:
    assert convex_outline(np.array([[0.0, 0.0], [2.0, 2.0], [1.0, 1.0]])).tolist() == [[0.0, 0.0], [2.0, 2.0]]
    assert convex_outline(np.array([[3.0, 1.0], [3.0, 1.0]])).tolist() == [[3.0, 1.0]]
