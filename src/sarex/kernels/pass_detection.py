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
from typing import Final, NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from sarex.kernels.rate_detection import EXPOSURE_MAX, STANDSTILL
from sarex.kernels.relative_pieces import SHARED_WORK_MIN

RISE: Final = 1.1
SLACK: Final = 0.02
LAW, INNER, OUTER, GAIN, A0, A1, A2, WIDTH, SIDE, FIRST, LAST, CURVE_FIGURES = range(12)
"""Columns of a curve: law; nothing is seen nearer or farther than these [m]; what a pass on a flat curve gives;
coefficients of a logistic one in ranges in metres; sweep width [m]; 1 for the left, -1 for the right, 0 for both sides;
which rows of the table, first and one past the last."""
UNSEEN, FLAT, LOGISTIC, TABLE = range(4)
FADED: Final = 21.0
CELLS_PER_UNIT: Final = 24
GAIN_ERROR_MAX: Final = 1e-9
"""By how much what a pass gives by a logistic curve may be wrong, so that a thousand passes are wrong by 1e-6 at most.
For a logistic chance it is ln(1 + exp(x)) = max(x, 0) + ln(1 + exp(-|x|)), whose last part is nothing beyond FADED,
where it is 7.6e-10, and before that a cubic in each cell: its fourth derivative is 1/8 at most, so that the error is
1 / CELLS_PER_UNIT^4 / 384 / 8 at most."""


def _fading() -> NDArray[np.float64]:
    """ln(1 + exp(-x)) from 0 to FADED, float64 (cell, 4): coefficients of the cubic that has its values and slopes at
    both ends of a cell, by powers of the part of the cell."""
    x = np.arange(int(FADED) * CELLS_PER_UNIT + 1) / CELLS_PER_UNIT
    value, slope = np.log1p(np.exp(-x)), -1.0 / (1.0 + np.exp(x)) / CELLS_PER_UNIT
    rise = np.diff(value)
    square, cube = 3.0 * rise - 2.0 * slope[:-1] - slope[1:], slope[:-1] + slope[1:] - 2.0 * rise
    return np.stack([value[:-1], slope[:-1], square, cube], axis=-1)


FADING: Final = _fading()


class Look(NamedTuple):
    """What is known of a pass while a path is followed.

    falling      : whether the range falls
    passed       : whether it has risen enough since the pass
    low, high    : smallest range of the pass, and greatest since [m]
    gain, column : most that the pass gives, and when
    """

    falling: bool
    passed: bool
    low: float
    high: float
    gain: float
    column: int


UNIT: Final = (0.0, 0.0, 0.0, 0.0)
FRESH: Final = Look(True, False, math.inf, 0.0, 0.0, 0)


@njit(cache=True, error_model="numpy")
def _logistic_gain(power):
    """ln(1 + exp(power)), to GAIN_ERROR_MAX: several times faster than by way of the chance."""
    place = abs(power) * CELLS_PER_UNIT
    cell, fading = int(min(place, FADED * CELLS_PER_UNIT)), 0.0
    if cell < len(FADING):
        part = place - cell
        fading = FADING[cell, 0] + part * (FADING[cell, 1] + part * (FADING[cell, 2] + part * FADING[cell, 3]))
    return min(max(power, 0.0) + fading, EXPOSURE_MAX)


@njit(cache=True, error_model="numpy")
def gain_at(distance, kind, curves, table):
    """Exposure that a pass at this range [m] gives, -ln(1 - chance), to EXPOSURE_MAX.

    curves : float64 (kind, CURVE_FIGURES)
    table  : float64 (row, 2), ranges [m] ascending and chances, straight between
    """
    if distance < curves[kind, INNER] or distance > curves[kind, OUTER]:
        return 0.0
    if curves[kind, LAW] == FLAT:
        return curves[kind, GAIN]
    if curves[kind, LAW] == LOGISTIC:
        return _logistic_gain(curves[kind, A0] + distance * (curves[kind, A1] + distance * curves[kind, A2]))
    row, last = int(curves[kind, FIRST]), int(curves[kind, LAST]) - 1
    while row < last - 1:
        middle = (row + last) // 2
        if table[middle, 0] <= distance:
            row = middle
        else:
            last = middle
    width = table[row + 1, 0] - table[row, 0]
    part = (distance - table[row, 0]) / width if width > 0.0 else 1.0
    chance = table[row, 1] + min(max(part, 0.0), 1.0) * (table[row + 1, 1] - table[row, 1])
    return min(-math.log1p(-chance), EXPOSURE_MAX) if chance < 1.0 else EXPOSURE_MAX


@njit(cache=True)
def _book(look, particle, exposure):
    """Add the pass to the exposure (particle, column)."""
    if look.column < exposure.shape[1]:
        exposure[particle, look.column] += look.gain


@njit(cache=True)
def _after_low(look, distance, gain, column, slack, particle, exposure):
    """What is known when the range was smallest here."""
    _, passed, low, high, best, best_column = look
    if passed and RISE * distance + slack < high:
        _book(look, particle, exposure)
        passed, low, best = False, distance, 0.0
    if gain > best:
        best, best_column = gain, column
    return Look(False, passed, min(low, distance), high, best, best_column)


@njit(cache=True)
def _after_high(look, distance, slack):
    """What is known when the range was greatest here."""
    _, passed, low, high, best, best_column = look
    if passed:
        high = max(high, distance)
    elif distance > RISE * low + slack:
        passed, high = True, distance
    return Look(True, passed, low, high, best, best_column)


