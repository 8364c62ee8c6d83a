"""The outing of a frozen unit: its task of an earlier plan, as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from sarex.model.applied_update import AppliedUpdate
from sarex.model.search_plan import UnitTask
from sarex.model.search_result import FlownSearch
from sarex.search.optimise.outing import Outing, Performed
from sarex.search.optimise.searcher import Searcher, Watch
from sarex.search.optimise.stint import Stint
from sarex.search.pattern.task_track import laid_of_task
from sarex.search.timed_track import LaidPattern, SweptArea, TimedTrack

KEPT_LIMIT: Final = "its task of the earlier plan"


def nothing_kept(unit: str) -> str:
    """What is said of a frozen unit without a task."""
    return (
        f"unit {unit!r} is frozen, but no earlier plan gives it a task to keep; name that plan with `--keep "
        "plan.json`, or take `frozen` out of the units file, so that it is planned anew"
    )


def kept_outing(searcher: Searcher, tasks: Sequence[UnitTask], *, reported_s: float) -> Outing:
    """The tasks as they were ordered, with the sensing of this case: that of the searcher's watches, one for each task.

    reported_s : what it searched before is in the cloud already, by its reports, and counts no more
    """
    performed = (
        _performed(searcher, task, watch, reported_s) for task, watch in zip(tasks, searcher.watches, strict=True)
    )
    return Outing(searcher, (), tuple(performed))


def reported_until_s(updates: Sequence[AppliedUpdate], unit: str) -> float:
    """The end of what this unit has reported as searched, seconds since 1970-01-01 UTC; minus infinity for nothing."""
    ends = [-np.inf]
    for update in updates:
        if update.kind == "search":
            search = FlownSearch.model_validate_json(update.result)
            if search.unit == unit:
                ends.append(search.period_s[1])
    return float(max(ends))


def _performed(searcher: Searcher, task: UnitTask, watch: Watch, reported_s: float) -> Performed:
    laid = searched_after(laid_of_task(task, searcher.room.plane), reported_s)
    shape, home = laid.shape, task.transit_home
    # A kept outing is never changed, so its stint only tells where it is.
    stint = Stint("ladder", shape.centre.east, shape.centre.north, shape.along_deg, task.spacing_m, shape.legs)
    return Performed(
        stint, laid, watch, task.transit_out.start_s, task.search_start_s, task.leave_s, task.transit_out.distance_m,
        None if home is None else home.distance_m, None if home is None else home.end_s, task.sortie, KEPT_LIMIT, task,
    )  # fmt: skip


def searched_after(laid: LaidPattern, time_s: float) -> LaidPattern:
    """The pattern with eyes closed until this time."""
    track = laid.track
    if time_s <= track.time_s[0]:
        return laid
    at = int(np.searchsorted(track.time_s, time_s))
    if at < len(track.time_s) and track.time_s[at] != time_s:
        track = _with_vertex(track, at, time_s)
    sensing = track.sensing & (track.time_s[:-1] >= time_s)
    swept = tuple(_rest(area, time_s) for area in laid.swept if area.end_s > time_s)
    return replace(laid, track=replace(track, sensing=sensing), swept=swept, run=np.empty(0, np.int64))


def _with_vertex(track: TimedTrack, at: int, time_s: float) -> TimedTrack:
    east, north = (np.interp(time_s, track.time_s, axis) for axis in (track.east, track.north))
    return TimedTrack(
        np.insert(track.time_s, at, time_s), np.insert(track.east, at, east), np.insert(track.north, at, north),
        np.insert(track.piece, at, track.piece[at - 1]), np.insert(track.sensing, at, track.sensing[at - 1]),
    )  # fmt: skip


def _rest(area: SweptArea, time_s: float) -> SweptArea:
    """What is swept after a time: the same outline, less track."""
    if time_s <= area.start_s:
        return area
    moved = np.array([np.interp(time_s, area.shifts[:, 0], area.shifts[:, axis]) for axis in (1, 2)])
    later = area.shifts[area.shifts[:, 0] > time_s]
    shifts = np.concatenate([[[time_s, 0.0, 0.0]], later - [0.0, *moved]])
    share = (area.end_s - time_s) / (area.end_s - area.start_s)
    return SweptArea(area.corners + moved, shifts, time_s, area.end_s, area.track_m * share, area.area_m2)
