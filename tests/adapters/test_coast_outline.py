"""Outlines: exactly the borders of the land cells."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from sarex.adapters.coast_outline import outlines


def signed_area(ring: NDArray[np.int64]) -> float:
    x, y = ring.T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2


def test_one_cell_is_one_square_anticlockwise() -> None:
    land = np.zeros((3, 4), np.bool_)
    land[1, 2] = True
    (ring,) = outlines(land)
    assert signed_area(ring) == 1.0
    assert {tuple(point) for point in ring.tolist()} == {(2, 1), (3, 1), (3, 2), (2, 2)}
    assert len(ring) == 5
    assert ring[0].tolist() == ring[-1].tolist()


def test_a_lagoon_turns_clockwise() -> None:
    land = np.ones((5, 5), np.bool_)
    land[2, 1:4] = False
    assert sorted(signed_area(ring) for ring in outlines(land)) == [-3.0, 25.0]


def test_cells_that_touch_at_a_corner_are_two_islands() -> None:
    assert [signed_area(ring) for ring in outlines(np.eye(2, dtype=np.bool_))] == [1.0, 1.0]
    assert [signed_area(ring) for ring in outlines(np.eye(2, dtype=np.bool_)[::-1])] == [1.0, 1.0]


def test_no_land_no_outline() -> None:
    assert outlines(np.zeros((4, 4), np.bool_)) == []
    assert outlines(np.zeros((0, 4), np.bool_)) == []


@settings(max_examples=200, deadline=None)
@given(land=hnp.arrays(np.bool_, st.tuples(st.integers(1, 9), st.integers(1, 9))))
def test_the_outlines_hold_exactly_the_land(land: NDArray[np.bool_]) -> None:
    rings = outlines(land)
    assert sum(signed_area(ring) for ring in rings) == land.sum()
    inside = np.zeros(land.shape, np.int64)
    row, column = np.mgrid[0 : land.shape[0], 0 : land.shape[1]]
    for ring in rings:
        turn = 1 if signed_area(ring) > 0 else -1
        inside += turn * shapely.contains_xy(shapely.Polygon(ring), column + 0.5, row + 0.5)
        assert shapely.LinearRing(ring).is_ccw == (turn == 1)
        steps = np.diff(ring, axis=0)
        # No point lies on a straight line: horizontal and vertical sides alternate, round the join too.
        assert ((steps == 0).sum(axis=1) == 1).all()
        horizontal = steps[:, 1] == 0
        assert (horizontal != np.roll(horizontal, 1)).all()
    np.testing.assert_array_equal(inside, land)
