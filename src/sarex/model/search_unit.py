"""Search units: who can search, from where and when, how fast, how long, and how well."""

from __future__ import annotations

from typing import Final, Literal, Self

from pydantic import Field, field_validator, model_validator

from sarex.model.errors import UnitsError
from sarex.model.incident import Noun
from sarex.model.quantities import (
    NAUTICAL_MILE_M,
    Duration,
    Instant,
    Length,
    PositionText,
    Speed,
    format_time,
)

UnitKind = Literal["vessel", "surface_craft", "lifeboat", "helicopter", "fixed_wing", "drone"]

MINIMUM_SPACING_M: Final[dict[UnitKind, float]] = {
    "vessel": 0.5 * NAUTICAL_MILE_M,
    "surface_craft": 0.1 * NAUTICAL_MILE_M,
    "lifeboat": 0.1 * NAUTICAL_MILE_M,
    "helicopter": 0.1 * NAUTICAL_MILE_M,
    "fixed_wing": 1.0 * NAUTICAL_MILE_M,
    "drone": 0.1 * NAUTICAL_MILE_M,
}
"""Smallest practical distance between legs: defaults published for SAROPS (2018) for small boat, vessel, helicopter and
fixed wing; a drone, which has no published figure, takes that of the helicopter. [SaropsSettings2018]"""

AIRBORNE: Final[frozenset[UnitKind]] = frozenset({"helicopter", "fixed_wing", "drone"})
NAVIGATION_ERROR_M: Final = 0.1 * NAUTICAL_MILE_M
"""Probable error of a position fixed by satellite. [NATSAR2023]"""


class SearchUnit(Noun):
    """One unit that may be sent to search, as an entry of the units file. All in SI."""

    name: str = Field(min_length=1, max_length=80)
    nation: str = Field(default="", max_length=80)
    kind: UnitKind
    call_sign: str = Field(default="", max_length=80)
    at: PositionText
    """Where it is when it becomes available, and where it returns to."""
    available: Instant
    """When it can leave `at`."""
    until: Instant | None = None
    """When it must stop searching, whatever its endurance."""
    transit_speed: Speed
    search_speed: Speed
    endurance: Duration | None = None
    """The whole sortie: out, search and home [s]."""
    on_scene: Duration | None = None
    """Time that it can stay in the search area, where that is known instead of the endurance [s]."""
    return_to_base: bool = True
    """False where it need not keep endurance for the way home."""
    sweep_width: Length
    """Corrected for weather, speed and fatigue [m]."""
    minimum_spacing: Length | None = None
    """Between neighbouring legs [m]; the default is that of its kind."""
    minimum_leg: Length = 0.0
    """Legs shorter than this are not worth their turns [m]."""
    navigation_error: Length = NAVIGATION_ERROR_M
    """Probable error of its own position [m], Y of the worksheet."""

    @field_validator("name", "nation", "call_sign")
    @classmethod
    def _printable(cls, text: str) -> str:
        if not text.isprintable() or text != text.strip():
            raise UnitsError(f"{text!r} has characters that cannot be printed, or blanks around it; write plain text")
        return text

    @model_validator(mode="after")
    def _time_given_once(self) -> Self:
        if (self.endurance is None) == (self.on_scene is None):
            raise UnitsError(
                f"unit {self.name!r} needs either `endurance` (the whole sortie) or `on_scene` (time in the area); "
                "give one of the two, such as `endurance: 10 h`"
            )
        if self.until is not None and self.until <= self.available:
            raise UnitsError(
                f"unit {self.name!r} must stop {format_time(self.until)}, before it is available "
                f"{format_time(self.available)}; set `until` later"
            )
        return self

    @property
    def spacing_m_min(self) -> float:
        return MINIMUM_SPACING_M[self.kind] if self.minimum_spacing is None else self.minimum_spacing

    @property
    def airborne(self) -> bool:
        return self.kind in AIRBORNE


class SearchUnits(Noun):
    """The shape of the units file."""

    format: Literal["sarex-units/1"]
    units: list[SearchUnit] = Field(min_length=1)

    @field_validator("units")
    @classmethod
    def _names(cls, units: list[SearchUnit]) -> list[SearchUnit]:
        names = [unit.name for unit in units]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise UnitsError(f"unit name {twice[0]!r} is used twice; give each unit its own name")
        return units
