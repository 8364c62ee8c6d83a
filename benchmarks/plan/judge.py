"""The judge of a case: scores any plan by the same simulation on the second cloud, and says what cannot be flown."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sarex.model.quantities import NAUTICAL_MILE_M
from sarex.model.search_plan import SearchPlan, UnitTask
from sarex.search.moving_cloud import MovingCloud, moving_cloud
from sarex.search.optimise.muster import mustering
from sarex.search.optimise.search_case import PlanOptions, SearchCase
from sarex.search.optimise.searcher import Searcher, Watch
from sarex.search.pattern.task_track import laid_of_task
from sarex.search.score import UnitSearch, exposure, pos
from sarex.search.separation import Claim, conflict
from sarex.search.timed_track import LaidPattern
from sarex.search.upper.effort_window import UnitEffortWindow


@dataclass(frozen=True)
class Judge:
    """cloud : the second one;  searchers : what each unit sees and where it may go, by its name"""

    cloud: MovingCloud
    searchers: Mapping[str, Searcher]

    @classmethod
    def of(cls, case: SearchCase) -> Judge:
        assert case.second is not None, "a plan is judged on particles that it was not fitted to"
        fitted = moving_cloud(case.cloud)
        muster = mustering(case, PlanOptions(), fitted).muster()
        return cls(moving_cloud(case.second, fitted.plane), {one.unit.name: one for one in muster.searchers})

    def searches(self, plan: SearchPlan) -> list[UnitSearch]:
        """The legs of the plan, each unit with the detection law that it has in the case, whoever made the plan."""
        return [
            UnitSearch(task.unit.name, self._laid(task), self._watch(task).table, task.unit.search_speed)
            for task in plan.tasks
        ]

    def pos(self, searches: Sequence[UnitSearch]) -> float:
        exposures = [exposure(one.laid, one.sensing, one.search_speed, self.cloud) for one in searches]
        return pos(self.cloud.weight, exposures)

    def effort_nm2(self, plan: SearchPlan) -> float:
        """Sweep width times length of track, summed."""
        return sum(self._watch(task).width_m * task.track_length_m for task in plan.tasks) / NAUTICAL_MILE_M**2

    def faults(self, plan: SearchPlan) -> list[str]:
        """What keeps the plan from being flown as it stands: legs on land or over a line, units in each other's way."""
        laid = {f"{task.unit.name}/{task.sortie}/{index}": self._laid(task) for index, task in enumerate(plan.tasks)}
        claims = [(task.unit.name, self._claim(task, one)) for task, one in zip(plan.tasks, laid.values(), strict=True)]
        crossing = [
            f"{task.unit.name} crosses land or a line"
            for task, one in zip(plan.tasks, laid.values(), strict=True)
            if not self.searchers[task.unit.name].room.search_clear(one.track.east, one.track.north)
        ]
        near = [
            f"{name} and {other} get in each other's way"
            for (name, claim), (other, theirs) in itertools.combinations(claims, 2)
            if name != other and conflict(claim, theirs) > 0.0
        ]
        return [*crossing, *near]

    def efforts(self, plan: SearchPlan) -> list[UnitEffortWindow]:
        """What the upper figures are computed from."""
        windows = []
        for task in plan.tasks:
            objects, track = self._watch(task).sensing.objects, self._laid(task).track
            windows.append(
                UnitEffortWindow(
                    float(track.time_s[0]), float(track.time_s[-1]), task.unit.search_speed,
                    np.array([entry.curve.sweep_width_m for entry in objects]),
                    tuple(entry.curve.law for entry in objects), over_ground=task.motion is None,
                )
            )  # fmt: skip
        return windows

    def _watch(self, task: UnitTask) -> Watch:
        watch = self.searchers[task.unit.name].watch_at(task.search_start_s)
        assert watch is not None, "a unit that searches sees something"
        return watch

    def _laid(self, task: UnitTask) -> LaidPattern:
        return laid_of_task(task, self.cloud.plane)

    def _claim(self, task: UnitTask, laid: LaidPattern) -> Claim:
        unit = self.searchers[task.unit.name].unit
        return Claim(
            unit=unit.name, outline=laid.outline, start_s=task.search_start_s, end_s=task.leave_s,
            airborne=unit.airborne, height_m=unit.height_m, separation_m=unit.separation,
            height_separation_m=unit.height_separation,
        )  # fmt: skip
