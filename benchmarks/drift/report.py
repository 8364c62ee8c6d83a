"""The figures of a benchmark as a table, for the screen and for README.md."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
ONE, TWO, OTHER = "Sarex, 1 core", "Sarex, 2 cores", "OpenDrift"
ROWS = (
    ("time loop, land, no file", "loop", "loop", "wall_s"),
    ("the same, processor time", "loop", "loop", "cpu_s"),
    ("time loop with forcing read and resampled", "forecast", "loop", "wall_s"),
    ("whole command, NetCDF, land", "command", "command", "wall_s"),
    ("whole command, processor time", "command", "command", "cpu_s"),
    ("whole command, peak memory", "command", "command", "peak_mb"),
    ("first run ever, caches empty", "first run", "command", "wall_s"),
)
HEAD = ("particles", "what", "OpenDrift", ONE, "ratio", TWO, "ratio")


def figures(result: dict[str, Any], program: str, what: str, **where: Any) -> list[float]:
    """One kind of figure of a program, from every run of it, in the order they ran."""
    particles, name = where["particles"], where["name"]
    keys = {"program": program, "what": what, "particles": particles}
    return [run[name] for run in result["runs"] if all(run[key] == value for key, value in keys.items())]


def amount(values: Sequence[float], name: str) -> str:
    """Median, and from the least to the greatest where there is more than one."""
    if not values:
        return "-"
    form, unit = ("{:,.0f}", " MB") if name == "peak_mb" else ("{:.3g}", " s")
    shown = form.format(median(values))
    spread = f" ({form.format(min(values))}-{form.format(max(values))})" if len(values) > 1 else ""
    return shown + spread + unit


def ratio(theirs: Sequence[float], ours: Sequence[float]) -> str:
    """How many times less ours is: of the medians, and the widest range that the single runs allow."""
    if not theirs or not ours:
        return "-"
    spread = f" ({min(theirs) / max(ours):.3g}-{max(theirs) / min(ours):.3g})" if len(theirs) * len(ours) > 1 else ""
    return f"{median(theirs) / median(ours):.3g} x{spread}"


def rows(result: dict[str, Any]) -> list[tuple[str, ...]]:
    table = []
    for particles in sorted({run["particles"] for run in result["runs"]}):
        for label, ours, theirs, name in ROWS:
            other = figures(result, OTHER, theirs, particles=particles, name=name)
            one = figures(result, ONE, ours, particles=particles, name=name)
            two = figures(result, TWO, ours, particles=particles, name=name)
            if one or two:
                cells = (
                    amount(other, name),
                    amount(one, name),
                    ratio(other, one),
                    amount(two, name),
                    ratio(other, two),
                )
                table.append((f"{particles:,}", label, *cells))
    return table


def phases(result: dict[str, Any]) -> list[tuple[str, ...]]:
    """Where the time of a Sarex run on two cores goes: the median of each phase, one column a number of particles."""
    runs = [run for run in result["runs"] if run["what"] == "loop" and run["program"] == TWO]
    counts = sorted({run["particles"] for run in runs})
    if not runs:
        return []
    table: list[tuple[str, ...]] = [("phase of a run, 2 cores, seconds", *(f"{count:,}" for count in counts))]
    for name in runs[0]["phases"]:
        medians = (median(run["phases"][name] for run in runs if run["particles"] == count) for count in counts)
        table.append((name.removesuffix("_s").replace("_", " "), *(f"{value:.3g}" for value in medians)))
    return table


def speeds(result: dict[str, Any]) -> list[str]:
    """Particle-steps in a second of the time loop."""
    lines = []
    for particles in sorted({run["particles"] for run in result["runs"]}):
        for program in (OTHER, ONE, TWO):
            walls = figures(result, program, "loop", particles=particles, name="wall_s")
            if walls:
                speed = particles * result["steps"] / median(walls) / 1e6
                lines.append(f"{program}, {particles:,} particles: {speed:.3g} million particle-steps a second")
    return lines


def markdown(table: Sequence[Sequence[str]]) -> str:
    head, *body = table
    lines = [head, ["---"] * 2 + ["---:"] * (len(head) - 2) if len(head) > 4 else ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def text(result: dict[str, Any]) -> str:
    """Everything as Markdown, which reads well enough on a screen."""
    about = result["machine"]
    told = (
        f"{about['processor']}, {about['cores']} cores, {about['memory_gb']:g} GB, Python {about['python']}, "
        f"{about['opendrift'].replace('==', ' ')}; {about['began']}, load before the run {about['load_before']:.1f}. "
        f"{result['hours']} h, {result['steps']} steps. Median (least-greatest) of the runs; a ratio above 1 means "
        "that Sarex takes less."
    )
    parts = [told, markdown([HEAD, *rows(result)]), "\n".join(f"- {line}" for line in speeds(result))]
    spent = phases(result)
    if spent:
        parts.append(markdown(spent))
    return "\n\n".join(parts)


def into_readme(result: dict[str, Any], readme: Path) -> None:
    """Puts the figures between the two marks of the file."""
    before, _, rest = readme.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    readme.write_text(f"{before}{BEGIN}\n\n{text(result)}\n\n{END}{after}")
