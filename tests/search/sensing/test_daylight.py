"""Sun, twilight and moon against published almanacs and against the low-precision formulas. [Urban2012]"""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarex.model.quantities import Position, parse_time
from sarex.search.sensing.daylight import (
    dark_share,
    daylight_periods,
    first_light_s,
    light_text,
    moon,
    sun_altitude_deg,
    sun_times,
)

HOUR, DAY = 3600.0, 86400.0
CUPERTINO = Position(-(121 + 55 / 60), 37.4)
LONDON = Position(-(7 / 60), 51.5)
TROMSO = Position(18.95, 69.65)


def at(text: str) -> float:
    return parse_time(text).timestamp()


@pytest.mark.parametrize(
    ("day", "rise", "sets"),
    [
        ("2008-01-01", "07:22", "17:00"), ("2008-02-03", "07:09", "17:34"), ("2008-03-04", "06:34", "18:05"),
        ("2008-05-01", "05:12", "18:58"), ("2008-06-01", "04:48", "19:23"), ("2008-07-04", "04:52", "19:32"),
        ("2008-09-03", "05:41", "18:33"), ("2008-10-01", "06:04", "17:50"), ("2008-12-01", "07:04", "16:50"),
    ],
)  # fmt: skip
def test_rise_and_set_of_the_naval_observatory(day: str, rise: str, sets: str) -> None:
    """Its table of 2008 for W121 55, N37 24, in the standard time of the zone, to the minute."""
    times = sun_times(CUPERTINO, at(f"{day}T12:00-08:00"))
    assert times.sunrise_s == pytest.approx(at(f"{day}T{rise}-08:00"), abs=90.0)
    assert times.sunset_s == pytest.approx(at(f"{day}T{sets}-08:00"), abs=90.0)


@pytest.mark.parametrize(
    ("day", "dawn"),
    [("2015-12-01", "07:04"), ("2015-12-02", "07:05"), ("2015-12-03", "07:06"), ("2015-12-12", "07:16"),
     ("2015-12-25", "07:25")],
)  # fmt: skip
def test_published_civil_dawn_of_london(day: str, dawn: str) -> None:
    assert sun_times(LONDON, at(f"{day}T12:00Z")).dawn_s == pytest.approx(at(f"{day}T{dawn}Z"), abs=120.0)
    assert first_light_s(LONDON, at(f"{day}T01:00Z")) == pytest.approx(at(f"{day}T{dawn}Z"), abs=120.0)


def low_precision_altitude_deg(place: Position, time_s: float) -> float:
    """The almanac's own short formula, good to 0.01 degrees of the ecliptic for 1950 to 2050."""
    days = (time_s - at("2000-01-01T12:00Z")) / DAY
    anomaly = math.radians(357.529 + 0.98560028 * days)
    mean = 280.459 + 0.98564736 * days
    ecliptic = math.radians(mean + 1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly))
    tilt = math.radians(23.439 - 0.00000036 * days)
    ascension = math.degrees(math.atan2(math.cos(tilt) * math.sin(ecliptic), math.cos(ecliptic)))
    declination = math.asin(math.sin(tilt) * math.sin(ecliptic))
    sidereal = 280.46062 + 360.98564737 * days
    hour = math.radians(sidereal + place.lon - ascension)
    lat = math.radians(place.lat)
    sine = math.sin(lat) * math.sin(declination) + math.cos(lat) * math.cos(declination) * math.cos(hour)
    return math.degrees(math.asin(sine))


@given(
    lon=st.floats(-180.0, 179.999), lat=st.floats(-89.0, 89.0),
    time_s=st.floats(at("1990-01-01T00:00Z"), at("2045-01-01T00:00Z")),
)  # fmt: skip
def test_the_sun_stands_where_the_short_formula_puts_it(lon: float, lat: float, time_s: float) -> None:
    place = Position(lon, lat)
    assert sun_altitude_deg(place, time_s) == pytest.approx(low_precision_altitude_deg(place, time_s), abs=0.03)


def test_polar_night_and_polar_day() -> None:
    winter, summer = at("2024-12-21T00:00Z"), at("2024-06-21T00:00Z")
    times = sun_times(TROMSO, winter)
    assert times.sunrise_s is times.sunset_s is None
    assert times.dawn_s is not None
    pole = Position(0.0, 88.0)
    assert daylight_periods(pole, winter, winter + DAY) == ()
    assert dark_share(pole, winter, winter + DAY) == 1.0
    assert daylight_periods(TROMSO, summer, summer + DAY) == ((summer, summer + DAY),)
    assert dark_share(TROMSO, summer, summer + DAY) == 0.0
    assert sun_times(TROMSO, summer).dawn_s is None
    first = first_light_s(pole, winter)
    assert at("2025-02-20T00:00Z") < first < at("2025-03-05T00:00Z")
    assert sun_altitude_deg(pole, first) == pytest.approx(-6.0, abs=0.02)


@settings(max_examples=20)
@given(
    lon=st.sampled_from([-180.0, -179.99, 0.0, 4.0, 179.99]), lat=st.floats(-75.0, 75.0),
    start_s=st.floats(at("2020-01-01T00:00Z"), at("2021-01-01T00:00Z")), hours=st.floats(0.5, 40.0),
)  # fmt: skip
def test_periods_hold_the_light_and_nothing_else(lon: float, lat: float, start_s: float, hours: float) -> None:
    place, end_s = Position(lon, lat), start_s + hours * HOUR
    periods = daylight_periods(place, start_s, end_s)
    edges = [start_s, *(edge for period in periods for edge in period), end_s]
    assert edges == sorted(edges)
    for now_s in (start_s + (index + 0.5) / 60.0 * (end_s - start_s) for index in range(60)):
        altitude = sun_altitude_deg(place, now_s)
        inside = any(first <= now_s <= last for first, last in periods)
        assert inside == (altitude >= -6.0) or abs(altitude + 6.0) < 0.05


def test_both_sides_of_the_date_line_see_the_same_dawn() -> None:
    east, west = Position(179.999, -17.0), Position(-179.999, -17.0)
    start = at("2024-06-20T12:00Z")
    assert first_light_s(east, start) == pytest.approx(first_light_s(west, start), abs=3.0)


def test_light_has_come_already() -> None:
    noon = at("2015-12-01T12:00Z")
    assert first_light_s(LONDON, noon) == noon
    assert dark_share(LONDON, noon, noon) == 0.0
    assert light_text(LONDON, noon, noon + HOUR) == "daylight throughout"
    night = light_text(LONDON, at("2015-12-01T18:00Z"), at("2015-12-01T22:00Z"))
    assert night.startswith("dark throughout")
    assert "2015-12-02 07:0" in night


def test_full_and_new_moon() -> None:
    """Full on 2024-06-22 01:08 UTC, new on 2024-07-05 22:57 UTC, as almanacs give."""
    assert moon(LONDON, at("2024-06-22T01:08Z")).illuminated > 0.995
    assert moon(LONDON, at("2024-07-05T22:57Z")).illuminated < 0.005
    assert moon(LONDON, at("2024-06-22T01:08Z")).altitude_deg > 0.0
