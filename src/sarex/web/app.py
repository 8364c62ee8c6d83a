"""The application: routes behind access and guard, every fault in one shape."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from sarex import __version__
from sarex.adapters.whole_file import output_error
from sarex.formats.reading_error import first_fault
from sarex.model.errors import ConflictError, SarexError
from sarex.model.sentence import Sentence
from sarex.web import (
    case_routes,
    catalogue_routes,
    distress_routes,
    forcing_routes,
    job_routes,
    map_routes,
    note_routes,
    people_routes,
    reading_routes,
    scene_routes,
    stream_routes,
    task_routes,
)
from sarex.web.access import access
from sarex.web.desk import Desk
from sarex.web.fault import Fault, FaultReply, RefusedError, fault_of, status_of, told
from sarex.web.guard import SMALLER, Guard
from sarex.web.language import language_of
from sarex.web.page import Page

ROUTERS: Final = tuple(
    routes.router
    for routes in (
        people_routes, catalogue_routes, reading_routes, scene_routes, case_routes, note_routes, distress_routes,
        forcing_routes, job_routes, map_routes, task_routes, stream_routes,
    )
)  # fmt: skip
FAULTS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": FaultReply, "description": said}
    for status, said in (
        (400, "the request cannot be read"), (401, "nobody is signed in"), (403, "not allowed"), (404, "not there"),
        (409, "somebody else was first"), (413, "too large"), (415, "of another kind"),
        (422, "something in it cannot be used"),
        (428, "the version is missing"), (429, "too often"), (503, "too many at once"), (507, "the disk is full"),
    )
}  # fmt: skip
WAYS_OUT: Final = {
    404: "see /api/openapi.json for what is here", 405: "see /api/openapi.json for the methods", 408: "send it again",
    413: SMALLER,
}  # fmt: skip
PACKED_BYTES_MIN: Final = 2000


def create_app(desk: Desk, page: Page | None = None) -> FastAPI:
    """The application for one desk, without its guard."""
    app = FastAPI(
        lifespan=_lifespan,
        title="Sarex desk", version=__version__, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json",
        description="The interface of a Sarex desk. Times are UTC, degrees are longitude and latitude, SI otherwise.",
    )  # fmt: skip
    app.state.desk = desk
    app.add_middleware(GZipMiddleware, minimum_size=PACKED_BYTES_MIN, compresslevel=5)
    for router in ROUTERS:
        app.include_router(router, dependencies=[Depends(access)], responses=FAULTS)
    app.add_exception_handler(RefusedError, _refused)
    app.add_exception_handler(SarexError, _bad_input)
    app.add_exception_handler(OSError, _disk_fault)
    app.add_exception_handler(RequestValidationError, _bad_shape)
    app.add_exception_handler(ValidationError, _bad_noun)
    app.add_exception_handler(HTTPException, _http_fault)
    app.add_exception_handler(Exception, _own_fault)
    shown = page or Page()

    @app.get("/{path:path}", include_in_schema=False)
    def get_page(request: Request) -> Response:
        if request.url.path.startswith("/api/"):
            raise HTTPException(404)
        return shown.answer(request)

    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    desk: Desk = app.state.desk
    desk.open()
    try:
        yield
    finally:
        desk.stream.close()
        await asyncio.to_thread(desk.close)


def guarded_app(desk: Desk, page: Page | None = None) -> ASGIApp:
    """The application behind its guard, as it is served."""
    return Guard(create_app(desk, page), desk.settings)


def _answer(status: int, fault: Fault, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(FaultReply(error=fault).model_dump(exclude_none=True), status, headers)


def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RefusedError)
    return _answer(error.status, error.fault(language_of(request)), error.headers)


def _bad_input(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, SarexError)
    reply = FaultReply(error=told(error, language_of(request)))
    if isinstance(error, ConflictError):
        reply = reply.model_copy(update={"by": error.by, "what": error.what, "version": error.version})
    return JSONResponse(reply.model_dump(exclude_none=True), status_of(error))


def _disk_fault(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, OSError)
    return _bad_input(request, output_error(Path("the file"), error))


def _bad_shape(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"][1:])
    where = f"{first['loc'][0]} `{place}`" if place else str(first["loc"][0])
    said = str(first["msg"]).removeprefix("Value error, ")
    secret = "password" in place or place in ("token", "old", "new")
    value = None if secret or first["type"] == "missing" else first.get("input")
    fault = f"the {where} cannot be used"
    return _answer(422, _fault(request, fault, said, code="fault.shape", value=value, rule=first["type"]))


def _fault(request: Request, fault: str, way_out: str, **more: Any) -> Fault:
    return fault_of(fault, way_out, language=language_of(request), **more)


def _bad_noun(request: Request, error: Exception) -> JSONResponse:
    """What passed as a request and cannot stand in the log, such as a name that cannot be printed."""
    assert isinstance(error, ValidationError)
    return _answer(422, _fault(request, first_fault(error), "send another value", code="fault.shape"))


def _http_fault(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    detail = error.detail if isinstance(error.detail, Sentence) else str(error.detail).lower()
    way_out = WAYS_OUT.get(error.status_code, "send well-formed JSON")
    fault = _fault(request, detail, way_out, code="fault.http")
    return _answer(error.status_code, fault, dict(error.headers or {}))


def _own_fault(request: Request, _error: Exception) -> JSONResponse:
    return _answer(500, _fault(request, Sentence("fault.own"), Sentence("fault.own_way")))
