"""Who may do what: one table for all routes, sessions by cookie, and a token against requests from other sites."""

from __future__ import annotations

import hmac
from typing import Annotated, Final, Literal

from fastapi import Depends, Request, Response

from sarex.model.person import Permission, Session
from sarex.model.sentence import Sentence
from sarex.web.desk import Desk, DeskHere
from sarex.web.fault import RefusedError, role_said
from sarex.web.guard import SAFE

SESSION_COOKIE: Final = "sarex_session"
CSRF_COOKIE: Final = "sarex_csrf"
CSRF_HEADER: Final = "x-sarex-csrf"
TOKEN_LENGTH_MAX: Final = 200

Need = Permission | Literal["nobody", "anybody"]
"""What a route asks for: a permission, `anybody` who is signed in, or `nobody`, for it lets people in."""

NEEDS: Final[dict[tuple[str, str], Need]] = {
    ("POST", "/api/session"): "nobody",
    ("POST", "/api/session/link"): "nobody",
    ("POST", "/api/setup"): "nobody",
    ("DELETE", "/api/session"): "anybody",
    ("GET", "/api/me"): "anybody",
    ("GET", "/api/people"): "people",
    ("POST", "/api/people"): "people",
    ("PATCH", "/api/people"): "people",
    ("PUT", "/api/me/password"): "anybody",
    ("GET", "/api/objects"): "read",
    ("GET", "/api/units"): "read",
    ("GET", "/api/sensors"): "read",
    ("POST", "/api/read/position"): "read",
    ("POST", "/api/read/incident"): "read",
    ("POST", "/api/read/units"): "read",
    ("GET", "/api/coast"): "read",
    ("GET", "/api/daylight"): "read",
    ("GET", "/api/cases"): "read",
    ("POST", "/api/cases"): "command",
    ("GET", "/api/cases/{case_id}"): "read",
    ("PATCH", "/api/cases/{case_id}"): "command",
    ("PUT", "/api/cases/{case_id}/incident"): "work",
    ("PUT", "/api/cases/{case_id}/units"): "work",
    ("POST", "/api/cases/{case_id}/notes"): "work",
    ("GET", "/api/cases/{case_id}/notes/{note}"): "distress",
    ("GET", "/api/cases/{case_id}/distress"): "distress",
    ("POST", "/api/cases/{case_id}/distress"): "distress",
    ("GET", "/api/cases/{case_id}/distress/{person}"): "distress",
    ("PUT", "/api/cases/{case_id}/distress/{person}"): "distress",
    ("POST", "/api/cases/{case_id}/distress/forget"): "forget",
    ("POST", "/api/cases/{case_id}/distress/destroyed"): "forget",
    ("POST", "/api/cases/{case_id}/undo"): "work",
    ("POST", "/api/cases/{case_id}/redo"): "work",
    ("GET", "/api/cases/{case_id}/events"): "read",
    ("POST", "/api/cases/{case_id}/forcing"): "work",
    ("DELETE", "/api/cases/{case_id}/forcing/{forcing}"): "work",
    ("GET", "/api/cases/{case_id}/field"): "read",
    ("POST", "/api/cases/{case_id}/drift"): "work",
    ("POST", "/api/cases/{case_id}/plan"): "work",
    ("POST", "/api/cases/{case_id}/update"): "work",
    ("POST", "/api/cases/{case_id}/results"): "work",
    ("DELETE", "/api/cases/{case_id}/results/{result}"): "work",
    ("GET", "/api/cases/{case_id}/jobs"): "read",
    ("GET", "/api/jobs/{job_id}"): "read",
    ("DELETE", "/api/jobs/{job_id}"): "work",
    ("GET", "/api/cases/{case_id}/runs"): "read",
    ("GET", "/api/cases/{case_id}/map"): "read",
    ("GET", "/api/cases/{case_id}/map/heat.bin"): "read",
    ("GET", "/api/cases/{case_id}/particles.bin"): "read",
    ("GET", "/api/cases/{case_id}/plan"): "read",
    ("GET", "/api/cases/{case_id}/exports"): "read",
    ("GET", "/api/cases/{case_id}/exports/{name}"): "read",
    ("POST", "/api/cases/{case_id}/tasks"): "work",
    ("PATCH", "/api/cases/{case_id}/tasks/{unit}/{number}"): "work",
    ("DELETE", "/api/cases/{case_id}/tasks/{unit}/{number}"): "work",
    ("POST", "/api/cases/{case_id}/tasks/{unit}/{number}/order"): "work",
    ("GET", "/api/stream"): "read",
    ("GET", "/api/audit"): "audit",
}
"""A route that is missing here is closed to everybody."""


def access(request: Request, desk: DeskHere) -> Session | None:
    """Stands before every route. Raises RefusedError 401 for strangers, 403 for what is not allowed."""
    need = NEEDS.get((request.method, request.scope["route"].path))
    if need == "nobody":
        return None
    session = desk.people.session(token_of(request), desk.now_s())
    if session is None:
        raise RefusedError(401, Sentence("refused.signed_out"), Sentence("refused.sign_in"))
    if need is None or (need != "anybody" and not session.person.may(need)):
        said = Sentence("refused.role", role=role_said(session.person.role))
        raise RefusedError(403, said, Sentence("refused.role_way"), value=need)
    if request.method not in SAFE:
        _check_csrf(request, session)
    return session


def _check_csrf(request: Request, session: Session) -> None:
    given = request.headers.get(CSRF_HEADER, "").encode()
    held = request.cookies.get(CSRF_COOKIE, "").encode()
    expected = session.csrf.encode()
    if not (hmac.compare_digest(given, expected) and hmac.compare_digest(held, expected)):
        raise RefusedError(403, Sentence("refused.csrf", header=CSRF_HEADER), Sentence("refused.csrf_way"))


def token_of(request: Request) -> str:
    """The session's token in the request; empty where there is none."""
    return request.cookies.get(SESSION_COOKIE, "")[:TOKEN_LENGTH_MAX]


def give_cookies(response: Response, desk: Desk, token: str, session: Session) -> None:
    """Hand the browser its session. The page may read the second cookie, and no other site can."""
    age_s = int(session.expires_s - desk.now_s())
    secure = desk.settings.secure
    response.set_cookie(SESSION_COOKIE, token, max_age=age_s, httponly=True, samesite="strict", secure=secure, path="/")
    response.set_cookie(CSRF_COOKIE, session.csrf, max_age=age_s, samesite="strict", secure=secure, path="/")


def take_cookies(response: Response) -> None:
    """Take them back."""
    for name in (SESSION_COOKIE, CSRF_COOKIE):
        response.delete_cookie(name, path="/", samesite="strict")


def _signed(session: Annotated[Session | None, Depends(access)]) -> Session:
    assert session is not None, "the table lets strangers into this route"
    return session


Signed = Annotated[Session, Depends(_signed)]
