"""The box of a run: around the seeds, grown by the reach, cut to what the sources hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarex.adapters.memory_source import MemorySource, memory_field
from sarex.drift.reach_box import reach_box, start_box
from sarex.model.coverage import Coverage
from sarex.model.forcing_window import Box, Quantity

HOUR = 3600.0


def held(quantity: Quantity, box: Box) -> Coverage:
    (coverage,) = MemorySource("made", (memory_field(quantity, (0.0, 0.0), box, [0.0, HOUR]),)).coverage
    return coverage


@pytest.mark.parametrize(
    ("lon", "box"),
    [
        ([3.0, 4.0, 5.0], Box(3.0, 50.0, 5.0, 52.0)),
        ([179.0, -179.0, -180.0], Box(179.0, 50.0, 181.0, 52.0)),
        ([7.0, 7.0, 7.0], Box(7.0, 50.0, 7.0, 52.0)),
        ([-10.0, 10.0, 0.0], Box(-10.0, 50.0, 10.0, 52.0)),
    ],
)
def test_the_start_box_is_the_smallest_and_continuous(lon, box):
    assert start_box(np.array(lon), np.array([50.0, 51.0, 52.0])) == box


def test_the_box_grows_by_the_reach_on_all_sides():
    box = reach_box(Box(4.0, 60.0, 4.0, 60.0), 24 * HOUR, [], ("wind",))
    reach_deg = 4.0 * 86400 / 111_000
    assert box.north - 60.0 == pytest.approx(reach_deg, rel=0.01)
    assert 60.0 - box.south == pytest.approx(reach_deg, rel=0.01)
    assert box.east - 4.0 >= reach_deg / np.cos(np.radians(60.0))
    assert box.east - 4.0 == pytest.approx(4.0 - box.west)


def test_the_box_is_cut_to_what_all_quantities_need():
    start = Box(4.0, 60.0, 4.5, 60.5)
    coverages = [
        held("wind", Box(0, 55, 10, 61)),
        held("current", Box(2, 58, 5, 70)),
        held("stokes", Box(4, 60, 4, 60)),
    ]
    assert reach_box(start, 10 * 24 * HOUR, coverages, ("wind", "current")) == Box(2, 58, 5, 61)


def test_two_sources_of_a_quantity_count_together():
    start = Box(4.0, 60.0, 4.5, 60.5)
    coverages = [held("wind", Box(3, 59, 5, 61)), held("wind", Box(0, 55, 4, 60.2)), held("wind", Box(90, 0, 95, 1))]
    assert reach_box(start, 10 * 24 * HOUR, coverages, ("wind",)) == Box(0, 55, 5, 61)


def test_the_start_stays_in_the_box_even_where_nothing_is_held():
    start = Box(4.0, 60.0, 9.0, 60.5)
    box = reach_box(start, 24 * HOUR, [held("wind", Box(2, 58, 5, 70))], ("wind",))
    assert (box.west, box.east) == (2.0, 9.0)


def test_longitudes_from_0_to_360_and_the_date_line():
    start = Box(179.5, -18.0, 181.0, -17.0)
    box = reach_box(start, 24 * HOUR, [held("current", Box(-180.5, -30, -178.0, -10))], ("current",))
    assert (box.west, box.east) == (179.5, 182.0)


def test_near_a_pole_the_box_goes_round_the_globe():
    assert reach_box(Box(100.0, 87.0, 101.0, 88.5), 48 * HOUR, [], ()) == Box(
        -79.5, pytest.approx(80.7, abs=0.1), 280.5, 90
    )


@given(
    lon=st.lists(st.floats(-180, 179.999), min_size=1, max_size=20),
    hours=st.floats(0, 500),
    west=st.floats(-180, 180),
    width=st.floats(0.5, 200),
)
def test_every_seed_is_in_the_box(lon, hours, west, width):
    start = start_box(np.array(lon), np.full(len(lon), 40.0))
    box = reach_box(start, hours * HOUR, [held("wind", Box(west, 30, west + width, 50))], ("wind",))
    assert box.west < box.east <= box.west + 360.0
    assert box.south <= 40.0 <= box.north
    turned = (np.array(lon) - box.west) % 360.0 + box.west
    assert ((turned <= box.east + 1e-9) | (turned - 360.0 >= box.west - 1e-9)).all()
