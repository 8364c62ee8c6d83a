"""The demo at the desk: made once through broken-off starts, opened by a link that works once, ended by Ctrl-C."""

from __future__ import annotations

import socket
from itertools import islice
from pathlib import Path

import pytest

from conftest import DemoMade
from desk_server import Browser, start_demo

KINDS = [
    "case_opened", "note_written", "incident_revised", "units_revised", "forcing_attached", "forcing_attached",
    "drift_estimated", "plan_made",
]  # fmt: skip


def by_link(browser: Browser, token: str) -> int:
    return browser.post("/api/session/link", json={"token": token}).status_code


def test_a_demo_that_was_broken_off_goes_on_at_the_next_start(demo_made: DemoMade) -> None:
    code, said = demo_made.broken_off
    assert code == 0
    assert said.splitlines()[-1].startswith("The demo is closed.")
    assert "Traceback" not in said
    code, said = demo_made.healed
    assert code == 0
    assert "making a synthetic sea" not in said, "it was attached by the first start"
    assert said.splitlines()[-1].startswith("The demo is closed.")
    assert not list((demo_made.folder / "desk" / "scratch").glob("*"))


def test_a_later_start_opens_the_same_case_by_a_link_that_works_once(
    demo_made: DemoMade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sarex
) -> None:
    opened = tmp_path / "opened"
    program = tmp_path / "browser"
    program.write_text(f'#!/bin/sh\necho "$1" > {opened}\n')
    program.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(program))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        demo, said = start_demo(demo_made.folder, "--port", str(port))
    try:
        assert f"Port {port} is taken" in said
        second_start = sarex("demo", "-o", demo_made.folder)
        assert (second_start.code, second_start.err) == (
            2, f"sarex: another desk works in {demo_made.folder / 'desk'}; use its page, end it first, or name another "
            "folder\n",
        )  # fmt: skip
        token, case = demo.link.split("#")[1].split("/")
        visitor = demo.browser()
        assert by_link(visitor, "wrong") == 403
        assert by_link(visitor, token) == 200
        assert visitor.get("/api/me").json() == {
            "name": "demo", "role": "administrator", "node": "desk", "demo": True,
        }  # fmt: skip
        assert [line["kind"] for line in visitor.get(f"/api/cases/{case}/events").json()] == KINDS
        (head,) = visitor.get("/api/cases").json()
        assert (head["id"], head["exercise"], head["has_plan"]) == (case, True, True)
        second = demo.browser()
        assert [by_link(second, token) for _ in range(8)] == [403] * 7 + [429], "with the wrong one before, eight"
        refused = second.post("/api/session/link", json={"token": token})
        assert 0 < int(refused.headers["retry-after"]) <= 300
        assert visitor.post(f"/api/cases/{case}/undo").status_code == 200
        assert visitor.get(f"/api/cases/{case}").json()["plan"] is None
        assert visitor.post(f"/api/cases/{case}/redo").status_code == 200
        # A browser that looks on holds its stream open; it is neither waited for nor cut off with a trace.
        with visitor.stream("GET", "/api/stream") as stream:
            assert "event: hello" in islice(stream.iter_lines(), 2)
            code, said = demo.interrupt()
    except BaseException:
        demo.stop()
        raise
    assert (code, said.count("\n"), said[:19]) == (0, 1, "The demo is closed.")
    assert opened.read_text().strip() == demo.link
    assert token.encode() not in (demo_made.folder / "desk" / "desk.sqlite").read_bytes()


def test_json_asks_for_a_demo_that_ends(sarex) -> None:
    answer = sarex("demo", "--json")
    assert answer.code == 2
    assert answer.err == "sarex: --json prints the plan and the desk does not end with one; add --no-open\n"
