"""Units whose patterns drift with the water keep apart at every moment, not from where the others once were."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from plan_scene import CENTRE, cloud_at, fleet, normal, place, planned, vessel
from sarex.search.local_plane import LocalPlane
from sarex.search.optimise.search_case import SearchCase
from sarex.search.pattern.task_track import laid_of_task

NM = 1852.0


def at(area, time_s):
    moved = [np.interp(time_s, area.shifts[:, 0], area.shifts[:, axis]) for axis in (1, 2)]
    return shapely.Polygon(area.corners + np.array(moved))


@pytest.mark.parametrize("seed", [5, 6])
def test_areas_that_drift_keep_apart_at_every_moment(seed):
    clouds = [cloud_at(normal(1024, 4 * NM, seed=one), drift_m_per_s=(0.6, 0.2)) for one in (1, 2)]
    units = fleet(vessel("One", separation="0.5 nm"), vessel("Two", at=place(0, -12)))
    plan = planned(SearchCase(clouds[0], units, clouds[1]), iterations=100, seed=seed, moving=True)
    laid = {
        name: [laid_of_task(task, LocalPlane(CENTRE)) for task in plan.tasks if task.unit.name == name]
        for name in ("One", "Two")
    }
    assert laid["One"]
    assert laid["Two"]
    gaps_m, paths_meet = [], False
    for one in laid["One"]:
        for two in laid["Two"]:
            start_s = max(one.track.time_s[0], two.track.time_s[0])
            end_s = min(one.track.time_s[-1], two.track.time_s[-1])
            moments = np.linspace(start_s, end_s, 13) if end_s > start_s else []
            gaps_m += [at(one.swept[0], time_s).distance(at(two.swept[0], time_s)) for time_s in moments]
            paths_meet |= shapely.Polygon(one.outline).distance(shapely.Polygon(two.outline)) == 0.0
    assert gaps_m
    assert min(gaps_m) > 0.5 * NM - 2.0
    # Ground that both cover at different hours is no conflict: this is what lets them lie side by side.
    assert paths_meet
