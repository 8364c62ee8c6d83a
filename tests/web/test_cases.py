"""A case from its opening to its exports, as browsers see it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely.geometry

from desk_server import Browser, Server
from sarex import api
from sarex.formats.incident_yaml import read_incident
from sarex.formats.units_yaml import read_units_file
from sarex.planning import PlanRequest
from web.desk_case import INCIDENT, SIGHTING, TABLE, UNITS, done, drifted, new_case, planned, seen


@pytest.fixture(scope="module")
def case(chief: Browser) -> str:
    """A case with a map and a plan."""
    made = new_case(chief)
    drifted(chief, made)
    planned(chief, made)
    return made


@pytest.fixture(scope="module")
def plan(chief: Browser, case: str) -> dict[str, Any]:
    found: dict[str, Any] = chief.get(f"/api/cases/{case}/plan").json()
    return found


def test_a_case_holds_what_was_said(chief: Browser, case: str) -> None:
    told = chief.get(f"/api/cases/{case}").json()
    assert told["name"] == "Two missing"
    assert told["exercise"]
    assert told["incident"]["exercise"], "an exercise's incident is marked"
    assert [unit["name"] for unit in told["units"]["units"]] == ["Patrol A", "Heli B"]
    (forcing,) = told["forcing"]
    assert forcing["name"] == "by hand.yaml"
    assert forcing["sources"] == ["current", "wind"]
    assert told["drift"]["current"]
    assert told["plan"]["current"]
    (head,) = [one for one in chief.get("/api/cases").json() if one["id"] == case]
    assert (head["has_map"], head["has_plan"], head["version"]) == (True, True, told["version"])
    kinds = [line["kind"] for line in chief.get(f"/api/cases/{case}/events").json()]
    assert kinds[:4] == ["case_opened", "incident_revised", "forcing_attached", "units_revised"]
    assert kinds[4:6] == ["drift_estimated", "plan_made"]


def test_the_plan_of_the_desk_is_that_of_the_command_line(plan: dict[str, Any], tmp_path: Path) -> None:
    table = tmp_path / "by hand.yaml"
    table.write_text(json.dumps(TABLE))
    request = PlanRequest(iterations=20, marginal=False)
    alone = api.plan(read_incident(INCIDENT), read_units_file(UNITS), table, request=request)
    assert plan["pos"] == alone.pos


def test_a_map_drifted_in_other_wind_is_not_of_now_and_its_plan_is_sought_on_it_alone(chief: Browser) -> None:
    made = new_case(chief)
    drifted(chief, made)
    assert chief.get(f"/api/cases/{made}").json()["undo"] == "drift_estimated"
    other = {**TABLE, "wind": [{"time": "2026-01-30T00:00Z", "from": 90, "speed": "30 kn"}]}
    assert chief.post(f"/api/cases/{made}/forcing", json={"table": other}).status_code == 201
    told = chief.get(f"/api/cases/{made}").json()
    assert not told["drift"]["current"]
    assert (told["undo"], told["redo"]) == ("forcing_attached", None)
    planned(chief, made)
    assert chief.get(f"/api/cases/{made}/plan").json()["optimiser"]["second_seed"] is None
    for _ in range(2):
        assert chief.post(f"/api/cases/{made}/undo").status_code == 200
    told = chief.get(f"/api/cases/{made}").json()
    assert told["drift"]["current"]
    assert (told["undo"], told["redo"]) == ("drift_estimated", "forcing_attached")


def test_units_are_checked_as_they_are_typed(chief: Browser) -> None:
    assert chief.post("/api/read/units", json={"units": UNITS}).json() == {"ok": True, "problems": []}
    wrong = {**UNITS, "units": [UNITS["units"][0], {**UNITS["units"][1], "transit_speed": "130"}]}
    (problem,) = chief.post("/api/read/units", json={"units": wrong}).json()["problems"]
    assert problem["place"] == "units[1].transit_speed"
    assert "130.0 has no unit" in problem["text"]


def test_the_map_moves_through_time(chief: Browser, case: str) -> None:
    told = chief.get(f"/api/cases/{case}/map").json()
    assert told["times"][0] == "2026-01-30T03:00:00Z"
    assert len(told["times"]) == len(told["areas"]) == 7
    assert told["shares"][-1]["afloat"] == pytest.approx(1.0)
    grid = told["grid"]
    packed = chief.get(f"/api/cases/{case}/map/heat.bin")
    heat = np.frombuffer(packed.content, np.uint8).reshape(7, grid["rows"], grid["columns"])
    assert (heat.reshape(7, -1).max(axis=1) == 255).all()
    lon, lat = np.array(grid["lon"]), np.array(grid["lat"])
    for index in (0, 6):
        row, column = np.unravel_index(heat[index].argmax(), heat[index].shape)
        top = told["most_probable"][index]
        assert abs(lon[column] - top["lon"]) < 0.06
        assert abs(lat[row] - top["lat"]) < 0.06
        half, most = (shapely.geometry.shape(told["areas"][index][name]) for name in ("p50", "p90"))
        assert half.area < most.area
        assert most.buffer(0.02).contains(half)
    drift = [told["most_probable"][-1][axis] - told["most_probable"][0][axis] for axis in ("lon", "lat")]
    assert drift[0] > 0.03, "wind from the west and a current to the north-east"
    assert chief.get(f"/api/cases/{case}/map", headers={"if-none-match": packed.headers["etag"]}).status_code == 200
    etag = {"if-none-match": packed.headers["etag"]}
    assert chief.get(f"/api/cases/{case}/map/heat.bin", headers=etag).status_code == 304


def test_particles_come_in_any_number(chief: Browser, case: str) -> None:
    answer = chief.get(f"/api/cases/{case}/particles.bin", params={"limit": 50})
    assert answer.headers["x-sarex-particles"] == "50"
    places = np.frombuffer(answer.content, "<f4").reshape(7, 50, 2)
    assert np.isfinite(places[-1]).all()
    assert abs(places[0, :, 0].mean() - (130 + 5 / 60)) < 0.05
    assert abs(places[0, :, 1].mean() - (34 + 50 / 60)) < 0.05
    everyone = np.frombuffer(chief.get(f"/api/cases/{case}/particles.bin").content, "<f4").reshape(7, -1, 2)
    assert everyone.shape[1] == 400
    assert (everyone[:, :50] == places)[np.isfinite(places)].all()


def test_arrows_stand_where_there_is_wind(chief: Browser, case: str) -> None:
    box = {"west": 129, "south": 34, "east": 131, "north": 35, "columns": 3, "rows": 2}
    at = {"time": "2026-01-30T05:00Z", **box}
    wind = chief.get(f"/api/cases/{case}/field", params={"kind": "wind", **at}).json()
    assert wind["source"] == "by_hand.yaml"
    assert np.allclose(wind["u"], 15 * 1852 / 3600, atol=1e-3)
    assert np.allclose(wind["v"], 0.0, atol=1e-3)
    waves = chief.get(f"/api/cases/{case}/field", params={"kind": "stokes", **at}).json()
    assert waves["u"] == [[None] * 3] * 2


def test_the_plan_has_its_figures_and_its_geometry(plan: dict[str, Any]) -> None:
    assert 0.3 < plan["pos"] <= plan["pos_ceiling"] <= 1.0
    assert plan["pos_bound"] > 0.3
    assert "EXERCISE EXERCISE EXERCISE" in plan["marks"]
    for unit in plan["units"]:
        ring = shapely.geometry.Polygon(unit["ring"])
        assert ring.contains(shapely.geometry.Point(unit["area"]["centre"]["lon"], unit["area"]["centre"]["lat"]))
        assert unit["reason"]
        assert unit["track"][0] == [round(unit["csp"]["lon"], 6), round(unit["csp"]["lat"], 6)]
        assert unit["out"][-1] == unit["track"][0]


def test_every_export_is_there_and_is_what_it_says(chief: Browser, case: str, plan: dict[str, Any]) -> None:
    exports = {one["name"]: one for one in chief.get(f"/api/cases/{case}/exports").json()}
    for name, begins in (
        ("plan.pdf", b"%PDF"),
        ("plan.png", b"\x89PNG"),
        ("plan.gpx", b"<?xml"),
        ("plan.kml", b"<?xml"),
    ):
        answer = chief.get(f"/api/cases/{case}/exports/{name}")
        assert answer.content.startswith(begins)
        assert answer.headers["content-type"] == exports[name]["kind"]
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert "EXERCISE" in chief.get(f"/api/cases/{case}/exports/message_ja.txt").text
    assert chief.get(f"/api/cases/{case}/exports/plan.json").json()["pos"] == plan["pos"]
    assert "second.nc" not in exports
    for name in ("second.nc", "..%2f..%2fnode.key", "%2e%2e", "nothing"):
        assert chief.get(f"/api/cases/{case}/exports/{name}").status_code == 404
    taken = [deed["detail"] for deed in chief.get("/api/audit", params={"case": case}).json()
             if deed["what"] == "took a file"]  # fmt: skip
    assert "plan.pdf" in taken


def test_a_moved_area_is_scored_at_once(chief: Browser, case: str, plan: dict[str, Any]) -> None:
    unit = next(one for one in plan["units"] if one["pattern"] in ("PS", "CS", "SS"))
    path = f"/api/cases/{case}/tasks/{unit['name']}/{unit['n']}"
    centre, before = unit["area"]["centre"], seen(chief, case)
    same = chief.patch(path, params={"try": 1}, json={"centre": centre}, headers=before).json()
    assert same["version"] is None
    if not same["refusals"]:
        assert same["pos"] == pytest.approx(plan["pos"], abs=0.03)
    far = {"lon": centre["lon"] + 0.25, "lat": centre["lat"]}
    tried = chief.patch(path, params={"try": 1}, json={"centre": far}, headers=before).json()
    assert tried["refusals"] or tried["pos"] < plan["pos"] - 0.05
    assert seen(chief, case) == before, "to try writes nothing"
    assert chief.patch(path, json={"frozen": True}).status_code == 428
    frozen = chief.patch(path, json={"frozen": True}, headers=before)
    assert frozen.json()["version"] == int(before["if-match"].strip('"')) + 1
    late = chief.patch(path, json={"centre": far}, headers=before)
    assert late.status_code == 409
    assert (late.json()["by"], late.json()["what"]) == ("Chief", "task_frozen")
    held = chief.patch(path, json={"centre": far}, headers=seen(chief, case))
    assert "frozen" in held.json()["error"]["text"]
    assert chief.patch(path, json={"frozen": False}, headers=seen(chief, case)).status_code == 200
    nobody = f"/api/cases/{case}/tasks/Nobody/1"
    assert chief.patch(nobody, json={"frozen": True}, headers=seen(chief, case)).status_code == 404


def test_a_sighting_changes_the_map_and_undoing_it_brings_it_back(chief: Browser) -> None:
    case = new_case(chief, "sighting")
    drifted(chief, case)
    first = chief.get(f"/api/cases/{case}").json()["drift"]["cloud"]
    heat = chief.get(f"/api/cases/{case}/map/heat.bin").content
    answer = chief.post(f"/api/cases/{case}/results", json={"result": SIGHTING})
    assert answer.status_code == 201, answer.text
    assert done(chief, answer.json()["job"])["state"] == "done"
    told = chief.get(f"/api/cases/{case}").json()
    assert told["drift"]["kind"] == "map_updated"
    assert told["drift"]["cloud"] != first
    (update,) = told["drift"]["figures"]["updates"]
    assert update["name"] == SIGHTING["name"]
    assert chief.get(f"/api/cases/{case}/map/heat.bin").content != heat
    twice = chief.post(f"/api/cases/{case}/results", json={"result": SIGHTING})
    assert "already" in twice.json()["error"]["text"]
    undone = chief.post(f"/api/cases/{case}/undo")
    assert done(chief, undone.json()["job"])["state"] == "done"
    told = chief.get(f"/api/cases/{case}").json()
    assert told["results"] == []
    assert told["drift"]["results"] == []
    assert chief.get(f"/api/cases/{case}/map/heat.bin").content == heat


def test_a_track_comes_as_a_file(chief: Browser, case: str) -> None:
    rows = "".join(
        f"2026-01-30T{5 + n // 6:02d}:{n % 6}0:00Z,{34.85 + 0.01 * (n % 2)},{130.05 + 0.01 * n}\n" for n in range(12)
    )
    result = {"name": "flown by Heli", "kind": "search", "unit": "Heli B", "track": "../../track.csv"}
    parts = {"result": (None, json.dumps(result)), "file": ("../..\\evil/track.csv", f"time,lat,lon\n{rows}")}
    answer = chief.post(f"/api/cases/{case}/results", files=parts)
    assert answer.status_code == 201, answer.text
    told = done(chief, answer.json()["job"])
    assert told["state"] == "done", told
    (kept,) = [one for one in chief.get(f"/api/cases/{case}").json()["results"] if one["id"] == "flown by Heli"]
    assert kept["report"]["track"]["file"] == "track.csv"
    laughs = "".join(f'<!ENTITY {name} "{f"&{of};" * 10}">' for of, name in zip("abcdefgh", "bcdefghi", strict=True))
    for bad, said in (
        (f'<!DOCTYPE gpx [<!ENTITY a "ha">{laughs}]><gpx>&i;</gpx>', "entities"),
        ('<!DOCTYPE gpx [<!ENTITY a SYSTEM "file:///etc/passwd">]><gpx>&a;</gpx>', "entities"),
        ("time,lat,lon\nnever,91,0\n", "is not on the Earth"),
        ("\x89HDF\r\n\x1a\n\x00", "t.csv"),
    ):
        before = seen(chief, case)
        parts = {
            "result": (None, json.dumps({**result, "name": "bad"})),
            "file": ("t.gpx" if "<" in bad else "t.csv", bad),
        }
        answer = chief.post(f"/api/cases/{case}/results", files=parts)
        assert answer.status_code == 422, answer.text
        assert said in answer.json()["error"]["text"]
        assert seen(chief, case) == before
    lost = chief.post(f"/api/cases/{case}/results", json={"result": {**result, "name": "again"}})
    assert "did not come" in lost.json()["error"]["text"]


def test_what_is_too_large_for_an_event_is_told(chief: Browser, case: str) -> None:
    fixes = [[1769749200.0 + n, 130.0, 34.8] for n in range(60_000)]
    result = {"name": "long", "kind": "search", "unit": "Heli B", "track": {"fixes": fixes}}
    answer = chief.post(f"/api/cases/{case}/results", json={"result": result})
    assert answer.status_code == 422
    assert "an event takes 1,000,000" in answer.json()["error"]["text"]
    huge = json.dumps({"result": {**result, "track": {"fixes": fixes * 5}}})
    answer = chief.post(f"/api/cases/{case}/results", content=huge, headers={"content-type": "application/json"})
    assert answer.status_code == 413, "JSON has the limit of JSON, whatever the route"


def test_the_later_of_two_writers_is_told(server: Server, chief: Browser) -> None:
    case, other = new_case(chief, "two writers"), server.signed_in("planner")
    version = seen(other, case)
    mine = chief.put(
        f"/api/cases/{case}/units", json={"units": {**UNITS, "units": UNITS["units"][:1]}}, headers=version
    )
    assert mine.status_code == 200
    late = other.put(f"/api/cases/{case}/incident", json={"incident": {**INCIDENT, "name": "late"}}, headers=version)
    assert late.status_code == 409
    told = late.json()
    assert (told["by"], told["what"], told["version"]) == ("Chief", "units_revised", mine.json()["version"])
    assert chief.get(f"/api/cases/{case}").json()["incident"]["name"] == INCIDENT["name"]
    assert other.patch(f"/api/cases/{case}", json={"name": "x"}, headers=seen(other, case)).status_code == 403
    for tag in ('W/"1"', "x", "-1"):
        answer = chief.patch(f"/api/cases/{case}", json={"name": "x"}, headers={"if-match": tag})
        assert answer.status_code in (409, 422)


def test_roles_decide_who_may_work(server: Server, chief: Browser, observer: Browser) -> None:
    real = chief.post("/api/cases", json={"name": "real", "exercise": False}).json()["id"]
    assert observer.get(f"/api/cases/{real}").status_code == 200
    assert observer.post(f"/api/cases/{real}/notes", json={"text": "x"}).status_code == 403
    assert observer.get("/api/audit").status_code == 403
    control = server.signed_in("exercise_control")
    assert control.post(f"/api/cases/{real}/notes", json={"text": "x"}).status_code == 403
    assert control.post("/api/cases", json={"name": "also real", "exercise": False}).status_code == 403
    played = control.post("/api/cases", json={"name": "played", "exercise": True}).json()["id"]
    assert control.post(f"/api/cases/{played}/notes", json={"text": "x"}).status_code == 201
    marked = {"name": "mixed", "exercise": False, "incident": {**INCIDENT, "exercise": True}}
    assert "real" in chief.post("/api/cases", json=marked).json()["error"]["text"]


def test_a_closed_case_takes_nothing(chief: Browser) -> None:
    case = new_case(chief, "closing")
    closed = chief.patch(f"/api/cases/{case}", json={"state": "closed", "reason": "found"}, headers=seen(chief, case))
    assert closed.status_code == 200
    for answer in (
        chief.put(f"/api/cases/{case}/units", json={"units": UNITS}, headers=seen(chief, case)),
        chief.post(f"/api/cases/{case}/drift", json={}),
    ):
        assert answer.status_code == 422
        assert "closed" in answer.json()["error"]["text"]
    again = chief.patch(f"/api/cases/{case}", json={"state": "open", "name": "again"}, headers=seen(chief, case))
    assert again.status_code == 422, "a closed case is not renamed"
    assert chief.patch(f"/api/cases/{case}", json={"state": "open"}, headers=seen(chief, case)).status_code == 200


HOSTILE: list[tuple[str, bytes, str]] = [
    ("wind.nc", b"\x89HDF\r\n\x1a\n" + b"\0" * 500, "cannot be opened"),
    ("wind.nc", b"CDF\x01" + b"\xff" * 500, "wind"),
    ("wind.grb", b"GRIB" + b"\xff" * 500, "wind"),
    ("page.nc", b"<html>not found</html>", "web page"),
    ("bomb.yaml", b"a: &a [x, x]\nb: [*a, *a]", "names a value"),
    ("pack.nc", gzip.compress(b"x" * 1000), "compressed"),
    ("pack.zip", b"PK\x03\x04" + bytes(60), "zip archive"),
    ("empty.nc", b"", "empty"),
    ("../../../etc/passwd", b"root:x:0:0", "no kind that is known"),
]


@pytest.mark.parametrize(("name", "content", "said"), HOSTILE, ids=[f"{n}-{s}" for n, _, s in HOSTILE])
def test_files_that_are_not_what_they_say_are_told(
    server: Server, chief: Browser, case: str, name: str, content: bytes, said: str
) -> None:
    before = seen(chief, case)
    answer = chief.post(f"/api/cases/{case}/forcing", files={"file": (name, content)})
    assert answer.status_code == 422, answer.text
    assert said in answer.json()["error"]["text"]
    assert str(server.folder) not in answer.text
    assert seen(chief, case) == before
    assert list((server.folder / "scratch").iterdir()) == []


def test_other_bodies_than_files_are_told(chief: Browser, case: str) -> None:
    path = f"/api/cases/{case}/forcing"
    assert chief.post(path, content=b"x", headers={"content-type": "application/x-tar"}).status_code == 415
    assert chief.post(path, content=b"x", headers={"content-type": "multipart/form-data"}).status_code == 400
    assert chief.post(path, files={"other": (None, "x")}).status_code == 422
    assert chief.post(path, json={"table": {"wind": [{"time": "now"}]}}).status_code == 422
    assert chief.post(path, json=[]).status_code == 400
    two = [("file", ("a.nc", b"x")), ("file", ("b.nc", b"x"))]
    assert chief.post(path, files=two).status_code == 400


def test_a_real_file_shows_its_coverage(chief: Browser, tmp_path: Path) -> None:
    from sarex.adapters.synthetic_sea import write_synthetic_sea

    case = new_case(chief, "with a file")
    current, _ = write_synthetic_sea(tmp_path, 1769731200.0, 6, lambda lon, _lat: np.zeros(lon.shape, bool))
    answer = chief.post(f"/api/cases/{case}/forcing", files={"file": ("Montag 1.nc", current.read_bytes())})
    assert answer.status_code == 201, answer.text
    (source,) = answer.json()["coverage"]["sources"]
    assert source["quantity"] == "current"
    assert source["synthetic"]
    kept = chief.get(f"/api/cases/{case}").json()["forcing"]
    assert [one["name"] for one in kept] == ["by hand.yaml", "Montag 1.nc"]
    gone = chief.delete(f"/api/cases/{case}/forcing/{kept[0]['id']}")
    assert gone.status_code == 200
    assert [one["name"] for one in chief.get(f"/api/cases/{case}").json()["forcing"]] == ["Montag 1.nc"]
    assert chief.delete(f"/api/cases/{case}/forcing/{kept[0]['id']}").status_code == 422


def test_what_is_missing_is_told_before_a_job_begins(chief: Browser) -> None:
    case = chief.post("/api/cases", json={"name": "bare", "exercise": True}).json()["id"]
    for path, word in (("drift", "incident"), ("plan", "map"), ("update", "map")):
        answer = chief.post(f"/api/cases/{case}/{path}", json={})
        assert answer.status_code == 422
        assert word in answer.json()["error"]["text"]
    for path in ("map", "map/heat.bin", "particles.bin", "plan", "exports", "exports/plan.pdf"):
        assert chief.get(f"/api/cases/{case}/{path}").status_code == 404
    assert chief.get("/api/cases/nothing").status_code == 404
    assert chief.get(f"/api/jobs/{'0' * 32}").status_code == 404
