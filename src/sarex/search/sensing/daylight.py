"""Daylight: sun, civil twilight and moon at a place, so that eyes are sent out when they can see."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

import ephem

from sarex.model.quantities import Position, format_time
from sarex.model.sentence import Sentence

DAY_S: Final = 86400.0
RISING_DEG: Final = -50.0 / 60.0
"""True altitude of the sun's centre when its upper limb shows, with the usual refraction. [Urban2012]"""
TWILIGHT_DEG: Final = -6.0
"""Civil twilight: light enough for eyes."""
STEP_S: Final = 600.0
ROOT_S: Final = 1.0
NIGHT_DAYS_MAX: Final = 200
DAILY_GAIN_DEG: Final = 1.0
PERIODS_KEPT_MAX: Final = 512
_DUBLIN_DAYS: Final = 25567.5
"""From the library's epoch, noon of 1899-12-31, to 1970."""


@dataclass(frozen=True)
class Moon:
    """altitude_deg: of its centre; illuminated: share of its disc, 0 to 1."""

    altitude_deg: float
    illuminated: float


@dataclass(frozen=True)
class SunTimes:
    """Events of one solar day, seconds since 1970 UTC. None where the sun stays above or below the whole day."""

    dawn_s: float | None
    sunrise_s: float | None
    sunset_s: float | None
    dusk_s: float | None


def _observer(place: Position, time_s: float) -> ephem.Observer:
    observer = ephem.Observer()
    observer.lon, observer.lat = math.radians(place.lon), math.radians(place.lat)
    # Without air: the altitudes of rising and of twilight have the refraction in them.
    observer.pressure = 0.0
    observer.date = ephem.Date(time_s / DAY_S + _DUBLIN_DAYS)
    return observer


def sun_altitude_deg(place: Position, time_s: float) -> float:
    """True altitude of the sun's centre [degrees]."""
    return math.degrees(ephem.Sun(_observer(place, time_s)).alt)


def moon(place: Position, time_s: float) -> Moon:
    """The moon as it stands at this place and time."""
    body = ephem.Moon(_observer(place, time_s))
    return Moon(math.degrees(body.alt), float(body.phase) / 100.0)


def _crossing(height: Callable[[float], float], low_s: float, high_s: float) -> float:
    rising = height(low_s) < 0.0
    while high_s - low_s > ROOT_S:
        middle_s = (low_s + high_s) / 2.0
        if (height(middle_s) < 0.0) == rising:
            low_s = middle_s
        else:
            high_s = middle_s
    return (low_s + high_s) / 2.0


@lru_cache(PERIODS_KEPT_MAX)
def _bright_periods(
    place: Position, start_s: float, end_s: float, altitude_deg: float
) -> tuple[tuple[float, float], ...]:
    """When the sun stands above this altitude between two times. Kept, as all units of a plan ask for the same."""

    def height(time_s: float) -> float:
        return sun_altitude_deg(place, time_s) - altitude_deg

    periods: list[tuple[float, float]] = []
    began_s = start_s if height(start_s) >= 0.0 else None
    now_s, now_bright = start_s, began_s is not None
    while now_s < end_s:
        next_s = min(now_s + STEP_S, end_s)
        bright = height(next_s) >= 0.0
        if bright and not now_bright:
            began_s = _crossing(height, now_s, next_s)
        elif now_bright and not bright and began_s is not None:
            periods.append((began_s, _crossing(height, now_s, next_s)))
            began_s = None
        now_s, now_bright = next_s, bright
    if began_s is not None and began_s < end_s:
        periods.append((began_s, end_s))
    return tuple(periods)


def daylight_periods(place: Position, start_s: float, end_s: float) -> tuple[tuple[float, float], ...]:
    """When it is light enough for eyes between two times: from the beginning of civil twilight to its end.

    Empty in the polar night, the whole period in the polar day.
    """
    return _bright_periods(place, start_s, end_s, TWILIGHT_DEG)


