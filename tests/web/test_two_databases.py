"""One case through the whole desk, on SQLite and on PostgreSQL: the same events, the same case, the same plan."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from desk_server import PASSWORD, Browser, Server, set_up, start_server
from sarex.adapters.node_folder import open_node
from sarex.model.canonical import canonical_bytes
from sarex.model.case import fold
from web.desk_case import SIGHTING, done, drifted, new_case, planned, seen
from web.test_stream import listening

KINDS = [
    "case_opened", "incident_revised", "forcing_attached", "units_revised", "drift_estimated", "plan_made",
    "task_changed", "task_ordered", "task_frozen", "result_reported", "map_updated", "note_written", "undone", "undone",
    "case_closed",
]  # fmt: skip
DRAWN = re.compile(r'(?<=")(?:[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{12})(?=")')
CLOCK = re.compile(r'"(?:time|opened|changed|age_s|seconds)":(?:"[^"]*"|[-\d.e+]+)')


def played(browser: Browser) -> str:
    """The case from its opening to its closing; returns its id."""
    case = new_case(browser, "On two databases")
    path = f"/api/cases/{case}"
    drifted(browser, case)
    planned(browser, case, seed=3)
    tasks = browser.get(f"{path}/plan").json()["units"]
    task = next(one for one in tasks if one["pattern"] in ("PS", "CS", "SS"))
    other = next(one for one in tasks if one["name"] != task["name"])
    moved = {"centre": {**task["area"]["centre"], "lat": task["area"]["centre"]["lat"] + 0.002}}
    changed = browser.patch(f"{path}/tasks/{task['name']}/{task['n']}", json=moved, headers=seen(browser, case))
    assert changed.json()["refusals"] == []
    order = {"way": "VHF 16", "text": "捜索開始"}
    assert browser.post(f"{path}/tasks/{other['name']}/{other['n']}/order", json=order).status_code == 201
    reported = browser.post(f"{path}/results", json={"result": SIGHTING})
    assert done(browser, reported.json()["job"])["state"] == "done"
    assert browser.post(f"{path}/notes", json={"text": "실종자 two found\nby a ferry"}).status_code == 201
    assert browser.post(f"{path}/undo").json()["job"] is browser.post(f"{path}/redo").json()["job"] is None
    closed = browser.patch(path, json={"state": "closed", "reason": "found"}, headers=seen(browser, case))
    assert closed.status_code == 200, closed.text
    return case


def named() -> Callable[[Any], Any]:
    """Puts a number in the place of each name and hash that was drawn or signed, the same for the same, so that what
    is left must be equal and must lead to the same things."""
    known: dict[str, str] = {}

    def number(found: re.Match[str]) -> str:
        return known.setdefault(found[0], f"#{len(known)}")

    def plain(value: Any) -> Any:
        return json.loads(DRAWN.sub(number, CLOCK.sub('"clock":0', canonical_bytes(value).decode())))

    return plain


def told(browser: Browser, case: str, folder: Path, url: str | None) -> dict[str, Any]:
    """All that the desk and its log say of the case, without clocks and drawn names."""
    plain, path = named(), f"/api/cases/{case}"
    node = open_node(folder, url)
    entries = node.log.read_case(case)
    node.engine.dispose()
    assert fold(entries).version == len(entries)
    return {
        "events": [
            plain([one.kind, one.version, one.author, one.event.payload.model_dump(mode="json")]) for one in entries
        ],
        "case": plain(browser.get(path).json()),
        "plan": plain(browser.get(f"{path}/plan").json()),
        # The place among all events of the desk is its own affair; one of the two may have other cases before.
        "lines": plain([{**line, "sequence": None} for line in browser.get(f"{path}/events").json()]),
        "heads": plain([one for one in browser.get("/api/cases").json() if one["id"] == case]),
        "heat": browser.get(f"{path}/map/heat.bin").content,
    }  # fmt: skip


def without_its_database(desk: Server, browser: Browser, url: str) -> None:
    """The database goes away under a desk and comes back: it is told, and the desk goes on by itself."""
    name = make_url(url).database
    server = create_engine(make_url(url).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with listening(browser) as lines, server.connect() as connection:
        assert next(lines)[0] == "hello"
        connection.exec_driver_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :n"), {"n": name}
        )
        refused = browser.get("/api/cases")
        assert refused.status_code == 507
        assert "see that it runs" in refused.json()["error"]["text"]
        assert "database refuses" in refused.json()["error"]["text"]
        assert desk.process.stderr is not None
        assert "database refuses" in desk.process.stderr.readline(), "who follows the log met it too"
        connection.exec_driver_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        assert browser.post("/api/cases", json={"name": "back", "exercise": True}).status_code == 201
        assert next(lines)[2]["summary"] == "opened the exercise back"
    server.dispose()


def test_both_databases_give_the_same_case(server: Server, chief: Browser, postgresql_url: str, tmp_path: Path) -> None:
    lite = told(chief, played(chief), server.folder, None)
    desk = start_server(tmp_path / "desk", "--database", postgresql_url)
    try:
        browser = set_up(desk)
        great = told(browser, played(browser), desk.folder, postgresql_url)
        without_its_database(desk, browser, postgresql_url)
        taken = browser.post("/api/people", json={"name": "chief", "role": "observer", "password": PASSWORD})
        assert taken.status_code == 422, "nobody is called like another one but for the case of letters"
    finally:
        desk.kill()
    desk = start_server(tmp_path / "desk", "--database", postgresql_url)
    try:
        assert not desk.link
        assert [head["name"] for head in desk.signed_in().get("/api/cases").json()] == ["back", "On two databases"]
    finally:
        desk.stop()
    assert not list((tmp_path / "desk").glob("*.sqlite"))
    assert [event[0] for event in lite["events"]] == KINDS
    assert lite["case"]["plan"]["pos"] > 0.3
    for part in lite:
        assert lite[part] == great[part], part
