"""Long work on a case: drift, plan, update; how far it is, and how to end it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from sarex.formats.plan_view import numbered
from sarex.formats.results_yaml import read_results
from sarex.model.case import Case
from sarex.model.errors import CaseError, ResultsError
from sarex.model.events.estimate_events import TaskKey
from sarex.model.events.event import Draft
from sarex.model.events.forcing_events import ForcingAttached
from sarex.model.events.payload import plain_document
from sarex.model.events.result_events import ResultReported
from sarex.model.incident import PARTICLES_MAX
from sarex.model.job import Job
from sarex.model.person import Person
from sarex.model.search_result import MarkerBuoy, SearchResult, Track
from sarex.model.sentence import Sentence, told
from sarex.model.task_order import TASKS_MAX
from sarex.operations.command import By, check_open
from sarex.operations.estimates import document_sha256, drifted_as_now
from sarex.operations.hand_laid import pace_setters
from sarex.operations.results import Report, report_result, undo_result
from sarex.operations.undoing import redo_last, undo_last
from sarex.web.access import Signed
from sarex.web.body import Body, JsonObject
from sarex.web.case_routes import CaseId
from sarex.web.case_view import job_view
from sarex.web.desk import Desk, DeskHere
from sarex.web.fault import RefusedError
from sarex.web.language import Reader
from sarex.web.upload import Sent, json_or_file, sent_form
from sarex.web.version import Seen, VersionReply

router = APIRouter(prefix="/api", tags=["work"])
JobId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
SECONDS_MAX: Final = 600.0
TRACK_S_MAX: Final = 60.0
PLAN_FILE: Final = "plan.json"


class JobReply(BaseModel):
    """share: done so far, 0 to 1. best_pos: of a plan that is being sought. error: why it failed, in one line."""

    id: str
    kind: Literal["drift", "plan", "update"]
    case: str
    author: str
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    share: float
    text: str
    best_pos: float | None
    error: str | None


class BegunReply(BaseModel):
    job: str


class ResultReply(VersionReply):
    """`job` updates the map; none where there is no map yet."""

    id: str
    job: str | None


class UndoReply(VersionReply):
    """`job` brings the map along, where the results changed."""

    job: str | None


class DriftBody(Body):
    """allow_gaps: go on when more than 1 % of the probability leaves the forcing."""

    allow_gaps: bool = False


class PlanBody(Body):
    """How the plan is sought; see `sarex plan --help`. Frozen tasks stay as they are."""

    method: Literal["optimised", "worksheet"] = "optimised"
    seconds: Annotated[float, Field(gt=0.0, le=SECONDS_MAX)] | None = None
    iterations: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    seed: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    timing: Literal["worksheet", "timed"] = "worksheet"
    moving: bool = False
    survival: bool = False


class ResultBody(Body):
    """One entry of a sarex-results/1. A search of the plan names it `plan.json`."""

    result: JsonObject


def sources_of(case: Case) -> list[dict[str, str]]:
    """Name and hash of each source of wind or current, in their order."""
    payloads = [entry.event.payload for entry in case.forcing.values()]
    return [
        {"name": one.name, "sha256": one.sha256} for one in payloads if isinstance(one, ForcingAttached) and one.sha256
    ]


def _workable(desk: Desk, case_id: str, person: Person, seen: int | None) -> Case:
    """The case, if this person may work on it as it was seen."""
    return desk.cases.act(case_id, person, _nothing, seen)


def _nothing(case: Case, _by: By) -> list[Draft]:
    check_open(case)
    return []


@router.post("/cases/{case_id}/drift", status_code=202)
def post_drift(case_id: CaseId, body: DriftBody, desk: DeskHere, seen: Seen, *, signed: Signed) -> BegunReply:
    """Drift the incident as it is through the case's forcing."""
    case = _workable(desk, case_id, signed.person, seen)
    if case.incident is None:
        raise CaseError(Sentence("case.no_incident"))
    if not case.forcing:
        raise CaseError(Sentence("case.no_forcing"))
    particles = case.incident["drift"]["particles"]
    if particles > min(desk.particles_max, PARTICLES_MAX):
        raise CaseError(Sentence("case.particles", asked=f"{particles:,}", most=f"{desk.particles_max:,}"))
    spec = {
        "incident": case.incident, "incident_sha256": document_sha256(case.incident), "forcing": sources_of(case),
        "allow_gaps": body.allow_gaps,
    }  # fmt: skip
    return _begun(desk, "drift", case, signed.person, spec=spec)


