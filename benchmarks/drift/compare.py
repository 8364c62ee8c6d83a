"""Sarex beside OpenDrift on the same files: `script/bench drift`. Everything is wall time on this machine, in one run.

The programs take turns (A B A B), each in its own process. Rows, for every number of particles:
- time loop: land on, no file. OpenDrift by its own timer of the main loop; Sarex by the clock around its kernel, and
  around the whole forecast (forcing opened, read and resampled, coast, kernel).
- whole command with NetCDF and land, from the start of the process to its end, and its peak memory, children included.
  Sarex finds its caches warm; one more row shows its first run ever, with both caches empty.
OpenDrift uses one core whatever it is given, so both Sarex rows (1 core, 2 cores) stand against the same OpenDrift run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.drift import peer, report
from benchmarks.drift.case import Case
from benchmarks.drift.measured_process import Measured, measure

PYTHON = sys.executable
SAREX = str(Path(PYTHON).with_name("sarex"))
RESULTS = peer.ROOT / "benchmarks" / "results"
DATA_VARIABLE = "SAREX_TEST_DATA"
COUNTS = (10_000, 100_000, 1_000_000)
USUAL = 100_000
LARGE = 1_000_000
"""From this many particles on everything runs once: OpenDrift alone takes a quarter of an hour."""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench drift", description=__doc__.splitlines()[0])
    parser.add_argument("--current", type=Path, help=f"current file; default: the Norway pair in {DATA_VARIABLE}")
    parser.add_argument("--wind", type=Path, help="wind file")
    parser.add_argument("--lon", type=float, default=Case.lon)
    parser.add_argument("--lat", type=float, default=Case.lat)
    parser.add_argument("--start", type=datetime.fromisoformat, default=Case.start, help="UTC")
    parser.add_argument("--hours", type=int, default=Case.hours)
    parser.add_argument("--particles", type=int, nargs="+", default=COUNTS)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one repeat less, and no million particles in OpenDrift")
    parser.add_argument("--readme", action="store_true", help="put the table into benchmarks/drift/README.md")
    return parser.parse_args()


def forcing(asked: argparse.Namespace) -> tuple[Path, Path]:
    """The current and the wind file. Raises SystemExit where none is known."""
    if asked.current and asked.wind:
        return asked.current.resolve(), asked.wind.resolve()
    data = os.environ.get(DATA_VARIABLE)
    if not data:
        raise SystemExit(f"script/bench: no forcing; set {DATA_VARIABLE} or give --current FILE and --wind FILE")
    folder = Path(data).resolve() / "norway_2015-11-16"
    return folder / "current_norkyst800.nc", folder / "wind_arome.nc"


class Bench:
    """The runs of one benchmark, written down as they end."""

    def __init__(self, case: Case, folder: Path) -> None:
        self.case = case
        self.folder = folder
        self.runs: list[dict[str, Any]] = []

    def _note(self, program: str, what: str, particles: int, **figures: Any) -> None:
        self.runs.append({"program": program, "what": what, "particles": particles, **figures})
        shown = ", ".join(f"{name} {value:.3f}" for name, value in figures.items() if isinstance(value, float))
        print(f"{program:18} {what:12} {particles:>9,}  {shown}", file=sys.stderr, flush=True)

    def opendrift(self, particles: int, *, netcdf: bool) -> None:
        """OpenDrift once: its time loop, or the whole process with NetCDF."""
        file = self.folder / "opendrift.nc" if netcdf else None
        request = self.folder / "request.json"
        request.write_text(json.dumps(self.case.opendrift(particles, file)))
        done = measure([*peer.LAUNCH, str(request)], cores=2, environment={}, folder=self.folder)
        told = json.loads(done.stdout.splitlines()[-1])
        figures = {**_figures(done), **{name: value for name, value in told.items() if name != "particles"}}
        if netcdf:
            self._note("OpenDrift", "command", particles, **figures)
        else:
            self._note(
                "OpenDrift", "loop", particles, **{**figures, "wall_s": told["loop_s"], "cpu_s": told["run_cpu_s"]}
            )

    def sarex_loop(self, particles: int, cores: int) -> None:
        """Sarex in one process: the kernel, and the forecast around it."""
        incident = self._incident(particles)
        command = [PYTHON, "-m", "benchmarks.drift.sarex_phases", str(incident), *self._forcing()]
        done = measure(command, cores=cores, environment={}, folder=peer.ROOT)
        told = json.loads(done.stdout.splitlines()[-1])
        name = f"Sarex, {cores} core{'s' * (cores > 1)}"
        loop = {"wall_s": told["kernel_s"], "cpu_s": told["kernel_cpu_s"], "peak_mb": done.peak_mb}
        self._note(name, "loop", particles, **loop, phases=told)
        self._note(name, "forecast", particles, wall_s=told["forecast_s"], phases=told)

    def sarex_command(self, particles: int, cores: int, *, cold: bool = False) -> None:
        """`sarex drift`, from the start of the process to its end."""
        command = [SAREX, "drift", str(self._incident(particles)), "-o", str(self.folder / "sarex.nc"), "--json"]
        for file in self._forcing():
            command += ["--forcing", file]
        with tempfile.TemporaryDirectory() as empty:
            caches = {"SAREX_CACHE": f"{empty}/coast", "NUMBA_CACHE_DIR": f"{empty}/numba"} if cold else {}
            done = measure(command, cores=cores, environment=caches, folder=self.folder)
        told = json.loads(done.stdout)
        name = f"Sarex, {cores} core{'s' * (cores > 1)}"
        self._note(name, "first run" if cold else "command", particles, **_figures(done), **_outcome(told))

    def _incident(self, particles: int) -> Path:
        path = self.folder / f"incident_{particles}.yaml"
        path.write_text(self.case.incident(particles))
        return path

    def _forcing(self) -> list[str]:
        return [str(self.case.current), str(self.case.wind)]


def _figures(done: Measured) -> dict[str, float]:
    return {"wall_s": done.wall_s, "cpu_s": done.cpu_s, "peak_mb": done.peak_mb}


def _outcome(told: dict[str, Any]) -> dict[str, Any]:
    return {name: told[name] for name in ("afloat", "stranded", "left_forcing", "seconds")}


def rounds(asked: argparse.Namespace) -> Iterator[tuple[int, bool]]:
    """Numbers of particles in the order they run, and whether OpenDrift runs too."""
    for particles in asked.particles:
        repeats = 1 if particles >= LARGE else max(1, asked.repeats - asked.quick)
        for _ in range(repeats):
            yield particles, not (asked.quick and particles > USUAL)


def run(asked: argparse.Namespace, bench: Bench) -> None:
    """Every row, the programs taking turns."""
    usual = USUAL if USUAL in asked.particles else min(asked.particles)
    bench.sarex_command(usual, 2, cold=True)
    # One run of each that does not count fills the caches.
    bench.sarex_command(usual, 2)
    bench.sarex_loop(usual, 2)
    bench.runs = [one for one in bench.runs if one["what"] == "first run"]
    for particles, with_opendrift in rounds(asked):
        for cores in (2, 1):
            bench.sarex_loop(particles, cores)
        if with_opendrift:
            bench.opendrift(particles, netcdf=False)
        for cores in (2, 1):
            bench.sarex_command(particles, cores)
        if with_opendrift:
            bench.opendrift(particles, netcdf=True)


def machine() -> dict[str, Any]:
    """What the figures hold for."""
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 2**20
    return {
        "processor": names[0].partition(":")[2].strip() if names else platform.processor(),
        "cores": len(os.sched_getaffinity(0)), "memory_gb": round(memory, 1), "python": platform.python_version(),
        "load_before": os.getloadavg()[0], "began": datetime.now(UTC).isoformat(timespec="seconds"),
        "opendrift": next(line for line in peer.REQUIREMENTS.read_text().split() if line.startswith("opendrift==")),
    }  # fmt: skip


def main() -> None:
    asked = arguments()
    current, wind = forcing(asked)
    peer.install()
    RESULTS.mkdir(exist_ok=True)
    about = machine()
    case = Case(current, wind, lon=asked.lon, lat=asked.lat, start=asked.start, hours=asked.hours)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(case, Path(folder))
        run(asked, bench)
    result = {"machine": about, "steps": case.steps, "hours": case.hours, "runs": bench.runs}
    file = RESULTS / f"drift_{about['began'].replace(':', '')[:17]}.json"
    file.write_text(json.dumps(result, indent=1))
    print(report.text(result))
    print(f"\nAll figures: {file.relative_to(peer.ROOT)}")
    if asked.readme:
        report.into_readme(result, Path(__file__).with_name("README.md"))


if __name__ == "__main__":
    main()
