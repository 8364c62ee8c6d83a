"""The tables and the picture of the calibration."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from validation.calibration.promise import METHODS
from validation.calibration.record import SPREAD_HOURS, in_errors, standard_error
from validation.calibration.truth import SAME

Record = dict[str, Any]
LAWS = ("half", "double", "sarops-low", "sarops-high")
COLOURS = {"worksheet": "#b35c00", "optimised": "#00508c"}
MARKERS = {"worksheet": "s", "optimised": "o"}
HOURS = (1, 2, 3, 4, 6, 8)


def plans_of(records: Sequence[Record], method: str) -> list[Record]:
    return [plan for record in records for plan in record["plans"] if plan["method"] == method]


def rows(records: Sequence[Record]) -> Iterator[tuple[Record, Record]]:
    """Case and plan, one case after the other."""
    return ((record, plan) for record in records for plan in record["plans"])


def promise_table(records: Sequence[Record]) -> str:
    lines = []
    for record, plan in rows(records):
        targets, found = record["targets"], plan["found"][SAME]
        printed = in_errors(found, plan["printed"], targets)
        fitted = "" if plan["fitted"] is None else f"{plan['fitted']:.3f}"
        lines.append(
            f"| {record['case']} | {plan['method']} | {fitted} | {plan['printed']:.3f} | {plan['simulated']:.3f} | "
            f"{found:.3f} | {3.0 * standard_error(plan['promised'], targets):.3f} | {printed:+.2f} | "
            f"{in_errors(found, plan['simulated'], targets):+.2f} | {plan['expected_coarse']:.3f} | "
            f"{plan['expected'][SAME]:.3f} |"
        )
    return "\n".join(lines)


def pooled_table(records: Sequence[Record]) -> str:
    """All cases together: promised and found, and whether the misses scatter as chance alone would have them."""
    lines = []
    for method in METHODS:
        pairs = [(plan, record["targets"]) for record, plan in rows(records) if plan["method"] == method]
        total = sum(targets for _, targets in pairs)
        promised = sum(plan["promised"] * targets for plan, targets in pairs) / total
        found = sum(plan["found"][SAME] * targets for plan, targets in pairs) / total
        error = math.sqrt(sum((standard_error(plan["promised"], count) * count) ** 2 for plan, count in pairs)) / total
        squares = sum(in_errors(plan["found"][SAME], plan["promised"], targets) ** 2 for plan, targets in pairs)
        miss = (found - promised) / error
        lines.append(
            f"| {method} | {total} | {promised:.4f} | {found:.4f} | {3 * error:.4f} | {miss:+.1f} | "
            f"{squares:.1f} of {len(pairs)} |"
        )
    return "\n".join(lines)


def hour_table(records: Sequence[Record]) -> str:
    lines = []
    for hour in HOURS:
        cells = [
            f"{_mean(_at(plan[what], hour) for plan in plans_of(records, method)):.3f}"
            for method in METHODS
            for what in ("promised_by_hour", "found_by_hour")
        ]
        lines.append(f"| {hour} h | {' | '.join(cells)} |")
    return "\n".join(lines)


def _at(by_hour: Sequence[float], hour: int) -> float:
    """Reached after so many hours; a search that is over stays at what it reached."""
    return by_hour[min(hour, len(by_hour)) - 1]


def _mean(values: Iterable[float]) -> float:
    known = list(values)
    return sum(known) / len(known)


def loss_table(records: Sequence[Record]) -> str:
    lines = [
        f"| {record['case']} | {plan['method']} | {plan['promised']:.3f} | "
        f"{' | '.join(_cell(plan, law) for law in (SAME, *LAWS))} |"
        for record, plan in rows(records)
    ]
    for method in METHODS:
        plans = plans_of(records, method)
        means = [
            f"**{_mean(plan['found'][law] for plan in plans):.3f}** "
            f"({_mean(plan['found'][law] - plan['promised'] for plan in plans):+.3f})"
            for law in (SAME, *LAWS)
        ]
        lines.append(
            f"| **mean** | {method} | **{_mean(plan['promised'] for plan in plans):.3f}** | {' | '.join(means)} |"
        )
    return "\n".join(lines)


def knowing_table(records: Sequence[Record]) -> str:
    """Expected by the optimised plan that assumed the wrong law and by the one that knew, and the difference."""
    pairs = [
        (record["case"], [(plan["expected"][law], record["knowing"][law]) for law in LAWS])
        for record, plan in rows(records)
        if plan["method"] == "optimised"
    ]
    means = [(_mean(cells[index][0] for _, cells in pairs), _mean(cells[index][1] for _, cells in pairs))
             for index in range(len(LAWS))]  # fmt: skip
    return "\n".join(
        f"| {case} | {' | '.join(f'{wrong:.3f} / {right:.3f} ({wrong - right:+.3f})' for wrong, right in cells)} |"
        for case, cells in [*pairs, ("**mean**", means)]
    )


def _cell(plan: Record, law: str) -> str:
    return f"{plan['found'][law]:.3f} ({plan['found'][law] - plan['promised']:+.3f})"


def spread_table(records: Sequence[Record]) -> str:
    lines = []
    for index, hour in enumerate(SPREAD_HOURS):
        cells = [
            f"{_mean(share for record in records if (share := record['spread'][law][index]) is not None):.2f}"
            for law in (SAME, *LAWS)
        ]
        lines.append(f"| {hour} h | {' | '.join(cells)} |")
    return "\n".join(lines)


def draw(records: Sequence[Record], path: Path) -> None:
    """Promised against found, and what other laws take away."""
    with mpl.rc_context({"font.size": 9, "svg.hashsalt": "sarex"}):
        figure = Figure(figsize=(9.6, 4.8), layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=(1.15, 1.0))
        _draw_reliability(left, records)
        _draw_losses(right, records)
        figure.savefig(path, dpi=130, metadata={"Software": None})


def _draw_reliability(axes: Any, records: Sequence[Record]) -> None:
    axes.plot([0, 1], [0, 1], color="0.6", linewidth=1, zorder=1)
    for method in METHODS:
        chosen = [(record, plan) for record, plan in rows(records) if plan["method"] == method]
        promised = [plan["promised"] for _, plan in chosen]
        errors = [3 * standard_error(plan["promised"], record["targets"]) for record, plan in chosen]
        found = [plan["found"][SAME] for _, plan in chosen]
        axes.errorbar(
            promised, found, yerr=errors, fmt=MARKERS[method], color=COLOURS[method], markersize=4.5, capsize=2.5,
            linewidth=1, label=f"{method}, by simulation on a second cloud", zorder=3,
        )  # fmt: skip
    sheets = plans_of(records, "worksheet")
    axes.plot(
        [plan["printed"] for plan in sheets], [plan["found"][SAME] for plan in sheets], "s", markersize=4.5,
        markerfacecolor="none", color=COLOURS["worksheet"], alpha=0.6, label="worksheet, as it prints it", zorder=2,
    )  # fmt: skip
    total = sum(record["targets"] for record in records)
    low = 0.1 * math.floor(10 * min(min(plan["printed"], plan["found"][SAME]) for _, plan in rows(records)) - 0.3)
    axes.set(
        xlim=(low, 1.0), ylim=(low, 1.0), xlabel="promised POS", ylabel="share of hidden targets found",
        title=f"{len(records)} cases, {total} hidden targets; bars: 3 standard errors",
    )  # fmt: skip
    axes.set_aspect("equal")
    axes.legend(loc="upper left", fontsize=8, frameon=False)


def _draw_losses(axes: Any, records: Sequence[Record]) -> None:
    for place, law in enumerate((SAME, *LAWS)):
        for method, aside in (("worksheet", -0.16), ("optimised", 0.16)):
            losses = [100 * (plan["found"][law] - plan["promised"]) for plan in plans_of(records, method)]
            axes.plot([place + aside] * len(losses), losses, MARKERS[method], color=COLOURS[method], markersize=3,
                      alpha=0.55)  # fmt: skip
            axes.plot([place + aside - 0.13, place + aside + 0.13], [_mean(losses)] * 2, color=COLOURS[method],
                      linewidth=2.5, label=f"{method}, mean" if law == SAME else None)  # fmt: skip
    axes.axhline(0, color="0.6", linewidth=1, zorder=1)
    axes.set_xticks(range(1 + len(LAWS)), ["as the plan\nassumed", *LAWS])
    axes.set(ylabel="found less promised [points of POS]", title="when the sea drifts by another noise law")
    axes.legend(loc="lower left", fontsize=8, frameon=False)
