"""Degrees and metres, and great-circle moves, against an independent geodesic library."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from sarex.kernels.geodesy import cosine, degrees_per_metre, great_circle_move, turned, wrapped

WGS84 = Geod(ellps="WGS84")


@pytest.mark.parametrize("lat", [0.0, 12.3, -38.0, 65.0, 80.0, -89.0])
def test_degrees_per_metre_are_those_of_the_ellipsoid(lat):
    east, north = degrees_per_metre(lat)
    by_lon = WGS84.inv(0.0, lat, 1e-4, lat)[2]
    by_lat = WGS84.inv(0.0, lat - 5e-5, 0.0, lat + 5e-5)[2]
    assert 1.0 / east == pytest.approx(by_lon * 1e4, rel=1e-7)
    assert 1.0 / north == pytest.approx(by_lat * 1e4, rel=1e-7)


@given(angle=st.floats(-math.pi / 2, math.pi / 2))
def test_cosine(angle):
    assert cosine(angle) == pytest.approx(math.cos(angle), abs=1e-12)


@given(
    lon=st.floats(-180, 179.9), lat=st.floats(80, 89.99), bearing=st.floats(0, 360), distance=st.floats(1, 20_000),
    south=st.booleans(),
)  # fmt: skip
@example(lon=0.0, lat=89.95, bearing=1.0, distance=15_000.0, south=False)
@settings(max_examples=60, deadline=None)
def test_a_great_circle_move_is_the_geodesic(lon, lat, bearing, distance, south):
    lat = -lat if south else lat
    angle = math.radians(bearing)
    new_lon, new_lat, turn = great_circle_move(lon, lat, distance * math.sin(angle), distance * math.cos(angle))
    end_lon, end_lat, back = WGS84.fwd(lon, lat, bearing, distance)
    # 0.4 mm for a kilometre: the curvature is that of the start.
    assert WGS84.inv(new_lon, new_lat, end_lon, end_lat)[2] < 1e-4 + 4e-10 * distance**2
    assert -180.0 <= new_lon < 180.0
    course_turn = math.radians(back + 180.0 - bearing)
    # The course at a point very near the pole is as uncertain as the longitude there.
    nearness = 0.05 / max((90.0 - abs(end_lat)) * 111_000.0, 1e-3)
    assert abs(math.remainder(turn - course_turn, 2.0 * math.pi)) < 1e-5 + 2.0 * nearness


def test_no_move_stays():
    assert great_circle_move(12.0, 85.0, 0.0, 0.0) == (12.0, 85.0, 0.0)


def test_turned_goes_from_north_towards_east():
    np.testing.assert_allclose(turned(0.0, 1.0, math.pi / 2), (1.0, 0.0), atol=1e-15)
    np.testing.assert_allclose(turned(1.0, 0.0, math.pi / 2), (0.0, -1.0), atol=1e-15)


@pytest.mark.parametrize(
    ("lon", "same"), [(0.0, 0.0), (180.0, -180.0), (-180.0, -180.0), (190.0, -170.0), (-180.1, 179.9)]
)
def test_wrapped(lon, same):
    assert wrapped(lon) == pytest.approx(same, abs=1e-12)
    assert -180.0 <= wrapped(math.nextafter(-180.0, -181.0)) < 180.0
