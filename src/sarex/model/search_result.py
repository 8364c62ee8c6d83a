"""What came back from the search: the results file, and each result made ready to be applied to a cloud."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, field_validator, model_validator

from sarex.model.detection_curve import UnitSensing
from sarex.model.entry_names import used_twice
from sarex.model.errors import ResultsError
from sarex.model.incident import Noun
from sarex.model.quantities import (
    NAUTICAL_MILE_M,
    Duration,
    Instant,
    Length,
    PositionText,
    Speed,
    format_time,
    parse_length,
    parse_position,
    parse_time,
    wrap_longitude,
)
from sarex.model.searched_path import Fix, SearchedPath
from sarex.model.sensor import DetectionSetting
from sarex.model.task_order import TASKS_MAX

FIXES_MAX: Final = 500_000


def _fix(value: Any) -> Fix:
    """A fix as people write it, [time, position], or as Sarex does, [seconds, lon, lat]."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        if len(value) == 2:
            place = parse_position(value[1])
            return parse_time(value[0]).timestamp(), place.lon, place.lat
        if len(value) == 3 and all(isinstance(part, int | float) and not isinstance(part, bool) for part in value):
            time_s, lon, lat = (float(part) for part in value)
            if abs(lat) <= 90.0 and abs(lon) <= 360.0:
                return time_s, wrap_longitude(lon), lat
    raise ResultsError(
        f'{value!r} is no fix; write a time and a position, such as `[2015-11-16T08:00Z, "60 30.0N 004 00.0E"]`'
    )


_FIX_SCHEMA: Final = {
    "type": "array",
    "description": "Time and position, latitude first; or seconds since 1970, longitude, latitude.",
    "examples": [["2015-11-16T08:00Z", "60 30.0N 004 00.0E"]],
    "minItems": 2,
    "maxItems": 3,
}
Fixes = tuple[
    Annotated[
        tuple[float, float, float],
        BeforeValidator(_fix),
        PlainSerializer(list, return_type=list[float]),
        WithJsonSchema(_FIX_SCHEMA),
    ],
    ...,
]


class Track(Noun):
    """Where something was: a file, of which a part may be taken, or fixes written out."""

    file: str | None = Field(default=None, min_length=1)
    """GPX, CSV with time, lat and lon, an NMEA log or an AIS log; its place counts from the results file."""
    name: str | None = None
    """Of the track to take from a GPX file that holds several."""
    mmsi: Annotated[int, Field(ge=1, le=999_999_999)] | None = None
    """Of the craft to take from an AIS log; not needed where the log holds one."""
    date: str | None = Field(default=None, pattern=r"^\d{4}-\d{2}-\d{2}$")
    """UTC date of the first line of an NMEA log without dates."""
    from_: Instant | None = Field(default=None, alias="from")
    """What was before is left out: the transit, or an earlier task."""
    until: Instant | None = None
    clock_ahead: Duration = 0.0
    """How much the recorder's clock is ahead of UTC [s]."""
    clock_behind: Duration = 0.0
    gap: Duration = 600.0
    """Fixes further apart than this leave a part that does not count as searched [s]."""
    fixes: Fixes = Field(default=(), max_length=FIXES_MAX)
    """In order of time; what a file holds once it is read."""
    notes: tuple[str, ...] = ()
    """What was done to it when it was read."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.file is None and not self.fixes:
            raise ResultsError("a track needs a `file` or `fixes`; give one of the two")
        if self.from_ is not None and self.until is not None and self.until <= self.from_:
            raise ResultsError(
                f"the track ends {format_time(self.until)} before it begins {format_time(self.from_)}; swap the two"
            )
        return self


def _track(value: Any) -> Any:
    """A file name alone is a track too."""
    return {"file": value} if isinstance(value, str) else value


def _widths(value: Any) -> Any:
    """One sweep width for all, or one for each object."""
    if isinstance(value, dict):
        return {str(key): parse_length(one) for key, one in value.items()}
    return {"*": parse_length(value)}


def _or_file(schema: dict[str, Any]) -> None:
    full = dict(schema)
    schema.clear()
    schema["anyOf"] = [{"type": "string"}, full]


_WIDTH_SCHEMA: Final = {"type": ["string", "number"], "description": "Text with a unit.", "examples": ["2 nm"]}
TrackField = Annotated[Track, BeforeValidator(_track), Field(json_schema_extra=_or_file)]
SweepWidths = Annotated[
    dict[str, float],
    BeforeValidator(_widths),
    WithJsonSchema({"anyOf": [_WIDTH_SCHEMA, {"type": "object", "additionalProperties": _WIDTH_SCHEMA}]}),
]
"""Sweep width [m] by object key; `*` stands for all others."""
Confidence = Annotated[float, Field(gt=0.0, le=1.0)]


class _Result(Noun):
    name: str = Field(min_length=1, max_length=120)

    @field_validator("name")
    @classmethod
    def _printable(cls, text: str) -> str:
        if not text.isprintable() or text != text.strip():
            raise ResultsError(f"{text!r} has characters that cannot be printed, or blanks around it; write plain text")
        return text


class SearchResult(_Result):
    """A search that found nothing: a track that was flown, or the part that was flown of a planned pattern."""

    kind: Literal["search"]
    time: Instant | None = None
    """When it was reported; the track has the times that count."""
    unit: str | None = None
    """Its name in the units file or in the plan."""
    track: TrackField | None = None
    plan: str | None = Field(default=None, min_length=1)
    """The `plan.json` of the plan that was flown; its place counts from the results file."""
    sortie: Annotated[int, Field(ge=1, le=4)] = 1
    task: Annotated[int, Field(ge=1, le=TASKS_MAX)] | None = None
    """Which of the unit's tasks in the plan, in their order; needed where one sortie holds several."""
    flown: Annotated[float, Field(gt=0.0, le=1.0)] = 1.0
    """How much of the planned track was flown, by length."""
    until: Instant | None = None
    """When the planned pattern was broken off."""
    sweep_width: SweepWidths | None = None
    """Corrected for weather, speed and fatigue [m]: one for all objects, or one for each. It overrides the unit's."""
    search_speed: Speed | None = None
    """That the sweep width holds for; the default is the unit's, or the mean speed of the track."""
    detection: DetectionSetting | None = None
    """The law; the default is the unit's or the plan's, or `random`."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.track is None) == (self.plan is None):
            raise ResultsError("a search needs either the `track` that was flown or the `plan`; give one of the two")
        if self.plan is not None and self.unit is None:
            raise ResultsError("which unit of the plan searched? give its name as `unit`")
        if self.plan is None and (self.flown < 1.0 or self.until is not None):
            raise ResultsError(
                "`flown` and `until` tell how much of a `plan` was flown; cut a track with its own `until`"
            )
        if self.track is not None and self.unit is None and self.sweep_width is None:
            raise ResultsError("what could it see? give a `sweep_width`, or a `unit` of the units file")
        return self


class Sighting(_Result):
    """Somebody saw the object, perhaps."""

    kind: Literal["sighting"]
    time: Instant
    at: PositionText
    position_error: Length
    """Radius of the circle that holds 50 % [m]."""
    confidence: Confidence
    """That it was the object and not something else."""
    object: str | None = None
    """Key of the class that was seen; any of the case's if left out."""

    @field_validator("position_error")
    @classmethod
    def _some_error(cls, error: float) -> float:
        if error <= 0.0:
            raise ResultsError("`position_error` is 0, and no position is that sure; give the radius that holds 50 %")
        return error


