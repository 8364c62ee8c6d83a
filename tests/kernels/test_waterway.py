"""Shortest ways over open cells, against brute force and geometry."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import distance_transform_cdt
from scipy.sparse.csgraph import dijkstra

from sarex.kernels.waterway import NONE, free_room, last_corner, nearest_open, visible, ways_from

SIZE = 16
cells = st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), max_size=40)
inside = st.floats(0.01, SIZE - 0.01)


def closed_at(*places: tuple[int, int], size: int = SIZE) -> np.ndarray:
    closed = np.zeros((size, size), dtype=np.uint8)
    for row, column in places:
        closed[row, column] = 1
    return closed


def everything(closed: np.ndarray) -> tuple[int, int, int, int]:
    return 0, 0, *closed.shape


@settings(max_examples=30, deadline=None)
@given(cells)
def test_free_room_is_the_distance_to_the_nearest_closed_cell(places: list[tuple[int, int]]) -> None:
    closed = closed_at(*places)
    walled = np.pad(closed == 0, 1)
    np.testing.assert_array_equal(free_room(closed), distance_transform_cdt(walled, "chessboard")[1:-1, 1:-1])


def test_free_room_ends_at_what_a_byte_holds() -> None:
    assert free_room(np.zeros((521, 521), dtype=np.uint8)).max() == 255


@settings(max_examples=150, deadline=None)
@given(cells, inside, inside, inside, inside)
def test_sight_ends_at_every_closed_cell(
    places: list[tuple[int, int]], x: float, y: float, to_x: float, to_y: float
) -> None:
    line = shapely.LineString([(x, y), (to_x, to_y)])
    boxes = [shapely.box(column, row, column + 1, row + 1) for row, column in places]
    seen = visible(x, y, to_x, to_y, free_room(closed_at(*places)))
    if any(line.intersects(box.buffer(-1e-7)) for box in boxes):  # more than along its edge
        assert not seen
    elif all(line.distance(box) > 1e-6 for box in boxes):
        assert seen


def test_sight_does_not_slip_through_a_diagonal_wall_or_leave_the_raster() -> None:
    room = free_room(closed_at(*((step, SIZE - 1 - step) for step in range(SIZE))))
    assert not visible(3.5, 3.5, 12.5, 12.5, room)
    assert not visible(3.0, 3.0, 13.0, 13.0, room)
    open_sea = free_room(closed_at())
    assert visible(0.5, 0.5, 15.5, 15.5, open_sea)
    for outside in (-0.5, SIZE + 0.5):
        assert not visible(3.5, 3.5, outside, 3.5, open_sea)
        assert not visible(3.5, 3.5, 3.5, outside, open_sea)


def test_the_nearest_open_cell_of_a_wanted_water() -> None:
    sea = np.full((SIZE, SIZE), 1, dtype=np.int32)
    sea[4:9, 4:9], sea[6, 6] = 0, 2
    wanted = np.array([False, True, False])
    assert nearest_open(6.6, 6.5, 5.0, sea, wanted) == 6 * SIZE + 9
    assert nearest_open(6.6, 6.5, 2.0, sea, wanted) == NONE
    assert nearest_open(6.6, 6.5, 2.0, sea, np.array([False, True, True])) == 6 * SIZE + 6


def follow(cell: int, start: int, corner: np.ndarray) -> list[int]:
    chain = [cell]
    while chain[-1] != start:
        chain.append(int(corner[chain[-1]]))
    return chain


SMALL = 9
few_cells = st.lists(st.tuples(st.integers(0, SMALL - 1), st.integers(0, SMALL - 1)), max_size=30)


def middle(cell: int) -> tuple[float, float]:
    return cell % SMALL + 0.5, cell // SMALL + 0.5


def shortest_by_sight(closed: np.ndarray, room: np.ndarray, start: int) -> np.ndarray:
    """The shortest ways that turn in middles of cells, by Dijkstra over every pair that sees each other."""
    lengths = np.zeros((closed.size, closed.size))
    for one, other in itertools.combinations(np.flatnonzero(closed.ravel() == 0).tolist(), 2):
        if visible(*middle(one), *middle(other), room):
            lengths[one, other] = math.dist(middle(one), middle(other))
    return np.asarray(dijkstra(lengths, directed=False, indices=start))


@settings(max_examples=15, deadline=None)
@given(few_cells, st.integers(0, SMALL * SMALL - 1))
def test_every_way_is_clear_as_long_as_it_says_and_near_the_shortest(places: list[tuple[int, int]], start: int) -> None:
    closed = closed_at(*places, size=SMALL)
    if closed.flat[start]:
        return
    room = free_room(closed)
    way, corner = ways_from(*middle(start), room, everything(closed), closed.size)
    shortest = shortest_by_sight(closed, room, start)
    for cell in range(closed.size):
        if not math.isfinite(shortest[cell]):
            assert corner[cell] == NONE
            continue
        pieces = [(middle(one), middle(other)) for one, other in itertools.pairwise(follow(cell, start, corner))]
        assert all(visible(*here, *there, room) for here, there in pieces)
        assert way[cell] == pytest.approx(sum(math.dist(*piece) for piece in pieces), rel=1e-5)
        assert shortest[cell] - 1e-4 <= way[cell] <= 1.02 * shortest[cell] + 1.0  # cells


def test_a_search_for_few_goals_stops_early_and_finds_the_same() -> None:
    closed = closed_at(*((row, 8) for row in range(12)))
    room = free_room(closed)
    whole, _ = ways_from(2.5, 2.5, room, everything(closed), SIZE * SIZE)
    goal = 2 * SIZE + 13
    some, corner = ways_from(2.5, 2.5, room, (2, 13, 3, 14), 1)
    assert some[goal] == pytest.approx(whole[goal], rel=0.02)
    assert (corner == NONE).sum() > 10


def test_ways_over_open_sea_are_straight() -> None:
    closed = closed_at(size=40)
    way, corner = ways_from(20.3, 17.8, free_room(closed), everything(closed), closed.size)
    across, up = np.meshgrid(np.arange(40) + 0.5, np.arange(40) + 0.5)
    straight = np.hypot(across - 20.3, up - 17.8)
    straight[17, 20] = 0.0
    np.testing.assert_allclose(way.reshape(closed.shape), straight, rtol=1e-5)
    assert (corner == 17 * 40 + 20).all()


def test_the_last_corner_serves_any_place() -> None:
    closed = closed_at(*((row, 8) for row in range(12)))
    room = free_room(closed)
    _, corner = ways_from(2.5, 2.5, room, everything(closed), SIZE * SIZE)
    used = np.unique(corner[corner != NONE])
    number = np.full(corner.size + 1, NONE, dtype=np.int32)
    number[used] = np.arange(len(used))
    way = np.array([math.hypot(cell % SIZE - 2, cell // SIZE - 2) for cell in used], dtype=np.float64)
    known = number[corner].reshape(closed.shape), 0, 0, used % SIZE + 0.5, used // SIZE + 0.5, way
    found = last_corner(13.9, 2.1, room, *known)
    assert visible(used[found] % SIZE + 0.5, used[found] // SIZE + 0.5, 13.9, 2.1, room)
    assert used[last_corner(4.2, 2.1, room, *known)] == 2 * SIZE + 2
    assert last_corner(8.5, 2.5, room, *known) == NONE
    assert last_corner(40.0, 2.5, room, *known) == NONE
