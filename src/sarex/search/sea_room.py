"""Sea room: where a unit may go and where it may search."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sarex.kernels.raster_walk import count_inside, track_blocked
from sarex.model.sentence import Sentence
from sarex.search.local_plane import LocalPlane, Point
from sarex.search.sea_raster import NO_GO, NO_SEARCH, Bar, SeaRaster, sides_of
from sarex.search.waters import Waters, Ways, apart_m

Floats = NDArray[np.float64]
QUICK_CELLS: Final = 4
"""Cells of the raster along one cell that ways between areas are sought on first."""
WAYS_KEPT_MAX: Final = 10_000
BAR_NAMES: Final = {
    Bar.LAND: "bar.land",
    Bar.FORBIDDEN: "bar.forbidden",
    Bar.SHALLOW: "bar.shallow",
    Bar.NOT_ALLOWED: "bar.not_allowed",
    Bar.WRONG_SIDE: "bar.wrong_side",
    Bar.BEYOND: "bar.beyond",
}


class Blocked(NamedTuple):
    """Where a track first meets something.

    piece : index of its first vertex
    bars  : what is met; `what` says it in words
    """

    piece: int
    at: Point
    bars: Bar

    @property
    def what(self) -> Sentence:
        return words(self.bars)


def words(bars: Bar) -> Sentence:
    """What bars a cell, as part of a sentence."""
    names = [Sentence(code) for bar, code in BAR_NAMES.items() if bar & bars] or [Sentence.plain("")]
    return functools.reduce(lambda one, other: Sentence("bar.and", one=one, other=other), names)


@dataclass(frozen=True)
class SeaRoom:
    """The room of one class of units: same medium, nation, areas and depth.

    near  : over the cloud and about it, in fine cells; what is searched lies here
    far   : over the ways from the bases as well, in coarser cells if they are long; may be the same
    notes : what is not known, for the plan
    A cell is barred if any part of it is, so that a track that is clear is clear of everything, and one that passes
    within a cell of an obstacle may be called blocked. Land and forbidden areas bar all; allowed areas and agreed lines
    bar searching only.
    """

    plane: LocalPlane
    near: SeaRaster
    far: SeaRaster
    airborne: bool
    notes: tuple[Sentence, ...] = ()
    nowhere: Sentence | None = None
    """Why there is no water that such a unit may search, where there is none."""
    ways_from: dict[tuple[Point, float], Ways] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Ways from places that units of this room set out from, over waters with cells of this size, once known."""
    _ways_m: dict[tuple[Point, Point], float] = field(default_factory=dict, init=False, repr=False, compare=False)

    def track_clear(self, east: Floats, north: Floats) -> bool:
        """Whether a unit can go along a track, float64 (vertex,) [m], straight between its vertices."""
        return self._met(east, north, NO_GO)[0] == 0

    def search_clear(self, east: Floats, north: Floats) -> bool:
        """Whether a unit may search along a track, float64 (vertex,) [m], straight between its vertices."""
        return self._met(east, north, NO_SEARCH)[0] == 0

    def first_blocked(self, east: Floats, north: Floats, *, searching: bool = True) -> Blocked | None:
        """Where a track first meets something that bars searching, or only crossing; None where it is clear."""
        bars, piece, share = self._met(east, north, NO_SEARCH if searching else NO_GO)
        if bars == 0:
            return None
        end = min(piece + 1, len(east) - 1)
        at = Point(
            float(east[piece] + share * (east[end] - east[piece])),
            float(north[piece] + share * (north[end] - north[piece])),
        )
        return Blocked(piece, at, Bar(bars))

    def bars_at(self, point: Point) -> Bar:
        """What bars the cell of a point."""
        bars = self.near.bars_at(point)
        return self.far.bars_at(point) if bars & Bar.BEYOND else bars

    @cached_property
    def barred(self) -> bool:
        """Whether anything bars crossing."""
        return bool((self.far.bars & np.uint8(int(NO_GO))).any() or (self.near.bars & np.uint8(int(NO_GO))).any())

    @cached_property
    def waters(self) -> tuple[Waters, ...]:
        """What can be crossed, finest first."""
        rasters = (self.near,) if self.far is self.near else (self.near, self.far)
        return tuple(Waters(self.plane, raster) for raster in rasters)

    @cached_property
    def _quick_waters(self) -> tuple[Waters, ...]:
        return (self.waters[0].coarser(QUICK_CELLS), *self.waters)

    def way_m(self, start: Point, end: Point) -> float:
        """True length of a way between two points of the water [m]: straight where that is clear, else round what is in
        the way, as found on coarse cells where they show one; infinite where none leads."""
        if self.track_clear(np.array([start.east, end.east]), np.array([start.north, end.north])):
            return apart_m(self.plane, start, end)
        if (start, end) not in self._ways_m:
            if len(self._ways_m) >= WAYS_KEPT_MAX:
                self._ways_m.clear()
            lengths_m = (waters.way_m(start, end) for waters in self._quick_waters)
            self._ways_m[start, end] = next((length_m for length_m in lengths_m if math.isfinite(length_m)), math.inf)
        return self._ways_m[start, end]

    def searchable(self, east: Floats, north: Floats) -> NDArray[np.bool_]:
        """Which points, float64 of equal shape [m], lie on water that may be searched; NaN does not."""
        bars, west_m, south_m, cell_m = self.near.placed
        inside = np.isfinite(east) & np.isfinite(north)
        column, row = (
            np.floor((np.where(inside, axis, first) - first) / cell_m).astype(np.int64)
            for axis, first in ((east, west_m), (north, south_m))
        )
        inside &= (column >= 0) & (column < bars.shape[1]) & (row >= 0) & (row < bars.shape[0])
        open_water = (bars[np.where(inside, row, 0), np.where(inside, column, 0)] & int(NO_SEARCH)) == 0
        return np.asarray(inside & open_water)

    def blocked_share(self, corners: Floats | Sequence[Point], *, searching: bool = True) -> float:
        """Share of a polygon, float64 (corner, 2) [m], that may not be searched, or only not crossed."""
        ring = np.asarray(corners, dtype=np.float64).reshape(-1, 2)
        mask = int(NO_SEARCH if searching else NO_GO)
        box = self.near.box
        inside_near = all(box.holds(Point(*corner)) for corner in ring)
        blocked, inside = count_inside(sides_of(ring), *(self.near if inside_near else self.far).placed, mask)
        if inside == 0:  # Smaller than a cell: its corners tell.
            return float(np.mean([bool(self.bars_at(Point(*corner)) & mask) for corner in ring]))
        return float(blocked / inside)

    def _met(self, east: Floats, north: Floats, mask: Bar) -> tuple[int, int, float]:
        met: tuple[int, int, float] = track_blocked(east, north, *self.near.placed, int(mask))
        if met[0] & Bar.BEYOND and self.far is not self.near:
            met = track_blocked(east, north, *self.far.placed, int(mask))
        return met
