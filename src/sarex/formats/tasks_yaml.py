"""The tasks file as text."""

from __future__ import annotations

from typing import Any, Final

from sarex.formats.case_file import CaseFile
from sarex.model.errors import TasksError
from sarex.model.search_pattern import PATTERN_NAMES
from sarex.model.task_order import TaskOrders

FILE: Final = CaseFile("tasks file", "sarex-tasks/1", TaskOrders, TasksError, tags=tuple(PATTERN_NAMES))


def parse_tasks(text: str, what: str = "tasks file") -> TaskOrders:
    """The ordered tasks that a YAML 1.2 text lists; `what` names it in errors. Raises TasksError.

    >>> parse_tasks('''
    ... format: sarex-tasks/1
    ... tasks:
    ...   - {unit: Lifeboat 1, pattern: TSN, route: ["60 15N 003 45E", "60 45N 004 15E"], start: 2015-11-16T09:00Z}
    ... ''').tasks[0].begin
    'start'
    """
    return FILE.parse(text, what)


def tasks_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the tasks file, for editors."""
    return FILE.schema()
