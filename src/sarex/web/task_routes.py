"""Tasks of the plan, laid as told: what that does to the chance of success is known at once."""

from __future__ import annotations

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
from sarex.model.quantities import Position, wrap_longitude
from sarex.model.search_plan import SearchPlan, UnitTask
from sarex.operations.command import By, check_open
from sarex.operations.tasks import change_task, freeze_task, order_task
from sarex.web.access import Signed
from sarex.web.body import Body
from sarex.web.case_routes import CaseId
from sarex.web.case_run import plan_run
from sarex.web.desk import Desk, DeskHere
from sarex.web.fault import RefusedError
from sarex.web.job_routes import sources_of
from sarex.web.map_routes import SECOND
from sarex.web.version import Seen, SeenSurely, VersionReply

router = APIRouter(prefix="/api/cases", tags=["tasks"])
TRY_S_MAX: Final = 60.0
EXTENT_M_MAX: Final = 2_000_000.0
Unit = Annotated[str, Path(min_length=1, max_length=80)]
Number = Annotated[int, Path(ge=1, le=4, description="Which of the unit's tasks, in their order.")]
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
    case_id: CaseId,
    unit: Unit,
    number: Number,
    body: TaskChange,
    *,
    desk: DeskHere,
    seen: SeenSurely,
    signed: Signed,
    try_: Annotated[bool, Query(alias="try", description="Only score; write nothing.")] = False,
) -> TaskReply:
    """Move, turn or stretch an area, or freeze it. A move that cannot be is told as a refusal, with POS as it was."""
    case = await run_in_threadpool(desk.cases.act, case_id, signed.person, _open, seen)
    plan, key = await run_in_threadpool(_planned, desk, case), TaskKey(unit=unit, sortie=number)
    task = _task(plan, key)
    if case.task(key).frozen and body.moves:
        raise PlanError(f"the task of {unit!r} is frozen; unfreeze it before you change it")
    told: dict[str, Any] | None = None
    if body.moves:
        orders = [_order(one, body if one is task else TaskChange()) for one in plan.tasks if one.unit.name == unit]
        try:
            told = await _scored(desk, case, orders, keep=not try_)
        except PlanError as fault:
            return _reply(plan, None, refusals=[str(fault)])
    if try_:
        return _reply(plan, told)

    def command(case: Case, by: By) -> list[Draft]:
        drafts: list[Draft] = []
        if told is not None:
            order = _order(task, body)
            changed = TaskChanged(task=key, order=order, plan=told["plan"], pos=told["pos"])
            drafts += change_task(case, changed, by)
        if body.frozen is not None:
            drafts += freeze_task(case, key, by, frozen=body.frozen)
        return drafts

    case = await run_in_threadpool(desk.cases.act, case_id, signed.person, command, seen)
    now = await run_in_threadpool(_planned, desk, case)
    return _reply(now, None, version=case.version)


def _open(case: Case, _by: By) -> list[Draft]:
    check_open(case)
    return []


def _planned(desk: Desk, case: Case) -> SearchPlan:
    return desk.plans.get(plan_run(case))


def _task(plan: SearchPlan, key: TaskKey) -> UnitTask:
    """The n-th task of a unit; a key counts tasks, for one sortie may hold two."""
    tasks = [task for task in plan.tasks if task.unit.name == key.unit]
    if key.sortie > len(tasks):
        raise RefusedError(404, "the plan has no such task", "see the plan for its units and tasks", value=key.unit)
    return tasks[key.sortie - 1]


def _reply(
    plan: SearchPlan, told: dict[str, Any] | None, *, refusals: list[str] | None = None, version: int | None = None
) -> TaskReply:
    pos, by_unit = plan.pos, [UnitPos(unit=one.unit.name, n=n, pos=one.pos) for n, one in numbered(plan)]
    if told is not None:
        pos, by_unit = told["pos"], [UnitPos(**one) for one in told["pos_by_unit"]]
    view = None if told is None else told["view"]
    return TaskReply(version=version, pos=pos, pos_by_unit=by_unit, refusals=refusals or [], plan=view)


def _order(task: UnitTask, change: TaskChange) -> dict[str, Any]:
    """The task as an entry of a tasks file, with the change in it. Raises PlanError for patterns that are not laid by
    an area."""
    area, at = task.area, task.area.centre
    if change.centre is not None:
        at = Position(wrap_longitude(change.centre.lon), change.centre.lat)
    bearing = area.bearing_deg if change.bearing is None else change.bearing
    length, width = change.length_m or area.length_m, change.width_m or area.width_m
    order = {
        "unit": task.unit.name, "sortie": task.sortie, "pattern": task.pattern, "centre": f"{at.lat:.7f} {at.lon:.7f}",
        "why": "laid by hand",
    }  # fmt: skip
    spacing = f"{change.spacing_m or task.spacing_m!r} m"
    if task.pattern in ("PS", "CS"):
        pattern = task.pattern
        if length < width:
            length, width, bearing = width, length, (bearing + 90.0) % 360.0
            pattern = "CS" if pattern == "PS" else "PS"
        size = {"length": f"{length!r} m", "width": f"{width!r} m"}
        return {**order, "pattern": pattern, "bearing": bearing % 360.0, **size, "spacing": spacing}
    if task.pattern == "SS":
        return {**order, "bearing": bearing % 360.0, "length": f"{length!r} m", "spacing": spacing}
    if task.pattern == "VS":
        return {**order, "bearing": bearing % 360.0, "radius": f"{length / 2.0!r} m"}
    raise PlanError(f"a {task.pattern_name} is not laid by an area; order it anew with `sarex plan --order`")


async def _scored(desk: Desk, case: Case, orders: list[dict[str, Any]], *, keep: bool) -> dict[str, Any]:
    """POS with these orders for one unit and the tasks of all others as they are."""
    assert case.plan is not None
    told: dict[str, Any] = await desk.pool.ask(
        "score", seconds_max=TRY_S_MAX, data=str(desk.folder), cloud=case.plan.cloud,
        second=case.plan.files.get(SECOND), plan=case.plan_sha256, units=case.units, forcing=sources_of(case),
        orders=orders, keep=keep,
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
