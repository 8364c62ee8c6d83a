"""Waters: the open cells of a chart, and the shortest ways over them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sarex.kernels.waterway import NONE, free_room, last_corner, nearest_open, visible, ways_from
from sarex.model.geodesy import distance_m, wgs84
from sarex.model.quantities import Position
from sarex.search.local_plane import LocalPlane, Point
from sarex.search.sea_raster import NO_GO, Bar, PlaneBox, SeaRaster

Floats = NDArray[np.float64]
SEA_SHARE_MIN: Final = 0.01
"""Waters that hold less of the cells of a case are ponds and inlets that the cells close off."""
POSITIONS_KEPT_MAX: Final = 8192


@dataclass(frozen=True)
class Waters:
    """What a unit may cross on one raster."""

    plane: LocalPlane
    raster: SeaRaster

    @cached_property
    def room(self) -> NDArray[np.uint8]:
        """How many cells away the nearest obstacle is."""
        closed = ((self.raster.bars & np.uint8(int(NO_GO))) != 0).astype(np.uint8)
        return np.asarray(free_room(closed))

    @cached_property
    def sea(self) -> NDArray[np.int32]:
        """Which connected water each cell belongs to, int32 (row, column); 0 where barred."""
        # Neighbours across a corner are joined only through a cell beside both, as ways are.
        return np.asarray(ndimage.label(self.room)[0], dtype=np.int32)

    def place(self, point: Point) -> tuple[float, float]:
        """Cells east and north of the raster's corner."""
        raster = self.raster
        return (point.east - raster.west_m) / raster.cell_m, (point.north - raster.south_m) / raster.cell_m

    def sea_at(self, point: Point) -> int:
        """The water of a point, 0 where it is barred or off the raster."""
        x, y = self.place(point)
        rows, columns = self.raster.bars.shape
        return int(self.sea[math.floor(y), math.floor(x)]) if 0 <= x < columns and 0 <= y < rows else 0

    def sees(self, start: Point, end: Point) -> bool:
        return bool(visible(*self.place(start), *self.place(end), self.room))

    def window(self, box: PlaneBox) -> tuple[int, int, int, int]:
        """First row and column of a box and those after its last, cut to the raster."""
        west, south = self.place(Point(box.west, box.south))
        east, north = self.place(Point(box.east, box.north))
        rows, columns = self.raster.bars.shape
        low = [min(max(math.floor(edge), 0), limit) for edge, limit in ((south, rows), (west, columns))]
        high = [min(max(math.ceil(edge), 0), limit) for edge, limit in ((north, rows), (east, columns))]
        return low[0], low[1], high[0], high[1]

    def seas_of(self, box: PlaneBox) -> NDArray[np.bool_]:
        """Which waters hold a share worth naming of the open cells of a box, bool (water,)."""
        low_row, low_column, row, column = self.window(box)
        cells = np.bincount(self.sea[low_row:row, low_column:column].ravel(), minlength=int(self.sea.max()) + 1)
        cells[0] = 0
        return np.asarray((cells > 0) & (cells >= SEA_SHARE_MIN * cells.sum()))

    def nearest(self, point: Point, limit_m: float, wanted: NDArray[np.bool_]) -> Point | None:
        """The middle of the nearest cell of a wanted water, or the point itself if it lies in one."""
        if wanted[self.sea_at(point)]:
            return point
        x, y = self.place(point)
        cell = int(nearest_open(x, y, limit_m / self.raster.cell_m, self.sea, wanted))
        if cell == NONE:
            return None
        return self.raster.middle(*divmod(cell, self.raster.bars.shape[1]))

    def ways(self, start: Point, goals: PlaneBox) -> Ways:
        """The shortest ways from a place in open water to every cell of a box that can be reached."""
        window = self.window(goals)
        low_row, low_column, row, column = window
        count = int((self.sea[low_row:row, low_column:column] == self.sea_at(start)).sum())
        x, y = self.place(start)
        _, corner = ways_from(x, y, self.room, window, count)
        return Ways.of(self, start, window, corner)

    def way_m(self, start: Point, end: Point) -> float:
        """Length of the shortest way between two places, infinite where none leads."""
        if self.sea_at(start) == 0 or self.sea_at(start) != self.sea_at(end):
            return math.inf
        ways = self.ways(start, PlaneBox(end.east, end.north, end.east, end.north).grown(1e-3))
        return ways.length_m(end)

    def coarser(self, times: int) -> Waters:
        """The same waters in larger cells, barred where any part is."""
        rows, columns = (-(-size // times) for size in self.raster.bars.shape)
        bars = np.full((rows * times, columns * times), int(Bar.BEYOND), dtype=np.uint8)
        bars[: self.raster.bars.shape[0], : self.raster.bars.shape[1]] = self.raster.bars
        blocks = np.bitwise_or.reduce(bars.reshape(rows, times, columns, times), axis=(1, 3))
        raster = self.raster
        return Waters(self.plane, SeaRaster(raster.west_m, raster.south_m, raster.cell_m * times, blocks))


@dataclass(frozen=True)
class Ways:
    """The shortest ways from one place to the cells of a window of its waters.

    corners : int32 (row, column) of the window, number of the last corner before each cell, -1 where no way leads
    places  : float64 (corner, 2) east and north [m], the start among them
    before  : int64 (corner,), the corner before; of the start, itself
    way_m   : float64 (corner,), true length of the way to it
    """

    waters: Waters
    window: tuple[int, int, int, int]
    corners: NDArray[np.int32]
    places: Floats
    before: NDArray[np.int64]
    way_m: Floats

    @classmethod
    def of(cls, waters: Waters, start: Point, window: tuple[int, int, int, int], corner: NDArray[np.int32]) -> Ways:
        """From the last corner of every cell, int32 (cell,), as the kernel gives it: only corners in use are kept."""
        rows, columns = waters.raster.bars.shape
        low_row, low_column, row, column = window
        inside = corner.reshape(rows, columns)[low_row:row, low_column:column]
        x, y = waters.place(start)
        start_cell = math.floor(y) * columns + math.floor(x)
        in_use = np.zeros(len(corner), dtype=np.bool_)
        in_use[inside[inside != NONE]] = in_use[start_cell] = True
        used = np.flatnonzero(in_use)
        while not in_use[corner[used]].all():
            in_use[corner[used]] = True
            used = np.flatnonzero(in_use)
        number = np.full(len(corner) + 1, NONE, dtype=np.int32)  # The last stays, for NONE itself.
        number[used] = np.arange(len(used))
        raster = waters.raster
        places = np.stack([raster.west_m + (used % columns + 0.5) * raster.cell_m,
                           raster.south_m + (used // columns + 0.5) * raster.cell_m], axis=-1)  # fmt: skip
        places[number[start_cell]] = start
        before = number[corner[used]].astype(np.int64)
        return cls(waters, window, number[inside], places, before, _ways_m(waters.plane, places, before))

    def last_corner(self, point: Point) -> int | None:
        """Number of the last corner before a point, None where no way leads to it or it lies outside the window."""
        waters = self.waters
        found = int(last_corner(*waters.place(point), waters.room, self.corners, *self.window[:2], *self._in_cells))
        return None if found == NONE else found

    @cached_property
    def _in_cells(self) -> tuple[Floats, Floats, Floats]:
        """Places and lengths of the corners in cells, for the kernel."""
        raster = self.waters.raster
        east, north = np.ascontiguousarray(self.places.T)
        cell_m = raster.cell_m
        return (east - raster.west_m) / cell_m, (north - raster.south_m) / cell_m, self.way_m / cell_m

    def length_m(self, point: Point) -> float:
        """True length of the way to a point, infinite where none is known."""
        corner = self.last_corner(point)
        if corner is None:
            return math.inf
        return float(self.way_m[corner]) + apart_m(self.waters.plane, Point(*self.places[corner].tolist()), point)

    def corners_to(self, point: Point) -> list[Point] | None:
        """The way to a point: the start, the corners between and the point; None where no way is known."""
        corner = self.last_corner(point)
        if corner is None:
            return None
        way = [point, Point(*self.places[corner].tolist())]
        while self.before[corner] != corner:
            corner = int(self.before[corner])
            way.append(Point(*self.places[corner].tolist()))
        return way[::-1]


def apart_m(plane: LocalPlane, start: Point, end: Point) -> float:
    """True distance between two points of a plane [m]."""
    return distance_m(_position(plane, start), _position(plane, end))


@lru_cache(POSITIONS_KEPT_MAX)
def _position(plane: LocalPlane, point: Point) -> Position:
    """Kept, as most ways begin at a base, and the ends of a pattern are asked for again while its times settle."""
    return plane.position(point)


def _ways_m(plane: LocalPlane, places: Floats, before: NDArray[np.int64]) -> Floats:
    """True length of the way to each corner, from the length of its last piece and that to the corner before."""
    lon, lat = plane.places(places).T
    total = np.asarray(wgs84().inv(lon[before], lat[before], lon, lat)[2], dtype=np.float64)
    total[before == np.arange(len(before))] = 0.0
    # Each round doubles the number of pieces that are summed.
    while (before != before[before]).any():
        total, before = total + total[before], before[before]
    return total
