"""The folder of a plan: every file for every unit, all or none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pattern_plan import pattern_plan
from sarex import handover, wiring
from sarex.formats.marks import EXERCISE, NOT_FOR_NAVIGATION
from sarex.model.errors import PlanError
from sarex.model.probability_map import ProbabilityMap

PLAN = pattern_plan()
WHOLE = {
    "plan.txt", "plan.gpx", "plan.kml", "plan.geojson", "plan.json", "plan.csv", "plan.cot.xml", "plan.pdf", "plan.png",
    "message_en.txt", "message_ja.txt", "message_ko.txt", "index.html",
}  # fmt: skip
BY_UNIT = {
    "巡視船-いず.rtz", "경비함-3005.rtz", "Lifeboat-17-04.rtz", "MV-Aurora.rtz", "USV-1.rtz",
    "Quad-7.plan", "Quad-7.waypoints", "Quad-7-2.plan", "Quad-7-2.waypoints", "Wing-9.plan", "Wing-9.waypoints",
}  # fmt: skip


@pytest.fixture
def chart(monkeypatch: pytest.MonkeyPatch) -> ProbabilityMap:
    """A map beside which no coast need be built."""

    class OpenSea:
        def polygons(self, _box: object) -> list[object]:
            return []

    monkeypatch.setattr(wiring, "open_coast", OpenSea)
    axis, centre = np.arange(-5, 6) * 500.0, PLAN.datums[0].at
    poc = np.full((11, 11), 1.0 / 121.0)
    return ProbabilityMap(
        PLAN.reference_time_s, centre, axis, axis, poc, 500.0, 500.0, 0.0, 0.0, 0.0, centre, (), PLAN.provenance
    )


def test_all_files_are_written_and_marked(chart: ProbabilityMap, tmp_path: Path) -> None:
    paths = handover.save_plan(PLAN, chart, tmp_path / "plan")
    assert {path.name for path in paths} == {path.name for path in (tmp_path / "plan").iterdir()} == WHOLE | BY_UNIT
    assert paths[-1].name == "index.html"
    for path in paths:
        if path.suffix not in (".png", ".pdf"):
            text = path.read_text(encoding="utf-8")
            assert EXERCISE in text, path.name
            assert NOT_FOR_NAVIGATION in text, path.name
    page = paths[-1].read_text(encoding="utf-8")
    assert page.count('href="./') == len(paths) - 1


def test_nothing_is_written_where_one_file_cannot_be(chart: ProbabilityMap, tmp_path: Path) -> None:
    task = PLAN.tasks[0]
    late = task.transit_out.model_copy(update={"start_s": task.search_start_s + 9000.0})
    plan = PLAN.model_copy(update={"tasks": (task.model_copy(update={"transit_out": late}), *PLAN.tasks[1:])})
    with pytest.raises(PlanError, match="巡視船 いず would reach CSP"):
        handover.save_plan(plan, chart, tmp_path / "plan")
    assert list(tmp_path.iterdir()) == []
