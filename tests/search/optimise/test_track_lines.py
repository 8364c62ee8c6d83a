"""Track lines: the planner finds the route of an overdue craft where it drifted to, and follows it where that pays."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from normal_cloud import provenance
from plan_scene import CENTRE, NM, cloud_at, fleet, place, planned, vessel
from sarex.model.errors import PlanError
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.search.local_plane import LocalPlane
from sarex.search.moving_cloud import moving_cloud
from sarex.search.optimise.datum_route import datum_routes
from sarex.search.optimise.proposer import LINES_MAX
from sarex.search.optimise.search_case import SearchCase
from sarex.search.pattern.track_line import along_route_m, part_of_route, sharpest_bend_deg

HOUR = 3600.0
CORNERS_NM = ((-9.0, -6.0), (-6.0, 3.0), (3.0, 6.0), (9.0, 3.0))
"""Along a coast that bends."""
LENGTH_M = float(np.hypot(*np.diff(np.array(CORNERS_NM), axis=0).T).sum() * NM)
LADDERS = ("PS", "CS", "SS", "VS")
INCIDENT = json.dumps(
    {"name": "Overdue", "object": "PIW-1", "scenarios": [
        {"kind": "voyage", "name": "last fix", "route": [{"at": place(*corner)} for corner in CORNERS_NM]}]}
)  # fmt: skip


def overdue(seed: int, *, drift_m_per_s: tuple[float, float] = (0.2, -0.3), off_nm: float = 0.4) -> ParticleCloud:
    """Craft that sailed along the route in two hours and stopped anywhere on it, adrift from then on."""
    random = np.random.default_rng(seed)
    along_m = random.uniform(0.0, LENGTH_M, 2048)
    route = np.array(CORNERS_NM) * NM
    reached_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(route, axis=0).T))])
    began = np.stack([np.interp(along_m, reached_m, route[:, axis]) for axis in (0, 1)], axis=-1)
    began += random.standard_normal(began.shape) * off_nm * NM - np.array(drift_m_per_s) * (
        along_m / LENGTH_M * 2.0 * HOUR
    )[:, np.newaxis]  # fmt: skip
    hours = np.arange(0.0, 25.0, 0.5)
    cloud = cloud_at(began, drift_m_per_s=drift_m_per_s, hours=hours, seed=seed)
    under_way = hours < (along_m / LENGTH_M * 2.0)[:, np.newaxis]
    status = np.where(under_way, Status.UNDER_WAY, Status.AFLOAT).astype(np.int8)
    return replace(cloud, status=status, provenance=provenance(seed=seed, incident=INCIDENT))


def case(*, patterns: tuple[str, ...] = (*LADDERS, "TSR", "TSN"), **unit: Any) -> SearchCase:
    told = {"at": place(0, -8), "endurance": "4 h", "sweep_width": "1 nm", "detection": {"law": "inverse_cube"}, **unit}
    return SearchCase(overdue(1), fleet(vessel("One", patterns=list(patterns), **told)), overdue(2))


def test_the_route_lies_where_what_began_on_it_has_drifted_to() -> None:
    """Who stops later has drifted less: the route is carried and turned."""
    cloud = moving_cloud(overdue(1, off_nm=0.0), LocalPlane(CENTRE))
    (route,) = datum_routes(cloud, ["last fix"], INCIDENT)
    after_h = 6.0
    found = route.at(cloud.time_s[0] + after_h * HOUR)
    share = np.array([0.0, np.hypot(3, 9), np.hypot(3, 9) + np.hypot(9, 3), LENGTH_M / NM]) * NM / LENGTH_M
    drifted = np.array([0.2, -0.3]) * ((after_h - 2.0 * share) * HOUR)[:, np.newaxis]
    # The cloud is known by the half hour, so a beginning is up to that late.
    assert found == pytest.approx(np.array(CORNERS_NM) * NM + drifted, abs=250.0)


@pytest.mark.parametrize(
    ("incident", "names"),
    [
        ("", ["last fix"]),
        (INCIDENT, ["another"]),
        (INCIDENT.replace("voyage", "area"), ["last fix"]),
        (json.dumps({"scenarios": [{"kind": "datum_line", "name": "last fix", "line": ["60N 3E", "60N 3E"]}]}),
         ["last fix"]),
    ],
)  # fmt: skip
def test_a_case_without_a_route_has_none(incident: str, names: list[str]) -> None:
    assert datum_routes(moving_cloud(overdue(1)), names, incident) == ()


def test_a_track_line_is_chosen_where_the_route_bends_and_finds_more() -> None:
    """About a narrow bent strip a rectangle holds much empty water, and lines along the route none."""
    ladders = planned(case(patterns=LADDERS), iterations=300)
    free = planned(case(), iterations=300)
    assert {task.pattern for task in ladders.tasks} <= set(LADDERS)
    assert any(task.pattern in ("TSR", "TSN") for task in free.tasks)
    assert free.pos > ladders.pos + 0.05


@pytest.mark.parametrize("pattern", ["TSR", "TSN"])
def test_the_best_track_line_for_one_unit(pattern: str) -> None:
    plan = planned(case(patterns=(pattern,)), iterations=100)
    assert {task.pattern for task in plan.tasks} == {pattern}
    assert plan.pos > 0.3
    plane = LocalPlane(CENTRE)
    for task in plan.tasks if pattern == "TSR" else ():
        first, last = plane.point(task.legs[0].start), plane.point(task.legs[-1].end)
        assert np.hypot(*np.subtract(first, last)) < LINES_MAX * task.spacing_m


def test_without_a_route_a_unit_for_track_lines_alone_is_refused() -> None:
    still = cloud_at(np.random.default_rng(1).standard_normal((64, 2)) * NM)
    with pytest.raises(PlanError, match=r"no scenario of this case has one \(a voyage or a datum line\).*`--order`"):
        planned(SearchCase(still, fleet(vessel("One", patterns=["TSR"])), still), iterations=1)


def test_lengths_along_a_route() -> None:
    route = np.array([[0.0, 0.0], [0.0, 100.0], [50.0, 100.0]])
    along_m, off_m = along_route_m(route, np.array([[-3.0, 40.0], [20.0, 107.0], [60.0, 100.0]]))
    assert along_m == pytest.approx([40.0, 120.0, 150.0])
    assert off_m == pytest.approx([3.0, 7.0, 10.0])
    assert part_of_route(route, 80.0, 130.0) == pytest.approx(np.array([[0.0, 80.0], [0.0, 100.0], [30.0, 100.0]]))
    assert sharpest_bend_deg(route) == pytest.approx(90.0)
