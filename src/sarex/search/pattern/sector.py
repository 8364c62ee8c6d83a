"""The sector search: triangles through the datum, for a datum that is well known. [Addendum2004] [NSS2000]"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from sarex.model.errors import PlanError
from sarex.search.pattern.convex_outline import convex_outline
from sarex.search.pattern.still_pattern import StillArea, StillPattern, placed
from sarex.search.pattern.turn import rounded
from sarex.search.timed_track import PatternShape

ROUND_LEGS: Final = 9
SECOND_ROUND_DEG: Final = 30.0
RIM_CORNERS: Final = 24
# Courses of one round in turns of 120 degrees: three triangles, the datum crossed straight between them.
_COURSES: Final = np.array([0, 1, 2, 2, 0, 1, 1, 2, 0]) * 120.0


def sector(shape: PatternShape, radius_m: float) -> StillPattern:
    """9 legs of R from the datum, back at it after legs 3, 6 and 9; of 18, the second round begins 30 degrees further
    round than the last course. Its area is the circle of radius R, as a polygon of the same area."""
    if shape.legs not in (ROUND_LEGS, 2 * ROUND_LEGS):
        raise PlanError(f"a sector search has 9 legs, or 18 in two rounds, not {shape.legs}; give one of the two")
    side = -1.0 if shape.turns_right else 1.0
    rounds = shape.legs // ROUND_LEGS
    course = np.radians(np.concatenate([_COURSES, _COURSES + SECOND_ROUND_DEG])[: shape.legs])
    ahead = np.concatenate([[0.0], np.cumsum(np.cos(course))]) * shape.leg_m
    left = np.concatenate([[0.0], np.cumsum(np.sin(course))]) * (shape.leg_m * side)
    points, piece, length_m = rounded(placed(shape.centre, shape.along_deg, ahead, left), radius_m)
    corners = placed(shape.centre, shape.along_deg, shape.leg_m * _RIM[0], shape.leg_m * _RIM[1])
    track_m = min(float(length_m.sum()), rounds * ROUND_LEGS * shape.leg_m)
    area = StillArea(corners, 0, len(piece), track_m, math.pi * shape.leg_m**2)
    outline = corners if radius_m == 0.0 else convex_outline(np.concatenate([corners, points]))
    return StillPattern(points, piece, length_m, (area,), outline)


_ANGLES: Final = 2.0 * math.pi * np.arange(RIM_CORNERS) / RIM_CORNERS
_RIM: Final = math.sqrt(2.0 * math.pi / (RIM_CORNERS * math.sin(2.0 * math.pi / RIM_CORNERS))) * np.stack(
    [np.cos(_ANGLES), np.sin(_ANGLES)]
)
