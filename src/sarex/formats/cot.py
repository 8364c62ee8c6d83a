"""The plan as Cursor on Target events for TAK: areas, points and routes as neutral drawings. [MITRE2009]"""

from __future__ import annotations

import uuid
from typing import Final
from xml.etree import ElementTree as Xml

from sarex.formats.marks import marks
from sarex.formats.plan_words import area_name, iso_time, legs_text, motion_text, pos_line, task_name
from sarex.formats.unit_route import whole_route
from sarex.formats.xml_text import document, element
from sarex.model.quantities import Position, format_length, format_speed
from sarex.model.search_plan import SearchPlan, UnitTask

AREA: Final = "u-d-f"
"""A drawing, free form."""
ROUTE: Final = "b-m-r"
WAYPOINT: Final = "b-m-p-w"
SPOT: Final = "b-m-p-s-m"
ENTERED_BY_HAND: Final = "h-e"
UNKNOWN: Final = "9999999.0"
KEPT_S: Final = 86_400.0
"""How long after the search the events are shown: the next shift still wants to see what was searched."""
BLUE_ARGB: Final = "-16752472"
FILL_ARGB: Final = "419455144"


def plan_cot(plan: SearchPlan) -> str:
    """XML text: `events` with one `event` a drawing. Each keeps its identity from plan to plan of one case, so that a
    new plan replaces the drawings of the old one. No type names a side or tracks anybody.

    Heights stand in the remarks: the format counts them from the ellipsoid, the plan from the sea.
    """
    root = Xml.Element("events")
    for datum in plan.datums:
        for number, at in enumerate(datum.points, start=1):
            name = datum.name if len(datum.points) == 1 else f"{datum.name} {number}"
            detail = _event(root, plan, (SPOT, f"datum/{name}"), at)
            _told(detail, plan, name, f"datum at {iso_time(plan.reference_time_s)}; {pos_line(plan)}")
    for index, task in enumerate(plan.tasks):
        _task(root, plan, area_name(index), task)
    return document(root)


def _task(root: Xml.Element, plan: SearchPlan, area: str, task: UnitTask) -> None:
    name, key = task_name(task), f"{task.unit.name}/{task.sortie}/{area}"
    detail = _event(root, plan, (AREA, f"area/{key}"), task.area.centre)
    corners = task.area.corners
    for at in (*corners, corners[0]):
        element(detail, "link", {"point": _place(at)})
    for tag, value in (("strokeColor", BLUE_ARGB), ("strokeWeight", "3.0"), ("fillColor", FILL_ARGB)):
        element(detail, tag, {"value": value})
    element(detail, "labels_on", {"value": "true"})
    _told(detail, plan, f"{area} {name}", _about(task))
    detail = _event(root, plan, (WAYPOINT, f"csp/{key}"), task.csp)
    _told(detail, plan, f"CSP {name}", f"commence search point at {iso_time(task.search_start_s)}")
    detail = _event(root, plan, (ROUTE, f"route/{key}"), task.csp)
    for number, point in enumerate(whole_route(task), start=1):
        about = "" if point.time_s is None else iso_time(point.time_s)
        link = {"uid": _identity(plan, f"point/{key}/{number}"), "type": WAYPOINT, "callsign": point.name}
        element(detail, "link", {**link, "point": _place(point.at), "remarks": about, "relation": "c"})
    method = "Flying" if task.unit.airborne else "Watercraft"
    element(
        detail, "link_attr", {"method": method, "color": BLUE_ARGB, "prefix": "CP", "order": "Ascending Check Points"}
    )
    element(element(detail, "__routeinfo"), "__navcues")
    _told(detail, plan, f"{name} route", _about(task))


def _event(root: Xml.Element, plan: SearchPlan, what: tuple[str, str], at: Position) -> Xml.Element:
    """A new event of this (type, key) at this place; returns its detail."""
    kind, key = what
    start_s = min((task.transit_out.start_s for task in plan.tasks), default=plan.reference_time_s)
    end_s = max((task.leave_s for task in plan.tasks), default=plan.reference_time_s)
    start = iso_time(start_s)
    event = element(
        root,
        "event",
        {
            "version": "2.0", "uid": _identity(plan, key), "type": kind, "how": ENTERED_BY_HAND,
            "time": start, "start": start, "stale": iso_time(end_s + KEPT_S),
        },
    )  # fmt: skip
    place = {"lat": f"{at.lat:.7f}", "lon": f"{at.lon:.7f}", "hae": UNKNOWN, "ce": UNKNOWN, "le": UNKNOWN}
    element(event, "point", place)
    return element(event, "detail")


def _identity(plan: SearchPlan, key: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"sarex:{plan.provenance.incident_sha256}:{plan.name}:{key}"))


def _place(at: Position) -> str:
    return f"{at.lat:.7f},{at.lon:.7f}"


def _told(detail: Xml.Element, plan: SearchPlan, name: str, about: str) -> None:
    loud = " - ".join(marks(plan.provenance))
    element(detail, "contact", {"callsign": name})
    element(detail, "remarks", text=f"{loud}\n{about}")
    element(detail, "archive")


def _about(task: UnitTask) -> str:
    height = f", height {task.unit.height_m:.0f} m above the sea" if task.unit.airborne else ""
    motion = motion_text(task)
    return (
        f"{task.pattern_name} ({task.pattern}), {legs_text(task)}, spacing {format_length(task.spacing_m, 2)}, "
        f"{format_speed(task.unit.search_speed)}{height}; {task.reason}" + ("" if motion is None else f"; {motion}")
    )
