"""The plan as GPX 1.1 for plotters and phones: one route a unit, waypoints for datums and commence search points."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

from sarex.formats.marks import marks
from sarex.formats.plan_json import iso_time
from sarex.model.quantities import Position, format_length, format_speed, format_time
from sarex.model.search_plan import SearchPlan, UnitTask

NAMESPACE = "http://www.topografix.com/GPX/1/1"
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SCHEMA_PLACE = "http://www.topografix.com/GPX/1/1/gpx.xsd"


def plan_gpx(plan: SearchPlan) -> str:
    """GPX 1.1 text. Routes begin at the commence search point and turn at every leg end, with times at search speed
    without stops; waypoint names are short, for small screens."""
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
    metadata = Xml.SubElement(root, "metadata")
    _text(metadata, "name", f"{plan.name}: search plan")
    _text(metadata, "desc", marked)
    for datum in plan.datums:
        for index, at in enumerate(datum.points):
            name = datum.name if len(datum.points) == 1 else f"{datum.name} {'ab'[index]}"
            _point(root, "wpt", at, name=name, time_s=plan.reference_time_s, about=f"datum, {marked}")
    for task in plan.tasks:
        about = f"commence search point of {task.unit.name}"
        _point(root, "wpt", task.csp, name=f"CSP {task.unit.name}", time_s=task.search_start_s, about=about)
    for task in plan.tasks:
        _route(root, task, marked)
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _route(root: Xml.Element, task: UnitTask, marked: str) -> None:
    route = Xml.SubElement(root, "rte")
    about = (
        f"{task.pattern_name}, spacing {format_length(task.spacing_m)}, {format_speed(task.unit.search_speed)}, "
        f"from {format_time(round(task.search_start_s))}"
    )
    for tag, text in (("name", task.unit.name), ("cmt", about), ("desc", marked)):
        _text(route, tag, text)
    first = task.legs[0]
    _point(route, "rtept", first.start, name="CSP", time_s=first.start_s)
    for number, leg in enumerate(task.legs, start=1):
        _point(route, "rtept", leg.end, name=f"{number:03d}", time_s=leg.end_s)


def _point(parent: Xml.Element, tag: str, at: Position, *, name: str, time_s: float, about: str = "") -> None:
    point = Xml.SubElement(parent, tag, {"lat": f"{at.lat:.7f}", "lon": f"{at.lon:.7f}"})
    _text(point, "time", iso_time(time_s))
    _text(point, "name", name)
    if about:
        _text(point, "desc", about)


def _text(parent: Xml.Element, tag: str, text: str) -> None:
    """An element with text; characters that XML cannot hold become a question mark."""
    Xml.SubElement(parent, tag).text = NOT_XML.sub("?", text)
