"""Clouds and tracks on a plane, made by hand for tests of the score."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from sarex.model.detection_curve import DetectionCurve, LawName, ObjectSensing, UnitSensing
from sarex.model.quantities import Position
from sarex.search.local_plane import LocalPlane, Point
from sarex.search.moving_cloud import MovingCloud
from sarex.search.timed_track import LaidPattern, PatternShape, SweptArea, TimedTrack

Floats = NDArray[np.float64]
START_S = 1_770_000_000.0
PLANE = LocalPlane(Position(3.0, 60.0))
W = 1000.0
SHAPE = PatternShape("PS", Point(0.0, 0.0), 0.0, 1.0, 1.0, 1)
CURVES: dict[LawName, DetectionCurve] = {
    "random": DetectionCurve(law="random", sweep_width_m=W),
    "inverse_cube": DetectionCurve(law="inverse_cube", sweep_width_m=W),
    "definite": DetectionCurve(law="definite", sweep_width_m=W),
    "m_beta": DetectionCurve(law="m_beta", sweep_width_m=W, beta=0.7, range_m=W / 1.4),
    "logistic": DetectionCurve(law="logistic", sweep_width_m=W, a0=2.0, a1=-5.0),
    "table": DetectionCurve(
        law="table", sweep_width_m=W, table=((0.0, 0.9), (400.0, 0.6), (900.0, 0.1), (1200.0, 0.0))
    ),
}


def sensing(*curves: DetectionCurve) -> UnitSensing:
    return UnitSensing(objects=tuple(ObjectSensing(object_key=f"K-{n}", sensor="visual", curve=c)
                                     for n, c in enumerate(curves)))  # fmt: skip


def moving(tracks: Floats, *, hours: Sequence[float] | None = None, **changes: object) -> MovingCloud:
    """Particles along (particle, time, east-north) tracks, one position an hour."""
    count, times = tracks.shape[:2]
    told = {
        "plane": PLANE,
        "time_s": START_S + 3600.0 * np.asarray(range(times) if hours is None else hours, dtype=np.float64),
        "east": np.ascontiguousarray(tracks[..., 0]),
        "north": np.ascontiguousarray(tracks[..., 1]),
        "afloat": np.isfinite(tracks).all(axis=-1),
        "weight": np.full(count, 1.0 / max(count, 1)),
        "scenario": np.zeros(count, dtype=np.int16),
        "object_class": np.zeros(count, dtype=np.int16),
        **changes,
    }
    return MovingCloud(**told)  # type: ignore[arg-type]


def still(places: Floats | Sequence[Sequence[float]], *, hours: int = 24, **changes: object) -> MovingCloud:
    """Particles that stay at (particle, east-north)."""
    return moving(np.repeat(np.asarray(places, dtype=np.float64)[:, np.newaxis], hours + 1, axis=1), **changes)


def track(
    places: Floats | Sequence[Sequence[float]], *, speed: float = 10.0, start_s: float = START_S + 600.0
) -> TimedTrack:
    """A track through (vertex, east-north) at one speed, searching all the way."""
    vertex = np.asarray(places, dtype=np.float64)
    steps = np.hypot(*np.diff(vertex, axis=0).T)
    time_s = start_s + np.concatenate([[0.0], np.cumsum(steps)]) / speed
    legs = len(steps)
    return TimedTrack(time_s, vertex[:, 0], vertex[:, 1], np.ones(legs, np.int8), np.ones(legs, np.bool_))


def laid(path: TimedTrack, swept: tuple[SweptArea, ...] = ()) -> LaidPattern:
    return LaidPattern(SHAPE, path, swept, np.zeros((0, 2)), moving=False)


def box(half_east: float, half_north: float) -> Floats:
    """Corners of a rectangle about the origin, anticlockwise."""
    signs = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    return signs * np.array([half_east, half_north])


def swept_box(half_east: float, half_north: float, path: TimedTrack, *, effort_m: float | None = None) -> SweptArea:
    """A rectangle about the origin, swept while the track lasts."""
    start, end = float(path.time_s[0]), float(path.time_s[-1])
    return SweptArea(
        box(half_east, half_north), np.array([[start, 0.0, 0.0]]), start, end,
        path.length_m if effort_m is None else effort_m, 4.0 * half_east * half_north,
    )  # fmt: skip


def ladder(legs: int, length: float, spacing: float) -> Floats:
    """Vertices of legs along east, one spacing apart, about the origin."""
    rung = np.repeat(np.arange(legs), 2)
    ahead = np.where((np.arange(2 * legs) + 1) // 2 % 2 == 0, -0.5, 0.5)
    return np.stack([ahead * length, (rung - (legs - 1) / 2.0) * spacing], axis=-1)


def carried(path: TimedTrack, move: Callable[[Floats, Floats], Floats]) -> TimedTrack:
    """The track with each vertex moved: move(time since START_S, places) -> places."""
    places = move(path.time_s - START_S, np.stack([path.east, path.north], axis=-1))
    return TimedTrack(path.time_s, places[:, 0], places[:, 1], path.piece, path.sensing)


def cut(path: TimedTrack, leg: int, part: float) -> TimedTrack:
    """The same track with one more vertex on a leg; at part 0 or 1 it is a turn of no degrees on the spot."""
    ends = [(axis[leg] + part * (axis[leg + 1] - axis[leg])) for axis in (path.time_s, path.east, path.north)]
    time_s, east, north = (
        np.insert(axis, leg + 1, end) for axis, end in zip((path.time_s, path.east, path.north), ends, strict=True)
    )
    return TimedTrack(time_s, east, north, np.insert(path.piece, leg, path.piece[leg]),
                      np.insert(path.sensing, leg, path.sensing[leg]))  # fmt: skip
