"""A plan by the optimiser, with the POS that it reported while it was sought."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Final

from sarex.model.search_plan import SearchPlan
from sarex.search.optimise.search_case import PlanOptions, SearchCase
from sarex.search.optimised_plan import optimised_plan

SHOWN_POS: Final = re.compile(r"POS (\d\.\d+)")
ROUNDING: Final = 0.0005
"""Progress is told to three places."""
SETTLED_SHARE: Final = 0.99


@dataclass(frozen=True)
class RecordedPlan:
    """seconds : of the whole call
    reports : (seconds since the call, best POS so far on the particles that the plan is sought on)
    """

    plan: SearchPlan
    seconds: float
    reports: tuple[tuple[float, float], ...]

    @property
    def settled_s(self) -> float:
        """From the call until POS was within 1 % of the last one, by the first report that shows it beyond rounding."""
        goal = SETTLED_SHARE * self.reports[-1][1]
        return next(seconds for seconds, pos in self.reports if pos >= min(goal + ROUNDING, self.reports[-1][1]))

    @property
    def iterations_per_s(self) -> float:
        """Of the search proper, first plans and the last touches left out."""
        record = self.plan.optimiser
        assert record is not None, "the plan is the optimiser's"
        return record.iterations / max(self.reports[-1][0] - self.reports[0][0], 1e-3)


def recorded_plan(case: SearchCase, options: PlanOptions) -> RecordedPlan:
    """The plan. Raises PlanError."""
    began_s = time.perf_counter()
    reports: list[tuple[float, float]] = []

    def listen(_share: float, line: str) -> None:
        shown = SHOWN_POS.search(line)
        if shown:
            reports.append((time.perf_counter() - began_s, float(shown[1])))

    plan = optimised_plan(case, options, clock=time.perf_counter, progress=listen)
    return RecordedPlan(plan, time.perf_counter() - began_s, tuple(reports))