class Debris(_Result):
    """Something from the same distress was found. It drifted differently, so it speaks of the start alone."""

    kind: Literal["debris"]
    time: Instant
    at: PositionText
    position_error: Length = 0.1 * NAUTICAL_MILE_M
    object: str = Field(min_length=1)
    """Leeway class of what was found."""
    confidence: Confidence = 1.0
    """That it came from this distress."""


class MarkerBuoy(_Result):
    """The track of a datum marker buoy: it tells how the water really moved."""

    kind: Literal["marker_buoy"]
    time: Instant | None = None
    track: TrackField
    slip: Speed = 0.05
    """One standard deviation of its velocity through the water [m/s]."""
    correlation_length: Length = 20_000.0
    """Distance at which the error of the current is alike to 61 % [m]: exp(-d2 / 2 L2)."""

    @field_validator("correlation_length")
    @classmethod
    def _some_length(cls, length: float) -> float:
        if length <= 0.0:
            raise ResultsError(
                "`correlation_length` is 0, so the buoy would tell nothing; give a length such as `20 km`"
            )
        return length


Result = Annotated[SearchResult | Sighting | Debris | MarkerBuoy, Field(discriminator="kind")]


class SearchResults(Noun):
    """The shape of the results file."""

    format: Literal["sarex-results/1"]
    units: str | None = Field(default=None, min_length=1)
    """The units file of the searches; its place counts from this file."""
    results: list[Result] = Field(min_length=1, max_length=1000)

    @field_validator("results")
    @classmethod
    def _names(cls, results: list[Any]) -> list[Any]:
        twice = used_twice(results)
        if twice is not None:
            raise ResultsError(f"result name {twice!r} is used twice; give each its own, so that it can be undone")
        return results


class FlownSearch(_Result):
    """A search that found nothing, with all that is needed to score it again.

    stretches    : tracks that were searched along without a gap, each in order of time, one after the other
    sensing      : one entry for each object class of the cloud
    search_speed : that the sweep widths hold for [m/s]
    path         : of a planned pattern, of which the stretch tells how much was flown
    """

    kind: Literal["search"] = "search"
    unit: str = ""
    stretches: tuple[Fixes, ...] = Field(min_length=1)
    sensing: UnitSensing
    search_speed: float = Field(gt=0.0)
    path: SearchedPath | None = None
    notes: tuple[str, ...] = ()

    @property
    def period_s(self) -> tuple[float, float]:
        return self.stretches[0][0][0], self.stretches[-1][-1][0]


Evidence = Annotated[FlownSearch | Sighting | Debris | MarkerBuoy, Field(discriminator="kind")]
"""A result that is ready to be applied."""


def evidence_end_s(evidence: FlownSearch | Sighting | Debris | MarkerBuoy) -> float:
    """The last moment that it tells of, seconds since 1970-01-01 UTC."""
    if isinstance(evidence, FlownSearch):
        return evidence.period_s[1]
    if isinstance(evidence, MarkerBuoy):
        return evidence.track.fixes[-1][0]
    assert isinstance(evidence.time, datetime)
    return evidence.time.timestamp()
