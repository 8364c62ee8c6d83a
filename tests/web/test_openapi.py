"""Every route by its own description: whatever is sent, nothing makes the server fail, and nothing is forgotten."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from desk_server import Browser, Server
from sarex.model.person import ALLOWED
from sarex.web.access import NEEDS
from sarex.web.app import create_app

CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance, content_type_conformance]
STRANGERS = {"/api/session", "/api/setup"}


class _NoDesk:
    """The description needs no desk."""


APP = create_app(_NoDesk())  # type: ignore[arg-type]
SCHEMA = schemathesis.openapi.from_dict(APP.openapi())


def test_every_route_is_in_the_table_of_permissions_and_no_other() -> None:
    described = {(method.upper(), path) for path, methods in APP.openapi()["paths"].items() for method in methods}
    assert described == set(NEEDS)
    known = {permission for permissions in ALLOWED.values() for permission in permissions}
    assert set(NEEDS.values()) <= known | {"anybody", "nobody"}


@pytest.fixture(scope="module")
def asker(server: Server, chief: Browser) -> Browser:
    """Signed in as somebody who may do all but change people, with a case to ask about."""
    browser = server.signed_in("coordinator")
    browser.timeout = 60
    return browser


@pytest.fixture(scope="module")
def known(chief: Browser) -> dict[str, str]:
    made = chief.post("/api/cases", json={"name": "asked about", "exercise": True})
    return {"case_id": str(made.json()["id"])}


# A stream has no end, and who signs out or changes the password can ask nothing more.
@(
    SCHEMA.exclude(path="/api/stream")
    .exclude(path="/api/session", method="DELETE")
    .exclude(path="/api/me/password")
    .parametrize()
)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_whatever_is_sent_is_answered(case: Any, server: Server, asker: Browser, known: dict[str, str]) -> None:
    for name, value in known.items():
        if name in (case.path_parameters or {}) and case.meta is not None and case.meta.generation.mode.is_positive:
            case.path_parameters[name] = value
    headers = {"x-sarex-csrf": asker.cookies["sarex_csrf"]}
    if case.path not in STRANGERS:
        headers["cookie"] = "; ".join(f"{one}={asker.cookies[one]}" for one in asker.cookies)
    answer = case.call(base_url=server.address, headers=headers, timeout=60)
    case.validate_response(answer, checks=CHECKS)
