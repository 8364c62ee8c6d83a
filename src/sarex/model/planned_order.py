"""A task of a plan as an entry of a tasks file: how it would be ordered again."""

from __future__ import annotations

from typing import Any

from sarex.model.errors import PlanError
from sarex.model.search_plan import UnitTask
from sarex.model.sentence import Sentence
from sarex.model.task_order import CoordinatedOrder


def planned_order(task: UnitTask) -> dict[str, Any]:
    """One entry of a `sarex-tasks/1`, as JSON. Raises PlanError where the task cannot be ordered by itself."""
    order = task.order
    if order is None:
        return _by_area(task)
    if isinstance(order, CoordinatedOrder) and order.unit != task.unit.name:
        raise PlanError(Sentence("hand.paced", unit=task.unit.name, aircraft=order.unit))
    told: dict[str, Any] = order.model_dump(mode="json", exclude_none=True)
    return told


def _by_area(task: UnitTask) -> dict[str, Any]:
    """From the area alone, of a plan by the worksheet or by a version that did not write the orders."""
    area, unit = task.area, task.unit.name
    told: dict[str, Any] = {"unit": unit, "sortie": task.sortie, "pattern": task.pattern}
    told |= {"centre": f"{area.centre.lat:.7f} {area.centre.lon:.7f}", "bearing": area.bearing_deg}
    size = {"length": f"{area.length_m!r} m"}
    spacing = {"spacing": f"{task.spacing_m!r} m"}
    if task.pattern in ("PS", "CS"):
        csp = f"{task.csp.lat:.7f} {task.csp.lon:.7f}"
        return {**told, **size, **spacing, "width": f"{area.width_m!r} m", "csp": csp}
    if task.pattern == "SS":
        return {**told, **size, **spacing}
    if task.pattern == "VS":
        return {**told, "radius": f"{task.spacing_m!r} m"}
    raise PlanError(Sentence("hand.no_points", unit=unit, pattern=task.pattern))
