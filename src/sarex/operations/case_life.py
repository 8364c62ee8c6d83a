"""A case is opened, named, closed and reopened."""

from __future__ import annotations

from pydantic import ValidationError

from sarex.formats.reading_error import first_fault
from sarex.model.case import Case
from sarex.model.errors import CaseError
from sarex.model.events.case_events import CaseClosed, CaseOpened, CaseRenamed, CaseReopened
from sarex.model.events.event import Draft
from sarex.operations.command import By, check_open, draft


def open_case(case_id: str, name: str, by: By, *, exercise: bool) -> list[Draft]:
    """A new case; appended with expected version 0. Raises CaseError.

    case_id : unlike any other at any node, such as a random one; lower-case letters, digits and -
    """
    try:
        return [draft(case_id, CaseOpened(name=name, exercise=exercise), by)]
    except ValidationError as fault:
        raise CaseError(f"the case cannot be called that: {first_fault(fault)}") from None


def rename_case(case: Case, name: str, by: By) -> list[Draft]:
    """Another name; no event where it has it already. Raises CaseError."""
    check_open(case)
    if name == case.name:
        return []
    try:
        return [draft(case.id, CaseRenamed(name=name), by)]
    except ValidationError as fault:
        raise CaseError(f"the case cannot be called that: {first_fault(fault)}") from None


def close_case(case: Case, reason: str, by: By) -> list[Draft]:
    """The search ends. Raises CaseError where it is closed already."""
    check_open(case)
    return [draft(case.id, CaseClosed(reason=reason), by)]


def reopen_case(case: Case, reason: str, by: By) -> list[Draft]:
    """The search goes on. Raises CaseError where it is open."""
    if case.state == "open":
        raise CaseError(f"case {case.name!r} is open; there is nothing to reopen")
    return [draft(case.id, CaseReopened(reason=reason), by)]
