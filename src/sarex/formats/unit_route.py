"""The way of one unit as a list of turning points, as plotters, bridges and autopilots want it."""

from __future__ import annotations

from typing import Literal, NamedTuple

from sarex.model.geodesy import distance_m
from sarex.model.quantities import Position
from sarex.model.search_plan import Transit, UnitTask

APART_M_MIN = 0.5
"""Two points nearer than this are one: receivers refuse legs without length."""


class RoutePoint(NamedTuple):
    """A turning point and what the unit does on the way to it.

    time_s : None where the plan gives none, as for turning points of a transit
    """

    name: str
    kind: Literal["base", "transit", "csp", "search", "cross", "turn", "home"]
    at: Position
    time_s: float | None


def search_points(task: UnitTask) -> tuple[RoutePoint, ...]:
    """From the commence search point through the end of every leg. Of a turn in small steps only its end stands: who
    follows a route rounds the corner by the own turning circle."""
    points = [RoutePoint("CSP", "csp", task.csp, task.search_start_s)]
    for leg, following in zip(task.legs, (*task.legs[1:], None), strict=True):
        inside_turn = leg.kind == "turn" and following is not None and following.kind == "turn"
        if not inside_turn and distance_m(points[-1].at, leg.end) >= APART_M_MIN:
            points.append(RoutePoint(f"{len(points):03d}", leg.kind, leg.end, leg.end_s))
    return tuple(points)


def transit_points(transit: Transit, *, home: bool) -> tuple[RoutePoint, ...]:
    """Turning points of a transit with its two ends."""
    last: Literal["home", "csp"] = "home" if home else "csp"
    first: Literal["search", "base"] = "search" if home else "base"
    return (
        RoutePoint("END" if home else "BASE", first, transit.start, transit.start_s),
        *(RoutePoint(f"VIA{n}", "transit", at, None) for n, at in enumerate(transit.via, start=1)),
        RoutePoint("HOME" if home else "CSP", last, transit.end, transit.end_s),
    )


def whole_route(task: UnitTask) -> tuple[RoutePoint, ...]:
    """Out, search and home: every point once."""
    out = transit_points(task.transit_out, home=False)[:-1]
    home = () if task.transit_home is None else transit_points(task.transit_home, home=True)[1:]
    points: list[RoutePoint] = []
    for point in (*out, *search_points(task), *home):
        if points and distance_m(points[-1].at, point.at) < APART_M_MIN:
            if point.kind == "csp":
                points[-1] = point  # a unit that begins where it lies
            continue
        points.append(point)
    return tuple(points)
