"""The builder of coast sheets: a program of its own, because the coast fills half a gigabyte while it is read.

`python -m sarex.adapters.coast_builder` reads the corners of sheets as lines `west south` and writes the sheets, each
after its length (uint32, little-endian), to standard output. The parent never imports roaring_landmask.

The data is GSHHG at full resolution [Wessel1996]: the shorelines between land and sea and the ice front of Antarctica,
without lakes. Inland water that the data counts as land therefore is land here: the Caspian Sea, the Great Lakes.
"""

from __future__ import annotations

import itertools
import struct
import sys
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.adapters.coast_sheet import SHEET_DEGREES, CoastSheet, Corner, tile_from_land
from sarex.model.coast_tile import CELLS_PER_DEGREE

MULTIPOLYGON: Final = 6
LENGTH: Final = struct.Struct("<I")
SHEET_CELLS: Final = SHEET_DEGREES * CELLS_PER_DEGREE
ISLET_CELLS_MAX: Final = CELLS_PER_DEGREE
"""Outlines that are longer or wider than a degree are taken to hold a cell centre without counting."""


@dataclass(frozen=True)
class Shoreline:
    """Every outline of land, in cells: x counted from 180 W, y from the south pole.

    points : float64 (point, x-y), ring after ring, each closed, turning either way, none inside another
    start  : int64 (ring + 1,), where each ring begins
    bounds : float64 (ring, 4), least x, least y, greatest x, greatest y
    """

    points: NDArray[np.float64]
    start: NDArray[np.int64]
    bounds: NDArray[np.float64]

    @staticmethod
    def of_rings(points: NDArray[np.float64], start: NDArray[np.int64]) -> Shoreline:
        """From closed rings of lon-lat points [degrees], which it overwrites to save memory."""
        points += [180.0, 90.0]
        points *= CELLS_PER_DEGREE
        least, greatest = (reduce.reduceat(points, start[:-1], axis=0) for reduce in (np.minimum, np.maximum))
        return Shoreline(points, start, np.hstack([least, greatest]))


def read_gshhg() -> Shoreline:
    """The outlines inside roaring_landmask."""
    from roaring_landmask import LandmaskProvider, Shapes

    return Shoreline.of_rings(*rings_of_multipolygon(Shapes.wkb(LandmaskProvider.Gshhg)))


def rings_of_multipolygon(wkb: bytes) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Points and ring starts of a little-endian WKB multipolygon without holes. Read by hand: a geometry library takes
    twice the memory and the time for the same arrays. Raises ValueError for any other WKB."""
    count = struct.Struct("<I").unpack_from
    if wkb[0] != 1 or count(wkb, 1)[0] != MULTIPOLYGON:
        raise ValueError("the coast data is no little-endian multipolygon")
    places, lengths, at = [], [], 9
    for _ in range(count(wkb, 5)[0]):
        rings, length = count(wkb, at + 5)[0], count(wkb, at + 9)[0]
        if rings != 1:
            raise ValueError("the coast data has a polygon with holes")
        places.append(at + 13)
        lengths.append(length)
        at += 13 + 16 * length
    start = np.concatenate([[0], np.cumsum(lengths)])
    points = np.empty((start[-1], 2))
    flat = points.data.cast("B")
    for place, first, length in zip(places, start[:-1].tolist(), lengths, strict=True):
        flat[16 * first : 16 * (first + length)] = wkb[place : place + 16 * length]
    return points, start


def build_sheet(shoreline: Shoreline, corner: Corner) -> CoastSheet:
    """The sheet at this corner. A cell is land if its centre is; an outline that holds no cell centre is burned in:
    every cell that it passes through is land, so that no islet is missed."""
    west, south = corner
    x_start, y_start = (west + 180) * CELLS_PER_DEGREE, (south + 90) * CELLS_PER_DEGREE
    low_x, low_y, high_x, high_y = shoreline.bounds.T
    near = (high_x >= x_start) & (low_x <= x_start + SHEET_CELLS)
    near &= (high_y >= y_start) & (low_y <= y_start + SHEET_CELLS)
    rings = np.flatnonzero(near)
    # Islets that reach out of the sheet are followed beyond its edge: the sheets on both sides must agree on them.
    ring, row, column, downward = _crossings(
        shoreline, rings, y_start - ISLET_CELLS_MAX, y_start + SHEET_CELLS + ISLET_CELLS_MAX
    )
    # Columns at the downward crossings less those at the upward ones: the number of centres inside, with the sign of
    # the way that the ring turns. A ring without centres in these rows makes no land whichever way it turns.
    centres = np.bincount(ring, downward * column.astype(np.float64), minlength=len(rings))
    enters = downward * np.where(centres < 0, 1, -1).astype(np.int8)[ring]
    land = _fill(row - y_start, column - x_start, enters)
    small = (shoreline.bounds[rings, 2:] - shoreline.bounds[rings, :2] <= ISLET_CELLS_MAX).all(axis=1)
    for islet in rings[small & (centres == 0)]:
        _burn(land, shoreline.points[shoreline.start[islet] : shoreline.start[islet + 1]] - [x_start, y_start])
    tiles = (
        tile_from_land(west + x, south + y, land[_span(y), _span(x)])
        for y in range(SHEET_DEGREES)
        for x in range(SHEET_DEGREES)
    )
    return CoastSheet.of_tiles(west, south, tiles)


def _span(degree: int) -> slice:
    return slice(degree * CELLS_PER_DEGREE, (degree + 1) * CELLS_PER_DEGREE)


def _fill(row: NDArray[np.int64], column: NDArray[np.int64], enters: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Land of a sheet from the crossings, row and column in its cells: to the east of a cell where more outlines
    began than ended. What lies west of the sheet counts in its first column."""
    held = (row >= 0) & (row < SHEET_CELLS) & (column < SHEET_CELLS)
    change = np.zeros((SHEET_CELLS, SHEET_CELLS), np.int8)
    np.add.at(change, (row[held], np.maximum(column[held], 0)), enters[held])
    return np.cumsum(change, axis=1, dtype=np.int8) > 0


