"""`sarex plan` for one unit, with one pattern, and around units that keep their tasks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

UNITS = """format: sarex-units/1
conditions: {visibility: 10 nm}
units:
  - {name: PV One, nation: NOR, kind: vessel, at: "60 24N 004 50E", available: 2015-11-16T08:00Z, FROZEN
     transit_speed: 20 kn, search_speed: 15 kn, endurance: 10 h, sweep_width: 2 nm}
  - {name: Lifeboat 1, nation: NOR, kind: lifeboat, at: "60 24N 004 50E", available: 2015-11-16T08:00Z,
     transit_speed: 25 kn, search_speed: 15 kn, endurance: 9 h, sweep_width: 1 nm}
"""


@pytest.fixture
def plan(sarex, incident, hand_table, tmp_path):
    """Runs `sarex plan` on one cloud: the plan as JSON, or the one line of the fault."""
    cloud = tmp_path / "cloud.nc"
    assert sarex("drift", incident(), "--forcing", hand_table, "-o", cloud).code == 0

    def run(*options: object, frozen: bool = False, output: str = "plan"):
        units = tmp_path / "units.yaml"
        units.write_text(UNITS.replace("FROZEN", "frozen: true," if frozen else ""), encoding="utf-8")
        answer = sarex("plan", cloud, units, "-o", tmp_path / output, "--iterations", 15, "--json", *options)
        if answer.code == 0:
            return json.loads(answer.out)
        assert answer.code == 2
        (line,) = [line for line in answer.err.splitlines() if line.startswith("sarex: ")]
        return line

    return run


def test_the_best_expanding_square_for_one_lifeboat(plan):
    found = plan("--unit", "Lifeboat 1", "--pattern", "SS")
    assert [(unit["name"], unit["pattern"]) for unit in found["units"]] == [("Lifeboat 1", "SS")]
    assert found["unused"] == []
    assert found["pos"] > 0.02


@pytest.mark.parametrize("pattern", ["TSN", "TSR"])
def test_the_best_track_line_for_one_lifeboat(plan, pattern):
    (found,) = plan("--unit", "Lifeboat 1", "--pattern", pattern)["units"]
    assert found["pattern"] == pattern
    assert "along the route" in found["reason"]


def test_names_and_patterns_that_are_not_there(plan):
    assert "did you mean 'Lifeboat 1'?" in plan("--unit", "lifeboat1")
    assert "did you mean SS (expanding square)?" in plan("--pattern", "expandng square")
    assert "the worksheet lays parallel sweeps alone" in plan("--method", "worksheet", "--pattern", "SS")


def test_a_frozen_unit_keeps_its_legs_while_another_is_planned(plan, tmp_path):
    before, keep = plan(output="first"), ("--keep", tmp_path / "first" / "plan.json")
    after = plan(*keep, "--unit", "Lifeboat 1", "--pattern", "CS", frozen=True)
    one, again = (next(unit for unit in told["units"] if unit["name"] == "PV One") for told in (before, after))
    assert again["legs"] == one["legs"]
    assert again["transit_home"] == one["transit_home"]
    assert all(unit["pattern"] == "CS" for unit in after["units"] if unit["name"] != "PV One")
    assert "cannot keep its task" in plan(*keep, "--method", "worksheet", frozen=True)


def test_a_frozen_unit_needs_the_plan_with_its_task(plan, tmp_path):
    assert "name that plan with `--keep plan.json`" in plan(frozen=True)
    assert "cannot be read" in plan("--keep", Path("nowhere.json"), frozen=True)
    other = tmp_path / "other.json"
    other.write_text('{"schema": "sarex-plan/1", "units": []}', encoding="utf-8")
    assert "'PV One' is frozen, but no earlier plan" in plan("--keep", other, frozen=True)


def test_depths_come_from_a_file(plan, tmp_path):
    assert "depth file" in plan("--depth", tmp_path / "none.nc")
    assert "holds no depth on a grid" in plan("--depth", tmp_path / "cloud.nc")
