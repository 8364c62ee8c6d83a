"""One case planned by the worksheet and by the optimiser, one process, one JSON line:
`.venv/bin/python -m benchmarks.plan.quality CASE SHORT_S LONG_S REPEATS`."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any, Literal

from benchmarks.plan.cases import CASES
from benchmarks.plan.judge import Judge
from benchmarks.plan.recorded_plan import RecordedPlan, recorded_plan
from benchmarks.plan.side_worksheet import side_worksheet

from sarex.model.search_plan import SearchPlan
from sarex.search.optimise.muster import one_width_each
from sarex.search.optimise.search_case import PlanOptions, SearchCase
from sarex.search.worksheet_plan import WorksheetOptions, worksheet_plan

CONDITIONS: tuple[Literal["normal", "ideal"], ...] = ("normal", "ideal")


def judged(judge: Judge, plan: SearchPlan) -> dict[str, Any]:
    return {
        "pos": judge.pos(judge.searches(plan)), "effort_nm2": judge.effort_nm2(plan), "faults": judge.faults(plan),
        "unused": len(plan.unused),
    }  # fmt: skip


def worksheets(case: SearchCase, judge: Judge) -> list[dict[str, Any]]:
    """By both sets of the manual's factors: the optimiser is held to the better one, whatever the weather. Where a line
    splits the sea, also each side by itself, because the other cannot be flown."""
    units = one_width_each(case)
    rows = []
    for conditions in CONDITIONS:
        options = WorksheetOptions(conditions=conditions, land=case.land)
        plan = worksheet_plan(case.cloud, units, options)
        rows.append({"conditions": conditions, "within_line": not case.units.lines, **judged(judge, plan)})
        if case.units.lines:
            plan = side_worksheet(case, units, judge, whole=plan, options=options)
            rows.append(
                {"conditions": f"{conditions}, each side by itself", "within_line": True, **judged(judge, plan)}
            )
    return rows


def optimised(judge: Judge, done: RecordedPlan, seed: int) -> dict[str, Any]:
    plan = done.plan
    assert plan.optimiser is not None, "the plan is the optimiser's"
    return {
        "seed": seed, "own_pos": plan.pos, "pos_fitted": plan.optimiser.pos_fitted, "wall_s": done.seconds,
        "settled_s": done.settled_s, "iterations": plan.optimiser.iterations, "stopped_by": plan.optimiser.stopped_by,
        "bound": None if plan.bound is None else (plan.bound.pos, plan.bound.law),
        "ceiling": None if plan.ceiling is None else plan.ceiling.pos, "reports": done.reports, **judged(judge, plan),
    }  # fmt: skip


def main() -> None:
    name, short_s, long_s, repeats = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    with tempfile.TemporaryDirectory() as folder:
        case = CASES[name].search_case(Path(folder))
        judge = Judge.of(case)
        # The first plan loads compiled kernels and does not count.
        recorded_plan(case, PlanOptions(iterations=1, marginal=False))

        def run(seconds: float, seed: int) -> dict[str, Any]:
            done = recorded_plan(case, PlanOptions(seconds=seconds, seed=seed, marginal=False))
            return optimised(judge, done, seed)

        result = {
            "case": name, "told": CASES[name].told, "worksheets": worksheets(case, judge),
            "short": [run(short_s, seed) for seed in range(1, repeats + 1)], "long": run(long_s, 1),
        }  # fmt: skip
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
