"""Detection at a rate that falls with the cube of the range, added up along relative motion. [Koopman1946]"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit, prange

from sarex.kernels.relative_pieces import SHARED_WORK_MIN

LANES: Final = 64
"""Particles that share a pass over the pieces, so that one instruction works on several of them."""
EAST, NORTH, DRIFT_EAST, DRIFT_NORTH, STRENGTH, SIDE, INNER, CLEAR, ROWS = range(9)
"""CLEAR: the strength of those that the piece at hand does not bring within their inner range."""
EXPOSURE_MAX: Final = 50.0
"""Detection as sure as a float can tell: exp(-50) is lost beside 1."""
NEAREST: Final = 1e-6
"""Ranges are never taken for less [m], so that a hit is a large number and no division by zero."""
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
    near = max(math.sqrt(east * east + north * north), NEAREST)
    far = max(math.sqrt(later_east * later_east + later_north * later_north), NEAREST)
    before, after = east * step_east + north * step_north, later_east * step_east + later_north * step_north
    across = east * step_north - north * step_east
    # `before` and `after` are s times the length of the step at both ends; `across` is x times it.
    passes = (before < 0.0) & (after > 0.0)
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


@njit(cache=True)
def _load(first, interval, cloud, kind, strength, side, inner, lanes):
    """Fill the lanes with the particles from `first` on; those not to be found, or beyond the last, get no strength."""
    cloud_east, cloud_north, afloat = cloud
    lanes[:, :] = 0.0
    for lane in range(min(LANES, len(kind) - first)):
        particle = first + lane
        if afloat[particle, interval] and afloat[particle, interval + 1]:
            lanes[EAST, lane] = cloud_east[particle, interval]
            lanes[NORTH, lane] = cloud_north[particle, interval]
            lanes[DRIFT_EAST, lane] = cloud_east[particle, interval + 1] - cloud_east[particle, interval]
            lanes[DRIFT_NORTH, lane] = cloud_north[particle, interval + 1] - cloud_north[particle, interval]
            lanes[STRENGTH, lane] = strength[kind[particle]]
            lanes[SIDE, lane] = side[kind[particle]]
            lanes[INNER, lane] = inner[kind[particle]]


@njit(cache=True, error_model="numpy")
def _add_piece(place_east, place_north, drift_east, drift_north, strength, side, begin, end, seconds, total):
    """One piece for all lanes. Plain rows and no branch, so that it becomes vector instructions."""
    part, unit_east, unit_north = begin[0], begin[1], begin[2]
    later_part, later_unit_east, later_unit_north = end[0], end[1], end[2]
    for lane in range(LANES):
        east = place_east[lane] + part * drift_east[lane] - unit_east
        north = place_north[lane] + part * drift_north[lane] - unit_north
        later_east = place_east[lane] + later_part * drift_east[lane] - later_unit_east
        later_north = place_north[lane] + later_part * drift_north[lane] - later_unit_north
        left = east * (later_north - north) - north * (later_east - east)
        seen = strength[lane] if side[lane] * left >= 0.0 else 0.0
        total[lane] += min(seen * seconds * mean_inverse_cube(east, north, later_east, later_north), EXPOSURE_MAX)


@njit(cache=True, error_model="numpy")
def _mark_clear(place_east, place_north, drift_east, drift_north, strength, inner, begin, end, clear):
    """Strength of the lanes whose piece stays outside their inner range, 0 for the others. As plain as `_add_piece`."""
    for lane in range(LANES):
        east = place_east[lane] + begin[0] * drift_east[lane] - begin[1]
        north = place_north[lane] + begin[0] * drift_north[lane] - begin[2]
        step_east = place_east[lane] + end[0] * drift_east[lane] - end[1] - east
        step_north = place_north[lane] + end[0] * drift_north[lane] - end[2] - north
        length2 = max(step_east * step_east + step_north * step_north, STANDSTILL)
        part = min(max(-(east * step_east + north * step_north) / length2, 0.0), 1.0)
        near_east, near_north = east + part * step_east, north + part * step_north
        outside = near_east * near_east + near_north * near_north >= inner[lane] * inner[lane]
        clear[lane] = strength[lane] if outside else 0.0


@njit(cache=True, error_model="numpy")
def _add_piece_outside(lanes, begin, end, seconds, total):
    """As `_add_piece`, for the lanes that are not clear of the range within which their sensors are blind."""
    for lane in range(LANES):
        if lanes[CLEAR, lane] == lanes[STRENGTH, lane]:
            continue
        east = lanes[EAST, lane] + begin[0] * lanes[DRIFT_EAST, lane] - begin[1]
        north = lanes[NORTH, lane] + begin[0] * lanes[DRIFT_NORTH, lane] - begin[2]
        later_east = lanes[EAST, lane] + end[0] * lanes[DRIFT_EAST, lane] - end[1]
        later_north = lanes[NORTH, lane] + end[0] * lanes[DRIFT_NORTH, lane] - end[2]
        left = east * (later_north - north) - north * (later_east - east)
        if lanes[SIDE, lane] * left >= 0.0:
            mean = mean_inverse_cube_outside(east, north, later_east, later_north, lanes[INNER, lane])
            total[lane] += min(lanes[STRENGTH, lane] * seconds * mean, EXPOSURE_MAX)


@njit(cache=True)
def _add_block(first, pieces, cloud, kind, strength, side, inner, exposure):
    """The particles that share the lanes from `first` on, through all pieces."""
    particles, columns = exposure.shape
    lanes, total = np.zeros((ROWS, LANES)), np.zeros((columns + 1, LANES))
    annular, interval = inner.max() > 0.0, -1
    plain = CLEAR if annular else STRENGTH
    for piece in range(len(pieces.seconds)):
        if pieces.interval[piece] != interval:
            interval = pieces.interval[piece]
            _load(first, interval, cloud, kind, strength, side, inner, lanes)
        begin, end, seconds = pieces.begin[piece], pieces.end[piece], pieces.seconds[piece]
        row = total[pieces.column[piece]]
        if annular:
            _mark_clear(
                lanes[EAST], lanes[NORTH], lanes[DRIFT_EAST], lanes[DRIFT_NORTH], lanes[STRENGTH], lanes[INNER],
                begin, end, lanes[CLEAR],
            )  # fmt: skip
            _add_piece_outside(lanes, begin, end, seconds, row)
        _add_piece(
            lanes[EAST], lanes[NORTH], lanes[DRIFT_EAST], lanes[DRIFT_NORTH], lanes[plain], lanes[SIDE],
            begin, end, seconds, row,
        )  # fmt: skip
    for lane in range(min(LANES, particles - first)):
        for column in range(columns):
            exposure[first + lane, column] += total[column, lane]


@njit(cache=True, parallel=True)
def add_rate_exposure(pieces, cloud, kind, strength, side, inner, exposure):
    """Add the exposure to a unit whose detection rate is strength / range^3.

    pieces : RelativePieces;  kind : int (particle,), object class
    cloud  : east, north [m] and whether afloat, each (particle, time)
    strength, side, inner : float64 (kind,): [m3/s], 0 where the kind is not seen at a rate; 1 where the sensor looks to
    the left of the unit's relative course, -1 to the right, 0 to both; nothing is seen nearer than inner [m]
    exposure : float64 (particle, column), added to in the column of each piece, to EXPOSURE_MAX a piece
    """
    blocks = (len(kind) + LANES - 1) // LANES
    if len(kind) * len(pieces.seconds) < SHARED_WORK_MIN:
        for block in range(blocks):
            _add_block(block * LANES, pieces, cloud, kind, strength, side, inner, exposure)
    else:
        for block in prange(blocks):
            _add_block(block * LANES, pieces, cloud, kind, strength, side, inner, exposure)
