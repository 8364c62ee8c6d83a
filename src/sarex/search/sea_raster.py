"""A part of the plane in square cells, each with what forbids it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntFlag
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sarex.kernels import raster_walk
from sarex.search.local_plane import Point

Floats = NDArray[np.float64]


class Bar(IntFlag):
    """What forbids a cell. The first three forbid crossing it, all forbid searching it."""

    LAND = 1
    FORBIDDEN = 2
    SHALLOW = 4
    NOT_ALLOWED = 8
    WRONG_SIDE = 16
    BEYOND = raster_walk.BEYOND


NO_GO: Final = Bar.LAND | Bar.FORBIDDEN | Bar.SHALLOW | Bar.BEYOND
NO_SEARCH: Final = NO_GO | Bar.NOT_ALLOWED | Bar.WRONG_SIDE


class PlaneBox(NamedTuple):
    """A rectangle of the plane along its axes [m]."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def about(cls, east: Floats, north: Floats) -> PlaneBox:
        """The smallest that holds all known points."""
        return cls(float(np.nanmin(east)), float(np.nanmin(north)), float(np.nanmax(east)), float(np.nanmax(north)))

    def grown(self, margin_m: float) -> PlaneBox:
        return PlaneBox(self.west - margin_m, self.south - margin_m, self.east + margin_m, self.north + margin_m)

    def joined(self, other: PlaneBox) -> PlaneBox:
        return PlaneBox(
            min(self.west, other.west), min(self.south, other.south),
            max(self.east, other.east), max(self.north, other.north),
        )  # fmt: skip

    def holds(self, point: Point) -> bool:
        return self.west <= point.east <= self.east and self.south <= point.north <= self.north

    @property
    def area_m2(self) -> float:
        return (self.east - self.west) * (self.north - self.south)

    @property
    def longer_m(self) -> float:
        return max(self.east - self.west, self.north - self.south)


@dataclass(frozen=True)
class SeaRaster:
    """Cells of side `cell_m` from the south-west corner (west_m, south_m).

    bars : uint8 (row from the south, column from the west), flags of `Bar`
    """

    west_m: float
    south_m: float
    cell_m: float
    bars: NDArray[np.uint8]

    @classmethod
    def over(cls, box: PlaneBox, *, cell_m_min: float, cells_max: int) -> SeaRaster:
        """An open sea over the box, in cells as small as their number allows."""
        cell_m = max(cell_m_min, math.sqrt(box.area_m2 / cells_max))
        rows = max(math.ceil((box.north - box.south) / cell_m), 1)
        columns = max(math.ceil((box.east - box.west) / cell_m), 1)
        return cls(box.west, box.south, cell_m, np.zeros((rows, columns), dtype=np.uint8))

    def copy(self) -> SeaRaster:
        return SeaRaster(self.west_m, self.south_m, self.cell_m, self.bars.copy())

    def blank(self) -> SeaRaster:
        """The same cells, open."""
        return SeaRaster(self.west_m, self.south_m, self.cell_m, np.zeros_like(self.bars))

    @property
    def box(self) -> PlaneBox:
        rows, columns = self.bars.shape
        return PlaneBox(
            self.west_m, self.south_m, self.west_m + columns * self.cell_m, self.south_m + rows * self.cell_m
        )

    @property
    def placed(self) -> tuple[NDArray[np.uint8], float, float, float]:
        """As the kernels take it."""
        return self.bars, self.west_m, self.south_m, self.cell_m

    def bars_at(self, point: Point) -> Bar:
        column = math.floor((point.east - self.west_m) / self.cell_m)
        row = math.floor((point.north - self.south_m) / self.cell_m)
        return Bar(int(raster_walk.flags_at(row, column, self.bars)))

    def middle(self, row: int, column: int) -> Point:
        return Point(self.west_m + (column + 0.5) * self.cell_m, self.south_m + (row + 0.5) * self.cell_m)

    def mark_line(self, line: Floats, bar: Bar) -> None:
        """Bar every cell that a line of float64 (vertex, 2) [m] enters."""
        raster_walk.mark_line(
            np.ascontiguousarray(line[:, 0]), np.ascontiguousarray(line[:, 1]), *self.placed, int(bar)
        )

    def fill(self, sides: Floats, bar: Bar) -> None:
        """Bar every cell whose middle is inside a polygon; sides as `sides_of` gives them."""
        raster_walk.fill(sides, *self.placed, int(bar))


def sides_of(*rings: Floats) -> Floats:
    """Sides of a polygon, float64 (side, 4), from its rings of corners, float64 (corner, 2), closed or not."""
    return np.concatenate([np.concatenate([ring, np.roll(ring, -1, axis=0)], axis=1) for ring in rings])
