"""The inverse cube rate along straight relative motion, against quadrature."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from sarex.kernels.rate_detection import (
    EXPOSURE_MAX,
    LANES,
    add_rate_exposure,
    mean_inverse_cube,
    mean_inverse_cube_outside,
)
from sarex.kernels.relative_pieces import relative_pieces

PLACES = st.floats(-5000.0, 5000.0)


def by_quadrature(start: tuple[float, float], end: tuple[float, float], inner: float = 0.0) -> float:
    def rate(part: float) -> float:
        range_m = math.hypot(*(a + part * (b - a) for a, b in zip(start, end, strict=True)))
        return range_m**-3 if range_m >= inner else 0.0

    step = np.subtract(end, start)
    length2 = float(step @ step)
    foot = -float(np.dot(start, step)) / length2 if length2 > 0.0 else 0.0
    line = math.hypot(*(np.asarray(start) + foot * step))
    reach = math.sqrt(max(inner**2 - line**2, 0.0) / length2) if length2 > 0.0 else 0.0
    marks = sorted({0.0, 1.0, *(p for p in (foot - reach, foot, foot + reach) if 0.0 < p < 1.0)})
    return sum(quad(rate, a, b, limit=200, epsabs=0.0, epsrel=1e-11)[0] for a, b in itertools.pairwise(marks))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ((-900.0, 300.0), (1500.0, 300.0)), ((200.0, 50.0), (4000.0, 90.0)), ((-4000.0, 90.0), (-200.0, 50.0)),
        ((0.0, 70.0), (500.0, 70.0)), ((500.0, 70.0), (0.0, 70.0)), ((300.0, 0.0), (900.0, 0.0)),
        ((-900.0, -900.0), (-300.0, -300.0)), ((120.0, -35.0), (120.0, -35.0)), ((1e5, 2e5), (1e5 + 30.0, 2e5 - 10.0)),
        ((250.0, 250.0), (250.0, 250.0 + 1e-5)),
    ],
)  # fmt: skip
def test_closed_form_is_the_integral(start: tuple[float, float], end: tuple[float, float]) -> None:
    assert mean_inverse_cube(*start, *end) == pytest.approx(by_quadrature(start, end), rel=1e-9)


@given(PLACES, PLACES, PLACES, PLACES, st.floats(0.001, 0.999))
def test_cutting_a_piece_changes_nothing(
    east: float, north: float, later_east: float, later_north: float, part: float
) -> None:
    """As chances of detection: near the track both are certain, so that only the float's last digits differ."""
    strength_s = 4e6
    middle = east + part * (later_east - east), north + part * (later_north - north)
    whole = strength_s * mean_inverse_cube(east, north, later_east, later_north)
    cut = strength_s * (
        part * mean_inverse_cube(east, north, *middle)
        + (1.0 - part) * mean_inverse_cube(*middle, later_east, later_north)
    )
    assert math.exp(-min(cut, 700.0)) == pytest.approx(math.exp(-min(whole, 700.0)), abs=1e-10)


def test_a_hit_is_certain_and_finite() -> None:
    assert math.isfinite(mean_inverse_cube(-100.0, 0.0, 100.0, 0.0))
    assert mean_inverse_cube(-100.0, 0.0, 100.0, 0.0) > 1e9
    assert mean_inverse_cube(0.0, 0.0, 0.0, 0.0) > 1e9
    assert mean_inverse_cube(0.0, 0.0, 100.0, 0.0) > 1e9


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ((-900.0, 30.0), (1500.0, 60.0)), ((-900.0, 300.0), (1500.0, 300.0)), ((20.0, 5.0), (400.0, 90.0)),
        ((-400.0, 9.0), (-20.0, 5.0)), ((-50.0, 10.0), (60.0, 10.0)), ((150.0, 10.0), (600.0, 10.0)),
        ((-300.0, 0.0), (300.0, 0.0)),
    ],
)  # fmt: skip
def test_a_blind_centre_is_left_out_of_the_integral(start: tuple[float, float], end: tuple[float, float]) -> None:
    expected = by_quadrature(start, end, inner=100.0)
    assert mean_inverse_cube_outside(*start, *end, 100.0) == pytest.approx(expected, rel=1e-6, abs=1e-15)


