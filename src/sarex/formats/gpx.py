"""The plan as GPX 1.1 for plotters and phones: one route a unit, waypoints for datums and commence search points."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from sarex.formats.marks import marks
from sarex.formats.plan_words import iso_time, legs_text, minute, motion_text, task_name
from sarex.formats.unit_route import RoutePoint, search_points, transit_points
from sarex.formats.xml_text import document, element
from sarex.model.quantities import Position, format_length, format_speed
from sarex.model.search_plan import SearchPlan, UnitTask

NAMESPACE = "http://www.topografix.com/GPX/1/1"
SCHEMA_PLACE = "http://www.topografix.com/GPX/1/1/gpx.xsd"


def plan_gpx(plan: SearchPlan) -> str:
    """GPX 1.1 text. Routes begin at the commence search point and turn at every leg end, with the times of the plan;
    waypoint names are short, for small screens. A transit has a route of its own where it turns on its way."""
    root = Xml.Element(
        "gpx",
        {
            "version": "1.1",
            "creator": f"Sarex {plan.provenance.sarex_version}",
            "xmlns": NAMESPACE,
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA_PLACE}",
        },
    )
    marked = " - ".join(marks(plan.provenance))
    metadata = element(root, "metadata")
    element(metadata, "name", text=f"{plan.name}: search plan")
    element(metadata, "desc", text=marked)
    for datum in plan.datums:
        for index, at in enumerate(datum.points):
            name = datum.name if len(datum.points) == 1 else f"{datum.name} {index + 1}"
            _point(root, "wpt", at, name=name, time_s=plan.reference_time_s, about=f"datum, {marked}")
    for task in plan.tasks:
        about = f"commence search point of {task_name(task)}, {marked}"
        _point(root, "wpt", task.csp, name=f"CSP {task_name(task)}", time_s=task.search_start_s, about=about)
    for task in plan.tasks:
        name = task_name(task)
        if task.transit_out.via:
            _route(root, (f"{name}: out", "transit", marked), transit_points(task.transit_out, home=False))
        _route(root, (name, _about(task), marked), search_points(task))
        if task.transit_home is not None and task.transit_home.via:
            _route(root, (f"{name}: home", "transit", marked), transit_points(task.transit_home, home=True))
    return document(root)


def _about(task: UnitTask) -> str:
    motion = motion_text(task)
    height = f", height {task.unit.height_m:.0f} m above the sea" if task.unit.airborne else ""
    return (
        f"{task.pattern_name}, spacing {format_length(task.spacing_m, 2)}, {format_speed(task.unit.search_speed)}, "
        f"{legs_text(task)}{height}, from {minute(task.search_start_s)}" + ("" if motion is None else f"; {motion}")
    )


def _route(root: Xml.Element, texts: tuple[str, str, str], points: Sequence[RoutePoint]) -> None:
    """A route with its name, comment and description."""
    route = element(root, "rte")
    for tag, text in zip(("name", "cmt", "desc"), texts, strict=True):
        element(route, tag, text=text)
    for point in points:
        _point(route, "rtept", point.at, name=point.name, time_s=point.time_s)


def _point(parent: Xml.Element, tag: str, at: Position, *, name: str, time_s: float | None, about: str = "") -> None:
    point = element(parent, tag, {"lat": f"{at.lat:.7f}", "lon": f"{at.lon:.7f}"})
    if time_s is not None:
        element(point, "time", text=iso_time(time_s))
    element(point, "name", text=name)
    if about:
        element(point, "desc", text=about)
