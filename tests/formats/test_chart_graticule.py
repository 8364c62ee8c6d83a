"""The graticule and the scale bar: steps, labels, true lengths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sarex.formats.graticule import STEPS_MIN, graticule_lines, graticule_step_min, lat_label, lon_label
from sarex.formats.scale_bar import LENGTHS_NM, draw_scale_bar, scale_bar_nm
from sarex.model.geodesy import distance_m
from sarex.model.quantities import Position


@given(span=st.floats(0.05, 350.0), lines=st.integers(6, 12), low=st.floats(-180, 180))
def test_a_chart_has_some_lines_and_not_too_many(span: float, lines: int, low: float) -> None:
    step = graticule_step_min(span, lines)
    drawn = graticule_lines(low, low + span, step)
    assert 1 <= len(drawn) <= lines + 1
    for line in drawn:
        assert low - 1e-6 <= line <= low + span + 1e-6
        assert abs(line * 60 / step - round(line * 60 / step)) < 1e-6
    assert STEPS_MIN.index(step) == 0 or span * 60 / STEPS_MIN[STEPS_MIN.index(step) - 1] > lines


@pytest.mark.parametrize(
    ("lat", "step", "label"),
    [
        (60.5, 10, "60°30'N"),
        (-16.0, 60, "16°00'S"),
        (0.0, 5, "00°00'"),
        (34.325, 0.5, "34°19.5'N"),
        (59.9999999, 5, "60°00'N"),
    ],
)
def test_latitudes_are_labelled_in_degrees_and_minutes(lat: float, step: float, label: str) -> None:
    assert lat_label(lat, step) == label


@pytest.mark.parametrize(
    ("lon", "step", "label"),
    [
        (4.0, 10, "004°00'E"),
        (-4.5, 10, "004°30'W"),
        (180.0, 10, "180°00'"),
        (-180.0, 10, "180°00'"),
        (180.5, 10, "179°30'W"),
        (-180.5, 10, "179°30'E"),
        (359.75, 15, "000°15'W"),
        (360.0, 15, "000°00'"),
        (129.0 + 0.1 / 60, 0.1, "129°00.1'E"),
    ],
)
def test_longitudes_are_labelled_from_anywhere(lon: float, step: float, label: str) -> None:
    assert lon_label(lon, step) == label


@given(width=st.floats(0.5, 3000.0))
def test_the_scale_bar_is_the_longest_round_length_in_a_quarter(width: float) -> None:
    length = scale_bar_nm(width)
    assert length <= width / 4 or length == LENGTHS_NM[0]
    assert length > width / 4 / 2.5 - 1e-9 or length == LENGTHS_NM[-1]


@pytest.mark.parametrize(("lat", "span"), [(0.0, 1.0), (60.5, 1.0), (-75.0, 4.0), (34.0, 0.1)])
def test_the_scale_bar_is_as_long_as_it_says(lat: float, span: float) -> None:
    axes = Figure().add_subplot()
    axes.set_xlim(179.5, 179.5 + span)
    axes.set_ylim(lat - span / 4, lat + span / 4)
    draw_scale_bar(axes, lat)
    bars = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    west, east = min(bar.get_x() for bar in bars), max(bar.get_x() + bar.get_width() for bar in bars)
    said = float(axes.texts[-1].get_text().removesuffix(" nm"))
    assert distance_m(Position(west, lat), Position(east, lat)) / 1852.0 == pytest.approx(said, rel=2e-4)
    assert axes.texts[0].get_text() == "0"
