"""The track line search: along a route, in lines one spacing apart on either side of it. TSR returns, TSN does not."""

from __future__ import annotations

import itertools
import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.errors import PlanError
from sarex.search.pattern.convex_outline import convex_outline
from sarex.search.pattern.still_pattern import StillArea, StillPattern
from sarex.search.pattern.turn import leg_change, rounded
from sarex.search.timed_track import PatternShape, Piece

Floats = NDArray[np.float64]
BEND_DEG_MAX: Final = 150.0
SAME_M: Final = 1.0
MITRE_RAD_MAX: Final = math.radians(90.0)
"""Round the outside of a sharper bend a line goes with two corners instead of one far out."""


def track_line(shape: PatternShape, radius_m: float) -> StillPattern:
    """Lines beside the route, offset symmetrically, from one side to the other: one line on the route itself, two at
    half a spacing on either side. `begins_ahead` begins at the route's end, `begins_left` on the left side looking
    along it. Each straight run sweeps a strip one spacing wide. Raises PlanError for a route that cannot be followed.
    """
    _check(shape)
    route = np.array(shape.route, np.float64)
    side = 1.0 if shape.begins_left else -1.0
    change = leg_change(shape.spacing_m, radius_m)
    points, pieces, lengths = [], [], []
    for number in range(shape.legs):
        line = beside(route, side * shape.spacing_m * ((shape.legs - 1) / 2.0 - number))
        back = (number % 2 == 1) != shape.begins_ahead
        path, piece, length_m = rounded(line[::-1] if back else line, radius_m)
        points.append(path)
        pieces.append(piece)
        lengths.append(length_m)
        if number < shape.legs - 1:
            points.append(_change_points(path, change.ahead, change.aside * (side if back else -side)))
            pieces.append(change.piece)
            lengths.append(change.length_m)
    path, piece, length_m = np.concatenate(points), np.concatenate(pieces), np.concatenate(lengths)
    areas = tuple(
        StillArea(strip(path[index], path[index + 1], shape.spacing_m), index, index + 1, track_m, area_m2)
        for index in np.flatnonzero(piece == Piece.SEARCH).tolist()
        for track_m, area_m2 in ((float(length_m[index]), float(length_m[index]) * shape.spacing_m),)
    )
    return StillPattern(
        path, piece, length_m, areas, convex_outline(np.concatenate([path, *(a.corners for a in areas)]))
    )


def _check(shape: PatternShape) -> None:
    route = np.array(shape.route, np.float64).reshape(-1, 2)
    steps = np.diff(route, axis=0)
    if len(route) < 2 or not (np.hypot(*steps.T) > 0.0).all():
        raise PlanError(
            f"a track line search needs a route of at least two different points in turn, this one has {len(route)}; "
            "give the track that the object was to follow"
        )
    if (shape.code == "TSR") != (shape.legs % 2 == 0):
        need = "an even number of lines" if shape.code == "TSR" else "an odd number of lines"
        raise PlanError(
            f"pattern {shape.code} ends where it {'began' if shape.code == 'TSR' else 'did not begin'}, so it needs "
            f"{need}, not {shape.legs}; add or drop one, or take {'TSN' if shape.code == 'TSR' else 'TSR'}"
        )
    bend_deg = sharpest_bend_deg(route)
    if bend_deg > BEND_DEG_MAX:
        raise PlanError(
            f"the route turns back on itself by {bend_deg:.0f} deg, more than {BEND_DEG_MAX:.0f} deg at one point; "
            "split it there into two searches"
        )


def sharpest_bend_deg(route: Floats) -> float:
    """By how much a route, float64 (corner, 2), turns where it turns most."""
    steps = np.diff(route, axis=0)
    before, after = steps[:-1], steps[1:]
    cross = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    return float(np.degrees(np.abs(np.arctan2(cross, (before * after).sum(axis=1)))).max(initial=0.0))


def along_route_m(route: Floats, places: Floats) -> tuple[Floats, Floats]:
    """How far along a route, float64 (corner, 2), the point of it lies that is nearest to each place, float64 (place,
    2); and how far off the place is: float64 (place,) each [m]."""
    steps = np.diff(route, axis=0)
    length_m = np.hypot(*steps.T)
    reached_m = np.concatenate([[0.0], np.cumsum(length_m)])
    from_start = places[:, np.newaxis] - route[:-1]
    share = np.clip((from_start * steps).sum(axis=-1) / length_m**2, 0.0, 1.0)
    off_m = np.hypot(*np.moveaxis(from_start - share[..., np.newaxis] * steps, -1, 0))
    step, place = off_m.argmin(axis=1), np.arange(len(places))
    return reached_m[step] + share[place, step] * length_m[step], off_m[place, step]


