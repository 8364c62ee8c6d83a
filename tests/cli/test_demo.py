"""The ready case: it ends by itself with a plan, and all it writes says that it is an exercise on a made-up sea."""

from __future__ import annotations

import json

import pytest
import xarray as xr

from sarex import demo


@pytest.fixture(autouse=True)
def few_iterations(monkeypatch):
    monkeypatch.setattr(demo, "ITERATIONS", 40)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("demo") / "case"


def test_the_demo_prints_a_plan_and_marks_every_file(sarex, folder):
    answer = sarex("demo", "--no-open", "-o", folder)
    assert answer.code == 0, answer.err
    assert answer.out.startswith("*** EXERCISE EXERCISE EXERCISE ***\n*** SYNTHETIC FORCING")
    assert "1. SITUATION" in answer.out
    assert "bridged by" in answer.out
    assert str(folder / "plan" / "index.html") in answer.err
    for name in ("plan.txt", "plan.gpx", "plan.geojson", "plan.json", "index.html"):
        text = (folder / "plan" / name).read_text(encoding="utf-8")
        assert "EXERCISE EXERCISE EXERCISE" in text, name
        assert "SYNTHETIC" in text, name
    with xr.open_dataset(folder / "cloud.nc") as cloud:
        assert "EXERCISE" in str(cloud.attrs)
        assert "synthetic" in str(cloud.attrs).lower()


def test_the_demo_gives_the_same_plan_each_time(sarex, folder, tmp_path):
    first = json.loads((folder / "plan" / "plan.json").read_text(encoding="utf-8"))
    again = json.loads(sarex("demo", "--no-open", "-o", tmp_path / "again", "--json").out)
    assert again["pos"] == first["pos"]
    assert 0.4 < first["pos"] < 0.8
    assert [unit["csp"] for unit in again["units"]] == [unit["csp"] for unit in first["units"]]
    # A unit may be given two areas.
    assert {unit["name"] for unit in first["units"]} == {
        "Patrol vessel A", "Patrol vessel B", "Helicopter A", "Helicopter B"
    }  # fmt: skip
