"""The coefficients of the correlated error: exact for any step."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarex.kernels.noise import correlated_step, diffused

DEVIATION, MEMORY = 0.3, 36_000.0


def covariance(duration):
    """Variance of the error after the step, its covariance with the displacement, and the variance of that, for an
    error that begins with its stationary spread."""
    keep, reach, kick, shove, scatter = correlated_step(duration, MEMORY, DEVIATION)
    start = DEVIATION**2
    return np.array([
        keep**2 * start + kick**2, keep * reach * start + kick * shove, reach**2 * start + shove**2 + scatter**2,
    ])  # fmt: skip


@given(duration=st.floats(1e-3, 1e6))
def test_one_step_has_the_covariance_of_the_process(duration):
    h = duration / MEMORY
    variance, mixed, displacement = covariance(duration)
    assert variance == pytest.approx(DEVIATION**2, rel=1e-12)
    assert mixed == pytest.approx(DEVIATION**2 * MEMORY * -math.expm1(-h), rel=1e-9)
    series = h**2 / 2 - h**3 / 6 + h**4 / 24
    closed = series if h < 1e-3 else h - 1 + math.exp(-h)
    assert displacement == pytest.approx(2 * (DEVIATION * MEMORY) ** 2 * closed, rel=1e-6)


@given(first=st.floats(0.1, 1e5), second=st.floats(0.1, 1e5))
def test_two_steps_are_one_longer_step(first, second):
    start = np.diag([DEVIATION**2, 0.0])

    def after(state, duration):
        keep, reach, kick, shove, scatter = correlated_step(duration, MEMORY, DEVIATION)
        carry = np.array([[keep, 0.0], [reach, 1.0]])
        noise = np.array([[kick, 0.0], [shove, scatter]])
        return carry @ state @ carry.T + noise @ noise.T

    np.testing.assert_allclose(after(after(start, first), second), after(start, first + second), rtol=1e-8)


def test_no_error_and_no_time_change_nothing():
    assert correlated_step(600.0, MEMORY, 0.0) == (1.0, 0.0, 0.0, 0.0, 0.0)
    assert correlated_step(0.0, MEMORY, DEVIATION) == (1.0, 0.0, 0.0, 0.0, 0.0)


def test_the_short_series_meets_the_closed_form():
    below, above = (correlated_step(h * MEMORY, MEMORY, 1.0)[4] for h in (0.05 - 1e-9, 0.05 + 1e-9))
    assert below == pytest.approx(above, rel=1e-6)


def test_diffusivity_adds_variance():
    assert diffused(3.0, 2.0, 4.0) == pytest.approx(5.0)
