"""First plans for the optimiser: the manual's worksheet as programmes, so that what it finds is never worse."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sarex.model.search_plan import SearchPlan, UnitTask
from sarex.search.local_plane import LocalPlane
from sarex.search.optimise.searcher import Searcher
from sarex.search.optimise.stint import Programme, Stint


def programmes_of(plan: SearchPlan, searchers: Sequence[Searcher], plane: LocalPlane) -> list[Programme]:
    """One programme for each searcher that lays the ladder of its task; empty where the plan does not use it."""
    tasks = {task.unit.name: task for task in plan.tasks}
    return [
        (_stint(tasks[searcher.unit.name], plane),) if searcher.unit.name in tasks else ()
        for searcher in searchers
    ]  # fmt: skip


def _stint(task: UnitTask, plane: LocalPlane) -> Stint:
    first = next(leg for leg in task.legs if leg.kind == "search")
    start, end = plane.point(first.start), plane.point(first.end)
    along_deg = math.degrees(math.atan2(end.east - start.east, end.north - start.north)) % 360.0
    centre = plane.point(task.area.centre)
    legs = sum(leg.kind == "search" for leg in task.legs)
    # Seen along the first leg, the ladder begins behind its centre, on one side of it.
    left = (start.north - centre.north) * (end.east - start.east) - (start.east - centre.east) * (
        end.north - start.north
    )
    return Stint(
        "ladder", centre.east, centre.north, along_deg, task.spacing_m, legs, begins_ahead=False, begins_left=left > 0.0
    )
