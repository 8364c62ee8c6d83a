"""The units file: what it means, and one plain line for what is wrong in it."""

from __future__ import annotations

from datetime import UTC, datetime

import jsonschema
import pytest

from sarex.formats.units_yaml import parse_units, units_schema
from sarex.formats.yaml_text import load_yaml
from sarex.model.errors import UnitsError
from sarex.model.quantities import NAUTICAL_MILE_M, Position
from sarex.model.search_unit import MINIMUM_SPACING_M

GOOD = {
    "name": "PV One", "kind": "vessel", "at": '"60 00N 003 30E"', "available": "2015-11-16T08:00Z",
    "transit_speed": "20 kn", "search_speed": "15 kn", "endurance": "10 h", "sweep_width": "2 nm",
}  # fmt: skip


AREA = "{name: A, corners: ['60N 4E', '61N 4E', '61N 5E']}"


def entry(**changes: str) -> str:
    return "  - {" + ", ".join(f"{key}: {value}" for key, value in {**GOOD, **changes}.items() if value) + "}"


def text(*entries: str) -> str:
    return "format: sarex-units/1\nunits:\n" + "\n".join(entries) + "\n"


def test_one_unit_as_the_issue_writes_it() -> None:
    unit = parse_units(text(entry(nation="JPN")))[0]
    assert (unit.name, unit.nation, unit.kind) == ("PV One", "JPN", "vessel")
    assert unit.at == Position(3.5, 60.0)
    assert unit.available == datetime(2015, 11, 16, 8, tzinfo=UTC)
    assert unit.endurance == 36_000.0
    assert unit.sweep_width == 3704.0
    assert unit.search_speed == pytest.approx(15 * 1852 / 3600)
    assert unit.return_to_base
    assert unit.spacing_m_min == 0.5 * NAUTICAL_MILE_M
    assert not unit.airborne


@pytest.mark.parametrize("kind", MINIMUM_SPACING_M)
def test_minimum_spacing_by_kind_or_as_given(kind: str) -> None:
    default, own = parse_units(text(entry(kind=kind), entry(name="Two", kind=kind, minimum_spacing="700 m")))
    assert default.spacing_m_min == MINIMUM_SPACING_M[default.kind]
    assert own.spacing_m_min == 700.0
    assert default.airborne is (kind in ("helicopter", "fixed_wing", "drone", "fixed_wing_drone"))


def test_time_on_scene_instead_of_endurance() -> None:
    unit = parse_units(
        text(entry(endurance="", on_scene="3 h 30 min", return_to_base="false", until="2015-11-16T20:00+09:00"))
    )[0]
    assert unit.on_scene == 12_600.0
    assert unit.endurance is None
    assert not unit.return_to_base
    assert unit.until == datetime(2015, 11, 16, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "empty"),
        ("[1, 2]", "this is no units file"),
        ("format: sarex-incident/1", "format 'sarex-incident/1' is not known"),
        ("format: sarex-units/1\nunits: []", "units:"),
        ("format: sarex-units/1", "units: is missing"),
        (text(entry(kind="boat")), "units[0].kind: 'boat' is not known"),
        (text(entry(sweep_width="2")), "units[0].sweep_width"),
        (text(entry(search_speed="-3 kn")), "units[0].search_speed"),
        (text(entry(at='"160 00N 003 30E"')), "units[0].at: latitude 160"),
        (text(entry(available="2015-11-16T08:00")), "has no zone"),
        (text(entry(endurance="")), "needs either `endurance`"),
        (text(entry(on_scene="2 h")), "give one of the two"),
        (text(entry(until="2015-11-16T07:00Z")), "set `until` later"),
        (text(entry(sweepwidth="2 nm")), "key 'sweepwidth' is not known"),
        (text(entry(), entry()), "'PV One' is used twice"),
        (text(entry(), entry(name="Two", search_speed="")), "units[1].search_speed: is missing; add it (unit 'Two')"),
        (text(entry(name='"a\\u0007b"')), "cannot be printed"),
        (text(entry(name='""')), "units[0].name"),
        (text("  - PV One"), "units[0]"),
        ("format: sarex-units/1\nunits: 3", "units:"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_one_line(content: str, words: str) -> None:
    with pytest.raises(UnitsError) as found:
        parse_units(content, "fleet.yaml")
    assert words in str(found.value)
    assert "fleet.yaml" in str(found.value)
    assert "\n" not in str(found.value)


def test_the_schema_for_editors_accepts_what_the_reader_accepts() -> None:
    schema = units_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(load_yaml(text(entry(nation="JPN", until="2015-11-16T20:00Z")), "x", UnitsError))
    for changes in ({"kind": "boat"}, {"search_speed": ""}, {"sweepwidth": "2 nm"}):
        assert not validator.is_valid(load_yaml(text(entry(**changes)), "x", UnitsError))


def test_areas_lines_and_sensors() -> None:
    fleet = """\
format: sarex-units/1
conditions: {visibility: 5 nm, wind: 20 kn, signals: [parachute_flare]}
areas:
  - {name: range, corners: ["60N 3E", "60N 4E", "61N 4E"]}
lines:
  - {name: agreed line, points: ["60N 3E", "61N 4E"], left: [NOR], right: [GBR]}
units:
"""
    radar = "[{sensor: radar, set: AN/APS-137, scale: 32 nm}]"
    parsed = parse_units(fleet + entry(sensors=radar, forbidden="[range]", detection="{law: definite}").lstrip("\n"))
    assert parsed[0].sensors[0].sensor == "radar"
    assert parsed[0].detection.law == "definite"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (text(entry(forbidden="[range]")), "names area 'range', which `areas` does not list"),
        (text(entry(detection="{law: m_beta, beta: 0.7}")), "detection law 'm_beta' needs range"),
        (text(entry(detection="{law: table, table: [[0 m, 1.0], [2 nm, 1.4]]}")), "chance from 0 to 1"),
        (text(entry(sensors="[{sensor: radar}]")), "needs `sure_range`"),
        (text(entry(sensors="[{sensor: camera, field_of_view: 180 deg, pixels: 3840}]")), "between 0 and 180"),
        (text(entry(patterns="[PS, ZZ]")), "units[0].patterns"),
        (
            text(entry(sensors="[{sensor: sonar}]")),
            "units[0].sensors[0]: sensor 'sonar' is not known; give one of 'visual'",
        ),
        (text(entry(sensors="[{set: SLAR}]")), "sensors[0]: `sensor` is missing; give one of 'visual', 'radar'"),
        (text(entry()) + f"areas: [{AREA}, {AREA}]", "areas: name 'A' is used twice"),
        (text(entry()) + f"areas: [{AREA}, {{name: B}}]", "areas[1].corners"),
    ],
)
def test_what_is_wrong_with_sensors_and_areas(content: str, words: str) -> None:
    with pytest.raises(UnitsError) as found:
        parse_units(content)
    assert words in str(found.value)


def test_no_nation_on_both_sides_of_a_line() -> None:
    line = 'lines: [{name: line, points: ["60N 3E", "61N 4E"], left: [NOR], right: [NOR]}]'
    with pytest.raises(UnitsError, match="both sides"):
        parse_units(text(entry()).replace("units:", f"{line}\nunits:"))
