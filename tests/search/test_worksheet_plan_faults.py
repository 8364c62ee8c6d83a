"""What the planner refuses, and what it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from normal_cloud import NM, normal_cloud, normal_offsets, provenance, scattered
from sarex.formats.units_yaml import parse_units
from sarex.model.errors import PlanError
from sarex.model.particle_cloud import Status
from sarex.model.search_unit import SearchUnit
from sarex.search.worksheet_plan import WorksheetOptions, worksheet_plan


def units(*entries: str) -> list[SearchUnit]:
    whole = (
        "kind: vessel, at: 60.5 3.0, available: 2026-01-30T02:00Z, transit_speed: 20 kn, search_speed: 15 kn, "
        "endurance: 10 h, sweep_width: 2 nm"
    )
    lines = []
    for number, entry in enumerate(entries):
        keys = {part.split(":")[0] for part in entry.split(", ")}
        kept = ", ".join(part for part in whole.split(", ") if part.split(":")[0] not in keys)
        lines.append(f"  - {{name: U{number}, {kept}{', ' if entry else ''}{entry}}}")
    return parse_units("format: sarex-units/1\nunits:\n" + "\n".join(lines))


CLOUD = normal_cloud(800, sigmas_nm=(5, 5))


def refused(found: PlanError) -> str:
    text = str(found)
    assert "\n" not in text
    return text


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("sweep_width: 0", "U0: its sweep width is 0"),
        ("search_speed: 0", "U0: its search speed is 0"),
        ("transit_speed: 0", "U0: its transit speed is 0"),
        ("endurance: 0", "U0: its endurance is 0"),
        ("endurance: 1 h", "is used up by the way"),
        ("available: 2026-02-03T00:00Z", "let the drift run longer"),
        ("at: 10.0 3.0", "let the drift run longer"),
        ("until: 2026-01-30T03:32:00Z", "too short for one leg"),
        ("minimum_leg: 200 nm", "too short for one leg"),
    ],
)
def test_a_lone_unit_that_cannot_be_used(entry: str, words: str) -> None:
    with pytest.raises(PlanError) as found:
        worksheet_plan(CLOUD, units(entry))
    assert words in refused(found.value)
    assert refused(found.value).startswith("no unit can be used (U0: ")


def test_every_reason_is_named() -> None:
    with pytest.raises(PlanError) as found:
        worksheet_plan(CLOUD, units("sweep_width: 0", "endurance: 1 h"))
    assert "U0: its sweep width is 0" in refused(found.value)
    assert "; U1: its endurance of 1 h" in refused(found.value)


def test_one_that_cannot_come_does_not_spoil_the_plan() -> None:
    alone = worksheet_plan(CLOUD, units(""))
    both = worksheet_plan(CLOUD, units("", "endurance: 1 h", "minimum_leg: 500 nm", "sweep_width: 0"))
    assert both.pos == alone.pos
    assert both.tasks == alone.tasks
    assert [one.unit.name for one in both.unused] == ["U1", "U2", "U3"]
    assert "used up by the way" in both.unused[0].unused_reason
    assert "too short for one leg" in both.unused[1].unused_reason


def test_no_units() -> None:
    with pytest.raises(PlanError, match="no search units"):
        worksheet_plan(CLOUD, [])


def test_a_name_used_twice() -> None:
    with pytest.raises(PlanError, match="'U0' is used twice"):
        worksheet_plan(CLOUD, units("") * 2)


def test_a_cloud_that_was_drifted_back() -> None:
    with pytest.raises(PlanError, match="drift it forward"):
        worksheet_plan(replace(CLOUD, provenance=provenance(forward=False)), units(""))


def test_all_stranded_from_the_start() -> None:
    aground = replace(CLOUD, status=np.full_like(CLOUD.status, Status.STRANDED))
    with pytest.raises(PlanError, match=r"no particle is ever afloat \(100% stranded"):
        worksheet_plan(aground, units(""))


def test_all_stranded_before_anyone_can_come() -> None:
    status = CLOUD.status.copy()
    status[:, 2:] = Status.STRANDED
    with pytest.raises(PlanError, match=r"U0: no particle is afloat at .* search the shore"):
        worksheet_plan(replace(CLOUD, status=status), units(""))


def test_a_point_cloud_with_perfect_navigation() -> None:
    point = scattered(np.zeros((50, 2)), lon=3.0, lat=60.0)
    with pytest.raises(PlanError, match="E is 0"):
        worksheet_plan(point, units("navigation_error: 0"))
    plan = worksheet_plan(point, units(""))
    assert plan.pos == pytest.approx(plan.tasks[0].pod)


def test_unknown_conditions() -> None:
    with pytest.raises(PlanError, match="give normal or ideal"):
        worksheet_plan(CLOUD, units(""), WorksheetOptions(conditions="fair"))  # type: ignore[arg-type]


def test_a_line_without_width() -> None:
    flat = scattered(normal_offsets(500, [5 * NM, 0.0]), lon=3.0, lat=60.0)
    assert worksheet_plan(flat, units("")).pos > 0.3
