"""What happens on the desk, as it happens; and who did what, when."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from sarex.adapters.sql_people import Deed
from sarex.formats.event_line import event_line
from sarex.model.sentence import Language, Sentence, words
from sarex.web.access import Signed, token_of
from sarex.web.case_view import iso
from sarex.web.desk import Desk, DeskHere
from sarex.web.fault import RefusedError
from sarex.web.language import Reader
from sarex.web.moment import Moment, shown_time
from sarex.web.stream import Line, log_line

router = APIRouter(prefix="/api", tags=["live"])
LISTENERS_MAX: Final = 500
PLACE_MAX: Final = 10**12
AUDIT_MAX: Final = 1000
Place = Annotated[int, Query(ge=0, le=PLACE_MAX, description="Place in the log up to which the browser was told.")]


class AuditReply(BaseModel):
    """`case`: empty for what belongs to no case."""

    time: str
    who: str
    what: str
    case: str
    detail: str


@router.get("/stream", response_class=StreamingResponse, responses={200: {"content": {"text/event-stream": {}}}})
async def get_stream(
    request: Request,
    desk: DeskHere,
    signed: Signed,
    reader: Reader,
    *,
    last_event_id: Annotated[str | None, Header(max_length=20)] = None,
    since: Place | None = None,
) -> StreamingResponse:
    """Server-sent events: `hello` with the desk's time, then `log` for each event of any case, `job` for each step of
    a job, and `beat` with the time again every 15 s. A browser that comes back with Last-Event-ID is told
    first what it missed."""
    if desk.stream.listeners >= LISTENERS_MAX:
        raise RefusedError(503, Sentence("refused.listeners"), Sentence("refused.listeners_way"))
    last = await run_in_threadpool(desk.log.last_position)
    told = last if since is None else since
    if last_event_id is not None and last_event_id.isdigit() and last_event_id.isascii():
        told = int(last_event_id)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    since_place = min(told, last)  # an older log may have been restored
    lines = _lines(desk, token_of(request), signed.person.name, since=since_place, language=reader)
    return StreamingResponse(lines, media_type="text/event-stream", headers=headers)


def _lines(desk: Desk, token: str, name: str, *, since: int, language: Language) -> AsyncIterator[bytes]:
    def replay(after: int, limit: int) -> list[Line]:
        return [log_line(entry) for entry in desk.log.read(after, limit)]

    def beat() -> Line | None:
        alive = desk.people.session(token, desk.now_s()) is not None
        return Line("beat", {"time": shown_time(desk.now_s())}) if alive else None

    # It carries the place, so that a browser whose line is cut at once comes back to here and not to then.
    hello = Line("hello", {"node": desk.node, "name": name, "time": shown_time(desk.now_s())}, since)
    return desk.stream.listen(hello, since, replay=replay, beat=beat, language=language)


@router.get("/audit")
def get_audit(
    desk: DeskHere,
    _signed: Signed,
    reader: Reader,
    *,
    case: Annotated[str | None, Query(max_length=64)] = None,
    since: Moment | None = None,
) -> list[AuditReply]:
    """Who did what, when: the last deeds in cases and beside them, in order of time."""
    since_s = 0.0 if since is None else since.timestamp()
    beside = [(deed.time_s, _deed(deed, reader)) for deed in desk.people.deeds(since_s, case, AUDIT_MAX)]
    return [reply for _, reply in sorted([*beside, *_logged(desk, case, since, reader)], key=_time)[-AUDIT_MAX:]]


def _deed(deed: Deed, language: Language) -> AuditReply:
    case, code = deed.case or "", f"deed.{deed.what.replace(' ', '_')}"
    what = Sentence(code).told(language) if code in words("en") else deed.what
    return AuditReply(time=_shown(deed.time_s), who=deed.who, what=what, case=case, detail=deed.detail)


def _shown(time_s: float) -> str:
    return iso(datetime.fromtimestamp(time_s, UTC)) or ""


def _time(pair: tuple[float, Any]) -> float:
    return pair[0]


def _logged(desk: Desk, case: str | None, since: datetime | None, language: Language) -> list[tuple[float, AuditReply]]:
    after = max(desk.log.last_position() - AUDIT_MAX, 0)
    entries = desk.log.read(after, AUDIT_MAX) if case is None else desk.log.read_case(case)[-AUDIT_MAX:]
    return [
        (entry.time.timestamp(), AuditReply(time=iso(entry.time) or "", who=entry.author, what=entry.kind,
                                            case=entry.case, detail=event_line(entry.event).told(language)))
        for entry in entries
        if since is None or entry.time >= since
    ]  # fmt: skip
