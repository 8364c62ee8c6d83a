"""Tracks from logs of NMEA 0183 sentences: a receiver's own positions, or those of a craft heard by AIS."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from typing import Any, Final

from sarex.model.errors import QuantityError, ResultsError
from sarex.model.quantities import parse_time, wrap_longitude
from sarex.model.search_result import FIXES_MAX
from sarex.model.searched_path import Fix

_SENTENCE: Final = re.compile(r"[!$]([A-Z]{2,3}[A-Z]{3}),([^*\r\n]*)(?:\*([0-9A-Fa-f]{2}))?")
_TAG_TIME: Final = re.compile(r"\\[^\\]*\bc:(\d{9,13})[^\\]*\\")
_STAMP: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})|\b\d{9,13}(?:\.\d+)?\b"
)
_SECONDS_MAX: Final = 1e10
_POSITION_TYPES: Final = frozenset({1, 2, 3, 9, 18, 19, 27})
_HALF_DAY_S: Final = 43_200.0
_DAY_S: Final = 86_400.0
_CRAFT_SHOWN: Final = 8
_PARTS_MAX: Final = 9
OWN: Final = ("RMC", "GGA", "GLL")
"""Sentences with an own position, the first that a log holds is taken: RMC alone has its date."""


def nmea_fixes(
    text: str, what: str, *, mmsi: int | None = None, on: str | None = None
) -> tuple[tuple[Fix, ...], tuple[str, ...]]:
    """The fixes in a log, in its order, and what was left out.

    mmsi : the craft to take from AIS messages (VDM, VDO); without it the receiver's own positions (RMC, GGA or GLL), or
           the only craft that was heard
    on   : UTC date (ISO 8601) of the first line, for a log without RMC and ZDA
    AIS messages hold only the second of the minute, so their lines need a time: a tag block `\\c:...\\`, a time before
    or after the sentence, or RMC or ZDA sentences between them. Raises ResultsError.
    """
    log = _Log(None if on is None else _date(on, what))
    for line in text.splitlines():
        log.read(line)
    if log.sentences == 0:
        raise ResultsError(f"{what} holds no NMEA sentence (lines such as $GPRMC,... or !AIVDM,...); give another file")
    fixes = log.craft_fixes(mmsi, what) if mmsi is not None else log.own_fixes(what)
    if len(fixes) > FIXES_MAX:
        raise ResultsError(f"{what} holds {len(fixes):,} fixes, and {FIXES_MAX:,} are the most; cut it")
    left_out = (
        (log.damaged, "sentences with a wrong checksum or damaged content"),
        (log.invalid, "positions that the receiver marked as invalid"),
        (log.undated, "positions without a date or time"),
    )
    return tuple(fixes), tuple(f"{number} {said} were left out" for number, said in left_out if number)


def _date(text: str, what: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ResultsError(f"{what}: `date` {text!r} is no date; write it as 2015-11-16") from None


def _degrees(value: str, letter: str) -> float:
    """From ddmm.mmm or dddmm.mmm and a hemisphere."""
    number = float(value)
    whole = math.floor(number / 100.0)
    minutes = number - 100.0 * whole
    if number < 0.0 or minutes >= 60.0 or letter not in "NSEW" or len(letter) != 1:
        raise ValueError(f"{value}{letter} is no angle")
    return (whole + minutes / 60.0) * (-1.0 if letter in "SW" else 1.0)


def _time_of_day(value: str) -> float:
    """Seconds from hhmmss.ss."""
    hour, minute, second = int(value[0:2]), int(value[2:4]), float(value[4:])
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0.0 <= second < 61.0):
        raise ValueError(f"{value} is no time of day")
    return hour * 3600.0 + minute * 60.0 + second


def _midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()


@dataclass
class _Log:
    """What a log has told so far."""

    day: date | None
    now_s: float | None = None
    """The last full time that was told."""
    own: dict[str, list[Fix]] = field(default_factory=lambda: {kind: [] for kind in OWN})
    craft: dict[int, list[Fix]] = field(default_factory=lambda: defaultdict(list))
    parts: dict[tuple[str, str], list[bytes]] = field(default_factory=dict)
    sentences: int = 0
    damaged: int = 0
    invalid: int = 0
    undated: int = 0

    def read(self, line: str) -> None:
        found = _SENTENCE.search(line)
        if found is None:
            return
        self.sentences += 1
        body, told = found[0][1:].partition("*")[0], found[3]
        if told is not None and reduce(lambda a, b: a ^ b, body.encode(), 0) != int(told, 16):
            self.damaged += 1
            return
        kind, cells = found[1][-3:], found[2].split(",")
        try:
            if kind in ("VDM", "VDO"):
                self._ais(line, found, cells)
            elif kind == "ZDA":
                self._zda(cells)
            elif kind in OWN:
                self._position(kind, cells)
        except (ValueError, IndexError, OverflowError):
            self.damaged += 1

    def _zda(self, cells: list[str]) -> None:
        self.day = date(int(cells[3]), int(cells[2]), int(cells[1]))
        self.now_s = _midnight(self.day) + _time_of_day(cells[0])

    def _position(self, kind: str, cells: list[str]) -> None:
        at = {"RMC": 2, "GGA": 1, "GLL": 0}[kind]
        clock = cells[{"RMC": 0, "GGA": 0, "GLL": 4}[kind]]
        valid = {"RMC": lambda: cells[1] == "A", "GGA": lambda: cells[5] != "0", "GLL": lambda: cells[5][:1] != "V"}[
            kind
        ]()
        if not valid or not cells[at] or not clock:
            self.invalid += 1
            return
        if kind == "RMC":
            told = datetime.strptime(cells[8], "%d%m%y")
            self.day, self.now_s = told.date(), None
        time_s = self._on_day(_time_of_day(clock))
        if time_s is None:
            self.undated += 1
            return
        lat, lon = _degrees(*cells[at : at + 2]), _degrees(*cells[at + 2 : at + 4])
        if abs(lat) > 90.0 or abs(lon) > 180.0:
            raise ValueError("not on the Earth")
        self.own[kind].append((time_s, wrap_longitude(lon), lat))

    def _on_day(self, second_of_day: float) -> float | None:
        """The full time of a time of day, which goes on over midnight."""
        if self.day is None:
            return None
        time_s = _midnight(self.day) + second_of_day
        if self.now_s is not None and self.now_s - time_s > _HALF_DAY_S:
            self.day += timedelta(days=1)
            time_s += _DAY_S
        self.now_s = time_s
        return time_s

    def _ais(self, line: str, found: re.Match[str], cells: list[str]) -> None:
        """Put the parts of a message together and take its position."""
        count, number, key = int(cells[0]), int(cells[1]), (cells[2], cells[3])
        parts = self.parts.pop(key, []) if number > 1 else []
        parts.append(found[0].encode())
        if len(parts) != number or count > _PARTS_MAX:
            self.damaged += 1
            return
        if number < count:
            self.parts[key] = parts
            return
        from pyais import decode
        from pyais.exceptions import AISBaseException

        try:
            told: dict[str, Any] = dict(decode(*parts).asdict())
        except AISBaseException:
            self.damaged += 1
            return
        if told["msg_type"] == 4 and 0 < told["year"] < 9999 and told["month"] and told["day"] and told["hour"] < 24:
            moment = [int(told[name]) for name in ("year", "month", "day", "hour", "minute", "second")]
            self.now_s = _midnight(date(*moment[:3])) + 3600.0 * moment[3] + 60.0 * moment[4] + moment[5]
            return
        if told["msg_type"] in _POSITION_TYPES:
            self._heard(told, self._stamp(line, found))

    def _heard(self, told: dict[str, Any], heard_s: float | None) -> None:
        lon, lat = float(told["lon"]), float(told["lat"])
        if abs(lat) > 90.0 or abs(lon) > 180.0:
            self.invalid += 1
            return
        if heard_s is None:
            self.undated += 1
            return
        second = int(told.get("second", 60))
        if second < 60:
            # The moment of the fix is the nearest one with this second of the minute.
            heard_s += (second - heard_s % 60.0 + 30.0) % 60.0 - 30.0
        self.craft[int(told["mmsi"])].append((heard_s, wrap_longitude(lon), lat))

    def _stamp(self, line: str, found: re.Match[str]) -> float | None:
        """When the line was heard: its tag block, a time beside the sentence, or the last time that the log told."""
        tag = _TAG_TIME.search(line[: found.start()])
        beside = tag or _STAMP.search(line[: found.start()]) or _STAMP.search(line[found.end() :])
        if beside is None:
            return self.now_s
        text = beside[1] if tag else beside[0]
        if re.fullmatch(r"[\d.]+", text):
            seconds = float(text)
            return seconds / 1000.0 if seconds > _SECONDS_MAX else seconds
        try:
            return parse_time(text).timestamp()
        except QuantityError:
            return self.now_s

    def own_fixes(self, what: str) -> list[Fix]:
        """The receiver's own positions, or those of the only craft that was heard."""
        own = next((self.own[kind] for kind in OWN if self.own[kind]), None)
        if own is not None:
            return own
        if len(self.craft) == 1:
            return next(iter(self.craft.values()))
        if self.craft:
            raise ResultsError(f"{what} holds {len(self.craft)} craft ({self._heard_text()}); say which with `mmsi`")
        raise self._nothing(what)

    def craft_fixes(self, mmsi: int, what: str) -> list[Fix]:
        if mmsi in self.craft:
            return self.craft[mmsi]
        if self.craft:
            raise ResultsError(f"{what} holds no position of {mmsi} (there: {self._heard_text()}); correct the `mmsi`")
        raise self._nothing(what)

    def _heard_text(self) -> str:
        most = sorted(self.craft, key=lambda one: -len(self.craft[one]))[:_CRAFT_SHOWN]
        return ", ".join(f"{one} with {len(self.craft[one])} fixes" for one in most)

    def _nothing(self, what: str) -> ResultsError:
        if self.undated:
            return ResultsError(
                f"{what}: none of its {self.undated} positions has a date; give the `date` of its first line, or a "
                "log with RMC or ZDA sentences, tag blocks or times beside the AIS messages"
            )
        return ResultsError(
            f"{what} holds no position that can be used ({self.damaged} damaged and {self.invalid} invalid "
            "sentences); give another log"
        )
