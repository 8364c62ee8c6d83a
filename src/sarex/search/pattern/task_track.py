"""A laid pattern as it is kept in the task of a plan, and back, so that any plan can be scored again as it was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.errors import PlanError
from sarex.model.search_plan import UnitTask
from sarex.model.searched_path import Fix, LonLat, PieceKind, SearchedPath, SweptOutline
from sarex.search.local_plane import LocalPlane, Point
from sarex.search.timed_track import LaidPattern, PatternShape, Piece, SweptArea, TimedTrack

Floats = NDArray[np.float64]
KINDS: Final[dict[int, PieceKind]] = {Piece.SEARCH: "search", Piece.CROSS: "cross", Piece.TURN: "turn"}
PIECES: Final = {kind: piece for piece, kind in KINDS.items()}


def searched_path(laid: LaidPattern, plane: LocalPlane) -> SearchedPath:
    """The pattern by positions, whatever the plane. It must be searched without a break."""
    track = laid.track
    assert track.sensing.all(), "a pattern is searched without a break"
    return SearchedPath(
        pattern=laid.shape.code,
        spacing_m=laid.shape.spacing_m,
        fixes=_fixes(track.time_s, np.stack([track.east, track.north], axis=-1), plane),
        kinds=tuple(KINDS[piece] for piece in track.piece.tolist()),
        swept=tuple(
            SweptOutline(
                corners=_places(area.corners, plane),
                course=_fixes(area.shifts[:, 0], area.corners[0] + area.shifts[:, 1:], plane),
                end_s=area.end_s, track_m=area.track_m, area_m2=area.area_m2,
            )
            for area in laid.swept
        ),
        outline=_places(laid.outline, plane),
        moving=laid.moving,
    )  # fmt: skip


def laid_of_task(task: UnitTask, plane: LocalPlane) -> LaidPattern:
    """The pattern of a task. Raises PlanError where the task does not hold it."""
    if task.path is None:
        raise PlanError(f"the task of unit {task.unit.name!r} holds no path; take it out of the plan or plan it anew")
    return laid_of_path(task.path, plane)


def laid_of_path(path: SearchedPath, plane: LocalPlane) -> LaidPattern:
    """The pattern on a plane, as it was laid. Of its shape only kind, place, spacing and legs are known."""
    fixes, outline = _flat_fixes(path.fixes, plane), _flat(path.outline, plane)
    piece = np.array([PIECES[kind] for kind in path.kinds], np.int8)
    time_s, east, north = (np.ascontiguousarray(fixes[:, axis]) for axis in range(3))
    middle = Point(*outline.mean(axis=0).tolist())
    shape = PatternShape(path.pattern, middle, 0.0, 0.0, path.spacing_m, int((piece == Piece.SEARCH).sum()))
    return LaidPattern(
        shape, TimedTrack(time_s, east, north, piece, np.ones(len(piece), np.bool_)),
        tuple(_swept(area, plane) for area in path.swept), outline, path.moving,
    )  # fmt: skip


def _swept(area: SweptOutline, plane: LocalPlane) -> SweptArea:
    course = _flat_fixes(area.course, plane)
    shifts = course - [0.0, *course[0, 1:]]
    return SweptArea(
        _flat(area.corners, plane), shifts, float(course[0, 0]), area.end_s, area.track_m, area.area_m2
    )  # fmt: skip


def _fixes(time_s: Floats, points: Floats, plane: LocalPlane) -> tuple[Fix, ...]:
    return tuple((when, *place) for when, place in zip(time_s.tolist(), _places(points, plane), strict=True))


def _places(points: Floats, plane: LocalPlane) -> tuple[LonLat, ...]:
    # The projection's way back is a series that ends: within a tenth of a millimetre, which would show in POS.
    miss = points - _flat(plane.places(points), plane)
    return tuple((lon, lat) for lon, lat in plane.places(points + miss).tolist())


def _flat_fixes(fixes: Sequence[Fix], plane: LocalPlane) -> Floats:
    """Time, east and north, float64 (fix, 3)."""
    table = np.array(fixes)
    return np.column_stack([table[:, 0], _flat(table[:, 1:], plane)])


def _flat(places: Sequence[LonLat] | Floats, plane: LocalPlane) -> Floats:
    return np.stack(plane.flat(*np.array(places).T), axis=-1)
