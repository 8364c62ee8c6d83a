"""Units, positions and times as people write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarex.model.errors import QuantityError
from sarex.model.quantities import (
    Position,
    format_duration,
    format_length,
    format_position,
    format_speed,
    format_time,
    parse_angle,
    parse_bearing,
    parse_diffusivity,
    parse_duration,
    parse_length,
    parse_position,
    parse_speed,
    parse_time,
    wrap_longitude,
)


@pytest.mark.parametrize(
    ("text", "metres"),
    [("2 nm", 3704.0), ("2nm", 3704.0), ("1.5 NM", 2778.0), ("500 m", 500.0), ("3 km", 3000.0), ("300 ft", 91.44),
     ("0", 0.0), (0, 0.0), (0.0, 0.0), ("1e3 m", 1000.0), (".5 nm", 926.0)],
)  # fmt: skip
def test_lengths(text, metres):
    assert parse_length(text) == pytest.approx(metres, abs=1e-9)


@pytest.mark.parametrize(
    ("parse", "text", "amount"),
    [(parse_speed, "8 kn", 4.1155555), (parse_speed, "8 kt", 4.1155555), (parse_speed, "36 km/h", 10.0),
     (parse_speed, "30 cm/s", 0.3), (parse_duration, "30 min", 1800.0), (parse_duration, "1 h 30 min", 5400.0),
     (parse_duration, "1h30min", 5400.0), (parse_duration, "2 d", 172800.0), (parse_diffusivity, "10 m2/s", 10.0),
     (parse_diffusivity, "10 m^2/s", 10.0)],
)  # fmt: skip
def test_other_amounts(parse, text, amount):
    assert parse(text) == pytest.approx(amount, abs=1e-6)


@pytest.mark.parametrize(
    "text", ["2", 2, "two nm", "2 parsec", "-2 nm", "", "nm", "2 nm 3", "nan nm", "inf m", True, None, [2]]
)
def test_what_is_no_length_is_refused_with_the_value_and_a_way_out(text):
    with pytest.raises(QuantityError) as caught:
        parse_length(text)
    message = str(caught.value)
    assert repr(text) in message or str(text) in message
    assert "2 nm" in message or "zero or more" in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "degrees"),
    [("045", 45.0), (270, 270.0), ("270 deg", 270.0), ("359.5°", 359.5), (360, 0.0), ("090T", 90.0)],
)
def test_bearings(text, degrees):
    assert parse_bearing(text) == degrees


@pytest.mark.parametrize("text", ["361", -1, "NE", True, None, "1e9"])
def test_what_is_no_bearing(text):
    with pytest.raises(QuantityError, match="0 to 360"):
        parse_bearing(text)


def test_an_angle_is_no_direction():
    assert parse_angle("2 deg") == 2.0
    with pytest.raises(QuantityError, match="0 to 180"):
        parse_angle(200)


@pytest.mark.parametrize(
    "text",
    ["60 30.0N 004 00.0E", "60.5N 4.0E", "60.5 4.0", "60°30'00\"N 004°00'00\"E", "60 30 00N 4 00 00E", "60.5, 4.0",
     "60°30.0′N 4°00.0′E", "60-30.0N 004-00.0E", "60 30.0n 004 00.0e"],
)  # fmt: skip
def test_one_position_in_many_spellings(text):
    place = parse_position(text)
    assert place.lat == pytest.approx(60.5, abs=1e-12)
    assert place.lon == pytest.approx(4.0, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [("-33.5 151.2", -33.5, 151.2), ("33 30.0S 151 12.0E", -33.5, 151.2), ("10 00.0N 170 30.0W", 10.0, -170.5),
     ("0.5S 0.25W", -0.5, -0.25), ("10 190", 10.0, -170.0), ("10N 180E", 10.0, -180.0), ("90N 0E", 90.0, 0.0)],
)  # fmt: skip
def test_hemispheres_and_the_date_line(text, lat, lon):
    place = parse_position(text)
    assert (place.lat, place.lon) == (pytest.approx(lat), pytest.approx(lon))


@pytest.mark.parametrize(
    ("text", "fault"),
    [("4.0E 60.5N", "latitude first"), ("60.5", "no position"), ("91 4", "outside -90 to 90"),
     ("60 400", "outside -180"), ("60.5-4.0", "no position"),
     ("60 61.0N 4 0E", "below 60"), ("-60.5N 4E", "sign and a letter"), ("60.5N 4.0N", "no position"),
     ("60 30.0N", "no position"), ("sixty north", "no position"), (60.5, "no position"), ("60.5 30N 4E", "below 60"),
     ("60.5 4.0 3.0", "no position"), ("", "no position"), ("60 30 4 0", "no position"), ("60N 4E 5", "no position")],
)  # fmt: skip
def test_what_is_no_position(text, fault):
    with pytest.raises(QuantityError, match=fault) as caught:
        parse_position(text)
    assert "latitude first" in str(caught.value)


@given(lat=st.floats(-90, 90), lon=st.floats(-180, 179.99))
def test_a_printed_position_reads_back_within_two_metres(lat, lon):
    back = parse_position(format_position(Position(lon, lat)))
    assert back.lat == pytest.approx(lat, abs=1e-5)
    assert wrap_longitude(back.lon - lon) == pytest.approx(0.0, abs=1e-5)


def test_minutes_never_print_as_sixty():
    assert format_position(Position(-3.99999999, 59.99999999)) == "60 00.000N 004 00.000W"


@given(st.floats(-1e6, 1e6))
def test_longitudes_wrap_into_range(lon):
    wrapped = wrap_longitude(lon)
    assert -180 <= wrapped < 180
    assert abs((wrapped - lon) / 360 - round((wrapped - lon) / 360)) < 1e-9


@pytest.mark.parametrize(
    "text",
    ["2015-11-16T06:00Z", "2015-11-16T15:00+09:00", "2015-11-16 06:00:00Z", "2015-11-16T06:00:00+00:00",
     "2015-11-15T23:30-06:30"],
)  # fmt: skip
def test_one_instant_in_many_zones(text):
    assert parse_time(text) == datetime(2015, 11, 16, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2015-11-16T06:00",
        "2015-11-16",
        "2015-13-16T06:00Z",
        "yesterday",
        20151116,
        True,
        "06:00Z",
        datetime(2015, 11, 16),
    ],
)
def test_a_time_without_zone_or_sense_is_refused(text):
    with pytest.raises(QuantityError, match=r"2015-11-16T06:00Z"):
        parse_time(text)


def test_printing():
    assert format_time(datetime(2015, 11, 16, 6, tzinfo=UTC)) == "2015-11-16 06:00Z"
    assert format_time(1447653605.0) == "2015-11-16 06:00:05Z"
    assert (format_length(3704), format_length(120)) == ("2.0 nm", "120 m")
    assert format_speed(4.1155555) == "8.0 kn"
    assert [format_duration(s) for s in (5400, 3600, 600, 20, 0)] == ["1 h 30 min", "1 h", "10 min", "20 s", "0 s"]
