"""A small case with a hand table, worked on as a browser does it."""

from __future__ import annotations

import time
from typing import Any

from desk_server import Browser

INCIDENT: dict[str, Any] = {
    "format": "sarex-incident/1",
    "name": "Two people missing",
    "object": [{"object": "PIW-1", "weight": 0.4}, {"object": "LIFE-RAFT-NB-1", "weight": 0.6}],
    "scenarios": [
        {"name": "last call", "kind": "position", "at": "34 50.0N 130 05.0E", "time": "2026-01-30T03:00Z",
         "position_error": "2 nm"}
    ],
    "drift": {"until": "2026-01-30T09:00Z", "particles": 400, "seed": 7},
}  # fmt: skip
TABLE: dict[str, Any] = {
    "wind": [{"time": "2026-01-30T00:00Z", "from": 270, "speed": "15 kn"}],
    "current": [{"time": "2026-01-30T00:00Z", "toward": 45, "speed": "0.5 kn"}],
}
UNITS: dict[str, Any] = {
    "format": "sarex-units/1",
    "units": [
        {"name": "Patrol A", "kind": "vessel", "at": "34 40N 130 10E", "available": "2026-01-30T03:30Z",
         "transit_speed": "20 kn", "search_speed": "14 kn", "endurance": "6 h", "sweep_width": "1.6 nm"},
        {"name": "Heli B", "kind": "helicopter", "at": "35 11N 128 56E", "available": "2026-01-30T04:00Z",
         "transit_speed": "130 kn", "search_speed": "90 kn", "endurance": "3 h", "sweep_width": "1.1 nm"},
    ],
}  # fmt: skip
SIGHTING: dict[str, Any] = {
    "name": "seen from the ferry", "kind": "sighting", "time": "2026-01-30T06:00Z", "at": "34 52N 130 12E",
    "position_error": "2 nm", "confidence": 0.5,
}  # fmt: skip
JOB_S_MAX = 90.0


def new_case(browser: Browser, name: str = "Two missing", exercise: bool = True) -> str:
    """A case with incident, wind and units; returns its id."""
    answer = browser.post("/api/cases", json={"name": name, "exercise": exercise, "incident": INCIDENT})
    assert answer.status_code == 201, answer.text
    case = str(answer.json()["id"])
    table = browser.post(f"/api/cases/{case}/forcing", json={"name": "by hand", "table": TABLE})
    assert table.status_code == 201, table.text
    units = browser.put(f"/api/cases/{case}/units", json={"units": UNITS}, headers=seen(browser, case))
    assert units.status_code == 200, units.text
    return case


def seen(browser: Browser, case: str) -> dict[str, str]:
    """The header for a change of the case as it is now."""
    return {"if-match": f'"{browser.get(f"/api/cases/{case}").json()["version"]}"'}


def done(browser: Browser, job: str) -> dict[str, Any]:
    """The job when it is over."""
    until = time.monotonic() + JOB_S_MAX
    while time.monotonic() < until:
        told: dict[str, Any] = browser.get(f"/api/jobs/{job}").json()
        if told["state"] not in ("waiting", "running"):
            return told
        time.sleep(0.1)
    raise AssertionError(f"job {job} took more than {JOB_S_MAX} s")


def drifted(browser: Browser, case: str) -> None:
    """Drift the case and wait."""
    answer = browser.post(f"/api/cases/{case}/drift", json={})
    assert answer.status_code == 202, answer.text
    told = done(browser, answer.json()["job"])
    assert told["state"] == "done", told


def planned(browser: Browser, case: str, **request: Any) -> None:
    """Plan the case and wait."""
    answer = browser.post(f"/api/cases/{case}/plan", json={"iterations": 20, **request})
    assert answer.status_code == 202, answer.text
    told = done(browser, answer.json()["job"])
    assert told["state"] == "done", told