def _begun(
    desk: Desk, kind: Literal["drift", "plan", "update"], case: Case, person: Person, *, spec: Mapping[str, Any]
) -> BegunReply:
    job = desk.board.submit(kind, case.id, author=person.name, spec=spec, now_s=desk.now_s())
    return BegunReply(job=job.id)


@router.post("/cases/{case_id}/plan", status_code=202)
def post_plan(case_id: CaseId, body: PlanBody, desk: DeskHere, seen: Seen, *, signed: Signed) -> BegunReply:
    """Seek the best plan for the case's units on its map."""
    case = _workable(desk, case_id, signed.person, seen)
    if case.cloud is None or case.incident is None:
        raise CaseError(Sentence("case.no_map"))
    if case.units is None:
        raise CaseError(Sentence("case.no_units"))
    kept = _kept(desk, case)
    desk.pool.warm("warm")  # tasks of a plan are moved soon after it is there, and are to be scored at once
    spec = {
        "incident": case.incident, "forcing": sources_of(case), "cloud": case.cloud.cloud, "units": case.units,
        "units_sha256": document_sha256(case.units), "request": body.model_dump(), "redrift": drifted_as_now(case),
        "keep": case.plan_sha256 if kept else None, "kept": [key.model_dump() for key in kept],
        "frozen": sorted({key.unit for key in kept}),
    }  # fmt: skip
    return _begun(desk, "plan", case, signed.person, spec=spec)


def _kept(desk: Desk, case: Case) -> list[TaskKey]:
    """Tasks of the plan whose unit has a frozen one; a unit keeps all of its tasks or none, and so do an aircraft and
    the vessel that goes with it."""
    if case.plan_sha256 is None:
        return []
    plan = desk.plans.get(case.plan_sha256)
    tasks = [TaskKey(unit=task.unit.name, sortie=n) for n, task in numbered(plan) if n <= TASKS_MAX]
    frozen = {key.unit for key in tasks if case.task(key).frozen}
    frozen |= {name for pair in pace_setters(plan).items() if frozen & {*pair} for name in pair}
    return [key for key in tasks if key.unit in frozen]


@router.post("/cases/{case_id}/results", status_code=201, openapi_extra=json_or_file(ResultBody))
async def post_result(case_id: CaseId, request: Request, desk: DeskHere, *, seen: Seen, signed: Signed) -> ResultReply:
    """What the search brought in; the map is updated by it. A track may come as a file beside it."""
    async with sent_form(request, desk.upload_folder) as sent:
        report = _named(_report(sent.read_as(ResultBody).result), sent)
        if sent.path is not None and (track := _track(report)) is not None:
            await desk.pool.ask(
                "track", seconds_max=TRACK_S_MAX, path=str(sent.path), name=sent.name, told=plain_document(track),
                data=str(desk.folder),
            )  # fmt: skip
        return await run_in_threadpool(_reported, desk, case_id, signed.person, seen=seen, report=report, sent=sent)


def _report(result: dict[str, Any]) -> Report:
    """One result as the results file has it. Raises ResultsError."""
    (report,) = read_results({"format": "sarex-results/1", "results": [result]}, "result").results
    return report


def _track(report: Report) -> Track | None:
    return report.track if isinstance(report, SearchResult | MarkerBuoy) else None


def _named(report: Report, sent: Sent) -> Report:
    """The report with its track by the name of the file that came. Raises ResultsError."""
    track = _track(report)
    if sent.path is None:
        if track is not None and track.file is not None:
            raise ResultsError(f"the result names the track file {track.file!r}, which did not come; send it as `file`")
        return report
    if track is None or track.file is None:
        raise ResultsError(f"a file {sent.name!r} came with a result that names none; name it as its `track`")
    # Whatever the report calls it: one file came, and one is meant.
    return report.model_copy(update={"track": track.model_copy(update={"file": sent.name})})


