"""Paths, lines and polygons on a raster of square cells that hold flags.

A raster is a uint8 array (row from the south, column from the west) with the outer edges `west` and `south` of its
first cell and the side `cell` [m]. Each bit of a cell is one flag.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit

BEYOND: Final = 128
"""The flag of every cell that lies outside the raster."""
_TIE: Final = 1e-9
"""Parts of a cell within which a path counts as going through a corner."""
_NO_CHANGE: Final = 1e-300
"""Parts of a cell by which a path does not move: shares of it would overflow."""


@njit(cache=True)
def flags_at(row, column, grid):
    """The flags of a cell, BEYOND outside the raster."""
    if row < 0 or column < 0 or row >= grid.shape[0] or column >= grid.shape[1]:
        return BEYOND
    return np.int64(grid[row, column])


@njit(cache=True, error_model="numpy")
def piece_blocked(x, y, to_x, to_y, grid, mask):
    """The first cell with one of the flags of `mask` on the straight piece from (x, y) to (to_x, to_y), all in cells.
    [Amanatides1987]

    Every cell that the piece enters is looked at, and at a corner both cells beside it: no thin wall is slipped past.
    Returns (flags found or 0, share of the piece at which that cell begins).
    """
    column, row = math.floor(x), math.floor(y)
    found = flags_at(row, column, grid) & mask
    if found:
        return found, 0.0
    dx, dy = to_x - x, to_y - y
    east, north = 1 if dx > 0.0 else 0, 1 if dy > 0.0 else 0
    per_x = 1.0 / dx if dx != 0.0 else math.inf
    per_y = 1.0 / dy if dy != 0.0 else math.inf
    tie = _TIE * min(abs(per_x), abs(per_y))
    left_x, left_y = abs(math.floor(to_x) - column), abs(math.floor(to_y) - row)
    while left_x + left_y > 0:
        at_x = (column + east - x) * per_x if left_x > 0 else math.inf
        at_y = (row + north - y) * per_y if left_y > 0 else math.inf
        step_x, step_y = 2 * east - 1, 2 * north - 1
        if abs(at_x - at_y) <= tie:
            found = (flags_at(row, column + step_x, grid) | flags_at(row + step_y, column, grid)) & mask
            column, row = column + step_x, row + step_y
            left_x, left_y = left_x - 1, left_y - 1
        elif at_x < at_y:
            column, left_x = column + step_x, left_x - 1
        else:
            row, left_y = row + step_y, left_y - 1
        found |= flags_at(row, column, grid) & mask
        if found:
            return found, min(max(min(at_x, at_y), 0.0), 1.0)
    return 0, 1.0


@njit(cache=True)
def track_blocked(east, north, grid, west, south, cell, mask):
    """The first cell with one of the flags of `mask` on a track, straight between its vertices.

    east, north : float64 (vertex,) [m]; a vertex that is no number lies beyond every raster
    Returns (flags found or 0, index of the piece, share of it at which that cell begins); a track of one vertex is a
    piece of no length.
    """
    mask |= BEYOND
    for vertex in range(len(east)):
        if not (math.isfinite(east[vertex]) and math.isfinite(north[vertex])):
            return BEYOND, max(vertex - 1, 0), 0.0
    for piece in range(max(len(east) - 1, 1)):
        end = min(piece + 1, len(east) - 1)
        found, share = piece_blocked(
            (east[piece] - west) / cell, (north[piece] - south) / cell,
            (east[end] - west) / cell, (north[end] - south) / cell, grid, mask,
        )  # fmt: skip
        if found:
            return found, piece, share
    return 0, 0, 1.0


@njit(cache=True, error_model="numpy")
def mark_line(east, north, grid, west, south, cell, flag):
    """Set the flag in every cell that a line enters or touches at a corner; the line may leave the raster."""
    rows, columns = grid.shape
    for piece in range(len(east) - 1):
        x, y = (east[piece] - west) / cell, (north[piece] - south) / cell
        dx, dy = (east[piece + 1] - west) / cell - x, (north[piece + 1] - south) / cell - y
        # Only the part over the raster is walked: a line may go on for thousands of cells outside.
        share_from, share_to = 0.0, 1.0
        for start, change, limit in ((x, dx, columns), (y, dy, rows)):
            if abs(change) <= _NO_CHANGE:
                if start < 0.0 or start > limit:
                    share_to = -1.0
                continue
            one, other = -start / change, (limit - start) / change
            share_from, share_to = max(share_from, min(one, other)), min(share_to, max(one, other))
        if share_from > share_to:
            continue
        _mark_piece(x + share_from * dx, y + share_from * dy, x + share_to * dx, y + share_to * dy, grid, flag)


@njit(cache=True, error_model="numpy")
def _mark_piece(x, y, to_x, to_y, grid, flag):
    """Set the flag from point to point, row by row: in each row, from column to column where the piece is in it."""
    rows, columns = grid.shape
    low_x, low_y, high_x, high_y = (x, y, to_x, to_y) if y <= to_y else (to_x, to_y, x, y)
    slope = (high_x - low_x) / (high_y - low_y) if high_y > low_y else 0.0
    for row in range(max(math.floor(low_y - _TIE), 0), min(math.floor(high_y + _TIE), rows - 1) + 1):
        enter, leave = max(low_y, float(row)), min(high_y, row + 1.0)
        one, other = low_x + slope * (enter - low_y), low_x + slope * (leave - low_y)
        if slope == 0.0:
            one, other = low_x, high_x
        first, last = math.floor(min(one, other) - _TIE), math.floor(max(one, other) + _TIE)
        for column in range(max(first, 0), min(last, columns - 1) + 1):
            grid[row, column] |= flag


@njit(cache=True)
def _crossings(x_from, y_from, x_to, y_to, y, crossings):
    """Where the sides of a polygon cross a row, ascending in `crossings`; returns how many."""
    count = 0
    for side in range(len(x_from)):
        if (y_from[side] <= y) != (y_to[side] <= y):
            share = (y - y_from[side]) / (y_to[side] - y_from[side])
            crossings[count] = x_from[side] + share * (x_to[side] - x_from[side])
            count += 1
    crossings[:count].sort()
    return count


@njit(cache=True)
def fill(sides, grid, west, south, cell, flag):
    """Set the flag in every cell whose middle is inside a polygon by the even-odd rule.

    sides : float64 (side, 4): from east, from north, to east, to north [m], of all its rings, closed
    """
    x_from, y_from = (sides[:, 0] - west) / cell, (sides[:, 1] - south) / cell
    x_to, y_to = (sides[:, 2] - west) / cell, (sides[:, 3] - south) / cell
    crossings = np.empty(len(sides))
    for row in range(grid.shape[0]):
        count = _crossings(x_from, y_from, x_to, y_to, row + 0.5, crossings)
        for pair in range(0, count - 1, 2):
            first = math.ceil(min(max(crossings[pair] - 0.5, 0.0), float(grid.shape[1])))
            last = math.ceil(min(max(crossings[pair + 1] - 0.5, 0.0), float(grid.shape[1])))
            for column in range(first, last):
                grid[row, column] |= flag


@njit(cache=True)
def count_inside(sides, grid, west, south, cell, mask):
    """Of the cells whose middle is inside a polygon: how many have a flag of `mask` or lie outside the raster, and how
    many there are. Sides as in `fill`."""
    x_from, y_from = (sides[:, 0] - west) / cell, (sides[:, 1] - south) / cell
    x_to, y_to = (sides[:, 2] - west) / cell, (sides[:, 3] - south) / cell
    crossings = np.empty(len(sides))
    blocked, inside, mask = 0, 0, mask | BEYOND
    for row in range(math.floor(y_from.min()), math.floor(y_from.max()) + 1):
        count = _crossings(x_from, y_from, x_to, y_to, row + 0.5, crossings)
        for pair in range(0, count - 1, 2):
            for column in range(math.ceil(crossings[pair] - 0.5), math.ceil(crossings[pair + 1] - 0.5)):
                inside += 1
                blocked += 1 if flags_at(row, column, grid) & mask else 0
    return blocked, inside


@njit(cache=True)
def mark_patches(marked, node_x, node_y, grid, flag):
    """Set the flag in every cell that the marked patches of a curved sheet touch.

    marked : bool (patch row, patch column), the patches of the sheet, whose nodes divide it evenly
    node_x, node_y : float64 (node row, node column) places of the nodes, in cells of the raster; straight between
    Each patch is looked at in nine places (corners, middles of sides, middle), which finds all the cells that it
    touches but for slivers at their corners, as long as patches are not larger than two cells.
    """
    rows, columns = marked.shape
    node_rows, node_columns = node_x.shape
    for row in range(rows):
        for column in range(columns):
            if not marked[row, column]:
                continue
            for place in range(9):
                up = (row + 0.5 * (place // 3)) / rows * (node_rows - 1)
                right = (column + 0.5 * (place % 3)) / columns * (node_columns - 1)
                below, before = min(int(up), node_rows - 2), min(int(right), node_columns - 2)
                up, right = up - below, right - before
                x = (1.0 - up) * ((1.0 - right) * node_x[below, before] + right * node_x[below, before + 1]) + up * (
                    (1.0 - right) * node_x[below + 1, before] + right * node_x[below + 1, before + 1]
                )
                y = (1.0 - up) * ((1.0 - right) * node_y[below, before] + right * node_y[below, before + 1]) + up * (
                    (1.0 - right) * node_y[below + 1, before] + right * node_y[below + 1, before + 1]
                )
                at_row, at_column = math.floor(y), math.floor(x)
                if 0 <= at_row < grid.shape[0] and 0 <= at_column < grid.shape[1]:
                    grid[at_row, at_column] |= flag
