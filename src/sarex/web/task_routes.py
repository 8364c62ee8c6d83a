"""Tasks of the plan, laid as told: what that does to the chance of success is known at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from sarex.formats.plan_view import numbered
from sarex.model.case import Case
from sarex.model.errors import PlanError
from sarex.model.events.estimate_events import TaskKey
from sarex.model.events.event import Draft
from sarex.model.events.task_events import TaskChanged, TaskOrdered
from sarex.model.geodesy import bearing_deg, destination, distance_m
from sarex.model.person import Session
from sarex.model.planned_order import planned_order
from sarex.model.quantities import Position, parse_length, parse_position, wrap_longitude
from sarex.model.search_plan import SearchPlan, UnitTask
from sarex.model.sentence import Language, Sentence
from sarex.model.task_order import TASKS_MAX
from sarex.operations.command import By, check_open
from sarex.operations.hand_laid import HandLaid, laid_by_order, taken_away, tasks_of
from sarex.operations.tasks import change_task, freeze_task, order_task
from sarex.web.access import Signed
from sarex.web.body import Body, JsonObject
from sarex.web.case_routes import CaseId
from sarex.web.case_run import plan_run
from sarex.web.desk import Desk, DeskHere
from sarex.web.fault import RefusedError
from sarex.web.job_routes import sources_of
from sarex.web.language import Reader
from sarex.web.map_routes import SECOND
from sarex.web.version import Seen, SeenSurely, VersionReply

router = APIRouter(prefix="/api/cases", tags=["tasks"])
TRY_S_MAX: Final = 60.0
EXTENT_M_MAX: Final = 2_000_000.0
Unit = Annotated[str, Path(min_length=1, max_length=80)]
Number = Annotated[int, Path(ge=1, le=TASKS_MAX, description="Which of the unit's tasks, in their order.")]
Try = Annotated[bool, Query(alias="try", description="Only score; write nothing.")]
Extent = Annotated[float, Field(gt=0.0, le=EXTENT_M_MAX)]


class Place(Body):
    lon: Annotated[float, Field(ge=-360.0, le=540.0)]
    lat: Annotated[float, Field(ge=-90.0, le=90.0)]


class TaskChange(Body):
    """What is left out stays. Length is along `bearing`, width across it; a square or sector has only the length.
    `frozen`: the next plan must keep the task."""

    centre: Place | None = None
    bearing: Annotated[float, Field(ge=0.0, le=360.0)] | None = None
    length_m: Extent | None = None
    width_m: Extent | None = None
    spacing_m: Extent | None = None
    frozen: bool | None = None

    @property
    def moves(self) -> bool:
        return bool(self.model_fields_set - {"frozen"})


class OrderedTask(Body):
    """`order`: one entry of a sarex-tasks/1. `n`: instead of which of the unit's tasks; left out: after all of them."""

    order: JsonObject
    n: Annotated[int, Field(ge=1, le=TASKS_MAX)] | None = None


class UnitPos(BaseModel):
    """`n`: which of the unit's tasks."""

    unit: str
    n: int
    pos: float


class TaskReply(BaseModel):
    """`version` is None where nothing was written."""

    version: int | None
    pos: float
    pos_by_unit: list[UnitPos]
    refusals: list[str]
    plan: dict[str, Any] | None


class OrderBody(Body):
    """How the unit was told, such as `VHF 16`, and the text as it was sent."""

    way: Annotated[str, Field(max_length=200)] = ""
    text: Annotated[str, Field(max_length=20_000)] = ""


@router.patch("/{case_id}/tasks/{unit}/{number}")
async def patch_task(
    case_id: CaseId, unit: Unit, number: Number, body: TaskChange, *, desk: DeskHere, seen: SeenSurely, signed: Signed,
    reader: Reader, try_: Try = False,
) -> TaskReply:  # fmt: skip
    """Move, turn or stretch an area, or freeze it. A move that cannot be is told as a refusal, with POS as it was."""
    case = await run_in_threadpool(desk.cases.act, case_id, signed.person, _open, seen)
    plan, key = await run_in_threadpool(_planned, desk, case), TaskKey(unit=unit, sortie=number)
    task, laid = _task(plan, key), None
    if body.moves:
        try:
            order = _changed(task, body)
        except PlanError as fault:
            return _reply(plan, None, refusals=[fault.said.told(reader)])
        laid = laid_by_order(case, plan, order, number)
    turn = _Turn(desk, case, plan, key=key, frozen=body.frozen, write=not try_, language=reader)
    return await _carried_out(turn, laid, seen=seen, signed=signed)


