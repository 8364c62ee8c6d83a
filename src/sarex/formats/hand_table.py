"""The hand table: wind and current by time, typed by a person who has no forecast file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

import numpy as np
from numpy.typing import NDArray

from sarex.formats.yaml_text import load_yaml
from sarex.model.errors import ForcingError, QuantityError
from sarex.model.forcing_window import Quantity
from sarex.model.quantities import format_speed, format_time, parse_bearing, parse_speed, parse_time
from sarex.model.speed_limit import SPEED_M_PER_S_MAX

DIRECTION_WORD: Final[Mapping[Quantity, str]] = {"wind": "from", "current": "toward", "stokes": "toward"}
_EXAMPLE = "wind: [{time: 2026-01-30T00:00Z, from: 270, speed: 20 kn}]"


@dataclass(frozen=True)
class HandSeries:
    """The rows of one quantity.

    time_s   : float64 (time,), strictly increasing, seconds since 1970-01-01 UTC
    velocity : float64 (time, component), east and north of where the air or the water goes [m/s]
    """

    quantity: Quantity
    time_s: NDArray[np.float64]
    velocity: NDArray[np.float64]


def parse_hand_table(text: str, what: str) -> tuple[HandSeries, ...]:
    """The series that a hand table gives, one a quantity, in the order of the text.

    what : how messages call the table, such as `hand table wind.yaml`
    Wind is named by where it comes from (`from`), current and Stokes drift by where they go (`toward`), degrees true.
    Raises ForcingError in one line that names the row and the way out.

    >>> series = parse_hand_table("wind: [{time: 2026-01-30T00:00Z, from: 270, speed: 20 kn}]", "example")
    >>> series[0].velocity.round(3).tolist()
    [[10.289, 0.0]]
    """
    table = load_yaml(text, what, ForcingError)
    if not isinstance(table, dict):
        raise ForcingError(f"{what} is no table of wind and current; write for example `{_EXAMPLE}`")
    if "format" in table:
        raise ForcingError(f"{what} is a {table['format']} file, not a hand table; give it in its own place")
    if not table:
        raise ForcingError(f"{what} has no rows; write for example `{_EXAMPLE}`")
    for key in table:
        if key not in DIRECTION_WORD:
            raise ForcingError(
                f"{what}: `{key}` is not known; give {', '.join(f'`{word}`' for word in DIRECTION_WORD)}"
            )
    return tuple(_series(quantity, table[quantity], what) for quantity in DIRECTION_WORD if quantity in table)


def _series(quantity: Quantity, rows: object, what: str) -> HandSeries:
    if not isinstance(rows, list) or not rows:
        raise ForcingError(f"{what}: `{quantity}` has no list of rows; write for example `{_EXAMPLE}`")
    read = [_row(quantity, row, f"{what}: {quantity} row {number}") for number, row in enumerate(rows, start=1)]
    time_s = np.array([time for time, _, _ in read], dtype=np.float64)
    for number in range(1, len(read)):
        if time_s[number] <= time_s[number - 1]:
            fault = "has the same time as" if time_s[number] == time_s[number - 1] else "is earlier than"
            raise ForcingError(
                f"{what}: {quantity} row {number + 1} ({format_time(time_s[number])}) {fault} row {number} "
                f"({format_time(time_s[number - 1])}); keep one row a time, earliest first"
            )
    return HandSeries(quantity, time_s, np.array([[east, north] for _, east, north in read], dtype=np.float64))


def _row(quantity: Quantity, row: object, where: str) -> tuple[float, float, float]:
    """Time [s], east and north [m/s] of one row."""
    word = DIRECTION_WORD[quantity]
    parts = ("time", word, "speed")
    if not isinstance(row, dict):
        raise ForcingError(f"{where} is {row!r}; write `time`, `{word}` and `speed`, as in `{_EXAMPLE}`")
    for key in row:
        if key not in parts:
            _unknown_key(quantity, key, where)
    for key in parts:
        if row.get(key) is None:
            raise ForcingError(f"{where} has no `{key}`; give `time`, `{word}` and `speed`")
    try:
        time, bearing, speed = parse_time(row["time"]), parse_bearing(row[word]), parse_speed(row["speed"])
    except QuantityError as error:
        raise ForcingError(f"{where}: {error}") from None
    if speed > SPEED_M_PER_S_MAX[quantity]:
        raise ForcingError(
            f"{where}: {quantity} of {format_speed(speed)} is above {format_speed(SPEED_M_PER_S_MAX[quantity])}, the "
            "most that can be; check the figure and its unit"
        )
    way = math.radians(bearing + 180.0 if word == "from" else bearing)
    return time.timestamp(), speed * math.sin(way), speed * math.cos(way)


def _unknown_key(quantity: Quantity, key: str, where: str) -> NoReturn:
    word = DIRECTION_WORD[quantity]
    if key in ("from", "toward"):
        rule = "wind is named by where it comes from" if word == "from" else f"{quantity} is named by where it goes"
        raise ForcingError(f"{where}: `{key}` is not the word here, {rule}; write `{word}`")
    raise ForcingError(f"{where}: `{key}` is not known; give `time`, `{word}` and `speed`")
