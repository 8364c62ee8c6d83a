"""A frozen unit keeps its task to the second and metre, and the others plan around it."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import shapely

from normal_cloud import provenance
from plan_scene import CENTRE, START_S, cloud_at, fleet, normal, place, planned, vessel
from sarex.formats.kept_tasks_json import kept_tasks
from sarex.formats.plan_json import plan_json
from sarex.kernels.rate_detection import EXPOSURE_MAX
from sarex.model.applied_update import AppliedUpdate
from sarex.model.errors import PlanError
from sarex.model.search_result import FlownSearch
from sarex.search.local_plane import LocalPlane
from sarex.search.moving_cloud import moving_cloud
from sarex.search.optimise.search_case import SearchCase
from sarex.search.pattern.searched_part import searched_part
from sarex.search.pattern.task_track import laid_of_task
from sarex.search.score import UnitSearch, exposure, exposure_by_time, score, sensing_table

NM = 1852.0
SAME = (
    "area", "pattern", "sortie", "spacing", "csp", "creep_deg", "timing", "motion", "start", "end", "leave",
    "search_speed_m_per_s", "height_m", "track_length_m", "legs", "transit_out", "transit_home",
)  # fmt: skip
ONE = vessel("One", turn_radius="400 m")
TWO = vessel("Two", turn_radius="300 m", at=place(0, -12), endurance="4 h", detection={"law": "inverse_cube"})
FROZEN = fleet(ONE.model_copy(update={"frozen": True}), TWO)


def case(units, *, kept=None, seed=1, **cloud):
    clouds = [cloud_at(normal(1024, 4 * NM, seed=seed + n), drift_m_per_s=(0.3, 0.1), **cloud) for n in (0, 1)]
    return SearchCase(clouds[0], units, clouds[1], kept=kept or {})


def kept_of(plan, units=FROZEN):
    return kept_tasks(json.dumps(plan_json(plan)), "plan.json", units.units)


@pytest.fixture(scope="module", params=[{"timing": "worksheet"}, {"timing": "timed", "moving": True}])
def plans(request):
    """A plan for both, and one for a changed cloud, in which the first keeps its task."""
    first = planned(case(fleet(ONE, TWO)), iterations=40, **request.param)
    second = planned(case(FROZEN, kept=kept_of(first), seed=3), iterations=40)
    return first, second


def test_the_task_is_the_same_to_the_second_and_metre(plans):
    before, after = (
        next(unit for unit in plan_json(plan)["units"] if unit["name"] == "One") for plan in plans
    )  # fmt: skip
    assert {key: after[key] for key in SAME} == {key: before[key] for key in SAME}
    assert "keeps its task" in after["reason"]


def test_others_keep_clear_of_it(plans):
    plane = LocalPlane(CENTRE)
    one, two = (
        [laid_of_task(task, plane) for task in plans[1].tasks if task.unit.name == name] for name in ("One", "Two")
    )
    assert one
    assert two
    for kept in one:
        for other in two:
            together = min(kept.track.time_s[-1], other.track.time_s[-1]) > max(
                kept.track.time_s[0], other.track.time_s[0]
            )
            gap_m = shapely.Polygon(kept.outline).distance(shapely.Polygon(other.outline))
            assert not together or gap_m > ONE.separation - 1.0


def test_its_chance_of_success_counts_once(plans):
    """The plan's POS is that of all tasks simulated together; the kept one's is that of its task alone."""
    cloud = moving_cloud(case(FROZEN, seed=3).second, LocalPlane(CENTRE))
    found = score(
        [
            UnitSearch(task.unit.name, laid_of_task(task, cloud.plane), sensing_table(task.sensing), 15 * NM / 3600)
            for task in plans[1].tasks
        ],
        cloud,
    )
    assert plans[1].pos == pytest.approx(found.pos, rel=1e-4)
    for task in (task for task in plans[1].tasks if task.unit.name == "One"):
        search = UnitSearch("One", laid_of_task(task, cloud.plane), sensing_table(task.sensing), 15 * NM / 3600)
        assert task.pos == pytest.approx(score([search], cloud).pos, rel=1e-4)
    assert max(task.pos for task in plans[1].tasks) < plans[1].pos < sum(task.pos for task in plans[1].tasks) + 1e-9


def test_if_all_are_frozen_the_plan_is_the_earlier_one(plans):
    both = fleet(ONE.model_copy(update={"frozen": True}), TWO.model_copy(update={"frozen": True}))
    again = planned(case(both, kept=kept_of(plans[0], both)))
    assert again.pos == pytest.approx(plans[0].pos, abs=1e-9)
    assert [task.pos for task in again.tasks] == pytest.approx([task.pos for task in plans[0].tasks], abs=1e-9)
    assert again.optimiser is not None
    assert again.optimiser.iterations == 0


def test_the_sensing_is_that_of_the_new_objects(plans):
    after = planned(case(FROZEN, kept=kept_of(plans[0]), keys=("LIFE-RAFT-NB-1",)), iterations=5)
    for task in after.tasks:
        assert task.sensing is not None
        assert [entry.object_key for entry in task.sensing.objects] == ["LIFE-RAFT-NB-1"]


def reported(task, until_s):
    """The first part of a task as an applied result."""
    plane = LocalPlane(CENTRE)
    track = laid_of_task(task, plane).track
    times = np.append(track.time_s[track.time_s < until_s], until_s)
    lonlat = plane.places(np.stack([np.interp(times, track.time_s, axis) for axis in (track.east, track.north)], -1))
    fixes = tuple((float(t), float(lon), float(lat)) for t, (lon, lat) in zip(times, lonlat, strict=True))
    search = FlownSearch(name="first half", unit="One", stretches=(fixes,), sensing=task.sensing, search_speed=7.7)
    return AppliedUpdate(
        name="first half", kind="search", result=search.model_dump_json(), result_sha256="0", pos=0.1,
        pos_cumulative=0.1, effective_size=1.0, effective_share=1.0, law="random",
    )  # fmt: skip


def after_report(told, task, until_s):
    updates = (reported(task, until_s),)
    return replace(told, cloud=replace(told.cloud, provenance=provenance(updates=updates)))


def test_what_it_has_reported_counts_no_more(plans):
    """Half of the task is in the cloud by its report, so half of its effort is left."""
    task = kept_of(plans[0])["One"][0]
    half_s = (task.search_start_s + task.search_end_s) / 2.0
    told = case(FROZEN, kept={"One": (task,)})
    whole = planned(told, iterations=0)
    rest = planned(after_report(told, task, half_s), iterations=0)
    pos = [sum(one.pos for one in plan.tasks if one.unit.name == "One") for plan in (whole, rest)]
    assert 0.4 * pos[0] < pos[1] < 0.75 * pos[0]
    with pytest.raises(PlanError, match="'One' is frozen, but has reported all of its task"):
        planned(after_report(told, task, task.search_end_s), iterations=0)


@pytest.mark.parametrize("law", ["random", "inverse_cube", "definite"])
def test_eyes_closed_after_or_before_a_time_leave_what_is_seen_before_or_after_it(plans, law):
    task = kept_of(plans[0])["One"][0]
    cloud = moving_cloud(case(FROZEN).cloud, LocalPlane(CENTRE))
    laid = laid_of_task(task, cloud.plane)
    curve = task.sensing.objects[0].curve.model_copy(update={"law": law})
    seen = sensing_table(task.sensing.model_copy(update={
        "objects": (task.sensing.objects[0].model_copy(update={"curve": curve}),)
    }))  # fmt: skip
    middle_s = task.search_start_s + 0.37 * (task.search_end_s - task.search_start_s)
    reached = exposure_by_time(laid, seen, 7.7, cloud, times_s=np.array([middle_s, np.inf]))
    before, after = (
        exposure(searched_part(laid, **part), seen, 7.7, cloud)
        for part in ({"until_s": middle_s}, {"after_s": middle_s})
    )
    if law == "definite":
        assert ((reached[:, 1] > 0) >= (after > 0)).all()
        assert 0 < (after > 0).sum() < (reached[:, 1] > 0).sum()
    elif law == "random":
        # Each part is swept in its own outline, of which the two may share a little.
        alone = (before > 0) ^ (after > 0)
        assert alone.sum() > 0.8 * (reached[:, 1] > 0).sum()
        assert (before + after).sum() == pytest.approx(reached[:, 1].sum(), rel=0.2)
    else:
        below = reached[:, 1] < EXPOSURE_MAX
        assert below.sum() > 900
        assert after[below] == pytest.approx((reached[:, 1] - reached[:, 0])[below], rel=1e-6, abs=1e-9)
        assert before[below] == pytest.approx(reached[below, 0], rel=1e-6, abs=1e-9)


def test_a_frozen_unit_without_a_task_is_named(plans):
    with pytest.raises(PlanError, match="'One' is frozen, but no earlier plan gives it a task to keep; name that plan"):
        planned(case(FROZEN))
    later = case(FROZEN, kept=kept_of(plans[0]), start="2026-07-10T08:00Z")
    with pytest.raises(PlanError, match="outside the drift from 2026-07-10"):
        planned(later)


def test_a_text_that_is_no_plan_is_named():
    for text in ("units: []", "{}", json.dumps({"schema": "sarex-plan/1", "units": [{"name": "One"}]})):
        with pytest.raises(PlanError, match=r"give the plan.json that `sarex plan` wrote"):
            kept_tasks(text, "x.json", FROZEN.units)


def test_only_frozen_units_keep(plans):
    assert set(kept_of(plans[0])) == {"One"}
    assert all(task.search_start_s >= START_S for task in kept_of(plans[0])["One"])
