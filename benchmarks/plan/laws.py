"""What a score costs under each detection law: six ladders of twenty legs past drifting particles, one JSON line:
`.venv/bin/python -m benchmarks.plan.laws PARTICLES`."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any, Final

import numba
import numpy as np

from sarex.model.detection_curve import DetectionCurve, ObjectSensing, UnitSensing
from sarex.model.quantities import NAUTICAL_MILE_M, Position
from sarex.search.local_plane import LocalPlane, Point
from sarex.search.moving_cloud import MovingCloud
from sarex.search.score import exposure, pos
from sarex.search.sensing_table import sensing_table
from sarex.search.timed_track import LaidPattern, PatternShape, SweptArea, TimedTrack

SPEEDS: Final = (8.0, 10.0, 12.0, 15.0, 40.0, 60.0)
"""Of the units [m/s]: three vessels, a lifeboat, a helicopter, a plane."""
LEGS: Final = 20
LEG_M: Final = 20_000.0
SPACING_M: Final = 1_000.0
SPREAD_M: Final = 10_000.0
HOURS: Final = 24
W: Final = 1_000.0
TIMES: Final = 25
STEPS_NM: Final = np.linspace(0.0, 2.7, 26).tolist()
CURVES: Final = {
    "random": DetectionCurve(law="random", sweep_width_m=W),
    "inverse cube": DetectionCurve(law="inverse_cube", sweep_width_m=W),
    "inverse cube, one side": DetectionCurve(law="inverse_cube", sweep_width_m=W, side="left"),
    "inverse cube, blind within 200 m": DetectionCurve(law="inverse_cube", sweep_width_m=W, inner_m=200.0),
    "definite": DetectionCurve(law="definite", sweep_width_m=W),
    "M-beta": DetectionCurve(law="m_beta", sweep_width_m=W, beta=0.7, range_m=W / 1.4),
    "logistic, to 30 nm": DetectionCurve(
        law="logistic", sweep_width_m=W, a0=3.0, a1=-6.0, range_m=30.0 * NAUTICAL_MILE_M
    ),
    "table of 26 rows to 2.7 nm": DetectionCurve(
        law="table", sweep_width_m=W,
        table=tuple((at_nm * NAUTICAL_MILE_M, 1.0 / (1.0 + math.exp(6.0 * at_nm - 3.0))) for at_nm in STEPS_NM),
    ),
}  # fmt: skip


def drifting_cloud(particles: int) -> MovingCloud:
    """A circular normal cloud that drifts at 0.7 m/s, every particle with its own hourly noise."""
    random = np.random.default_rng(1)
    steps = 3600.0 * (0.5 + 0.1 * random.standard_normal((2, particles, HOURS)))
    tracks = SPREAD_M * random.standard_normal((2, particles, 1)) + np.cumsum(steps, axis=2)
    return MovingCloud(
        LocalPlane(Position(3.0, 60.0)), 3600.0 * np.arange(HOURS), tracks[0], tracks[1],
        np.ones((particles, HOURS), dtype=np.bool_), np.full(particles, 1.0 / particles),
        np.zeros(particles, dtype=np.int16), np.zeros(particles, dtype=np.int16),
    )  # fmt: skip


def ladder(speed: float, middle_m: float) -> LaidPattern:
    """Twenty legs along east about a place, from the end of the first hour on."""
    rung = np.repeat(np.arange(LEGS), 2)
    east = np.where((np.arange(2 * LEGS) + 1) // 2 % 2 == 0, -0.5, 0.5) * LEG_M + middle_m
    north = (rung - (LEGS - 1) / 2.0) * SPACING_M + middle_m
    length = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(east), np.diff(north)))])
    time_s, pieces = 3600.0 + length / speed, 2 * LEGS - 1
    track = TimedTrack(time_s, east, north, np.ones(pieces, np.int8), np.ones(pieces, np.bool_))
    half = np.array([LEG_M + SPACING_M, LEGS * SPACING_M]) / 2.0
    corners = middle_m + np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]]) * half
    moments = np.array([[time_s[0], 0.0, 0.0]])
    swept = SweptArea(
        corners, moments, float(time_s[0]), float(time_s[-1]), float(length[-1]), float(4.0 * half.prod())
    )
    shape = PatternShape("PS", Point(middle_m, middle_m), 90.0, LEG_M, SPACING_M, LEGS)
    return LaidPattern(shape, track, (swept,), corners, moving=False)


def costs_ms(action: Callable[[], float]) -> dict[str, float]:
    """Median wall time on all cores, and median processor time on one, which a busy machine disturbs less. The first
    run of each does not count."""
    spent_ms = {}
    for name, clock, threads in (
        ("score_ms", time.perf_counter, numba.config.NUMBA_NUM_THREADS), ("one_core_ms", time.process_time, 1)
    ):  # fmt: skip
        numba.set_num_threads(threads)
        readings = [clock()]
        for _ in range(TIMES + 1):
            found = action()
            readings.append(clock())
        spent_ms[name] = 1e3 * median(np.diff(readings)[1:].tolist())
    numba.set_num_threads(numba.config.NUMBA_NUM_THREADS)
    return {"pos": found, **spent_ms}


def measured(particles: int) -> list[dict[str, Any]]:
    """One row for each curve."""
    cloud = drifting_cloud(particles)
    ladders = [(ladder(speed, 1_500.0 * (number - 2)), speed) for number, speed in enumerate(SPEEDS)]
    rows = []
    for law, curve in CURVES.items():
        table = sensing_table(UnitSensing(objects=(ObjectSensing(object_key="one", sensor="given", curve=curve),)))

        def one_score(table: Any = table) -> float:
            return pos(cloud.weight, [exposure(laid, table, speed, cloud) for laid, speed in ladders])

        rows.append({"law": law, "particles": particles, "units": len(SPEEDS), "legs": LEGS, **costs_ms(one_score)})
    return rows


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measured(int(sys.argv[1]))) + "\n")
