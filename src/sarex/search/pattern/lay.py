"""Laying a pattern: from its few free choices to where the unit is at each moment, on still or on moving water."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.errors import PlanError
from sarex.model.search_pattern import PatternCode
from sarex.model.search_unit import SearchUnit
from sarex.search.pattern.convex_outline import swept_outline
from sarex.search.pattern.expanding_square import expanding_square
from sarex.search.pattern.ladder import ladder
from sarex.search.pattern.sector import sector
from sarex.search.pattern.still_pattern import StillArea, StillPattern
from sarex.search.pattern.time_rule import TimeRule
from sarex.search.pattern.track_line import track_line
from sarex.search.timed_track import LaidPattern, PatternShape, SweptArea, TimedTrack

Floats = NDArray[np.float64]
Drift = Callable[[Floats], Floats]
SAME_MOMENT_S: Final = 1e-6
STILL: Final[dict[PatternCode, Callable[[PatternShape, float], StillPattern]]] = {
    "PS": ladder,
    "CS": ladder,
    "CSC": ladder,
    "B": ladder,
    "SS": expanding_square,
    "VS": sector,
    "TSR": track_line,
    "TSN": track_line,
}


def still_pattern(shape: PatternShape, radius_m: float) -> StillPattern:
    """The pattern in still water with this turn radius. Raises PlanError where the shape is impossible."""
    if shape.legs < 1 or not shape.spacing_m > 0.0:
        raise PlanError(
            f"pattern {shape.code} has {shape.legs} legs {shape.spacing_m:.0f} m apart; it needs at least one leg and "
            "a spacing above 0"
        )
    if shape.code not in ("SS", "TSR", "TSN") and not shape.leg_m > 0.0:
        raise PlanError(f"pattern {shape.code} has legs of {shape.leg_m:.0f} m; they must be longer than 0")
    return STILL[shape.code](shape, radius_m)


def lay(
    shape: PatternShape,
    unit: SearchUnit,
    start_s: float,
    rule: TimeRule,
    *,
    drift: Drift | None = None,
    drift_times: Floats | None = None,
) -> LaidPattern:
    """The pattern as this unit does it from `start_s` on, at search speed through the water.

    drift       : (moment,) times to (moment, 2) how far the water has moved [m], such as MovingCloud.drift_at. The
                  legs are then laid relative to the water: it carries them, and the areas, along. Without it they are
                  fixed to the ground
    drift_times : ascending, when the drift bends, such as MovingCloud.time_s; it is straight between, and without them
                  from the start to the end
    Raises PlanError where the shape is impossible.
    """
    still = still_pattern(shape, rule.turn_radius_m(unit))
    if not unit.search_speed > 0.0:
        raise PlanError(f"unit {unit.name!r} has search speed 0; give a speed such as `15 kn`")
    times = np.empty(len(still.points))
    times[0] = start_s
    np.cumsum(still.length_m, out=times[1:])
    times[1:] = start_s + times[1:] / unit.search_speed
    if drift is None:
        if shape.code == "B":
            raise PlanError("a barrier lies in moving water; give the drift, or lay a creeping line")
        return _fixed(shape, still, times)
    return _moving(shape, still, times, drift=drift, drift_times=drift_times)


def _fixed(shape: PatternShape, still: StillPattern, times: Floats) -> LaidPattern:
    pieces = len(still.piece)
    track = TimedTrack(
        times, np.ascontiguousarray(still.points[:, 0]), np.ascontiguousarray(still.points[:, 1]), still.piece,
        np.ones(pieces, np.bool_),
    )  # fmt: skip
    swept = tuple(
        SweptArea(
            area.corners, np.array([[times[area.first], 0.0, 0.0]]), float(times[area.first]),
            float(times[area.last]), area.track_m, area.area_m2,
        )
        for area in still.areas
    )  # fmt: skip
    return LaidPattern(shape, track, swept, still.outline, moving=False, run=np.arange(pieces))


def _moving(
    shape: PatternShape, still: StillPattern, times: Floats, *, drift: Drift, drift_times: Floats | None
) -> LaidPattern:
    start_s, end_s = times[0], times[-1]
    bends = np.empty(0) if drift_times is None else drift_times[(drift_times > start_s) & (drift_times < end_s)]
    knots = np.concatenate([[start_s], bends, [end_s]])
    moved = drift(knots)
    moved = moved - moved[0]
    # A bend at a vertex needs no vertex of its own.
    bends = bends[np.abs(times[np.searchsorted(times, bends - SAME_MOMENT_S)] - bends) > SAME_MOMENT_S]
    moments = np.sort(np.concatenate([times, bends])) if len(bends) else times
    run = np.searchsorted(times, moments[:-1], side="right") - 1
    east, north = (
        np.interp(moments, times, still.points[:, axis]) + np.interp(moments, knots, moved[:, axis]) for axis in (0, 1)
    )
    track = TimedTrack(moments, east, north, still.piece[run], np.ones(len(run), np.bool_))
    swept = tuple(_carried(area, times, knots, moved) for area in still.areas)
    return LaidPattern(shape, track, swept, swept_outline(still.outline, moved), moving=True, run=run)


def _carried(area: StillArea, times: Floats, knots: Floats, moved: Floats) -> SweptArea:
    start_s, end_s = float(times[area.first]), float(times[area.last])
    moments = np.concatenate([[start_s], knots[(knots > start_s) & (knots < end_s)], [end_s]])
    shifts = np.stack([moments, *(np.interp(moments, knots, moved[:, axis]) for axis in (0, 1))], axis=-1)
    already = shifts[0, 1:].copy()
    shifts[:, 1:] -= already
    return SweptArea(area.corners + already, shifts, start_s, end_s, area.track_m, area.area_m2)
