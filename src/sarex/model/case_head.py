"""A case in the list of cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sarex.model.case import Case
from sarex.model.events.entry import Entry


@dataclass(frozen=True)
class CaseHead:
    """What the list tells of a case."""

    id: str
    name: str
    state: str
    exercise: bool
    version: int
    changed: datetime
    changed_by: str
    has_map: bool
    has_plan: bool

    @classmethod
    def of(cls, case: Case) -> CaseHead:
        """Of a case that has events."""
        assert case.changed is not None
        return cls(
            case.id, case.name, case.state, case.exercise, case.version, case.changed, case.changed_by,
            case.cloud is not None, case.plan is not None,
        )  # fmt: skip

    @classmethod
    def damaged(cls, newest: Entry) -> CaseHead:
        """Of a case that cannot be read whole: it stays in the list, and who opens it is told what is wrong."""
        return cls(
            newest.case, f"{newest.case} (damaged)", "open", False, newest.version, newest.time, newest.author,
            False, False,
        )  # fmt: skip