@router.post("/{case_id}/tasks")
async def post_task(
    case_id: CaseId, body: OrderedTask, *, desk: DeskHere, seen: SeenSurely, signed: Signed, reader: Reader,
    try_: Try = False,
) -> TaskReply:  # fmt: skip
    """Order a unit a task by hand, whatever the pattern. What cannot be carried out is told as a refusal, with POS as
    it was; all other units keep their tasks."""
    case = await run_in_threadpool(desk.cases.act, case_id, signed.person, _open, seen)
    plan = await run_in_threadpool(_planned, desk, case)
    laid = laid_by_order(case, plan, body.order, body.n)
    turn = _Turn(desk, case, plan, key=laid.key, write=not try_, language=reader)
    return await _carried_out(turn, laid, seen=seen, signed=signed)


@router.delete("/{case_id}/tasks/{unit}/{number}")
async def delete_task(
    case_id: CaseId, unit: Unit, number: Number, *, desk: DeskHere, seen: SeenSurely, signed: Signed, reader: Reader,
    try_: Try = False,
) -> TaskReply:  # fmt: skip
    """Take a unit's last task away. The next plan may use the unit again."""
    case = await run_in_threadpool(desk.cases.act, case_id, signed.person, _open, seen)
    plan, key = await run_in_threadpool(_planned, desk, case), TaskKey(unit=unit, sortie=number)
    _task(plan, key)
    turn = _Turn(desk, case, plan, key=key, write=not try_, language=reader)
    return await _carried_out(turn, taken_away(case, plan, key), seen=seen, signed=signed)


@dataclass(frozen=True)
class _Turn:
    """One request about a task. frozen: what it is to be, where that is asked for."""

    desk: Desk
    case: Case
    plan: SearchPlan
    key: TaskKey
    frozen: bool | None = None
    write: bool = True
    language: Language = "en"


async def _carried_out(turn: _Turn, laid: HandLaid | None, *, seen: int, signed: Session) -> TaskReply:
    """Score it, and write it where that is asked for."""
    told: dict[str, Any] | None = None
    if laid is not None:
        try:
            told = await _scored(turn, laid)
        except PlanError as fault:
            return _reply(turn.plan, None, refusals=[fault.said.told(turn.language)])
    if not turn.write:
        return _reply(turn.plan, told)

    def command(case: Case, by: By) -> list[Draft]:
        drafts: list[Draft] = []
        if laid is not None and told is not None:
            changed = TaskChanged(task=laid.key, order=laid.order, plan=told["plan"], pos=told["pos"])
            drafts += change_task(case, changed, by)
        if turn.frozen is not None:
            drafts += freeze_task(case, turn.key, by, frozen=turn.frozen)
        return drafts

    case = await run_in_threadpool(turn.desk.cases.act, turn.case.id, signed.person, command, seen)
    now = await run_in_threadpool(_planned, turn.desk, case)
    return _reply(now, None, version=case.version)


def _open(case: Case, _by: By) -> list[Draft]:
    check_open(case)
    return []


def _planned(desk: Desk, case: Case) -> SearchPlan:
    return desk.plans.get(plan_run(case))


def _task(plan: SearchPlan, key: TaskKey) -> UnitTask:
    tasks = tasks_of(plan, key.unit)
    if key.sortie > len(tasks):
        raise RefusedError(404, Sentence("refused.no_task"), Sentence("refused.no_task_way"), value=key.unit)
    return tasks[key.sortie - 1]


