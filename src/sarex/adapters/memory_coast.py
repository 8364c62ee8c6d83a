"""A coast held in memory: the twin of the real one, for tests and for coasts that are made by hand."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sarex.adapters.coast_outline import outlines
from sarex.adapters.coast_sheet import land_from_tile, tile_from_land
from sarex.model.coast_tile import CELLS_PER_DEGREE, CoastTile
from sarex.model.forcing_window import Box

LandTest = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.bool_]]


@dataclass(frozen=True)
class MemoryCoast:
    """Keeps `ports.CoastSource` for a function of longitude in [-180, 180) and latitude that is True on land.

    As on the real coast, a cell is land if its centre is.
    """

    is_land: LandTest
    name: str = "coast in memory"

    def tiles(self, corners: Sequence[tuple[int, int]]) -> list[CoastTile]:
        return [tile_from_land(west, south, self._land(west, south)) for west, south in corners]

    def polygons(self, box: Box) -> list[NDArray[np.float64]]:
        columns = range(math.floor(box.west), math.ceil(box.east))
        rows = range(math.floor(box.south), math.ceil(box.north))
        land = np.block([
            [land_from_tile(self.tiles([((west + 180) % 360 - 180, south)])[0]) for west in columns] for south in rows
        ])  # fmt: skip
        # The frame of whole degrees is cut to the cells that the box touches.
        left, right = _cells(box.west - columns[0], box.east - columns[0])
        low, high = _cells(box.south - rows[0], box.north - rows[0])
        corner = np.array([columns[0] + left / CELLS_PER_DEGREE, rows[0] + low / CELLS_PER_DEGREE])
        return [ring / CELLS_PER_DEGREE + corner for ring in outlines(land[low:high, left:right])]

    def _land(self, west: int, south: int) -> NDArray[np.bool_]:
        centres = (np.arange(CELLS_PER_DEGREE) + 0.5) / CELLS_PER_DEGREE
        lon, lat = np.meshgrid(west + centres, south + centres)
        return np.asarray(self.is_land(lon, lat), dtype=np.bool_)


def _cells(first_deg: float, last_deg: float) -> tuple[int, int]:
    return math.floor(first_deg * CELLS_PER_DEGREE), math.ceil(last_deg * CELLS_PER_DEGREE)
