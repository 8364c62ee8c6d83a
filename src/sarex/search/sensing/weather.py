"""The weather of a search: wind from the forcing at its place and time, and the sea that goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.forcing_window import Box, ForcingWindow
from sarex.model.quantities import Position, format_duration, format_speed
from sarex.model.search_conditions import SearchConditions
from sarex.ports import ForcingSource

Floats = NDArray[np.float64]
SAMPLE_S_MAX: Final = 1800.0
SAMPLES_MAX: Final = 200
BOX_DEG: Final = 0.02
GRAVITY_M_PER_S2: Final = 9.81
SEA_STATE_M: Final = (0.0, 0.1, 0.5, 1.25, 2.5, 4.0, 6.0, 9.0, 14.0)
"""Highest significant wave height of sea states 0 to 8 [m]. [WMO2019]"""


@dataclass(frozen=True)
class SceneWeather:
    """Weather on scene.

    wind_m_per_s  : mean speed of the 10 m wind over the search; None where nothing tells
    wave_height_m : significant; None where nothing tells
    sea_given     : the user gave the wave height; otherwise it is what the wind would raise
    source        : where both come from, in words
    """

    wind_m_per_s: float | None
    wave_height_m: float | None
    sea_given: bool
    source: str

    @property
    def sea_state(self) -> int | None:
        """0 to 9 by wave height."""
        if self.wave_height_m is None:
            return None
        return int(np.searchsorted(SEA_STATE_M, self.wave_height_m - 1e-9))


def developed_sea_m(wind_m_per_s: float) -> float:
    """Significant height of the sea that a wind raises where it blows long and far enough, 0.22 U2 / g; near coasts
    and soon after the wind rose it is less. [Pierson1964]"""
    return 0.22 * wind_m_per_s**2 / GRAVITY_M_PER_S2


def weather_at(
    sources: Sequence[ForcingSource], place: Position, start_s: float, end_s: float, *, conditions: SearchConditions
) -> SceneWeather:
    """Weather at `place` between two times [s since 1970 UTC]: what the user gave, else the forcing's mean wind.

    Each moment takes the first source that has wind there and then; where none has any, it is left out, and said.
    """
    wind, source = (conditions.wind, "wind given") if conditions.wind is not None else (None, "wind unknown")
    if wind is None:
        wind, source = _forcing_wind(sources, place, start_s, end_s)
    if conditions.sea is not None:
        return SceneWeather(wind, conditions.sea, True, f"{source}; sea given")
    if wind is None:
        return SceneWeather(None, None, False, source)
    return SceneWeather(
        wind, developed_sea_m(wind), False, f"{source}; sea as this wind raises it on the open sea [Pierson1964]"
    )


def _forcing_wind(
    sources: Sequence[ForcingSource], place: Position, start_s: float, end_s: float
) -> tuple[float | None, str]:
    samples = int(np.clip(np.ceil((end_s - start_s) / SAMPLE_S_MAX), 1, SAMPLES_MAX))
    time_s = np.linspace(start_s, end_s, samples + 1)
    speed, names = np.full(time_s.shape, np.nan), []
    box = Box(place.lon - BOX_DEG, max(place.lat - BOX_DEG, -90.0), place.lon + BOX_DEG, min(place.lat + BOX_DEG, 90.0))
    for source in sources:
        if np.isfinite(speed).all():
            break
        if not any(entry.quantity == "wind" for entry in source.coverage):
            continue
        window = source.window("wind", start_s, end_s, box)
        if window is None:
            continue
        found = _speed_at(window, place, time_s)
        if (np.isnan(speed) & np.isfinite(found)).any():
            names.append(source.name)
        speed = np.where(np.isnan(speed), found, speed)
    known = np.isfinite(speed)
    if not known.any():
        return None, "wind unknown: no forcing has any at this place and time"
    # The ends stand for half as much time as the moments between them.
    share = np.ones(time_s.shape)
    share[[0, -1]] = 0.5
    wind = float(np.average(speed[known], weights=share[known]))
    source_text = f"mean wind {format_speed(wind)} of {' and '.join(names)} at the search area"
    if not known.all():
        missing = format_duration(float(share[~known].sum() / share.sum()) * (end_s - start_s))
        source_text += f" (without {missing} for which it has none)"
    return wind, source_text


def _speed_at(window: ForcingWindow, place: Position, time_s: Floats) -> Floats:
    """Speed at the place, mean over members, float64 (time,) [m/s]; NaN where the window serves nothing."""
    column = ((place.lon - window.lon_start_deg + 180.0) % 360.0 - 180.0) / window.lon_step_deg
    if column < -1e-6:
        column += 360.0 / window.lon_step_deg
    row = (place.lat - window.lat_start_deg) / window.lat_step_deg
    rows, columns = window.values.shape[2:4]
    if not (-1e-6 <= row <= rows - 1 + 1e-6 and column <= columns - 1 + 1e-6):
        return np.full(time_s.shape, np.nan)
    south, west = (int(np.clip(np.floor(at), 0, count - 2)) for at, count in ((row, rows), (column, columns)))
    up, right = row - south, column - west
    corner = window.values[:, :, south : south + 2, west : west + 2].astype(np.float64)
    weight = np.array([[(1 - up) * (1 - right), (1 - up) * right], [up * (1 - right), up * right]])
    # A missing corner counts only where it has a share in the place.
    velocity = np.where(weight[:, :, np.newaxis] > 1e-9, corner * weight[:, :, np.newaxis], 0.0).sum(axis=(2, 3))
    return _through_time(velocity, window, time_s)


def _through_time(velocity: Floats, window: ForcingWindow, time_s: Floats) -> Floats:
    """Straight between the window's times, which are (member, time, component); no bridge over its gaps."""
    after = np.clip(np.searchsorted(window.time_s, time_s), 1, max(len(window.time_s) - 1, 1))
    if len(window.time_s) == 1:
        speed = np.hypot(velocity[..., 0], velocity[..., 1]).mean(axis=0)
        return np.where(np.abs(time_s - window.time_s[0]) < 1.0, speed[0], np.nan)
    before_s, after_s = window.time_s[after - 1], window.time_s[after]
    part = ((time_s - before_s) / (after_s - before_s))[:, np.newaxis]
    between = velocity[:, after - 1] * (1.0 - part) + velocity[:, after] * part
    speed = np.hypot(between[..., 0], between[..., 1]).mean(axis=0)
    serves = (part[:, 0] >= -1e-9) & (part[:, 0] <= 1.0 + 1e-9) & (after_s - before_s <= window.bridge_s_max)
    return np.where(serves, speed, np.nan)
