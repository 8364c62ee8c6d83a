"""Effort on cells: laying out and laying back are adjoint, and budgets are kept by the nearest point."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import minimize

from sarex.kernels.effort import exposure_of, spread_back, within_budget

CLASSES, CELLS, SLOTS, PARTICLES = 2, 40, 3, 6


def _stencil(seed: int) -> tuple[np.ndarray, ...]:  # type: ignore[type-arg]
    random = np.random.default_rng(seed)
    taps = random.random((5, 4))
    patch = random.integers(0, CELLS - 4, (7, 4)).astype(np.int32)
    corner = random.integers(-1, 7, (SLOTS, PARTICLES)).astype(np.int32)
    east, north = (random.integers(0, 5, (SLOTS, PARTICLES)).astype(np.uint8) for _ in range(2))
    return random.integers(0, CLASSES, PARTICLES).astype(np.int16), corner, patch, taps, east, north


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_laying_back_is_the_adjoint_of_meeting(seed: int) -> None:
    random = np.random.default_rng(seed)
    stencil = _stencil(seed)
    coverage, share = random.random((CLASSES, CELLS)), random.random(PARTICLES) * (random.random(PARTICLES) < 0.8)
    met, value = np.empty(PARTICLES), np.empty((CLASSES, CELLS))
    exposure_of(coverage, *stencil, met)
    spread_back(share, *stencil, value)
    assert_allclose(share @ met, (coverage * value).sum(), rtol=1e-12)


def test_a_particle_meets_the_cells_of_its_square_and_of_its_class() -> None:
    taps = np.array([[0.1, 0.2, 0.3, 0.4], [1.0, 0.0, 0.0, 0.0]])
    patch = np.array([[0, 10, 20, 30]], dtype=np.int32)
    coverage = np.stack([np.zeros(CELLS), np.arange(float(CELLS))])
    one, fraction = np.zeros((1, 2), dtype=np.int32), np.zeros((1, 2), dtype=np.uint8)
    met = np.empty(2)
    exposure_of(coverage, np.array([0, 1], dtype=np.int16), one, patch, taps, fraction, fraction + 1, met)
    assert_allclose(met, [0.0, 0.1 * 0 + 0.2 * 1 + 0.3 * 2 + 0.4 * 3])


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), budget=st.floats(0.0, 50.0))
def test_the_budget_is_kept_without_moving_more_than_needed(seed: int, budget: float) -> None:
    random = np.random.default_rng(seed)
    before = random.normal(0.0, 3.0, (1, 9))
    after = before.copy()
    first = np.array([0, 4, 9])
    within_budget(after, first, np.array([[budget, 2.0]]))
    assert after.min() >= 0.0
    assert_allclose([after[0, :4].sum(), after[0, 4:].sum()], [budget, 2.0], atol=1e-12)
    # The nearest point is the one from which no other allowed point lies in the direction of the start.
    for other in np.eye(4) * budget:
        assert (before[0, :4] - after[0, :4]) @ (other - after[0, :4]) <= 1e-9


def test_the_nearest_point_is_that_of_a_general_solver() -> None:
    before = np.array([[3.0, 1.0, -2.0, 0.5]])
    after = before.copy()
    within_budget(after, np.array([0, 4]), np.array([[2.5]]))
    found = minimize(
        lambda x: ((x - before[0]) ** 2).sum(), np.full(4, 0.6), bounds=[(0, None)] * 4,
        constraints={"type": "eq", "fun": lambda x: x.sum() - 2.5}, tol=1e-12,
    )  # fmt: skip
    assert_allclose(after[0], found.x, atol=1e-5)


def test_no_budget_leaves_no_effort() -> None:
    effort = np.ones((1, 3))
    within_budget(effort, np.array([0, 3]), np.array([[0.0]]))
    assert effort.sum() == 0.0
