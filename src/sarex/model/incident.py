"""The incident: what is known of the distress, as weighted scenarios, and how to drift them."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from sarex.model.entry_names import used_twice
from sarex.model.errors import IncidentError
from sarex.model.quantities import (
    KNOT_M_PER_S,
    NAUTICAL_MILE_M,
    Angle,
    Bearing,
    Diffusivity,
    Duration,
    Instant,
    Length,
    PositionText,
    Speed,
    format_time,
)
from sarex.model.speed_limit import SPEED_M_PER_S_MAX

PARTICLES_MAX: Final = 20_000_000
RUN_MAX: Final = timedelta(days=5 * 365.25)
"""Debris has been followed for a year and a half; what is longer by far is a slip in a year."""


def _no_truth(value: Any) -> Any:
    """`true` would count as one."""
    if isinstance(value, bool):
        raise IncidentError(f"`{str(value).lower()}` is no number; write a number")
    return value


DIFFUSIVITY_M2_PER_S_MAX: Final = 1e5
ERROR_LENGTH_M_MAX: Final = 1000 * NAUTICAL_MILE_M


def _no_ocean(length: float) -> float:
    if length > ERROR_LENGTH_M_MAX:
        raise IncidentError(
            f"{length / NAUTICAL_MILE_M:g} nm is no error of a position; give "
            f"{ERROR_LENGTH_M_MAX / NAUTICAL_MILE_M:g} nm or less"
        )
    return length


ErrorLength = Annotated[Length, AfterValidator(_no_ocean)]
Weight = Annotated[float, Field(gt=0, allow_inf_nan=False), BeforeValidator(_no_truth)]


def _or(shorthand: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    """For the JSON Schema: the field may also be written as this shorthand."""

    def widen(schema: dict[str, Any]) -> None:
        full = dict(schema)
        schema.clear()
        schema["anyOf"] = [shorthand, full]

    return widen


class Noun(BaseModel):
    """Frozen, and closed to words it does not know. Written as JSON it can be read again."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, serialize_by_alias=True, use_attribute_docstrings=True
    )

    @model_validator(mode="before")
    @classmethod
    def _only_known_keys(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        known = [field.alias or name for name, field in cls.model_fields.items()]
        for key in value:
            if key not in known:
                close = difflib.get_close_matches(str(key), known, n=1)
                meant = f"did you mean `{close[0]}`?" if close else f"known here: {', '.join(known)}"
                raise IncidentError(f"key {key!r} is not known; {meant}")
        return value


class WeightedObject(Noun):
    """One possible search object and its weight."""

    object: str = Field(min_length=1)
    weight: Weight = 1.0


class _Scenario(Noun):
    name: str = Field(min_length=1)
    weight: Weight = 1.0


class PositionScenario(_Scenario):
    """A last known position. Start positions are circular normal, times normal, both cut at 3 standard deviations."""

    kind: Literal["position"] = "position"
    at: PositionText
    time: Instant
    position_error: ErrorLength = 0.0
    """Radius of the circle that holds 50 % [m]."""
    time_error: Duration = 0.0
    """One standard deviation [s]."""


class Waypoint(Noun):
    """A point of a route; the time may be left out where the speed gives it."""

    at: PositionText
    time: Instant | None = None


class Period(Noun):
    """From one instant until another."""

    from_: Instant = Field(alias="from")
    until: Instant

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until < self.from_:
            raise IncidentError(
                f"the period ends {format_time(self.until)} before it begins {format_time(self.from_)}; "
                "swap `from` and `until`"
            )
        return self


class VoyageScenario(_Scenario):
    """A craft overdue on a route. Distress is uniform in time; before it the craft follows the route."""

    kind: Literal["voyage"] = "voyage"
    route: list[Waypoint] = Field(min_length=2)
    speed: Speed | None = None
    speed_error: Speed = 0.0
    """One standard deviation [m/s]."""
    track_error: ErrorLength = 0.0
    """One standard deviation across the track [m]."""
    distress: Period | None = None

    @model_validator(mode="after")
    def _times(self) -> Self:
        if self.route[0].time is None:
            raise IncidentError(f"voyage {self.name!r}: the first route point has no `time`; give its departure time")
        times = [point.time for point in self.route if point.time is not None]
        if any(later <= earlier for earlier, later in itertools.pairwise(times)):
            raise IncidentError(f"voyage {self.name!r}: route times do not increase; put the points in order of time")
        if self.speed is None and any(point.time is None for point in self.route):
            raise IncidentError(f"voyage {self.name!r} has no `speed` and a point without `time`; give one of the two")
        if self.speed is not None and self.speed <= 0:
            raise IncidentError(f"voyage {self.name!r}: `speed` is 0; give the speed of advance, such as `8 kn`")
        return self


class AreaScenario(_Scenario):
    """Anywhere in a polygon, uniformly by area, at a time uniform in a period."""

    kind: Literal["area"] = "area"
    polygon: list[PositionText] = Field(min_length=3)
    from_: Instant = Field(alias="from")
    until: Instant

    @model_validator(mode="after")
    def _period(self) -> Self:
        Period.model_validate({"from": self.from_, "until": self.until})
        return self


class BearingScenario(_Scenario):
    """A bearing (a flare, a radio bearing) from a known point, at a range."""

    kind: Literal["bearing"] = "bearing"
    at: PositionText
    """Where the observer was."""
    time: Instant
    bearing: Bearing
    bearing_error: Angle = 0.0
    """One standard deviation [degrees]."""
    range: Length
    range_error: ErrorLength = 0.0
    """One standard deviation [m]."""
    time_error: Duration = 0.0


class DatumLineScenario(_Scenario):
    """Anywhere on the line between two points, with a normal error across and beyond it."""

    kind: Literal["datum_line"] = "datum_line"
    line: list[PositionText] = Field(min_length=2, max_length=2)
    time: Instant
    error: ErrorLength = 0.0
    """One standard deviation [m]."""
    time_error: Duration = 0.0


Scenario = Annotated[
    PositionScenario | VoyageScenario | AreaScenario | BearingScenario | DatumLineScenario,
    Field(discriminator="kind"),
]


class Noise(Noun):
    """Random velocity errors: first-order correlated, standard deviations per component, and a diffusivity."""

    name: str = "own"
    wind_sd: Speed = 0.0
    wind_half_life: Duration = 3600.0
    current_sd: Speed = 0.0
    current_half_life: Duration = 7 * 3600.0
    diffusivity: Diffusivity = 0.0

    @model_validator(mode="after")
    def _memory(self) -> Self:
        if self.name in NOISE_PRESETS and self != NOISE_PRESETS[self.name]:
            raise IncidentError(f"noise `name: {self.name}` belongs to a preset with other values; leave the name out")
        errors: dict[Literal["wind", "current"], tuple[float, float]] = {
            "wind": (self.wind_sd, self.wind_half_life), "current": (self.current_sd, self.current_half_life),
        }  # fmt: skip
        for what, (sd, half_life) in errors.items():
            if sd > 0 and half_life <= 0:
                raise IncidentError(f"noise: `{what}_half_life` is 0 with an error above 0; give a time such as `1 h`")
            if sd > SPEED_M_PER_S_MAX[what]:
                raise IncidentError(
                    f"noise: `{what}_sd` of {sd:g} m/s is above {SPEED_M_PER_S_MAX[what]:g} m/s, the most that the "
                    f"{what} itself can be; check the figure and its unit"
                )
        if self.diffusivity > DIFFUSIVITY_M2_PER_S_MAX:
            raise IncidentError(
                f"noise: a diffusivity of {self.diffusivity:g} m2/s is above {DIFFUSIVITY_M2_PER_S_MAX:g} m2/s, and no "
                "sea spreads so fast; check the figure and its unit"
            )
        return self


def _preset(name: str, wind_kn: float, current_m_per_s: float, current_half_life_s: float) -> Noise:
    return Noise.model_construct(
        name=name, wind_sd=wind_kn * KNOT_M_PER_S, wind_half_life=3600.0, current_sd=current_m_per_s,
        current_half_life=current_half_life_s, diffusivity=0.0,
    )  # fmt: skip


NOISE_PRESETS: Final = {
    "drifters-2020": _preset("drifters-2020", 0.0, 0.30, 7 * 3600.0),
    "sarops-low": _preset("sarops-low", 2.0, 0.20 * KNOT_M_PER_S, 264 * 60.0),
    "sarops-high": _preset("sarops-high", 1.0, 0.10 * KNOT_M_PER_S, 264 * 60.0),
    "none": _preset("none", 0.0, 0.0, 7 * 3600.0),
}
"""drifters-2020: residual of real drifters against model current and wind; sarops-*: defaults published for SAROPS."""


class Capsizing(Noun):
    """Capsizing in strong wind: rate per hour (1 + tanh((wind - `wind`) / `spread`)) / 2, then leeway times factor."""

    wind: Speed
    spread: Speed
    factor: Annotated[float, BeforeValidator(_no_truth)] = Field(ge=0, le=1)

    @field_validator("spread")
    @classmethod
    def _spread(cls, spread: float) -> float:
        if spread <= 0:
            raise IncidentError("capsizing: `spread` is 0; give the width of the transition, such as `5 m/s`")
        return spread


class DriftSettings(Noun):
    """How the particles are drifted."""

    until: Instant
    direction: Literal["forward", "backward"] = "forward"
    step: Duration = 600.0
    output: Duration = 3600.0
    particles: Annotated[int, BeforeValidator(_no_truth)] = Field(default=10_000, ge=1, le=PARTICLES_MAX)
    seed: Annotated[int, BeforeValidator(_no_truth)] = Field(default=0, ge=0, lt=2**63)
    noise: Noise = Field(NOISE_PRESETS["drifters-2020"], json_schema_extra=_or({"enum": sorted(NOISE_PRESETS)}))
    leeway_spread: bool = True
    jibing: Annotated[float, BeforeValidator(_no_truth)] = Field(default=0.04, ge=0, lt=1)
    """Probability that a particle changes its side of the wind within an hour."""
    calm_ramp: bool = True
    stokes: Literal["none", "add"] = "none"
    capsizing: Capsizing | None = Field(None, json_schema_extra=_or({"const": "none"}))
    integrator: Literal["second_order", "euler"] = "second_order"
    shoreline: Literal["stick", "slip", "none"] = "stick"

    @field_validator("capsizing", mode="before")
    @classmethod
    def _no_capsizing(cls, value: Any) -> Any:
        return None if value == "none" else value

    @field_validator("noise", mode="before")
    @classmethod
    def _noise(cls, value: Any) -> Any:
        if isinstance(value, str):
            if value not in NOISE_PRESETS:
                raise IncidentError(f"noise {value!r} is no preset; choose one of {', '.join(NOISE_PRESETS)} or give "
                                    "wind_sd, wind_half_life, current_sd, current_half_life, diffusivity")  # fmt: skip
            return NOISE_PRESETS[value]
        return value

    @model_validator(mode="after")
    def _steps(self) -> Self:
        if self.step < 1 or self.output < 1:
            raise IncidentError("`step` and `output` must be 1 s or more; the usual values are `10 min` and `1 h`")
        if abs(self.output / self.step - round(self.output / self.step)) > 1e-9:
            raise IncidentError(f"`output` {self.output:g} s is no multiple of `step` {self.step:g} s; make it one")
        return self

    @property
    def random_motion(self) -> bool:
        """False for `noise: none`, which also switches the leeway deviation and jibing off."""
        return self.noise.name != "none"


class Incident(Noun):
    """A distress report, ready to drift. The shape of the incident file."""

    format: Literal["sarex-incident/1"]
    name: str = Field(min_length=1)
    object: Annotated[
        list[WeightedObject],
        Field(min_length=1, json_schema_extra=_or({"type": "string"})),
        BeforeValidator(lambda value: [{"object": value}] if isinstance(value, str) else value),
    ]
    """Key or description of a leeway class, or a list of `{object, weight}`."""
    scenarios: list[Scenario] = Field(min_length=1)
    drift: DriftSettings
    exercise: bool = False
    """True marks every output EXERCISE EXERCISE EXERCISE."""

    @field_validator("scenarios")
    @classmethod
    def _names(cls, scenarios: list[Any]) -> list[Any]:
        twice = used_twice(scenarios)
        if twice is not None:
            raise IncidentError(f"scenario name {twice!r} is used twice; give each its own name")
        return scenarios

    @property
    def objects(self) -> list[WeightedObject]:
        """The possible search objects with their weights."""
        return self.object

    @model_validator(mode="after")
    def _period(self) -> Self:
        for scenario in self.scenarios:
            first, last = _period_on_the_calendar(scenario)
            longest = max(self.drift.until - first, last - self.drift.until)
            if longest > RUN_MAX:
                raise IncidentError(
                    f"scenario {scenario.name!r} ({format_time(first)}) and the end of the drift "
                    f"({format_time(self.drift.until)}) are {longest.days / 365.25:.0f} years apart, and "
                    f"{RUN_MAX.days // 365} are the most; check the years and the errors of time"
                )
            if self.drift.direction == "forward" and self.drift.until <= first:
                raise IncidentError(
                    f"drift ends {format_time(self.drift.until)}, before scenario {scenario.name!r} begins "
                    f"{format_time(first)}; set `until` later or `direction: backward`"
                )
            if self.drift.direction == "backward" and self.drift.until >= last:
                raise IncidentError(
                    f"backward drift ends {format_time(self.drift.until)}, after scenario {scenario.name!r} "
                    f"{format_time(last)}; set `until` earlier or `direction: forward`"
                )
        return self


def distress_period(scenario: Scenario) -> tuple[datetime, datetime]:
    """The earliest and the latest instant at which drift can begin; normal errors are cut at 3 deviations."""
    if isinstance(scenario, AreaScenario):
        return scenario.from_, scenario.until
    if isinstance(scenario, VoyageScenario):
        if scenario.distress is not None:
            return scenario.distress.from_, scenario.distress.until
        return voyage_period(scenario)
    spread = timedelta(seconds=3 * scenario.time_error)
    return scenario.time - spread, scenario.time + spread


def _period_on_the_calendar(scenario: Scenario) -> tuple[datetime, datetime]:
    """`distress_period`, refused in one line where an error or a slow voyage leads beyond the years 1 to 9999."""
    try:
        return distress_period(scenario)
    except OverflowError:
        raise IncidentError(
            f"scenario {scenario.name!r} reaches beyond the years 1 to 9999; check its times, `time_error` and `speed`"
        ) from None


def voyage_period(voyage: VoyageScenario) -> tuple[datetime, datetime]:
    """Departure, and arrival at the last point: its time, or the latest given time and the mean speed from there."""
    from sarex.model.geodesy import route_length_m  # pyproj is loaded only for a voyage

    timed = max(index for index, point in enumerate(voyage.route) if point.time is not None)
    departure, last_given = voyage.route[0].time, voyage.route[timed].time
    assert departure is not None
    assert last_given is not None
    rest_m = route_length_m([point.at for point in voyage.route[timed:]])
    return departure, last_given + timedelta(seconds=rest_m / voyage.speed if voyage.speed else 0.0)