def _crossings(
    shoreline: Shoreline, rings: NDArray[np.int64], row_start: int, row_end: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]]:
    """Where the rings cross the lines of cell centres in the rows [row_start, row_end).

    Returns, one element a crossing: the place of its ring in `rings`; the row; the first column whose centre lies at
    or east of it; 1 where the ring goes down, -1 where it goes up.
    """
    lengths = shoreline.start[rings + 1] - shoreline.start[rings] - 1
    ends = np.cumsum(lengths)
    edge = np.arange(ends[-1] if len(ends) else 0) + np.repeat(shoreline.start[rings] - (ends - lengths), lengths)
    ring = np.repeat(np.arange(len(rings)), lengths)
    y = shoreline.points[:, 1]
    from_y, to_y = y[edge] - 0.5, y[edge + 1] - 0.5
    # Half-open in y: a line through a vertex meets one of the two edges there, never both or none.
    first = np.maximum(np.floor(np.minimum(from_y, to_y)).astype(np.int64) + 1, row_start)
    last = np.minimum(np.floor(np.maximum(from_y, to_y)).astype(np.int64), row_end - 1)
    times = np.maximum(last - first + 1, 0)
    each = np.repeat(np.arange(len(edge)), times)
    nth = np.arange(len(each)) - np.repeat(np.cumsum(times) - times, times)
    row = first[each] + nth
    from_x, to_x = shoreline.points[edge[each], 0], shoreline.points[edge[each] + 1, 0]
    x = from_x + (row - from_y[each]) / (to_y[each] - from_y[each]) * (to_x - from_x)
    column = np.ceil(x - 0.5).astype(np.int64)
    return ring[each], row, column, np.where(to_y[each] < from_y[each], 1, -1).astype(np.int8)


def _burn(land: NDArray[np.bool_], points: NDArray[np.float64]) -> None:
    """Makes land of every cell that the outline passes through; `points` (point, x-y) in cells of `land`."""
    for start, end in itertools.pairwise(points):
        # The edge is cut at every cell border that it crosses; the middle of each piece names its cell.
        cuts = [np.array([0.0, 1.0])]
        for axis in (0, 1):
            low, high = sorted((start[axis], end[axis]))
            borders = np.arange(np.floor(low) + 1, np.ceil(high))
            cuts.append((borders - start[axis]) / (end[axis] - start[axis]) if high > low else np.empty(0))
        along = np.sort(np.concatenate(cuts))
        middle = (along[:-1] + along[1:]) / 2
        column, row = np.floor(start[:, None] + (end - start)[:, None] * middle).astype(np.int64)
        held = (row >= 0) & (row < land.shape[0]) & (column >= 0) & (column < land.shape[1])
        land[row[held], column[held]] = True


def main() -> None:
    corners = [(int(west), int(south)) for west, south in (line.split() for line in sys.stdin)]
    shoreline = read_gshhg()
    for corner in corners:
        data = build_sheet(shoreline, corner).to_bytes()
        sys.stdout.buffer.write(LENGTH.pack(len(data)) + data)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
