"""The way of a surface unit as RTZ 1.1, the route exchange format of ECDIS. [IEC2015]"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree as Xml

from sarex.formats.marks import marks
from sarex.formats.plan_words import iso_time, motion_text, task_name
from sarex.formats.unit_route import RoutePoint, whole_route
from sarex.formats.xml_text import document, element
from sarex.model.errors import PlanError
from sarex.model.geodesy import distance_m
from sarex.model.quantities import KNOT_M_PER_S, NAUTICAL_MILE_M, Position, format_position, format_time, wrap_longitude
from sarex.model.search_plan import SearchPlan, UnitTask

NAMESPACE: Final = "http://www.cirm.org/RTZ/1/1"
VERSION: Final = "1.1"
BYTES_MAX: Final = 400_000
"""Of a route file; receivers need not take more."""
EARTH_RADIUS_M: Final = 6_371_000.0
APART_M_MAX: Final = 20.0
"""Where great circle and rhumb line are nearer than this, the rhumb line is told: every receiver draws it."""
STEP_DEG_MAX: Final = 90.0
RADIUS_NM_MAX: Final = 5.0
ON_SCENE: Final = ("csp", "search", "cross", "turn")


def unit_rtz(plan: SearchPlan, task: UnitTask) -> str:
    """The whole way of one task: out, search and home, with its times as the schedule.

    Raises PlanError where a receiver could misread it, which the schema does not notice: see `check_route`.
    """
    points = whole_route(task)
    name = task_name(task)
    check_route(name, points)
    marked = " - ".join(marks(plan.provenance))
    root = Xml.Element("route", {"xmlns": NAMESPACE, "version": VERSION})
    element(
        root,
        "routeInfo",
        {
            "routeName": f"{plan.name}: {name}",
            "routeAuthor": f"Sarex {plan.provenance.sarex_version}",
            "routeStatus": marked,
            "validityPeriodStart": iso_time(task.transit_out.start_s),
            "validityPeriodStop": iso_time(_end_s(points)),
            "vesselName": task.unit.name,
        },
    )
    waypoints = element(root, "waypoints")
    for number, (before, point) in enumerate(zip((None, *points[:-1]), points, strict=True), start=1):
        waypoint = _waypoint(waypoints, number, point, task)
        if before is not None:  # a leg is told with the waypoint at its end
            _leg(waypoint, before, point, task)
    _schedule(root, points, task)
    text = document(root)
    if len(text.encode()) > BYTES_MAX:
        raise PlanError(
            f"the route of {name} has {len(points)} waypoints and {len(text.encode()) // 1000} kB, more than the "
            f"{BYTES_MAX // 1000} kB that an ECDIS must take; give the unit a larger minimum spacing, or two sorties"
        )
    return text


def check_route(name: str, points: Sequence[RoutePoint]) -> None:
    """Refuse what the schema lets through: fewer than two waypoints, positions that are none, legs without length,
    legs over a pole or half round the globe, whose side a receiver would have to guess, and times that run backward.

    Raises PlanError with the name, the place and the way out.
    """
    if len(points) < 2:
        raise PlanError(
            f"the route of {name} has {len(points)} waypoint, but a route needs 2; give the unit a longer task"
        )
    for point in points:
        if not (math.isfinite(point.at.lon) and abs(point.at.lat) <= 90.0):
            raise PlanError(
                f"{point.name} of {name} lies at {point.at.lat:g} {point.at.lon:g}, which is no position; plan again"
            )
    for one, other in itertools.pairwise(points):
        step = abs((other.at.lon - one.at.lon + 180.0) % 360.0 - 180.0)
        if step > STEP_DEG_MAX:
            raise PlanError(
                f"the leg of {name} from {format_position(one.at)} to {format_position(other.at)} passes a pole or "
                "half of the globe, so that an ECDIS could draw it the other way round; put a turning point between"
            )
        if distance_m(one.at, other.at) == 0.0:
            raise PlanError(f"{one.name} and {other.name} of {name} are one place; leave one out")
    times = [point for point in points if point.time_s is not None]
    for one, other in itertools.pairwise(times):
        if round(other.time_s or 0.0) < round(one.time_s or 0.0):
            raise PlanError(
                f"{name} would reach {other.name} {format_time(round(other.time_s or 0.0))}, before {one.name} "
                f"{format_time(round(one.time_s or 0.0))}; correct the times of the plan"
            )


def _end_s(points: Sequence[RoutePoint]) -> float:
    return max(point.time_s for point in points if point.time_s is not None)


def _waypoint(parent: Xml.Element, number: int, point: RoutePoint, task: UnitTask) -> Xml.Element:
    attributes = {"id": str(number), "revision": "0", "name": point.name}
    radius_nm = task.unit.turn_radius_m / NAUTICAL_MILE_M
    if 0.0 < radius_nm <= RADIUS_NM_MAX:
        attributes["radius"] = f"{radius_nm:.3f}"
    waypoint = element(parent, "waypoint", attributes)
    lon = wrap_longitude(round(point.at.lon, 8))  # the format takes -180 and no 180
    element(waypoint, "position", {"lat": f"{point.at.lat:.8f}", "lon": f"{lon:.8f}"})
    return waypoint


def _leg(waypoint: Xml.Element, before: RoutePoint, point: RoutePoint, task: UnitTask) -> None:
    info = {"search": "search leg", "cross": "cross leg", "turn": "turn"}.get(point.kind, "transit")
    motion = motion_text(task) if point.kind in ON_SCENE[1:] else None
    told = info if motion is None else f"{info}; {motion}"
    element(waypoint, "leg", {"geometryType": _geometry(before.at, point.at), "legInfo": told})


def _geometry(start: Position, end: Position) -> str:
    """Plans are laid along great circles; the height of their arc over the rhumb line is L2 tan(lat) / 8R."""
    lat = math.radians(min(max(abs(start.lat), abs(end.lat)), 89.9))
    apart_m = distance_m(start, end) ** 2 * math.tan(lat) / (8.0 * EARTH_RADIUS_M)
    return "Loxodrome" if apart_m < APART_M_MAX else "Orthodrome"


def _schedule(root: Xml.Element, points: Sequence[RoutePoint], task: UnitTask) -> None:
    schedule = element(element(root, "schedules"), "schedule", {"id": "1", "name": task_name(task)})
    manual = element(schedule, "manual")
    transit, search = (f"{speed / KNOT_M_PER_S:.2f}" for speed in (task.unit.transit_speed, task.unit.search_speed))
    last = max(number for number, point in enumerate(points, start=1) if point.kind in ON_SCENE)
    for number, point in enumerate(points, start=1):
        told = {} if point.time_s is None else {"etd" if number == 1 else "eta": iso_time(point.time_s)}
        if number == last and task.transit_home is not None:
            # The unit stays on scene after its last leg: this is when it leaves.
            told["etd"] = iso_time(task.transit_home.start_s)
        if number > 1:
            told["speed"] = search if point.kind in ON_SCENE[1:] else transit
        element(manual, "scheduleElement", {"waypointId": str(number), **told})
