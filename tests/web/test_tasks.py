"""Tasks laid by hand: typed, tried, kept, taken back and taken away; the others stay as they are."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from desk_server import Browser
from web.desk_case import drifted, new_case, planned, seen

LINE = {"unit": "Patrol A", "pattern": "TSN", "route": ["34 50N 130 00E", "34 54N 130 14E"], "why": "his route"}
PAIR = {
    "unit": "Heli B", "pattern": "CSC", "with": "Patrol A", "centre": "34 53N 130 12E", "bearing": 60,
    "length": "8 nm", "width": "5 nm",
}  # fmt: skip


@pytest.fixture(scope="module")
def case(chief: Browser) -> str:
    made = new_case(chief, "by hand")
    drifted(chief, made)
    planned(chief, made, iterations=5)
    return made


def plan_now(chief: Browser, case: str) -> dict[str, Any]:
    told: dict[str, Any] = chief.get(f"/api/cases/{case}/plan").json()
    return told


def task(plan: dict[str, Any], unit: str, n: int = 1) -> dict[str, Any]:
    return next(one for one in plan["units"] if (one["name"], one["n"]) == (unit, n))


def ordered(chief: Browser, case: str, order: dict[str, Any], n: int | None = None, *, write: bool = False) -> Any:
    return chief.post(
        f"/api/cases/{case}/tasks", params={} if write else {"try": 1}, json={"order": order, "n": n},
        headers=seen(chief, case),
    )  # fmt: skip


def undo(chief: Browser, case: str) -> None:
    assert chief.post(f"/api/cases/{case}/undo").status_code == 200


def test_the_planners_own_task_typed_again_is_the_same_task(chief: Browser, case: str) -> None:
    before, version = plan_now(chief, case), seen(chief, case)
    for unit in ("Patrol A", "Heli B"):
        own = task(before, unit)
        told = ordered(chief, case, own["order"], 1).json()
        assert (told["refusals"], told["version"]) == ([], None)
        assert told["pos"] == pytest.approx(before["pos"], abs=1e-6)
        again = task(told["plan"], unit)
        assert again["csp"] == pytest.approx(own["csp"], abs=1e-6)
        other = "Heli B" if unit == "Patrol A" else "Patrol A"
        assert task(told["plan"], other)["track"] == task(before, other)["track"]
    assert seen(chief, case) == version, "to try writes nothing"


def test_a_typed_line_is_kept_moved_frozen_planned_round_exported_and_taken_back(chief: Browser, case: str) -> None:
    before = plan_now(chief, case)
    tried = ordered(chief, case, LINE, 1).json()
    kept = ordered(chief, case, LINE, 1, write=True).json()
    assert kept["pos"] == tried["pos"] != before["pos"]
    now = plan_now(chief, case)
    line = task(now, "Patrol A")
    assert (line["pattern"], line["reason"].split(":")[0]) == ("TSN", "Ordered of Patrol A (his route)")
    assert task(now, "Heli B")["track"] == task(before, "Heli B")["track"]
    path = f"/api/cases/{case}/tasks/Patrol A/1"
    moved = chief.patch(path, json={"bearing": 10}, headers=seen(chief, case)).json()
    assert "laid by its points" in moved["refusals"][0]
    assert moved["version"] is None
    assert chief.patch(path, json={"frozen": True}, headers=seen(chief, case)).status_code == 200
    assert "frozen" in ordered(chief, case, LINE, 1).json()["error"]["text"]
    planned(chief, case, iterations=5)
    assert task(plan_now(chief, case), "Patrol A")["track"] == line["track"]
    gpx = ElementTree.fromstring(chief.get(f"/api/cases/{case}/exports/plan.gpx").text)
    marks = [(float(one.get("lat", 0)), float(one.get("lon", 0))) for one in gpx.iter() if one.tag.endswith("rtept")]
    for lon, lat in line["track"]:
        assert any(abs(lat - y) < 1e-4 and abs(lon - x) < 1e-4 for y, x in marks)
    assert "34 50.0" in chief.get(f"/api/cases/{case}/exports/message_en.txt").text
    for _ in range(3):
        undo(chief, case)
    again = plan_now(chief, case)
    assert (again["pos"], again["units"]) == (before["pos"], before["units"])


def test_what_cannot_be_is_told_and_writes_nothing(chief: Browser, case: str) -> None:
    before = seen(chief, case)
    far = ordered(chief, case, {**LINE, "route": ["34 50N 130 00E", "39 54N 134 14E"]}, 1, write=True).json()
    assert far["version"] is None
    assert "cannot be carried out" in far["refusals"][0]
    for order, said in (
        ({**LINE, "unit": "Nobody"}, "there is no unit 'Nobody'"),
        ({**LINE, "route": ["34 50N 130 00E", "here"]}, "route[1]"),
        ({**LINE, "pattern": "XX"}, "'XX' is not known"),
        ({**PAIR, "with": "Nobody"}, "there is no unit 'Nobody'"),
        ({**PAIR, "width": "9 nm"}, "swap them"),
    ):
        answer = ordered(chief, case, order, write=True)
        assert answer.status_code == 422, answer.text
        assert said in answer.json()["error"]["text"]
    path = f"/api/cases/{case}/tasks"
    assert chief.post(path, json={"order": LINE}).status_code == 428
    assert "has no task 9" in ordered(chief, case, LINE, 9).json()["error"]["text"]
    assert seen(chief, case) == before


def test_a_unit_does_five_tasks_and_each_can_be_changed(chief: Browser, case: str) -> None:
    for n in range(5):
        hop = {**LINE, "route": [f"34 {46 + n}N 130 08E", f"34 {46 + n}.5N 130 10E"]}
        kept = ordered(chief, case, hop, 1 if n == 0 else None, write=True).json()
        assert kept["refusals"] == []
    now = plan_now(chief, case)
    held = [(one["unit"], one["n"], one["changed"]) for one in chief.get(f"/api/cases/{case}").json()["tasks"]]
    assert [one for one in held if one[0] == "Patrol A"] == [("Patrol A", n, True) for n in (1, 2, 3, 4, 5)]
    path = f"/api/cases/{case}/tasks/Patrol A/5"
    assert chief.patch(path, json={"frozen": True}, headers=seen(chief, case)).status_code == 200
    assert chief.patch(path, json={"frozen": False}, headers=seen(chief, case)).status_code == 200
    other = ordered(chief, case, {**LINE, "route": ["34 50.5N 130 10E", "34 50N 130 12E"]}, 5, write=True).json()
    assert other["refusals"] == []
    changed = plan_now(chief, case)
    assert task(changed, "Patrol A", 5)["track"] != task(now, "Patrol A", 5)["track"]
    assert task(changed, "Patrol A", 4)["track"] == task(now, "Patrol A", 4)["track"]
    early = chief.delete(f"/api/cases/{case}/tasks/Patrol A/4", headers=seen(chief, case))
    assert "take its last task away first" in early.json()["error"]["text"]
    for n in (5, 4, 3, 2, 1):
        gone = chief.delete(f"/api/cases/{case}/tasks/Patrol A/{n}", headers=seen(chief, case))
        assert gone.status_code == 200, gone.text
    told = plan_now(chief, case)
    assert {one["name"] for one in told["units"]} == {"Heli B"}
    (unused,) = told["unused"]
    assert unused["name"] == "Patrol A"
    assert "taken away by hand" in unused["reason"]
    last = chief.delete(f"/api/cases/{case}/tasks/Heli B/1", headers=seen(chief, case))
    assert "no task but that of 'Heli B'" in last.json()["error"]["text"]
    undo(chief, case)
    assert task(plan_now(chief, case), "Patrol A", 1)["track"] == task(now, "Patrol A", 1)["track"]


def test_an_aircraft_and_its_vessel_come_stay_and_go_together(chief: Browser, case: str) -> None:
    before = plan_now(chief, case)
    assert ordered(chief, case, PAIR, 1, write=True).json()["refusals"] == []
    pair = plan_now(chief, case)
    assert (task(pair, "Heli B")["pattern"], task(pair, "Patrol A")["pattern"]) == ("CSC", "TSN")
    assert task(pair, "Patrol A")["order"] is None
    assert "passes over it" in ordered(chief, case, LINE, 1).json()["error"]["text"]
    path = f"/api/cases/{case}/tasks/Heli B/1"
    assert chief.patch(path, json={"frozen": True}, headers=seen(chief, case)).status_code == 200
    planned(chief, case, iterations=5)
    kept = plan_now(chief, case)
    assert [task(kept, one)["track"] for one in ("Heli B", "Patrol A")] == [
        task(pair, one)["track"] for one in ("Heli B", "Patrol A")
    ]
    assert chief.patch(path, json={"frozen": False}, headers=seen(chief, case)).status_code == 200
    alone = ordered(chief, case, task(before, "Heli B")["order"], 1).json()
    assert [one["unit"] for one in alone["pos_by_unit"]] == ["Heli B"]
