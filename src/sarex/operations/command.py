"""What all commands share: who gives them, when, and that a closed case takes none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from sarex.formats.reading_error import first_fault
from sarex.model.case import Case
from sarex.model.errors import CaseError
from sarex.model.events.event import Draft
from sarex.model.events.payload import Payload
from sarex.model.sentence import Sentence


@dataclass(frozen=True)
class By:
    """Who gives a command, and when (UTC)."""

    author: str
    now: datetime


def draft(case: str, payload: Payload, by: By) -> Draft:
    """What is to be appended. Raises CaseError where case or author have no name that can stand in an event."""
    try:
        return Draft(case=case, author=by.author, time=by.now, payload=payload)
    except ValidationError as fault:
        raise CaseError(f"{first_fault(fault)}; take another name") from None


def check_open(case: Case) -> None:
    """Raises CaseError where the case is closed."""
    if case.state == "closed":
        raise CaseError(Sentence("case.closed", name=case.name))
