"""Search patterns by the codes of the manual."""

from __future__ import annotations

from typing import Final, Literal

PatternCode = Literal["PS", "CS", "SS", "VS", "TSR", "TSN", "CSC", "B"]

PATTERN_NAMES: Final[dict[PatternCode, str]] = {
    "PS": "parallel sweep",
    "CS": "creeping line",
    "SS": "expanding square",
    "VS": "sector",
    "TSR": "track line, return",
    "TSN": "track line, non-return",
    "CSC": "creeping line, co-ordinated",
    "B": "barrier",
}
