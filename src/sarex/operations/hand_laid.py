"""Tasks laid by hand: what a unit is to do then, as a whole, where one of its tasks is changed, added or taken away."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sarex.formats.tasks_yaml import FILE
from sarex.model.case import Case
from sarex.model.errors import PlanError, TasksError
from sarex.model.events.estimate_events import TaskKey
from sarex.model.planned_order import planned_order
from sarex.model.search_plan import SearchPlan, UnitTask
from sarex.model.sentence import Sentence
from sarex.model.task_order import CoordinatedOrder, TaskOrder

Entry = dict[str, Any]
PLACE: Final = re.compile(r"^task: (?:tasks(?:\[\d+\])?[.:] ?)?")


@dataclass(frozen=True)
class HandLaid:
    """What is to be scored: the tasks of all other units stay as they are.

    key    : the task that is meant
    order  : its entry of a `sarex-tasks/1`; empty where it is taken away
    orders : all entries of its unit, in order
    without: names of the units that have no task any more
    """

    key: TaskKey
    order: Entry
    orders: tuple[Entry, ...]
    without: tuple[str, ...] = ()


def laid_by_order(case: Case, plan: SearchPlan, order: Mapping[str, Any], number: int | None) -> HandLaid:
    """The unit does this instead of its task of that number, or after all that it does where none is named. Left out,
    `sortie` is that of the task before. Raises TasksError, and PlanError where a task in question is frozen, goes with
    an aircraft, or is not there."""
    name = _unit(case, order)
    tasks = tasks_of(plan, name)
    if number is not None and number > len(tasks):
        raise PlanError(Sentence("hand.no_task", unit=name, number=number, count=len(tasks)))
    place = len(tasks) if number is None else number - 1
    _check_free(case, plan, name)
    sortie = tasks[min(place, len(tasks) - 1)].sortie if tasks else 1
    before, after = ([planned_order(task) for task in part] for part in (tasks[:place], tasks[place + 1 :]))
    read = _read([*before, {"sortie": sortie, **order}, *after])
    with_ = {one.with_ for one in read if isinstance(one, CoordinatedOrder)}
    without = {vessel for vessel, aircraft in pace_setters(plan).items() if aircraft == name} - with_
    for vessel in with_ | without:
        _check_free(case, plan, vessel, but=name)
    entries = tuple(_entry(one) for one in read)
    return HandLaid(TaskKey(unit=name, sortie=place + 1), entries[place], entries, tuple(sorted(without)))


def taken_away(case: Case, plan: SearchPlan, key: TaskKey) -> HandLaid:
    """The unit no longer does its last task; the vessel of a co-ordinated search goes with its aircraft. Raises
    PlanError where the task is frozen, others follow it, or no task would be left in the plan."""
    tasks = tasks_of(plan, key.unit)
    _check_free(case, plan, key.unit)
    if key.sortie < len(tasks):
        raise PlanError(Sentence("hand.follows", unit=key.unit, number=key.sortie, count=len(tasks) - key.sortie))
    order, without = tasks[-1].order, [key.unit] if len(tasks) == 1 else []
    if isinstance(order, CoordinatedOrder):
        _check_free(case, plan, order.with_, but=key.unit)
        without.append(order.with_)
    if {task.unit.name for task in plan.tasks} <= set(without):
        raise PlanError(Sentence("hand.only", unit=key.unit))
    return HandLaid(key, {}, tuple(planned_order(task) for task in tasks[:-1]), tuple(without))


def tasks_of(plan: SearchPlan, unit: str) -> list[UnitTask]:
    """Its tasks in their order; a key counts them."""
    return [task for task in plan.tasks if task.unit.name == unit]


def pace_setters(plan: SearchPlan) -> dict[str, str]:
    """The aircraft of each co-ordinated search by the name of the vessel that goes with it."""
    return {
        task.order.with_: task.order.unit
        for task in plan.tasks
        if isinstance(task.order, CoordinatedOrder) and task.order.unit == task.unit.name
    }


def _unit(case: Case, order: Mapping[str, Any]) -> str:
    known = [str(unit["name"]) for unit in (case.units or {}).get("units", [])]
    if order.get("unit") not in known:
        there = ", ".join(known) or "none"
        raise TasksError(Sentence("hand.no_unit", unit=repr(order.get("unit")), known=there))
    return str(order["unit"])


def _check_free(case: Case, plan: SearchPlan, unit: str, *, but: str = "") -> None:
    """Raises PlanError where the unit is bound. `but`: the aircraft that it may go with."""
    for number in range(1, len(tasks_of(plan, unit)) + 1):
        if case.task(TaskKey(unit=unit, sortie=number)).frozen:
            raise PlanError(Sentence("hand.frozen", unit=unit, number=number))
    aircraft = pace_setters(plan).get(unit, but)
    if aircraft not in ("", but):
        raise PlanError(Sentence("hand.paced", unit=unit, aircraft=aircraft))


def _read(orders: Sequence[Mapping[str, Any]]) -> list[TaskOrder]:
    try:
        return FILE.read({"format": "sarex-tasks/1", "tasks": [dict(one) for one in orders]}, "task").tasks
    except TasksError as fault:
        # It is one order to whoever typed it.
        raise TasksError(PLACE.sub("", str(fault))) from None


def _entry(order: TaskOrder) -> Entry:
    told: Entry = order.model_dump(mode="json", exclude_none=True)
    return told
