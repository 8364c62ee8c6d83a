"""Laying weighted points on a grid and spreading them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray


@njit(cache=True)
def add_weights(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    weight: NDArray[np.float64],
    west: float,
    south: float,
    cell: float,
    grid: NDArray[np.float64],
) -> None:
    """Add the weight of each point to the cell (row from the south, column from the west) that it lies in.

    west, south : outer edges of the first cell [m]; cell : its side [m]
    """
    rows, columns = grid.shape
    for point in range(len(x)):
        column = int(np.floor((x[point] - west) / cell))
        row = int(np.floor((y[point] - south) / cell))
        # A point on the far edge of the grid belongs to the last cell.
        grid[min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)] += weight[point]


@njit(cache=True)
def spread(grid: NDArray[np.float64], taps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Convolve with the outer product of `taps` with itself; nothing comes in over the edges.

    taps : odd in number, symmetric. Empty stretches of the grid cost nothing.
    """
    rows, columns = grid.shape
    reach = len(taps) // 2
    along = np.zeros_like(grid)
    filled_from = np.full(rows, columns)
    filled_to = np.zeros(rows, dtype=np.int64)
    for row in range(rows):
        for column in range(columns):
            value = grid[row, column]
            if value == 0.0:
                continue
            first = max(column - reach, 0)
            last = min(column + reach + 1, columns)
            for target in range(first, last):
                along[row, target] += value * taps[target - column + reach]
            filled_from[row] = min(filled_from[row], first)
            filled_to[row] = max(filled_to[row], last)
    result = np.zeros_like(grid)
    for row in range(rows):
        if filled_from[row] >= filled_to[row]:
            continue
        for target in range(max(row - reach, 0), min(row + reach + 1, rows)):
            tap = taps[target - row + reach]
            for column in range(filled_from[row], filled_to[row]):
                result[target, column] += tap * along[row, column]
    return result