def part_of_route(route: Floats, start_m: float, end_m: float) -> Floats:
    """The route from one length along it to a later one, float64 (corner, 2)."""
    reached_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(route, axis=0).T))])
    inside = (reached_m > start_m + SAME_M) & (reached_m < end_m - SAME_M)
    along_m = np.concatenate([[start_m], reached_m[inside], [end_m]])
    return np.stack([np.interp(along_m, reached_m, route[:, axis]) for axis in (0, 1)], axis=-1)


def strip(start: Floats, end: Floats, width_m: float) -> Floats:
    """Corners of the rectangle about a straight run, anticlockwise."""
    step = end - start
    left = np.array([-step[1], step[0]]) / math.hypot(*step) * (width_m / 2.0)
    return np.array([end + left, start + left, start - left, end - left])


def beside(route: Floats, left_m: float) -> Floats:
    """The line at this distance to the left of a route, float64 (vertex, 2).

    A step of the route that is too short to be seen on the inside of its bends is left out.
    """
    if left_m == 0.0:
        return route
    steps = np.diff(route, axis=0)
    steps /= np.hypot(steps[:, 0], steps[:, 1])[:, np.newaxis]
    kept = list(range(len(steps)))
    while True:
        line = _joined(route, steps, kept, left_m)
        onward = [float(step @ (end - start)) for step, (start, end) in zip(steps[kept], line, strict=True)]
        worst = int(np.argmin(onward))
        if onward[worst] > 0.0 or len(kept) == 1:
            break
        del kept[worst]
    path = [line[0][0]]
    for start, end in line:
        path += [start, end]
    turns = np.array(path)
    new = np.hypot(*np.diff(turns, axis=0).T) > 1e-9 * (1.0 + abs(left_m))
    return np.asarray(turns[np.concatenate([[True], new])])


def _joined(route: Floats, steps: Floats, kept: list[int], left_m: float) -> list[tuple[Floats, Floats]]:
    """Start and end of each kept step beside the route, cut or drawn out to where it meets its neighbours."""
    offsets = np.stack([-steps[:, 1], steps[:, 0]], axis=-1) * left_m
    ends = [route[0] + offsets[kept[0]]]
    for one, other in itertools.pairwise(kept):
        ends += _corners(
            route[one + 1] + offsets[one], route[other] + offsets[other], steps[one], steps[other], left_m=left_m
        )
    ends.append(route[-1] + offsets[kept[-1]])
    return list(zip(ends[::2], ends[1::2], strict=True))


def _corners(end: Floats, start: Floats, one: Floats, other: Floats, *, left_m: float) -> tuple[Floats, Floats]:
    """Where a line through `end` along `one` meets one through `start` along `other`; on the outside of a sharp bend,
    two places on them, so that the way between stays as far from the bend."""
    turn = turn_rad(one, other)
    if turn * left_m < 0.0 and abs(turn) > MITRE_RAD_MAX:
        reach_m = abs(left_m) * math.tan(abs(turn) / 4.0)
        return end + reach_m * one, start - reach_m * other
    met = meeting(end, start, one, other)
    return met, met


def meeting(end: Floats, start: Floats, one: Floats, other: Floats) -> Floats:
    """Where a line through `end` along the unit vector `one` meets one through `start` along `other`, float64 (2,)."""
    turn = turn_rad(one, other)
    if abs(math.sin(turn)) < 1e-9:
        return np.asarray((end + start) / 2.0)
    step = start - end
    return np.asarray(end + (step[0] * other[1] - step[1] * other[0]) / math.sin(turn) * one)


def turn_rad(one: Floats, other: Floats) -> float:
    return math.atan2(one[0] * other[1] - one[1] * other[0], one @ other)


def _change_points(path: Floats, ahead: Floats, left: Floats) -> Floats:
    step = path[-1] - path[-2]
    step = step / math.hypot(*step)
    return np.asarray(path[-1] + ahead[:, np.newaxis] * step + left[:, np.newaxis] * np.array([-step[1], step[0]]))
