"""From a laid pattern to the task of a plan: legs, area, drift and figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.detection_curve import UnitSensing
from sarex.model.geodesy import bearing_deg, distance_m
from sarex.model.quantities import Position
from sarex.model.search_pattern import PATTERN_NAMES
from sarex.model.search_plan import DatumMotion, Leg, SearchArea, Transit, UnitTask
from sarex.model.search_unit import SearchUnit
from sarex.model.sentence import Sentence
from sarex.search.local_plane import LocalPlane, Point, direction
from sarex.search.pattern.convex_outline import convex_outline
from sarex.search.pattern.still_pattern import box
from sarex.search.pattern.task_track import KINDS, searched_path
from sarex.search.pattern.time_rule import TimeRule
from sarex.search.timed_track import LaidPattern, Piece

Floats = NDArray[np.float64]
LADDERS: Final = ("PS", "CS", "CSC", "B")
PROBE_M: Final = 1000.0


@dataclass(frozen=True)
class SortieWay:
    """The ways of a sortie, and the moment that the unit must leave."""

    out: Transit
    home: Transit | None
    leave_s: float


@dataclass(frozen=True)
class TaskFigures:
    """What the planner says of a task, as in UnitTask."""

    datum: Position
    datum_time_s: float
    effort_share: float
    coverage: float
    pod: float
    poc: float
    pos: float
    reason: Sentence
    notes: tuple[Sentence, ...] = ()


def task_of_pattern(
    laid: LaidPattern,
    plane: LocalPlane,
    unit: SearchUnit,
    way: SortieWay,
    *,
    figures: TaskFigures,
    rule: TimeRule,
    sensing: UnitSensing | None = None,
    sortie: int = 1,
) -> UnitTask:
    """The task to do this pattern. Of a moving one the area is given where it lies when the search starts."""
    legs = pattern_legs(laid, plane)
    start_s, end_s = float(laid.track.time_s[0]), float(laid.track.time_s[-1])
    return UnitTask(
        unit=unit,
        area=pattern_area(laid, plane),
        pattern=laid.shape.code,
        pattern_name=PATTERN_NAMES[laid.shape.code],
        sortie=sortie,
        timing=rule.name,
        motion=pattern_motion(laid, plane),
        sensing=sensing,
        spacing_m=laid.shape.spacing_m,
        csp=legs[0].start,
        creep_deg=creep_deg(laid, plane),
        legs=legs,
        path=searched_path(laid, plane),
        track_length_m=(end_s - start_s) * unit.search_speed,
        transit_out=way.out,
        transit_home=way.home,
        search_start_s=start_s,
        search_end_s=end_s,
        leave_s=way.leave_s,
        **vars(figures),
    )


def pattern_legs(laid: LaidPattern, plane: LocalPlane) -> tuple[Leg, ...]:
    """Legs over the ground. A turn is one short leg; a leg that a bent drift cuts in pieces is straight from its start
    to its end."""
    track = laid.track
    assert not (track.piece == Piece.TRANSIT).any(), "a pattern is searched without a break"
    run = laid.run if len(laid.run) else np.arange(len(track.piece))
    same_run, same_piece = run[1:] == run[:-1], track.piece[1:] == track.piece[:-1]
    new = ~(same_run | (same_piece & (track.piece[1:] != Piece.SEARCH)))
    first = np.concatenate([[0], np.flatnonzero(new) + 1])
    vertices = np.concatenate([first, [len(track.piece)]])
    places = plane.places(np.stack([track.east[vertices], track.north[vertices]], axis=-1)).tolist()
    times = track.time_s[vertices].tolist()
    ends = [Position(lon, lat) for lon, lat in places]
    return tuple(
        Leg(kind=KINDS[kind], start=ends[at], end=ends[at + 1], start_s=times[at], end_s=times[at + 1])
        for at, kind in enumerate(track.piece[first].tolist())
    )


def pattern_area(laid: LaidPattern, plane: LocalPlane) -> SearchArea:
    """The outline of what the pattern sweeps, as it lies when the search starts.

    It is measured along the search legs, or along the line from the first to the last point of a route.
    """
    corners, start_s = laid.swept[0].corners, laid.swept[0].start_s
    if len(laid.swept) > 1:
        drift = _drift(laid)
        corners = convex_outline(
            np.concatenate([area.corners - drift * (area.start_s - start_s) for area in laid.swept])
        )
    along_deg = _axis_deg(laid)
    along = direction(along_deg)
    ahead, left = corners @ along, corners @ along.left
    length_m, width_m = float(np.ptp(ahead)), float(np.ptp(left))
    middle = box(Point(0.0, 0.0), along_deg, (ahead.min(), ahead.max()), (left.min(), left.max())).mean(axis=0)
    covered_m2 = sum(area.area_m2 for area in laid.swept)
    return SearchArea(
        centre=plane.position(Point(*middle.tolist())),
        length_m=max(length_m, width_m),
        width_m=min(length_m, width_m),
        bearing_deg=true_bearing_deg(plane, Point(*middle.tolist()), along if length_m >= width_m else along.left)
        % 180.0,
        corners=tuple(Position(lon, lat) for lon, lat in plane.places(corners).tolist()),
        covered_m2=covered_m2 if abs(covered_m2 / (length_m * width_m) - 1.0) > 1e-6 else None,
    )


def pattern_motion(laid: LaidPattern, plane: LocalPlane) -> DatumMotion | None:
    """The mean drift that the pattern moves with, at the centre of its area; None where it is fixed to the ground."""
    if not laid.moving:
        return None
    drift = _drift(laid)
    speed = float(np.hypot(*drift))
    if speed == 0.0:
        return DatumMotion(toward_deg=0.0, speed_m_per_s=0.0)
    here = pattern_area(laid, plane).centre
    there = plane.position(plane.point(here).moved(Point(*(drift / speed).tolist()), PROBE_M))
    return DatumMotion(
        toward_deg=bearing_deg(here, there), speed_m_per_s=speed * distance_m(here, there) / PROBE_M
    )  # fmt: skip


def creep_deg(laid: LaidPattern, plane: LocalPlane) -> float | None:
    """True bearing in which the legs of a ladder follow each other; None for one leg and for other patterns."""
    shape = laid.shape
    if shape.code not in LADDERS or shape.legs == 1:
        return None
    left = direction(shape.along_deg).left
    return true_bearing_deg(plane, shape.centre, left.back if shape.begins_left else left)


def true_bearing_deg(plane: LocalPlane, at: Point, toward: Point) -> float:
    """True bearing of a direction in the plane, [0, 360)."""
    return bearing_deg(plane.position(at), plane.position(at.moved(toward, PROBE_M)))


def _axis_deg(laid: LaidPattern) -> float:
    route = laid.shape.route
    if laid.shape.code not in ("TSR", "TSN") or route[0] == route[-1]:
        return laid.shape.along_deg
    return float(np.degrees(np.arctan2(route[-1].east - route[0].east, route[-1].north - route[0].north)))


def _drift(laid: LaidPattern) -> Floats:
    """Mean drift of the areas, float64 (2,) [m/s]."""
    moved = sum((area.shifts[-1, 1:] for area in laid.swept), np.zeros(2))
    return np.asarray(moved / sum(area.end_s - area.start_s for area in laid.swept))
