"""`sarex update` from the command line: from a cloud and results to the next map and the next plan."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest

from normal_cloud import NM, START_S, scattered
from sarex.adapters.cloud_file import read_cloud, write_cloud
from sarex.model.quantities import Position
from sarex.search.local_plane import LocalPlane
from update_case import file_differences

EXAMPLES = Path(__file__).parents[2] / "examples"
QUICK = ("--iterations", 10)
KINDS = ("search", "plan", "sighting", "debris", "marker_buoy")


def results(folder: Path, *entries: str) -> Path:
    path = folder / "results.yaml"
    path.write_text("format: sarex-results/1\nresults:\n" + "".join(f"  - {entry}\n" for entry in entries))
    return path


@pytest.fixture
def cloud(sarex, incident, hand_table, tmp_path):
    path = tmp_path / "cloud.nc"
    assert sarex("drift", incident(), "--forcing", hand_table, "-o", path).code == 0
    return path


def two_cells(folder: Path) -> tuple[Path, Path]:
    """60 % of the probability in one cell, 40 % in another; a unit searches the first with POD 0.78."""
    spread = np.random.default_rng(2).uniform(-1.5, 1.5, (500, 2)) * NM
    spread[300:, 0] += 20 * NM
    write_cloud(scattered(spread, lon=3.0, lat=60.0, hours=8), folder / "cells.nc")
    legs, spacing = 4, NM
    points = [
        ((leg - 1.5) * spacing, 1.5 * spacing * (1 if (leg % 2) == end else -1))
        for leg in range(legs)
        for end in (0, 1)
    ]
    track_m, area_m2 = legs * 4 * NM - spacing, legs * spacing * 4 * NM
    time_s = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))]) / 10.0
    places = LocalPlane(Position(3.0, 60.0)).places(np.array(points))
    lines = [
        f"{START_S + 3600 + when:.1f},{lat:.7f},{lon:.7f}" for when, (lon, lat) in zip(time_s, places, strict=True)
    ]
    (folder / "flown.csv").write_text("\n".join(["time,lat,lon", *lines]))
    width_m = -math.log(0.22) * area_m2 / track_m
    entry = f"{{name: first, kind: search, sweep_width: {width_m} m, track: {{file: flown.csv, gap: 1 h}}}}"
    return folder / "cells.nc", results(folder, entry)


@pytest.mark.parametrize("name", ["flown.csv", "units.yaml", "results.yaml", "cells.nc"])
def test_the_cloud_never_takes_the_place_of_a_file_that_the_results_name(sarex, tmp_path, name):
    cells, told = two_cells(tmp_path)
    (tmp_path / "units.yaml").write_bytes((EXAMPLES / "units.yaml").read_bytes())
    told.write_text(told.read_text().replace("results:\n", "units: units.yaml\nresults:\n"))
    before = (tmp_path / name).read_bytes()
    done = sarex("update", cells, told, "-o", tmp_path / name)
    assert done.code == 2
    assert "this command reads it" in done.err
    assert (tmp_path / name).read_bytes() == before


def test_a_track_without_an_end_is_refused(sarex, tmp_path):
    cells, told = two_cells(tmp_path)
    told.write_text(told.read_text().replace("flown.csv", "/dev/zero"))
    done = sarex("update", cells, told, "-o", tmp_path / "out.nc")
    assert done.code == 2
    assert "more than 100,000,000 bytes" in done.err


def test_two_cells_get_the_closed_form_posterior(sarex, tmp_path):
    """V20: POC .6/.4, POD .78 in the first cell: posterior .248120/.751880, POS .468."""
    cells, told = two_cells(tmp_path)
    answer = sarex("update", cells, told, "-o", tmp_path / "after.nc", "--json")
    assert answer.code == 0, answer.err
    said = json.loads(answer.out)
    assert said["schema"] == "sarex-update/1"
    (update,) = said["updates"]
    assert update["pos"] == pytest.approx(0.468, abs=5e-6)
    assert said["pos_cumulative"] == pytest.approx(update["pos"])
    assert "result" not in update
    weight = read_cloud(tmp_path / "after.nc").weight
    assert weight[:300].sum() == pytest.approx(0.248120, abs=5e-6)
    assert weight[300:].sum() == pytest.approx(0.751880, abs=5e-6)


def test_undo_restores_the_file_exactly(sarex, tmp_path):
    cells, told = two_cells(tmp_path)
    assert sarex("update", cells, told, "-o", tmp_path / "after.nc").code == 0
    answer = sarex("update", tmp_path / "after.nc", "--undo", "first", "-o", tmp_path / "undone.nc")
    assert answer.code == 0, answer.err
    assert "Undone: first" in answer.out
    assert file_differences(cells, tmp_path / "undone.nc") == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_example_is_applied_and_the_next_map_and_plan_come_from_it(sarex, cloud, hand_table, tmp_path, kind):
    told = EXAMPLES / f"results_{kind}.yaml"
    if kind == "plan":
        assert sarex("plan", cloud, EXAMPLES / "units.yaml", "-o", tmp_path / "plan", *QUICK).code == 0
        (tmp_path / told.name).write_text(told.read_text(encoding="utf-8"), encoding="utf-8")
        told = tmp_path / told.name
    after = tmp_path / "after.nc"
    answer = sarex("update", cloud, told, "--forcing", hand_table, "-o", after, "--json")
    assert answer.code == 0, answer.err
    said = json.loads(answer.out)
    assert {update["kind"] for update in said["updates"]} == {"search" if kind == "plan" else kind}
    assert sum(said["scenarios"].values()) == pytest.approx(1.0)
    again = sarex("map", after, "--at", "2015-11-16T16:00Z", "-o", tmp_path / "after.geojson", "--json")
    before = sarex("map", cloud, "--at", "2015-11-16T16:00Z", "-o", tmp_path / "before.geojson", "--json")
    assert again.code == 0, again.err
    assert json.loads(again.out)["areas"] != json.loads(before.out)["areas"]
    assert sarex("plan", after, EXAMPLES / "units.yaml", "-o", tmp_path / "next", *QUICK).code == 0


@pytest.mark.parametrize("method", [("--method", "worksheet"), ("--iterations", 20)], ids=["worksheet", "optimised"])
def test_a_flown_plan_has_the_pos_that_it_promised(sarex, cloud, tmp_path, method):
    """The worksheet's POS is scored at one moment, the optimiser's on one half of the particles, the update's along
    the tracks on all: alike, not equal."""
    asked = ("-o", tmp_path / "plan", "--json", *method)
    planned = json.loads(sarex("plan", cloud, EXAMPLES / "units.yaml", *asked).out)
    told = tmp_path / "results.yaml"
    told.write_text(
        (EXAMPLES / "results_plan.yaml").read_text(encoding="utf-8").replace(", flown: 0.6", ""), encoding="utf-8"
    )
    said = json.loads(sarex("update", cloud, told, "-o", tmp_path / "after.nc", "--json").out)
    assert said["pos_cumulative"] == pytest.approx(planned["pos"], abs=0.08)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{name: a, kind: search, sweep_width: 1 nm, track: gone.gpx}", "track file .*gone.gpx cannot be read"),
        ("{name: a, kind: search, plan: gone.json, unit: A}", "plan .*gone.json cannot be read"),
        ("{name: a, kind: search, unit: PV One, track: {fixes: [[2015-11-16T08:00Z, 60N 4E]]}}", "name the units file"),
        ("{name: a, kind: debris, object: PIW-1, time: 2026-01-30T05:00Z, at: 60N 4E}", "with --forcing"),
        ("{name: a, kind: sighting, time: 2015-11-16T12:00Z, at: 60N 4E}", "position_error: is missing"),
    ],
)
def test_bad_results_are_refused_in_one_line(sarex, tmp_path, entry, said):
    cells, _ = two_cells(tmp_path)
    answer = sarex("update", cells, results(tmp_path, entry), "-o", tmp_path / "after.nc")
    assert answer.code == 2
    last = answer.err.strip().splitlines()[-1]
    assert last.startswith("sarex: ")
    assert re.search(said, last), last
    assert not (tmp_path / "after.nc").exists()


def test_nothing_to_do_and_the_own_input_as_output_are_refused(sarex, tmp_path):
    cells, told = two_cells(tmp_path)
    assert "nothing to update" in sarex("update", cells, "-o", tmp_path / "after.nc").err
    assert sarex("update", cells, told, "-o", cells).code == 2
    assert "no result 'x'" in sarex("update", cells, "--undo", "x", "-o", tmp_path / "after.nc").err


def test_the_norway_case(sarex, real_data, tmp_path):
    """A flown plan moves the map away from what was searched; a sighting draws afresh on real wind and current."""
    folder = real_data / "norway_2015-11-16"
    forcing = ["--forcing", folder / "current_norkyst800.nc", "--forcing", folder / "wind_arome.nc"]
    cloud, after, last = (tmp_path / f"{name}.nc" for name in ("cloud", "after", "last"))
    assert sarex("drift", EXAMPLES / "position.yaml", *forcing, "-o", cloud).code == 0
    assert sarex("plan", cloud, EXAMPLES / "units.yaml", "-o", tmp_path / "plan", "--iterations", 100).code == 0
    told = tmp_path / "results.yaml"
    told.write_text((EXAMPLES / "results_plan.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    answer = sarex("update", cloud, told, *forcing, "-o", after, "--json")
    assert answer.code == 0, answer.err
    said = json.loads(answer.out)
    assert 0.3 < said["pos_cumulative"] < 0.9
    maps = {}
    for path in (cloud, after):
        answer = sarex("map", path, "--at", "2015-11-16T16:00Z", "-o", tmp_path / "map.geojson", "--json")
        assert answer.code == 0, answer.err
        maps[path] = json.loads(answer.out)
    # What was searched and not found leaves a wider map, and more of what is left may have stranded.
    assert maps[after]["areas"][0]["area_m2"] > maps[cloud]["areas"][0]["area_m2"]
    assert maps[after]["stranded"] > maps[cloud]["stranded"]
    place = maps[after]["most_probable"]
    seen = f"{{name: seen, kind: sighting, time: 2015-11-16T16:00Z, at: '{place['lat']} {place['lon']}', " \
           "position_error: 1 nm, confidence: 0.95}"  # fmt: skip
    answer = sarex("update", after, results(tmp_path, seen), *forcing, "-o", last, "--json")
    assert answer.code == 0, answer.err
    drawn = json.loads(answer.out)["updates"][-1]["fresh_draw"]
    assert drawn["fresh"] > 5000
    assert any("current_norkyst800.nc" in one for one in drawn["forcing"])
    assert sarex("update", last, "--undo", "seen", "-o", tmp_path / "undone.nc").code == 0
    assert file_differences(after, tmp_path / "undone.nc") == []
