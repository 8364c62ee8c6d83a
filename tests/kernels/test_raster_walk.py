"""Walking a raster, against brute force and hand-drawn cells."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sarex.kernels.raster_walk import BEYOND, count_inside, fill, mark_line, mark_patches, track_blocked

LAND = 1


def on_the_chart(low: int, high: int) -> st.SearchStrategy[float]:
    """Coordinates [cells] that a chart can hold: GEOS itself fails on sides of 1e-235 cells."""
    return st.integers(low * 4096, high * 4096).map(lambda steps: steps / 4096)


def sea(rows: int = 12, columns: int = 12) -> np.ndarray:
    return np.zeros((rows, columns), dtype=np.uint8)


def walk(grid: np.ndarray, *vertices: tuple[float, float], mask: int = LAND) -> tuple[int, int, float]:
    track = np.array(vertices, dtype=np.float64)
    return track_blocked(
        np.ascontiguousarray(track[:, 0]), np.ascontiguousarray(track[:, 1]), grid, 0.0, 0.0, 1.0, mask
    )


def sides(ring: np.ndarray) -> np.ndarray:
    return np.concatenate([ring, np.roll(ring, -1, axis=0)], axis=1)


def test_it_says_where_the_first_cell_begins() -> None:
    grid = sea()
    grid[5, 7] = LAND
    assert walk(grid, (0.5, 1.5), (0.5, 5.5), (10.5, 5.5)) == (LAND, 1, pytest.approx(0.65))
    assert walk(grid, (7.5, 5.5)) == (LAND, 0, 0.0)
    assert walk(grid, (0.5, 1.5), (0.5, 5.5), (6.9, 5.5)) == (0, 0, 1.0)


def test_only_the_flags_of_the_mask_count() -> None:
    grid = sea()
    grid[5, :] = 8
    assert walk(grid, (2.5, 0.5), (2.5, 9.5))[0] == 0
    assert walk(grid, (2.5, 0.5), (2.5, 9.5), mask=LAND | 8)[0] == 8


@pytest.mark.parametrize(("end", "found"), [((9.0, 9.5), 0), ((12.5, 4.0), BEYOND), ((np.nan, 4.0), BEYOND)])
def test_beyond_the_raster_is_barred(end: tuple[float, float], found: int) -> None:
    assert walk(sea(), (3.5, 3.5), end)[0] == found


def test_a_diagonal_wall_of_one_cell_is_not_slipped_through() -> None:
    grid = sea()
    for step in range(12):
        grid[step, 11 - step] = LAND
    assert walk(grid, (1.5, 1.5), (10.5, 10.5))[0] == LAND
    assert walk(grid, (3.0, 3.0), (9.0, 9.0))[0] == LAND  # exactly through the corner of two wall cells
    assert walk(grid, (9.0, 9.0), (3.0, 3.0))[0] == LAND
    beside = sea()
    beside[5, 6] = LAND
    assert walk(beside, (4.5, 4.5), (7.5, 7.5))[0] == LAND  # touches its corner


inside = st.floats(0.01, 11.99, allow_subnormal=False)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 11), st.integers(0, 11), st.tuples(inside, inside, inside, inside))
def test_one_islet_is_met_exactly_where_the_track_enters_it(
    row: int, column: int, ends: tuple[float, float, float, float]
) -> None:
    grid = sea()
    grid[row, column] = LAND
    track = shapely.LineString([ends[:2], ends[2:]])
    islet = shapely.box(column, row, column + 1, row + 1)
    found, _, share = walk(grid, ends[:2], ends[2:])
    if track.intersects(islet.buffer(-1e-7)):  # more than along its edge
        assert found == LAND
        met = np.array(ends[:2]) + share * (np.array(ends[2:]) - np.array(ends[:2]))
        assert shapely.Point(met).distance(islet) < 1e-6
    elif track.distance(islet) > 1e-7:
        assert found == 0


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(on_the_chart(-8, 20), on_the_chart(-8, 20)),
        min_size=2,
        max_size=5,
    )
)
def test_a_marked_line_holds_every_cell_that_it_enters(vertices: list[tuple[float, float]]) -> None:
    grid, line = sea(), np.array(vertices)
    mark_line(line[:, 0].copy(), line[:, 1].copy(), grid, 0.0, 0.0, 1.0, 4)
    for row in range(12):
        for column in range(12):
            cell = shapely.box(column, row, column + 1, row + 1)
            if any(shapely.LineString(pair).intersects(cell.buffer(-1e-7)) for pair in itertools.pairwise(line)):
                assert grid[row, column] == 4
            elif shapely.LineString(line).distance(cell) > 1e-6:
                assert grid[row, column] == 0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(on_the_chart(-5, 17), on_the_chart(-5, 17)),
        min_size=3,
        max_size=6,
    )
)
def test_filling_takes_the_cells_whose_middle_is_inside(vertices: list[tuple[float, float]]) -> None:
    polygon = shapely.Polygon(vertices)
    if not polygon.is_valid or polygon.area < 1e-3:
        return
    grid, ring = sea(), np.array(vertices)
    fill(sides(ring), grid, 0.0, 0.0, 1.0, 2)
    across, up = np.meshgrid(np.arange(12) + 0.5, np.arange(12) + 0.5)
    clear = shapely.distance(polygon.boundary, shapely.points(across, up)) > 1e-9
    np.testing.assert_array_equal((grid == 2)[clear], shapely.contains_xy(polygon, across, up)[clear])


def test_a_hole_stays_open() -> None:
    outer = np.array([[1.0, 1.0], [9.0, 1.0], [9.0, 9.0], [1.0, 9.0]])
    hole = np.array([[4.0, 4.0], [6.0, 4.0], [6.0, 6.0], [4.0, 6.0]])
    grid = sea()
    fill(np.concatenate([sides(outer), sides(hole)]), grid, 0.0, 0.0, 1.0, 2)
    assert (grid == 2).sum() == 64 - 4
    assert not grid[4:6, 4:6].any()


def test_counting_counts_what_is_beyond_as_barred() -> None:
    grid = sea()
    grid[:, :2] = LAND
    ring = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 5.0], [0.0, 5.0]])
    assert count_inside(sides(ring), grid, 0.0, 0.0, 1.0, LAND) == (10, 20)
    assert count_inside(sides(ring - np.array([2.0, 0.0])), grid, 0.0, 0.0, 1.0, LAND) == (20, 20)
    assert count_inside(sides(ring + np.array([10.0, 0.0])), grid, 0.0, 0.0, 1.0, LAND) == (10, 20)


def test_patches_mark_all_that_they_touch() -> None:
    marked = np.zeros((6, 6), dtype=np.bool_)
    marked[2, 3] = True
    # A sheet of 6 by 6 patches of 1.5 cells, from (1, 1): this patch spans 5.5 to 7 east and 4 to 5.5 north.
    node_x, node_y = np.meshgrid([1.0, 5.5, 10.0], [1.0, 5.5, 10.0])
    grid = sea()
    mark_patches(marked, node_x, node_y, grid, LAND)
    assert {(int(row), int(column)) for row, column in zip(*np.nonzero(grid), strict=True)} >= {
        (4, 5), (4, 6), (5, 5), (5, 6)
    }  # fmt: skip
    assert grid[:4].sum() == grid[6:].sum() == grid[:, :5].sum() == grid[:, 8:].sum() == 0
