"""What a plan says of itself: beside its upper figures, beside the worksheet, and in time."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from plan_scene import CENTRE, NM, cloud_at, fleet, helicopter, normal, place, planned, track_of, vessel
from sarex.model.particle_cloud import ParticleCloud
from sarex.model.search_plan import SearchPlan, UnitTask
from sarex.model.search_unit import SearchUnit
from sarex.search.local_plane import LocalPlane
from sarex.search.moving_cloud import moving_cloud
from sarex.search.optimise.search_case import SearchCase
from sarex.search.optimise.way_clear import way_clear
from sarex.search.pattern.task_track import laid_of_task
from sarex.search.score import UnitSearch, score
from sarex.search.sensing_table import sensing_table
from sarex.search.separation import Claim, conflict
from sarex.search.timed_track import LaidPattern
from sarex.search.worksheet_plan import WorksheetOptions, worksheet_plan

LAWS = st.sampled_from(["random", "inverse_cube", "definite"])


@st.composite
def units(draw: st.DrawFn) -> SearchUnit:
    changes = {
        "at": place(draw(st.floats(-15, 15)), draw(st.floats(-15, 15))),
        "sweep_width": f"{draw(st.floats(0.3, 2.0)):.3f} nm",
        "detection": {"law": draw(LAWS)},
    }
    name = f"U{draw(st.integers(0, 10**6))}"
    return draw(st.sampled_from([vessel, helicopter]))(name, **changes)


def two_clouds(sigma_nm: float, drift: tuple[float, float]) -> tuple[ParticleCloud, ParticleCloud]:
    fitted, scored = (
        cloud_at(normal(2048, sigma_nm * NM, seed=seed), hours=range(0, 13, 3), drift_m_per_s=drift, seed=seed)
        for seed in (1, 2)
    )
    return fitted, scored


@settings(max_examples=6, deadline=None, derandomize=True, phases=[Phase.generate])
@given(
    st.lists(units(), min_size=1, max_size=3, unique_by=lambda one: one.name), st.floats(1.5, 6.0),
    st.sampled_from([(0.0, 0.0), (0.4, -0.2)]), st.booleans(),
)  # fmt: skip
def test_no_plan_passes_its_ceiling_and_none_by_random_search_its_bound(
    some: list[SearchUnit], sigma_nm: float, drift: tuple[float, float], all_random: bool
) -> None:
    if all_random:
        law = vessel().detection
        some = [one.model_copy(update={"detection": law}) for one in some]
    fitted, scored = two_clouds(sigma_nm, drift)
    plan = planned(SearchCase(fitted, fleet(*some), scored), iterations=30)
    assert plan.bound is not None
    assert plan.ceiling is not None
    assert 0.0 < plan.pos <= plan.ceiling.pos <= 1.0
    assert plan.bound.pos <= plan.ceiling.pos
    if all(one.detection.law == "random" for one in some):
        assert plan.bound.law == "random"
        assert plan.pos <= plan.bound.pos


def simulated(plan: SearchPlan, like: SearchPlan, cloud: ParticleCloud) -> float:
    """POS of a plan whose units see what they see in the other, along the tracks of its tasks."""
    scene = moving_cloud(cloud)
    sensed = {task.unit.name: task.sensing for task in like.tasks}
    searches = []
    for task in plan.tasks:
        sensing = sensed[task.unit.name]
        assert sensing is not None
        searches.append(
            UnitSearch(task.unit.name, laid_of_task(task, scene.plane), sensing_table(sensing), task.unit.search_speed)
        )
    return score(searches, scene).pos


def parted(plan: SearchPlan, like: SearchPlan, cloud: ParticleCloud) -> float:
    """`simulated`, of areas moved aside until they leave each other the water that their units ask for."""
    scene, sensed = moving_cloud(cloud), {task.unit.name: task.sensing for task in like.tasks}
    laid: list[tuple[UnitTask, LaidPattern]] = []
    for task in plan.tasks:
        one = laid_of_task(task, scene.plane)
        for _ in laid:
            for other, theirs in laid:
                one = moved(one, way_clear(claim(other, theirs), claim(task, one)))
        laid.append((task, one))
    assert all(
        conflict(claim(*one), claim(*other)) == 0.0 for at, one in enumerate(laid) for other in laid[:at]
    )  # fmt: skip
    searches = [
        UnitSearch(task.unit.name, one, sensing_table(sensed[task.unit.name]), task.unit.search_speed)
        for task, one in laid
    ]
    return score(searches, scene).pos


def moved(laid: LaidPattern, step_m: tuple[float, float]) -> LaidPattern:
    track = replace(laid.track, east=laid.track.east + step_m[0], north=laid.track.north + step_m[1])
    swept = tuple(replace(area, corners=area.corners + np.array(step_m)) for area in laid.swept)
    return replace(laid, track=track, swept=swept, outline=laid.outline + np.array(step_m))


def claim(task: UnitTask, laid: LaidPattern) -> Claim:
    unit = task.unit
    return Claim(
        unit.name, laid.outline, task.search_start_s, task.leave_s, unit.airborne, unit.height_m, unit.separation,
        unit.height_separation,
    )  # fmt: skip


@pytest.mark.parametrize("separation", [{"separation": "0 m"}, {}], ids=["touching", "apart"])
@pytest.mark.parametrize("drift", [(0.0, 0.0), (0.6, 0.3)], ids=["still", "drifting"])
@pytest.mark.parametrize("iterations", [0, 150, 400])
def test_the_worksheet_is_never_better(drift: tuple[float, float], separation: dict[str, str], iterations: int) -> None:
    """By either set of the manual's factors. Its strips touch: where units keep apart, so do they."""
    fitted, scored = two_clouds(5.0, drift)
    some = fleet(
        vessel(**separation), vessel("Other", at=place(10, -10), sweep_width="1.5 nm", **separation),
        helicopter(**separation),
    )  # fmt: skip
    best = planned(SearchCase(fitted, some, scored), iterations=iterations)
    # What the plan says of itself is what its tasks come to.
    assert simulated(best, best, scored) == pytest.approx(best.pos, abs=2e-3)
    for conditions in ("normal", "ideal"):
        manual = worksheet_plan(fitted, some.units, WorksheetOptions(conditions=conditions))
        assert {task.unit.name for task in best.tasks} == {task.unit.name for task in manual.tasks}
        assert best.pos >= parted(manual, best, scored)