def _reported(desk: Desk, case_id: str, person: Person, *, seen: int | None, report: Report, sent: Sent) -> ResultReply:
    files = {} if sent.path is None else {sent.name: desk.blobs.put_file(sent.path)}

    def command(case: Case, by: By) -> list[Draft]:
        told, kept = report, dict(files)
        if isinstance(report, SearchResult) and report.plan is not None:
            if case.plan_sha256 is None:
                raise ResultsError("the result tells of a planned search, and the case has no plan; send its track")
            told = report.model_copy(update={"plan": PLAN_FILE})
            kept[PLAN_FILE] = case.plan_sha256
        return report_result(case, told, by, files=kept)

    case = desk.cases.act(case_id, person, command, seen)
    return ResultReply(version=case.version, id=report.name, job=_updated(desk, case, person))


def _updated(desk: Desk, case: Case, person: Person) -> str | None:
    """The job that brings the map to the results as they are now."""
    if case.drift is None:
        return None
    reports = [entry.event.payload for entry in case.results.values()]
    told = [one for one in reports if isinstance(one, ResultReported)]
    spec = {
        "cloud": case.drift.cloud, "forcing": sources_of(case), "units": case.units,
        "results": [one.report for one in told], "result_files": {one.result: one.files for one in told},
    }  # fmt: skip
    return _begun(desk, "update", case, person, spec=spec).job


@router.delete("/cases/{case_id}/results/{result}")
def delete_result(
    case_id: CaseId,
    result: Annotated[str, Path(max_length=120)],
    desk: DeskHere,
    seen: Seen,
    *,
    signed: Signed,
) -> ResultReply:
    """The result was wrong and no longer counts; the map is made without it."""
    case = desk.cases.act(case_id, signed.person, lambda case, by: undo_result(case, result, by), seen)
    return ResultReply(version=case.version, id=result, job=_updated(desk, case, signed.person))


@router.post("/cases/{case_id}/undo")
def post_undo(case_id: CaseId, desk: DeskHere, seen: Seen, signed: Signed) -> UndoReply:
    """Take back what this person did last in the case. Where that was a report, the map is made without it."""
    return _undone(desk, desk.cases.act(case_id, signed.person, undo_last, seen), signed.person)


@router.post("/cases/{case_id}/redo")
def post_redo(case_id: CaseId, desk: DeskHere, seen: Seen, signed: Signed) -> UndoReply:
    """Do again what this person took back last."""
    return _undone(desk, desk.cases.act(case_id, signed.person, redo_last, seen), signed.person)


def _undone(desk: Desk, case: Case, person: Person) -> UndoReply:
    behind = tuple(case.results) != case.results_applied
    return UndoReply(version=case.version, job=_updated(desk, case, person) if behind else None)


@router.post("/cases/{case_id}/update", status_code=202)
def post_update(case_id: CaseId, desk: DeskHere, seen: Seen, *, signed: Signed) -> BegunReply:
    """Bring the map to the results as they are, where it is not, such as after an undo."""
    case = _workable(desk, case_id, signed.person, seen)
    job = _updated(desk, case, signed.person)
    if job is None:
        raise CaseError(Sentence("case.no_map_results"))
    return BegunReply(job=job)


@router.get("/cases/{case_id}/jobs")
def get_case_jobs(case_id: CaseId, desk: DeskHere, _signed: Signed, reader: Reader) -> list[JobReply]:
    """Jobs of the case that wait or run."""
    return [JobReply(**told(job_view(job), reader)) for job in desk.board.of_case(desk.cases.case(case_id).id)]


@router.get("/jobs/{job_id}")
def get_job(job_id: JobId, desk: DeskHere, _signed: Signed, reader: Reader) -> JobReply:
    """How far a job is, or how it ended."""
    return JobReply(**told(job_view(_known(desk, job_id)), reader))


@router.delete("/jobs/{job_id}")
def delete_job(job_id: JobId, desk: DeskHere, signed: Signed, reader: Reader) -> JobReply:
    """End a job. The case stays as it was."""
    job = _known(desk, job_id)
    desk.cases.act(job.case, signed.person, lambda _case, _by: [], None)
    return JobReply(**told(job_view(desk.board.cancel(job_id, signed.person.name) or job), reader))


def _known(desk: Desk, job_id: str) -> Job:
    job = desk.board.get(job_id)
    if job is None:
        raise RefusedError(404, Sentence("refused.no_job"), Sentence("refused.no_job_way"), value=job_id)
    return job
