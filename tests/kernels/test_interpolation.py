"""Forcing at a point against the plain formula."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from drift_scene import T0, constant, window
from sarex.drift.packed_forcing import packed_forcing
from sarex.kernels.forcing_service import serving_source
from sarex.kernels.interpolation import NODE, cell_value, interval_at, intervals_at, place_in_grid

SHARES = st.floats(0.0, 1.0).map(np.float32)


@njit
def look_up(buffer, at, row, x, y, w):
    """`cell_value` can only be called from compiled code, unless the compiler is off."""
    return cell_value(buffer, at, row, x, y, w)


@given(x=SHARES, y=SHARES, w=SHARES, seed=st.integers(0, 1000))
@settings(max_examples=50, deadline=None)
def test_a_cell_is_linear_in_space_and_time(x, y, w, seed):
    corners = np.random.default_rng(seed).normal(size=(2, 2, 2, 2)).astype(np.float32)
    buffer = np.zeros(64, dtype=np.float32)
    # corners (time, lat, lon, component) into nodes: row 0 at 8, row 1 sixteen numbers on.
    for row in range(2):
        for column in range(2):
            node = 8 + 16 * row + NODE * column
            buffer[node : node + 2] = corners[0, row, column]
            buffer[node + 2 : node + 4] = corners[1, row, column]
    east, north = look_up(buffer, 8, 16, x, y, w)
    weights = np.einsum("t,y,x->tyx", [1 - w, w], [1 - y, y], [1 - x, x])
    expected = np.einsum("tyx,tyxc->c", weights.astype(float), corners.astype(float))
    np.testing.assert_allclose([east, north], expected, atol=2e-6)


def test_equal_corners_give_exactly_that_value():
    buffer = np.full(64, np.float32(0.1), dtype=np.float32)
    for share in (0.0, 0.3, 0.77, 1.0):
        s = np.float32(share)
        assert look_up(buffer, 4, 16, s, s, s) == (np.float32(0.1), np.float32(0.1))


@pytest.mark.parametrize("place", range(16))
def test_any_missing_corner_makes_its_component_missing(place):
    buffer = np.ones(16, dtype=np.float32)
    buffer[place] = np.nan
    half = np.float32(0.5)
    found = look_up(buffer, 0, 8, half, half, half)
    assert np.isnan(found[place % 2])
    assert not np.isnan(found[1 - place % 2])


def test_intervals_gaps_and_ends():
    values = np.ones((1, 5, 2, 2, 2))
    times = T0 + np.array([0.0, 3600.0, 7200.0, 30_000.0, 33_600.0])
    forcing = packed_forcing([[window("wind", values, time_s=times, bridge_s_max=7200.0)], [], []])
    inside = {0.0: 0.0, 1800.0: 0.5, 3600.0: 0.0, 7200.0: 1.0, 30_000.0: 0.0, 33_600.0: 1.0}
    for time, share in inside.items():
        start, found = interval_at(forcing.time_s[0], forcing.start[0], T0 + time)
        assert start >= 0
        assert found == pytest.approx(share)
    for time in (-1.0, 7201.0, 29_999.0, 33_601.0):
        assert interval_at(forcing.time_s[0], forcing.start[0], T0 + time)[0] == -1
    start, share = intervals_at(forcing, T0 + np.array([1800.0, 8000.0]))
    assert start[0, 1] == -1
    assert share[0, 0] == 0.5


@pytest.mark.parametrize(
    ("lon", "lat", "inside", "cell", "shares"),
    [
        (170.0, 10.0, True, (0, 0), (0.0, 0.0)),
        (-170.0, 12.0, True, (9, 1), (1.0, 1.0)),
        (179.0, 11.5, True, (4, 1), (0.5, 0.5)),
        (-179.0, 11.0, True, (5, 1), (0.5, 0.0)),
        (169.9, 11.0, False, None, None),
        (-169.9, 11.0, False, None, None),
        (175.0, 9.9, False, None, None),
        (175.0, 12.1, False, None, None),
        (float("nan"), 11.0, False, None, None),
    ],
)
def test_place_in_a_grid_across_the_date_line(lon, lat, inside, cell, shares):
    found, column, row, x, y = place_in_grid(lon, lat, (170.0, 10.0, 0.5, 1.0), 11, 3)
    assert found == inside
    if inside:
        assert (column, row) == cell
        assert (x, y) == pytest.approx(shares, abs=1e-6)


def test_the_first_source_with_a_value_serves():
    hole = np.ones((1, 3, 5, 5, 2))
    hole[:, :, 2, 2] = np.nan
    small = window("current", hole, lon_start_deg=0.0, lat_start_deg=50.0, lon_step_deg=1.0, lat_step_deg=1.0)
    forcing = packed_forcing([[], [small, constant("current", 1.0, 2.0, hours=3)], []])
    lon, lat = np.array([0.5, 2.2, 9.0, 0.5]), np.array([50.5, 52.2, 50.5, 50.5])
    time = T0 + np.array([60.0, 60.0, 60.0, 9 * 3600.0])
    assert serving_source(forcing, 1, lon, lat, time).tolist() == [0, 1, 1, -1]
    assert serving_source(forcing, 0, lon, lat, time).tolist() == [-1] * 4


def test_a_window_of_one_time_one_row_or_one_column_is_packed():
    forcing = packed_forcing([[window("wind", np.ones((1, 1, 1, 1, 2)), lon_step_deg=1.0, lat_step_deg=1.0)], [], []])
    assert forcing.shape.tolist() == [[2, 2]]
    found = serving_source(forcing, 0, np.array([-180.0]), np.array([-90.0]), np.array([T0]))
    assert found.tolist() == [0]
