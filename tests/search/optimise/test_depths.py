"""A bank in the middle of the cloud: who needs more water goes round it and searches beside it."""

from __future__ import annotations

import numpy as np

from plan_scene import CENTRE, cloud_at, fleet, normal, place, planned, track_of, vessel
from sarex.search.local_plane import LocalPlane
from sarex.search.optimise.search_case import SearchCase

NM = 1852.0
BANK_M = 2.0 * NM
PLANE = LocalPlane(CENTRE)


def bank(lon, lat):
    """3 m within two miles of the datum, 40 m elsewhere."""
    return np.where(np.hypot(*PLANE.flat(lon, lat)) < BANK_M, 3.0, 40.0)


def least_distance_m(places):
    """Of the straight pieces through these places from the datum [m]."""
    along = np.linspace(0.0, 1.0, 200)[:, np.newaxis, np.newaxis]
    return float(np.hypot(*(places[:-1] + along * np.diff(places, axis=0)).reshape(-1, 2).T).min())


def ways(task):
    yield track_of(task, PLANE)
    for transit in (task.transit_out, task.transit_home):
        yield np.array([PLANE.point(at) for at in (transit.start, *transit.via, transit.end)])


def test_a_bank_is_neither_searched_nor_crossed():
    clouds = [cloud_at(normal(1024, 4 * NM, seed=seed)) for seed in (1, 2)]
    deep, flat = vessel("Deep", depth_min="10 m"), vessel("Flat", at=place(0, -12), depth_min="2 m")
    plan = planned(SearchCase(clouds[0], fleet(deep, flat), clouds[1], depth=bank), iterations=60)
    nearest = {
        task.unit.name: min(least_distance_m(way) for way in ways(task)) for task in plan.tasks
    }  # fmt: skip
    assert nearest["Deep"] > BANK_M - 300.0
    alone = planned(SearchCase(clouds[0], fleet(flat), clouds[1], depth=bank), iterations=60)
    assert min(least_distance_m(way) for way in ways(alone.tasks[0])) < BANK_M
