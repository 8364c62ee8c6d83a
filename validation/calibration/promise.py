"""What a plan promises: the chance to find the object, before anything is known of where it really is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from validation.calibration.case import SECOND, Case

from sarex.model.incident import Noise
from sarex.model.search_plan import SearchPlan, UnitTask
from sarex.planning import PlanInputs, PlanRequest, planned
from sarex.search.local_plane import LocalPlane
from sarex.search.moving_cloud import MovingCloud, moving_cloud
from sarex.search.optimise.muster import Mustering, mustering
from sarex.search.optimise.search_case import PlanOptions, SearchCase
from sarex.search.pattern.task_track import laid_of_task
from sarex.search.score import UnitSearch, exposure_by_time, sensing_table

Method = Literal["worksheet", "optimised"]
METHODS: tuple[Method, ...] = ("worksheet", "optimised")
HOUR_S = 3600.0
SECONDS_MAX = 3600.0
"""The optimiser ends by its number of iterations, so that a busy machine makes the same plan."""


@dataclass(frozen=True)
class Promise:
    """A plan as it is handed over, and its figures.

    searches : its tasks, laid out from their legs
    printed  : the POS that the plan shows
    pos      : by simulation on the second cloud. The optimiser prints this one; the worksheet prints what it counts
               inside its areas on the cloud that it was planned on
    marks_s  : float64 (mark,), full hours of the search and its end
    by_mark  : float64 (mark,), POS reached by them on the second cloud
    """

    method: Method
    plan: SearchPlan
    searches: tuple[UnitSearch, ...]
    printed: float
    pos: float
    marks_s: NDArray[np.float64]
    by_mark: NDArray[np.float64]

    @property
    def promised(self) -> float:
        """The figure that the plan is held to."""
        return self.printed if self.method == "optimised" else self.pos


@dataclass(frozen=True)
class Promises:
    """The plans of a case, on one plane, with the two clouds that they were made from."""

    case: Case
    fitted: MovingCloud
    second: MovingCloud
    plans: tuple[Promise, ...]

    @property
    def plane(self) -> LocalPlane:
        return self.fitted.plane


def promises(case: Case, iterations: int, *, law: Noise | None = None, methods: Sequence[Method] = METHODS) -> Promises:
    """Plan the case, the optimiser with this number of iterations.

    law : of the noise that the plans assume; the default is that of the incident
    """
    cloud, second = case.cloud(noise=law), case.cloud(SECOND, law)
    fitted = moving_cloud(cloud)
    scored = moving_cloud(second, fitted.plane)
    band = mustering(SearchCase(cloud, case.units, None, case.sources, case.land), PlanOptions(), fitted)
    inputs = PlanInputs(cloud, case.units, second, case.sources, case.land)
    made = tuple(_promise(method, _plan(inputs, method, case, iterations), band, scored) for method in methods)
    return Promises(case, fitted, scored, made)


def _plan(inputs: PlanInputs, method: Method, case: Case, iterations: int) -> SearchPlan:
    request = PlanRequest(
        method=method, seconds=SECONDS_MAX, iterations=iterations, timing=case.timing, moving=case.moving,
        marginal=False,
    )  # fmt: skip
    return planned(inputs, request, lambda _share, _text: None)


def _promise(method: Method, plan: SearchPlan, band: Mustering, second: MovingCloud) -> Promise:
    searches = tuple(_search(task, band) for task in plan.tasks)
    marks_s = marks_of(searches)
    by_mark = second.weight @ -np.expm1(-exposures(searches, second, marks_s))
    return Promise(method, plan, searches, plan.pos, float(by_mark[-1]), marks_s, by_mark)


def _search(task: UnitTask, band: Mustering) -> UnitSearch:
    """The task as whoever gets the plan would carry it out, with what the unit sees at that place and time."""
    sensing = task.sensing
    if sensing is None:
        # The worksheet knows one width a unit; what it really sees of each object is asked as the optimiser asks.
        unit = next(unit for unit in band.case.units.units if unit.name == task.unit.name)
        (watch,) = band.watches(unit, task.search_start_s, task.search_end_s)
        sensing = watch.sensing
    return UnitSearch(task.unit.name, laid_of_task(task, band.plane), sensing_table(sensing), task.unit.search_speed)


def marks_of(searches: Sequence[UnitSearch]) -> NDArray[np.float64]:
    """Full hours since the first search began, and the end of the last one."""
    first = min(float(search.laid.track.time_s[0]) for search in searches)
    last = max(float(search.laid.track.time_s[-1]) for search in searches)
    return np.append(np.arange(first + HOUR_S, last, HOUR_S), last)


def exposures(searches: Sequence[UnitSearch], cloud: MovingCloud, marks_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """-ln of the chance that all searches miss each particle until each mark, float64 (particle, mark)."""
    total = np.zeros((cloud.particles, len(marks_s)))
    for search in searches:
        total += exposure_by_time(search.laid, search.sensing, search.search_speed, cloud, times_s=marks_s)
    return total
