"""From an ordered task to the free choices of its pattern."""

from __future__ import annotations

import math
from typing import Final

from sarex.model.errors import PlanError
from sarex.model.geodesy import destination
from sarex.model.quantities import Position, format_length, format_speed
from sarex.model.search_unit import SearchUnit
from sarex.model.task_order import (
    BarrierOrder,
    CoordinatedOrder,
    LadderOrder,
    SectorOrder,
    SquareOrder,
    TaskOrder,
    TrackLineOrder,
)
from sarex.search.local_plane import LocalPlane, Point
from sarex.search.pattern.barrier import barrier_shape
from sarex.search.pattern.coordinated import ship_speed_m_per_s, spacing_for_ship_m
from sarex.search.pattern.ladder import ladder_shape
from sarex.search.pattern.lay import still_pattern
from sarex.search.pattern.sector import ROUND_LEGS
from sarex.search.timed_track import PatternShape

PROBE_M: Final = 1000.0
SQUARE_TO_STREAM_DEG: Final = 30.0


def plane_bearing_deg(plane: LocalPlane, at: Position, true_deg: float) -> float:
    """The bearing in the plane of a true bearing at a place, [0, 360)."""
    here, there = plane.point(at), plane.point(destination(at, true_deg, PROBE_M))
    return math.degrees(math.atan2(there.east - here.east, there.north - here.north)) % 360.0


def ordered_shape(
    order: TaskOrder, plane: LocalPlane, unit: SearchUnit, *, width_m: float, stream: Point, radius_m: float
) -> PatternShape:
    """The pattern as it was told.

    width_m  : sweep width of the unit, the spacing of a track line that was told without one [m]
    stream   : of the water where a barrier was told without one [m/s]
    radius_m : of the unit's turns
    Raises PlanError where the pattern is impossible.
    """
    if isinstance(order, BarrierOrder):
        return _barrier(order, plane, unit, stream=stream, radius_m=radius_m)
    if isinstance(order, TrackLineOrder):
        route = tuple(plane.point(at) for at in order.route)
        lines = order.lines or (2 if order.pattern == "TSR" else 1)
        spacing_m = order.spacing or max(width_m, unit.spacing_m_min)
        return PatternShape(
            order.pattern, route[0], 0.0, 0.0, spacing_m, lines, begins_ahead=order.begin == "end", route=route
        )  # fmt: skip
    centre, along_deg = plane.point(order.centre), plane_bearing_deg(plane, order.centre, order.bearing)
    if isinstance(order, SectorOrder):
        return PatternShape(
            "VS", centre, along_deg, order.radius, order.radius, order.rounds * ROUND_LEGS,
            turns_right=order.turn == "right",
        )  # fmt: skip
    if isinstance(order, SquareOrder):
        legs = 2 * max(round(order.length / order.spacing), 2) - 1
        return PatternShape(
            "SS", centre, along_deg, order.spacing, order.spacing, legs, turns_right=order.turn == "right"
        )  # fmt: skip
    return _ladder(order, plane, unit, along_deg=along_deg, radius_m=radius_m)


def _ladder(
    order: LadderOrder | CoordinatedOrder, plane: LocalPlane, unit: SearchUnit, *, along_deg: float, radius_m: float
) -> PatternShape:
    """Begun at the corner nearest to where it is wanted."""
    assert order.spacing is not None, "a co-ordinated order is given its spacing before"
    centre, near = plane.point(order.centre), plane.point(order.csp or unit.at)
    sides = (order.length, order.width) if order.pattern == "PS" else (order.width, order.length)
    legs_deg = along_deg if order.pattern == "PS" else (along_deg + 90.0) % 360.0
    corners = [
        ladder_shape(
            centre, legs_deg, *sides, spacing_m=order.spacing, begins_ahead=ahead, begins_left=left, code=order.pattern
        )
        for ahead in (False, True)
        for left in (False, True)
    ]
    return min(corners, key=lambda shape: math.dist(still_pattern(shape, radius_m).points[0], near))


def _barrier(
    order: BarrierOrder, plane: LocalPlane, unit: SearchUnit, *, stream: Point, radius_m: float
) -> PatternShape:
    """As many legs as end by `until`."""
    ends = [plane.point(at) for at in order.line]
    middle = Point((ends[0].east + ends[1].east) / 2.0, (ends[0].north + ends[1].north) / 2.0)
    stream = told_stream(order, plane) or stream
    toward_deg, speed = math.degrees(math.atan2(*stream)), math.hypot(*stream)
    line_deg = math.degrees(math.atan2(ends[1].east - ends[0].east, ends[1].north - ends[0].north))
    off_deg = abs((line_deg - toward_deg) % 180.0 - 90.0)
    if speed > 0.0 and off_deg > SQUARE_TO_STREAM_DEG:
        raise PlanError(
            f"its line lies {off_deg:.0f} deg off square to the stream, more than {SQUARE_TO_STREAM_DEG:.0f}; turn the "
            "line, or order a creeping line"
        )
    one = barrier_shape(
        middle, toward_deg % 360.0, speed, leg_m=math.dist(*ends), legs=1, unit_speed=unit.search_speed,
        radius_m=radius_m,
    )  # fmt: skip
    cycle_m = one.spacing_m * unit.search_speed / speed
    track_m = (order.until - order.from_).total_seconds() * unit.search_speed
    legs = math.floor((track_m + cycle_m - one.leg_m) / cycle_m)
    if legs < 1:
        raise PlanError(
            f"one leg of {format_length(one.leg_m)} at {format_speed(unit.search_speed)} does not end by `until`; "
            "shorten the line or hold it longer"
        )
    return barrier_shape(
        middle, toward_deg % 360.0, speed, leg_m=one.leg_m, legs=legs, unit_speed=unit.search_speed, radius_m=radius_m
    )  # fmt: skip


def told_stream(order: BarrierOrder, plane: LocalPlane) -> Point | None:
    """East and north in the plane [m/s]; None where the order leaves it to the drift."""
    if order.stream is None:
        return None
    deg = math.radians(plane_bearing_deg(plane, order.line[0], order.stream.toward))
    return Point(order.stream.speed * math.sin(deg), order.stream.speed * math.cos(deg))


def coordinated_pair(
    order: CoordinatedOrder, aircraft: SearchUnit, vessel: SearchUnit, *, radius_m: float
) -> tuple[CoordinatedOrder, SearchUnit]:
    """The order with its spacing, and the vessel at the pace that goes with it. Raises PlanError where the vessel
    cannot keep it.

    radius_m : of the aircraft's turns
    """
    share = 1.0 - min(vessel.search_speed / aircraft.search_speed, 1.0)
    most_m = spacing_for_ship_m(order.width * share, vessel.search_speed, aircraft.search_speed)
    spacing_m = order.spacing or most_m
    pace = ship_speed_m_per_s(order.width - spacing_m, spacing_m, aircraft.search_speed, radius_m=radius_m)
    if pace > vessel.search_speed * (1.0 + 1e-9):
        raise PlanError(
            f"{vessel.name!r} would have to make {format_speed(pace)} for a spacing of {format_length(spacing_m, 2)}, "
            f"more than its {format_speed(vessel.search_speed)}; give a spacing of {format_length(most_m, 2)} or less, "
            "or leave it out"
        )
    return order.model_copy(update={"spacing": spacing_m}), vessel.model_copy(update={"search_speed": pace})
