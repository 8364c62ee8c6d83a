"""One real server for all tests, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desk_server import PASSWORD, Browser, Server, set_up, start_server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One desk for all tests, with Chief (administrator) and one person of each other role, named after it."""
    running = start_server(tmp_path_factory.mktemp("desk"))
    try:
        chief = set_up(running)
        for role in ("coordinator", "planner", "observer", "exercise_control"):
            answer = chief.post("/api/people", json={"name": role, "role": role, "password": PASSWORD})
            assert answer.status_code == 201, answer.text
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def chief(server: Server) -> Browser:
    return server.signed_in()


@pytest.fixture(scope="session")
def observer(server: Server) -> Browser:
    return server.signed_in("observer")
