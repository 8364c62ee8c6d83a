"""The way of a drone as mission items, which its two files share. Heights are metres above the mean sea level."""

from __future__ import annotations

from typing import Final, NamedTuple

from sarex.formats.unit_route import whole_route
from sarex.model.quantities import Position
from sarex.model.search_plan import UnitTask
from sarex.model.search_unit import UnitKind

DRONES: Final[frozenset[UnitKind]] = frozenset({"drone", "fixed_wing_drone"})
FRAME_SEA_LEVEL: Final = 0
"""MAV_FRAME_GLOBAL: height above mean sea level."""
FRAME_COMMAND: Final = 2
"""MAV_FRAME_MISSION: a command without a place."""
WAYPOINT: Final = 16
LOITER: Final = 17
RETURN: Final = 20
TAKE_OFF: Final = 22
CHANGE_SPEED: Final = 178
GROUND_SPEED: Final = 1.0
KEEP_THROTTLE: Final = -1.0


class MissionItem(NamedTuple):
    """One MAVLink mission item; see the common message set for its seven parameters."""

    command: int
    frame: int
    params: tuple[float, float, float, float, float, float, float]

    @property
    def at(self) -> Position:
        return Position(self.params[5], self.params[4])


def mission_items(task: UnitTask) -> tuple[MissionItem, ...]:
    """Take-off at the base, transit, the search at search speed, and home, or waiting where it does not return."""
    unit = task.unit
    height = float(unit.height_m)
    items = [_there(TAKE_OFF, task.transit_out.start, height), _speed(unit.transit_speed)]
    searching = False
    for point in whole_route(task):
        if point.kind in ("base", "home"):
            continue
        if searching and point.kind == "transit":
            items.append(_speed(unit.transit_speed))
            searching = False
        items.append(_there(WAYPOINT, point.at, height))
        if point.kind == "csp":
            items.append(_speed(unit.search_speed))
            searching = True
    if task.transit_home is None:
        return (*items, _there(LOITER, items[-1].at if items[-1].command == WAYPOINT else task.csp, height))
    if searching:
        items.append(_speed(unit.transit_speed))
    return (*items, MissionItem(RETURN, FRAME_COMMAND, (0.0,) * 7))


def _there(command: int, at: Position, height_m: float) -> MissionItem:
    return MissionItem(command, FRAME_SEA_LEVEL, (0.0, 0.0, 0.0, 0.0, at.lat, at.lon, height_m))


def _speed(metres_per_second: float) -> MissionItem:
    return MissionItem(
        CHANGE_SPEED, FRAME_COMMAND, (GROUND_SPEED, metres_per_second, KEEP_THROTTLE, 0.0, 0.0, 0.0, 0.0)
    )
