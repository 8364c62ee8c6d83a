"""Weights on a grid: every one is laid down once, and spreading loses none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from sarex.kernels.gridding import add_weights, spread


def test_a_point_lies_in_its_cell() -> None:
    grid = np.zeros((2, 3))
    x = np.array([10.0, 19.9, 20.0, 39.0])
    y = np.array([-5.0, 4.9, 5.0, 14.9])
    add_weights(x, y, np.array([1.0, 2.0, 4.0, 8.0]), 10.0, -5.0, 10.0, grid)
    assert_array_equal(grid, [[3.0, 0.0, 0.0], [0.0, 4.0, 8.0]])


def test_points_on_or_beyond_the_edge_go_to_the_last_cell() -> None:
    grid = np.zeros((2, 2))
    add_weights(np.array([2.0, -1.0]), np.array([2.0, -9.0]), np.array([1.0, 2.0]), 0.0, 0.0, 1.0, grid)
    assert_array_equal(grid, [[2.0, 0.0], [0.0, 1.0]])


@given(seed=st.integers(0, 2**32 - 1), points=st.integers(0, 200))
def test_weights_are_laid_as_numpy_counts_them(seed: int, points: int) -> None:
    random = np.random.default_rng(seed)
    x, y, weight = random.uniform(0, 7, points), random.uniform(0, 5, points), random.random(points)
    grid = np.zeros((5, 7))
    add_weights(x, y, weight, 0.0, 0.0, 1.0, grid)
    expected, _, _ = np.histogram2d(y, x, bins=(np.arange(6), np.arange(8)), weights=weight)
    assert_allclose(grid, expected, rtol=1e-12, atol=1e-14)


def test_a_single_weight_takes_the_shape_of_the_taps() -> None:
    grid = np.zeros((5, 7))
    grid[2, 3] = 2.0
    taps = np.array([0.25, 0.5, 0.25])
    expected = np.zeros((5, 7))
    expected[1:4, 2:5] = 2.0 * np.outer(taps, taps)
    assert_array_equal(spread(grid, taps), expected)


@pytest.mark.parametrize("shape", [(9, 14), (1, 20), (20, 1), (3, 3)])
def test_spreading_is_the_full_convolution_cut_to_the_grid(shape: tuple[int, int]) -> None:
    random = np.random.default_rng(1)
    grid = random.random(shape) * (random.random(shape) < 0.3)
    taps = np.array([0.05, 0.2, 0.5, 0.2, 0.05])
    padded = np.pad(grid, 2)
    expected = sum(taps[i] * taps[j] * padded[i : i + shape[0], j : j + shape[1]] for i in range(5) for j in range(5))
    assert_allclose(spread(grid, taps), expected, atol=1e-15)


def test_one_tap_changes_nothing() -> None:
    grid = np.arange(12.0).reshape(3, 4)
    assert_array_equal(spread(grid, np.array([1.0])), grid)
