"""The example with sensors, an agreed line and a forbidden area, from the files to the plan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
LINE_LON = 3.0 + 55.0 / 60.0


@pytest.fixture(scope="module")
def legs_of(tmp_path_factory):
    """Ends of the legs by nation, from one plan with a number of iterations and no limit of time."""
    from sarex import api
    from sarex.planning import PlanRequest

    incident = tmp_path_factory.mktemp("case") / "incident.yaml"
    text = (EXAMPLES / "position.yaml").read_text(encoding="utf-8")
    incident.write_text(text.replace("particles: 10000", "particles: 400"), encoding="utf-8")
    request = PlanRequest(iterations=150, marginal=False)
    plan = api.plan(incident, EXAMPLES / "units_sensors.yaml", str(EXAMPLES / "hand_table.yaml"), request=request)
    assert plan.optimiser is not None
    assert (plan.optimiser.iterations, plan.optimiser.stopped_by) == (150, "iterations")
    assert {task.unit.nation for task in plan.tasks} == {"NOR", "GBR"}
    return {
        nation: [
            at for task in plan.tasks if task.unit.nation == nation for leg in task.legs for at in (leg.start, leg.end)
        ]
        for nation in ("NOR", "GBR")
    }


def test_each_side_stays_on_its_side_of_the_line(legs_of):
    assert min(at.lon for at in legs_of["NOR"]) >= LINE_LON
    assert max(at.lon for at in legs_of["GBR"]) <= LINE_LON


def test_a_unit_with_no_pattern_that_the_planner_lays_is_refused(sarex, incident, hand_table, tmp_path):
    units = tmp_path / "units.yaml"
    text = (EXAMPLES / "units.yaml").read_text(encoding="utf-8")
    units.write_text(text.replace("sweep_width: 2 nm}", "sweep_width: 2 nm, patterns: [B]}"), encoding="utf-8")
    answer = sarex(
        "plan", incident(), units, "--forcing", hand_table, "-o", tmp_path / "plan", "--iterations", 5, "--json"
    )  # fmt: skip
    assert answer.code == 0, answer.err
    (unused,) = json.loads(answer.out)["unused"]
    assert unused["name"] == "PV One"
    assert "patterns (B) the planner lays none; allow one of CS, PS, SS, TSN, TSR, VS" in unused["reason"]
