"""Detection at a rate that falls with the cube of the range, added up along relative motion. [Koopman1946]"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit, prange

LANES: Final = 64
"""Particles that share a pass over the pieces, so that one instruction works on several of them."""
EXPOSURE_MAX: Final = 50.0
"""Detection as sure as a float can tell: exp(-50) is lost beside 1."""
TINY: Final = 1e-200
STANDSTILL: Final = 1e-12
"""Squared length of a relative piece [m2] below which nothing moves."""


@njit(cache=True, error_model="numpy")
def mean_inverse_cube(east, north, later_east, later_north):
    """Mean of 1 / range^3 along a straight line from one place to another, seen from the origin [1/m3].

    With x the distance of the line from the origin and s along it, the integral of (x2 + s2)^-3/2 is s / (x2 r). Where
    s keeps its sign, the difference of two such terms is written without x, so that it stays exact for pieces far
    ahead or on a line through the origin. Very large, not infinite, where the piece itself runs through the origin.
    """
    step_east, step_north = later_east - east, later_north - north
    near, far = math.sqrt(east * east + north * north), math.sqrt(later_east * later_east + later_north * later_north)
    before, after = east * step_east + north * step_north, later_east * step_east + later_north * step_north
    across = east * step_north - north * step_east
    # `before` and `after` are s times the length of the step at both ends; `across` is x times it.
    passes = before < 0.0 < after
    top = after * near - before * far if passes else before + after
    bottom = near * far * (across * across if passes else after * near + before * far)
    still = step_east * step_east + step_north * step_north <= STANDSTILL
    top, bottom = (1.0 if still else abs(top)), (near * near * near if still else abs(bottom))
    return top / max(bottom, TINY)


@njit(cache=True, error_model="numpy")
def mean_inverse_cube_outside(east, north, later_east, later_north, inner):
    """As `mean_inverse_cube`, where nothing is seen nearer than `inner` [m]."""
    step_east, step_north = later_east - east, later_north - north
    length2 = step_east * step_east + step_north * step_north
    outside = east * east + north * north - inner * inner
    if length2 <= STANDSTILL:
        return mean_inverse_cube(east, north, later_east, later_north) if outside >= 0.0 else 0.0
    half = (east * step_east + north * step_north) / length2
    root2 = half * half - outside / length2
    if root2 <= 0.0:
        return mean_inverse_cube(east, north, later_east, later_north)
    root = math.sqrt(root2)
    enter, leave = min(max(-half - root, 0.0), 1.0), min(max(-half + root, 0.0), 1.0)
    enter_east, enter_north = east + enter * step_east, north + enter * step_north
    leave_east, leave_north = east + leave * step_east, north + leave * step_north
    before = enter * mean_inverse_cube(east, north, enter_east, enter_north) if enter > 0.0 else 0.0
    after = (1.0 - leave) * mean_inverse_cube(leave_east, leave_north, later_east, later_north) if leave < 1.0 else 0.0
    return before + after


@njit(cache=True, parallel=True, error_model="numpy")
def add_rate_exposure(pieces, cloud_east, cloud_north, afloat, kind, strength, side, inner, exposure):
    """Add the exposure to a unit whose detection rate is strength / range^3.

    pieces : RelativePieces;  cloud_east, cloud_north, afloat : (particle, time) [m];  kind : int (particle,)
    strength, side, inner : float64 (kind,): [m3/s], 0 where the kind is not seen at a rate; 1 where the sensor looks to
    the left of the unit's relative course, -1 to the right, 0 to both; nothing is seen nearer than inner [m]
    exposure : float64 (particle, column), added to in the column of each piece, to EXPOSURE_MAX a piece
    """
    particles, columns = exposure.shape
    annular = inner.max() > 0.0
    for block in prange((particles + LANES - 1) // LANES):
        first = block * LANES
        lanes = min(LANES, particles - first)
        place, drift = np.zeros((2, LANES)), np.zeros((2, LANES))
        factor, looks = np.empty(LANES), np.empty(LANES)
        total = np.zeros((columns + 1, LANES))
        interval = -1
        for piece in range(len(pieces.seconds)):
            if pieces.interval[piece] != interval:
                interval = pieces.interval[piece]
                for lane in range(lanes):
                    particle = first + lane
                    found = afloat[particle, interval] and afloat[particle, interval + 1]
                    factor[lane] = strength[kind[particle]] if found else 0.0
                    looks[lane] = side[kind[particle]]
                    place[0, lane] = cloud_east[particle, interval] if found else 0.0
                    place[1, lane] = cloud_north[particle, interval] if found else 0.0
                    drift[0, lane] = cloud_east[particle, interval + 1] - place[0, lane] if found else 0.0
                    drift[1, lane] = cloud_north[particle, interval + 1] - place[1, lane] if found else 0.0
            begin, begin_east, begin_north = pieces.begin[piece]
            end, end_east, end_north = pieces.end[piece]
            seconds, column = pieces.seconds[piece], pieces.column[piece]
            for lane in range(lanes):
                east = place[0, lane] + begin * drift[0, lane] - begin_east
                north = place[1, lane] + begin * drift[1, lane] - begin_north
                later_east = place[0, lane] + end * drift[0, lane] - end_east
                later_north = place[1, lane] + end * drift[1, lane] - end_north
                if annular:
                    mean = mean_inverse_cube_outside(east, north, later_east, later_north, inner[kind[first + lane]])
                else:
                    mean = mean_inverse_cube(east, north, later_east, later_north)
                left = east * (later_north - north) - north * (later_east - east)
                seen = factor[lane] if looks[lane] * left >= 0.0 else 0.0
                total[column, lane] += min(seen * seconds * mean, EXPOSURE_MAX)
        for column in range(columns):
            for lane in range(lanes):
                exposure[first + lane, column] += total[column, lane]
