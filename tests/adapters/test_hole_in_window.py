"""A hole in time that only the run finds: windows hold the times on both its sides, wherever they begin and end."""

from __future__ import annotations

import numpy as np
import pytest

from sarex.adapters.raw_field import RawField, RectilinearGrid
from sarex.adapters.window_maker import WindowMaker
from sarex.model.forcing_window import Box

HOUR_S = 3600.0
BOX = Box(1, 51, 2, 53)


def maker(empty_hours: list[int]) -> WindowMaker:
    """Nine hours of current that hold nothing about the box in some, but do hold data elsewhere."""
    lon, lat = np.arange(0.0, 5.0, 0.5), np.arange(50.0, 55.0, 0.5)
    values = np.full((1, 9, lat.size, lon.size, 2), 0.2, np.float32)
    values[:, empty_hours, :, :8] = np.nan
    return WindowMaker(RawField(
        "test", "current", ("u", "v"), RectilinearGrid(lon, lat), "east_north", HOUR_S * np.arange(9), 1,
        lambda first, last: values[:, first:last],
    ))  # fmt: skip


@pytest.mark.parametrize(("start_h", "end_h"), [(0.0, 3.9), (3.0, 8.0), (4.2, 4.8), (2.0, 3.0)])
def test_it_is_bridged_wherever_a_chunk_ends(start_h, end_h):
    window = maker([3, 4]).window(start_h * HOUR_S, end_h * HOUR_S, BOX)
    assert window.time_s[0] <= start_h * HOUR_S
    assert window.time_s[-1] >= end_h * HOUR_S
    assert {2 * HOUR_S, 5 * HOUR_S} <= set(window.time_s.tolist())
    assert window.empty_s == (3 * HOUR_S, 4 * HOUR_S)
    assert np.isfinite(window.values).all()


def test_a_long_hole_stays_a_gap():
    window = maker([2, 3, 4, 5]).window(0.0, 3.5 * HOUR_S, BOX)
    assert np.diff(window.time_s).max() > window.bridge_s_max or window.time_s[-1] < 2 * HOUR_S


def test_a_box_without_any_data_is_no_fault():
    window = maker(list(range(9))).window(2.0 * HOUR_S, 3.0 * HOUR_S, BOX)
    assert np.isnan(window.values[..., 0]).all()
    assert {2 * HOUR_S, 3 * HOUR_S} <= set(window.empty_s)