def stay_s(task: UnitTask) -> float:
    return task.leave_s - task.search_start_s


def test_the_timed_rule_times_turns_within_095_of_the_stay() -> None:
    fitted, scored = two_clouds(3.0, (0.0, 0.0))
    some = fleet(vessel(), helicopter())
    plans = {
        timing: planned(SearchCase(fitted, some, scored), iterations=40, timing=timing)
        for timing in ("worksheet", "timed")
    }
    for timing, share in (("worksheet", 0.85), ("timed", 0.95)):
        assert {task.unit.name for task in plans[timing].tasks} == {"Vessel", "Helicopter"}
        for task in plans[timing].tasks:
            assert task.timing == timing
            used_s = task.legs[-1].end_s - task.search_start_s
            assert 0.8 * share * stay_s(task) < used_s <= share * stay_s(task) + 2.0
    for task in plans["timed"].tasks:
        kinds = {leg.kind for leg in task.legs}
        assert ("turn" in kinds) == (task.unit.turn_radius_m > 0.0 and len(kinds) > 1)


def test_a_moving_pattern_is_the_water_track_and_the_drift() -> None:
    drift = np.array([0.6, -0.4])
    fitted, scored = two_clouds(3.0, (0.6, -0.4))
    units_ = fleet(vessel(patterns=("PS", "CS")), helicopter(patterns=("PS", "CS")))
    plan = planned(SearchCase(fitted, units_, scored), iterations=40, moving=True)
    assert plan.tasks
    plane = LocalPlane(CENTRE)
    for task in plan.tasks:
        assert task.motion is not None
        assert task.motion.speed_m_per_s == pytest.approx(math.hypot(*drift), rel=0.01)
        assert task.motion.toward_deg == pytest.approx(math.degrees(math.atan2(*drift)) % 360.0, abs=0.5)
        times_s = np.array([task.legs[0].start_s, *(leg.end_s for leg in task.legs)])
        water = track_of(task, plane) - drift * (times_s - times_s[0])[:, np.newaxis]
        steps = np.diff(water, axis=0)
        through_m_per_s = np.hypot(*steps.T) / np.diff(times_s)
        assert through_m_per_s == pytest.approx(task.unit.search_speed, rel=5e-3)
        # In the water, legs are parallel and one spacing apart.
        searched = steps[[leg.kind == "search" for leg in task.legs]]
        course = searched / np.hypot(*searched.T)[:, np.newaxis]
        assert np.abs(course @ course[0]) == pytest.approx(1.0, abs=1e-4)
        crossed = np.array([leg.kind == "cross" for leg in task.legs])
        if crossed.any() and task.unit.turn_radius_m == 0.0:
            assert np.hypot(*steps[crossed].T) == pytest.approx(task.spacing_m, rel=5e-3)


def test_a_cloud_with_all_its_weight_in_one_half_is_planned_on_the_whole() -> None:
    """As an update may leave it: there is no second half to score on, and the plan says so."""
    cloud = cloud_at(normal(256, 4.0 * NM), hours=(0.0, 6.0, 12.0))
    weight = (np.arange(256) // 2 % 2 == 0) / 128.0
    plan = planned(SearchCase(replace(cloud, weight=weight), fleet(vessel())), iterations=5)
    assert 0.1 < plan.pos < 0.5
    assert "fitted to, as they cannot be halved" in plan.notes[0]
