"""Sea without data takes the nearest sea value, within a stated distance."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sarex.adapters.target_grid import DEGREE_M, TargetGrid


def nearest_sea_cell(
    sea: NDArray[np.bool_], grid: TargetGrid, distance_m_max: float
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Cells without data that have a cell with data within the distance, and the nearest such cell of each.

    sea : bool (lat, lon), cells with data. Both results count cells row by row. Distances are true ones, on a sphere,
    measured along the mean latitude of the two cells, which is exact enough over the few kilometres that are filled.
    """
    nothing = np.zeros(0, np.intp)
    if distance_m_max <= 0.0 or sea.all() or not sea.any():
        return nothing, nothing
    beside = _nearest_in_row(sea, grid)
    row_m = grid.lat_step_deg * DEGREE_M
    row, column = _worth_a_look(sea, grid, distance_m_max)
    best_m2 = np.full(len(row), distance_m_max**2)
    best = np.full(len(row), -1, np.intp)
    for step in _rows_outward(math.floor(distance_m_max / row_m)):
        other = row + step
        on_grid = np.flatnonzero((other >= 0) & (other < grid.rows))
        there = beside[other[on_grid], column[on_grid]]
        across = np.abs(there - column[on_grid])
        if grid.goes_round:
            across = np.minimum(across, grid.columns - 1 - across)
        middle_lat = grid.lat_start_deg + grid.lat_step_deg * (row[on_grid] + step / 2.0)
        column_m = grid.lon_step_deg * DEGREE_M * np.cos(np.radians(middle_lat))
        distance_m2 = np.where(there >= 0, (across * column_m) ** 2 + (step * row_m) ** 2, np.inf)
        better = distance_m2 < best_m2[on_grid]
        chosen = on_grid[better]
        best_m2[chosen] = distance_m2[better]
        best[chosen] = other[chosen] * grid.columns + there[better]
    found = best >= 0
    return row[found] * grid.columns + column[found], best[found]


def _worth_a_look(
    sea: NDArray[np.bool_], grid: TargetGrid, distance_m_max: float
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Cells without data that have any sea in the rectangle around them that holds the circle. Wide land and the empty
    corners of a turned grid drop out at once."""
    lat = grid.lat
    cosine = max(math.cos(math.radians(min(float(np.abs(lat).max()), 89.0))), 1e-2)
    up = math.floor(distance_m_max / (grid.lat_step_deg * DEGREE_M)) + 1
    across = math.floor(distance_m_max / (grid.lon_step_deg * DEGREE_M * cosine)) + 1
    if grid.goes_round or across >= grid.columns:
        row, column = np.nonzero(~sea)
        return row, column
    total = np.zeros((grid.rows + 1, grid.columns + 1), np.int64)
    np.cumsum(np.cumsum(sea, axis=0), axis=1, out=total[1:, 1:])
    rows, columns = np.arange(grid.rows), np.arange(grid.columns)
    low, high = np.maximum(rows - up, 0), np.minimum(rows + up + 1, grid.rows)
    left, right = np.maximum(columns - across, 0), np.minimum(columns + across + 1, grid.columns)
    around = (
        total[np.ix_(high, right)] - total[np.ix_(low, right)] - total[np.ix_(high, left)] + total[np.ix_(low, left)]
    )
    row, column = np.nonzero(~sea & (around > 0))
    return row, column


def _rows_outward(rows: int) -> list[int]:
    return sorted(range(-rows, rows + 1), key=abs)


def _nearest_in_row(sea: NDArray[np.bool_], grid: TargetGrid) -> NDArray[np.intp]:
    """intp (lat, lon), the column of the nearest cell with data in the same row, -1 where the row has none."""
    columns = grid.columns
    turns = 3 if grid.goes_round else 1
    row = np.tile(sea[:, : columns - 1], (1, turns)) if turns == 3 else sea
    place = np.arange(row.shape[1])
    far = 4 * row.shape[1]
    left = np.maximum.accumulate(np.where(row, place, -far), axis=1)
    right = np.minimum.accumulate(np.where(row, place, far)[:, ::-1], axis=1)[:, ::-1]
    nearest = np.where(place - left <= right - place, left, right)
    if turns == 3:
        middle = nearest[:, columns - 1 : 2 * columns - 1]
        nearest = np.where(np.abs(middle) < far, middle % (columns - 1), -1)
    else:
        nearest = np.where(np.abs(nearest) < far, nearest, -1)
    return nearest
