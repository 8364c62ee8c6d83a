"""Cutting at the date line, against shapely's areas."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon

from sarex.formats.date_line import split_area, split_line
from sarex.model.quantities import Position, wrap_longitude

MIDDLES = st.one_of(st.floats(-180.0, 180.0), st.floats(178.0, 182.0))


@given(middle=MIDDLES, lat=st.floats(-60.0, 60.0), turn=st.floats(0.0, 90.0), size=st.floats(0.1, 20.0))
def test_parts_of_an_area_add_up_and_stay_on_the_map(middle: float, lat: float, turn: float, size: float) -> None:
    corners = [
        (middle + size * math.cos(math.radians(turn + at)), lat + size * math.sin(math.radians(turn + at)))
        for at in (0.0, 90.0, 180.0, 270.0)
    ]
    whole = Polygon(corners).area
    parts = split_area([Position(wrap_longitude(lon), lat) for lon, lat in corners])
    assert sum(Polygon(part).area for part in parts) == pytest.approx(whole, rel=1e-6)
    for part in parts:
        assert part[0] == part[-1]
        assert all(-180.0 <= lon <= 180.0 for lon, _ in part)
        assert max(lon for lon, _ in part) - min(lon for lon, _ in part) <= 180.0
        assert Polygon(part).exterior.is_ccw


@given(middle=MIDDLES, steps=st.lists(st.tuples(st.floats(-9.0, 9.0), st.floats(-1.0, 1.0)), min_size=1, max_size=12))
def test_parts_of_a_line_hang_together(middle: float, steps: list[tuple[float, float]]) -> None:
    points, length = [Position(wrap_longitude(middle), 0.0)], 0.0
    for east, north in steps:
        last = points[-1]
        points.append(Position(wrap_longitude(last.lon + east), last.lat + north))
        length += math.hypot(east, north)
    parts = split_line(points)
    walked = sum(math.dist(a, b) for part in parts for a, b in itertools.pairwise(part))
    assert walked == pytest.approx(length, abs=1e-6)
    assert parts[0][0][0] % 360.0 == pytest.approx(points[0].lon % 360.0, abs=1e-9)
    for one, other in itertools.pairwise(parts):
        assert abs(one[-1][0]) == abs(other[0][0]) == 180.0
        assert one[-1][1] == other[0][1]
    assert all(-180.0 <= lon <= 180.0 for part in parts for lon, _ in part)


def test_a_square_on_the_date_line() -> None:
    corners = [Position(179.0, 10.0), Position(179.0, 12.0), Position(-179.0, 12.0), Position(-179.0, 10.0)]
    east, west = split_area(corners)
    assert {point for point in east} == {(179.0, 10.0), (179.0, 12.0), (180.0, 12.0), (180.0, 10.0)}
    assert {point for point in west} == {(-180.0, 10.0), (-180.0, 12.0), (-179.0, 12.0), (-179.0, 10.0)}


def test_an_area_round_the_pole_reaches_it() -> None:
    parts = split_area([Position(lon, 85.0) for lon in (-135.0, -45.0, 45.0, 135.0)])
    assert sum(Polygon(part).area for part in parts) == pytest.approx(360.0 * 5.0)
    assert max(lat for part in parts for _, lat in part) == 90.0
    south = split_area([Position(lon, -85.0) for lon in (135.0, 45.0, -45.0, -135.0)])
    assert min(lat for part in south for _, lat in part) == -90.0


def test_a_line_that_ends_on_the_date_line_is_one_part() -> None:
    assert split_line([Position(179.0, 0.0), Position(-180.0, 1.0)]) == [[(179.0, 0.0), (180.0, 1.0)]]
    assert split_line([Position(5.0, 0.0), Position(5.0, 0.0)]) == [[(5.0, 0.0), (5.0, 0.0)]]
