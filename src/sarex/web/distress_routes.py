"""People in distress: recorded sealed, read one by one and by name of the reader, forgotten for ever."""

from __future__ import annotations

import uuid
from pathlib import Path as FilePath
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from sarex.model.case import Case
from sarex.model.events.entry import Entry
from sarex.model.events.event import Draft
from sarex.model.events.people_events import PeopleForgotten, PersonRecorded
from sarex.model.person import Person
from sarex.model.person_in_distress import PersonInDistress
from sarex.model.sentence import Sentence
from sarex.operations.command import By
from sarex.operations.people import finish_forgetting, forget_people, keys_to_forget, read_person, record_person
from sarex.web.access import Signed
from sarex.web.body import Body
from sarex.web.case_routes import CaseId
from sarex.web.case_view import iso
from sarex.web.desk import Desk, DeskHere
from sarex.web.fault import RefusedError, role_said
from sarex.web.sealed_route import SealedRoute
from sarex.web.version import Seen, SeenSurely, VersionReply

router = APIRouter(prefix="/api/cases/{case_id}/distress", tags=["people in distress"], route_class=SealedRoute)
GivenId = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
State = Literal["kept", "forgotten", "no_key"]
Reason = Literal["asked", "over", "period", "mistake"]
REASONS: Final[dict[Reason, str]] = {
    "asked": Sentence("forget.asked"),
    "over": Sentence("forget.over"),
    "period": Sentence("forget.period"),
    "mistake": Sentence("forget.mistake"),
}
"""As the log says it. They are given, for what somebody types there would stay for ever."""


class RecordedReply(BaseModel):
    """Somebody of whom something is recorded. `state`: kept; forgotten; or no_key, where this desk never had the key,
    as after a restore without the key file."""

    id: str
    state: State
    author: str
    time: str


class ForgottenReply(BaseModel):
    """A decision to forget, with how many people were recorded then."""

    author: str
    time: str
    reason: str
    people: int


class DistressReply(BaseModel):
    """`keys`: how many there are to destroy. `key_files`: of backups, that could not be reached when keys were
    destroyed: to be destroyed by hand; told to those who may forget."""

    people: list[RecordedReply]
    forgotten: list[ForgottenReply]
    keys: int
    key_files: list[str]


class PersonReply(BaseModel):
    """`person`: null where the key is not here or no more."""

    id: str
    person: PersonInDistress | None


class RecordReply(BaseModel):
    """The version of the case now."""

    version: int
    id: str


class ForgetBody(Body):
    reason: Reason


class ForgetReply(BaseModel):
    """`key_files`: see `DistressReply`."""

    version: int
    people: int
    key_files: list[str]


class KeyFileBody(Body):
    key_file: Annotated[str, Field(max_length=4096)]


def case_of(desk: Desk, case_id: str, person: Person) -> Case:
    """The case, for somebody who may know who is searched for there. Raises RefusedError."""
    case = desk.cases.case(case_id)
    if person.exercises_only and not case.exercise:
        said = Sentence("refused.sees_exercises_alone", role=role_said(person.role))
        raise RefusedError(403, said, Sentence("refused.ask_coordinator"))
    return case


def write_down(desk: Desk, person: Person, what: str, detail: str, *, case_id: str) -> None:
    """Put it into the audit, before it is done."""
    desk.people.note(person.name, what, detail, now_s=desk.now_s(), case=case_id)


@router.get("")
def get_distress(case_id: CaseId, desk: DeskHere, signed: Signed) -> DistressReply:
    """Of whom something is recorded, without a word of it; and what was forgotten."""
    case = case_of(desk, case_id, signed.person)
    left = finish_forgetting(case, desk.vault)
    here = frozenset(desk.vault.keys(case_id))
    decided = [step.entry for step in case.steps.values() if isinstance(step.entry.event.payload, PeopleForgotten)]
    return DistressReply(
        people=[_recorded(entry, case, here) for entry in case.people.values()],
        forgotten=[_forgotten(entry, case) for entry in decided],
        keys=len(keys_to_forget(case, desk.vault)),
        key_files=list(left) if signed.person.may("forget") else [],
    )


