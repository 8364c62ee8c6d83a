"""Strips: one area divided between units, side by side, each with its own track length and spacing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sarex.search.local_plane import Point
from sarex.search.parallel_sweep import Rectangle


@dataclass(frozen=True)
class StripWish:
    """What one unit needs: a track of `track_m` with legs `spacing_m` apart, `leg_m_min` long at least.

    shift : how far the datum has moved from its place at the reference time to the unit's own time [m]
    home  : where the unit comes from
    """

    name: str
    track_m: float
    spacing_m: float
    leg_m_min: float
    shift: Point
    home: Point
    pod: float

    @property
    def area_m2(self) -> float:
        return self.track_m * self.spacing_m

    @property
    def fits(self) -> bool:
        """Whether the track is long enough for one leg that begins and ends half a spacing inside."""
        return self.track_m - self.spacing_m > max(self.leg_m_min, 0.0)


@dataclass(frozen=True)
class Strip:
    """A unit's part of the area about the datum at the reference time: `legs` legs of equal length."""

    wish: StripWish
    area: Rectangle
    legs: int

    @property
    def met(self) -> Rectangle:
        """The area where the unit meets it, at its own time."""
        return self.area.moved(self.wish.shift)


def legs_of(wish: StripWish, length_m: float) -> int:
    """How many legs of about `length_m`: as many as bring the strip nearest to that length, but no more than keep the
    legs along its long side and above the shortest leg that is worth its turns."""
    wanted = max(1, round(wish.track_m / length_m))
    along_long_side = max(1, math.floor(math.sqrt(wish.track_m / wish.spacing_m)))
    long_enough = max(1, math.floor(wish.track_m / (wish.leg_m_min + wish.spacing_m)))
    return min(wanted, along_long_side, long_enough)


def lay_strips(wishes: Sequence[StripWish], length_m: float, centre: Point, along: Point) -> list[Strip]:
    """Divide an area about `centre` into strips with legs of about `length_m` along the unit vector `along`.

    Each strip has its own track length and spacing exactly, so its area is exactly track x spacing; its length differs
    from `length_m` by the rounding to whole legs. Strips lie side by side across the legs and touch each other. They
    are ordered by how far the datum has moved across them at each unit's own time: then they never overlap on the
    chart either, although each is laid about the datum of its own time.
    """
    across = along.left
    ordered = sorted(wishes, key=lambda wish: (wish.shift.along(across), wish.home.along(across), wish.name))
    counts = [legs_of(wish, length_m) for wish in ordered]
    edge_m = -sum(count * wish.spacing_m for count, wish in zip(counts, ordered, strict=True)) / 2.0
    strips = []
    for count, wish in zip(counts, ordered, strict=True):
        strip_m = count * wish.spacing_m
        middle = centre.moved(across, edge_m + strip_m / 2.0)
        area = Rectangle(middle, along, wish.track_m / count, strip_m)
        strips.append(Strip(wish, area, count))
        edge_m += strip_m
    return strips
