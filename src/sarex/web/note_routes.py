"""Notes of a case: read by everybody in the case, or sealed because they tell of a person."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from sarex.model.case import Case
from sarex.model.events.event import Draft
from sarex.model.events.note_events import NoteWritten
from sarex.model.sentence import Sentence
from sarex.operations.command import By
from sarex.operations.notes import read_note, write_note
from sarex.web.access import Signed
from sarex.web.body import Body
from sarex.web.case_routes import CaseId
from sarex.web.desk import DeskHere
from sarex.web.distress_routes import GivenId, case_of, write_down
from sarex.web.fault import RefusedError
from sarex.web.sealed_route import SealedRoute
from sarex.web.version import Seen, VersionReply

router = APIRouter(prefix="/api/cases/{case_id}/notes", tags=["notes"], route_class=SealedRoute)


class NoteBody(Body):
    """`sealed`: it tells of a person, and can be forgotten with the people of the case."""

    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    sealed: bool = False


class NoteReply(BaseModel):
    """`text`: null where its key is not here or no more."""

    id: str
    text: str | None


@router.post("", status_code=201)
def post_note(case_id: CaseId, body: NoteBody, seen: Seen, desk: DeskHere, *, signed: Signed) -> VersionReply:
    """A line in the log book of the case."""
    note, vault = uuid.uuid4().hex, desk.vault if body.sealed else None

    def command(case: Case, by: By) -> list[Draft]:
        return write_note(case, note, body.text, by, vault=vault)

    return VersionReply(version=desk.cases.act(case_id, signed.person, command, seen).version)


@router.get("/{note}")
def get_note(case_id: CaseId, note: GivenId, desk: DeskHere, signed: Signed) -> NoteReply:
    """A note in words, a sealed one too; who read that is in the audit."""
    case = case_of(desk, case_id, signed.person)
    entry = case.notes.get(note)
    if entry is None or not isinstance(entry.event.payload, NoteWritten):
        raise RefusedError(404, Sentence("refused.no_note"), Sentence("refused.no_note_way"))
    if entry.event.payload.sealed is not None:
        write_down(desk, signed.person, "read a sealed note", note, case_id=case_id)
    return NoteReply(id=note, text=read_note(case, entry.event.payload, desk.vault))