def test_standing_still_inside_the_blind_centre_nothing_is_seen() -> None:
    assert mean_inverse_cube_outside(50.0, 0.0, 50.0, 0.0, 100.0) == 0.0
    assert mean_inverse_cube_outside(200.0, 0.0, 200.0, 0.0, 100.0) == pytest.approx(200.0**-3)


def scene(particles: int) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray, np.ndarray], np.ndarray]:
    cloud_time = np.array([0.0, 100.0, 200.0])
    north = np.linspace(100.0, 900.0, particles)[:, np.newaxis] + np.array([0.0, 30.0, -10.0])
    east = np.full_like(north, 50.0)
    return cloud_time, (east, north, np.ones(north.shape, np.bool_)), np.zeros(particles, np.int16)


def test_each_particle_has_its_own_integral_whatever_block_it_is_in() -> None:
    cloud_time, cloud, kind = scene(LANES + 3)
    pieces = relative_pieces(np.array([20.0, 180.0]), np.array([-400.0, 500.0]), np.zeros(2), np.array([True]),
                             cloud_time, np.array([120.0, np.inf]))  # fmt: skip
    assert pieces.seconds.tolist() == [80.0, 20.0, 60.0]
    assert pieces.column.tolist() == [0, 0, 1]
    assert pieces.joined.tolist() == [False, True, True]
    exposure = np.zeros((LANES + 3, 2))
    add_rate_exposure(pieces, cloud, kind, np.array([5e5]), np.zeros(1), np.zeros(1), exposure)

    def at(time: float, particle: int) -> tuple[float, float]:
        north = float(np.interp(time, cloud_time, cloud[1][particle]))
        return 50.0 - (-400.0 + 900.0 * (time - 20.0) / 160.0), north

    for particle in (0, 17, LANES - 1, LANES, LANES + 2):
        first = sum(
            5e5 * (b - a) * by_quadrature(at(a, particle), at(b, particle)) for a, b in ((20.0, 100.0), (100.0, 120.0))
        )
        last = 5e5 * 60.0 * by_quadrature(at(120.0, particle), at(180.0, particle))
        assert exposure[particle] == pytest.approx([first, last], rel=1e-9)


def test_sides_blindness_absence_and_the_cap() -> None:
    cloud_time, (east, north, afloat), _ = scene(4)
    north[2] *= -1.0
    north[3] = 0.0
    afloat[1, 1] = False
    east[1, 1] = north[1, 1] = np.nan
    pieces = relative_pieces(np.array([0.0, 200.0]), np.array([-400.0, 500.0]), np.zeros(2), np.array([True]),
                             cloud_time, np.array([np.inf]))  # fmt: skip
    left, inner = np.zeros((4, 1)), np.zeros((4, 1))
    kind = np.zeros(4, np.int16)
    add_rate_exposure(pieces, (east, north, afloat), kind, np.array([5e5]), np.ones(1), np.zeros(1), left)
    assert left[0, 0] > 0.0
    assert left[1, 0] == 0.0
    assert left[2, 0] == 0.0
    assert left[3, 0] == 2.0 * EXPOSURE_MAX, "both pieces end on it"
    add_rate_exposure(pieces, (east, north, afloat), kind, np.array([5e5]), np.zeros(1), np.array([60.0]), inner)
    assert inner[0, 0] == pytest.approx(left[0, 0], rel=1e-12)
    assert inner[1, 0] == 0.0
    assert 0.0 < inner[3, 0] < EXPOSURE_MAX


def test_no_pieces_outside_the_clouds_time_nor_where_nobody_looks() -> None:
    time, east = np.array([0.0, 10.0, 20.0, 20.0, 30.0]), np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    looks = np.array([True, False, True, True])
    none = relative_pieces(time, east, east, looks, np.array([40.0, 50.0]), np.array([np.inf]))
    assert none.seconds.size == 0
    assert relative_pieces(time, east, east, looks, np.array([5.0]), np.array([np.inf])).seconds.size == 0
    some = relative_pieces(time, east, east, looks, np.array([5.0, 15.0, 25.0]), np.array([np.inf]))
    assert some.seconds.tolist() == [5.0, 0.0, 5.0]
    assert some.joined.tolist() == [False, False, True]
    assert some.begin[:, 1].tolist() == [0.5, 2.0, 3.0]
    assert some.end[:, 1].tolist() == [1.0, 3.0, 3.5]
    assert some.begin[:, 0].tolist() == [0.0, 0.5, 0.5]
