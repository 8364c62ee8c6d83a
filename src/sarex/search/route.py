"""Routes: how a unit comes from its base to its area and back, round what it may not cross."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from sarex.model.errors import PlanError
from sarex.model.geodesy import route_length_m
from sarex.model.quantities import NAUTICAL_MILE_M, Position, format_length
from sarex.model.search_unit import SearchUnit
from sarex.model.sentence import Sentence
from sarex.search.local_plane import LocalPlane, Point
from sarex.search.sea_raster import NO_GO, Bar, PlaneBox
from sarex.search.sea_room import SeaRoom, words
from sarex.search.taut_way import tightened
from sarex.search.waters import Waters, Ways, apart_m

HARBOUR_M_MAX: Final = 5.0 * NAUTICAL_MILE_M
"""A base on land is taken to lie on water that is not further; the way through its harbour is not looked at."""


@dataclass(frozen=True)
class Route:
    """A way over the water, straight between its points.

    points   : in the plane, from the start to the end
    length_m : true length
    """

    points: tuple[Point, ...]
    positions: tuple[Position, ...]
    length_m: float

    @classmethod
    def through(cls, points: Sequence[Point], plane: LocalPlane) -> Route:
        positions = tuple(plane.position(point) for point in points)
        return cls(tuple(points), positions, route_length_m(positions))

    @property
    def via(self) -> tuple[Position, ...]:
        """Where it turns."""
        return self.positions[1:-1]


@dataclass(frozen=True)
class TransitField:
    """All ways of one unit from its base, and back: the straight way where that is clear, else the shortest round land,
    forbidden areas and shallows.

    base  : in the plane
    start : where its way over the water begins; the base itself unless that lies ashore
    waters : the water it goes on, finest first; empty where all ways are straight: nothing is in the way, or the base
             lies off the chart
    notes : what the plan should say
    """

    room: SeaRoom
    unit: str
    base: Point
    start: Point
    waters: tuple[Waters, ...]
    notes: tuple[Sentence, ...] = ()

    @classmethod
    def of(cls, room: SeaRoom, unit: SearchUnit) -> TransitField:
        """The ways of a unit from its base. Raises PlanError where none leads to the water of the case."""
        base = room.plane.point(unit.at)
        if not room.barred:
            return cls(room, unit.name, base, base, ())
        if room.bars_at(base) & Bar.BEYOND:
            return cls(room, unit.name, base, base, (), (Sentence("note.base_off_chart", unit=unit.name),))
        known = [waters for waters in room.waters if waters.raster.box.holds(base)]
        starts = (waters.nearest(base, HARBOUR_M_MAX, waters.seas_of(room.near.box)) for waters in known)
        start = next((start for start in starts if start is not None), None)
        if start is None:
            raise PlanError(_closed_in(room, unit, base))
        notes = []
        if start != base:
            distance = format_length(apart_m(room.plane, base, start))
            place = room.plane.position(start)
            notes.append(Sentence("note.base_ashore", unit=unit.name, distance=distance, place=place))
        return cls(room, unit.name, base, start, tuple(one for one in known if one.sea_at(start)), tuple(notes))

    @cached_property
    def harbour_m(self) -> float:
        """From the base to the start."""
        return 0.0 if self.start == self.base else apart_m(self.room.plane, self.base, self.start)

    def ways(self, waters: Waters) -> Ways:
        """Shortest ways to all of the case over one of the waters. Made when the first way is not clear."""
        known, key = self.room.ways_from, (self.start, waters.raster.cell_m)
        if key not in known:
            known[key] = waters.ways(self.start, self.room.near.box)
        return known[key]

    def distance_m(self, point: Point) -> float:
        """True length of the way from the base to a point [m], never below the straight distance; infinite where no way
        leads. A point that is barred, but within 5 nm of water that can be reached, is reached straight from there."""
        if self._straight(point):
            return self.harbour_m + apart_m(self.room.plane, self.start, point)
        for waters in self.waters:
            length_m = self.ways(waters).length_m(point)
            if math.isfinite(length_m):
                return self.harbour_m + length_m
        for waters in self.waters:
            sea = np.zeros(int(waters.sea.max()) + 1, dtype=np.bool_)
            sea[waters.sea_at(self.start)] = True
            near = waters.nearest(point, HARBOUR_M_MAX, sea)
            if near is not None and waters.sea_at(point) == 0:
                return self.harbour_m + self.ways(waters).length_m(near) + apart_m(self.room.plane, near, point)
        return math.inf

    def route(self, point: Point) -> Route:
        """The way from the base to a point in open water; the way home is the same. Raises PlanError where none leads.

        Its length may be a little below `distance_m`, as its corners are tightened.
        """
        plane = self.room.plane
        harbour = [] if self.start == self.base else [self.base]
        if self._straight(point):
            return Route.through([*harbour, self.start, point], plane)
        for waters in self.waters:
            way = self.ways(waters).corners_to(point)
            if way is not None:
                return Route.through([*harbour, *tightened(way, waters)], plane)
        met = self.room.first_blocked(
            np.array([self.start.east, point.east]), np.array([self.start.north, point.north]), searching=False
        )
        assert met is not None, "a way that is clear is straight"
        raise PlanError(
            f"no way leads {self.unit} from its base {plane.position(self.base)} to {plane.position(point)}: the "
            f"straight way meets {met.what} at {plane.position(met.at)}, and so do all ways round; search on this "
            "side, or send another unit"
        )

    def _straight(self, point: Point) -> bool:
        return not self.waters or any(waters.sees(self.start, point) for waters in self.waters)


def route_between(room: SeaRoom, start: Point, end: Point) -> Route:
    """The way between two points of the water, whose length `SeaRoom.way_m` tells: that may be a little more, as
    corners are tightened here and lengths are sought on coarser cells. Raises PlanError where none leads."""
    if room.track_clear(np.array([start.east, end.east]), np.array([start.north, end.north])):
        return Route.through([start, end], room.plane)
    for waters in room.waters:
        if waters.sea_at(start) == 0 or waters.sea_at(start) != waters.sea_at(end):
            continue
        way = waters.ways(start, PlaneBox(end.east, end.north, end.east, end.north).grown(1e-3)).corners_to(end)
        if way is not None:
            return Route.through(tightened(way, waters), room.plane)
    raise PlanError(
        f"no way leads from {room.plane.position(start)} to {room.plane.position(end)} round land, forbidden areas and "
        "shallows; search on one side, or send another unit"
    )


def _closed_in(room: SeaRoom, unit: SearchUnit, base: Point) -> Sentence:
    """Why a base has no way to the water of the case."""
    about = room.waters[-1].window(PlaneBox(base.east, base.north, base.east, base.north).grown(HARBOUR_M_MAX))
    bars = room.far.bars[about[0] : about[2], about[1] : about[3]]
    met = Bar(int(np.bitwise_or.reduce(bars, axis=None))) & NO_GO
    return Sentence("refusal.closed_in", unit=unit.name, base=unit.at, met=words(met))
