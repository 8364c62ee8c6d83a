"""The figures of a run: what was promised, found and lost, case by case, as plain values for JSON."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

from validation.calibration.case import TRUTH, Case
from validation.calibration.promise import HOUR_S, Promise, Promises, promises
from validation.calibration.truth import SAME, TARGETS, Truth, expected, other_laws, outcome, spread_m, truth

from sarex.model.incident import Noise
from sarex.search.moving_cloud import moving_cloud

DIGITS = 4
SPREAD_HOURS = (0, 2, 4, 6)


def standard_error(promised: float, targets: int) -> float:
    """Of the share found, if the promise is true: that of independent draws."""
    return math.sqrt(promised * (1.0 - promised) / targets)


def in_errors(found: float, promised: float, targets: int) -> float:
    """Found less promised in standard errors."""
    return (found - promised) / standard_error(promised, targets)


def case_record(case: Case, iterations: int, told: Callable[[str], None]) -> dict[str, Any]:
    """Plan a case, hide the targets under every law, search."""
    told(f"{case.title}: planning")
    made = promises(case, iterations)
    record: dict[str, Any] = {
        "case": case.title, "targets": TARGETS, "particles": made.fitted.particles,
        "plans": [_plan_record(promise) for promise in made.plans], "spread": {}, "knowing": {},
    }  # fmt: skip
    coarse = moving_cloud(case.cloud(TRUTH), made.plane)
    for promise, plan in zip(made.plans, record["plans"], strict=True):
        plan["expected_coarse"] = round(expected(promise, coarse), DIGITS)
    for name, law in {SAME: None, **other_laws(case.incident.drift.noise)}.items():
        told(f"{case.title}: searching, noise law {name}")
        real = truth(case, made.plane, law)
        record["spread"][name] = _spread(made, real)
        for promise, plan in zip(made.plans, record["plans"], strict=True):
            done = outcome(promise, real)
            plan["found"][name], plan["expected"][name] = _rounded([done.found, expected(promise, real.every)])
            if name == SAME:
                plan["found_by_hour"] = _rounded(done.by_mark)
        if law is not None:
            record["knowing"][name] = _knowing(case, iterations, law)
    return record


def _knowing(case: Case, iterations: int, law: Noise) -> float:
    """Chance to find a target by the optimised plan that knew the law under which the targets drift."""
    made = promises(case, iterations, law=law, methods=("optimised",))
    return round(expected(made.plans[0], truth(case, made.plane, law).every), DIGITS)


def _plan_record(promise: Promise) -> dict[str, Any]:
    optimiser = promise.plan.optimiser
    return {
        "method": promise.method,
        "units": len({task.unit.name for task in promise.plan.tasks}),
        "unused": len(promise.plan.unused),
        "printed": round(promise.printed, DIGITS),
        "simulated": round(promise.pos, DIGITS),
        "promised": round(promise.promised, DIGITS),
        "fitted": None if optimiser is None else round(optimiser.pos_fitted, DIGITS),
        "promised_by_hour": _rounded(promise.by_mark),
        "found": {},
        "expected": {},
    }


def _rounded(values: Iterable[float]) -> list[float]:
    return [round(float(value), DIGITS) for value in values]


def _spread(made: Promises, real: Truth) -> list[float | None]:
    """Spread of the truth as a share of the spread that the plans knew, some hours after the first search begins."""
    begin_s = min(search.laid.track.time_s[0] for promise in made.plans for search in promise.searches)
    shares: list[float | None] = []
    for hour in SPREAD_HOURS:
        now_s = float(begin_s + hour * HOUR_S)
        known = now_s <= made.second.time_s[-1]
        shares.append(round(spread_m(real.every, now_s) / spread_m(made.second, now_s), 3) if known else None)
    return shares
