"""How far the time loop is from what the machine could do: `.venv/bin/python -m benchmarks.drift.limits`.

The benchmark case on one core with one cause taken away at a time, and two loops that do nothing but what no drift
program can do without: fetching the forcing of every particle and step, and arithmetic at the machine's full rate.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from benchmarks.drift.case import Case
from benchmarks.drift.compare import arguments, forcing
from benchmarks.drift.sarex_phases import Clock, run
from numba import njit

PARTICLES = 100_000
REPEATS = 5
CELL_BYTES = 64
"""What a particle fetches of one field in one step: two rows of two nodes of four float32."""
FIELDS = 2
HEAD = "| time loop, one core | ns a particle-step | million particle-steps a second |\n|---|---:|---:|\n"
HAND_TABLE = """wind: [{time: 2015-11-16T00:00Z, from: 225, speed: 10 m/s}]
current: [{time: 2015-11-16T00:00Z, toward: 0, speed: 0.4 m/s}]
"""


@dataclass(frozen=True)
class Variation:
    """The benchmark's incident with some lines put otherwise."""

    name: str
    changes: tuple[tuple[str, str], ...] = ()
    hand_table: bool = False


NO_LAND = ("shoreline: stick", "shoreline: none")
VARIATIONS = (
    Variation("benchmark case"),
    Variation("without jibing", (("jibing: 0.04", "jibing: 0"),)),
    Variation("without land", (NO_LAND,)),
    Variation("the same wind and current everywhere, no land", (NO_LAND,), hand_table=True),
    Variation("default settings: second order, correlated current error", (
        ("noise: {current_sd: 0 m/s}", "noise: drifters-2020"), ("integrator: euler", "integrator: second_order"),
        ("calm_ramp: false", "calm_ramp: true"),
    )),
)  # fmt: skip


@njit(cache=True, fastmath=True)
def fetch(buffer: Any, place: Any, row: int) -> float:
    """Reads the corners of a cell for every place and adds them up."""
    total = np.float32(0.0)
    for i in range(len(place)):
        at = place[i]
        for j in range(8):
            total += buffer[at + j] + buffer[at + row + j]
    return float(total)


@njit(cache=True, fastmath=True)
def multiply_and_add(values: Any, times: int) -> float:
    """Sixteen independent chains of float64 multiplications and additions: 32 operations a time and element."""
    for _ in range(times):
        for i in range(len(values)):
            values[i] = values[i] * 0.999999 + 0.000001
    return float(values[0])


def kernel_seconds(incident: Path, files: list[str]) -> float:
    """Processor time of the time loop, the median of the runs after the first."""
    spent = []
    for _ in range(REPEATS + 1):
        clock = Clock()
        run(incident, files, clock)
        spent.append(clock.cpu["kernel_s"] - clock.cpu.get("load_coast_s", 0.0))
    return median(spent[1:])


def fetch_nanoseconds(columns: int = 400, rows: int = 400) -> float:
    """To fetch one cell of a field, for particles spread as the benchmark's cloud is over one hour of its grid."""
    generator = np.random.default_rng(1)
    buffer = np.zeros(columns * rows * 4, dtype=np.float32)
    column, row = (np.clip(generator.normal(size / 2, 8.0, PARTICLES), 0, size - 2).astype(np.int64)
                   for size in (columns, rows))  # fmt: skip
    place = (row * columns + column) * 4
    return best_of(lambda: fetch(buffer, place, columns * 4)) / PARTICLES * 1e9


def operations_per_second() -> float:
    """Float64 multiplications and additions a second, one core, vectors and fused operations allowed."""
    values, times = np.ones(256), 20_000
    return 2.0 * len(values) * times / best_of(lambda: multiply_and_add(values, times))


def best_of(action: Any) -> float:
    spent = []
    for _ in range(2 * REPEATS):
        began = time.process_time()
        action()
        spent.append(time.process_time() - began)
    return min(spent[1:])


def main() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    current, wind = forcing(arguments())
    case = Case(current, wind)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "hand.yaml").write_text(HAND_TABLE)
        sys.stdout.write(
            "| time loop, one core | ns a particle-step | million particle-steps a second |\n|---|---:|---:|\n"
        )
        for variation in VARIATIONS:
            text = case.incident(PARTICLES)
            for before, after in variation.changes:
                assert before in text, before
                text = text.replace(before, after)
            incident = folder / "incident.yaml"
            incident.write_text(text)
            files = [str(folder / "hand.yaml")] if variation.hand_table else [str(current), str(wind)]
            each_s = kernel_seconds(incident, files) / (PARTICLES * case.steps)
            sys.stdout.write(f"| {variation.name} | {each_s * 1e9:.1f} | {1e-6 / each_s:.1f} |\n")
            sys.stdout.flush()
    fetched = FIELDS * fetch_nanoseconds()
    sys.stdout.write(
        f"| only fetching the {FIELDS} cells of {CELL_BYTES} bytes | {fetched:.1f} | {1e3 / fetched:.0f} |\n"
    )
    sys.stdout.write(f"\nFloat64 multiply and add: {operations_per_second() / 1e9:.1f} billion a second, one core\n")


if __name__ == "__main__":
    main()