def _reply(
    plan: SearchPlan, told: dict[str, Any] | None, *, refusals: list[str] | None = None, version: int | None = None
) -> TaskReply:
    pos, by_unit = plan.pos, [UnitPos(unit=one.unit.name, n=n, pos=one.pos) for n, one in numbered(plan)]
    if told is not None:
        pos, by_unit = told["pos"], [UnitPos(**one) for one in told["pos_by_unit"]]
    view = None if told is None else told["view"]
    return TaskReply(version=version, pos=pos, pos_by_unit=by_unit, refusals=refusals or [], plan=view)


def _changed(task: UnitTask, change: TaskChange) -> dict[str, Any]:
    """The task as an entry of a tasks file, with the change in it. Raises PlanError for patterns that are not laid by
    an area."""
    area, order = task.area, planned_order(task)
    if "centre" not in order:
        raise PlanError(Sentence("hand.no_area", unit=task.unit.name, pattern=task.pattern))
    if change.centre is not None:
        to = Position(wrap_longitude(change.centre.lon), change.centre.lat)
        order |= {key: _moved(order[key], area.centre, to) for key in ("centre", "csp") if key in order}
    bearing = float(order["bearing"]) if change.bearing is None else change.bearing
    order |= {"bearing": bearing % 360.0, "why": order.get("why") or str(Sentence("reason.laid_by_hand"))}
    if change.spacing_m is not None and task.pattern != "VS":
        order["spacing"] = f"{change.spacing_m!r} m"
    if task.pattern in ("PS", "CS", "CSC"):
        order |= _sides(task, order, length_m=change.length_m, width_m=change.width_m)
    elif change.length_m is not None:
        across = {"VS": ("radius", change.length_m / 2.0), "SS": ("length", change.length_m)}
        key, told_m = across[task.pattern]
        order[key] = f"{told_m!r} m"
    return order


def _sides(
    task: UnitTask, order: Mapping[str, Any], *, length_m: float | None, width_m: float | None
) -> dict[str, Any]:
    """Length and width of a ladder, the longer one first: where they change places, legs along become legs across."""
    length, width = length_m or parse_length(order["length"]), width_m or parse_length(order["width"])
    told = {"length": f"{length!r} m", "width": f"{width!r} m"}
    if length >= width or task.pattern == "CSC":
        return told
    return {
        "length": told["width"], "width": told["length"], "bearing": (order["bearing"] + 90.0) % 360.0,
        "pattern": "CS" if task.pattern == "PS" else "PS",
    }  # fmt: skip


def _moved(place: str, before: Position, now: Position) -> str:
    """A place that goes along where another is moved."""
    at = parse_position(place)
    if before != now:
        at = destination(at, bearing_deg(before, now), distance_m(before, now))
    return f"{at.lat:.9f} {at.lon:.9f}"


async def _scored(turn: _Turn, laid: HandLaid) -> dict[str, Any]:
    """POS with these orders for one unit and the tasks of all others as they are."""
    case = turn.case
    assert case.plan is not None
    told: dict[str, Any] = await turn.desk.pool.ask(
        "score", seconds_max=TRY_S_MAX, data=str(turn.desk.folder), cloud=case.plan.cloud,
        second=case.plan.files.get(SECOND), plan=case.plan_sha256, units=case.units, forcing=sources_of(case),
        orders=list(laid.orders), without=list(laid.without), keep=turn.write, language=turn.language,
    )  # fmt: skip
    return told


@router.post("/{case_id}/tasks/{unit}/{number}/order", status_code=201)
def post_order(
    case_id: CaseId, unit: Unit, number: Number, body: OrderBody, *, desk: DeskHere, seen: Seen, signed: Signed
) -> VersionReply:
    """The unit was told its task. That freezes it, and cannot be undone."""
    key = TaskKey(unit=unit, sortie=number)
    plan = plan_run(desk.cases.case(case_id))
    _task(desk.plans.get(plan), key)
    ordered = TaskOrdered(task=key, plan=plan, way=body.way, text=body.text)
    case = desk.cases.act(case_id, signed.person, lambda case, by: order_task(case, ordered, by), seen)
    return VersionReply(version=case.version)
