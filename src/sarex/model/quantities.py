"""Quantities: the one place that reads and prints units, positions and times, and holds SI.

Text from people comes in with its unit (`8 kn`, `60 30.0N 004 00.0E`, `2015-11-16T06:00Z`); numbers in SI go out,
and the other way round. Positions in text have latitude first; inside, longitude comes first.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple, TypeAlias

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from sarex.model.errors import QuantityError
from sarex.model.sentence import Sentence

NAUTICAL_MILE_M: Final = 1852.0
KNOT_M_PER_S: Final = 1852.0 / 3600.0

LENGTH_UNITS_M: Final = {"m": 1.0, "km": 1000.0, "nm": NAUTICAL_MILE_M, "nmi": NAUTICAL_MILE_M, "ft": 0.3048}
SPEED_UNITS_M_PER_S: Final = {
    "m/s": 1.0, "cm/s": 0.01, "km/h": 1.0 / 3.6, "kn": KNOT_M_PER_S, "kt": KNOT_M_PER_S, "knots": KNOT_M_PER_S,
}  # fmt: skip
DURATION_UNITS_S: Final = {
    "s": 1.0, "sec": 1.0, "min": 60.0, "h": 3600.0, "hour": 3600.0, "hours": 3600.0, "d": 86400.0, "day": 86400.0,
    "days": 86400.0,
}  # fmt: skip
DIFFUSIVITY_UNITS_M2_PER_S: Final = {"m2/s": 1.0, "m^2/s": 1.0}

_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_AMOUNT = re.compile(rf"\s*({_NUMBER})\s*([^\s\d+.-][^\s\d]*(?:2/s|\^2/s)?)\s*")


class Position(NamedTuple):
    """A place on WGS84: degrees, longitude in [-180, 180), latitude in [-90, 90]."""

    lon: float
    lat: float

    def __str__(self) -> str:
        return format_position(self)


def _amount(value: object, units: dict[str, float], what: str, example: str) -> float:
    """Sum of number-and-unit pairs in SI. A bare zero needs no unit."""
    way_out = f"write a number with one of {', '.join(units)}, such as `{example}`"
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise QuantityError(f"{value!r} is no {what}; {way_out}")
    if isinstance(value, int | float):
        if value == 0:
            return 0.0
        raise QuantityError(f"{what} {value!r} has no unit; {way_out}")
    text, total, at = value.strip(), 0.0, 0
    if re.fullmatch(_NUMBER, text):
        return _amount(float(text), units, what, example)
    while at < len(text):
        match = _AMOUNT.match(text, at)
        if match is None or match[2].lower() not in units:
            raise QuantityError(f"{value!r} is no {what}; {way_out}")
        total += float(match[1]) * units[match[2].lower()]
        at = match.end()
    if at == 0 or not math.isfinite(total):
        raise QuantityError(f"{value!r} is no {what}; {way_out}")
    return total


def _not_negative(amount: float, value: object, what: str) -> float:
    if amount < 0:
        raise QuantityError(f"{what} {value!r} is below zero; give zero or more")
    return amount


def parse_length(value: object) -> float:
    """Metres from text such as `2 nm`, `500 m`, `300 ft`. Raises QuantityError.

    >>> parse_length("2 nm")
    3704.0
    """
    return _not_negative(_amount(value, LENGTH_UNITS_M, "length", "2 nm"), value, "length")


def parse_speed(value: object) -> float:
    """Metres per second from text such as `8 kn`, `1.5 m/s`. Raises QuantityError.

    >>> round(parse_speed("8 kn"), 4)
    4.1156
    """
    return _not_negative(_amount(value, SPEED_UNITS_M_PER_S, "speed", "8 kn"), value, "speed")


def parse_duration(value: object) -> float:
    """Seconds from text such as `30 min`, `1 h 30 min`. Raises QuantityError.

    >>> parse_duration("1 h 30 min")
    5400.0
    """
    return _not_negative(_amount(value, DURATION_UNITS_S, "duration", "30 min"), value, "duration")


def parse_diffusivity(value: object) -> float:
    """Square metres per second from text such as `10 m2/s`. Raises QuantityError."""
    amount = _amount(value, DIFFUSIVITY_UNITS_M2_PER_S, "diffusivity", "10 m2/s")
    return _not_negative(amount, value, "diffusivity")


def parse_bearing(value: object) -> float:
    """Degrees true in [0, 360) from a number or text such as `270`, `045`, `270 deg`. Raises QuantityError."""
    text = str(value).strip().lower().removesuffix("t").strip().removesuffix("deg").removesuffix("°").strip()
    if isinstance(value, bool) or not re.fullmatch(_NUMBER, text) or not 0.0 <= float(text) <= 360.0:
        raise QuantityError(f"{value!r} is no bearing; write degrees true from 0 to 360, such as `045`")
    return float(text) % 360.0


def parse_angle(value: object) -> float:
    """An angle that is no direction (an error of a bearing), degrees in [0, 180]. Raises QuantityError."""
    text = str(value).strip().lower().removesuffix("deg").removesuffix("°").strip()
    if isinstance(value, bool) or not re.fullmatch(_NUMBER, text) or not 0.0 <= float(text) <= 180.0:
        raise QuantityError(f"{value!r} is no angle; write degrees from 0 to 180, such as `2 deg`")
    return float(text)


def parse_time(value: object) -> datetime:
    """An instant in UTC from ISO 8601 text with its zone, such as `2015-11-16T06:00Z`. Raises QuantityError.

    >>> parse_time("2015-11-16T15:00+09:00").isoformat()
    '2015-11-16T06:00:00+00:00'
    """
    if isinstance(value, datetime):
        instant = value
    else:
        text = str(value).strip()
        if isinstance(value, bool) or not re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", text):
            raise _time_error("read.no_time", repr(value))
        try:
            instant = datetime.fromisoformat(text)
        except ValueError as error:
            raise _time_error("read.no_time", f"{value!r} ({error})") from None
    if instant.tzinfo is None:
        raise _time_error("read.no_zone", str(value))
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise _time_error("read.years", str(value)) from None


_HEMISPHERE = {"N": (1, "lat"), "S": (-1, "lat"), "E": (1, "lon"), "W": (-1, "lon")}
_ANGLE_PART = re.compile(r"[+-]?\d+(?:\.\d*)?|[+-]?\.\d+|[NSEW]")


def parse_position(value: object) -> Position:
    """A position from text, latitude first: DD MM.mmm, decimal degrees or DMS. Raises QuantityError.

    >>> parse_position("60 30.0N 004 00.0E")
    Position(lon=4.0, lat=60.5)
    >>> parse_position("60.5 4.0") == parse_position("60°30'00\\"N 4°00'00\\"E") == parse_position("60.5N 4.0E")
    True
    """
    if isinstance(value, Position):
        return value
    if not isinstance(value, str):
        raise _position_error("read.no_position", value)
    text = value.upper()
    for mark in "°º'′’\"″”,;":
        text = text.replace(mark, " ")
    if any(letter in text for letter in _HEMISPHERE):
        text = re.sub(r"(?<=\d)-(?=\d)", " ", text)  # 06-00.0S is six degrees, not a negative number
    parts = _ANGLE_PART.findall(text)
    if re.sub(r"\s+", "", text) != "".join(parts):
        raise _position_error("read.no_position", value)
    letters = [part for part in parts if part in _HEMISPHERE]
    if not letters and len(parts) == len(text.split()) == 2:
        lat, lon = float(parts[0]), float(parts[1])
    elif len(letters) == 2:
        lat, lon = _lettered(value, parts)
    else:
        raise _position_error("read.no_position", value)
    if not -90.0 <= lat <= 90.0:
        raise _position_error("read.latitude", value, lat=f"{lat:g}")
    if not -180.0 <= lon <= 360.0:
        raise _position_error("read.longitude", value, lon=f"{lon:g}")
    return Position(wrap_longitude(lon), lat)


def _time_error(code: str, value: str) -> QuantityError:
    return QuantityError(Sentence(code, value=value, way=Sentence("read.time_way")))


def _position_error(code: str, value: object, **more: str) -> QuantityError:
    return QuantityError(Sentence(code, value=repr(value), way=Sentence("read.position_way"), **more))


def _lettered(value: str, parts: list[str]) -> tuple[float, float]:
    """Latitude and longitude from number groups that each end in a hemisphere letter."""
    degrees: dict[str, float] = {}
    group: list[str] = []
    for part in parts:
        if part not in _HEMISPHERE:
            group.append(part)
            continue
        sign, axis = _HEMISPHERE[part]
        if axis in degrees or not 1 <= len(group) <= 3 or (axis == "lon" and "lat" not in degrees):
            raise _position_error("read.no_position", value)
        if any(number.startswith(("+", "-")) for number in group):
            raise _position_error("read.sign_and_letter", value)
        if any("." in number for number in group[:-1]) or any(float(number) >= 60 for number in group[1:]):
            raise _position_error("read.minutes", value)
        degrees[axis] = sign * sum(float(number) / 60**power for power, number in enumerate(group))
        group = []
    if group:
        raise _position_error("read.no_position", value)
    return degrees["lat"], degrees["lon"]


def wrap_longitude(lon: float) -> float:
    """The same meridian in [-180, 180)."""
    wrapped = (lon + 180.0) % 360.0 - 180.0
    return -180.0 if wrapped == 180.0 else wrapped


def _degrees_minutes(degrees: float, letters: str, width: int) -> str:
    thousandths = round(abs(degrees) * 60_000)
    whole, rest = divmod(thousandths, 60_000)
    letter = letters[0] if degrees >= 0 else letters[1]
    return f"{whole:0{width}d} {rest / 1000:06.3f}{letter}"


def format_position(position: Position) -> str:
    """DD MM.mmm, latitude first.

    >>> format_position(Position(4.0, 60.5))
    '60 30.000N 004 00.000E'
    """
    return f"{_degrees_minutes(position.lat, 'NS', 2)} {_degrees_minutes(position.lon, 'EW', 3)}"


def format_time(instant: datetime | float) -> str:
    """UTC with its zone letter, from a datetime or seconds since 1970: `2015-11-16 06:00Z`; seconds only if any."""
    if not isinstance(instant, datetime):
        instant = datetime.fromtimestamp(instant, UTC)
    instant = instant.astimezone(UTC)
    return instant.strftime("%Y-%m-%d %H:%M:%SZ" if instant.second else "%Y-%m-%d %H:%MZ")


def format_length(metres: float, decimals: int = 1) -> str:
    """Nautical miles from half a mile up, metres below."""
    return f"{metres / NAUTICAL_MILE_M:.{decimals}f} nm" if metres >= NAUTICAL_MILE_M / 2 else f"{metres:.0f} m"


def format_speed(metres_per_second: float) -> str:
    """Knots to one decimal."""
    return f"{metres_per_second / KNOT_M_PER_S:.1f} kn"


def format_duration(seconds: float) -> str:
    """Hours and minutes, such as `1 h 30 min`; seconds below a minute."""
    minutes = round(seconds / 60)
    if minutes == 0:
        return f"{seconds:.0f} s"
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" * bool(hours), f"{rest} min" * bool(rest)) if part)


_UNIT_TEXT = "Text with a unit; zero needs none."


def _amount_type(parse: Callable[[object], float], unit: str, example: str) -> Any:
    """A field that is read from text with its unit, is SI inside, and is written back as text with the SI unit."""
    return Annotated[
        float,
        BeforeValidator(parse),
        PlainSerializer(lambda amount: f"{amount!r} {unit}", return_type=str, when_used="json"),
        WithJsonSchema({"type": ["string", "number"], "description": _UNIT_TEXT, "examples": [example]}),
    ]


def _degrees_type(parse: Callable[[object], float], example: str) -> Any:
    return Annotated[
        float,
        BeforeValidator(parse),
        WithJsonSchema({"type": ["string", "number"], "description": "Degrees.", "examples": [example]}),
    ]


if TYPE_CHECKING:
    Length: TypeAlias = float
    Speed: TypeAlias = float
    Duration: TypeAlias = float
    Diffusivity: TypeAlias = float
    Bearing: TypeAlias = float
    Angle: TypeAlias = float
    Instant: TypeAlias = datetime
    PositionText: TypeAlias = Position
else:
    Length = _amount_type(parse_length, "m", "2 nm")
    Speed = _amount_type(parse_speed, "m/s", "8 kn")
    Duration = _amount_type(parse_duration, "s", "30 min")
    Diffusivity = _amount_type(parse_diffusivity, "m2/s", "10 m2/s")
    Bearing = _degrees_type(parse_bearing, "045")
    Angle = _degrees_type(parse_angle, "2 deg")
    Instant = Annotated[
        datetime,
        BeforeValidator(parse_time),
        PlainSerializer(lambda instant: instant.isoformat(), return_type=str, when_used="json"),
        WithJsonSchema(
            {
                "type": "string",
                "description": "ISO 8601 with its zone.",
                "examples": ["2015-11-16T06:00Z"],
                "pattern": r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*(Z|[+-]\d{2}:?\d{2})$",
            }
        ),
    ]
    PositionText = Annotated[
        Position,
        BeforeValidator(parse_position),
        PlainSerializer(
            lambda place: f"{Decimal(repr(place.lat)):f} {Decimal(repr(place.lon)):f}",
            return_type=str,
            when_used="json",
        ),
        WithJsonSchema({"type": "string", "description": "Latitude first.", "examples": ["60 30.0N 004 00.0E"]}),
    ]
