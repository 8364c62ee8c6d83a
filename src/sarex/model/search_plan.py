"""The search plan: who searches which area, by which pattern, from when, and why."""

from __future__ import annotations

import math
from typing import Literal

from sarex.model.incident import Noun
from sarex.model.provenance import Provenance
from sarex.model.quantities import Position
from sarex.model.search_unit import SearchUnit
from sarex.model.worksheet import Worksheet


class SearchArea(Noun):
    """A rectangle on the water.

    bearing_deg : true bearing of its long side at its centre, in [0, 180)
    corners     : four, in order round the area
    """

    centre: Position
    length_m: float
    width_m: float
    bearing_deg: float
    corners: tuple[Position, Position, Position, Position]

    @property
    def area_m2(self) -> float:
        return self.length_m * self.width_m


class Leg(Noun):
    """A straight run of the pattern, timed at search speed without stops."""

    kind: Literal["search", "cross"]
    start: Position
    end: Position
    start_s: float
    end_s: float


class Transit(Noun):
    """The way to or from the search area."""

    start: Position
    end: Position
    start_s: float
    end_s: float
    distance_m: float


class UnitTask(Noun):
    """What one unit is asked to do. Times are seconds since 1970-01-01 UTC.

    search_end_s : the last leg is done if nothing interrupts it
    leave_s      : the end of the on-scene endurance; the time between is kept for turns and sightings
    datum_time_s : the moment of the cloud for which the area was laid, the middle of the unit's time on scene
    datum        : where the datum is at that moment
    poc, pos     : of the cloud in this area at that moment
    """

    unit: SearchUnit
    area: SearchArea
    pattern: Literal["PS"] = "PS"
    pattern_name: str = "parallel sweep"
    spacing_m: float
    csp: Position
    creep_deg: float | None
    """True bearing in which the legs follow each other; None for a single leg."""
    legs: tuple[Leg, ...]
    track_length_m: float
    transit_out: Transit
    transit_home: Transit | None
    search_start_s: float
    search_end_s: float
    leave_s: float
    datum: Position
    datum_time_s: float
    effort_share: float
    """Of the effort of all units."""
    coverage: float
    pod: float
    poc: float
    pos: float
    reason: str
    notes: tuple[str, ...] = ()


class UnusedUnit(Noun):
    """A unit that the plan cannot use, and what would help."""

    unit: SearchUnit
    unused_reason: str


class PlanDatum(Noun):
    """A datum of the plan with its worksheet.

    at    : where it is at the plan's reference time
    share : of all probability, that lies with this datum at the reference time
    worksheet : None where no unit could be spared for it
    """

    name: str
    kind: Literal["point", "leeway_divergence", "line"]
    at: Position
    points: tuple[Position, ...]
    """The datum itself, the two diverging datums, or the two ends of the line."""
    share: float
    total_probable_error_m: float
    worksheet: Worksheet | None
    area_m2: float
    """Given to units: Ao, or more where a minimum spacing asks for it."""


class SearchPlan(Noun):
    """One plan for all units.

    reference_time_s : for which the datums and E were taken
    pos              : chance of success scored on the cloud: weight inside each area at the unit's own datum time x POD
    pos_worksheet    : the worksheet's own figure, over normal distributions
    tasks, unused    : every unit is in one of the two, in the order given
    """

    name: str
    search_object: str
    method: Literal["worksheet"] = "worksheet"
    reference_time_s: float
    datums: tuple[PlanDatum, ...]
    law: str
    conditions: str
    pos: float
    pos_worksheet: float
    afloat: float
    stranded: float
    left_forcing: float
    under_way: float
    tasks: tuple[UnitTask, ...]
    unused: tuple[UnusedUnit, ...]
    notes: tuple[str, ...]
    provenance: Provenance

    @property
    def exercise(self) -> bool:
        return self.provenance.exercise

    @property
    def synthetic(self) -> bool:
        return self.provenance.synthetic

    @property
    def search_start_s(self) -> float:
        return min((task.search_start_s for task in self.tasks), default=math.nan)

    @property
    def search_end_s(self) -> float:
        return max((task.leave_s for task in self.tasks), default=math.nan)

    @property
    def area_m2(self) -> float:
        return math.fsum(task.area.area_m2 for task in self.tasks)
