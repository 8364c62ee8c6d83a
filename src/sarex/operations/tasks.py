"""What people do with the tasks of a plan."""

from __future__ import annotations

from sarex.model.case import Case
from sarex.model.errors import CaseError
from sarex.model.events.estimate_events import TaskKey
from sarex.model.events.event import Draft
from sarex.model.events.task_events import TaskChanged, TaskFrozen, TaskOrdered
from sarex.model.sentence import Sentence
from sarex.operations.command import By, check_open, draft


def change_task(case: Case, change: TaskChanged, by: By) -> list[Draft]:
    """A task is laid as told. Raises CaseError without a plan, or where the task is frozen."""
    _check_plan(case)
    if case.task(change.task).frozen:
        raise CaseError(Sentence("case.frozen", unit=change.task.unit))
    return [draft(case.id, change, by)]


def freeze_task(case: Case, task: TaskKey, by: By, *, frozen: bool = True) -> list[Draft]:
    """The next plan must keep it, or need not any more; no event where that is so already. Raises CaseError."""
    _check_plan(case)
    if case.task(task).frozen == frozen:
        return []
    return [draft(case.id, TaskFrozen(task=task, frozen=frozen), by)]


def order_task(case: Case, order: TaskOrdered, by: By) -> list[Draft]:
    """The unit is told, which freezes its task. Raises CaseError where the order is not of the plan as it is."""
    _check_plan(case)
    if order.plan != case.plan_sha256:
        raise CaseError(
            f"the plan changed since this order to {order.task.unit!r} was written; look at it and write anew"
        )
    return [draft(case.id, order, by), *freeze_task(case, order.task, by)]


def _check_plan(case: Case) -> None:
    check_open(case)
    if case.plan is None:
        raise CaseError("there is no plan yet, so there are no tasks; plan first")
