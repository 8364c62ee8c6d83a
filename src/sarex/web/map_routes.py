"""What a case has on the map: probability through time, particles, the plan, and every export."""

from __future__ import annotations

from pathlib import PurePath
from typing import Annotated, Any, Final

import numpy as np
from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from sarex.formats.plan_view import plan_view
from sarex.model.case import Case
from sarex.model.sentence import Sentence
from sarex.web.access import Signed
from sarex.web.case_routes import CaseId
from sarex.web.case_run import AskedRun, case_runs, map_run, plan_run, run_view
from sarex.web.desk import Desk, DeskHere
from sarex.web.fault import RefusedError
from sarex.web.kept_file import CACHED, has_it, kept_file
from sarex.web.language import Reader

router = APIRouter(prefix="/api/cases", tags=["map"])
SERIES, HEAT, PARTICLES, SECOND = "series.json.gz", "heat.gz", "particles.f32", "second.nc"
PARTICLES_MAX: Final = 100_000
EXPORT_S_MAX: Final = 120.0
BINARY: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/octet-stream": {}}},
    304: {"description": "not changed"},
}
KINDS: Final = {
    ".gpx": ("application/gpx+xml", "routes for plotters and phones"),
    ".kml": ("application/vnd.google-earth.kml+xml", "areas and tracks for Google Earth and flight planners"),
    ".geojson": ("application/geo+json", "areas and tracks for geographic information systems"),
    ".json": ("application/json", "the whole plan for other programs"),
    ".csv": ("text/csv", "waypoints as a table"),
    ".xml": ("application/xml", "Cursor-on-Target events for TAK"),
    ".pdf": ("application/pdf", "the plan on paper"),
    ".png": ("image/png", "the chart as a picture"),
    ".txt": ("text/plain; charset=utf-8", "the plan as text"),
    ".rtz": ("application/xml", "a route for a ship's ECDIS"),
    ".plan": ("application/json", "a mission for QGroundControl"),
    ".waypoints": ("text/plain; charset=utf-8", "a mission for MAVLink drones"),
    ".html": ("text/html; charset=utf-8", "the plan as one page"),
}
MESSAGES: Final = {"en": "English", "ja": "Japanese", "ko": "Korean"}


class ExportReply(BaseModel):
    name: str
    kind: str
    text: str


class RunReply(BaseModel):
    """A map or a plan of the case.

    kind    : drift_estimated, map_updated, plan_made, or task_changed for a task that was laid by hand
    version : of its event in the case
    made_on : the run whose map a plan was scored on; of a map, itself
    pos     : of a plan
    unit    : whose task was laid by hand
    results : those that a map knows of
    current : it is what holds now
    undone  : somebody took it back
    """

    run: str
    kind: str
    version: int
    time: str
    author: str
    made_on: str
    pos: float | None
    unit: str | None
    results: list[str]
    current: bool
    undone: bool


@router.get("/{case_id}/runs")
def get_runs(case_id: CaseId, desk: DeskHere, _signed: Signed) -> list[RunReply]:
    """Every map and plan that the case had, in order."""
    case = desk.cases.case(case_id)
    return [RunReply(**run_view(case, run)) for run in case_runs(case)]


@router.get("/{case_id}/map")
def get_map(case_id: CaseId, request: Request, desk: DeskHere, _signed: Signed, *, run: AskedRun = None) -> Response:
    """Times, raster, 50 and 90 % areas, most probable points and shares at each time."""
    sha256 = map_run(desk.cases.case(case_id), run).files[SERIES]
    return kept_file(request, desk.blobs, sha256, "application/json", packed=True)


@router.get("/{case_id}/map/heat.bin", response_class=Response, responses=BINARY)
def get_heat(case_id: CaseId, request: Request, desk: DeskHere, _signed: Signed, *, run: AskedRun = None) -> Response:
    """uint8 times x rows x columns of the raster of the map, 255 the densest of its time, south-west first."""
    sha256 = map_run(desk.cases.case(case_id), run).files[HEAT]
    return kept_file(request, desk.blobs, sha256, "application/octet-stream", packed=True)


