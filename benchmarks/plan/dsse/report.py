"""The figures of DSSE's scene as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from benchmarks.drift.report import BEGIN, END
from benchmarks.plan.dsse.scene import SETTINGS, Published

NAMES: Final = {
    "greedy": "greedy, ours (control of the settings)",
    "map": "Sarex's planner, told the shown maps only",
    "law": "Sarex's planner, told how persons move in DSSE",
}
HEAD: Final = ("dispersion", "who flies", "found", "actions, mean", "actions, median", "reward", "actions where found")


def line(row: dict[str, Any]) -> str:
    """One row in one line, for the screen while the others run."""
    return f"{row['dispersion']:<5g} {row['policy']:7} {_found(row)}, {row['actions']:.1f} actions"


def table(result: dict[str, Any]) -> str:
    """Published and measured, one setting after the other, as Markdown."""
    rows = [HEAD, ("---:", "---", *["---:"] * 5)]
    for setting in SETTINGS:
        dispersion = f"{setting.dispersion:g}"
        rows += [(dispersion, f"{name}, published", *_published(told)) for name, told in setting.published.items()]
        rows += [
            (
                dispersion, NAMES[row["policy"]], _found(row), f"{row['actions']:.1f}", f"{row['actions_median']:g}",
                f"{row['reward']:.2f}", f"{row['actions_found']:.1f}",
            )
            for row in result["rows"] if row["dispersion"] == setting.dispersion
        ]  # fmt: skip
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _published(told: Published) -> tuple[str, ...]:
    return f"{told.found:.1f} %", f"{told.actions:.1f}", f"{told.actions_median:g}", f"{told.reward:.2f}", "-"


def into_readme(result: dict[str, Any], readme: Path) -> None:
    """Puts the figures between the marks of the file."""
    told = (
        f"DSSE {result['version']}; {result['episodes']} episodes for each row of ours, the same seeds in all; "
        f"{result['particles']} particles in the planner's cloud; after ± one standard error (binomial)."
    )
    before, _, rest = readme.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    readme.write_text(f"{before}{BEGIN}\n\n{told}\n\n{table(result)}\n\n{END}{after}")


def _found(row: dict[str, Any]) -> str:
    return f"{row['found']:.1%} ± {row['error']:.1%}".replace("%", " %")
