"""Cases: the list, one of them, and the commands that change what is known."""

from __future__ import annotations

import uuid
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from sarex.formats.incident_yaml import read_incident
from sarex.formats.units_yaml import read_units_file
from sarex.model.case import Case
from sarex.model.events.event import Draft
from sarex.model.sentence import Sentence, told
from sarex.operations.case_content import revise_incident, revise_units
from sarex.operations.case_life import close_case, open_case, rename_case, reopen_case
from sarex.operations.command import By
from sarex.web.access import Signed
from sarex.web.body import Body, JsonObject
from sarex.web.case_view import case_view, head_view, line_view
from sarex.web.desk import DeskHere
from sarex.web.fault import RefusedError, role_said
from sarex.web.language import Reader
from sarex.web.version import SeenSurely, VersionReply

router = APIRouter(prefix="/api/cases", tags=["cases"])
CaseId = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
EVENTS_MAX: Final = 1000
Name = Annotated[str, Field(min_length=1, max_length=120)]


class HeadReply(BaseModel):
    id: str
    name: str
    state: Literal["open", "closed"]
    exercise: bool
    version: int
    changed: str
    changed_by: str
    has_map: bool
    has_plan: bool


class NewCase(Body):
    name: Name
    exercise: bool
    incident: JsonObject | None = None


class OpenedReply(BaseModel):
    id: str
    version: int


class CaseChange(Body):
    """A new name, or closed or open; `reason` is kept in the log."""

    name: Name | None = None
    state: Literal["open", "closed"] | None = None
    reason: Annotated[str, Field(max_length=2000)] = ""


class IncidentBody(Body):
    incident: JsonObject


class UnitsBody(Body):
    units: JsonObject


class LineReply(BaseModel):
    """An event; `sequence` is its place among all events of the desk."""

    sequence: int
    case: str
    version: int
    kind: str
    author: str
    node: str
    time: str
    summary: str
    hash: str


@router.get("")
def get_cases(desk: DeskHere, _signed: Signed) -> list[HeadReply]:
    """All cases, the one changed last first."""
    return [HeadReply(**head_view(head)) for head in desk.cases.heads()]


@router.post("", status_code=201)
def post_case(body: NewCase, desk: DeskHere, signed: Signed) -> OpenedReply:
    """A new case, with what is known of the distress where it is known already."""
    person, case_id = signed.person, uuid.uuid4().hex
    if person.exercises_only and not body.exercise:
        said = Sentence("refused.opens_exercises_alone", role=role_said(person.role))
        raise RefusedError(403, said, Sentence("refused.ask_coordinator"))
    incident = None if body.incident is None else read_incident(body.incident)
    by = desk.cases.by(person.name)
    if incident is not None and not body.exercise:
        revise_incident(Case(case_id), incident, by)  # so that its fault is told before the case is there
    case = desk.cases.open(case_id, open_case(case_id, body.name, by, exercise=body.exercise))
    if incident is not None:
        case = desk.cases.act(case_id, person, lambda case, by: revise_incident(case, incident, by), None)
    return OpenedReply(id=case.id, version=case.version)


@router.get("/{case_id}")
def get_case(case_id: CaseId, desk: DeskHere, response: Response, signed: Signed, *, reader: Reader) -> dict[str, Any]:
    """The whole case as it is now."""
    case = desk.cases.case(case_id)
    response.headers["etag"] = f'"{case.version}"'
    plan = None if case.plan_sha256 is None else desk.plans.get(case.plan_sha256)
    view: dict[str, Any] = told(case_view(case, plan, desk.now_s(), desk.cases.by(signed.person.name)), reader)
    return view


@router.patch("/{case_id}")
def patch_case(case_id: CaseId, body: CaseChange, seen: SeenSurely, desk: DeskHere, *, signed: Signed) -> VersionReply:
    """Another name, or closed, or open again."""

    def command(case: Case, by: By) -> list[Draft]:
        drafts = [] if body.name is None else rename_case(case, body.name, by)
        if body.state == "closed" and case.state == "open":
            drafts += close_case(case, body.reason, by)
        elif body.state == "open" and case.state == "closed":
            drafts += reopen_case(case, body.reason, by)
        return drafts

    return VersionReply(version=desk.cases.act(case_id, signed.person, command, seen).version)


@router.put("/{case_id}/incident")
def put_incident(
    case_id: CaseId, body: IncidentBody, seen: SeenSurely, desk: DeskHere, *, signed: Signed
) -> VersionReply:
    """What is known of the distress from now on, whole: a sarex-incident/1."""
    incident = read_incident(body.incident)
    case = desk.cases.act(case_id, signed.person, lambda case, by: revise_incident(case, incident, by), seen)
    return VersionReply(version=case.version)


@router.put("/{case_id}/units")
def put_units(case_id: CaseId, body: UnitsBody, seen: SeenSurely, desk: DeskHere, *, signed: Signed) -> VersionReply:
    """Who can search from now on, whole: a sarex-units/1."""
    units = read_units_file(body.units)
    case = desk.cases.act(case_id, signed.person, lambda case, by: revise_units(case, units, by), seen)
    return VersionReply(version=case.version)


@router.get("/{case_id}/events")
def get_events(
    case_id: CaseId,
    desk: DeskHere,
    _signed: Signed,
    reader: Reader,
    *,
    since: Annotated[int, Query(ge=0, le=10**9, description="A version of the case; events after it.")] = 0,
    limit: Annotated[int, Query(ge=1, le=EVENTS_MAX)] = EVENTS_MAX,
) -> list[LineReply]:
    """The timeline: what happened in the case, in order."""
    desk.cases.case(case_id)
    return [LineReply(**told(line_view(entry), reader)) for entry in desk.log.read_case(case_id, since)[:limit]]
