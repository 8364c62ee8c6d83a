"""One unit's task from a plan that was written as JSON."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from sarex.formats.plan_json import SCHEMA
from sarex.model.detection_curve import LawName, ObjectSensing
from sarex.model.errors import QuantityError, ResultsError, SarexError
from sarex.model.planned_search import PlannedSearch
from sarex.model.searched_path import SearchedPath


def planned_search(text: str, what: str, *, unit: str, sortie: int = 1, task: int | None = None) -> PlannedSearch:
    """The task of a unit in a `plan.json`. Raises ResultsError: no plan, the unit has no such task, or its sortie holds
    several and none is named.

    task : which of the unit's tasks, in their order; else the one of its n-th sortie
    """
    plan = plan_object(text, what, ResultsError)
    try:
        return _planned(plan, _the_task(plan, what, unit, sortie=sortie, task=task))
    except (KeyError, TypeError, ValidationError, QuantityError) as fault:
        said = " ".join(str(fault).split())
        raise ResultsError(
            f"{what}: the task of {unit!r} cannot be read ({said}); give the plan.json that `sarex plan` wrote"
        ) from None


def _the_task(plan: dict[str, Any], what: str, unit: str, *, sortie: int, task: int | None) -> dict[str, Any]:
    tasks: list[dict[str, Any]] = [one for one in plan["units"] if one["name"] == unit]
    of_sortie = [one for one in tasks if one.get("sortie", 1) == sortie]
    found = of_sortie if task is None else tasks[task - 1 : task]
    if not found:
        there = ", ".join(f"{one['name']!r} sortie {one.get('sortie', 1)}" for one in plan["units"]) or "no unit"
        asked = f"sortie {sortie}" if task is None else f"number {task}"
        raise ResultsError(
            f"{what} gives {unit!r} no task as {asked} (there: {there}); correct `unit`, `sortie` or `task`"
        )
    if len(found) > 1:
        numbers = " and ".join(f"`task: {tasks.index(one) + 1}`" for one in found)
        raise ResultsError(
            f"{what} gives {unit!r} {len(found)} tasks in sortie {sortie}; report each as a search of its own, with "
            f"{numbers}"
        )
    return found[0]


def plan_object(text: str, what: str, error: type[SarexError]) -> dict[str, Any]:
    """The object in a `plan.json`. Raises `error` where the text is none."""
    try:
        plan = json.loads(text)
    except json.JSONDecodeError as fault:
        raise error(f"{what} is no JSON ({fault}); give the plan.json that `sarex plan` wrote") from None
    if not isinstance(plan, dict) or plan.get("schema") != SCHEMA:
        raise error(f"{what} is no plan with the schema {SCHEMA}; give the plan.json that `sarex plan` wrote")
    return plan


def _planned(plan: dict[str, Any], task: dict[str, Any]) -> PlannedSearch:
    law: LawName = "inverse_cube" if "inverse cube" in str(plan["law"]) else "random"
    return PlannedSearch(
        unit=task["name"],
        path=SearchedPath.model_validate(task["path"]),
        search_speed=float(task["search_speed_m_per_s"]),
        sensing=tuple(ObjectSensing.model_validate(one) for one in task.get("sensing") or ()),
        sweep_width_m=None if task["sweep_width_m"] is None else float(task["sweep_width_m"]),
        law=law,
    )
