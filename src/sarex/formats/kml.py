"""The plan as KML 2.2 for Google Earth and flight planners: areas, tracks and points with their times. [OGC2008]"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree as Xml

from sarex.formats.date_line import Ring, split_area, split_line
from sarex.formats.marks import marks
from sarex.formats.plan_words import area_name, iso_time, legs_text, motion_text, pos_line, task_name
from sarex.formats.xml_text import document, element
from sarex.model.quantities import Position, format_length, format_position, format_speed
from sarex.model.search_plan import Leg, SearchPlan, UnitTask

NAMESPACE: Final = "http://www.opengis.net/kml/2.2"
STYLES: Final = {"area": ("ffa86000", "3"), "search": ("ffa86000", "2"), "cross": ("ff7f7f7f", "1.5"),
                 "turn": ("ff7f7f7f", "1.5"), "transit": ("ffb0b0b0", "1")}  # fmt: skip
"""Colour (alpha, blue, green, red) and width of lines."""
FILL: Final = "26a86000"


def plan_kml(plan: SearchPlan) -> str:
    """KML text. A folder for each task; legs of one kind that follow each other are one line with its time span."""
    root = Xml.Element("kml", {"xmlns": NAMESPACE})
    content = element(root, "Document")
    marked = " - ".join(marks(plan.provenance))
    element(content, "name", text=f"{plan.name}: search plan")
    element(content, "open", text="1")
    element(content, "description", text=f"{marked}\n{pos_line(plan)}")
    for name, (colour, width) in STYLES.items():
        _style(content, name, colour, width)
    for datum in plan.datums:
        for at in datum.points:
            about = f"{format_position(at)}\n{marked}"
            _point(_placemark(content, (datum.name, about), (plan.reference_time_s,)), at)
    for index, task in enumerate(plan.tasks):
        _folder(content, index, task, marked)
    return document(root)


def _style(parent: Xml.Element, name: str, colour: str, width: str) -> None:
    style = element(parent, "Style", {"id": name})
    line = element(style, "LineStyle")
    element(line, "color", text=colour)
    element(line, "width", text=width)
    element(element(style, "PolyStyle"), "color", text=FILL)


def _folder(parent: Xml.Element, index: int, task: UnitTask, marked: str) -> None:
    folder = element(parent, "Folder")
    name = task_name(task)
    element(folder, "name", text=f"{area_name(index)} {name}")
    element(folder, "description", text=f"{_about(task)}\n{marked}")
    heading, reason = f"{area_name(index)} {name}", f"{task.reason}\n{marked}"
    area = _placemark(folder, (heading, reason), (task.search_start_s, task.leave_s), style="area")
    _data(area, task)
    _polygons(area, split_area(task.area.corners))
    about = f"{format_position(task.csp)}\n{marked}"
    _point(_placemark(folder, (f"CSP {name}", about), (task.search_start_s,)), task.csp)
    for way, transit in (("out", task.transit_out), ("home", task.transit_home)):
        if transit is not None:
            times = (transit.start_s, transit.end_s)
            placed = _placemark(folder, (f"{name}: {way}", marked), times, style="transit")
            _lines(placed, [transit.start, *transit.via, transit.end])
    for run in _runs(task.legs):
        kind, times = run[0].kind, (run[0].start_s, run[-1].end_s)
        placed = _placemark(folder, (f"{name}: {kind}", marked), times, style=kind)
        _lines(placed, [run[0].start, *(leg.end for leg in run)])


def _runs(legs: Sequence[Leg]) -> list[list[Leg]]:
    """Neighbouring legs of one kind together."""
    runs: list[list[Leg]] = []
    for leg in legs:
        if runs and runs[-1][0].kind == leg.kind:
            runs[-1].append(leg)
        else:
            runs.append([leg])
    return runs


def _about(task: UnitTask) -> str:
    height = f", height {task.unit.height_m:.0f} m above the sea" if task.unit.airborne else ""
    return "\n".join(
        line
        for line in (
            f"{task.pattern_name} ({task.pattern}), {legs_text(task)}",
            f"spacing {format_length(task.spacing_m, 2)}, {format_speed(task.unit.search_speed)}{height}",
            motion_text(task),
        )
        if line
    )


def _placemark(
    parent: Xml.Element, texts: tuple[str, str], times: Sequence[float], *, style: str | None = None
) -> Xml.Element:
    """A place with its name and description, at one time or between two; its shape is added by the caller."""
    placed = element(parent, "Placemark")
    for tag, text in zip(("name", "description"), texts, strict=True):
        element(placed, tag, text=text)
    if len(times) == 1:
        element(element(placed, "TimeStamp"), "when", text=iso_time(times[0]))
    else:
        span = element(placed, "TimeSpan")
        for tag, time_s in zip(("begin", "end"), times, strict=True):
            element(span, tag, text=iso_time(time_s))
    if style is not None:
        element(placed, "styleUrl", text=f"#{style}")
    return placed


def _data(placed: Xml.Element, task: UnitTask) -> None:
    extended = element(placed, "ExtendedData")
    for name, value in (
        ("unit", task.unit.name),
        ("pattern", task.pattern),
        ("spacing_m", f"{task.spacing_m:.1f}"),
        ("coverage", f"{task.coverage:.3f}"),
        ("pod", f"{task.pod:.3f}"),
        ("poc", f"{task.poc:.3f}"),
        ("pos", f"{task.pos:.3f}"),
    ):
        element(element(extended, "Data", {"name": name}), "value", text=value)


def _coordinates(ring: Ring) -> str:
    return " ".join(f"{lon:.7f},{lat:.7f},0" for lon, lat in ring)


def _point(placed: Xml.Element, at: Position) -> None:
    element(element(placed, "Point"), "coordinates", text=_coordinates([at]))


def _several(placed: Xml.Element, count: int) -> Xml.Element:
    return placed if count == 1 else element(placed, "MultiGeometry")


def _lines(placed: Xml.Element, points: Sequence[Position]) -> None:
    parts = split_line(points)
    parent = _several(placed, len(parts))
    for part in parts:
        line = element(parent, "LineString")
        element(line, "tessellate", text="1")
        element(line, "coordinates", text=_coordinates(part))


def _polygons(placed: Xml.Element, rings: Sequence[Ring]) -> None:
    parent = _several(placed, len(rings))
    for ring in rings:
        polygon = element(parent, "Polygon")
        element(polygon, "tessellate", text="1")
        outer = element(polygon, "outerBoundaryIs")
        element(element(outer, "LinearRing"), "coordinates", text=_coordinates(ring))
