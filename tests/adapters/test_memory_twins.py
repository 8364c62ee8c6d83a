"""The twins in memory keep the promises of the ports."""

from __future__ import annotations

import numpy as np
import pytest

from sarex.adapters.memory_coast import MemoryCoast
from sarex.adapters.memory_source import MemorySource, memory_field
from sarex.model.forcing_window import Box

HOUR = 3600.0


def column_numbers(columns: int) -> np.ndarray:
    """(time, lat, lon, 2): east is the column, north the hour."""
    values = np.zeros((5, 3, columns, 2), dtype=np.float32)
    values[..., 0] = np.arange(columns)
    values[..., 1] = np.arange(5)[:, None, None]
    return values


def source() -> MemorySource:
    times = [hour * HOUR for hour in range(5)]
    field = memory_field("current", column_numbers(21), Box(170.0, -10.0, 190.0, 10.0), times, bridge_s_max=2 * HOUR)
    return MemorySource("made", (field,))


def test_a_window_holds_the_box_and_one_time_beyond():
    window = source().window("current", 1.5 * HOUR, 1.9 * HOUR, Box(175.5, -1.0, 176.5, 1.0))
    assert window is not None
    assert window.time_s.tolist() == [HOUR, 2 * HOUR]
    assert (window.lon_start_deg, window.lon_step_deg) == (175.0, 1.0)
    assert (window.lat_start_deg, window.lat_step_deg) == (-10.0, 10.0)
    assert window.values.shape == (1, 2, 3, 3, 2)
    assert window.values[0, :, 0, :, 0].tolist() == [[5, 6, 7], [5, 6, 7]]
    assert window.values[0, :, 0, 0, 1].tolist() == [1, 2]


@pytest.mark.parametrize("turn", [-360.0, 0.0])
def test_a_window_is_given_in_the_longitudes_of_the_box(turn):
    window = source().window("current", 0.0, HOUR, Box(181.0 + turn, 0.0, 183.0 + turn, 5.0))
    assert window is not None
    assert window.lon_start_deg == 181.0 + turn
    assert window.values[0, 0, 0, :, 0].tolist() == [11, 12, 13]


def test_what_does_not_meet_gives_nothing():
    box = Box(175.0, 0.0, 176.0, 1.0)
    assert source().window("wind", 0.0, HOUR, box) is None
    assert source().window("current", 5 * HOUR, 6 * HOUR, box) is None
    assert source().window("current", 0.0, HOUR, Box(100.0, 0.0, 110.0, 1.0)) is None
    assert source().window("current", 0.0, HOUR, Box(175.0, 20.0, 176.0, 21.0)) is None


def test_a_field_round_the_globe_is_given_whole():
    globe = memory_field("wind", (3.0, 4.0), Box(-180.0, -90.0, 180.0, 90.0), [0.0, HOUR])
    window = MemorySource("globe", (globe,)).window("wind", 0.0, HOUR, Box(170.0, 0.0, 190.0, 5.0))
    assert window is not None
    assert (window.lon_start_deg, window.lon_step_deg, window.values.shape[3]) == (-180.0, 180.0, 3)


def test_coverage_tells_of_time_gaps_and_speeds():
    field = memory_field("wind", (3.0, 4.0), Box(0, 0, 1, 1), [0.0, HOUR, 5 * HOUR], bridge_s_max=2 * HOUR)
    (coverage,) = MemorySource("gap", (field,), sha256="abc").coverage
    assert coverage.gaps_s == ((HOUR, 5 * HOUR),)
    assert coverage.range_m_per_s == (5.0, 5.0)
    assert coverage.sha256 == "abc"


def test_a_coast_from_a_function():
    coast = MemoryCoast(lambda lon, lat: (lon >= 5.5) & (lat < 60.5))
    mixed, sea, land = coast.tiles([(5, 60), (4, 60), (6, 59)])
    assert (mixed.kind, sea.kind, land.kind) == ("mixed", "sea", "land")
    rows = np.unpackbits(mixed.bits, axis=1, bitorder="little")
    assert rows[:240, 240:].all()
    assert rows.sum() == 240 * 240
    (ring,) = coast.polygons(Box(5.0, 60.0, 6.0, 61.0))
    assert ring.min(axis=0).tolist() == [5.5, 60.0]
    assert ring.max(axis=0).tolist() == [6.0, 60.5]
    assert np.array_equal(ring[0], ring[-1])


def test_outlines_across_the_date_line_go_on():
    island = MemoryCoast(lambda lon, lat: (abs(lon) > 179.5) & (abs(lat - 0.5) < 0.25))
    (ring,) = island.polygons(Box(179.0, 0.0, 181.0, 1.0))
    assert ring[:, 0].min() == 179.5
    assert ring[:, 0].max() == 180.5
