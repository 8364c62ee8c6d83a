"""The search plan: who searches which area, by which pattern, from when, and why."""

from __future__ import annotations

import math
from typing import Literal

from sarex.model.detection_curve import UnitSensing
from sarex.model.incident import Noun
from sarex.model.provenance import Provenance
from sarex.model.quantities import Position
from sarex.model.search_pattern import PatternCode
from sarex.model.search_unit import SearchUnit
from sarex.model.searched_path import PieceKind, SearchedPath
from sarex.model.sentence import Sentence
from sarex.model.task_order import TaskOrder
from sarex.model.worksheet import Worksheet


class SearchArea(Noun):
    """A rectangle on the water, or the outline of what a pattern covers.

    length_m, width_m : of the rectangle, or of the smallest one about the outline along `bearing_deg`
    bearing_deg : true bearing of its long side at its centre, in [0, 180)
    corners     : three or more, in order round the area
    covered_m2  : what the pattern covers, where that is not the rectangle
    """

    centre: Position
    length_m: float
    width_m: float
    bearing_deg: float
    corners: tuple[Position, ...]
    covered_m2: float | None = None

    @property
    def area_m2(self) -> float:
        return self.length_m * self.width_m if self.covered_m2 is None else self.covered_m2


class Leg(Noun):
    """A straight run of the pattern, timed at search speed without stops. Turns stand as short runs of their own where
    they are timed."""

    kind: PieceKind
    start: Position
    end: Position
    start_s: float
    end_s: float


class DatumMotion(Noun):
    """The drift of the water that a pattern moves with: legs are steered relative to a datum that goes this way."""

    toward_deg: float
    speed_m_per_s: float


class Transit(Noun):
    """The way to or from the search area.

    via : turning points between start and end, where the way goes round land or a forbidden area
    """

    start: Position
    end: Position
    start_s: float
    end_s: float
    distance_m: float
    via: tuple[Position, ...] = ()


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
    pattern: PatternCode = "PS"
    pattern_name: str = "parallel sweep"
    sortie: int = 1
    """Of how many times the unit is sent: 1 for the first."""
    timing: Literal["worksheet", "timed"] = "worksheet"
    """`worksheet`: 0.85 of the time on scene on the legs, turns free. `timed`: turns and cross legs take their time,
    0.95 of it for the pattern."""
    motion: DatumMotion | None = None
    """None where the legs are fixed to the ground."""
    sensing: UnitSensing | None = None
    """What the sweep widths were made from."""
    spacing_m: float
    csp: Position
    creep_deg: float | None
    """True bearing in which the legs follow each other; None for a single leg."""
    legs: tuple[Leg, ...]
    path: SearchedPath | None = None
    """The pattern just as it was scored; None in a task that no planner made."""
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
    reason: Sentence
    notes: tuple[Sentence, ...] = ()
    order: TaskOrder | None = None
    """That laid it, or would lay it again. Of a vessel that goes with an aircraft: the one to the aircraft. None in
    plans of the worksheet, and of versions that did not write it."""


class UnusedUnit(Noun):
    """A unit that the plan cannot use, and what would help."""

    unit: SearchUnit
    unused_reason: Sentence


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


class UpperFigure(Noun):
    """An upper figure for POS, on a smoothed map.

    law    : the detection law it holds for, or `any`
    cell_m, smoothing_m : of the map that it was computed on
    """

    pos: float
    law: str
    cell_m: float
    smoothing_m: float


class MarginalValue(Noun):
    """What one more resource would add to POS, everything else equal."""

    change: Sentence
    pos_gain: float


class OptimiserRecord(Noun):
    """How the plan was found: the same seed and iterations on the same input give the same plan.

    pos_fitted  : POS on the cloud that the plan was fitted to; `SearchPlan.pos` is that on the second cloud
    second_seed : of the cloud that the plan is scored on; None where it had to be scored on halves of one cloud
    stopped_by  : `time`, `iterations` or `no gain`
    """

    seed: int
    iterations: int
    seconds: float
    stopped_by: str
    particles: int
    pos_fitted: float
    second_seed: int | None


class SurvivalWeighting(Noun):
    """The plan weighted by the chance that a person in the water is still alive when found.

    pos_alive : POS with each detection weighted by survival at its time
    """

    water_temperature_c: float
    pos_alive: float
    source: str


class SearchPlan(Noun):
    """One plan for all units.

    reference_time_s : for which the datums and E were taken
    pos              : chance of success scored on the cloud. Of the worksheet: weight inside each area at the unit's
                       own datum time x POD; of the optimiser: by simulation of every particle against the paths
    pos_worksheet    : the worksheet's own figure, over normal distributions; None for other methods
    bound            : optimum of divisible effort under a named law (reference; a regular sweep may beat `random`)
    ceiling          : no pattern with any detection curve of these sweep widths can pass it
    pos_by_*         : of the whole POS, given that this scenario or object is the true one; by hour, the POS reached
    tasks, unused    : every unit is in one of the two, in the order given
    """

    name: str
    search_object: str
    method: Literal["worksheet", "optimised"] = "worksheet"
    reference_time_s: float
    datums: tuple[PlanDatum, ...]
    law: str
    conditions: str
    pos: float
    pos_worksheet: float | None = None
    bound: UpperFigure | None = None
    ceiling: UpperFigure | None = None
    pos_by_scenario: tuple[tuple[str, float], ...] = ()
    pos_by_object: tuple[tuple[str, float], ...] = ()
    pos_by_hour: tuple[tuple[float, float], ...] = ()
    """(seconds since 1970 UTC, POS reached by then)."""
    marginal: tuple[MarginalValue, ...] = ()
    optimiser: OptimiserRecord | None = None
    survival: SurvivalWeighting | None = None
    afloat: float
    stranded: float
    left_forcing: float
    under_way: float
    tasks: tuple[UnitTask, ...]
    unused: tuple[UnusedUnit, ...]
    notes: tuple[Sentence, ...]
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
