"""`sarex units` and `sarex sensors`: what is known, searchable, ready to copy."""

from __future__ import annotations

import json

import pytest

from sarex.formats.units_yaml import parse_units


def test_the_units_printed_are_a_units_file(sarex):
    answer = sarex("units", "Helicopter", "frigate")
    assert answer.code == 0, answer.err
    assert [unit.name for unit in parse_units(answer.out)] == ["frigate", "ship-helicopter"]
    assert len(parse_units(sarex("units").out)) == 10


def test_typical_units_as_one_json_object(sarex):
    said = json.loads(sarex("units", "lifeboat", "--json").out)
    assert said["schema"] == "sarex-typical-units/1"
    assert [unit["key"] for unit in said["units"]] == ["lifeboat"]
    assert said["units"][0]["entry"]["endurance"] == "10 h"


def test_a_sensor_with_its_figures_and_source(sarex):
    answer = sarex("sensors", "ring", "strobe")
    assert answer.code == 0, answer.err
    assert "0.5 to 4.4 nm; [NSS2000]" in answer.out
    said = json.loads(sarex("sensors", "radar", "ship", "--json").out)
    assert said["schema"] == "sarex-sensors/1"
    assert [sensor["name"] for sensor in said["sensors"]] == ["AN/APS-133", "APN-215", "SLAR"]


@pytest.mark.parametrize("command", ["units", "sensors"])
def test_words_that_nothing_fits_say_so_and_are_no_fault(sarex, command):
    answer = sarex(command, "submarine")
    assert answer.code == 0
    assert f"such as `sarex {command} " in answer.out
    assert json.loads(sarex(command, "submarine", "--json").out)[command] == []
