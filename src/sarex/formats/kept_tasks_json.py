"""The tasks of frozen units from a plan that was written as JSON, to be kept as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pydantic import ValidationError

from sarex.formats.planned_search_json import plan_object
from sarex.model.detection_curve import ObjectSensing, UnitSensing
from sarex.model.errors import PlanError, QuantityError
from sarex.model.quantities import Position, parse_time, wrap_longitude
from sarex.model.search_plan import DatumMotion, Leg, SearchArea, Transit, UnitTask
from sarex.model.search_unit import SearchUnit
from sarex.model.searched_path import SearchedPath

SAME_AREA: Final = 1e-6


def kept_tasks(text: str, what: str, units: Sequence[SearchUnit]) -> dict[str, tuple[UnitTask, ...]]:
    """All tasks of the frozen ones of these units in a `plan.json`, by unit, its sorties in order. Frozen units without
    a task are left out.

    The unit of a task is that of the units file, with the search speed and height that the task was made for.
    Raises PlanError where the text is no plan.
    """
    plan = plan_object(text, what, PlanError)
    kept: dict[str, tuple[UnitTask, ...]] = {}
    for unit in units:
        try:
            tasks = [_task(unit, told) for told in plan["units"] if told["name"] == unit.name] if unit.frozen else []
        except (KeyError, TypeError, ValueError, ValidationError, QuantityError) as fault:
            said = " ".join(str(fault).split())
            raise PlanError(
                f"{what}: the task of {unit.name!r} cannot be read ({said}); give the plan.json that `sarex plan` wrote"
            ) from None
        if tasks:
            kept[unit.name] = tuple(sorted(tasks, key=lambda task: task.search_start_s))
    return kept


def _task(unit: SearchUnit, told: dict[str, Any]) -> UnitTask:
    as_planned = {"search_speed": float(told["search_speed_m_per_s"]), "height": float(told["height_m"])}
    sensing = told.get("sensing")
    return UnitTask(
        unit=unit.model_copy(update=as_planned),
        area=_area(told["area"]),
        pattern=told["pattern"],
        pattern_name=told["pattern_name"],
        sortie=told["sortie"],
        timing=told["timing"],
        motion=None if told["motion"] is None else DatumMotion.model_validate(told["motion"]),
        sensing=None
        if sensing is None
        else UnitSensing(objects=tuple(ObjectSensing.model_validate(one) for one in sensing)),
        spacing_m=told["spacing"],
        csp=_place(told["csp"]),
        creep_deg=told["creep_deg"],
        legs=tuple(_leg(leg) for leg in told["legs"]),
        path=SearchedPath.model_validate(told["path"]),
        track_length_m=told["track_length_m"],
        transit_out=_transit(told["transit_out"]),
        transit_home=None if told["transit_home"] is None else _transit(told["transit_home"]),
        search_start_s=_time_s(told["start"]),
        search_end_s=_time_s(told["end"]),
        leave_s=_time_s(told["leave"]),
        datum=_place(told["datum"]),
        datum_time_s=_time_s(told["datum_time"]),
        effort_share=told["effort_share"],
        coverage=told["coverage"],
        pod=told["pod"],
        poc=told["poc"],
        pos=told["pos"],
        reason=told["reason"],
        notes=tuple(told["notes"]),
    )


def _area(told: dict[str, Any]) -> SearchArea:
    length_m, width_m, area_m2 = float(told["length_m"]), float(told["width_m"]), float(told["area_m2"])
    rectangle = abs(area_m2 - length_m * width_m) <= SAME_AREA * area_m2
    return SearchArea(
        centre=_place(told["centre"]),
        length_m=length_m,
        width_m=width_m,
        bearing_deg=told["bearing_deg"],
        corners=tuple(_place(corner) for corner in told["corners"]),
        covered_m2=None if rectangle else area_m2,
    )


def _leg(told: dict[str, Any]) -> Leg:
    return Leg(
        kind=told["kind"],
        start=_place(told["from"]),
        end=_place(told["to"]),
        start_s=_time_s(told["start"]),
        end_s=_time_s(told["end"]),
    )


def _transit(told: dict[str, Any]) -> Transit:
    return Transit(
        start=_place(told["from"]),
        end=_place(told["to"]),
        start_s=_time_s(told["start"]),
        end_s=_time_s(told["end"]),
        distance_m=told["distance_m"],
        via=tuple(_place(at) for at in told["via"]),
    )


def _place(told: dict[str, Any]) -> Position:
    return Position(wrap_longitude(float(told["lon"])), float(told["lat"]))


def _time_s(told: str) -> float:
    return parse_time(told).timestamp()
