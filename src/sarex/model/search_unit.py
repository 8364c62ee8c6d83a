"""Search units: who can search, from where and when, how fast, how long, and how well."""

from __future__ import annotations

import math
from typing import Annotated, Final, Literal, Self

from pydantic import Field, field_validator, model_validator

from sarex.model.entry_names import used_twice
from sarex.model.errors import UnitsError
from sarex.model.incident import Noun
from sarex.model.quantities import (
    KNOT_M_PER_S,
    NAUTICAL_MILE_M,
    Duration,
    Instant,
    Length,
    PositionText,
    Speed,
    format_time,
)
from sarex.model.search_conditions import AgreedLine, SeaArea, SearchConditions
from sarex.model.search_pattern import PatternCode
from sarex.model.sensor import DetectionSetting, Sensor, VisualSensor

UnitKind = Literal[
    "vessel", "surface_craft", "lifeboat", "merchant_ship", "helicopter", "fixed_wing", "drone", "fixed_wing_drone",
    "uncrewed_surface_craft",
]  # fmt: skip

MINIMUM_SPACING_M: Final[dict[UnitKind, float]] = {
    "vessel": 0.5 * NAUTICAL_MILE_M,
    "surface_craft": 0.1 * NAUTICAL_MILE_M,
    "lifeboat": 0.1 * NAUTICAL_MILE_M,
    "merchant_ship": 0.5 * NAUTICAL_MILE_M,
    "helicopter": 0.1 * NAUTICAL_MILE_M,
    "fixed_wing": 1.0 * NAUTICAL_MILE_M,
    "drone": 0.02 * NAUTICAL_MILE_M,
    "fixed_wing_drone": 0.05 * NAUTICAL_MILE_M,
    "uncrewed_surface_craft": 0.1 * NAUTICAL_MILE_M,
}
"""Smallest practical distance between legs: defaults published for SAROPS (2018) for small boat, vessel, helicopter and
fixed wing; drones, which have no published figure, can fly lines as close as their satellite fix allows.
[SaropsSettings2018]"""

AIRBORNE: Final[frozenset[UnitKind]] = frozenset({"helicopter", "fixed_wing", "drone", "fixed_wing_drone"})
HEIGHT_M: Final[dict[UnitKind, float]] = {
    "vessel": 14 * 0.3048,
    "surface_craft": 8 * 0.3048,
    "lifeboat": 8 * 0.3048,
    "merchant_ship": 20.0,
    "helicopter": 500 * 0.3048,
    "fixed_wing": 1000 * 0.3048,
    "drone": 60.0,
    "fixed_wing_drone": 150.0,
    "uncrewed_surface_craft": 8 * 0.3048,
}
"""Search height, or height of eye, where the file gives none: columns of the sweep width tables, usual for the kind."""
TURN_BANK_DEG: Final = 25.0
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
    sweep_width: Length | None = None
    """Corrected for weather, speed and fatigue [m]. Where it is given it overrides the sensors, for every object."""
    height: Length | None = None
    """Search height or height of eye [m]; the default is that of its kind."""
    sensors: tuple[Sensor, ...] = (VisualSensor(),)
    fatigued: bool = False
    """The crew is excessively fatigued: sweep width x 0.9."""
    time_on_task: Duration = 0.0
    """How long the crew has already searched [s]; some signals are seen less well later."""
    detection: DetectionSetting = DetectionSetting()
    patterns: tuple[PatternCode, ...] = ("PS", "CS", "SS", "VS", "TSR", "TSN")
    """What it may be asked to do."""
    minimum_spacing: Length | None = None
    """Between neighbouring legs [m]; the default is that of its kind."""
    minimum_leg: Length = 0.0
    """Legs shorter than this are not worth their turns [m]."""
    turn_radius: Length | None = None
    """[m]; the default is that of a standard turn for aircraft, and 0 for surface craft."""
    separation: Length = NAVIGATION_ERROR_M
    """Kept free between its area and those of others that move in the same medium [m]."""
    height_separation: Length = 150.0
    """Aircraft whose heights differ by this much may search above one another [m]."""
    allowed: tuple[str, ...] = ()
    """Names of the only areas of the file that it may search; none named: anywhere."""
    forbidden: tuple[str, ...] = ()
    """Names of areas of the file that it may neither search nor cross."""
    depth_min: Length = 0.0
    """Water that is shallower is land for it [m]."""
    sorties: Annotated[int, Field(ge=1, le=4)] = 1
    """How many times it may go out, or how many areas it may be given."""
    turnaround: Duration = 3600.0
    """Between two sorties at its base [s]."""
    frozen: bool = False
    """Its task in an earlier plan stays as it is."""
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

    @property
    def sweep_width_m(self) -> float:
        """The one width of a plan that knows only one: given in the file, or set by the planner for the case."""
        assert self.sweep_width is not None, "the planner sets the width before it plans"
        return self.sweep_width

    @property
    def height_m(self) -> float:
        return HEIGHT_M[self.kind] if self.height is None else self.height

    @property
    def turn_radius_m(self) -> float:
        """Of a standard-rate turn (3 degrees a second) for aircraft, less for multirotors, none for surface craft.
        The published diameter in nautical miles is (true air speed in knots + 10) / 100. [NSS2000]"""
        if self.turn_radius is not None:
            return self.turn_radius
        if not self.airborne or self.kind == "drone":
            return 0.0
        if self.kind == "fixed_wing_drone":
            return self.search_speed**2 / (9.81 * math.tan(math.radians(TURN_BANK_DEG)))
        return (self.search_speed / KNOT_M_PER_S + 10.0) / 200.0 * NAUTICAL_MILE_M


class SearchUnits(Noun):
    """The shape of the units file."""

    format: Literal["sarex-units/1"]
    conditions: SearchConditions = SearchConditions()
    areas: tuple[SeaArea, ...] = ()
    lines: tuple[AgreedLine, ...] = ()
    units: list[SearchUnit] = Field(min_length=1)

    @field_validator("units")
    @classmethod
    def _names(cls, units: list[SearchUnit]) -> list[SearchUnit]:
        twice = used_twice(units)
        if twice is not None:
            raise UnitsError(f"unit name {twice!r} is used twice; give each unit its own name")
        return units

    @field_validator("areas", "lines")
    @classmethod
    def _marks(cls, marks: tuple[SeaArea | AgreedLine, ...]) -> tuple[SeaArea | AgreedLine, ...]:
        twice = used_twice(marks)
        if twice is not None:
            raise UnitsError(f"name {twice!r} is used twice; give each its own, so that units and plan can name it")
        return marks

    @model_validator(mode="after")
    def _known_areas(self) -> Self:
        names = [area.name for area in self.areas]
        for unit in self.units:
            for name in (*unit.allowed, *unit.forbidden):
                if name not in names:
                    known = ", ".join(names) or "none"
                    raise UnitsError(
                        f"unit {unit.name!r} names area {name!r}, which `areas` does not list (there: {known}); add it"
                    )
            both = sorted(set(unit.allowed) & set(unit.forbidden))
            if both:
                raise UnitsError(
                    f"area {both[0]!r} is both allowed and forbidden for {unit.name!r}; keep one of the two"
                )
        return self
