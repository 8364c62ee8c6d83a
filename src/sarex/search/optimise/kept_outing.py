"""The outing of a frozen unit: its task of an earlier plan, as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from sarex.model.applied_update import AppliedUpdate
from sarex.model.search_plan import UnitTask
from sarex.model.search_result import FlownSearch
from sarex.model.sentence import Sentence
from sarex.search.optimise.outing import Outing, Performed
from sarex.search.optimise.searcher import Searcher, Watch
from sarex.search.optimise.stint import Stint
from sarex.search.pattern.searched_part import searched_part
from sarex.search.pattern.task_track import laid_of_task

KEPT_LIMIT: Final = Sentence("limit.kept")


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
    laid = searched_part(laid_of_task(task, searcher.room.plane), after_s=reported_s)
    shape, home = laid.shape, task.transit_home
    # A kept outing is never changed, so its stint only tells where it is.
    stint = Stint("ladder", shape.centre.east, shape.centre.north, shape.along_deg, task.spacing_m, shape.legs)
    return Performed(
        stint, laid, watch, task.transit_out.start_s, task.search_start_s, task.leave_s, task.transit_out.distance_m,
        None if home is None else home.distance_m, None if home is None else home.end_s, task.sortie, KEPT_LIMIT, task,
    )  # fmt: skip
