"""The effort allocation worksheet of the IAMSAR manual: what goes in and what comes out, in SI."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sarex.model.incident import Noun

Conditions = Literal["normal", "ideal"]
"""Ideal where wind, sea, speed and fatigue take nothing from the sweep width; else normal."""
FactorSource = Literal["optimum", "published", "given"]
"""Where the search factor comes from: our own optimisation, the published fits of the manual's curves, or by hand."""
NotNegative = Annotated[float, Field(ge=0)]
Positive = Annotated[float, Field(gt=0)]


class PointDatum(Noun):
    """One point; the object lies about it, circular normal."""

    kind: Literal["point"] = "point"


class DivergingDatums(Noun):
    """Two points, left and right of the wind, with the same error about each."""

    kind: Literal["leeway_divergence"] = "leeway_divergence"
    distance_m: NotNegative
    """Between the two, DD."""


class LineDatum(Noun):
    """Anywhere along a line, normal across it."""

    kind: Literal["line"] = "line"
    length_m: Positive
    """Of the line itself, without the error at its ends."""


Datum = Annotated[PointDatum | DivergingDatums | LineDatum, Field(discriminator="kind")]


class UnitEffort(Noun):
    """What one unit brings."""

    name: str
    sweep_width_m: Positive
    """Corrected, W."""
    search_speed_m_per_s: Positive
    on_scene_s: Positive
    """On-scene endurance; 85 % of it counts as search time T."""


class WorksheetInputs(Noun):
    """What the worksheet asks for."""

    datum: Datum
    initial_error_m: NotNegative
    """Probable error of the initial position, X."""
    drift_error_m: NotNegative
    """Probable error of the drift, De."""
    search_error_m: NotNegative
    """Probable error of the search units' navigation, Y."""
    units: tuple[UnitEffort, ...] = Field(min_length=1)
    conditions: Conditions = "normal"
    earlier_relative_effort: NotNegative = 0.0
    """Sum of the relative effort Zr of the searches before this one."""
    factor_source: FactorSource = "optimum"
    search_factor: Positive | None = None
    """fs by hand, with `factor_source: given`."""


class UnitAllocation(Noun):
    """What the worksheet gives to one unit."""

    name: str
    search_time_s: float
    """T, 85 % of the on-scene endurance."""
    track_length_m: float
    """V T."""
    effort_m2: float
    """Z = W V T."""
    spacing_m: float
    """So = W / Co."""
    area_m2: float
    """V T So."""


class Worksheet(Noun):
    """The worksheet, filled in."""

    inputs: WorksheetInputs
    total_probable_error_m: float
    """E, radius that holds 50 % of a circular normal."""
    separation_ratio: float | None
    """SR = DD / E, for two datums."""
    widely_diverging: bool
    """True for SR >= 4: two areas, each with half of the effort."""
    line_length_m: float | None
    """L, length of the line and E at both ends."""
    total_effort_m2: float
    """Zta."""
    effort_factor_m2: float
    """fZ = E2, or E L for a line."""
    relative_effort: float
    """Zr = Zta / fZ, of the effort on each datum."""
    cumulative_relative_effort: float
    """Zrc, with earlier searches."""
    search_factor: float
    """fs."""
    search_radius_m: float
    """Ro = fs E."""
    area_m2: float
    """Ao, of both areas where the datums diverge widely."""
    coverage: float
    """Co = Zta / Ao, the same for every unit."""
    units: tuple[UnitAllocation, ...]
    law: str
    """Name of the detection law that gave the POD."""
    poc: float
    """Of Ao, before any search."""
    pod: float
    pos: float
