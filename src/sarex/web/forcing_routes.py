"""Wind and current of a case: files, hand tables, and what they say at a time."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from sarex.model.errors import ForcingError
from sarex.model.events.forcing_events import ForcingAttached
from sarex.model.person import Person
from sarex.model.sentence import Sentence
from sarex.operations.case_content import attach_forcing, detach_forcing
from sarex.web.access import Signed
from sarex.web.body import Body, JsonObject
from sarex.web.case_routes import CaseId
from sarex.web.desk import Desk, DeskHere
from sarex.web.fault import RefusedError
from sarex.web.job_routes import sources_of
from sarex.web.moment import Moment
from sarex.web.scene_routes import Lat, Lon
from sarex.web.upload import json_or_file, sent_form
from sarex.web.version import Seen, VersionReply

router = APIRouter(prefix="/api/cases", tags=["forcing"])
LOOK_S_MAX: Final = 120.0
FIELD_S_MAX: Final = 30.0
POINTS_MAX: Final = 200


class TableBody(Body):
    """A hand table, such as `{"wind": [{"time": "2026-01-30T00:00Z", "from": 270, "speed": "20 kn"}]}`."""

    name: Annotated[str, Field(min_length=1, max_length=110)] = "hand table"
    table: JsonObject


class ForcingReply(VersionReply):
    """`coverage`: what was understood, as `sarex forcing check --json`."""

    id: str
    coverage: dict[str, Any]


class FieldReply(BaseModel):
    """u to the east, v to the north [m/s], rows from the south; null where no source has any."""

    lon: list[float]
    lat: list[float]
    u: list[list[float | None]]
    v: list[list[float | None]]
    source: str


@dataclass(frozen=True)
class Given:
    """A file of wind or current that is to serve a case. name: what people call it"""

    path: FilePath
    name: str
    kind: Literal["file", "table"] = "file"


@router.post("/{case_id}/forcing", status_code=201, openapi_extra=json_or_file(TableBody))
async def post_forcing(
    case_id: CaseId, request: Request, desk: DeskHere, *, seen: Seen, signed: Signed
) -> ForcingReply:
    """One more source of wind or current, a file or a hand table; it goes after those before it."""
    await run_in_threadpool(desk.cases.act, case_id, signed.person, lambda _case, _by: [], seen)
    async with sent_form(request, desk.upload_folder) as sent:
        if sent.path is not None:
            return await attached(desk, case_id, signed.person, seen=seen, given=Given(sent.path, sent.name))
        body = sent.read_as(TableBody)
        path = desk.upload_folder / uuid.uuid4().hex
        try:
            await run_in_threadpool(_write, path, json.dumps(body.table, ensure_ascii=False))
            given = Given(path, f"{body.name}.yaml", "table")
            return await attached(desk, case_id, signed.person, seen=seen, given=given)
        finally:
            path.unlink(missing_ok=True)


async def attached(desk: Desk, case_id: str, person: Person, *, seen: int | None, given: Given) -> ForcingReply:
    """Look at a file, keep it and attach it. The file itself stays as it is."""
    coverage = await desk.pool.ask(
        "look", seconds_max=LOOK_S_MAX, path=str(given.path), name=given.name, data=str(desk.folder)
    )  # fmt: skip
    sha256 = await run_in_threadpool(desk.blobs.put_file, given.path)
    forcing = ForcingAttached(
        forcing=uuid.uuid4().hex[:12], name=given.name, source=given.kind, sha256=sha256, coverage=coverage,
    )  # fmt: skip
    case = await run_in_threadpool(
        desk.cases.act, case_id, person, lambda case, by: attach_forcing(case, forcing, by), seen
    )
    return ForcingReply(version=case.version, id=forcing.forcing, coverage=coverage)


def _write(path: FilePath, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_text(text, encoding="utf-8")


@router.delete("/{case_id}/forcing/{forcing}")
def delete_forcing(
    case_id: CaseId,
    forcing: Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")],
    desk: DeskHere,
    seen: Seen,
    *,
    signed: Signed,
) -> VersionReply:
    """The source no longer serves; what was drifted in it stays."""
    case = desk.cases.act(case_id, signed.person, lambda case, by: detach_forcing(case, forcing, by), seen)
    return VersionReply(version=case.version)


@router.get("/{case_id}/field")
async def get_field(
    case_id: CaseId,
    desk: DeskHere,
    _signed: Signed,
    kind: Literal["wind", "current", "stokes"],
    *,
    time: Moment,
    west: Lon,
    south: Lat,
    east: Lon,
    north: Lat,
    columns: Annotated[int, Query(ge=1, le=POINTS_MAX)] = 20,
    rows: Annotated[int, Query(ge=1, le=POINTS_MAX)] = 20,
) -> FieldReply:
    """Wind or current at a time on points of a box, from the first source that has it at each; for arrows on a map."""
    if south > north:
        raise RefusedError(422, "the box is upside down", "give south below north")
    sources = await run_in_threadpool(lambda: sources_of(desk.cases.case(case_id)))
    if not sources:
        raise ForcingError(Sentence("case.no_forcing"))
    box = (west, south, east + 360.0 if east < west else east, north)
    told = await desk.pool.ask(
        "field", seconds_max=FIELD_S_MAX, data=str(desk.folder), sources=sources, kind=kind, time_s=time.timestamp(),
        box=box, columns=columns, rows=rows,
    )  # fmt: skip
    return FieldReply(**told)
