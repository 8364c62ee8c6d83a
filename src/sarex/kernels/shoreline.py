"""Where a path meets the coast: cells of land on tiles of one degree, tested cell by cell along the path."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sarex.kernels.geodesy import degrees_per_metre

CELLS: Final = 480
"""Cells along one degree."""
BLOCKS: Final = 32
"""Blocks along one degree, for the question how far the nearest land can be."""
COLUMNS: Final = 360 * CELLS
ROWS: Final = 180 * CELLS
FREE: Final = 0
LAND: Final = 1
UNKNOWN: Final = 2
"""The path touches a tile that is not loaded."""
_CELLS_PER_BLOCK: Final = CELLS // BLOCKS
_STAND_OFF_M: Final = 0.5
"""How far before the land a particle strands, so that its place is water to every reader of the tiles."""
_SAFETY_DEG: Final = 1e-9
_HALVINGS: Final = 40


class Tiles(NamedTuple):
    """The loaded coast.

    slot      : int32 (180 * 360,), place of the tile with south-west corner (west, south) at
                (south + 90) * 360 + west + 180; -1 where it is not loaded
    bits      : uint8 (slot, 480, 60), see model.coast_tile
    clearance : uint8 (slot, 32, 32), blocks of free water around each block, across tile borders: a move of at most
                clearance / 32 degrees in longitude and in latitude meets no land and no tile that is not loaded
    """

    slot: NDArray[np.int32]
    bits: NDArray[np.uint8]
    clearance: NDArray[np.uint8]


@njit(cache=True, error_model="numpy")
def cell_column(lon):
    """Longitude in cells east of the 180th meridian."""
    return (lon + 180.0) * CELLS


@njit(cache=True, error_model="numpy")
def cell_row(lat):
    """Latitude in cells north of the south pole."""
    return (lat + 90.0) * CELLS


@njit(cache=True, error_model="numpy")
def land_at(column, row, tiles):
    """FREE, LAND or UNKNOWN for one cell; columns go round the globe, rows end at the poles."""
    column %= COLUMNS
    row = min(max(row, 0), ROWS - 1)
    slot = tiles.slot[(row // CELLS) * 360 + column // CELLS]
    if slot < 0:
        return UNKNOWN
    column %= CELLS
    return (np.int64(tiles.bits[slot, row % CELLS, column >> 3]) >> (column & 7)) & 1


@njit(cache=True, error_model="numpy")
def tile_at(column, row):
    """Index in `Tiles.slot` of the tile that holds the cell."""
    return (min(max(row, 0), ROWS - 1) // CELLS) * 360 + (column % COLUMNS) // CELLS


@njit(cache=True, error_model="numpy")
def first_land(x, y, dx, dy, tiles):
    """The first land on the straight path from (x, y) by (dx, dy), all in cells. [Amanatides1987]

    Returns (FREE, 1), (LAND, share of the path that is water) or (UNKNOWN, index of the tile that must be loaded).
    """
    column, row = math.floor(x), math.floor(y)
    found = land_at(column, row, tiles)
    if found == UNKNOWN:
        return UNKNOWN, float(tile_at(column, row))
    if found == LAND:
        return LAND, 0.0
    east, north = 1 if dx > 0.0 else 0, 1 if dy > 0.0 else 0
    left = abs(math.floor(x + dx) - column) + abs(math.floor(y + dy) - row)
    per_x = 1.0 / dx if dx != 0.0 else math.inf
    per_y = 1.0 / dy if dy != 0.0 else math.inf
    for _ in range(left):
        to_x = (column + east - x) * per_x if dx != 0.0 else math.inf
        to_y = (row + north - y) * per_y if dy != 0.0 else math.inf
        share = min(to_x, to_y)
        if to_x < to_y:
            column += 2 * east - 1
        else:
            row += 2 * north - 1
        found = land_at(column, row, tiles)
        if found == UNKNOWN:
            return UNKNOWN, float(tile_at(column, row))
        if found == LAND:
            return LAND, min(max(share, 0.0), 1.0)
    return FREE, 1.0


@njit(cache=True, error_model="numpy")
def last_water(x, y, dx, dy, share, tiles):
    """The share of the path at which a particle lies that meets land at `share`: about half a metre before it.

    Where the path runs along the edge of the land, it goes back until the point is water beyond rounding.
    """
    lat = (y + share * dy) / CELLS - 90.0
    east, north = degrees_per_metre(lat)
    length_m = math.hypot(dx / (CELLS * east), dy / (CELLS * north))
    back = _STAND_OFF_M / length_m if length_m > 0.0 else 1.0
    for _ in range(_HALVINGS):
        share = max(share - back, 0.0)
        if share == 0.0 or land_at(math.floor(x + share * dx), math.floor(y + share * dy), tiles) == FREE:
            return share
        back *= 2.0
    return 0.0


@njit(cache=True, error_model="numpy")
def safe_degrees(lon, lat, tiles):
    """How far longitude and latitude may each change from here without meeting land or leaving the loaded tiles."""
    column, row = math.floor(cell_column(lon)), math.floor(cell_row(lat))
    slot = tiles.slot[tile_at(column, row)]
    if slot < 0:
        return 0.0
    column, row = column % COLUMNS % CELLS, min(max(row, 0), ROWS - 1) % CELLS
    return tiles.clearance[slot, row // _CELLS_PER_BLOCK, column // _CELLS_PER_BLOCK] / BLOCKS - _SAFETY_DEG


@njit(cache=True, error_model="numpy")
def straight_move(lon, lat, dlon, dlat, tiles):
    """A move in longitude and latitude as far as the coast lets it.

    Returns (FREE or LAND, lon, lat) where it ends, lon not wrapped, or (UNKNOWN, tile index, 0).
    """
    x, y, dx, dy = cell_column(lon), cell_row(lat), dlon * CELLS, dlat * CELLS
    found, share = first_land(x, y, dx, dy, tiles)
    if found == UNKNOWN:
        return UNKNOWN, share, 0.0
    if found == LAND:
        share = last_water(x, y, dx, dy, share, tiles)
    return found, lon + share * dlon, lat + share * dlat


@njit(cache=True, error_model="numpy")
def move_along_shore(lon, lat, dlon, dlat, slip, tiles):
    """A move that ends where it meets land, or with `slip` slides on along one axis if that way is free.

    The longer remaining component is tried first, then the other; with neither free it stays at the last water.
    Returns like `straight_move`; LAND with `slip` means that it met land, wherever it lies now.
    """
    found, new_lon, new_lat = straight_move(lon, lat, dlon, dlat, tiles)
    if found != LAND or not slip:
        return found, new_lon, new_lat
    rest_lon, rest_lat = dlon - (new_lon - lon), dlat - (new_lat - lat)
    east_first = abs(rest_lon) >= abs(rest_lat)
    for turn in range(2):
        along_east = east_first == (turn == 0)
        slide_lon, slide_lat = (rest_lon, 0.0) if along_east else (0.0, rest_lat)
        way, slid_lon, slid_lat = straight_move(new_lon, new_lat, slide_lon, slide_lat, tiles)
        if way == UNKNOWN:
            return UNKNOWN, slid_lon, 0.0
        if way == FREE:
            return LAND, slid_lon, slid_lat
    return LAND, new_lon, new_lat


@njit(cache=True, error_model="numpy")
def move_over_pole(lon, lat, new_lon, new_lat, tiles):
    """A move whose great circle passes near a pole: along the old meridian to the pole and down the new one.

    Returns like `straight_move`, lon of whichever meridian it ends on.
    """
    pole = 90.0 if lat > 0.0 else -90.0
    found, here_lon, here_lat = straight_move(lon, lat, 0.0, pole - lat, tiles)
    if found != FREE:
        return found, here_lon, here_lat
    found, here_lon, here_lat = straight_move(new_lon, pole, 0.0, new_lat - pole, tiles)
    if found != FREE:
        return found, here_lon, here_lat
    return FREE, new_lon, new_lat


@njit(cache=True, error_model="numpy", nogil=True)
def land_cells(lon: NDArray[np.float64], lat: NDArray[np.float64], tiles: Tiles) -> NDArray[np.int64]:
    """FREE, LAND or UNKNOWN at each point; lon in [-180, 180) [degrees]."""
    found = np.empty(len(lon), dtype=np.int64)
    for i in range(len(lon)):
        found[i] = land_at(math.floor(cell_column(lon[i])), math.floor(cell_row(lat[i])), tiles)
    return found


@njit(cache=True, error_model="numpy")
def _nearest_in_row(row, lon, lat, best, tiles):
    """Column and distance [m] of the nearest water cell centre in one row of cells, if nearer than `best`, else -1."""
    centre_lat = (row + 0.5) / CELLS - 90.0
    east, north = degrees_per_metre(0.5 * (centre_lat + lat))
    dy = (centre_lat - lat) / north
    x = cell_column(lon)
    middle, found = math.floor(x), -1
    for step in range(COLUMNS):
        # 0, 1, -1, 2, -2 and so on: outwards from the column of the point.
        offset = (step + 1) // 2 if step % 2 == 1 else -(step // 2)
        column = middle + offset
        distance = math.hypot((column + 0.5 - x) / (CELLS * east), dy)
        if distance < best and land_at(column, row, tiles) == FREE:
            best, found = distance, column
        if math.hypot((abs(offset) - 0.5) / (CELLS * east), dy) >= best:
            break
    return found, best


@njit(cache=True, error_model="numpy", nogil=True)
def nearest_water(
    lon: NDArray[np.float64], lat: NDArray[np.float64], limit_m: float, tiles: Tiles
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Centre of the nearest water cell of each point, by true distance, within the limit. A point in water stays.

    Tiles within the limit must be loaded. Returns lon in [-180, 180), lat, and whether one was found.
    """
    new_lon, new_lat, found = lon.copy(), lat.copy(), np.zeros(len(lon), dtype=np.bool_)
    for i in range(len(lon)):
        home = math.floor(cell_row(lat[i]))
        if land_at(math.floor(cell_column(lon[i])), home, tiles) == FREE:
            found[i] = True
            continue
        best = limit_m
        reach = int(limit_m * degrees_per_metre(lat[i])[1] * CELLS * 1.01) + 2
        for step in range(2 * reach + 1):
            row = home + ((step + 1) // 2 if step % 2 == 1 else -(step // 2))
            if row < 0 or row >= ROWS:
                continue
            column, best = _nearest_in_row(row, lon[i], lat[i], best, tiles)
            if column != -1:
                found[i] = True
                new_lon[i] = (column % COLUMNS + 0.5) / CELLS - 180.0
                new_lat[i] = (row + 0.5) / CELLS - 90.0
    return new_lon, new_lat, found


@njit(cache=True, error_model="numpy", nogil=True)
def land_blocks(bits: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Which blocks of a tile hold land: uint8 (32, 32), 0 or 1, from its bits."""
    blocks = np.zeros((BLOCKS, BLOCKS), dtype=np.uint8)
    for row in range(CELLS):
        for byte in range(CELLS // 8):
            word = bits[row, byte]
            if word == 0:
                continue
            for bit in range(8):
                if (word >> bit) & 1:
                    blocks[row // _CELLS_PER_BLOCK, (8 * byte + bit) // _CELLS_PER_BLOCK] = 1
    return blocks


@njit(cache=True, error_model="numpy", nogil=True)
def free_blocks(blocks: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Blocks of free water around each block of the middle tile: uint8 (32, 32).

    blocks : uint8 (96, 96) over three by three tiles, 1 where a block holds land or is not known.
    Distance counts the larger of the two offsets (chessboard), less one: the block itself may be left from its far end.
    """
    size = 3 * BLOCKS
    far = np.empty((size, size), dtype=np.int64)
    for row in range(size):
        for column in range(size):
            near = 0
            if blocks[row, column] == 0:
                near = 1 + min(row, column, size - 1 - column)
                if row > 0 and column > 0 and column < size - 1:
                    above = min(far[row - 1, column - 1], far[row - 1, column], far[row - 1, column + 1])
                    near = 1 + min(above, far[row, column - 1])
            far[row, column] = near
    for row in range(size - 2, -1, -1):
        for column in range(size - 2, 0, -1):
            below = min(far[row + 1, column - 1], far[row + 1, column], far[row + 1, column + 1])
            far[row, column] = min(far[row, column], 1 + min(below, far[row, column + 1]))
    free = np.empty((BLOCKS, BLOCKS), dtype=np.uint8)
    for row in range(BLOCKS):
        for column in range(BLOCKS):
            free[row, column] = max(far[row + BLOCKS, column + BLOCKS] - 1, 0)
    return free
