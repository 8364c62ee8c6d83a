"""The box of a chart: everything inside, in the shape of the picture, on both sides of the date line."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarex.formats.chart_box import MAP_SHAPE, chart_box, near, stretch
from sarex.model.forcing_window import Box
from sarex.model.geodesy import distance_m
from sarex.model.quantities import Position


@given(
    lon=st.floats(-180, 360),
    lat=st.floats(-75, 75),
    spread=st.floats(0, 4),
    seed=st.integers(0, 1000),
)
def test_all_points_lie_inside_with_a_margin(lon: float, lat: float, spread: float, seed: int) -> None:
    away = np.random.default_rng(seed).uniform(-spread, spread, (2, 9))
    lons, lats = (lon + away[0] + 180) % 360 - 180, lat + away[1]
    box = chart_box(lons, lats)
    assert -180.0 <= box.west < 180.0
    turned = near(lons, box)
    width, height = box.east - box.west, box.north - box.south
    assert (turned >= box.west + 0.05 * width).all()
    assert (turned <= box.east - 0.05 * width).all()
    assert (lats >= box.south + 0.05 * height).all()
    assert (lats <= box.north - 0.05 * height).all()


@pytest.mark.parametrize("lat", [0.0, 60.5, -75.0])
@pytest.mark.parametrize("reach", [(0.0, 0.0), (0.2, 0.05), (0.05, 0.4)])
def test_the_box_has_the_shape_of_the_picture(lat: float, reach: tuple[float, float]) -> None:
    box = chart_box([10.0, 10.0 + reach[0]], [lat, lat + reach[1]])
    middle = (box.south + box.north) / 2
    width = distance_m(Position(10.0, middle), Position(10.01, middle)) * (box.east - box.west) * 100
    height = distance_m(Position(10.0, middle - 0.005), Position(10.0, middle + 0.005)) * (box.north - box.south) * 100
    assert width / height == pytest.approx(MAP_SHAPE, rel=1e-3)
    assert height >= 4 * 1852.0


def test_a_box_over_the_date_line_goes_past_180() -> None:
    box = chart_box([179.9, -179.8], [-17.0, -16.8])
    assert 179.0 < box.west < 179.9
    assert 180.2 < box.east < 181.0


def test_a_box_near_the_pole_stays_on_the_globe() -> None:
    box = chart_box([0.0, 90.0, 200.0], [89.5, 89.9, 89.9])
    assert box.north == 90.0
    assert box.east - box.west <= 360.0


def test_no_points_no_box() -> None:
    with pytest.raises(ValueError, match="at least one point"):
        chart_box([], [])


def test_a_degree_of_latitude_is_twice_a_degree_of_longitude_at_60() -> None:
    assert stretch(60.0) == pytest.approx(2.0, rel=0.005)
    assert stretch(0.0) == pytest.approx(1.0, rel=0.01)
    assert stretch(-60.0) == stretch(60.0)
    assert np.isfinite(stretch(90.0))


def test_longitudes_are_brought_next_to_the_box() -> None:
    box = Box(178.0, 0.0, 182.0, 2.0)
    assert near([-179.0, 179.0, 181.0, 539.0], box).tolist() == [181.0, 179.0, 181.0, 179.0]
