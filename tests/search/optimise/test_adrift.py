"""Units whose patterns drift with the water keep apart at every moment, not from where the others once were."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from plan_scene import CENTRE, cloud_at, fleet, normal, place, planned, vessel
from sarex.search.local_plane import LocalPlane
from sarex.search.optimise.search_case import SearchCase
from sarex.search.pattern.task_track import laid_of_task
from sarex.search.separation import Claim, conflict

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
    gaps_m = []
    for one in laid["One"]:
        for two in laid["Two"]:
            start_s = max(one.track.time_s[0], two.track.time_s[0])
            end_s = min(one.track.time_s[-1], two.track.time_s[-1])
            moments = np.linspace(start_s, end_s, 13) if end_s > start_s else []
            gaps_m += [at(one.swept[0], time_s).distance(at(two.swept[0], time_s)) for time_s in moments]
    assert gaps_m
    assert min(gaps_m) > 0.5 * NM - 2.0


def test_ground_that_both_cover_at_different_hours_is_no_conflict():
    """What drifts comes where the other was hours before: on the ground they meet, on the water they do not."""
    square = np.array([[0.0, 0.0], [1000.0, 0.0], [1000.0, 1000.0], [0.0, 1000.0]])
    told = {
        "start_s": 0.0, "end_s": 3600.0, "airborne": False, "height_m": 0.0, "separation_m": 100.0,
        "height_separation_m": 0.0,
    }  # fmt: skip
    swept = np.array([[0.0, 0.0], [4000.0, 0.0], [4000.0, 1000.0], [0.0, 1000.0]])
    far, near = np.array([1500.0, 0.0]), np.array([1050.0, 0.0])
    one = Claim(unit="One", outline=swept, adrift=square, **told)
    two = Claim(unit="Two", outline=swept + far, adrift=square + far, **told)
    assert conflict(one, two) == 0.0
    assert conflict(one, replace(two, adrift=square + near)) == pytest.approx(50.0, abs=0.01)
    assert conflict(one, replace(two, adrift=None)) > 0.0
