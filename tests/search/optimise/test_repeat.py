"""The same seed and iterations give the same plan; more iterations never a worse one."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import numba
import numpy as np
import pytest

from plan_scene import NM, cloud_at, fleet, helicopter, normal, place, planned, vessel
from sarex.formats.plan_json import plan_json
from sarex.model.search_plan import SearchPlan
from sarex.search.moving_cloud import moving_cloud
from sarex.search.optimise.fleet import Fleet
from sarex.search.optimise.muster import mustering
from sarex.search.optimise.optimiser import SPARE_POS, Found, Limits, Optimiser
from sarex.search.optimise.search_case import PlanOptions, SearchCase

DRIFT = (0.3, 0.2)


@functools.cache
def case() -> SearchCase:
    """Two units over a cloud that drifts, fitted to one half of the particles and scored on the other."""
    cloud = cloud_at(normal(2048, 3.0 * NM), hours=range(13), drift_m_per_s=DRIFT)
    units = fleet(vessel(), helicopter(), vessel("Other", at=place(0, -12), detection={"law": "inverse_cube"}))
    return SearchCase(cloud, units)


def told(plan: SearchPlan) -> dict[str, Any]:
    """All that is told but for the seconds it took."""
    said = plan_json(plan)
    del said["optimiser"]["seconds"]
    return said


@pytest.fixture
def threads() -> Iterator[None]:
    before = numba.get_num_threads()
    yield
    numba.set_num_threads(before)


@pytest.mark.usefixtures("threads")
def test_seed_and_iterations_give_the_plan_on_any_threads() -> None:
    numba.set_num_threads(numba.config.NUMBA_NUM_THREADS)
    first = told(planned(case(), iterations=60, marginal=True))
    numba.set_num_threads(1)
    assert told(planned(case(), iterations=60, marginal=True)) == first


COUNTS = (0, 20, 60, 180, 400)


def test_more_iterations_never_lower_what_is_found() -> None:
    """Exactly, on the same particles. Then at most SPARE_POS for each unit is given back with its time."""
    runs = [found(Limits(iterations=count)) for count in COUNTS]
    assert [run.iterations for run in runs] == list(COUNTS)
    best = [run.best_pos for run in runs]
    assert (np.diff(best) >= 0.0).all()
    assert best[-1] > best[0] + 0.01
    assert all(0.0 <= run.best_pos - run.fleet.pos <= SPARE_POS * len(case().units.units) for run in runs)


def test_without_any_iteration_there_is_the_first_plan() -> None:
    assert planned(case(), iterations=0).tasks


def found(limits: Limits, *, tick_s: float = 0.0) -> Found:
    cloud = moving_cloud(case().cloud)
    options = PlanOptions(seed=1)
    searchers = mustering(case(), options, cloud).muster().searchers
    now = [0.0]

    def clock() -> float:
        now[0] += tick_s
        return now[0]

    return Optimiser(Fleet(searchers, cloud), seed=1, clock=clock, stages=()).run(limits)


def test_the_best_so_far_only_rises_and_every_limit_stops() -> None:
    by_number = found(Limits(iterations=100), tick_s=1.0)
    assert (by_number.stopped_by, by_number.iterations) == ("iterations", 100)
    seconds, best = np.array(by_number.history[:-1]).T
    assert (np.diff(best) >= 0.0).all()
    assert (np.diff(seconds) > 0.0).all()
    in_time = found(Limits(iterations=100, seconds=2.5), tick_s=1.0)
    assert in_time.stopped_by == "time"
    assert in_time.iterations < 100
    assert found(Limits(iterations=100, stall=0)).stopped_by == "no gain"
