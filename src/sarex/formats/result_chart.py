"""The charts of results: which box, which lines, which words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sarex.formats.chart_box import chart_box
from sarex.formats.chart_content import Chart, Line
from sarex.formats.marks import marks
from sarex.model.forcing_window import Box
from sarex.model.probability_map import ProbabilityMap
from sarex.model.provenance import Provenance
from sarex.model.quantities import Position, format_time
from sarex.model.search_plan import SearchPlan, UnitTask


def map_chart(title: str, chart: ProbabilityMap) -> Chart:
    """The chart of a probability map, without its land."""
    return Chart(
        title=f"{title}: probability at {format_time(chart.time_s)}",
        box=_box_round(_outlines(chart)),
        probability_map=chart,
        captions=_sources(chart.provenance),
    )


def plan_chart(plan: SearchPlan, chart: ProbabilityMap) -> Chart:
    """The chart of a plan over the map at its reference time, without its land."""
    areas = tuple((task.unit.name, _line([*task.area.corners, task.area.corners[0]])) for task in plan.tasks)
    tracks = tuple(
        (task.unit.name, _line([task.legs[0].start, *(leg.end for leg in task.legs)]))
        for task in plan.tasks
        if task.legs
    )
    points = (
        *((f"CSP {task.unit.name}", task.csp.lon, task.csp.lat) for task in plan.tasks),
        *((datum.name, datum.at.lon, datum.at.lat) for datum in plan.datums),
    )
    return Chart(
        title=f"{plan.name}: search plan, map at {format_time(chart.time_s)}",
        box=_box_round([*_outlines(chart), *(line for _, line in areas)]),
        probability_map=chart,
        areas=areas,
        tracks=tracks,
        points=points,
        marks=marks(plan.provenance),
        captions=(f"POS {plan.pos:.2f} ({plan.method}, {plan.law})", *_sources(plan.provenance)),
    )


def _track(task: UnitTask) -> Line:
    return _line([task.legs[0].start, *(leg.end for leg in task.legs)])


def _line(points: Sequence[Position]) -> Line:
    return np.array([(point.lon, point.lat) for point in points], dtype=np.float64)


def _outlines(chart: ProbabilityMap) -> list[Line]:
    rings = [polygon[0] for area in chart.areas for polygon in area.polygons]
    return rings or [_line([chart.most_probable])]


def _box_round(lines: Sequence[Line]) -> Box:
    points = np.concatenate(lines)
    return chart_box(points[:, 0], points[:, 1])


def _sources(provenance: Provenance) -> tuple[str, ...]:
    used = (
        f"{source.quantity}: {source.name}, served {source.served:.0%}"
        for source in provenance.sources
        if source.served
    )
    return (*used, f"coast: {provenance.coast}" if provenance.coast else "no coast used", *provenance.notes)
