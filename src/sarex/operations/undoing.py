"""Undo: the last thing that somebody did is as if it had not been done, unless others have built on it."""

from __future__ import annotations

from collections.abc import Callable

from sarex.formats.event_line import event_line
from sarex.model.case import Case, Step
from sarex.model.errors import CaseError
from sarex.model.events.entry import Entry
from sarex.model.events.event import Draft
from sarex.model.events.note_events import Undone
from sarex.model.sentence import Sentence
from sarex.operations.command import By, check_open, draft


def undo_last(case: Case, by: By) -> list[Draft]:
    """Undo what this author did last and has not undone. Raises CaseError where there is nothing, where it has left the
    room, or where somebody said something else about the same thing since."""
    check_open(case)
    step = next((step for step in reversed(_steps_of(case, by.author)) if _stands(case, step)), None)
    if step is None:
        raise CaseError(Sentence("case.nothing_undo", who=by.author, name=case.name))
    return _undo(case, step, by)


def redo_last(case: Case, by: By) -> list[Draft]:
    """Do again what this author undid last, if he has done nothing else since. Raises CaseError."""
    check_open(case)
    mine = _steps_of(case, by.author)
    step = next((step for step in reversed(mine) if _undid(case, step)), None)
    if step is None or any(one.entry.version > step.entry.version and _stands(case, one) for one in mine):
        raise CaseError(Sentence("case.nothing_redo", who=by.author, name=case.name))
    return _undo(case, step, by)


def would_undo(case: Case, by: By) -> Entry | None:
    """What `undo_last` would undo; None where it would refuse."""
    return _aim(undo_last, case, by)


def would_redo(case: Case, by: By) -> Entry | None:
    """What `redo_last` would do again; None where it would refuse."""
    return _aim(redo_last, case, by)


def _aim(command: Callable[[Case, By], list[Draft]], case: Case, by: By) -> Entry | None:
    try:
        (made,) = command(case, by)
    except CaseError:
        return None
    payload = made.payload
    while isinstance(payload, Undone):
        entry = case.steps[payload.event].entry
        payload = entry.event.payload
    return entry


def _steps_of(case: Case, author: str) -> list[Step]:
    return [step for step in case.steps.values() if step.entry.author == author]


def _undid(case: Case, step: Step) -> bool:
    """Whether it undid something that was done, and holds; a redo is an undoing of such a step."""
    payload = step.entry.event.payload
    if not isinstance(payload, Undone) or step.entry.hash in case.undone:
        return False
    return not isinstance(case.steps[payload.event].entry.event.payload, Undone)


def _stands(case: Case, step: Step) -> bool:
    """Whether it is something that was done, and holds."""
    return not isinstance(step.entry.event.payload, Undone) and step.entry.hash not in case.undone


def _undo(case: Case, step: Step, by: By) -> list[Draft]:
    entry = step.entry
    if not entry.event.payload.undoable:
        raise CaseError(Sentence("case.not_undoable", what=event_line(entry.event)))
    for change in step.changes:
        touched = case.touched.get(change.facet, "")
        if touched != change.touched:
            later = case.steps[touched].entry if touched in case.steps else entry
            raise CaseError(Sentence("case.touched_since", who=later.author, what=event_line(later.event)))
    return [draft(case.id, Undone(event=entry.hash), by)]
