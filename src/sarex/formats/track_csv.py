"""Tracks from tables of text: a heading line, then one fix a line."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from sarex.model.errors import QuantityError, ResultsError
from sarex.model.quantities import parse_position, parse_time, wrap_longitude
from sarex.model.search_result import FIXES_MAX
from sarex.model.searched_path import Fix

_TIME: Final = ("time", "timestamp", "datetime", "date_time", "utc", "time_utc", "utc_time", "time_s", "epoch", "unix")
_LAT: Final = ("lat", "latitude", "lat_deg", "latitude_deg", "y")
_LON: Final = ("lon", "lng", "long", "longitude", "lon_deg", "longitude_deg", "x")
_POSITION: Final = ("position", "pos")
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d*)?")
_SECONDS: Final = (1e8, 1e10)
"""Plain numbers in this range are seconds since 1970 (1973 to 2286); a thousand times as much, milliseconds."""


def csv_fixes(text: str, what: str) -> tuple[Fix, ...]:
    """The fixes of a table in the order of its lines. Columns are found by their headings: a time (ISO 8601 with its
    zone, without one in a column called UTC, or seconds or milliseconds since 1970), lat and lon (decimal degrees, or
    degrees and minutes with a letter), or one column `position`. Separator: comma, semicolon or tab.
    Raises ResultsError with the line of the first fault.
    """
    lines = text.splitlines()
    if len(lines) - 1 > FIXES_MAX:
        raise ResultsError(f"{what} holds {len(lines) - 1:,} fixes, and {FIXES_MAX:,} are the most; cut it")
    heading = lines[0] if lines else ""
    separator = max(",;\t", key=heading.count)
    names = [
        re.sub(r"[\s(\[\])]+", "_", name.strip().strip('"').lower()).strip("_") for name in heading.split(separator)
    ]
    time_at, places_at = _columns(names, what)
    utc = "utc" in names[time_at]
    fixes = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip(separator + ' \t"'):
            continue
        try:
            # Each line by itself: one quote that nobody closed would take all that follows with it.
            cells = next(csv.reader([line], delimiter=separator))
            lon, lat = _place([cells[at] for at in places_at], comma=separator != ",")
            fixes.append((_time(cells[time_at], utc=utc), lon, lat))
        except (IndexError, ValueError, QuantityError, csv.Error) as fault:
            said = "it has too few columns" if isinstance(fault, IndexError) else str(fault)
            raise ResultsError(f"{what}, line {number}: {said}; correct the line or leave it out") from None
    return tuple(fixes)


def _columns(names: Sequence[str], what: str) -> tuple[int, tuple[int, ...]]:
    """Places of the time, and of latitude and longitude or of the position."""
    found = [next((names.index(one) for one in known if one in names), -1) for known in (_TIME, _LAT, _LON, _POSITION)]
    time_at, lat_at, lon_at, position_at = found
    places = (lat_at, lon_at) if min(lat_at, lon_at) >= 0 else (position_at,)
    if time_at < 0 or min(places) < 0:
        lacking = " and ".join(name for name, at in (("time", time_at), ("lat", lat_at), ("lon", lon_at)) if at < 0)
        raise ResultsError(
            f"{what}: its first line names no column for {lacking} (there: {', '.join(names)[:120]}); begin the table "
            "with a line such as `time,lat,lon`"
        )
    return time_at, places


def _time(text: str, *, utc: bool) -> float:
    text = text.strip()
    if _NUMBER.fullmatch(text):
        seconds = float(text)
        for scale in (1.0, 1000.0):
            if _SECONDS[0] <= seconds / scale <= _SECONDS[1]:
                return seconds / scale
        raise QuantityError(f"time {text} is no number of seconds since 1970; write ISO 8601 with its zone")
    if utc:
        try:
            bare = datetime.fromisoformat(text)
        except ValueError:
            return parse_time(text).timestamp()
        return (bare.replace(tzinfo=UTC) if bare.tzinfo is None else bare).timestamp()
    return parse_time(text).timestamp()


def _place(cells: Sequence[str], *, comma: bool) -> tuple[float, float]:
    """Longitude and latitude. comma : a comma in a number is a decimal one"""
    cells = [cell.strip().replace(",", ".") if comma else cell.strip() for cell in cells]
    if len(cells) == 2 and all(_NUMBER.fullmatch(cell) for cell in cells):
        lat, lon = (float(cell) for cell in cells)
        if not (abs(lat) <= 90.0 and abs(lon) <= 360.0 and math.isfinite(lon)):
            raise QuantityError(f"position {lat:g} {lon:g} is not on the Earth (latitude first)")
        return wrap_longitude(lon), lat
    place = parse_position(" ".join(cells))
    return place.lon, place.lat
