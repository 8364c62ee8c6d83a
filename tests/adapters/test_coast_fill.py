"""Filling from the nearest sea cell, against looking at every cell."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sarex.adapters.coast_fill import nearest_sea_cell
from sarex.adapters.target_grid import DEGREE_M, TargetGrid

SEAS = arrays.arrays(np.bool_, st.tuples(st.integers(2, 12), st.integers(2, 14)), elements=st.booleans())


def distances_m(grid):
    """Between all cells (cell, cell), by the same measure as the filling."""
    lon, lat = (part.ravel() for part in np.meshgrid(grid.lon, grid.lat))
    east = np.abs(lon[:, None] - lon[None, :])
    if grid.goes_round:
        east = np.minimum(east, 360.0 - east)
    middle = np.cos(np.radians((lat[:, None] + lat[None, :]) / 2.0))
    return np.hypot(east * DEGREE_M * middle, (lat[:, None] - lat[None, :]) * DEGREE_M)


def check(sea, grid, limit_m):
    cells, nearest = nearest_sea_cell(sea, grid, limit_m)
    between = distances_m(grid)
    at_sea = np.flatnonzero(sea)
    for cell in np.flatnonzero(~sea):
        best = between[cell, at_sea].min() if len(at_sea) else np.inf
        if best < limit_m - 1e-6:
            (place,) = np.flatnonzero(cells == cell)
            assert sea.ravel()[nearest[place]]
            assert between[cell, nearest[place]] <= best + 1e-6
        elif best > limit_m + 1e-6:
            assert cell not in cells
    assert not sea.ravel()[cells].any()


@settings(max_examples=60, deadline=None)
@given(
    sea=SEAS, south=st.sampled_from([-70.0, -1.0, 0.0, 35.0, 78.0]), limit_km=st.sampled_from([0.5, 3.0, 10.0, 40.0])
)
def test_every_cell_takes_its_nearest_sea_cell_or_none(sea, south, limit_km):
    rows, columns = sea.shape
    check(sea, TargetGrid(10.0, south, 0.03, 0.02, columns, rows), limit_km * 1000.0)


@settings(max_examples=30, deadline=None)
@given(sea=arrays.arrays(np.bool_, (5, 12), elements=st.booleans()))
def test_the_nearest_may_lie_across_the_seam_of_a_global_grid(sea):
    whole = np.concatenate((sea, sea[:, :1]), axis=1)
    check(whole, TargetGrid(-180.0, 60.0, 30.0, 5.0, 13, 5), 2_000_000.0)


def test_nothing_to_do():
    grid = TargetGrid(0.0, 0.0, 0.1, 0.1, 4, 3)
    for sea in (np.ones((3, 4), bool), np.zeros((3, 4), bool)):
        assert len(nearest_sea_cell(sea, grid, 10_000.0)[0]) == 0
    assert len(nearest_sea_cell(np.eye(3, 4, dtype=bool), grid, 0.0)[0]) == 0
