"""From the free choices of a pattern to the order that would lay it again: the way back from `ordered_shape`."""

from __future__ import annotations

from typing import Any, Final

from pydantic import TypeAdapter

from sarex.model.quantities import Position
from sarex.model.task_order import TaskOrder
from sarex.search.local_plane import LocalPlane, Point, direction
from sarex.search.pattern.pattern_task import true_bearing_deg
from sarex.search.pattern.sector import ROUND_LEGS
from sarex.search.timed_track import LaidPattern, PatternShape

ORDER: Final[TypeAdapter[TaskOrder]] = TypeAdapter(TaskOrder)


def shape_order(laid: LaidPattern, plane: LocalPlane, unit: str, *, sortie: int, csp: Point) -> TaskOrder | None:
    """The order to a unit for a pattern that the planner laid, to begin as soon as it can; None for a co-ordinated one
    and a barrier, which the planner lays only where they are ordered.

    csp : where the pattern begins, in the plane
    """
    shape = laid.shape
    told = _by_pattern(shape, plane, csp)
    if not told:
        return None
    return ORDER.validate_python(
        {"unit": unit, "pattern": shape.code, "sortie": sortie, "moving": laid.moving, **told}
    )  # fmt: skip


def _by_pattern(shape: PatternShape, plane: LocalPlane, csp: Point) -> dict[str, Any]:
    spacing = _length(shape.spacing_m)
    if shape.code in ("TSR", "TSN"):
        # An order lays its lines from the left of the route on; the route from its other end has the sides swapped.
        route = shape.route if shape.begins_left else shape.route[::-1]
        ahead = shape.begins_ahead == shape.begins_left
        places = [_place(plane.position(at)) for at in route]
        return {"route": places, "lines": shape.legs, "spacing": spacing, "begin": "end" if ahead else "start"}
    if shape.code in ("CSC", "B"):
        return {}
    along_deg = true_bearing_deg(plane, shape.centre, direction(shape.along_deg))
    told = {"centre": _place(plane.position(shape.centre)), "bearing": along_deg}
    turn = "right" if shape.turns_right else "left"
    if shape.code == "VS":
        return {**told, "radius": _length(shape.leg_m), "rounds": shape.legs // ROUND_LEGS, "turn": turn}
    if shape.code == "SS":
        return {**told, "length": _length((shape.legs + 1) / 2.0 * shape.spacing_m), "spacing": spacing, "turn": turn}
    sides = (shape.leg_m + shape.spacing_m, shape.legs * shape.spacing_m)
    if shape.code == "CS":
        told["bearing"] = (along_deg + 90.0) % 360.0
    length_m, width_m = max(sides), min(sides)
    size = {"length": _length(length_m), "width": _length(width_m), "spacing": spacing}
    return {**told, **size, "csp": _place(plane.position(csp))}


def _place(at: Position) -> str:
    return f"{at.lat:.9f} {at.lon:.9f}"


def _length(metres: float) -> str:
    return f"{metres!r} m"
