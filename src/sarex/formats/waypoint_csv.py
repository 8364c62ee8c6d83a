"""The ways of all units as one table for spreadsheets and scripts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from sarex.formats.marks import marks
from sarex.formats.plan_words import area_name, iso_time
from sarex.formats.unit_route import RoutePoint, whole_route
from sarex.model.geodesy import bearing_deg, distance_m
from sarex.model.quantities import KNOT_M_PER_S, NAUTICAL_MILE_M, format_position
from sarex.model.search_plan import SearchPlan, UnitTask

COLUMNS: Final = (
    "area", "unit", "sortie", "pattern", "point", "kind", "time", "lat", "lon", "position", "course_true_deg",
    "distance_nm", "speed_kn", "height_m", "marks",
)  # fmt: skip
FORMULA: Final = ("=", "+", "-", "@")
BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it Excel takes Japanese and Korean names for something else."""


def plan_csv(plan: SearchPlan) -> str:
    """CSV text with one row a turning point, in the order of the ways; courses and distances are those from the point
    before, over the ground. `kind` says what the unit does on the way to the point."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(COLUMNS)
    marked = " - ".join(marks(plan.provenance))
    for index, task in enumerate(plan.tasks):
        for row in _rows(task):
            table.writerow((area_name(index), *row, marked))
    return BYTE_ORDER_MARK + text.getvalue()


def _rows(task: UnitTask) -> Iterator[tuple[str, ...]]:
    unit = task.unit
    # A spreadsheet would compute a name that looks like a formula.
    name = f"'{unit.name}" if unit.name.startswith(FORMULA) else unit.name
    before: RoutePoint | None = None
    for point in whole_route(task):
        searching = point.kind in ("search", "cross", "turn")
        way = ("", "", "")
        if before is not None:
            speed = unit.search_speed if searching else unit.transit_speed
            way = (
                f"{bearing_deg(before.at, point.at):.1f}",
                f"{distance_m(before.at, point.at) / NAUTICAL_MILE_M:.3f}",
                f"{speed / KNOT_M_PER_S:.1f}",
            )
        yield (
            name,
            str(task.sortie),
            task.pattern,
            point.name,
            point.kind,
            "" if point.time_s is None else iso_time(point.time_s),
            f"{point.at.lat:.7f}",
            f"{point.at.lon:.7f}",
            format_position(point.at),
            *way,
            f"{unit.height_m:.0f}" if unit.airborne else "",
        )
        before = point
