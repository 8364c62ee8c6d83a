"""`sarex plan --order`: every pattern from the tasks file through to the files that crews get."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree

import gpxpy
import pytest

from sarex.api import PlanRequest, plan
from sarex.model.geodesy import distance_m
from sarex.model.quantities import Position, parse_position, parse_time
from sarex.model.search_pattern import PATTERN_NAMES

EXAMPLES = Path(__file__).parents[2] / "examples"
UNITS, TASKS = EXAMPLES / "units_tasks.yaml", EXAMPLES / "tasks.yaml"
ORDERED = {
    "Lifeboat 1": "TSR", "Lifeboat 2": "SS", "Lifeboat 3": "VS", "Sea Drone": "B", "PV One": "TSN", "Rescue 71": "CSC",
    "Patrol 5": "PS", "Quad 1": "CS",
}  # fmt: skip


@pytest.fixture(scope="module")
def cloud(tmp_path_factory):
    from sarex.api import drift, save_cloud
    from sarex.formats.incident_yaml import parse_incident

    text = (EXAMPLES / "position.yaml").read_text(encoding="utf-8").replace("particles: 10000", "particles: 400")
    path = tmp_path_factory.mktemp("orders") / "cloud.nc"
    save_cloud(drift(parse_incident(text), EXAMPLES / "hand_table.yaml"), path)
    return path


def place(told: dict[str, float]) -> Position:
    return Position(told["lon"], told["lat"])


def near(one: Position, lat: float, lon: float) -> bool:
    return distance_m(one, Position(lon, lat)) < 30.0


def test_every_pattern_reaches_every_file(sarex, cloud, tmp_path):
    folder = tmp_path / "plan"
    answer = sarex("plan", cloud, UNITS, "--order", TASKS, "--iterations", 5, "-o", folder, "--json")
    assert answer.code == 0, answer.err
    units = {unit["name"]: unit for unit in json.loads(answer.out)["units"]}
    assert {name: units[name]["pattern"] for name in ORDERED} == ORDERED
    assert all(units[name]["reason"].startswith(f"Ordered of {name}") for name in ORDERED)
    csp = {name: place(unit["csp"]) for name, unit in units.items()}

    message = (folder / "message_en.txt").read_text(encoding="utf-8")
    rows = list(csv.DictReader((folder / "plan.csv").read_text(encoding="utf-8").splitlines()))
    routes = {route.name: route for route in gpxpy.parse((folder / "plan.gpx").read_text(encoding="utf-8")).routes}
    for name, code in ORDERED.items():
        assert PATTERN_NAMES[code] in (units[name]["pattern_name"], "")
        section = message.split(f": {name} (")[1].split("\nA-")[0]
        assert f"({code})" in section
        assert str(csp[name]) in section
        first = next(row for row in rows if row["unit"] == name and row["point"] == "CSP")
        assert first["pattern"] == code
        assert near(csp[name], float(first["lat"]), float(first["lon"]))
        (start,) = [point for point in routes[name].points if point.name == "CSP"]
        assert near(csp[name], start.latitude, start.longitude)
        assert PATTERN_NAMES[code] in (routes[name].comment or "")

    for stem in ("Lifeboat-1", "Lifeboat-2", "Lifeboat-3", "Sea-Drone", "PV-One"):
        points = ElementTree.parse(folder / f"{stem}.rtz").getroot().iter("{http://www.cirm.org/RTZ/1/1}waypoint")
        (start,) = [point for point in points if point.get("name") == "CSP"]
        at = start.find("{http://www.cirm.org/RTZ/1/1}position")
        assert at is not None
        assert near(csp[stem.replace("-", " ")], float(at.get("lat", 0)), float(at.get("lon", 0)))
    flown = json.loads((folder / "Quad-1.plan").read_text(encoding="utf-8"))["mission"]["items"]
    assert any(near(csp["Quad 1"], *item["params"][4:6]) for item in flown if item["command"] == 16)
    kml = (folder / "plan.kml").read_text(encoding="utf-8")
    cot = (folder / "plan.cot.xml").read_text(encoding="utf-8")
    for code in ORDERED.values():
        assert f"{PATTERN_NAMES[code]} ({code})" in kml
        assert f"{PATTERN_NAMES[code]} ({code})" in cot


def test_what_was_told_is_what_is_ordered(sarex, cloud, tmp_path):
    answer = sarex("plan", cloud, UNITS, "--order", TASKS, "--iterations", 1, "-o", tmp_path / "plan", "--json",
                   "--unit", "PV Two", "--pattern", "SS")  # fmt: skip
    units = {unit["name"]: unit for unit in json.loads(answer.out)["units"]}
    assert parse_time(units["Lifeboat 1"]["start"]) == parse_time("2015-11-16T10:15Z")
    assert "the skipper's intended route" in units["Lifeboat 1"]["reason"]
    square = units["Lifeboat 2"]
    assert distance_m(place(square["csp"]), parse_position("60 36N 004 14E")) < 1.0
    assert len(square["legs"]) == 9
    assert units["Lifeboat 3"]["motion"] is not None
    assert (units["Sea Drone"]["start"], units["Sea Drone"]["leave"]) == (
        "2015-11-16T12:00:00Z",
        "2015-11-16T15:00:00Z",
    )
    assert units["Rescue 71"]["start"] == units["PV One"]["start"]
    assert all(unit["pattern"] == "SS" for name, unit in units.items() if name not in ORDERED)


def test_the_same_from_python(cloud):
    request = PlanRequest(iterations=0, order=TASKS, marginal=False)
    told = plan(cloud, UNITS, request=request)
    assert {task.unit.name: task.pattern for task in told.tasks if task.unit.name in ORDERED} == ORDERED


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("unit: Lifeboat 1", "unit: Lifeboat1", "there is no unit 'Lifeboat1' in the units file; did you mean"),
        ("with: PV One", "with: PV Tow", "did you mean 'PV Two'?"),
        ("unit: Rescue 71", "unit: PV Two", "'PV Two' is no aircraft"),
        ("radius: 3 nm", "radius: 3", "tasks[2].radius: length 3 has no unit"),
        ("radius: 3 nm", "radius: 40 nm", "the VS ordered of 'Lifeboat 3' cannot be carried out"),
        ("sarex-tasks/1", "sarex-tasks/2", "this version reads `sarex-tasks/1`"),
    ],
)
def test_faulty_orders_end_in_one_line(sarex, cloud, tmp_path, old, new, said):
    text = TASKS.read_text(encoding="utf-8")
    assert old in text
    wrong = tmp_path / "tasks.yaml"
    wrong.write_text(text.replace(old, new), encoding="utf-8")
    answer = sarex("plan", cloud, UNITS, "--order", wrong, "--iterations", 1, "-o", tmp_path / "plan")
    assert answer.code == 2
    (line,) = [line for line in answer.err.splitlines() if line.startswith("sarex: ")]
    assert said in line
    assert not (tmp_path / "plan").exists()


def test_orders_do_not_go_with_what_plans_anew_or_stays(sarex, cloud, tmp_path):
    answer = sarex("plan", cloud, UNITS, "--order", TASKS, "--method", "worksheet", "-o", tmp_path / "plan")
    assert (answer.code, "keeps to no order" in answer.err) == (2, True)
    frozen = tmp_path / "units.yaml"
    frozen.write_text(
        UNITS.read_text(encoding="utf-8").replace("{name: PV One,", "{name: PV One, frozen: true,"), encoding="utf-8"
    )
    answer = sarex("plan", cloud, frozen, "--order", TASKS, "--iterations", 1, "-o", tmp_path / "plan")
    assert "unit 'PV One' is frozen, so it keeps its task" in answer.err
    assert "tasks file" in sarex("plan", cloud, UNITS, "--order", tmp_path / "no.yaml", "-o", tmp_path / "plan").err
