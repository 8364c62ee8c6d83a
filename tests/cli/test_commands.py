"""The chain from the command line: drift, map, plan, and what they print."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
import xarray as xr

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def cloud(sarex, incident, hand_table, tmp_path):
    answer = sarex("drift", incident(), "--forcing", hand_table, "-o", tmp_path / "cloud.nc")
    assert answer.code == 0, answer.err
    return tmp_path / "cloud.nc"


def test_drift_prints_exactly_one_json_object(sarex, incident, hand_table, tmp_path):
    answer = sarex("drift", incident(), "--forcing", hand_table, "-o", tmp_path / "cloud.nc", "--json")
    assert answer.code == 0, answer.err
    said = json.loads(answer.out)
    assert said["schema"] == "sarex-drift/1"
    assert said["particles"] == 400
    assert said["afloat"] + said["stranded"] + said["left_forcing"] + said["under_way"] == 400
    assert math.isclose(sum(said["shares"].values()), 1.0, abs_tol=1e-9)
    assert said["seconds"] > 0
    assert {source["quantity"] for source in said["sources"]} == {"wind", "current"}
    assert all(source["served"] == pytest.approx(1.0) for source in said["sources"])
    assert said["marks"] == ["NOT FOR NAVIGATION"]
    assert "reading wind and current" in answer.err


def test_the_cloud_carries_what_the_issue_promises(cloud):
    with xr.open_dataset(cloud) as file:
        assert dict(file.sizes) == {"trajectory": 400, "time": 27}
        assert set(file.status.attrs["flag_meanings"].split()) == {"under_way", "afloat", "stranded", "left_forcing"}
        assert float(file.weight.sum()) == pytest.approx(1.0, abs=1e-9)
        assert (file.lat.where(file.status == 1).isnull() == (file.status != 1)).all()


def test_text_says_who_served_when(sarex, incident, hand_table, tmp_path):
    answer = sarex("drift", incident(), "--forcing", hand_table, "-o", tmp_path / "cloud.nc")
    assert "wind     hand_table.yaml: served 100.0%" in answer.out
    assert "2015-11-16 04:00Z to 2015-11-17 06:00Z" in answer.out
    assert "NOT FOR NAVIGATION" in answer.out


@pytest.mark.parametrize("suffix", ["nc", "tif", "geojson", "png"])
def test_map_in_every_format(sarex, cloud, tmp_path, suffix):
    output = tmp_path / f"map.{suffix}"
    answer = sarex("map", cloud, "--at", "2015-11-16T18:00Z", "-o", output, "--json")
    assert answer.code == 0, answer.err
    said = json.loads(answer.out)
    assert said["afloat"] + said["stranded"] + said["left_forcing"] + said["under_way"] == pytest.approx(1.0, abs=1e-9)
    assert said["areas"][0]["area_m2"] < said["areas"][1]["area_m2"]
    magic = {"nc": b"\x89HDF", "tif": b"II*\x00", "geojson": b"{", "png": b"\x89PNG"}[suffix]
    assert output.read_bytes().startswith(magic)


def test_plan_from_an_incident_and_from_its_cloud_are_the_same(sarex, incident, hand_table, cloud, tmp_path):
    units = EXAMPLES / "units.yaml"
    manual = ("--method", "worksheet", "--json")
    first = sarex("plan", incident(), units, "--forcing", hand_table, "-o", tmp_path / "a", *manual)
    second = sarex("plan", cloud, units, "-o", tmp_path / "b", *manual)
    assert (first.code, second.code) == (0, 0), first.err + second.err
    one, two = json.loads(first.out), json.loads(second.out)
    assert one["pos"] == pytest.approx(two["pos"], abs=1e-4)
    assert 0.0 < one["pos"] < 1.0
    for unit in one["units"]:
        assert {"area", "pattern", "spacing", "csp", "start", "legs"} <= set(unit)
    written = {path.name for path in (tmp_path / "a").iterdir()}
    assert {"plan.txt", "plan.gpx", "plan.geojson", "plan.png", "plan.json", "index.html"} <= written


def test_the_optimiser_plans_by_default_and_the_same_each_time(sarex, incident, hand_table, tmp_path):
    units = EXAMPLES / "units.yaml"
    plans = []
    for folder in ("a", "b"):
        asked = ("--forcing", hand_table, "-o", tmp_path / folder, "--iterations", 30, "--seed", 3, "--json")
        answer = sarex("plan", incident(), units, *asked)
        assert answer.code == 0, answer.err
        plans.append(json.loads(answer.out))
        del plans[-1]["files"], plans[-1]["optimiser"]["seconds"]
    assert plans[0] == plans[1]
    plan = plans[0]
    assert plan["method"] == "optimised"
    assert plan["optimiser"]["stopped_by"] == "iterations"
    assert (plan["optimiser"]["iterations"], plan["optimiser"]["seed"]) == (30, 3)
    assert 0.0 < plan["pos"] < plan["ceiling"]["pos"] <= 1.0
    assert plan["pos_line"].startswith(f"POS {plan['pos']:.2f}; optimum of divisible effort")
    assert all(unit["reason"] for unit in plan["units"])


def test_forcing_check_shows_a_hand_table(sarex, hand_table):
    text = sarex("forcing", "check", "--forcing", hand_table)
    assert text.code == 0, text.err
    assert "wind" in text.out
    assert json.loads(sarex("forcing", "check", "-f", hand_table, "--json").out)["schema"].startswith("sarex-forcing")


def test_objects_and_schemas(sarex):
    assert "PIW-4" in sarex("objects", "survival", "suit").out
    assert [found["key"] for found in json.loads(sarex("objects", "sunfish", "--json").out)["objects"]] == [
        "SAILBOAT-8"
    ]
    assert json.loads(sarex("schema", "incident").out)["title"] == "Sarex incident file"
    assert "properties" in json.loads(sarex("schema", "units").out)


def test_version(sarex):
    assert sarex("--version").out.startswith("sarex 0.")


@pytest.mark.parametrize("what", ["incident", "units", "results", "tasks"])
def test_the_schemas_in_the_documents_are_those_of_the_reader(sarex, what):
    """Renew them with `sarex schema incident > docs/schemas/incident.schema.json` and the same for units."""
    kept = Path(__file__).parents[2] / "docs" / "schemas" / f"{what}.schema.json"
    assert json.loads(kept.read_text(encoding="utf-8")) == json.loads(sarex("schema", what).out)


def test_what_goes_into_a_pipe_is_utf8_whatever_the_system_prefers(hand_table: Path, tmp_path: Path) -> None:
    """As on Windows, where pipes are of another code page."""
    table = tmp_path / "対馬の風.yaml"
    table.write_bytes(hand_table.read_bytes())
    told = subprocess.run(
        [sys.executable, "-m", "sarex", "forcing", "check", "--forcing", str(table)],
        capture_output=True, env={**os.environ, "PYTHONIOENCODING": "cp1252"}, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr.decode(errors="replace")
    assert "対馬の風.yaml" in told.stdout.decode("utf-8")
