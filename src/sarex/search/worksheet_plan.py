"""The first plan: the manual's worksheet fed from the cloud, parallel sweeps for every unit."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sarex.model.entry_names import used_twice
from sarex.model.errors import PlanError
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.quantities import Position, format_length, format_time
from sarex.model.search_plan import PlanDatum, SearchPlan, UnitTask, UnusedUnit
from sarex.model.search_unit import SearchUnit
from sarex.model.sentence import Sentence
from sarex.model.worksheet import Conditions, FactorSource
from sarex.search.cloud_moment import CloudPath
from sarex.search.cloud_shape import LINE_ASPECT_MIN, ellipse_of
from sarex.search.datum_group import WorksheetRules
from sarex.search.detection import law_for
from sarex.search.fleet_layout import FleetLayout, fleet_layout
from sarex.search.fleet_sheet import FleetSheet
from sarex.search.land_crossing import LandTest
from sarex.search.local_plane import Point
from sarex.search.sortie import Refusal, unfit
from sarex.search.tasking import Tasked, corners_overlap, tasked

UNITS_MAX = 500


@dataclass(frozen=True)
class WorksheetOptions:
    """How the worksheet is filled in, and what the legs are checked against.

    conditions : `normal` (random search curve) or `ideal` (inverse cube)
    factor_source : `optimum` (our own optimisation), `published` (the fits) or `given` (`search_factor`)
    earlier_relative_effort : sum of Zr of earlier searches
    land : True on land, for longitudes and latitudes [degrees]; without it legs are not checked
    """

    conditions: Conditions = "normal"
    factor_source: FactorSource = "optimum"
    search_factor: float | None = None
    earlier_relative_effort: float = 0.0
    land: LandTest | None = field(default=None, compare=False)

    @property
    def rules(self) -> WorksheetRules:
        return WorksheetRules(
            self.conditions, self.factor_source, self.search_factor, self.earlier_relative_effort
        )  # fmt: skip


def worksheet_plan(
    cloud: ParticleCloud, units: Sequence[SearchUnit], options: WorksheetOptions | None = None
) -> SearchPlan:
    """A plan for all units by the manual's worksheet. Raises PlanError where no unit can be used.

    The datum is the mean of the particles afloat, E the radius of the circle with the area of the ellipse that holds
    half of them, the units' navigation error included. Two clusters become two datums by the manual's separation
    ratio, a long even cloud a line datum (cloud_shape.py). The optimal area is divided into strips in proportion to
    effort; each strip is laid about the datum at the middle of its own unit's search.
    `pos` is scored on the cloud, `pos_worksheet` is the manual's own figure.
    """
    options = options or WorksheetOptions()
    _check(cloud, units, options)
    path = CloudPath(cloud)
    refusals = {unit.name: refusal for unit in units if (refusal := unfit(unit)) is not None}
    # In order of their names, so that the order of the units file changes nothing.
    fleet = sorted((unit for unit in units if unit.name not in refusals), key=lambda unit: unit.name)
    layout: FleetLayout | tuple[Refusal, ...] = ()
    while fleet:
        layout = fleet_layout(path, fleet, options.rules)
        if isinstance(layout, FleetLayout):
            break
        refusals |= {refusal.unit.name: refusal for refusal in layout}
        fleet = [unit for unit in fleet if unit.name not in refusals]
    if not isinstance(layout, FleetLayout):
        reasons = "; ".join(f"{unit.name}: {refusals[unit.name].reason}" for unit in units)
        raise PlanError(f"no unit can be used ({reasons})")
    return _plan(path, units, layout, refusals=refusals, options=options)


def _check(cloud: ParticleCloud, units: Sequence[SearchUnit], options: WorksheetOptions) -> None:
    if not units:
        raise PlanError("there are no search units to plan with; list at least one in the units file")
    if len(units) > UNITS_MAX:
        raise PlanError(f"there are {len(units)} units, more than {UNITS_MAX}; plan for fewer at a time")
    twice = used_twice(units)
    if twice is not None:
        raise PlanError(f"unit name {twice!r} is used twice; give each unit its own name")
    if not cloud.provenance.forward:
        raise PlanError("the cloud was drifted back in time, so it shows where the object came from; drift it forward")
    if options.conditions not in ("normal", "ideal"):
        raise PlanError(f"conditions {options.conditions!r} are not known; give normal or ideal")


def _plan(
    path: CloudPath,
    units: Sequence[SearchUnit],
    layout: FleetLayout,
    *,
    refusals: dict[str, Refusal],
    options: WorksheetOptions,
) -> SearchPlan:
    cloud, law = path.cloud, law_for(options.conditions)
    done = tasked(layout.sheets, path, law, options.land)
    order = {unit.name: index for index, unit in enumerate(units)}
    shares = path.shares(layout.reference_time_s)
    told = json.loads(cloud.provenance.incident) if cloud.provenance.incident else {}
    return SearchPlan(
        name=str(told.get("name", "Search plan")),
        search_object=_search_object(told, cloud),
        reference_time_s=layout.reference_time_s,
        datums=tuple(_datum(sheet, index, layout) for index, sheet in enumerate(layout.sheets)),
        law=law.name,
        conditions=options.conditions,
        pos=float(cloud.weight @ (1.0 - done.missed)),
        pos_worksheet=_pos_worksheet(layout.sheets),
        afloat=shares[Status.AFLOAT],
        stranded=shares[Status.STRANDED],
        left_forcing=shares[Status.LEFT_FORCING],
        under_way=shares[Status.UNDER_WAY],
        tasks=tuple(sorted(done.tasks, key=lambda task: order[task.unit.name])),
        unused=tuple(
            UnusedUnit(unit=unit, unused_reason=refusals[unit.name].reason) for unit in units if unit.name in refusals
        ),
        notes=_notes(path, layout, done, shares),
        provenance=cloud.provenance,
    )


def _search_object(told: dict[str, object], cloud: ParticleCloud) -> str:
    """The object or objects as the incident names them, else the keys of the cloud."""
    said = told.get("object")
    if isinstance(said, str):
        return said
    if isinstance(said, list) and all(isinstance(one, dict) and "object" in one for one in said):
        return " or ".join(str(one["object"]) for one in said)
    return " or ".join(cloud.object_keys)


def _datum(sheet: FleetSheet, index: int, layout: FleetLayout) -> PlanDatum:
    group = sheet.group
    return PlanDatum(
        name="Datum" if len(layout.sheets) == 1 else f"Datum {index + 1}",
        kind=group.kind,
        at=group.plane.position(group.at(layout.reference_time_s)),
        points=group.points,
        share=group.share,
        total_probable_error_m=group.probable_error_m,
        worksheet=sheet.sheet,
        area_m2=sum(ladder.area.length_m * ladder.area.width_m for ladder in sheet.sweeps.values()),
    )


def _pos_worksheet(sheets: Sequence[FleetSheet]) -> float:
    """The manual's figure: all probability lies with the datums, in proportion to their shares."""
    total = sum(sheet.group.share for sheet in sheets)
    return float(sum(sheet.group.share / total * sheet.sheet.pos for sheet in sheets if sheet.sheet is not None))


