"""The shoreline as the drift meets it: tiles of the coast, loaded when first touched."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.kernels.shoreline import BLOCKS, CELLS, LAND, Tiles, free_blocks, land_blocks, land_cells, nearest_water
from sarex.model.coast_tile import CoastTile
from sarex.ports import CoastSource

_TILES: Final = 180 * 360
_METRES_PER_DEGREE_MIN: Final = 110_574.0
_COSINE_MIN: Final = 0.01


class Shoreline:
    """The tiles of one coast that have been touched so far. Tiles are named by `(south + 90) * 360 + west + 180`."""

    def __init__(self, coast: CoastSource | None) -> None:
        self._coast = coast
        self._slot = np.full(_TILES, -1, dtype=np.int32)
        self._bits = np.zeros((1, CELLS, CELLS // 8), dtype=np.uint8)
        self._wet = np.ones(1, dtype=np.bool_)
        self._blocks = np.ones((1, BLOCKS, BLOCKS), dtype=np.uint8)
        self._clearance = np.zeros((1, BLOCKS, BLOCKS), dtype=np.uint8)
        self._loaded = 0

    @property
    def tiles(self) -> Tiles:
        """The loaded tiles, for the kernels."""
        return Tiles(self._slot, self._bits, self._clearance)

    def load(self, names: Iterable[int]) -> None:
        """Load tiles that are not there yet, in one call to the coast. Raises CoastError."""
        new = sorted({int(name) for name in names if self._slot[name] < 0})
        if not new or self._coast is None:
            return
        self._make_room(len(new))
        corners = [(name % 360 - 180, name // 360 - 90) for name in new]
        for name, tile in zip(new, self._coast.tiles(corners), strict=True):
            slot = self._loaded
            self._bits[slot] = _cells(tile)
            self._wet[slot] = tile.kind != "land"
            self._blocks[slot] = land_blocks(self._bits[slot])
            self._slot[name] = slot
            self._loaded += 1
        # A tile that is known frees its neighbours too: their free water may now reach across the border.
        touched = {near for name in new for near in _around(name)}
        for name in touched:
            if name >= 0 and self._slot[name] >= 0:
                self._clearance[self._slot[name]] = free_blocks(self._blocks_around(name))

    def touch(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> None:
        """Load the tiles that hold these points. Raises CoastError."""
        self.load(np.unique(_names(lon, lat)))

    def wet(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether the tile that holds each point has any water. Raises CoastError."""
        names = _names(lon, lat)
        self.load(np.unique(names))
        return self._wet[self._slot[names]]

    def _make_room(self, more: int) -> None:
        room = max(self._loaded + more, 2 * len(self._bits) if self._loaded else 1)
        extra = room - len(self._bits)
        if self._loaded + more <= len(self._bits):
            return
        self._bits = np.concatenate([self._bits, np.zeros((extra, CELLS, CELLS // 8), dtype=np.uint8)])
        self._wet = np.concatenate([self._wet, np.ones(extra, dtype=np.bool_)])
        self._blocks = np.concatenate([self._blocks, np.ones((extra, BLOCKS, BLOCKS), dtype=np.uint8)])
        self._clearance = np.concatenate([self._clearance, np.zeros((extra, BLOCKS, BLOCKS), dtype=np.uint8)])

    def _blocks_around(self, name: int) -> NDArray[np.uint8]:
        """Blocks of three by three tiles, 1 for land, unknown tiles and what lies beyond a pole."""
        square = np.ones((3 * BLOCKS, 3 * BLOCKS), dtype=np.uint8)
        for place, near in enumerate(_around(name)):
            if near >= 0 and self._slot[near] >= 0:
                row, column = BLOCKS * (place // 3), BLOCKS * (place % 3)
                square[row : row + BLOCKS, column : column + BLOCKS] = self._blocks[self._slot[near]]
        return square


def on_land(coast: CoastSource, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each point [degrees, any longitude] lies on a cell of land. Raises CoastError."""
    shoreline, lon = Shoreline(coast), wrapped(lon)
    lat = np.ascontiguousarray(lat, dtype=np.float64)
    shoreline.touch(lon, lat)
    return np.asarray(land_cells(lon, lat, shoreline.tiles) == LAND)


def nearest_sea(
    coast: CoastSource, lon: NDArray[np.float64], lat: NDArray[np.float64], limit_m: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """The centre of the water cell nearest to each point by true distance, within the limit [m].

    Returns lon in [-180, 180), lat, and whether there is one. Points in water stay. Raises CoastError.
    """
    shoreline, lon = Shoreline(coast), wrapped(lon)
    lat = np.array(lat, dtype=np.float64)
    shoreline.touch(lon, lat)
    inland = np.flatnonzero(land_cells(lon, lat, shoreline.tiles) == LAND)
    north = limit_m / _METRES_PER_DEGREE_MIN
    cosine = np.cos(np.radians(np.minimum(np.abs(lat[inland]) + north, 90.0)))
    east = np.minimum(1.01 * north / np.maximum(cosine, _COSINE_MIN), 180.0)
    wet = np.zeros(len(inland), dtype=np.bool_)
    # One tile in every degree of the limit to each side, so that no tile between is forgotten.
    for up in np.linspace(-1.0, 1.0, 2 * int(np.ceil(north)) + 1):
        for across in np.linspace(-1.0, 1.0, 2 * int(np.ceil(east.max(initial=0.0))) + 1):
            wet |= shoreline.wet(wrapped(lon[inland] + across * east), lat[inland] + up * north)
    # Near a pole all meridians are near: no cell is looked at for points that have none but land about them.
    found = np.ones(len(lon), dtype=np.bool_)
    found[inland] = False
    near = inland[wet]
    lon[near], lat[near], found[near] = nearest_water(lon[near], lat[near], limit_m, shoreline.tiles)
    return lon, lat, found


def wrapped(lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same meridians in [-180, 180), contiguous; longitudes that lie there already keep their bits."""
    lon = np.array(lon, dtype=np.float64)
    outside = (lon < -180.0) | (lon >= 180.0)
    lon[outside] = (lon[outside] + 180.0) % 360.0 - 180.0
    return lon


def _names(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
    """Names of the tiles that hold points, by the same cells as the kernels."""
    column = np.floor((lon + 180.0) * CELLS).astype(np.int64) // CELLS % 360
    row = np.clip(np.floor((lat + 90.0) * CELLS).astype(np.int64) // CELLS, 0, 179)
    return row * 360 + column


def _around(name: int) -> list[int]:
    """Names of the three by three tiles about a tile, from the south-west, row by row; -1 beyond a pole."""
    row, column = divmod(name, 360)
    return [
        (row + up) * 360 + (column + across) % 360 if 0 <= row + up < 180 else -1
        for up in (-1, 0, 1)
        for across in (-1, 0, 1)
    ]


def _cells(tile: CoastTile) -> NDArray[np.uint8]:
    if tile.kind == "mixed":
        return tile.bits
    return np.full((CELLS, CELLS // 8), 0xFF if tile.kind == "land" else 0, dtype=np.uint8)
