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


def planned_search(text: str, what: str, *, unit: str, sortie: int = 1) -> PlannedSearch:
    """The task of a unit (its n-th sortie) in a `plan.json`. Raises ResultsError: no plan, or the unit has no task."""
    plan = plan_object(text, what, ResultsError)
    try:
        tasks = [one for one in plan["units"] if one["name"] == unit]
        task = next((one for one in tasks if one.get("sortie", 1) == sortie), None)
        if task is None:
            there = ", ".join(f"{one['name']!r} sortie {one.get('sortie', 1)}" for one in plan["units"]) or "no unit"
            raise ResultsError(
                f"{what} gives {unit!r} no task as sortie {sortie} (there: {there}); correct `unit` or `sortie`"
            )
        return _planned(plan, task)
    except (KeyError, TypeError, ValidationError, QuantityError) as fault:
        said = " ".join(str(fault).split())
        raise ResultsError(
            f"{what}: the task of {unit!r} cannot be read ({said}); give the plan.json that `sarex plan` wrote"
        ) from None


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
