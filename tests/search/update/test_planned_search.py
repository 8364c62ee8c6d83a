"""A planned pattern, reported as flown: it finds as surely as the plan promised."""

from __future__ import annotations

import json

import pytest

from plan_scene import cloud_at, fleet, normal, place, planned, vessel
from sarex.formats.plan_json import SCHEMA, plan_json
from sarex.formats.plan_view import numbered
from sarex.formats.planned_search_json import planned_search
from sarex.model.errors import ResultsError
from sarex.model.reported_results import ReportedResults
from sarex.model.search_result import SearchResult
from sarex.search.optimise.search_case import SearchCase
from sarex.search.update.ready_result import Scene, ready_result
from sarex.search.update.updated_cloud import UpdateOptions, updated_cloud

NM = 1852.0
TWO = {"at": place(0, -12), "endurance": "4 h", "detection": {"law": "inverse_cube"}}
UNITS = fleet(vessel("One", turn_radius="400 m"), vessel("Two", turn_radius="300 m", **TWO))


@pytest.mark.parametrize("moving", [False, True])
def test_a_timed_plan_that_was_flown_finds_what_it_promised(moving):
    fitted, second = (cloud_at(normal(1024, 4 * NM, seed=seed), drift_m_per_s=(0.3, 0.1)) for seed in (1, 2))
    plan = planned(SearchCase(fitted, UNITS, second), iterations=40, timing="timed", moving=moving)
    assert {leg.kind for task in plan.tasks for leg in task.legs} == {"search", "cross", "turn"}
    text = json.dumps(plan_json(plan))
    for n, task in numbered(plan):
        told = {"name": task.unit.name, "kind": "search", "plan": "plan.json", "unit": task.unit.name}
        result = SearchResult.model_validate({**told, "task": n})
        flown = planned_search(text, "plan.json", unit=task.unit.name, task=n)
        reported = ReportedResults((result,), planned={task.unit.name: flown})
        after = updated_cloud(second, [ready_result(result, reported, second, Scene())], UpdateOptions())
        # The plan was scored on the plane of the cloud that it was fitted to, here it is the plane of the other one.
        assert after.provenance.updates[-1].pos == pytest.approx(task.pos, rel=2e-5)


def test_of_two_tasks_in_one_sortie_the_one_that_was_flown_is_named():
    cloud = cloud_at(normal(64, 4 * NM, seed=1))
    (told,) = plan_json(planned(SearchCase(cloud, fleet(vessel("One"))), iterations=1))["units"]
    text = json.dumps({"schema": SCHEMA, "law": "random", "units": [told, {**told, "search_speed_m_per_s": 2.5}]})
    assert planned_search(text, "plan.json", unit="One", task=2).search_speed == 2.5
    with pytest.raises(ResultsError, match=r"2 tasks in sortie 1; report each .* `task: 1` and `task: 2`"):
        planned_search(text, "plan.json", unit="One")
    with pytest.raises(ResultsError, match="no task as number 3"):
        planned_search(text, "plan.json", unit="One", task=3)