@njit(cache=True)
def _on_side(side, east, north, step_east, step_north):
    """Whether a one-sided sensor looks this way; the particle moves by step past the unit, which goes the other way."""
    return side * (east * step_north - north * step_east) >= 0.0


@njit(cache=True, error_model="numpy")
def _lowest(falling, place, step, course, side):
    """Where the range is smallest along a straight step [m] from a place [m].

    course : the step before; at a corner the sensor looks along both
    Returns how far ahead that is times the length of the step [m2], the range there [m], -1 where it is no smallest
    one or lies beyond the step, and whether the sensor looks there.
    """
    (east, north), (step_east, step_north) = place, step
    length2 = step_east * step_east + step_north * step_north
    ahead = -(east * step_east + north * step_north)
    across = east * step_north - north * step_east
    distance, seen = -1.0, side * across >= 0.0
    if 0.0 < ahead < length2:
        distance = abs(across) / math.sqrt(length2)
    elif falling and ahead <= 0.0:
        distance = math.sqrt(east * east + north * north)
        turning = course[0] * course[0] + course[1] * course[1] > 0.0
        seen = seen or (turning and _on_side(side, east, north, course[0], course[1]))
    return ahead, distance, seen


@njit(cache=True, error_model="numpy")
def _end_look(look, place, course, column, sight, particle, exposure):
    """The stretch of search ends with the particle at this place from the unit."""
    kind, curves, table = sight
    if look.falling:
        distance = math.sqrt(place[0] * place[0] + place[1] * place[1])
        seen = _on_side(curves[kind, SIDE], place[0], place[1], course[0], course[1])
        gain = gain_at(distance, kind, curves, table) if seen else 0.0
        look = _after_low(look, distance, gain, column, SLACK * curves[kind, WIDTH], particle, exposure)
    _book(look, particle, exposure)


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


@njit(cache=True, error_model="numpy")
def _add_path(particle, pieces, bounds, boxes, cloud, kind, curves, table, exposure):
    """Follow one particle past the unit and add what its passes give."""
    own = kind[particle]
    if curves[own, LAW] == UNSEEN:
        return
    cloud_east, cloud_north, afloat = cloud
    # Whole arrays, as a row taken out of one for each piece would cost more than the arithmetic.
    begins, ends, joined, columns = pieces.begin, pieces.end, pieces.joined, pieces.column
    side, slack, sight = curves[own, SIDE], SLACK * curves[own, WIDTH], (own, curves, table)
    # Where the unit is farther than this, nothing is seen and any pass is over, so that the path may be left out.
    far = RISE * curves[own, OUTER] + slack
    look, place, course, column, following = FRESH, (0.0, 0.0), (0.0, 0.0), 0, False
    for group in range(len(bounds)):
        interval = pieces.interval[bounds[group, 0]]
        found = afloat[particle, interval] and afloat[particle, interval + 1]
        east, north = cloud_east[particle, interval], cloud_north[particle, interval]
        later_east, later_north = cloud_east[particle, interval + 1], cloud_north[particle, interval + 1]
        near = found and _apart(east, north, later_east, later_north, boxes[group]) <= far * far
        drift_east, drift_north = later_east - east, later_north - north
        if following and not near:
            _end_look(look, place, course, column, sight, particle, exposure)
            following = False
        for piece in range(bounds[group, 0], bounds[group, 1] if near else bounds[group, 0]):
            first_east = east + begins[piece, 0] * drift_east - begins[piece, 1]
            first_north = north + begins[piece, 0] * drift_north - begins[piece, 2]
            last_east = east + ends[piece, 0] * drift_east - ends[piece, 1]
            last_north = north + ends[piece, 0] * drift_north - ends[piece, 2]
            gone = _apart(first_east, first_north, last_east, last_north, UNIT) > far * far
            if following and (gone or not joined[piece]):
                _end_look(look, place, course, column, sight, particle, exposure)
                following = False
            if gone:
                continue
            if not following:
                look, course, following = FRESH, (0.0, 0.0), True
            place, column = (last_east, last_north), columns[piece]
            step = last_east - first_east, last_north - first_north
            if step[0] * step[0] + step[1] * step[1] <= STANDSTILL:
                continue
            ahead, distance, seen = _lowest(look.falling, (first_east, first_north), step, course, side)
            if ahead > 0.0 and not look.falling:
                look = _after_high(look, math.sqrt(first_east * first_east + first_north * first_north), slack)
            if distance >= 0.0:
                gain = gain_at(distance, own, curves, table) if seen else 0.0
                look = _after_low(look, distance, gain, column, slack, particle, exposure)
            course = step
    if following:
        _end_look(look, place, course, column, sight, particle, exposure)


@njit(cache=True, parallel=True)
def add_pass_exposure(pieces, cloud, kind, curves, table, exposure):
    """Add the exposure to a unit with a lateral range curve, -ln(1 - chance) for each pass.

    pieces : RelativePieces;  kind : int (particle,), object class
    cloud  : east, north [m] and whether afloat, each (particle, time)
    curves : float64 (kind, CURVE_FIGURES);  table : float64 (row, 2), see gain_at
    exposure : float64 (particle, column), added to in the column of each pass
    """
    bounds, boxes = _groups(pieces)
    if len(kind) * len(pieces.seconds) < SHARED_WORK_MIN:
        for particle in range(len(kind)):
            _add_path(particle, pieces, bounds, boxes, cloud, kind, curves, table, exposure)
    else:
        for particle in prange(len(kind)):
            _add_path(particle, pieces, bounds, boxes, cloud, kind, curves, table, exposure)
