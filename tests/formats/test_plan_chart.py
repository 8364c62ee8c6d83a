"""The chart of a plan with every pattern."""

from __future__ import annotations

import numpy as np
import pytest

from pattern_plan import NM, pattern_plan
from sarex.formats.result_chart import plan_chart
from sarex.model.geodesy import distance_m
from sarex.model.probability_map import ProbabilityMap
from sarex.model.quantities import Position

PLAN = pattern_plan()


def bare_map() -> ProbabilityMap:
    axis, centre = np.arange(-5, 6) * 500.0, PLAN.datums[0].at
    poc = np.full((11, 11), 1.0 / 121.0)
    return ProbabilityMap(
        PLAN.reference_time_s, centre, axis, axis, poc, 500.0, 500.0, 0.0, 0.0, 0.0, centre, (), PLAN.provenance
    )


def test_every_kind_of_line_is_there() -> None:
    chart = plan_chart(PLAN, bare_map())
    assert len(chart.areas) == len(chart.tracks) == 11
    assert len(chart.runs) == sum(leg.kind == "search" for task in PLAN.tasks for leg in task.legs)
    assert len(chart.ways) == 2 * 11 - 1
    turned = [line for name, line in chart.ways if name == "경비함 3005"]
    assert [len(line) for line in turned] == [3, 3]
    assert {len(outline) for _, outline in chart.areas} == {6}
    assert "Quad <7> (sortie 2)" in dict(chart.areas)
    assert chart.captions[0].startswith("POS 0.61; optimum")


def test_the_arrow_is_as_long_as_the_drift() -> None:
    chart = plan_chart(PLAN, bare_map())
    assert [name for name, _ in chart.motions] == ["Lifeboat 17-04", "Rescue 71"]
    for _, (start, end) in chart.motions:
        assert distance_m(Position(*start), Position(*end)) == pytest.approx(0.5 * 3 * 3600.0, rel=1e-3)
    assert all(0.0 < task.area.area_m2 < 30 * NM**2 for task in PLAN.tasks)
