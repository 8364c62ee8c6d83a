"""The way of a drone as a plan file of QGroundControl: JSON with simple mission items. [QGroundControl2026]"""

from __future__ import annotations

import json
from typing import Any, Final

from sarex.formats.drone_mission import FRAME_COMMAND, MissionItem, mission_items
from sarex.formats.marks import marks
from sarex.formats.plan_words import iso_time, task_name
from sarex.model.search_plan import SearchPlan, UnitTask

ANY_AUTOPILOT: Final = 0
"""MAV_AUTOPILOT_GENERIC: the items are in the common message set that PX4 and ArduPilot both fly."""
QUADROTOR: Final = 2
FIXED_WING: Final = 1
ABOVE_SEA: Final = 2
"""Altitude mode `absolute`: above mean sea level."""


def unit_qgc_plan(plan: SearchPlan, task: UnitTask) -> str:
    """JSON text. The home position is the base at sea level, until the vehicle tells its own; what the format has no
    place for stands under `sarex`, which QGroundControl passes over."""
    unit, base = task.unit, task.transit_out.start
    content = {
        "fileType": "Plan",
        "version": 1,
        "groundStation": "QGroundControl",
        "mission": {
            "version": 2,
            "firmwareType": ANY_AUTOPILOT,
            "vehicleType": FIXED_WING if unit.kind == "fixed_wing_drone" else QUADROTOR,
            "globalPlanAltitudeMode": ABOVE_SEA,
            "cruiseSpeed": unit.search_speed,
            "hoverSpeed": unit.search_speed,
            "plannedHomePosition": [base.lat, base.lon, 0.0],
            "items": [_item(number, item) for number, item in enumerate(mission_items(task), start=1)],
        },
        "geoFence": {"version": 2, "circles": [], "polygons": []},
        "rallyPoints": {"version": 2, "points": []},
        "sarex": {
            "marks": list(marks(plan.provenance)),
            "plan": plan.name,
            "unit": task_name(task),
            "take_off": iso_time(task.transit_out.start_s),
            "search_start": iso_time(task.search_start_s),
            "height_above_sea_m": unit.height_m,
        },
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1)


def _item(number: int, item: MissionItem) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": "SimpleItem",
        "autoContinue": True,
        "command": item.command,
        "doJumpId": number,
        "frame": item.frame,
        "params": list(item.params),
    }
    if item.frame != FRAME_COMMAND:
        height = item.params[6]
        # The heading is left to the autopilot.
        told["params"][3] = None
        told |= {"Altitude": height, "AltitudeMode": ABOVE_SEA, "AMSLAltAboveTerrain": None}
    return told
