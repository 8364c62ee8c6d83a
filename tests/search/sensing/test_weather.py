"""Wind of the forcing at place and time, and the sea that goes with it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sarex.adapters.memory_source import MemorySource, memory_field
from sarex.model.forcing_window import Box
from sarex.model.quantities import KNOT_M_PER_S, Position
from sarex.model.search_conditions import SearchConditions
from sarex.search.sensing.weather import SceneWeather, developed_sea_m, weather_at

HOUR = 3600.0
NO_WORD = SearchConditions()
PLACE = Position(4.0, 60.0)
BOX = Box(3.0, 59.0, 5.0, 61.0)


def source(velocity: object, box: Box = BOX, hours: tuple[float, ...] = (0.0, 3.0, 6.0), **more: float) -> MemorySource:
    field = memory_field("wind", velocity, box, [hour * HOUR for hour in hours], **more)  # type: ignore[arg-type]
    return MemorySource("model", (field,))


def wind(sources: list[MemorySource], place: Position = PLACE, first: float = 0.0, last: float = 6.0) -> SceneWeather:
    return weather_at(sources, place, first * HOUR, last * HOUR, conditions=NO_WORD)


def test_what_the_user_says_goes_first() -> None:
    said = SearchConditions(wind="15 kn", sea="2 m")
    found = weather_at([source((3.0, 4.0))], PLACE, 0.0, HOUR, conditions=said)
    assert found == SceneWeather(15 * KNOT_M_PER_S, 2.0, True, "wind given; sea given")


def test_mean_speed_of_a_wind_that_grows_and_turns() -> None:
    # 0, 6 and 0 m/s, straight between, though the direction turns round at the middle.
    growing = np.zeros((1, 3, 3, 3, 2))
    growing[:, 1, ..., 1] = 6.0
    assert wind([source(growing)]).wind_m_per_s == pytest.approx(3.0)
    assert wind([source(growing)], first=3.0, last=3.0).wind_m_per_s == pytest.approx(6.0)
    assert wind([source((3.0, -4.0))]).wind_m_per_s == pytest.approx(5.0)


def test_straight_between_grid_points() -> None:
    sloping = np.zeros((1, 3, 3, 3, 2))
    sloping[..., 0] = np.array([2.0, 4.0, 10.0])
    assert wind([source(sloping)], Position(4.25, 60.0)).wind_m_per_s == pytest.approx(5.5)
    assert wind([source(sloping)], Position(3.5, 59.2)).wind_m_per_s == pytest.approx(3.0)


def test_members_count_alike() -> None:
    two = np.zeros((2, 3, 3, 3, 2))
    two[0, ..., 0], two[1, ..., 1] = 4.0, -8.0
    assert wind([source(two)]).wind_m_per_s == pytest.approx(6.0)


def test_the_next_source_fills_what_the_first_has_not() -> None:
    holes = np.full((1, 3, 3, 3, 2), np.nan)
    near, far = source(holes), MemorySource("coarse", source((6.0, 8.0)).fields)
    found = wind([near, far])
    assert found.wind_m_per_s == pytest.approx(10.0)
    assert "coarse" in found.source
    short = source((3.0, 4.0), hours=(0.0, 2.0))
    found = wind([short, far], first=0.0, last=4.0)
    assert 7.0 < (found.wind_m_per_s or 0.0) < 8.0
    assert "model and coarse" in found.source


def test_what_no_source_has_is_said() -> None:
    assert wind([]).wind_m_per_s is None
    elsewhere = wind([source((3.0, 4.0), Box(20.0, 59.0, 22.0, 61.0))])
    assert elsewhere == SceneWeather(None, None, False, "wind unknown: no forcing has any at this place and time")
    assert elsewhere.sea_state is None
    partly = wind([source((3.0, 4.0), hours=(0.0, 3.0))], first=0.0, last=6.0)
    assert partly.wind_m_per_s == pytest.approx(5.0)
    assert "without 2 h 45 min" in partly.source


def test_no_bridge_over_a_gap() -> None:
    gap = source((3.0, 4.0), hours=(0.0, 6.0), bridge_s_max=2 * HOUR)
    assert wind([gap], first=1.0, last=5.0).wind_m_per_s is None


def test_a_current_is_no_wind() -> None:
    field = memory_field("current", (1.0, 0.0), BOX, [0.0, 6 * HOUR])
    assert wind([MemorySource("sea", (field,))]).wind_m_per_s is None


@pytest.mark.parametrize("lon", [179.99, -179.99, -180.0])
def test_across_the_date_line(lon: float) -> None:
    sloping = np.zeros((1, 3, 2, 3, 2))
    sloping[..., 0] = np.array([0.0, 10.0, 20.0])
    found = wind([source(sloping, Box(179.0, -20.0, 181.0, -16.0))], Position(lon, -18.0))
    assert found.wind_m_per_s == pytest.approx(10.0 + (lon % 360.0 - 180.0) * 10.0, abs=1e-3)


def test_a_globe_has_no_edge() -> None:
    columns = np.zeros((1, 3, 3, 5, 2))
    columns[..., 0] = np.array([5.0, 7.0, 9.0, 7.0, 5.0])
    globe = source(columns, Box(0.0, -90.0, 360.0, 90.0))
    assert wind([globe], Position(-45.0, 10.0)).wind_m_per_s == pytest.approx(6.0)


def test_sea_states_by_height_and_by_wind() -> None:
    for height, state in ((0.0, 0), (0.1, 1), (0.3, 2), (0.5, 2), (1.25, 3), (1.3, 4), (3.9, 5), (20.0, 9)):
        assert SceneWeather(5.0, height, True, "").sea_state == state
    assert developed_sea_m(10.0) == pytest.approx(22.0 / 9.81)
    found = wind([source((6.0, 8.0))])
    assert found.wave_height_m == pytest.approx(22.0 / 9.81)
    assert not found.sea_given
    assert math.isclose(developed_sea_m(0.0), 0.0)
