"""The figures of the planner as tables, for the screen and for README.md."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks.drift.report import BEGIN, END

PARTS: Final = ("quality", "growth", "laws", "whole")
LAWS: Final = {"random": "random", "inverse_cube": "inverse cube"}
Row = dict[str, Any]


def best_worksheet(row: Row) -> Row:
    """The better one of those that keep to the agreed line."""
    kept = [sheet for sheet in row["worksheets"] if sheet["within_line"]]
    found: Row = max(kept, key=lambda sheet: sheet["pos"])
    return found


def lineless(row: Row) -> str:
    """What the worksheet would reach if nobody minded the line."""
    crossing = [sheet["pos"] for sheet in row["worksheets"] if not sheet["within_line"]]
    return f" (over the line {max(crossing):.3f})" if crossing else ""


def _short(row: Row, name: str = "pos") -> list[float]:
    return [run[name] for run in row["short"]]


def _spread(values: Sequence[float], form: str) -> str:
    shown = format(median(values), form)
    return f"{shown} ({min(values):{form}}-{max(values):{form}})" if len(values) > 1 else shown


def case_line(row: Row) -> str:
    """One case in one line, for the screen while the others run."""
    return (
        f"{row['case']:16} worksheet {best_worksheet(row)['pos']:.4f}, optimiser {_spread(_short(row), '.4f')}, "
        f"long {row['long']['pos']:.4f}, within 1 % after {row['long']['settled_s']:.1f} s"
    )


def quality_table(result: Row) -> list[tuple[str, ...]]:
    short, long = f"{result['short_s']:g} s", f"{result['long_s']:g} s"
    table: list[tuple[str, ...]] = [
        ("case", "worksheet", f"optimiser, {short}", "gain", f"optimiser, {long}", "bound", "ceiling",
         f"{short} of {long}", f"within 1 % of its {long}")
    ]  # fmt: skip
    for row in result["quality"]:
        sheet, runs, long_run = best_worksheet(row)["pos"], _short(row), row["long"]
        bound, law = long_run["bound"]
        table.append((
            row["case"], f"{sheet:.3f}{lineless(row)}", _spread(runs, ".3f"), f"{median(runs) - sheet:+.3f}",
            f"{long_run['pos']:.3f}", f"{bound:.3f} ({LAWS[law]})", f"{long_run['ceiling']:.3f}",
            f"{median(runs) / long_run['pos']:.1%}",
            f"{_spread([long_run['settled_s']], '.1f')} s",
        ))  # fmt: skip
    return table


def effort_table(result: Row) -> list[tuple[str, ...]]:
    """What both methods did with the same units."""
    table: list[tuple[str, ...]] = [
        ("case", "what it is", "effort, worksheet", "effort, optimiser", "units left over",
         "worksheet factors", "worksheet as it stands")
    ]  # fmt: skip
    for row in result["quality"]:
        sheet, runs = best_worksheet(row), row["short"]
        table.append((
            row["case"], row["told"], f"{sheet['effort_nm2']:,.0f} nm2",
            f"{median(_short(row, 'effort_nm2')):,.0f} nm2",
            f"{sheet['unused']} / {median(run['unused'] for run in runs):g}", sheet["conditions"],
            "; ".join(sheet["faults"]) or "no fault found",
        ))  # fmt: skip
    return table


def growth_table(result: Row) -> list[tuple[str, ...]]:
    head = (
        "particles", "units (tasks)", "iterations/s", "score", "score with POS by hour", "bound and ceiling",
        "smoothed map for them", "first plan", "peak memory",
    )  # fmt: skip
    body = [
        (
            f"{row['particles']:,}", f"{row['units']} ({row['tasks']})", f"{row['iterations_per_s']:.0f}",
            f"{row['score_ms']:.1f} ms", f"{row['score_told_ms']:.1f} ms", f"{row['upper_s']:.2f} s",
            f"{row['chart_s']:.2f} s", f"{row['first_report_s']:.2f} s", f"{row['peak_mb']:,.0f} MB",
        )
        for row in result["growth"]
    ]  # fmt: skip
    return [head, *body]


def laws_table(result: Row) -> list[tuple[str, ...]]:
    body = [(row["law"], f"{row['score_ms']:.1f} ms", f"{row['one_core_ms']:.1f} ms") for row in result["laws"]]
    return [("law", "score", "processor time on one core"), *body]


def goals(result: Row) -> list[str]:
    """The figures that were asked for, each with its goal."""
    lines = []
    for row in result.get("quality", ()):
        if row["case"] == "two modes":
            lines.append(
                f"6 mixed units, 10,000 moving particles: within 1 % of its own {result['long_s']:g} s result after "
                f"{row['long']['settled_s']:.1f} s (goal: 10 s), counted from the call"
            )
    for row in result.get("growth", ()):
        if (row["units"], row["particles"]) == (6, 10_000):
            least, most = row["score_ms_range"]
            lines.append(
                f"scoring one plan of 6 units on 10,000 particles: {row['score_ms']:.1f} ms ({least:.1f}-{most:.1f}, "
                f"median of {row['score_runs']}; goal: 30 ms)"
            )
    if result.get("laws"):
        slowest = max(result["laws"], key=lambda row: row["score_ms"])
        lines.append(
            f"scoring {slowest['units']} units of {slowest['legs']} legs on {slowest['particles']:,} particles under "
            f"the slowest law, {slowest['law']}: {slowest['score_ms']:.1f} ms (goal: 30 ms)"
        )
    whole = result.get("whole")
    if whole:
        lines.append(
            f"`sarex plan` with {whole['units']} units and {whole['particles']:,} particles, drifted twice, all files "
            f"written: {whole['wall_s']:.1f} s (goal: 60 s), {whole['peak_mb']:,.0f} MB (goal: 1,000 MB)"
        )
    return lines


def alarms(result: Row) -> list[str]:
    """What must not be: the optimiser below the worksheet, or a plan of its own that cannot be flown."""
    lines = []
    for row in result.get("quality", ()):
        sheet = best_worksheet(row)
        excuse = f" (of that worksheet plan: {'; '.join(sheet['faults'])})" if sheet["faults"] else ""
        for run in (*row["short"], row["long"]):
            who = f"{row['case']}, seed {run['seed']}, {run['wall_s']:.0f} s"
            if run["pos"] < sheet["pos"]:
                lines.append(
                    f"!!! THE OPTIMISER IS BELOW THE WORKSHEET: {who}: {run['pos']:.4f} < {sheet['pos']:.4f}{excuse}"
                )
            if run["faults"]:
                lines.append(f"!!! THE OPTIMISER'S PLAN CANNOT BE FLOWN: {who}: {'; '.join(run['faults'])}")
            if run["bound"] and run["pos"] > run["ceiling"]:
                lines.append(f"!!! POS ABOVE ITS CEILING: {who}: {run['pos']:.4f} > {run['ceiling']:.4f}")
    return lines


def markdown(table: Sequence[Sequence[str]], left: int = 1) -> str:
    head, *body = table
    lines = [head, ["---"] * left + ["---:"] * (len(head) - left), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def text(result: Row) -> str:
    """Everything as Markdown, which reads well enough on a screen."""
    about = result["machine"]
    parts = [
        f"{about['processor']}, {about['cores']} cores, {about['memory_gb']:g} GB, Python {about['python']}; "
        f"{about['began']}, load before the run {about['load_before']:.1f}."
        + (" **Quick run: too short for conclusions.**" if result["quick"] else "")
    ]
    parts += ["\n".join(f"- {line}" for line in goals(result))] if goals(result) else []
    if "quality" in result:
        parts += [markdown(quality_table(result)), markdown(effort_table(result), left=2)]
        parts.append("\n".join(f"**{line}**" for line in alarms(result)) or "In no run was the optimiser lower.")
    if "growth" in result:
        parts.append(markdown(growth_table(result)))
    if "laws" in result:
        parts.append(markdown(laws_table(result)))
    return "\n\n".join(parts)


def into_readme(result: Row, readme: Path) -> None:
    """Puts the figures between the two marks of the file."""
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    readme.write_text(f"{before}{BEGIN}\n\n{text(result)}\n\n{END}{after}", encoding="utf-8")
