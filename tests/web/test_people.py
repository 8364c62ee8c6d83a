"""Signing in, roles, sessions and the first start."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import argon2
import pytest

from desk_server import PASSWORD, Browser, Server, set_up, start_server
from sarex.adapters.sql_engine import open_engine, sqlite_url
from sarex.adapters.sql_people import LINK_S_MAX, SESSION_IDLE_S, SESSION_S_MAX, SqlPeople
from sarex.model.errors import OutputError, PersonError
from sarex.web.sign_in_limit import TRIES_BY_NAME, WINDOW_S, SignInLimit

CHEAP = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def people(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlPeople]:
    on_server = request.param == "postgresql"
    url = str(request.getfixturevalue("postgresql_url")) if on_server else sqlite_url(tmp_path / "desk.sqlite")
    engine = open_engine(url)
    yield SqlPeople(engine, CHEAP)
    engine.dispose()


def test_the_link_of_the_first_start_works_once(tmp_path: Path) -> None:
    server = start_server(tmp_path / "new" / "folder")
    try:
        assert server.link
        wrong = server.browser().post("/api/setup", json={"token": "x", "name": "Eve", "password": PASSWORD})
        assert wrong.status_code == 403
        chief = set_up(server)
        assert chief.get("/api/me").json() == {"name": "Chief", "role": "administrator", "node": "desk", "demo": False}
        again = server.browser().post("/api/setup", json={"token": server.link, "name": "Eve", "password": PASSWORD})
        assert again.status_code == 403
    finally:
        server.stop()
    held = sqlite3.connect(tmp_path / "new" / "folder" / "desk.sqlite").execute("SELECT name, password FROM person")
    ((name, password),) = held.fetchall()
    assert name == "Chief"
    assert password.startswith("$argon2id$")
    server = start_server(tmp_path / "new" / "folder")
    try:
        assert not server.link
        assert server.signed_in().get("/api/me").status_code == 200
    finally:
        server.stop()


def test_a_session_is_two_cookies_and_ends(server: Server) -> None:
    browser = server.browser()
    assert browser.get("/api/me").status_code == 401
    answer = browser.post("/api/session", json={"name": "planner", "password": PASSWORD})
    cookies = answer.headers.get_list("set-cookie")
    assert len(cookies) == 2
    assert all("samesite=strict" in cookie.lower() for cookie in cookies)
    assert ["httponly" in cookie.lower() for cookie in cookies] == [True, False]
    assert browser.get("/api/me").json()["role"] == "planner"
    kept = dict(browser.cookies)
    assert browser.delete("/api/session").status_code == 204
    browser.cookies.update(kept)
    assert browser.get("/api/me").status_code == 401


def test_what_changes_something_needs_the_token(server: Server) -> None:
    browser = server.signed_in()
    body = {"name": "Nobody", "role": "observer", "password": PASSWORD}
    for headers in ({"x-sarex-csrf": ""}, {"x-sarex-csrf": "x" * 32}, {"x-sarex-csrf": "ü".encode()}):
        assert browser.post("/api/people", json=body, headers=headers).status_code == 403
    assert "Nobody" not in browser.get("/api/people").text


def test_roles_open_and_close_doors(server: Server, chief: Browser) -> None:
    for name in ("coordinator", "planner", "observer", "exercise_control"):
        browser = server.signed_in(name)
        assert browser.get("/api/me").json()["role"] == name
        assert browser.get("/api/people").status_code == 403
        refused = browser.post("/api/people", json={"name": "Eve", "role": "administrator", "password": PASSWORD})
        assert refused.status_code == 403
        assert name in refused.json()["error"]["fault"]
    assert [one["name"] for one in chief.get("/api/people").json()][:2] == ["Chief", "coordinator"]


def test_a_change_ends_the_persons_sessions(server: Server, chief: Browser) -> None:
    body = {"name": "Guest", "role": "observer", "password": PASSWORD}
    assert chief.post("/api/people", json=body).status_code == 201
    twice = chief.post("/api/people", json={**body, "name": "guest"})
    assert twice.status_code == 422
    assert "already" in twice.json()["error"]["text"]
    guest = server.signed_in("Guest")
    assert chief.patch("/api/people", json={"name": "Guest", "active": False}).json()["active"] is False
    assert guest.get("/api/me").status_code == 401
    assert guest.post("/api/session", json={"name": "Guest", "password": PASSWORD}).status_code == 401
    assert chief.patch("/api/people", json={"name": "Nobody", "active": False}).status_code == 422
    last = chief.patch("/api/people", json={"name": "Chief", "role": "observer"})
    assert last.status_code == 422
    assert "another administrator" in last.json()["error"]["way_out"]


def test_one_can_change_the_own_password(server: Server, chief: Browser) -> None:
    chief.post("/api/people", json={"name": "Mover", "role": "observer", "password": PASSWORD})
    first, second = server.signed_in("Mover"), server.signed_in("Mover")
    assert first.put("/api/me/password", json={"old": "wrong", "new": "another good one"}).status_code == 401
    assert first.put("/api/me/password", json={"old": PASSWORD, "new": "short"}).status_code == 422
    assert first.put("/api/me/password", json={"old": PASSWORD, "new": "another good one"}).status_code == 204
    assert first.get("/api/me").status_code == 200
    assert second.get("/api/me").status_code == 401


def test_guessing_is_slowed_down(server: Server, chief: Browser) -> None:
    chief.post("/api/people", json={"name": "Victim", "role": "observer", "password": PASSWORD})
    tries = [server.browser().post("/api/session", json={"name": "Victim", "password": f"guess {n}"}) for n in range(9)]
    assert [answer.status_code for answer in tries] == [401] * 8 + [429]
    assert 0 < int(tries[-1].headers["retry-after"]) <= 300
    right = server.browser().post("/api/session", json={"name": "Victim", "password": PASSWORD})
    assert right.status_code == 429
    assert server.signed_in("planner").get("/api/me").status_code == 200


def test_no_answer_repeats_a_password(server: Server, chief: Browser) -> None:
    answer = chief.post("/api/people", json={"name": "X", "role": "observer", "password": "secret"})
    assert answer.status_code == 422
    assert "secret" not in answer.text
    answer = chief.post("/api/people", json={"name": "X", "role": "king", "password": PASSWORD})
    assert "role" in answer.json()["error"]["fault"]


def test_sessions_run_out(people: SqlPeople) -> None:
    people.add("Ann", "planner", PASSWORD, 0.0)
    begun = people.sign_in("Ann", PASSWORD, 0.0)
    assert begun is not None
    token = begun[0]
    assert people.session(token, SESSION_IDLE_S - 1) is not None
    assert people.session(token, 2 * SESSION_IDLE_S - 2) is not None, "it was used in between"
    assert people.session(token, 4 * SESSION_IDLE_S) is None
    begun = people.sign_in("Ann", PASSWORD, 0.0)
    assert begun is not None
    now_s = 0.0
    while now_s < SESSION_S_MAX:
        assert people.session(begun[0], now_s) is not None
        now_s += SESSION_IDLE_S / 2
    assert people.session(begun[0], now_s + 1) is None
    assert people.sign_in("Ann", "wrong", 0.0) is None
    assert people.sign_in("Nobody", PASSWORD, 0.0) is None
    assert people.session("", 0.0) is None


def test_a_clock_that_is_set_keeps_no_session_alive_and_makes_nobody_wait_for_hours(people: SqlPeople) -> None:
    people.add("Ann", "planner", PASSWORD, 0.0)
    ahead_s = 5 * 3600.0
    begun = people.sign_in("Ann", PASSWORD, ahead_s)
    assert begun is not None
    assert people.session(begun[0], 0.0) is not None
    assert people.session(begun[0], SESSION_IDLE_S + 120.0) is None, "no longer than for everybody"
    limit = SignInLimit()
    for _ in range(TRIES_BY_NAME):
        limit.failed("Ann", "here", ahead_s)
    assert limit.wait_s("Ann", "here", ahead_s + 1.0) == WINDOW_S - 1.0
    assert limit.wait_s("Ann", "here", ahead_s - 60.0) == WINDOW_S
    assert limit.wait_s("Ann", "here", 0.0) == 0.0


def test_a_setup_link_is_good_for_a_day_and_only_the_last_one(people: SqlPeople) -> None:
    first, second = people.setup_token(0.0), people.setup_token(1.0)
    assert first is not None
    assert second is not None
    assert people.set_up(first, "Ann", PASSWORD, 2.0) is None
    assert people.set_up(second, "Ann", PASSWORD, 90_000.0) is None
    with pytest.raises(PersonError, match="cannot be printed"):
        people.set_up(second, "Ann\n", PASSWORD, 2.0)
    begun = people.set_up(second, "Ann", PASSWORD, 2.0)
    assert begun is not None
    assert begun[1].person.role == "administrator"
    assert people.setup_token(3.0) is None


def test_a_sign_in_link_is_good_for_an_hour_and_once_and_only_the_last_one(people: SqlPeople) -> None:
    with pytest.raises(PersonError, match="Ann"):
        people.link_token("Ann", 0.0)
    people.add("Ann", "planner", PASSWORD, 0.0)
    first, second = people.link_token("Ann", 0.0), people.link_token("Ann", 1.0)
    assert people.sign_in_by(first, 2.0) is None
    begun = people.sign_in_by(second, 2.0)
    assert begun is not None
    assert people.session(begun[0], 3.0) == begun[1]
    assert people.sign_in_by(second, 2.0) is None, "it was used"
    assert people.sign_in_by(people.link_token("Ann", 0.0), LINK_S_MAX) is None
    assert people.sign_in_by("", 0.0) is None
    people.add("Chief", "administrator", PASSWORD, 0.0)
    late = people.link_token("Ann", 0.0)
    people.change("Ann", active=False)
    assert people.sign_in_by(late, 1.0) is None


def test_deeds_are_kept_in_order(people: SqlPeople) -> None:
    for number in range(5):
        people.note("Ann", "took a file", f"{number}", now_s=float(number), case="c1" if number % 2 else None)
    assert [deed.detail for deed in people.deeds(since_s=1.0)] == ["1", "2", "3", "4"]
    assert [deed.detail for deed in people.deeds(case="c1")] == ["1", "3"]
    assert [deed.detail for deed in people.deeds(limit=2)] == ["3", "4"]


@pytest.mark.parametrize("url", ["nonsense", "oracle://x/y", "sqlite:////no/such/folder/x.sqlite"])
def test_a_database_that_cannot_be_had_is_told(url: str) -> None:
    with pytest.raises(OutputError, match="cannot be opened"):
        open_engine(url)
