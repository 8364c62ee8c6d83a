"""A hand table as forcing: the same everywhere, linear between rows, constant outside."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sarex.adapters.hand_table import HandTableSource, open_hand_table
from sarex.formats.hand_table import parse_hand_table
from sarex.model.errors import ForcingError
from sarex.model.forcing_window import Box, ForcingWindow
from sarex.model.quantities import KNOT_M_PER_S
from sarex.ports import ForcingSource

DAY_S = 1769731200.0  # 2026-01-30 00:00 UTC
BOX = Box(3.0, 59.0, 5.0, 61.0)


def at(window: ForcingWindow, time_s: float) -> NDArray[np.float64]:
    """East and north at a time, linear between the stored times, as the kernel reads them."""
    rows = window.values[0, :, 0, 0, :].astype(np.float64)
    return np.array([np.interp(time_s, window.time_s, rows[:, part]) for part in (0, 1)])


def wind_of(rows: list[tuple[float, float, float]]) -> ForcingWindow:
    """Rows of (hour, from [degrees], speed [kn])."""
    text = ", ".join(
        f"{{time: 2026-01-30T{int(hour):02d}:{round(hour % 1 * 60):02d}Z, from: {way!r}, speed: {speed:.9f} kn}}"
        for hour, way, speed in rows
    )
    source: ForcingSource = HandTableSource("t.yaml", parse_hand_table(f"wind: [{text}]", "t.yaml"))
    window = source.window("wind", DAY_S, DAY_S, BOX)
    assert window is not None
    return window


def test_one_row_holds_everywhere_and_always() -> None:
    window = wind_of([(6, 270.0, 20.0)])
    assert window.values.shape == (1, 3, 2, 2, 2)
    np.testing.assert_allclose(window.values[..., 0], 20 * KNOT_M_PER_S, rtol=1e-6)
    np.testing.assert_allclose(window.values[..., 1], 0.0, atol=1e-6)
    assert (window.lon_start_deg, window.lon_step_deg) == (-180.0, 360.0)
    assert (window.lat_start_deg, window.lat_step_deg) == (-90.0, 180.0)
    assert window.time_s[0] < DAY_S - 90 * 365 * 86400
    assert window.time_s[-1] > DAY_S + 90 * 365 * 86400
    assert np.all(np.diff(window.time_s) > 0)
    assert window.bridge_s_max == math.inf
    assert not window.filled.any()


def test_between_rows_it_is_linear_in_components_and_outside_constant() -> None:
    window = wind_of([(0, 270.0, 10.0), (6, 180.0, 10.0)])
    half = 5.0 * KNOT_M_PER_S
    np.testing.assert_allclose(at(window, DAY_S + 3 * 3600), [half, half], rtol=1e-6)
    np.testing.assert_allclose(at(window, DAY_S - 1e6), [2 * half, 0.0], atol=1e-6)
    np.testing.assert_allclose(at(window, DAY_S + 1e6), [0.0, 2 * half], atol=1e-6)


@given(way=st.floats(0, 359.9), speed=st.floats(0.5, 60), part=st.floats(0.0, 0.99), calm_from=st.floats(0, 359.9))
def test_toward_a_calm_row_the_direction_stays_and_the_speed_falls_evenly(
    way: float, speed: float, part: float, calm_from: float
) -> None:
    window = wind_of([(0, way, speed), (6, calm_from, 0.0)])
    east, north = at(window, DAY_S + part * 6 * 3600)
    assert math.hypot(east, north) == pytest.approx((1 - part) * speed * KNOT_M_PER_S, rel=1e-4)
    turn = (math.degrees(math.atan2(-east, -north)) - way + 180) % 360 - 180
    assert abs(turn) < 0.01


@given(st.lists(st.tuples(st.floats(0, 359), st.floats(0, 50)), min_size=2, max_size=5), st.floats(0, 1))
def test_between_rows_it_never_blows_harder_than_in_the_rows(rows: list[tuple[float, float]], part: float) -> None:
    window = wind_of([(hour, way, speed) for hour, (way, speed) in enumerate(rows)])
    east, north = at(window, DAY_S + part * 3600 * (len(rows) - 1))
    assert math.hypot(east, north) <= max(speed for _, speed in rows) * KNOT_M_PER_S + 1e-5


def test_what_it_does_not_hold_it_does_not_serve() -> None:
    source = HandTableSource("t", parse_hand_table("wind: [{time: 2026-01-30T00:00Z, from: 1, speed: 0}]", "t"))
    assert source.window("current", DAY_S, DAY_S, BOX) is None
    calm = source.window("wind", DAY_S, DAY_S, BOX)
    assert calm is not None
    assert not calm.values.any()


def test_opening_a_file_gives_its_name_hash_and_coverage(tmp_path: Path) -> None:
    path = tmp_path / "bridge.yaml"
    path.write_text(
        "current:\n- {time: 2026-01-30T00:00Z, toward: 45, speed: 1 kn}\n"
        "- {time: 2026-01-30T06:00Z, toward: 45, speed: 2 kn}\n"
    )
    source = open_hand_table(path, "bridge.yaml")
    (coverage,) = source.coverage
    assert coverage.everywhere
    assert coverage.quantity == "current"
    assert coverage.source_name == "bridge.yaml"
    assert coverage.step_s == 6 * 3600
    assert coverage.range_m_per_s == pytest.approx((KNOT_M_PER_S, 2 * KNOT_M_PER_S))
    assert coverage.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ForcingError, match=r"hand table gone\.yaml cannot be read \(No such file"):
        open_hand_table(tmp_path / "gone.yaml", "gone.yaml")
    broken = tmp_path / "latin.yaml"
    broken.write_bytes(b"# vent fra \xf8st\nwind: []\n")
    with pytest.raises(ForcingError, match="no UTF-8 text"):
        open_hand_table(broken, "latin.yaml")
