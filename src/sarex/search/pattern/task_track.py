"""Back from a task of a plan to the track that it asks for, so that any plan can be scored by simulation."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.errors import PlanError
from sarex.model.geodesy import destination
from sarex.model.search_plan import UnitTask
from sarex.search.local_plane import LocalPlane, Point
from sarex.search.pattern.convex_outline import convex_outline, polygon_area_m2, swept_outline
from sarex.search.pattern.lay import still_pattern
from sarex.search.pattern.sector import ROUND_LEGS
from sarex.search.pattern.still_pattern import StillArea
from sarex.search.pattern.track_line import BEND_DEG_MAX, beside, meeting, strip, turn_rad
from sarex.search.timed_track import LaidPattern, PatternShape, Piece, SweptArea, TimedTrack

Floats = NDArray[np.float64]
PIECES: Final = {"search": Piece.SEARCH, "cross": Piece.CROSS, "turn": Piece.TURN}
GAP_S: Final = 1.0
GAP_M: Final = 1.0
PROBE_M: Final = 1000.0


def laid_of_task(task: UnitTask, plane: LocalPlane) -> LaidPattern:
    """The task's legs as a timed track on `plane`, with the area that they sweep.

    The track follows the legs as they stand, turns straight from end to end. Of a moving pattern the plan keeps the
    mean drift: its area goes that way evenly. Where one leg does not begin where the one before ends, the way between
    is a transit. Raises PlanError for a task without legs.
    """
    if not task.legs:
        raise PlanError(f"the task of unit {task.unit.name!r} has no legs; take it out of the plan or plan it anew")
    track, run = _track(task, plane)
    velocity = np.zeros(2) if task.motion is None else _velocity(task, plane)
    still = np.stack([track.east, track.north], axis=-1) - velocity * (track.time_s - track.time_s[0])[:, np.newaxis]
    shape = _shape(task, track.piece, still)
    swept = tuple(
        _carried(area, track.time_s, velocity) for area in _areas(task, plane, shape, track=track, still=still)
    )
    whole = np.concatenate([still, [plane.point(corner) for corner in task.area.corners]])
    moved = velocity * np.array([[0.0], [track.time_s[-1] - track.time_s[0]]])
    outline = swept_outline(convex_outline(whole), moved)
    return LaidPattern(shape, track, swept, outline, moving=task.motion is not None, run=run)


def _track(task: UnitTask, plane: LocalPlane) -> tuple[TimedTrack, NDArray[np.int64]]:
    ends = [(leg.start, leg.start_s) for leg in task.legs], [(leg.end, leg.end_s) for leg in task.legs]
    starts, stops = (
        np.stack(
            [*plane.flat(*np.array([[at.lon, at.lat] for at, _ in side]).T), [time_s for _, time_s in side]], axis=-1
        )
        for side in ends
    )
    vertices, pieces = [starts[0]], []
    for index, leg in enumerate(task.legs):
        late_s, off_m = starts[index, 2] - vertices[-1][2], math.hypot(*(starts[index] - vertices[-1])[:2])
        if late_s > GAP_S or off_m > GAP_M:
            vertices.append(starts[index])
            pieces.append(Piece.TRANSIT)
        vertices.append(stops[index])
        pieces.append(PIECES[leg.kind])
    east, north, time_s = np.ascontiguousarray(np.array(vertices).T)
    piece = np.array(pieces, np.int8)
    track = TimedTrack(np.maximum.accumulate(time_s), east, north, piece, piece != Piece.TRANSIT)
    return track, np.arange(len(piece))


def _velocity(task: UnitTask, plane: LocalPlane) -> Floats:
    assert task.motion is not None
    here, there = task.area.centre, destination(task.area.centre, task.motion.toward_deg, PROBE_M)
    return np.subtract(plane.point(there), plane.point(here)) / PROBE_M * task.motion.speed_m_per_s


def _carried(area: StillArea, time_s: Floats, velocity: Floats) -> SweptArea:
    start_s, end_s = float(time_s[area.first]), float(time_s[area.last])
    moments = [start_s, end_s] if velocity.any() else [start_s]
    shifts = np.array([[moment, *(velocity * (moment - start_s))] for moment in moments])
    return SweptArea(
        area.corners + velocity * (start_s - time_s[0]), shifts, start_s, end_s, area.track_m, area.area_m2
    )  # fmt: skip


def _areas(
    task: UnitTask, plane: LocalPlane, shape: PatternShape, *, track: TimedTrack, still: Floats
) -> list[StillArea]:
    piece, time_s = track.piece, track.time_s
    runs_m = np.hypot(*np.diff(still, axis=0).T)
    if shape.code in ("TSR", "TSN"):
        return [
            StillArea(
                strip(still[index], still[index + 1], task.spacing_m), index, index + 1, float(runs_m[index]),
                float(runs_m[index]) * task.spacing_m,
            )
            for index in np.flatnonzero(piece == Piece.SEARCH).tolist()
        ]  # fmt: skip
    corners = np.array([plane.point(corner) for corner in task.area.corners])
    if polygon_area_m2(corners) < 0.0:
        corners = corners[::-1]
    searched = piece != Piece.TRANSIT
    track_m = float(runs_m[searched].sum())
    if task.timing == "timed":
        # The straight lines that stand for turns are shorter than the arcs, so the length comes from the time; and
        # turns sweep no more than square corners.
        flown_m = float(np.diff(time_s)[searched].sum()) * task.unit.search_speed
        track_m = min(flown_m, still_pattern(shape, 0.0).areas[0].track_m)
    return [StillArea(corners, 0, len(piece), track_m, task.area.area_m2)]


def _shape(task: UnitTask, piece: NDArray[np.int8], still: Floats) -> PatternShape:
    """The free choices that the legs look like, which laid anew give this pattern."""
    searched = np.flatnonzero(piece == Piece.SEARCH)
    starts, ends = still[searched], still[searched + 1]
    steps = ends - starts
    legs = len(searched)
    along_deg = math.degrees(math.atan2(steps[0, 0], steps[0, 1])) % 360.0
    first = Point(*starts[0].tolist())
    if task.pattern in ("TSR", "TSN"):
        return _track_line_shape(task, starts, ends)
    turns = steps[:-1, 0] * steps[1:, 1] - steps[:-1, 1] * steps[1:, 0]
    turns_right = legs == 1 or bool(turns[0] < 0.0)
    if task.pattern == "SS":
        return PatternShape("SS", first, along_deg, 0.0, task.spacing_m, legs, turns_right=turns_right)
    if task.pattern == "VS":
        rounds = 1 if legs <= ROUND_LEGS else 2
        return PatternShape(
            "VS", first, along_deg, math.sqrt(task.area.area_m2 / math.pi), task.spacing_m, rounds * ROUND_LEGS,
            turns_right=turns_right,
        )  # fmt: skip
    across = steps[0, 0] * (starts[-1] - starts[0])[1] - steps[0, 1] * (starts[-1] - starts[0])[0]
    return PatternShape(
        task.pattern, Point(*((starts + ends).mean(axis=0) / 2.0).tolist()), along_deg, math.hypot(*steps[0]),
        task.spacing_m, legs, begins_left=bool(across <= 0.0),
    )  # fmt: skip


def _track_line_shape(task: UnitTask, starts: Floats, ends: Floats) -> PatternShape:
    """Lines are told apart where the unit turns back beside itself; the route lies between them."""
    steps = (ends - starts) / np.hypot(*(ends - starts).T)[:, np.newaxis]
    back = (steps[:-1] * steps[1:]).sum(axis=1) < math.cos(math.radians(BEND_DEG_MAX))
    lines = 1 + int(back.sum())
    last = int(np.flatnonzero(back)[0]) if lines > 1 else len(steps) - 1
    line = [starts[0]]
    for index in range(last):
        line.append(meeting(ends[index], starts[index + 1], steps[index], steps[index + 1]))
    line.append(ends[last])
    begins_left = lines == 1 or turn_rad(steps[last], starts[last + 1] - ends[last]) < 0.0
    offset_m = (lines - 1) / 2.0 * task.spacing_m * (-1.0 if begins_left else 1.0)
    route = tuple(Point(*point) for point in beside(np.array(line), offset_m).tolist())
    return PatternShape(
        task.pattern, route[0], 0.0, 0.0, task.spacing_m, lines, begins_left=begins_left, route=route
    )  # fmt: skip
