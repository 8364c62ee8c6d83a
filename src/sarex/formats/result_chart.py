"""The charts of results: which box, which lines, which words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sarex.formats.chart_box import chart_box
from sarex.formats.chart_content import Chart, Line
from sarex.formats.marks import marks
from sarex.formats.plan_words import pos_line, task_name
from sarex.model.forcing_window import Box
from sarex.model.geodesy import destination
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
    areas = tuple((task_name(task), _line([*task.area.corners, task.area.corners[0]])) for task in plan.tasks)
    tracks = tuple((task_name(task), _line([task.csp, *(leg.end for leg in task.legs)])) for task in plan.tasks)
    runs = tuple(
        (task_name(task), _line([leg.start, leg.end]))
        for task in plan.tasks
        for leg in task.legs
        if leg.kind == "search"
    )
    ways = tuple(
        (task_name(task), _line([way.start, *way.via, way.end]))
        for task in plan.tasks
        for way in (task.transit_out, task.transit_home)
        if way is not None
    )
    points = (
        *((f"CSP {task_name(task)}", task.csp.lon, task.csp.lat) for task in plan.tasks),
        *((datum.name, datum.at.lon, datum.at.lat) for datum in plan.datums),
    )
    return Chart(
        title=f"{plan.name}: search plan, map at {format_time(chart.time_s)}",
        box=_box_round([*_outlines(chart), *(line for _, line in areas)]),
        probability_map=chart,
        areas=areas,
        tracks=tracks,
        runs=runs,
        ways=ways,
        motions=tuple((task_name(task), _drift(task)) for task in plan.tasks if task.motion is not None),
        points=points,
        marks=marks(plan.provenance),
        captions=(pos_line(plan), f"{plan.method}, {plan.law}", *_sources(plan.provenance)),
    )


def _drift(task: UnitTask) -> Line:
    """From where the datum is when the search begins to where it is at the end of the time on scene."""
    assert task.motion is not None
    toward, speed = task.motion.toward_deg, task.motion.speed_m_per_s
    ends = (task.search_start_s - task.datum_time_s, task.leave_s - task.datum_time_s)
    return _line([destination(task.datum, toward, speed * seconds) for seconds in ends])


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
