"""Shortest ways over the open cells of a raster, straight from corner to corner.

Places are in cells: x east of the raster's west edge, y north of its south edge; the middle of cell (row, column) lies
at (column + 0.5, row + 0.5). Cells are numbered row * columns + column.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit

NONE: Final = -1
_ROOM_MAX: Final = 255
_TIE: Final = 1e-9
_PER_CELL: Final = 4
_SHELVES: Final = 32
_STORE: Final = 64


@njit(cache=True)
def free_room(closed):
    """How many cells away the nearest closed cell or the edge of the raster is, uint8 (row, column): 0 for closed
    cells, 1 where a neighbour, also across a corner, is closed or lies outside; 255 for that and more.

    closed : uint8 (row, column), not 0 where a cell is closed
    """
    rows, columns = closed.shape
    room = np.empty((rows, columns), dtype=np.uint8)
    for row in range(rows):
        for column in range(columns):
            near = 0
            if row > 0 and 0 < column < columns - 1:
                near = min(room[row - 1, column - 1], room[row - 1, column], room[row - 1, column + 1],
                           room[row, column - 1])  # fmt: skip
            room[row, column] = 0 if closed[row, column] else min(np.int64(near) + 1, _ROOM_MAX)
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            near = 0
            if row < rows - 1 and 0 < column < columns - 1:
                near = min(room[row + 1, column - 1], room[row + 1, column], room[row + 1, column + 1],
                           room[row, column + 1])  # fmt: skip
            room[row, column] = min(np.int64(room[row, column]), np.int64(near) + 1)
    return room


@njit(cache=True, error_model="numpy")
def visible(x, y, to_x, to_y, room):
    """Whether the straight way between two places meets no closed cell, not even at a corner.

    room : of `free_room`, which lets the walk leap over open water
    """
    rows, columns = room.shape
    column, row = math.floor(x), math.floor(y)
    last_column, last_row = math.floor(to_x), math.floor(to_y)
    if min(column, last_column) < 0 or max(column, last_column) >= columns:
        return False
    if min(row, last_row) < 0 or max(row, last_row) >= rows:
        return False
    if room[row, column] == 0 or room[last_row, last_column] == 0:
        return False
    dx, dy = to_x - x, to_y - y
    longer = max(abs(dx), abs(dy))
    east, north = 1 if dx > 0.0 else 0, 1 if dy > 0.0 else 0
    while column != last_column or row != last_row:
        at_x = (column + east - x) / dx if column != last_column else math.inf
        at_y = (row + north - y) / dy if row != last_row else math.inf
        share = min(at_x, at_y)
        if abs(at_x - at_y) * longer <= _TIE:
            if room[row, column + 2 * east - 1] == 0 or room[row + 2 * north - 1, column] == 0:
                return False
            column, row = column + 2 * east - 1, row + 2 * north - 1
        elif at_x < at_y:
            column += 2 * east - 1
        else:
            row += 2 * north - 1
        free = room[row, column]
        if free == 0:
            return False
        if free > 2:
            share = share + (free - 1.5) / longer
            if share >= 1.0:
                return True
            column, row = math.floor(x + share * dx), math.floor(y + share * dy)
    return True


@njit(cache=True)
def nearest_open(x, y, limit, sea, wanted):
    """The cell nearest to a place, by its middle, among those with a wanted number in `sea`; NONE if none is within the
    limit [cells].

    sea    : int32 (row, column), which water a cell belongs to
    wanted : bool (water,)
    """
    rows, columns = sea.shape
    best, nearest = NONE, limit
    for row in range(max(math.floor(y - limit), 0), min(math.floor(y + limit), rows - 1) + 1):
        for column in range(max(math.floor(x - limit), 0), min(math.floor(x + limit), columns - 1) + 1):
            away = math.hypot(column + 0.5 - x, row + 0.5 - y)
            if away <= nearest and wanted[sea[row, column]] and (away < nearest or best == NONE):
                best, nearest = row * columns + column, away
    return best


@njit(cache=True)
def _left_to(row, column, goals):
    """Shortest way from a cell to the rectangle of goals, as if the sea were open."""
    up = max(goals[0] - row, 0, row - goals[2] + 1)
    across = max(goals[1] - column, 0, column - goals[3] + 1)
    return math.hypot(across, up)


@njit(cache=True)
def _can_step(row, column, up, across, room):
    """Whether a neighbour is open, and for a step across a corner both cells beside it."""
    if not (0 <= row + up < room.shape[0] and 0 <= column + across < room.shape[1]):
        return False
    if room[row + up, column + across] == 0:
        return False
    return room[row + up, column] > 0 and room[row, column + across] > 0


@njit(cache=True)
def _place(cell, columns, start, x, y):
    """Where a way through a cell passes: its middle, or the start itself."""
    if cell == start:
        return x, y
    return cell % columns + 0.5, cell // columns + 0.5


@njit(cache=True)
def _reparent(row, column, x, y, start, room, way, corner, done):
    """The best corner before a cell that its supposed corner does not see: among its settled neighbours, their corners
    and the corners before these. Returns (corner, way)."""
    columns = room.shape[1]
    best, shortest = np.int32(NONE), np.inf
    for up in range(-1, 2):
        for across in range(-1, 2):
            if (up == 0 and across == 0) or not _can_step(row, column, up, across, room):
                continue
            near = (row + up) * columns + column + across
            if not done[near]:
                continue
            for via in (corner[corner[near]], corner[near], np.int32(near)):
                via_x, via_y = _place(via, columns, start, x, y)
                length = way[via] + math.hypot(column + 0.5 - via_x, row + 0.5 - via_y)
                if length < shortest and visible(via_x, via_y, column + 0.5, row + 0.5, room):
                    best, shortest = via, length
    return best, shortest


@njit(cache=True)
def _plainly_seen(row, column, x, y, corner, done, columns):
    """Whether a cell is seen from its corner at (x, y) because both cells are between which its line of sight passes.

    No closed cell fits into a wedge that is narrower than a cell, so that what lies between two free lines is free.
    """
    right, up = x - column - 0.5, y - row - 0.5
    ahead, aside = abs(right), abs(up)
    step_x, step_y = np.int64(np.sign(right)), np.int64(np.sign(up))
    if ahead == aside or max(ahead, aside) < 1.0:
        return False
    here = row * columns + column
    one = here + step_x if ahead > aside else here + step_y * columns
    other = here + step_x + step_y * columns
    return done[one] and done[other] and corner[one] == corner[here] and corner[other] == corner[here]


@njit(cache=True)
def _put(cell, whole, level, heads, cells, following):
    """Put a cell on the shelf for the length of its whole way. Returns the store, which grows when it is full; place 0
    of `following` names the first free place.

    The front of the search waits on shelves of a quarter of a cell each. It is never much wider than one step, so that
    a few shelves serve in turn.
    """
    free = following[0]
    if free == len(cells):
        cells = np.concatenate((cells, np.empty_like(cells)))
        following = np.concatenate((following, np.arange(free + 1, 2 * free + 1).astype(np.int32)))
    shelf = min(max(math.floor(whole * _PER_CELL), level), level + _SHELVES - 1) % _SHELVES
    following[0] = following[free]
    cells[free], following[free] = cell, heads[shelf]
    heads[shelf] = free
    return cells, following


@njit(cache=True)
def _take(level, heads, cells, following):
    """Take a cell from the first shelf that holds one. Returns its level and the cell."""
    while heads[level % _SHELVES] == 0:
        level += 1
    place = heads[level % _SHELVES]
    heads[level % _SHELVES], following[place], following[0] = following[place], following[0], place
    return level, cells[place]


@njit(cache=True)
def _offer(here, via_x, via_y, level, goals, room, way, corner, done, heads, cells, following):
    """Offer the corner of a settled cell to its neighbours. Returns the store and how many cells were put in it."""
    columns = room.shape[1]
    row, column, via, put = here // columns, here % columns, corner[here], 0
    for up in range(-1, 2):
        for across in range(-1, 2):
            near = here + up * columns + across
            if not _can_step(row, column, up, across, room) or done[near]:
                continue
            length = np.float32(way[via] + math.hypot(column + across + 0.5 - via_x, row + up + 0.5 - via_y))
            if length < way[near]:
                way[near], corner[near] = length, via
                whole = length + _left_to(row + up, column + across, goals)
                cells, following = _put(near, whole, level, heads, cells, following)
                put += 1
    return cells, following, put


@njit(cache=True)
def ways_from(x, y, room, goals, count):
    """Shortest ways from a place to the cells of a rectangle, by the best-first search that puts off the test of sight.
    [Nash2010]

    room  : of `free_room`; the place lies in an open cell
    goals : (first row, first column, row after the last, column after the last)
    count : how many goals to reach; less than all that can be reached ends the search early
    Returns (way, corner): float32 (cell,) the length in cells, and int32 (cell,) the last corner before, NONE where no
    way was found; the corner of the start is itself.
    """
    rows, columns = room.shape
    way = np.full(rows * columns, np.inf, dtype=np.float32)
    corner = np.full(rows * columns, NONE, dtype=np.int32)
    done = np.zeros(rows * columns, dtype=np.bool_)
    heads, cells = np.zeros(_SHELVES, dtype=np.int32), np.empty(_STORE, dtype=np.int32)
    following = np.arange(1, _STORE + 1).astype(np.int32)
    following[0] = 1
    start = math.floor(y) * columns + math.floor(x)
    way[start], corner[start] = 0.0, start
    whole = _left_to(start // columns, start % columns, goals)
    level, waiting = math.floor(whole * _PER_CELL), 1
    cells, following = _put(start, whole, level, heads, cells, following)
    while waiting > 0 and count > 0:
        level, here = _take(level, heads, cells, following)
        waiting -= 1
        if done[here]:
            continue
        row, column = here // columns, here % columns
        via_x, via_y = _place(corner[here], columns, start, x, y)
        if not (
            here == start
            or _plainly_seen(row, column, via_x, via_y, corner, done, columns)
            or visible(via_x, via_y, column + 0.5, row + 0.5, room)
        ):
            corner[here], way[here] = _reparent(row, column, x, y, start, room, way, corner, done)
            if corner[here] == NONE:
                continue
            whole = way[here] + _left_to(row, column, goals)
            if whole * _PER_CELL >= level + 1:
                # Longer than it seemed: others come first, and one of them may offer a better way.
                cells, following = _put(here, whole, level, heads, cells, following)
                waiting += 1
                continue
            via_x, via_y = _place(corner[here], columns, start, x, y)
        done[here] = True
        if goals[0] <= row < goals[2] and goals[1] <= column < goals[3]:
            count -= 1
        cells, following, put = _offer(
            here, via_x, via_y, level, goals, room, way, corner, done, heads, cells, following
        )  # fmt: skip
        waiting += put
    for cell in range(rows * columns):
        if not done[cell]:
            way[cell], corner[cell] = np.inf, NONE
    return way, corner


@njit(cache=True)
def last_corner(x, y, room, corners, first_row, first_column, corner_x, corner_y, corner_way):
    """The best last corner on the way to a place, among those of its cell and the cells about it.

    corners : int32 (row, column), number of the last corner of each cell, NONE where no way leads; its first cell is
              (first_row, first_column) of the raster
    corner_x, corner_y, corner_way : float64 (corner,), its place and the length of the way to it, in cells
    Returns its number, NONE where no way is found. The corner of its own cell is taken where the place sees it.
    """
    column, row = math.floor(x), math.floor(y)
    best, shortest = NONE, np.inf
    for up, across in ((0, 0), (1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)):
        near_row, near_column = row + up - first_row, column + across - first_column
        if not (0 <= near_row < corners.shape[0] and 0 <= near_column < corners.shape[1]):
            continue
        number = corners[near_row, near_column]
        if number in (NONE, best):
            continue
        length = corner_way[number] + math.hypot(x - corner_x[number], y - corner_y[number])
        if length < shortest and visible(corner_x[number], corner_y[number], x, y, room):
            best, shortest = number, length
            if up == 0 and across == 0:
                break
    return best