def _notes(path: CloudPath, layout: FleetLayout, done: Tasked, shares: dict[Status, float]) -> tuple[Sentence, ...]:
    at = format_time(layout.reference_time_s)
    notes = [_shape_note(path, layout)]
    for status, code in (
        (Status.STRANDED, "note.stranded"),
        (Status.LEFT_FORCING, "note.left_forcing"),
        (Status.UNDER_WAY, "note.under_way"),
    ):
        if shares[status] >= 0.005:
            notes.append(Sentence(code, share=f"{shares[status]:.0%}", at=at))
    notes += _scenario_notes(path, layout)
    notes += [
        Sentence("note.datum_unserved", number=index + 1, share=f"{sheet.group.share:.0%}")
        for index, sheet in enumerate(layout.sheets)
        if sheet.sheet is None
    ]
    notes += [note for task in done.tasks for note in task.notes]
    for one, other in _overlapping(done.tasks, layout):
        notes.append(Sentence("note.areas_overlap", one=one, other=other))
    return tuple(notes)


def _shape_note(path: CloudPath, layout: FleetLayout) -> Sentence:
    shape, error = layout.shape, format_length(layout.sheets[0].group.probable_error_m)
    if shape.kind == "line":
        length = format_length(shape.line_length_m)
        return Sentence("note.datum_line", aspect=f"{LINE_ASPECT_MIN:.0f}", length=length, error=error)
    if shape.clusters:
        code = "note.two_joint" if shape.kind == "leeway_divergence" else "note.two_areas"
        return Sentence(code, distance=format_length(shape.distance_m), cause=_cause(path, layout))
    return Sentence("note.one_datum", error=error)


def _cause(path: CloudPath, layout: FleetLayout) -> Sentence:
    """Why there are two parts: the scenarios, the objects, or else what the wind does."""
    cloud, shape = path.cloud, layout.shape
    for labels, names in ((cloud.scenario, cloud.scenario_names), (cloud.object_class, cloud.object_keys)):
        parts = []
        for cluster in shape.clusters:
            weights = np.bincount(labels[cluster], weights=cloud.weight[cluster], minlength=len(names))
            parts.append((int(np.argmax(weights)), float(weights.max() / weights.sum())))
        if parts[0][0] != parts[1][0] and min(purity for _, purity in parts) >= 0.9:
            first, second = names[parts[0][0]], names[parts[1][0]]
            return Sentence("note.cause_names", first=first, second=second)
    return Sentence("note.cause_wind")


def _scenario_notes(path: CloudPath, layout: FleetLayout) -> list[Sentence]:
    """An honest word where scenarios lie further apart than one datum can stand for."""
    cloud = path.cloud
    if len(cloud.scenario_names) < 2 or len(layout.sheets) > 1 or layout.shape.kind != "point":
        return []
    moment = path.moment(layout.reference_time_s)
    east, north = layout.plane.flat(moment.lon, moment.lat)
    centres: dict[str, Point] = {}
    for index, name in enumerate(cloud.scenario_names):
        chosen = moment.afloat & (cloud.scenario == index)
        if cloud.weight[chosen].sum() > 0.0:
            centres[name] = ellipse_of(east[chosen], north[chosen], cloud.weight[chosen]).centre
    apart = {
        pair: float(np.hypot(*np.subtract(centres[pair[0]], centres[pair[1]])))
        for pair in itertools.combinations(centres, 2)
    }
    if not apart or max(apart.values()) <= layout.sheets[0].group.probable_error_m:
        return []
    (first, second), distance = max(apart.items(), key=lambda item: item[1])
    return [Sentence("note.scenarios_apart", first=first, second=second, distance=format_length(distance))]


def _overlapping(tasks: Sequence[UnitTask], layout: FleetLayout) -> list[tuple[str, str]]:
    """Units whose areas overlap on the chart, which can only be those of different datums."""
    areas: list[tuple[str, Sequence[Position]]] = [(task.unit.name, task.area.corners) for task in tasks]
    return [
        (one, other)
        for (one, corners), (other, others) in itertools.combinations(areas, 2)
        if len(layout.sheets) > 1 and corners_overlap(corners, others, layout.plane)
    ]
