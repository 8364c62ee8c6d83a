"""A plan for a map page: the plan's JSON with its areas, tracks and ways as rings and lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sarex.formats.plan_json import plan_json
from sarex.model.errors import PlanError
from sarex.model.planned_order import planned_order
from sarex.model.quantities import Position, format_position
from sarex.model.search_plan import SearchPlan, Transit, UnitTask
from sarex.model.sentence import Language, told


def plan_view(plan: SearchPlan, language: Language = "en") -> dict[str, Any]:
    """As `sarex plan --json`, without provenance, with geometry for each unit. Longitudes of one unit run on past 180
    without a jump."""
    content: dict[str, Any] = told(plan_json(plan), language)
    content.pop("provenance")
    for shown, (number, task) in zip(content["units"], numbered(plan), strict=True):
        shown |= {"n": number, "sortie": task.sortie, "order": _order(task), **_geometry(task)}
    return {
        **content,
        "pos_bound": None if plan.bound is None else plan.bound.pos,
        "pos_ceiling": None if plan.ceiling is None else plan.ceiling.pos,
        "exercise": plan.exercise,
        "synthetic": plan.synthetic,
    }


def numbered(plan: SearchPlan) -> list[tuple[int, UnitTask]]:
    """Each task with its number among those of its unit, from 1."""
    names = [task.unit.name for task in plan.tasks]
    return [(names[: place + 1].count(task.unit.name), task) for place, task in enumerate(plan.tasks)]


def _order(task: UnitTask) -> dict[str, Any] | None:
    """As it would be ordered again; None where it cannot be ordered by itself."""
    try:
        return planned_order(task)
    except PlanError:
        return None


def _geometry(task: UnitTask) -> dict[str, Any]:
    near = task.area.centre.lon
    corners = [*task.area.corners, task.area.corners[0]]
    return {
        "ring": _line(corners, near),
        "track": _line([task.csp, *(leg.end for leg in task.legs)], near),
        "out": _way(task.transit_out, near),
        "home": None if task.transit_home is None else _way(task.transit_home, near),
        "csp_dm": format_position(task.csp),
        "centre_dm": format_position(task.area.centre),
    }


def _way(transit: Transit, near: float) -> list[list[float]]:
    return _line([transit.start, *transit.via, transit.end], near)


def _line(points: Sequence[Position], near: float) -> list[list[float]]:
    lon = np.unwrap([near, *(point.lon for point in points)], period=360.0)[1:]
    return [[round(float(x), 6), round(point.lat, 6)] for x, point in zip(lon, points, strict=True)]