def light_periods(place: Position, start_s: float, end_s: float) -> list[tuple[Literal["day", "civil", "dark"], float]]:
    """Day, civil twilight and dark in turn between two times, each with its beginning; the first is `start_s`."""
    day, light = (_bright_periods(place, start_s, end_s, altitude) for altitude in (RISING_DEG, TWILIGHT_DEG))
    marks = sorted({start_s, *(edge for period in (*day, *light) for edge in period if start_s < edge < end_s)})
    found: list[tuple[Literal["day", "civil", "dark"], float]] = []
    for begin_s, until_s in itertools.pairwise([*marks, end_s]):
        middle_s = (begin_s + until_s) / 2.0
        lit = any(first <= middle_s <= last for first, last in light)
        state: Literal["day", "civil", "dark"] = (
            "day" if any(first <= middle_s <= last for first, last in day) else "civil" if lit else "dark"
        )
        if not found or found[-1][0] != state:
            found.append((state, begin_s))
    return found


def dark_share(place: Position, start_s: float, end_s: float) -> float:
    """Share of the period in which it is too dark for eyes, 0 to 1; of a moment, 0 or 1."""
    if end_s <= start_s:
        return float(sun_altitude_deg(place, start_s) < TWILIGHT_DEG)
    light_s = sum(last - first for first, last in daylight_periods(place, start_s, end_s))
    return min(max(1.0 - light_s / (end_s - start_s), 0.0), 1.0)


def first_light_s(place: Position, from_s: float) -> float:
    """The first moment from this time on when it is light enough for eyes: this time itself, or the next civil dawn.

    At the poles it may be months away.
    """
    for day in range(NIGHT_DAYS_MAX):
        day_s = from_s + day * DAY_S
        # Near noon the sun stands highest; what its declination gains in a day is less than the margin.
        if day > 0 and sun_altitude_deg(place, _noon_s(place, day_s)) < TWILIGHT_DEG - DAILY_GAIN_DEG:
            continue
        periods = daylight_periods(place, day_s, day_s + DAY_S)
        if periods:
            return periods[0][0]
    raise AssertionError("no night on Earth is this long")


def _noon_s(place: Position, time_s: float) -> float:
    """Noon by the mean sun of the local day that holds this moment."""
    return (math.floor(time_s / DAY_S + place.lon / 360.0) + 0.5 - place.lon / 360.0) * DAY_S


def sun_times(place: Position, time_s: float) -> SunTimes:
    """Dawn, sunrise, sunset and dusk of the day of this moment, from local midnight to local midnight by the sun."""
    noon_s = _noon_s(place, time_s)

    def ends(altitude_deg: float) -> tuple[float | None, float | None]:
        first_s, last_s = noon_s - DAY_S / 2.0, noon_s + DAY_S / 2.0
        periods = _bright_periods(place, first_s, last_s, altitude_deg)
        begins = [first for first, _ in periods if first > first_s]
        finishes = [last for _, last in periods if last < last_s]
        return (begins[0] if begins else None), (finishes[-1] if finishes else None)

    (dawn_s, dusk_s), (sunrise_s, sunset_s) = ends(TWILIGHT_DEG), ends(RISING_DEG)
    return SunTimes(dawn_s, sunrise_s, sunset_s, dusk_s)


def light_text(place: Position, start_s: float, end_s: float) -> Sentence:
    """One sentence about the light of a period."""
    share = dark_share(place, start_s, end_s)
    if share == 0.0:
        return Sentence("light.day")
    first_s = first_light_s(place, start_s)
    stands = moon(place, (start_s + end_s) / 2.0)
    sky = {
        "lit": f"{stands.illuminated:.0%}",
        "moon": Sentence("light.moon_up" if stands.altitude_deg > 0.0 else "light.moon_down"),
    }
    if share == 1.0:
        return Sentence("light.dark", first=format_time(first_s), **sky)
    periods = Sentence.listed(
        Sentence("light.period", first=format_time(first), last=format_time(last))
        for first, last in daylight_periods(place, start_s, end_s)
    )
    return Sentence("light.part", share=f"{share:.0%}", periods=periods, **sky)
