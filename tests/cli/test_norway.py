"""The main job on real wind and current, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import gpxpy
import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def forcing(real_data):
    folder = real_data / "norway_2015-11-16"
    return ["--forcing", folder / "current_norkyst800.nc", "--forcing", folder / "wind_arome.nc"]


@pytest.mark.parametrize("method", [("--method", "worksheet"), ("--iterations", 100)], ids=["worksheet", "optimised"])
def test_from_the_incident_to_a_plan(sarex, forcing, tmp_path, method):
    asked = (*forcing, "-o", tmp_path / "plan", "--json", *method)
    answer = sarex("plan", EXAMPLES / "position.yaml", EXAMPLES / "units.yaml", *asked)
    assert answer.code == 0, answer.err
    plan = json.loads(answer.out)
    assert 0.5 < plan["pos"] < 0.9
    assert {unit["name"] for unit in plan["units"]} == {"PV One", "Rescue 71"}
    routes = gpxpy.parse((tmp_path / "plan" / "plan.gpx").read_text(encoding="utf-8")).routes
    assert len(routes) == len(plan["units"])
    assert all(
        58.9 < point.latitude < 61.9 and 2.5 < point.longitude < 7.0 for route in routes for point in route.points
    )


def test_every_source_is_named_with_its_hours(sarex, forcing, tmp_path):
    answer = sarex("drift", EXAMPLES / "position.yaml", *forcing, "-o", tmp_path / "cloud.nc", "--json")
    assert answer.code == 0, answer.err
    said = json.loads(answer.out)
    served = {source["quantity"]: source for source in said["sources"]}
    assert served["current"]["name"] == "current_norkyst800.nc"
    assert served["wind"]["name"] == "wind_arome.nc"
    assert served["wind"]["served"] > 0.99
    assert 0 < served["current"]["filled"] < 0.05
    assert all(len(source["sha256"]) == 64 for source in said["sources"])
    assert said["left_forcing"] / said["particles"] < 0.01
    assert 0.1 < said["shares"]["stranded"] < 0.5
