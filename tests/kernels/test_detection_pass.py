"""Passes: what counts as one look at a particle."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from sarex.kernels import pass_detection as passes
from sarex.kernels.rate_detection import EXPOSURE_MAX
from sarex.kernels.relative_pieces import relative_pieces

ONE_LOOK = -math.log(0.3)
NO_TABLE = np.zeros((0, 2))


def curve(law: int = passes.FLAT, **figures: float) -> NDArray[np.float64]:
    row = np.zeros(passes.CURVE_FIGURES)
    row[passes.LAW], row[passes.GAIN], row[passes.OUTER], row[passes.WIDTH] = law, ONE_LOOK, 1000.0, 1400.0
    for name, value in figures.items():
        row[getattr(passes, name.upper())] = value
    return row


def looks(
    path: Sequence[tuple[float, float]],
    particle: Sequence[tuple[float, float]] = ((0.0, 0.0), (0.0, 0.0)),
    *,
    seen_by: NDArray[np.float64] | None = None,
    looking: Sequence[bool] | None = None,
    records: Sequence[float] = (np.inf,),
    table: NDArray[np.float64] = NO_TABLE,
) -> NDArray[np.float64]:
    """Exposure (record,) over a track of a second a leg, while the particle goes through its places evenly."""
    vertex, tracks = np.array(path, dtype=np.float64), np.array(particle, dtype=np.float64)
    time = np.arange(len(vertex), dtype=np.float64)
    cloud_time = np.linspace(0.0, time[-1], len(tracks))
    pieces = relative_pieces(
        time, vertex[:, 0].copy(), vertex[:, 1].copy(),
        np.ones(len(vertex) - 1, np.bool_) if looking is None else np.array(looking), cloud_time, np.array(records),
    )  # fmt: skip
    exposure = np.zeros((1, len(records)))
    cloud = (tracks[np.newaxis, :, 0].copy(), tracks[np.newaxis, :, 1].copy(), np.isfinite(tracks[np.newaxis, :, 0]))
    seen_by = curve() if seen_by is None else seen_by
    passes.add_pass_exposure(pieces, cloud, np.zeros(1, np.int16), seen_by[np.newaxis], table, exposure)
    return exposure[0]


def turned(angles_deg: NDArray[np.float64], radius: float) -> list[tuple[float, float]]:
    return [(radius * math.cos(a), radius * math.sin(a)) for a in np.radians(angles_deg)]


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ([(-5e3, 500.0), (5e3, 500.0)], 1),
        ([(-5e3, 500.0), (0.0, 500.0), (5e3, 500.0)], 1),
        ([(-5e3, 500.0), (0.0, 500.0), (0.0, 500.0), (5e3, 500.0)], 1),
        ([(-5e3, 500.0), (1.0, 500.0), (1.0, 500.0), (5e3, 500.0)], 1),
        ([(-5e3, 500.0), (0.0, 500.0), (0.0, 5e3)], 1),
        ([(-5e3, 300.0), (300.0, 300.0), (300.0, -5e3)], 2),
        ([(-5e3, 500.0), (5e3, 500.0), (5e3, -500.0), (-5e3, -500.0)], 2),
        ([(-5e3, 500.0), (5e3, 500.0), (-5e3, 500.0)], 2),
        ([(-5e3, 500.0), (-300.0, 500.0), (-5e3, 500.0)], 1),
        ([(-5e3, 1500.0), (5e3, 1500.0)], 0),
        ([(-5e3, 0.0), (-500.0, 0.0)], 1),
        ([(500.0, 0.0), (5e3, 0.0)], 1),
        ([(500.0, 0.0), (500.0, 0.0)], 1),
        ([*turned(np.arange(0.0, 181.0, 30.0), 800.0)], 1),
        ([*turned(np.arange(0.0, 721.0, 30.0), 800.0)], 1),
        ([(-5e3, 500.0), (-200.0, 500.0), (0.0, 495.0), (200.0, 500.0), (400.0, 495.0), (5e3, 500.0)], 1),
    ],
    ids=[
        "abeam", "cut abeam", "turn of no degrees", "cut just after", "corner before it", "two legs about it",
        "leg and return",
        "back on its own track", "turns before it", "too far", "ends short of it", "starts beyond it", "stands still",
        "half a circle", "two circles", "zigzag",
    ],
)  # fmt: skip
def test_how_often_a_path_looks(path: list[tuple[float, float]], count: int) -> None:
    assert looks(path)[0] == pytest.approx(count * ONE_LOOK, abs=1e-12)


@pytest.mark.parametrize("hours", [2, 3, 7, 50])
def test_kinks_of_the_drift_are_no_passes(hours: int) -> None:
    """A particle that drifts abeam of the unit for hours, to and fro by a little."""
    steps = np.arange(hours)
    particle = [
        (1000.0 * part, 400.0 + 6.0 * (-1.0) ** n) for n, part in zip(steps, np.linspace(-1, 1, hours), strict=True)
    ]
    path = [(1000.0 * part, 0.0) for part in np.linspace(-1.0, 1.0, 5)]
    assert looks(path, particle)[0] == pytest.approx(ONE_LOOK)


def test_motion_is_relative() -> None:
    """The unit at rest, the particle passing; and both at one velocity, as close as they are."""
    assert looks([(0.0, 0.0), (0.0, 0.0)], [(-5e3, 400.0), (5e3, 400.0)])[0] == pytest.approx(ONE_LOOK)
    assert looks([(-5e3, 0.0), (5e3, 0.0)], [(-5e3, 400.0), (5e3, 400.0)])[0] == pytest.approx(ONE_LOOK)
    assert looks([(-5e3, 0.0), (5e3, 0.0)], [(-5e3, 1400.0), (5e3, 1400.0)])[0] == 0.0


def test_breaks_of_the_search_begin_a_new_look() -> None:
    path = [(-5e3, 500.0), (-100.0, 500.0), (100.0, 500.0), (5e3, 500.0)]
    assert looks(path, looking=[True, False, True])[0] == pytest.approx(2.0 * ONE_LOOK)
    assert looks(path, looking=[False, True, False])[0] == pytest.approx(ONE_LOOK)
    assert looks(path, looking=[False, False, True])[0] == pytest.approx(ONE_LOOK)
    gone = [(0.0, 0.0), (np.nan, np.nan), (0.0, 0.0), (0.0, 0.0)]
    assert looks(path, gone)[0] == pytest.approx(ONE_LOOK)
    assert looks(path, [(np.nan, np.nan), (0.0, 0.0)])[0] == 0.0


def test_hours_far_away_are_left_out_and_end_the_look() -> None:
    path = [(-900.0, 500.0), (900.0, 500.0), (9e5, 500.0), (9e5, 0.0), (900.0, 500.0), (-900.0, 500.0)]
    assert looks(path, [(0.0, 0.0)] * 6)[0] == pytest.approx(2.0 * ONE_LOOK)
    assert looks(path, [(0.0, 0.0)] * 2)[0] == pytest.approx(2.0 * ONE_LOOK)


@pytest.mark.parametrize("course", [1.0, -1.0])
@pytest.mark.parametrize("beside", [1.0, -1.0])
def test_one_sided_sensors_see_their_side(course: float, beside: float) -> None:
    path = [(-5e3 * course, 500.0 * beside), (5e3 * course, 500.0 * beside)]
    on_left = course * beside < 0.0
    assert (looks(path, seen_by=curve(side=1.0))[0] > 0.0) == on_left
    assert (looks(path, seen_by=curve(side=-1.0))[0] > 0.0) != on_left


def test_a_corner_shows_both_sides_of_its_courses() -> None:
    """Outside a right turn only the left sees it; at a reversal ahead of it both do."""
    right_turn = [(-5e3, -500.0), (-100.0, -500.0), (-100.0, -5e3)]
    assert looks(right_turn, seen_by=curve(side=1.0))[0] == pytest.approx(ONE_LOOK)
    assert looks(right_turn, seen_by=curve(side=-1.0))[0] == 0.0
    reversal = [(-5e3, 50.0), (-500.0, 50.0), (-5e3, 50.0)]
    for side in (1.0, -1.0):
        assert looks(reversal, seen_by=curve(side=side))[0] == pytest.approx(ONE_LOOK)
    ends = [(-5e3, 50.0), (-500.0, 50.0)]
    assert looks(ends, seen_by=curve(side=1.0))[0] == 0.0
    assert looks(ends, seen_by=curve(side=-1.0))[0] == pytest.approx(ONE_LOOK)


def test_annular_sensors_are_blind_nearby() -> None:
    for beside, count in ((50.0, 0), (150.0, 1), (999.0, 1), (1001.0, 0)):
        seen = looks([(-5e3, beside), (5e3, beside)], seen_by=curve(inner=100.0))[0]
        assert seen == pytest.approx(count * ONE_LOOK)
    for bend in (-500.0, 500.0):
        assert looks([(-5e3, 50.0), (bend, 50.0), (5e3, 50.0)], seen_by=curve(inner=100.0))[0] == 0.0


def test_of_one_look_the_better_chance_counts() -> None:
    """A dip into the blind centre and a brush past it, with no way out between: the brush counts."""
    for out, brush in (((20.0, 112.0), (40.0, 95.0)), ((100.0, 100.0), (80.0, 90.0))):
        path = [(-5e3, 95.0), (0.0, 95.0), out, brush, (5e3, 500.0)]
        assert looks(path, seen_by=curve(inner=102.0))[0] == pytest.approx(ONE_LOOK)


def test_a_pass_is_booked_when_it_happens() -> None:
    path = [(-5e3, 500.0), (5e3, 500.0), (5e3, -500.0), (-5e3, -500.0)]
    booked = looks(path, records=(0.4, 0.6, 2.4, 2.6))
    assert booked == pytest.approx([0.0, ONE_LOOK, 0.0, ONE_LOOK])
    assert looks(path, records=(0.4, 0.6)) == pytest.approx([0.0, ONE_LOOK]), "what comes later is left out"


def test_lateral_range_curves() -> None:
    table = np.array([[9.0, 9.0], [0.0, 0.9], [100.0, 0.5], [300.0, 0.5], [300.0, 0.2], [400.0, 0.0]])
    tabled = curve(passes.TABLE, outer=400.0, first=1, last=6)
    expected = {0.0: 0.9, 50.0: 0.7, 100.0: 0.5, 250.0: 0.5, 300.0: 0.2, 350.0: 0.1, 400.0: 0.0, 401.0: 0.0}
    for distance, chance in expected.items():
        assert -math.expm1(-passes.gain_at(distance, 0, tabled[np.newaxis], table)) == pytest.approx(chance)
    assert looks([(-5e3, 50.0), (5e3, 50.0)], seen_by=tabled, table=table)[0] == pytest.approx(-math.log(0.3))
    assert looks([(-5e3, 50.0), (5e3, 50.0)], seen_by=curve(passes.UNSEEN))[0] == 0.0


def test_a_table_is_read_in_any_row() -> None:
    """Against interpolation, with a certain first row, in tables of two to forty rows."""
    for rows in (2, 3, 7, 40):
        table = np.stack([np.linspace(0.0, 900.0, rows) ** 1.1, np.linspace(1.0, 0.0, rows) ** 2], axis=-1)
        tabled = curve(passes.TABLE, outer=table[-1, 0], last=rows)[np.newaxis]
        for distance in np.linspace(0.0, table[-1, 0], 301):
            chance = np.interp(distance, *table.T)
            assert -math.expm1(-passes.gain_at(distance, 0, tabled, table)) == pytest.approx(chance, abs=1e-12)
        assert passes.gain_at(0.0, 0, tabled, table) == EXPOSURE_MAX


def test_a_logistic_curve_is_within_its_error() -> None:
    """Against the formula, where it is steep and flat, near certainty and near nothing."""
    figures = ((3.0, -3e-3, 0.0), (1.5, -4e-3, 1e-8), (-1.3, -4e-4, -1e-8), (60.0, -0.05, 0.0), (-1e3, 0.0, 0.0))
    distances, worst = np.linspace(0.0, 6e4, 20_001), 0.0
    for a0, a1, a2 in figures:
        logistic = curve(passes.LOGISTIC, a0=a0, a1=a1, a2=a2, outer=1e5)[np.newaxis]
        gains = np.array([passes.gain_at(distance, 0, logistic, NO_TABLE) for distance in distances])
        expected = np.minimum(np.logaddexp(0.0, a0 + distances * (a1 + distances * a2)), EXPOSURE_MAX)
        worst = max(worst, np.abs(gains - expected).max())
        assert gains.min() >= 0.0
    assert 1e-10 < worst < passes.GAIN_ERROR_MAX
