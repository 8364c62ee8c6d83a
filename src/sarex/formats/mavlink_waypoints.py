"""The way of a drone as the plain-text mission file `QGC WPL 110`, for Mission Planner and MAVProxy. [MAVLink2026]"""

from __future__ import annotations

from sarex.formats.drone_mission import FRAME_SEA_LEVEL, WAYPOINT, MissionItem, mission_items
from sarex.formats.marks import marks
from sarex.formats.plan_words import iso_time, task_name
from sarex.model.search_plan import SearchPlan, UnitTask


def unit_waypoints(plan: SearchPlan, task: UnitTask) -> str:
    """Tab-separated text; line 0 is the home position. Marks stand in comments at the end, which readers pass over."""
    base = task.transit_out.start
    home = MissionItem(WAYPOINT, FRAME_SEA_LEVEL, (0.0, 0.0, 0.0, 0.0, base.lat, base.lon, 0.0))
    lines = [_line(number, item) for number, item in enumerate((home, *mission_items(task)))]
    said = (*marks(plan.provenance), f"{plan.name}: {task_name(task)}, take-off {iso_time(task.transit_out.start_s)}")
    comments = (f"# {' '.join(words.split())}" for words in said)
    return "\n".join(("QGC WPL 110", *lines, *comments)) + "\n"


def _line(number: int, item: MissionItem) -> str:
    *params, lat, lon, height = item.params
    fields = [
        str(number),
        str(int(number == 0)),
        str(item.frame),
        str(item.command),
        *(f"{value:.6f}" for value in params),
        f"{lat:.8f}",
        f"{lon:.8f}",
        f"{height:.3f}",
        "1",
    ]
    return "\t".join(fields)
