"""What planning costs for a number of units and particles, one process, one JSON line:
`.venv/bin/python -m benchmarks.plan.load UNITS PARTICLES SECONDS`."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks.plan.cases import fleet_case
from benchmarks.plan.judge import Judge
from benchmarks.plan.recorded_plan import recorded_plan

from sarex.search.optimise.search_case import PlanOptions
from sarex.search.score import score
from sarex.search.upper.density import smoothed_cloud
from sarex.search.upper.effort_law import BoundLaw
from sarex.search.upper.pos_bound import pos_bound
from sarex.search.upper.pos_ceiling import pos_ceiling

TIMES: Final = 30
TIMING_S_MAX: Final = 5.0


def timed_s(action: Callable[[], Any]) -> list[float]:
    """Wall time of each run, until so many have run or they have taken long enough; the first does not count."""
    action()
    spent: list[float] = []
    while len(spent) < TIMES and sum(spent) < TIMING_S_MAX:
        spent.append(once_s(action))
    return spent


def once_s(action: Callable[[], Any]) -> float:
    began_s = time.perf_counter()
    action()
    return time.perf_counter() - began_s


def measured(units: int, particles: int, seconds: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        # A plan on a few particles loads the compiled kernels.
        recorded_plan(fleet_case(1).search_case(Path(folder), 100), PlanOptions(iterations=1, marginal=False))
        case = fleet_case(units).search_case(Path(folder), particles)
        judge = Judge.of(case)
        done = recorded_plan(case, PlanOptions(seconds=seconds, seed=1, marginal=False))
    plan = done.plan
    assert plan.optimiser is not None, "the plan is the optimiser's"
    searches, efforts = judge.searches(plan), judge.efforts(plan)
    scoring = timed_s(lambda: judge.pos(searches))
    telling = timed_s(lambda: score(searches, judge.cloud))
    chart = smoothed_cloud(judge.cloud, efforts)
    laws = {law for effort in efforts for law in effort.law}
    law: BoundLaw = "random" if laws == {"random"} else "inverse_cube"
    upper_s = once_s(
        lambda: (pos_bound(judge.cloud, efforts, law, chart=chart), pos_ceiling(judge.cloud, efforts, chart=chart))
    )
    return {
        "units": units, "used": len({task.unit.name for task in plan.tasks}), "tasks": len(plan.tasks),
        "particles": particles, "plan_s": done.seconds,
        "iterations": plan.optimiser.iterations, "iterations_per_s": done.iterations_per_s,
        "settled_s": done.settled_s, "first_report_s": done.reports[0][0], "pos": plan.pos,
        "score_ms": 1e3 * median(scoring), "score_ms_range": (1e3 * min(scoring), 1e3 * max(scoring)),
        "score_runs": len(scoring), "score_told_ms": 1e3 * median(telling), "upper_s": upper_s,
        "chart_s": once_s(lambda: smoothed_cloud(judge.cloud, efforts)),
    }  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measured(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))) + "\n")
