"""Typical units and sensors as lists that can be used."""

from __future__ import annotations

import json
from typing import get_args

import pytest

from sarex.formats.sensor_list import sensor_list_json, sensor_list_text
from sarex.formats.unit_list import typical_unit_list_json, typical_unit_list_text
from sarex.formats.units_yaml import parse_units
from sarex.model.errors import UnitsError
from sarex.model.search_unit import UnitKind
from sarex.model.sensor import RadarSet, SignalKind
from sarex.model.sensor_catalogue import search_sensors, sensor_catalogue
from sarex.model.typical_units import search_typical_units, typical_unit, typical_units


def test_the_list_of_typical_units_is_a_units_file() -> None:
    units = parse_units(typical_unit_list_text(typical_units()))
    assert [unit.name for unit in units] == [typical.key for typical in typical_units()]
    assert {unit.kind for unit in units} == set(get_args(UnitKind)) - {"surface_craft"}
    for unit in units:
        assert unit.transit_speed >= unit.search_speed


def test_typical_units_by_words_and_key() -> None:
    assert [unit.key for unit in search_typical_units("Helicopter frigate")] == ["frigate", "ship-helicopter"]
    assert "No typical unit" in typical_unit_list_text(search_typical_units("submarine"))
    made = typical_unit("lifeboat").unit("RNLB", at="51N 1E", available="2030-01-31T08:00Z", search_speed="12 kn")
    assert made.search_speed == pytest.approx(12 * 1852 / 3600)
    with pytest.raises(UnitsError, match="no typical unit; choose one of patrol-vessel"):
        typical_unit("zeppelin")


def test_lists_as_json() -> None:
    units = json.loads(json.dumps(typical_unit_list_json(typical_units())))
    assert units["schema"] == "sarex-typical-units/1"
    assert units["units"][0]["entry"]["kind"] == "vessel"
    sensors = json.loads(json.dumps(sensor_list_json(sensor_catalogue())))
    assert sensors["schema"] == "sarex-sensors/1"
    assert {"group", "name", "description", "night", "source"} == set(sensors["sensors"][0])


def test_every_sensor_radar_and_signal_that_a_units_file_may_name_is_listed() -> None:
    names = {(entry.group, entry.name) for entry in sensor_catalogue()}
    assert {name for group, name in names if group == "radar"} == set(get_args(RadarSet)) - {"other"}
    assert {name for group, name in names if group == "signal"} == set(get_args(SignalKind))
    assert {name for group, name in names if group == "sensor"} == {
        "visual", "radar", "flir", "night_vision", "camera",
    }  # fmt: skip


def test_the_sensor_list_by_words() -> None:
    text = sensor_list_text(search_sensors("ring strobe"))
    assert "ring_strobe" in text
    assert "0.5 to 4.4 nm" in text
    assert "Radars" not in text
    assert "No sensor" in sensor_list_text(search_sensors("sonar"))
