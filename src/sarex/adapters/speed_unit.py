"""Units of speed and direction as forcing files spell them."""

from __future__ import annotations

import math
import re

from sarex.model.errors import ForcingError
from sarex.model.quantities import KNOT_M_PER_S

_METRE = r"(?:m|meter|meters|metre|metres)"
_CENTIMETRE = r"(?:cm|centimeter|centimeters|centimetre|centimetres)"
_MILLIMETRE = r"(?:mm|millimeter|millimeters|millimetre|millimetres)"
_PER_SECOND = r"(?:/(?:s|sec|second|seconds)|\.?(?:s|sec|second|seconds)-1|per(?:s|sec|second))"
_SPEEDS = (
    (re.compile(_METRE + _PER_SECOND), 1.0),
    (re.compile(_CENTIMETRE + _PER_SECOND), 0.01),
    (re.compile(_MILLIMETRE + _PER_SECOND), 0.001),
    (re.compile(r"kn|kt|kts|knot|knots|nauticalmiles?(?:/h|h-1|perhour)"), KNOT_M_PER_S),
    (re.compile(r"km/h|km/hr|kph|kmh-1|km/hour|kilometers?perhour|kilometres?perhour"), 1.0 / 3.6),
)
_DEGREES = re.compile(r"deg|degs|degree|degrees|degrees?_?true|degt|degree_?t|degrees?_?north|degrees?clockwise.*|°")
_RADIANS = re.compile(r"rad|rads|radian|radians")


def speed_factor(units: str) -> float | None:
    """Metres per second in one of these units; None where they are no units of speed that we know.

    >>> speed_factor("cm s**-1"), speed_factor("meter second-1"), speed_factor("furlongs")
    (0.01, 1.0, None)
    """
    plain = re.sub(r"[\s^*()]", "", units.lower())
    return next((factor for spelling, factor in _SPEEDS if spelling.fullmatch(plain)), None)


def known_speed_factor(units: str, variable: str, source_name: str) -> tuple[float, str]:
    """The factor, and a note where the units had to be assumed. Raises ForcingError for units that are no speed."""
    if not units or units.lower() in ("unknown", "none", "-"):
        return 1.0, f"{variable} has no units: taken as m/s"
    factor = speed_factor(units)
    if factor is None:
        raise ForcingError(
            f"{source_name}: {variable} has units {units!r}, which are no speed that is known; the file must say m/s, "
            "cm/s, mm/s, km/h or knots"
        )
    return factor, "" if factor == 1.0 else f"{variable} converted from {units}"


def direction_factor(units: str, variable: str, source_name: str) -> float:
    """Radians in one of these units of direction; degrees where none are given. Raises ForcingError."""
    plain = re.sub(r"[\s]", "", units.lower())
    if not plain or _DEGREES.fullmatch(plain):
        return math.radians(1.0)
    if _RADIANS.fullmatch(plain):
        return 1.0
    raise ForcingError(
        f"{source_name}: {variable} has units {units!r}, which are no direction that is known; the file must say "
        "degrees or radians"
    )
