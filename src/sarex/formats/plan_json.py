"""The plan as one JSON object, for other programs."""

from __future__ import annotations

from typing import Any

from sarex.formats.marks import marks
from sarex.formats.plan_words import iso_time, pos_line
from sarex.model.provenance import Provenance
from sarex.model.quantities import Position
from sarex.model.search_plan import Leg, PlanDatum, SearchArea, SearchPlan, Transit, UnitTask

SCHEMA = "sarex-plan/1"


def _place(position: Position) -> dict[str, float]:
    return {"lon": round(position.lon, 7), "lat": round(position.lat, 7)}


def _area(area: SearchArea) -> dict[str, Any]:
    return {
        "centre": _place(area.centre),
        "length_m": area.length_m,
        "width_m": area.width_m,
        "area_m2": area.area_m2,
        "bearing_deg": area.bearing_deg,
        "corners": [_place(corner) for corner in area.corners],
    }


def _leg(leg: Leg) -> dict[str, Any]:
    return {
        "kind": leg.kind,
        "from": _place(leg.start),
        "to": _place(leg.end),
        "start": iso_time(leg.start_s),
        "end": iso_time(leg.end_s),
    }


def _transit(transit: Transit | None) -> dict[str, Any] | None:
    if transit is None:
        return None
    return {
        "from": _place(transit.start),
        "to": _place(transit.end),
        "via": [_place(at) for at in transit.via],
        "start": iso_time(transit.start_s),
        "end": iso_time(transit.end_s),
        "distance_m": transit.distance_m,
    }


def _task(task: UnitTask) -> dict[str, Any]:
    return {
        "name": task.unit.name,
        "nation": task.unit.nation,
        "kind": task.unit.kind,
        "sortie": task.sortie,
        "area": _area(task.area),
        "pattern": task.pattern,
        "pattern_name": task.pattern_name,
        "spacing": task.spacing_m,
        "csp": _place(task.csp),
        "creep_deg": task.creep_deg,
        "timing": task.timing,
        "motion": None if task.motion is None else task.motion.model_dump(mode="json"),
        "start": iso_time(task.search_start_s),
        "end": iso_time(task.search_end_s),
        "leave": iso_time(task.leave_s),
        "search_speed_m_per_s": task.unit.search_speed,
        "height_m": task.unit.height_m,
        "sweep_width_m": task.unit.sweep_width,
        "sensing": None if task.sensing is None else task.sensing.model_dump()["objects"],
        "track_length_m": task.track_length_m,
        "legs": [_leg(leg) for leg in task.legs],
        "path": None if task.path is None else task.path.model_dump(mode="json"),
        "transit_out": _transit(task.transit_out),
        "transit_home": _transit(task.transit_home),
        "datum": _place(task.datum),
        "datum_time": iso_time(task.datum_time_s),
        "effort_share": task.effort_share,
        "coverage": task.coverage,
        "pod": task.pod,
        "poc": task.poc,
        "pos": task.pos,
        "reason": task.reason,
        "notes": list(task.notes),
    }


def _datum(datum: PlanDatum) -> dict[str, Any]:
    return {
        "name": datum.name,
        "kind": datum.kind,
        "at": _place(datum.at),
        "points": [_place(point) for point in datum.points],
        "share": datum.share,
        "total_probable_error_m": datum.total_probable_error_m,
        "area_m2": datum.area_m2,
        "worksheet": None if datum.worksheet is None else datum.worksheet.model_dump(mode="json"),
    }


def _figures(plan: SearchPlan) -> dict[str, Any]:
    """Chance of success: whole, in parts, its upper figures, what more would add and how the plan was found."""
    nouns = {name: getattr(plan, name) for name in ("bound", "ceiling", "optimiser", "survival")}
    return {
        "pos": plan.pos,
        "pos_line": pos_line(plan),
        "pos_worksheet": plan.pos_worksheet,
        **{name: None if noun is None else noun.model_dump(mode="json") for name, noun in nouns.items()},
        "pos_by_scenario": [{"scenario": name, "pos": pos} for name, pos in plan.pos_by_scenario],
        "pos_by_object": [{"object": name, "pos": pos} for name, pos in plan.pos_by_object],
        "pos_by_hour": [{"time": iso_time(time_s), "pos": pos} for time_s, pos in plan.pos_by_hour],
        "marginal": [value.model_dump() for value in plan.marginal],
    }


def _provenance(provenance: Provenance) -> dict[str, Any]:
    """Without what is long: the incident, and the tracks in the results that the cloud was updated by."""
    return provenance.model_dump(exclude={"incident": True, "updates": {"__all__": {"result"}}})


def plan_json(plan: SearchPlan) -> dict[str, Any]:
    """Everything in the plan. Lengths in metres, speeds in m/s, bearings in degrees true, times in UTC; `spacing` of a
    unit in metres; `pos` is scored on the cloud, `pos_worksheet` is the manual's own figure."""
    return {
        "schema": SCHEMA,
        "name": plan.name,
        "object": plan.search_object,
        "marks": list(marks(plan.provenance)),
        "method": plan.method,
        "conditions": plan.conditions,
        "law": plan.law,
        **_figures(plan),
        "reference_time": iso_time(plan.reference_time_s),
        "shares": {
            "afloat": plan.afloat,
            "stranded": plan.stranded,
            "left_forcing": plan.left_forcing,
            "under_way": plan.under_way,
        },
        "datums": [_datum(datum) for datum in plan.datums],
        "area_m2": plan.area_m2,
        "units": [_task(task) for task in plan.tasks],
        "unused": [{"name": one.unit.name, "reason": one.unused_reason} for one in plan.unused],
        "notes": list(plan.notes),
        "provenance": _provenance(plan.provenance),
    }
