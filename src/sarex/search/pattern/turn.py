"""Turns: from one leg onto the next one beside it, and round the corners of a track."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.search.timed_track import Piece

Floats = NDArray[np.float64]
CHORD_RAD: Final = math.radians(30.0)
STRAIGHT_RAD: Final = 1e-6
"""Bends below this are none."""
ROOM: Final = 1e-9
"""Part of a leg that two arcs leave between them."""


@dataclass(frozen=True)
class LegChange:
    """The way from the end of a leg to the start of the next, which runs back one spacing beside it.

    ahead, aside : float64 (vertex,) of the vertices between, from the end of the leg: on in its direction, and towards
                   the next leg [m]
    piece, length_m : (vertex + 1,), see StillPattern
    reach_m      : how far it goes beyond the end of the leg
    swing_m      : and how far to the outer side of either leg
    """

    ahead: Floats
    aside: Floats
    piece: NDArray[np.int8]
    length_m: Floats
    reach_m: float
    swing_m: float


@lru_cache(maxsize=1024)
def leg_change(spacing_m: float, radius_m: float) -> LegChange:
    """Square without a turn radius; two quarter circles and a cross leg where the spacing leaves room for them; else a
    loop that first swings out, the shortest way with this radius. Kept, for spacings recur while an area is moved."""
    if radius_m == 0.0:
        none = np.empty(0)
        return LegChange(none, none, np.array([Piece.CROSS], np.int8), np.array([spacing_m]), 0.0, 0.0)
    straight_m = spacing_m - 2.0 * radius_m
    if straight_m > 1e-9 * spacing_m:
        chords = len(_QUARTER)
        ahead = np.concatenate([np.sin(_QUARTER), np.cos(_QUARTER - CHORD_RAD)]) * radius_m
        aside = np.concatenate([1.0 - np.cos(_QUARTER), 1.0 + np.sin(_QUARTER - CHORD_RAD)]) * radius_m
        aside[chords:] += straight_m
        length_m = np.full(2 * chords + 1, radius_m * CHORD_RAD)
        length_m[chords] = straight_m
        piece = np.full(2 * chords + 1, Piece.TURN, np.int8)
        piece[chords] = Piece.CROSS
        return LegChange(ahead, aside, piece, length_m, radius_m, 0.0)
    out = math.acos(min((spacing_m / 2.0 + radius_m) / (2.0 * radius_m), 1.0))
    middle_m = 2.0 * radius_m * math.sin(out)
    arcs = [
        arc((0.0, -radius_m), radius_m, 0.0, -out),
        arc((middle_m, spacing_m / 2.0), radius_m, -out, math.pi + out),
        arc((0.0, spacing_m + radius_m), radius_m, math.pi + out, math.pi),
    ]
    points = np.concatenate([points for points, _ in arcs])[:-1]
    length_m = np.concatenate([lengths for _, lengths in arcs])
    piece = np.full(len(length_m), Piece.TURN, np.int8)
    return LegChange(points[:, 0], points[:, 1], piece, length_m, middle_m + radius_m, radius_m - spacing_m / 2.0)


_QUARTER: Final = CHORD_RAD * np.arange(1, 4)


def arc(centre: tuple[float, float], radius_m: float, begin: float, end: float) -> tuple[Floats, Floats]:
    """Vertices of an arc after its first point, float64 (chord, 2), and the arc length for each [m].

    begin, end : headings [rad], anticlockwise from the first axis; the turn is to the left where `end` is larger
    """
    sweep = end - begin
    if abs(sweep) <= STRAIGHT_RAD:
        return np.empty((0, 2)), np.empty(0)
    chords = math.ceil(abs(sweep) / CHORD_RAD - 1e-9)
    heading = begin + sweep * np.arange(1, chords + 1) / chords
    side = math.copysign(radius_m, sweep)
    points = np.stack([centre[0] + side * np.sin(heading), centre[1] - side * np.cos(heading)], axis=-1)
    return points, np.full(chords, radius_m * abs(sweep) / chords)


def rounded(corners: Floats, radius_m: float) -> tuple[Floats, NDArray[np.int8], Floats]:
    """A track through these corners with its turns: points, pieces and lengths of a StillPattern.

    A corner is cut by an arc that touches both legs where that takes less than half of either; else it is flown
    over, with a loop on its far side: both legs are searched to their ends.
    """
    steps = np.diff(corners, axis=0)
    legs_m = np.hypot(steps[:, 0], steps[:, 1])
    if radius_m == 0.0:
        return corners, np.full(len(legs_m), Piece.SEARCH, np.int8), legs_m
    points, pieces, lengths = [corners[:1]], [], []
    used_m = 0.0
    for index, leg_m in enumerate(legs_m[:-1]):
        turn = _corner(corners[index : index + 3], radius_m)
        pieces.append(np.array([Piece.SEARCH] + [Piece.TURN] * len(turn.length_m), np.int8))
        lengths.append(np.concatenate([[leg_m - used_m - turn.cut_m], turn.length_m]))
        points += [turn.begin[np.newaxis], turn.points]
        used_m = turn.cut_m
    points.append(corners[-1:])
    pieces.append(np.array([Piece.SEARCH], np.int8))
    lengths.append(legs_m[-1:] - used_m)
    return np.concatenate(points), np.concatenate(pieces), np.concatenate(lengths)


@dataclass(frozen=True)
class _Corner:
    """cut_m : how much of either leg is not flown; begin : where the leg before ends, then the points of the turn."""

    cut_m: float
    begin: Floats
    points: Floats
    length_m: Floats


def _corner(corners: Floats, radius_m: float) -> _Corner:
    before, at, after = corners
    into, out = at - before, after - at
    room_m = min(math.hypot(*into), math.hypot(*out)) / 2.0
    into, out = into / math.hypot(*into), out / math.hypot(*out)
    heading = math.atan2(into[1], into[0])
    turn = math.atan2(into[0] * out[1] - into[1] * out[0], into @ out)
    if abs(turn) <= STRAIGHT_RAD:
        return _Corner(0.0, at, np.empty((0, 2)), np.empty(0))
    cut_m, side = radius_m * math.tan(abs(turn) / 2.0), math.copysign(radius_m, turn)
    left = np.array([-into[1], into[0]])
    if cut_m < room_m * (1.0 - ROOM):
        begin = at - cut_m * into
        points, length_m = arc(tuple(begin + side * left), radius_m, heading, heading + turn)
        return _Corner(cut_m, begin, points, length_m)
    begin = at + cut_m * into
    points, length_m = arc(
        tuple(begin - side * left), radius_m, heading, heading + turn - math.copysign(2.0 * math.pi, turn)
    )
    return _Corner(
        0.0, at, np.concatenate([begin[np.newaxis], points, at[np.newaxis]]), np.array([cut_m, *length_m, cut_m])
    )  # fmt: skip
