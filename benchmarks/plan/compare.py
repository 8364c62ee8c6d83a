"""The optimiser beside the worksheet, and what planning costs: `script/bench plan`. Wall time, in one run.

Every row is a process of its own on two cores:
- quality: each case drifted twice; both methods plan on the first cloud with the same units, and the legs of both are
  scored on the second by the same simulation.
- growth: particles x units, how fast the search goes, what a score and the upper figures take, peak memory.
- laws: what a score takes under each detection law.
- whole command: `sarex plan` with 20 units and 100 000 particles, from the start of the process to its end, drift and
  all files included.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from benchmarks.drift.compare import PYTHON, RESULTS, SAREX, machine
from benchmarks.drift.measured_process import Measured, measure
from benchmarks.plan import report
from benchmarks.plan.cases import SEED, fleet_case, usable_cases

ROOT: Final = Path(__file__).parents[2]
PARTICLES: Final = (1_000, 10_000, 100_000)
UNITS: Final = (1, 6, 20)
GROWTH_S: Final = 5.0
LARGE: Final = (20, 100_000)
LAW_PARTICLES: Final = 10_000
QUICK: Final = {"short": 2.0, "long": 6.0, "repeats": 1, "growth": 1.0}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench plan", description=__doc__.splitlines()[0])
    parser.add_argument("--short", type=float, default=10.0, help="seconds that the optimiser gets (default 10)")
    parser.add_argument("--long", type=float, default=60.0, help="seconds of its own result to compare with (60)")
    parser.add_argument("--repeats", type=int, default=3, help="seeds of the short runs")
    parser.add_argument("--cases", nargs="+", help="only these cases, by name")
    parser.add_argument(
        "--parts", nargs="+", default=report.PARTS, choices=(*report.PARTS, "none"), help="only these parts"
    )
    parser.add_argument("--particles", type=int, nargs="+", default=PARTICLES, help="of the growth table")
    parser.add_argument("--units", type=int, nargs="+", default=UNITS, help="of the growth table")
    parser.add_argument("--merge", nargs="+", type=Path, default=(), help="results of other parts and cases to add")
    parser.add_argument(
        "--quick", action="store_true", help="2 s and 6 s, one seed, no 100 000 particles: a smoke test"
    )
    parser.add_argument("--readme", action="store_true", help="put the figures into benchmarks/plan/README.md")
    asked = parser.parse_args()
    if asked.quick:
        asked.short, asked.long, asked.repeats = QUICK["short"], QUICK["long"], QUICK["repeats"]
        asked.particles = [particles for particles in asked.particles if particles < LARGE[1]]
    asked.growth = QUICK["growth"] if asked.quick else GROWTH_S
    known = [case.name for case in usable_cases()]
    unknown = sorted(set(asked.cases or ()) - set(known))
    if unknown:
        parser.error(f"case {unknown[0]!r} is not there; there are: {', '.join(known)}")
    asked.cases = asked.cases or known
    return asked


def _child(module: str, *words: object) -> Measured:
    return measure(
        [PYTHON, "-m", f"benchmarks.plan.{module}", *map(str, words)], cores=2, environment={}, folder=ROOT
    )  # fmt: skip


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def quality(asked: argparse.Namespace) -> list[dict[str, Any]]:
    rows = []
    for name in asked.cases:
        done = _child("quality", name, asked.short, asked.long, asked.repeats)
        rows.append({**json.loads(done.stdout), "peak_mb": done.peak_mb})
        _say(f"quality: {report.case_line(rows[-1])}")
    return rows


def growth(asked: argparse.Namespace) -> list[dict[str, Any]]:
    rows = []
    for particles in asked.particles:
        for units in asked.units:
            done = _child("load", units, particles, asked.growth)
            rows.append({**json.loads(done.stdout), "peak_mb": done.peak_mb})
            _say(f"growth: {units} units, {particles:,} particles: {rows[-1]['score_ms']:.1f} ms a score")
    return rows


def laws(_: argparse.Namespace) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(_child("laws", LAW_PARTICLES).stdout)
    slowest = max(rows, key=lambda row: row["score_ms"])
    _say(f"laws: {slowest['score_ms']:.1f} ms a score under the slowest, {slowest['law']}")
    return rows


def whole_command(asked: argparse.Namespace) -> dict[str, Any]:
    """`sarex plan` as a user calls it, with its default settings."""
    units, particles = (6, 10_000) if asked.quick else LARGE
    case = fleet_case(units)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        incident, fleet = folder / "incident.yaml", folder / "units.yaml"
        incident.write_text(case.incident(particles, SEED), encoding="utf-8")
        fleet.write_text(case.fleet, encoding="utf-8")
        command = [SAREX, "plan", str(incident), str(fleet), "-o", str(folder / "plan"), "--json"]
        for file in case.files(folder):
            command += ["--forcing", file]
        done = measure(command, cores=2, environment={}, folder=folder)
    _say(f"whole command: {done.wall_s:.1f} s, {done.peak_mb:,.0f} MB")
    return {
        "units": units, "particles": particles, "wall_s": done.wall_s, "cpu_s": done.cpu_s, "peak_mb": done.peak_mb,
    }  # fmt: skip


def merged(result: dict[str, Any], other: dict[str, Any], file: Path) -> None:
    """Put in what another run measured. Raises SystemExit where it ran by other seconds."""
    for name in ("quick", "short_s", "long_s"):
        if other[name] != result[name]:
            raise SystemExit(f"{file} was run with {name} {other[name]}, this with {result[name]}; run both alike")
    for part in report.PARTS:
        if isinstance(other.get(part), list):
            result[part] = [*other[part], *result.get(part, ())]
        elif part in other:
            result.setdefault(part, other[part])


def main() -> None:
    asked = arguments()
    RESULTS.mkdir(exist_ok=True)
    result: dict[str, Any] = {
        "machine": machine(), "quick": asked.quick, "short_s": asked.short, "long_s": asked.long,
    }  # fmt: skip
    for part, run in (("quality", quality), ("growth", growth), ("laws", laws), ("whole", whole_command)):
        if part in asked.parts:
            result[part] = run(asked)
    for file in asked.merge:
        merged(result, json.loads(file.read_text(encoding="utf-8")), file)
    result["machine"]["load_after"] = os.getloadavg()[0]
    file = RESULTS / f"plan_{result['machine']['began'].replace(':', '')[:17]}.json"
    file.write_text(json.dumps(result, indent=1))
    print(report.text(result))
    print(f"\nAll figures: {file.relative_to(ROOT)}")
    if asked.readme:
        report.into_readme(result, Path(__file__).with_name("README.md"))
    alarms = report.alarms(result)
    if alarms:
        raise SystemExit("\n".join(["", *alarms]))


if __name__ == "__main__":
    main()
