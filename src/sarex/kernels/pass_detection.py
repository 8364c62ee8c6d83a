"""Detection by lateral range: one independent chance each time that a unit passes a particle. [Koopman1946]

A pass is a place where the range along the relative path is smallest: abeam on a straight leg, at a corner outside of
which the particle lies, and at the start or end of a stretch of search if the range grows away from there. The path
is followed as one, whatever it is cut into, so a cut leg, a turn of no degrees or an hourly kink of the drift is no new
pass. Two smallest ranges are two passes only if the range between them rises to RISE times both and SLACK of a sweep
width more: the chords of one turn about a particle are one look at it, not several. Of smallest ranges that count as
one pass, the one with the greatest chance counts.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit, prange

from sarex.kernels.rate_detection import EXPOSURE_MAX, STANDSTILL
from sarex.kernels.relative_pieces import SHARED_WORK_MIN

RISE: Final = 1.1
SLACK: Final = 0.02
LAW, INNER, OUTER, CHANCE, A0, A1, A2, WIDTH, SIDE, FIRST, LAST, CURVE_FIGURES = range(12)
"""Columns of a curve: law; nothing is seen nearer or farther than these [m]; the chance of a flat curve; coefficients
of a logistic one in ranges in metres; sweep width [m]; 1 for the left, -1 for the right, 0 for both sides; which rows
of the table, first and one past the last."""
UNSEEN, FLAT, LOGISTIC, TABLE = range(4)
FALLING, PASSED, LOW, HIGH, BEST, BEST_COLUMN, STEP_EAST, STEP_NORTH, LOOK_FIGURES = range(9)
"""What is known while a path is followed: whether the range falls; whether it has risen enough since the pass; smallest
range of the pass and greatest since; greatest chance of the pass and when; the last step [m]."""


@njit(cache=True, error_model="numpy")
def chance_at(distance, curve, table):
    """Probability of detection on a pass at this range [m].

    curve : float64 (CURVE_FIGURES,);  table : float64 (row, 2), ranges [m] ascending and chances, straight between
    """
    if distance < curve[INNER] or distance > curve[OUTER]:
        return 0.0
    if curve[LAW] == FLAT:
        return curve[CHANCE]
    if curve[LAW] == LOGISTIC:
        return 1.0 / (1.0 + math.exp(min(-curve[A0] - distance * (curve[A1] + distance * curve[A2]), 700.0)))
    row, last = int(curve[FIRST]), int(curve[LAST]) - 1
    while row < last - 1 and table[row + 1, 0] <= distance:
        row += 1
    width = table[row + 1, 0] - table[row, 0]
    part = (distance - table[row, 0]) / width if width > 0.0 else 1.0
    return table[row, 1] + min(max(part, 0.0), 1.0) * (table[row + 1, 1] - table[row, 1])


@njit(cache=True)
def _begin_look(look):
    look[:] = 0.0
    look[FALLING] = 1.0
    look[LOW] = np.inf


@njit(cache=True, error_model="numpy")
def _count(look, row):
    """Add the pass to the exposure (column,)."""
    if look[BEST] > 0.0 and look[BEST_COLUMN] < len(row):
        certain = look[BEST] >= 1.0
        row[int(look[BEST_COLUMN])] += EXPOSURE_MAX if certain else min(-math.log1p(-look[BEST]), EXPOSURE_MAX)
    look[BEST] = 0.0


@njit(cache=True)
def _visit_low(look, distance, chance, column, slack, row):
    """The range is smallest here."""
    look[FALLING] = 0.0
    if look[PASSED] > 0.0 and RISE * distance + slack < look[HIGH]:
        _count(look, row)
        look[PASSED] = 0.0
        look[LOW] = distance
    look[LOW] = min(look[LOW], distance)
    if chance > look[BEST]:
        look[BEST], look[BEST_COLUMN] = chance, column


@njit(cache=True)
def _visit_high(look, distance, slack):
    """The range is greatest here."""
    look[FALLING] = 1.0
    if look[PASSED] > 0.0:
        look[HIGH] = max(look[HIGH], distance)
    elif distance > RISE * look[LOW] + slack:
        look[PASSED], look[HIGH] = 1.0, distance


@njit(cache=True)
def _on_side(side, east, north, step_east, step_north):
    """Whether a one-sided sensor looks this way; the particle moves by step past the unit, which goes the other way."""
    return side * (east * step_north - north * step_east) >= 0.0


@njit(cache=True, error_model="numpy")
def _follow(look, east, north, step_east, step_north, column, curve, table, row):
    """Follow the relative path by one straight step from (east, north)."""
    length2 = step_east * step_east + step_north * step_north
    if length2 <= STANDSTILL:
        return
    slack, side = SLACK * curve[WIDTH], curve[SIDE]
    ahead = -(east * step_east + north * step_north)
    if ahead <= 0.0:
        if look[FALLING] > 0.0:
            distance = math.sqrt(east * east + north * north)
            seen = _on_side(side, east, north, step_east, step_north)
            if not seen and look[STEP_EAST] * look[STEP_EAST] + look[STEP_NORTH] * look[STEP_NORTH] > 0.0:
                seen = _on_side(side, east, north, look[STEP_EAST], look[STEP_NORTH])
            _visit_low(look, distance, chance_at(distance, curve, table) if seen else 0.0, column, slack, row)
    else:
        if look[FALLING] == 0.0:
            _visit_high(look, math.sqrt(east * east + north * north), slack)
        if ahead < length2:
            distance = abs(east * step_north - north * step_east) / math.sqrt(length2)
            seen = _on_side(side, east, north, step_east, step_north)
            _visit_low(look, distance, chance_at(distance, curve, table) if seen else 0.0, column, slack, row)
    look[STEP_EAST], look[STEP_NORTH] = step_east, step_north


@njit(cache=True, error_model="numpy")
def _end_look(look, east, north, column, curve, table, row):
    """The stretch of search ends with the particle at (east, north) from the unit."""
    if look[FALLING] > 0.0:
        distance = math.sqrt(east * east + north * north)
        seen = _on_side(curve[SIDE], east, north, look[STEP_EAST], look[STEP_NORTH])
        chance = chance_at(distance, curve, table) if seen else 0.0
        _visit_low(look, distance, chance, column, SLACK * curve[WIDTH], row)
    _count(look, row)
    _begin_look(look)


@njit(cache=True)
def _groups(pieces):
    """The pieces by output interval: int64 (group, 2) first and one past the last, and float64 (group, 4) the box that
    the unit stays in, west, south, east, north [m]."""
    count = len(pieces.seconds)
    bounds, boxes = np.empty((count, 2), np.int64), np.empty((count, 4))
    groups = 0
    for piece in range(count):
        begin, end = pieces.begin[piece], pieces.end[piece]
        if piece == 0 or pieces.interval[piece] != pieces.interval[piece - 1]:
            bounds[groups, 0] = piece
            boxes[groups, :2], boxes[groups, 2:] = np.inf, -np.inf
            groups += 1
        bounds[groups - 1, 1] = piece + 1
        box = boxes[groups - 1]
        box[0], box[1] = min(box[0], begin[1], end[1]), min(box[1], begin[2], end[2])
        box[2], box[3] = max(box[2], begin[1], end[1]), max(box[3], begin[2], end[2])
    return bounds[:groups], boxes[:groups]


@njit(cache=True)
def _apart(east, north, later_east, later_north, box):
    """Squared distance [m2] between a box and the box about a straight line."""
    across = max(box[0] - max(east, later_east), min(east, later_east) - box[2], 0.0)
    along = max(box[1] - max(north, later_north), min(north, later_north) - box[3], 0.0)
    return across * across + along * along


@njit(cache=True)
def _add_path(particle, pieces, bounds, boxes, cloud, kind, curves, table, exposure):
    """Follow one particle past the unit and add what its passes give."""
    curve, row, look = curves[kind[particle]], exposure[particle], np.empty(LOOK_FIGURES)
    if curve[LAW] == UNSEEN:
        return
    cloud_east, cloud_north, afloat = cloud
    # Whole arrays, as a row taken out of one for each piece would cost more than the arithmetic.
    begins, ends = pieces.begin, pieces.end
    # Where the unit is farther than this, nothing is seen and any pass is over, so that the path may be left out.
    far = RISE * curve[OUTER] + SLACK * curve[WIDTH]
    _begin_look(look)
    east, north, column, following = 0.0, 0.0, 0, False
    for group in range(len(bounds)):
        interval = pieces.interval[bounds[group, 0]]
        found = afloat[particle, interval] and afloat[particle, interval + 1]
        place_east, place_north = cloud_east[particle, interval], cloud_north[particle, interval]
        next_east, next_north = cloud_east[particle, interval + 1], cloud_north[particle, interval + 1]
        near = found and _apart(place_east, place_north, next_east, next_north, boxes[group]) <= far * far
        if following and not near:
            _end_look(look, east, north, column, curve, table, row)
            following = False
        for piece in range(bounds[group, 0], bounds[group, 1] if near else bounds[group, 0]):
            if following and not pieces.joined[piece]:
                _end_look(look, east, north, column, curve, table, row)
            first_east = place_east + begins[piece, 0] * (next_east - place_east) - begins[piece, 1]
            first_north = place_north + begins[piece, 0] * (next_north - place_north) - begins[piece, 2]
            east = place_east + ends[piece, 0] * (next_east - place_east) - ends[piece, 1]
            north = place_north + ends[piece, 0] * (next_north - place_north) - ends[piece, 2]
            column, following = pieces.column[piece], True
            _follow(look, first_east, first_north, east - first_east, north - first_north, column, curve, table, row)
    if following:
        _end_look(look, east, north, column, curve, table, row)


@njit(cache=True, parallel=True)
def add_pass_exposure(pieces, cloud, kind, curves, table, exposure):
    """Add the exposure to a unit with a lateral range curve, -ln(1 - chance) for each pass.

    pieces : RelativePieces;  kind : int (particle,), object class
    cloud  : east, north [m] and whether afloat, each (particle, time)
    curves : float64 (kind, CURVE_FIGURES);  table : float64 (row, 2), see chance_at
    exposure : float64 (particle, column), added to in the column of each pass
    """
    bounds, boxes = _groups(pieces)
    if len(kind) * len(pieces.seconds) < SHARED_WORK_MIN:
        for particle in range(len(kind)):
            _add_path(particle, pieces, bounds, boxes, cloud, kind, curves, table, exposure)
    else:
        for particle in prange(len(kind)):
            _add_path(particle, pieces, bounds, boxes, cloud, kind, curves, table, exposure)
