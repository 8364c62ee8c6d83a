"""Longitudes in any convention and order become one ascending axis without a jump."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sarex.adapters.axis import ascending, longitudes
from sarex.adapters.target_grid import grown
from sarex.model.forcing_window import Box, overlap


@given(
    west=st.integers(-180, 359), count=st.integers(2, 120), step=st.sampled_from([0.25, 0.5, 1.0, 2.0]),
    convention=st.sampled_from(["signed", "positive", "as it runs"]), turn=st.integers(0, 200), down=st.booleans(),
)  # fmt: skip
def test_any_storage_of_a_stretch_of_longitudes_is_the_same_axis(west, count, step, convention, turn, down):
    at = west + step * np.arange(count)
    wrapped = {"signed": (at + 180.0) % 360.0 - 180.0, "positive": at % 360.0, "as it runs": at}[convention]
    stored = np.roll(wrapped, turn % count)
    stored = stored[::-1] if down else stored
    axis = longitudes(stored)
    assert np.diff(axis.at) == pytest.approx(step)
    assert len(axis) == count
    assert (axis.at - stored[axis.stored]) % 360.0 == pytest.approx(0.0, abs=1e-9)
    if step * (count - 1) < 180.0:
        assert not axis.cyclic
        assert (axis.at[0] - west) % 360.0 == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("count", [36, 360, 1440])
@pytest.mark.parametrize("west", [-180.0, 0.0, 20.25])
def test_a_whole_turn_is_cyclic_and_one_short_of_it_is_not(count, west):
    at = west + np.arange(count) * 360.0 / count
    assert longitudes(at).cyclic
    assert longitudes(np.append(at, west + 360.0)).cyclic
    assert not longitudes(at[:-2]).cyclic


@given(
    west=st.floats(-180, 179), width=st.floats(0.5, 90), asked=st.floats(-180, 179), asked_width=st.floats(0.5, 90)
)  # fmt: skip
def test_a_part_is_found_whatever_the_convention(west, width, asked, asked_width):
    axis = longitudes(west + np.linspace(0.0, width, 40))
    part = axis.around(asked, asked + asked_width)
    shared = [min(asked + asked_width, west + width + turn) - max(asked, west + turn) for turn in (-360, 0, 360)]
    assume(abs(max(shared)) > 1e-6)
    assert (part is not None) == (max(shared) > 0)
    if part is not None:
        assert (np.diff(part.at) > 0).all()
        assert part.at[0] <= asked + asked_width
        assert part.at[-1] >= asked


def test_axes_may_run_down():
    axis = ascending(np.array([3.0, 2.0, 1.0]))
    assert axis.at.tolist() == [1.0, 2.0, 3.0]
    assert axis.stored.tolist() == [2, 1, 0]
    low, fraction, inside = axis.place(np.array([0.5, 1.0, 2.25, 3.0, 3.5]))
    assert inside.tolist() == [False, True, True, True, False]
    assert (low + fraction)[inside] == pytest.approx([0.0, 1.25, 2.0])


@pytest.mark.parametrize(
    ("asked", "held", "part"),
    [
        (Box(0, 0, 10, 10), Box(5, -5, 20, 5), Box(5, 0, 10, 5)),
        (Box(175, 0, 190, 10), Box(-178, 0, -160, 10), Box(182, 0, 190, 10)),
        (Box(-10, 0, 10, 10), Box(355, 0, 365, 10), Box(-5, 0, 5, 10)),
        (Box(-10, 0, 10, 10), Box(-180, -90, 180, 90), Box(-10, 0, 10, 10)),
        (Box(0, 0, 10, 10), Box(20, 0, 30, 10), None),
        (Box(0, 0, 10, 10), Box(0, 20, 10, 30), None),
        (Box(-20, 0, 20, 10), Box(10, 0, 350, 10), Box(-20, 0, 20, 10)),
        (Box(-5, 0, 5, 20), Box(350, -10, 370, 10), Box(-5, 0, 5, 10)),
        (Box(-5, 0, 5, 20), Box(0, -10, 359.5, 10), Box(-5, 0, 5, 10)),
        (Box(359.6, 0, 359.9, 10), Box(0, -10, 359.5, 10), None),
        (Box(0, 0, 10, 10), Box(10, 0, 20, 10), None),
        (Box(0, 0, 10, 10), Box(-350, 0, 0, 10), None),
        (Box(0, 0, 10, 10), Box(0, 10, 10, 20), None),
        (Box(-700, 0, -690, 10), Box(15, 0, 25, 10), Box(-700, 0, -695, 10)),
    ],
)
def test_overlap_in_the_longitudes_of_what_is_asked(asked, held, part):
    assert overlap(asked, held) == part


def test_a_box_grows_by_metres_but_not_past_the_poles():
    wide = grown(Box(10, 60, 11, 61), 11_119.5)
    assert (wide.south, wide.north) == pytest.approx((59.9, 61.1))
    assert wide.west == pytest.approx(10 - 0.1 / np.cos(np.radians(61.1)), abs=1e-6)
    polar = grown(Box(-175, 89.95, 175, 90), 50_000.0)
    assert polar.north == 90.0
    assert polar.east - polar.west == 360.0