def _recorded(entry: Entry, case: Case, here: frozenset[str]) -> RecordedReply:
    payload = entry.event.payload
    assert isinstance(payload, PersonRecorded)
    key = payload.sealed.key
    state: State = "forgotten" if key in case.forgotten_keys else "kept" if key in here else "no_key"
    return RecordedReply(id=payload.person, state=state, author=entry.author, time=iso(entry.time) or "")


def _forgotten(entry: Entry, case: Case) -> ForgottenReply:
    payload = entry.event.payload
    assert isinstance(payload, PeopleForgotten)
    return ForgottenReply(
        author=entry.author, time=iso(entry.time) or "", reason=payload.reason, people=_people_before(entry, case)
    )


def _people_before(entry: Entry, case: Case) -> int:
    return sum(change.facet[0] == "people" for change in case.steps[entry.hash].changes)


@router.get("/{person}")
def get_person(case_id: CaseId, person: GivenId, desk: DeskHere, signed: Signed) -> PersonReply:
    """What is known of a person; who read it is in the audit."""
    case = _with(case_of(desk, case_id, signed.person), person)
    write_down(desk, signed.person, "read what is known of a person", person, case_id=case_id)
    return PersonReply(id=person, person=read_person(case, person, desk.vault))


def _with(case: Case, person: str) -> Case:
    if person not in case.people:
        raise RefusedError(404, Sentence("refused.no_person"), Sentence("refused.no_person_way"))
    return case


@router.post("", status_code=201)
def post_person(case_id: CaseId, body: PersonInDistress, seen: Seen, desk: DeskHere, *, signed: Signed) -> RecordReply:
    """Record what is known of a person."""
    person = uuid.uuid4().hex

    def command(case: Case, by: By) -> list[Draft]:
        return record_person(case, person, body, by, vault=desk.vault)

    return RecordReply(version=desk.cases.act(case_id, signed.person, command, seen).version, id=person)


@router.put("/{person}")
def put_person(
    case_id: CaseId, person: GivenId, body: PersonInDistress, seen: SeenSurely, *, desk: DeskHere, signed: Signed
) -> VersionReply:
    """What is known of a person from now on, whole."""

    def command(case: Case, by: By) -> list[Draft]:
        return record_person(_with(case, person), person, body, by, vault=desk.vault)

    return VersionReply(version=desk.cases.act(case_id, signed.person, command, seen).version)


@router.post("/forget")
def post_forget(case_id: CaseId, body: ForgetBody, seen: Seen, desk: DeskHere, *, signed: Signed) -> ForgetReply:
    """Forget all people of the case, its sealed notes and files, for ever: their keys are destroyed."""

    def command(case: Case, by: By) -> list[Draft]:
        return forget_people(case, str(REASONS[body.reason]), by, desk.vault)

    case = desk.cases.act(case_id, signed.person, command, seen)
    left = finish_forgetting(case, desk.vault)
    for key_file in left:
        write_down(desk, signed.person, "could not reach a key file", key_file, case_id=case_id)
    entry = next(step.entry for step in reversed(case.steps.values())
                 if isinstance(step.entry.event.payload, PeopleForgotten))  # fmt: skip
    return ForgetReply(version=case.version, people=_people_before(entry, case), key_files=list(left))


@router.post("/destroyed", status_code=204)
def post_destroyed(case_id: CaseId, body: KeyFileBody, desk: DeskHere, signed: Signed) -> None:
    """Somebody destroyed a key file that could not be reached; it is named no more."""
    # One that can be reached must stay known, or the next key to be destroyed would stay in it.
    if body.key_file not in finish_forgetting(case_of(desk, case_id, signed.person), desk.vault):
        raise RefusedError(404, Sentence("refused.no_key_file"), Sentence("refused.no_person_way"))
    write_down(desk, signed.person, "destroyed a key file by hand", body.key_file, case_id=case_id)
    desk.vault.let_go(FilePath(body.key_file))
