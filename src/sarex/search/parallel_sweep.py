"""The parallel sweep: legs along the long side of a rectangle, one spacing apart, half a spacing inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sarex.search.local_plane import Point


class PlaneLeg(NamedTuple):
    """A straight run in the local plane."""

    kind: Literal["search", "cross"]
    start: Point
    end: Point


@dataclass(frozen=True)
class Rectangle:
    """A rectangle in a local plane: `length_m` along the unit vector `along`, `width_m` across it."""

    centre: Point
    along: Point
    length_m: float
    width_m: float

    def at(self, along_m: float, left_m: float) -> Point:
        """The point so far along and to the left of the centre."""
        return self.centre.moved(self.along, along_m).moved(self.along.left, left_m)

    @property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """Anticlockwise."""
        half, side = self.length_m / 2.0, self.width_m / 2.0
        return self.at(half, side), self.at(-half, side), self.at(-half, -side), self.at(half, -side)

    def holds(self, east: NDArray[np.float64], north: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which points lie inside, bool of the shape of `east`; NaN is outside."""
        east, north = east - self.centre.east, north - self.centre.north
        left = self.along.left
        return np.asarray(
            (np.abs(east * self.along.east + north * self.along.north) <= self.length_m / 2.0)
            & (np.abs(east * left.east + north * left.north) <= self.width_m / 2.0)
        )

    def moved(self, shift: Point) -> Rectangle:
        centre = Point(self.centre.east + shift.east, self.centre.north + shift.north)
        return Rectangle(centre, self.along, self.length_m, self.width_m)


@dataclass(frozen=True)
class ParallelSweep:
    """A ladder of `legs` search legs that fills its rectangle: its width is `legs` spacings.

    begins_ahead, begins_left : the corner of the rectangle at which it begins
    The legs end half a spacing inside, so that the path is one spacing shorter than effort / sweep width. [Kratzke2010]
    """

    area: Rectangle
    spacing_m: float
    legs: int
    begins_ahead: bool
    begins_left: bool

    @property
    def path(self) -> tuple[PlaneLeg, ...]:
        """Search legs with the cross legs between them, in order. Leg ends coincide exactly."""
        reach = (self.area.length_m - self.spacing_m) / 2.0
        side = (self.area.width_m - self.spacing_m) / 2.0
        ahead, left = (1.0 if self.begins_ahead else -1.0), (1.0 if self.begins_left else -1.0)
        ends = [
            (
                self.area.at(ahead * turn * reach, left * (side - rung * self.spacing_m)),
                self.area.at(-ahead * turn * reach, left * (side - rung * self.spacing_m)),
            )
            for rung in range(self.legs)
            for turn in ((1.0 if rung % 2 == 0 else -1.0),)
        ]
        path: list[PlaneLeg] = []
        for start, end in ends:
            if path:
                path.append(PlaneLeg("cross", path[-1].end, start))
            path.append(PlaneLeg("search", start, end))
        return tuple(path)

    @property
    def csp(self) -> Point:
        return self.path[0].start

    @property
    def creep(self) -> Point | None:
        """The direction in which the legs follow each other."""
        if self.legs == 1:
            return None
        return self.area.along.left.back if self.begins_left else self.area.along.left

    @property
    def length_m(self) -> float:
        return self.legs * self.area.length_m - self.spacing_m


def sweeps_from_each_corner(area: Rectangle, spacing_m: float, legs: int) -> tuple[ParallelSweep, ...]:
    """The four ladders that fill the rectangle, one from each corner."""
    return tuple(ParallelSweep(area, spacing_m, legs, ahead, left) for ahead in (True, False) for left in (True, False))
