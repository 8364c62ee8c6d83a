"""Every file in examples/ is read without a complaint."""

from __future__ import annotations

from pathlib import Path

import pytest

from house.tree import ROOT, called, project_files

EXAMPLES = [path for path in project_files() if path.is_relative_to(ROOT / "examples") and path.suffix == ".yaml"]
RESULT_KINDS = {"search", "sighting", "debris", "marker_buoy"}
SCENARIO_KINDS = {"position", "voyage", "area", "bearing", "datum_line"}


def incidents() -> list[Path]:
    return [path for path in EXAMPLES if "format: sarex-incident/1" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", EXAMPLES, ids=called)
def test_it_is_read(path: Path) -> None:
    from sarex.formats.incident_yaml import parse_incident
    from sarex.formats.results_yaml import parse_results
    from sarex.formats.tasks_yaml import parse_tasks
    from sarex.formats.units_yaml import parse_units

    text = path.read_text(encoding="utf-8")
    if "format: sarex-incident/1" in text:
        assert parse_incident(text).scenarios
    elif "format: sarex-units/1" in text:
        assert parse_units(text)
    elif "format: sarex-results/1" in text:
        assert parse_results(text).results
    elif "format: sarex-tasks/1" in text:
        assert parse_tasks(text).tasks


def test_there_is_one_of_every_kind() -> None:
    shown = "".join(path.read_text(encoding="utf-8") for path in incidents())
    assert {kind for kind in SCENARIO_KINDS if f"kind: {kind}" in shown} == SCENARIO_KINDS


def test_there_is_a_result_of_every_kind() -> None:
    shown = "".join(path.read_text(encoding="utf-8") for path in EXAMPLES if path.name.startswith("results_"))
    assert {kind for kind in RESULT_KINDS if f"kind: {kind}" in shown} == RESULT_KINDS


def test_the_units_show_sensors_and_an_agreed_line() -> None:
    from sarex.formats.units_yaml import parse_units_file

    fleet = parse_units_file((ROOT / "examples/units_sensors.yaml").read_text(encoding="utf-8"))
    looks = {unit.kind: {sensor.sensor for sensor in unit.sensors} for unit in fleet.units}
    assert "radar" in looks["vessel"]
    assert "helicopter" in looks
    assert looks["fixed_wing_drone"] == {"camera"}
    (line,) = fleet.lines
    assert {unit.nation for unit in fleet.units} == {*line.left, *line.right}
    assert any(unit.forbidden for unit in fleet.units)