@router.get("/{case_id}/particles.bin", response_class=Response, responses=BINARY)
def get_particles(
    case_id: CaseId,
    request: Request,
    desk: DeskHere,
    _signed: Signed,
    *,
    limit: Annotated[int, Query(ge=1, le=PARTICLES_MAX)] = PARTICLES_MAX,
    run: AskedRun = None,
) -> Response:
    """float32 lon and lat, little-endian, times outer, particles inner; NaN where a particle is not there."""
    cloud = map_run(desk.cases.case(case_id), run)
    sha256 = cloud.files[PARTICLES]
    headers = {"etag": f'"{sha256}-{limit}"', "cache-control": CACHED}
    if has_it(request, f"{sha256}-{limit}"):
        return Response(status_code=304, headers=headers)
    places = np.frombuffer(desk.blobs.read(sha256), "<f4").reshape(int(cloud.figures["times"]), -1, 2)
    headers["x-sarex-particles"] = str(min(limit, places.shape[1]))
    content = np.ascontiguousarray(places[:, :limit]).tobytes()
    return Response(content, headers=headers, media_type="application/octet-stream")


@router.get("/{case_id}/plan")
def get_plan(
    case_id: CaseId, desk: DeskHere, _signed: Signed, reader: Reader, *, run: AskedRun = None
) -> dict[str, Any]:
    """The plan as it is now, or as a run brought it: areas, tracks, ways and why; chance of success beside bound and
    ceiling."""
    return plan_view(desk.plans.get(plan_run(desk.cases.case(case_id), run)), reader)


@router.get("/{case_id}/exports")
async def get_exports(case_id: CaseId, desk: DeskHere, _signed: Signed) -> list[ExportReply]:
    """The files of the plan as it is now."""
    files = await _exports(desk, await run_in_threadpool(desk.cases.case, case_id))
    return [ExportReply(name=name, kind=_kind(name)[0], text=_kind(name)[1]) for name in sorted(files)]


@router.get("/{case_id}/exports/{name}", response_class=Response, responses=BINARY)
async def get_export(
    case_id: CaseId, name: Annotated[str, Path(max_length=120)], desk: DeskHere, *, signed: Signed
) -> Response:
    """One of these files, to be saved."""
    case = await run_in_threadpool(desk.cases.case, case_id)
    sha256 = (await _exports(desk, case)).get(name)
    if sha256 is None:
        raise RefusedError(404, Sentence("refused.no_file"), Sentence("refused.no_file_way"), value=name)
    content = await run_in_threadpool(desk.blobs.read, sha256)
    await run_in_threadpool(
        desk.people.note, signed.person.name, "took a file", name, now_s=desk.now_s(), case=case_id
    )  # fmt: skip
    # The name is one of ours, but it may hold letters of any script.
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    headers = {"content-disposition": f'attachment; filename="{plain}"'}
    return Response(content, headers=headers, media_type=_kind(name)[0])


async def _exports(desk: Desk, case: Case) -> dict[str, str]:
    """Hash of each file of the plan as it is now; those of a plan whose tasks were changed are made when asked for."""
    sha256, plan = plan_run(case), case.plan
    assert plan is not None
    if sha256 == plan.plan:
        return {name: kept for name, kept in plan.files.items() if name != SECOND}
    made = desk.exports.get(sha256)
    if made is None:
        made = await desk.pool.ask(
            "exports", seconds_max=EXPORT_S_MAX, data=str(desk.folder), plan=sha256, cloud=plan.cloud
        )  # fmt: skip
        desk.exports[sha256] = made
    return dict(made)


def _kind(name: str) -> tuple[str, str]:
    """Media type, and what it is for."""
    stem, suffix = PurePath(name).stem, PurePath(name).suffix
    media_type, text = KINDS.get(suffix, ("application/octet-stream", "a file of the plan"))
    language = stem.removeprefix("message_")
    if suffix == ".txt" and language in MESSAGES:
        text = f"search action message in {MESSAGES[language]}"
    return media_type, text
