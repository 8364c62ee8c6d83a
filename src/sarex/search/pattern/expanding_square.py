"""The expanding square: from the datum outwards, turning one way, legs S, S, 2S, 2S, 3S, 3S ... [Addendum2004]"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sarex.search.pattern.convex_outline import convex_outline
from sarex.search.pattern.still_pattern import StillArea, StillPattern, box, placed
from sarex.search.pattern.time_rule import TimeRule
from sarex.search.pattern.turn import ROOM, rounded
from sarex.search.timed_track import PatternShape


def leg_multiples(legs: int) -> NDArray[np.int64]:
    """Legs in spacings. The last of an odd number is as long as the one before, which closes the square: every place
    in it is then within half a spacing of a leg, and the path is one spacing shorter than area / spacing."""
    multiples = np.arange(2, legs + 2) // 2
    if legs % 2 == 1 and legs > 1:
        multiples[-1] = multiples[-2]
    return multiples


def expanding_square(shape: PatternShape, radius_m: float) -> StillPattern:
    """Begins at the datum. Its area is the box half a spacing outside its legs."""
    multiples, spacing_m = leg_multiples(shape.legs), shape.spacing_m
    side = -1.0 if shape.turns_right else 1.0
    quarter = np.arange(shape.legs) % 4
    ahead = np.concatenate([[0], np.cumsum(multiples * _AHEAD[quarter])]) * spacing_m
    left = np.concatenate([[0], np.cumsum(multiples * _LEFT[quarter])]) * (spacing_m * side)
    points, piece, length_m = rounded(placed(shape.centre, shape.along_deg, ahead, left), radius_m)
    ahead_m, left_m = (
        (float(way.min()) - spacing_m / 2.0, float(way.max()) + spacing_m / 2.0) for way in (ahead, left)
    )
    corners = box(shape.centre, shape.along_deg, ahead_m, left_m)
    area_m2 = (ahead_m[1] - ahead_m[0]) * (left_m[1] - left_m[0])
    track_m = min(float(length_m.sum()), float(multiples.sum()) * spacing_m)
    outline = corners if radius_m == 0.0 else convex_outline(np.concatenate([corners, points]))
    return StillPattern(points, piece, length_m, (StillArea(corners, 0, len(piece), track_m, area_m2),), outline)


_AHEAD = np.array([1, 0, -1, 0])
_LEFT = np.array([0, 1, 0, -1])


def square_legs_that_fit(spacing_m: float, budget_m: float, rule: TimeRule, *, radius_m: float = 0.0) -> int:
    """The largest odd number of legs, so that the square closes, that the track budget allows; 0 where not even three.

    2k + 1 legs are a square of k + 1 spacings a side: by the worksheet's rule its area / spacing must fit.
    """
    if not rule.turns_timed:
        sides = math.floor(math.sqrt(budget_m / spacing_m) * (1.0 + 1e-12))
    else:
        sides = math.floor(math.sqrt(budget_m / spacing_m + 1.0)) + 1
        while sides > 1 and square_length_m(2 * sides - 1, spacing_m, radius_m) > budget_m * (1.0 + 1e-12):
            sides -= 1
    return 2 * sides - 1 if sides > 1 else 0


def square_length_m(legs: int, spacing_m: float, radius_m: float) -> float:
    """Of the whole path [m], its corners cut by arcs where they fit, else flown over with a loop (turn.py)."""
    multiples = leg_multiples(legs)
    cut = 2.0 * radius_m < np.minimum(multiples[:-1], multiples[1:]) * spacing_m * (1.0 - ROOM)
    corners_m = np.where(cut, (math.pi / 2.0 - 2.0) * radius_m, (2.0 + 1.5 * math.pi) * radius_m)
    return float(multiples.sum() * spacing_m + corners_m.sum())
