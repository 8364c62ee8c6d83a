"""The graticule: meridians and parallels at whole steps, labelled in degrees and minutes."""

from __future__ import annotations

import math
from typing import Final

STEPS_MIN: Final = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600)
"""Steps in minutes of arc that a navigator counts in."""


def graticule_step_min(span_deg: float, lines_max: int) -> float:
    """The smallest step [minutes] that draws at most `lines_max` lines over the span.

    >>> graticule_step_min(2.0, 8)
    15
    """
    return next((step for step in STEPS_MIN if span_deg * 60.0 / step <= lines_max), STEPS_MIN[-1])


def graticule_lines(low_deg: float, high_deg: float, step_min: float) -> list[float]:
    """The multiples of the step from low to high [degrees]."""
    first, last = math.ceil(low_deg * 60.0 / step_min - 1e-9), math.floor(high_deg * 60.0 / step_min + 1e-9)
    return [count * step_min / 60.0 for count in range(first, last + 1)]


def lat_label(lat: float, step_min: float) -> str:
    """Such as `60°30'N`; tenths of minutes where the step has them.

    >>> lat_label(-0.5, 30)
    "00°30'S"
    """
    return _degrees_minutes(lat, step_min, 2, "NS")


def lon_label(lon: float, step_min: float) -> str:
    """Such as `004°00'E`, for any longitude: 181 is `179°00'W`; neither letter on 180 and 0.

    >>> lon_label(180.5, 30)
    "179°30'W"
    """
    return _degrees_minutes((lon + 180.0) % 360.0 - 180.0, step_min, 3, "EW")


def _degrees_minutes(degrees: float, step_min: float, width: int, letters: str) -> str:
    tenths = round(abs(degrees) * 600.0)
    whole, rest = divmod(tenths, 600)
    minutes = f"{rest / 10:04.1f}" if step_min < 1 else f"{rest // 10:02d}"
    letter = "" if tenths == 0 or (width == 3 and tenths == 108_000) else letters[degrees < 0]
    return f"{whole:0{width}d}°{minutes}'{letter}"
