"""What a unit sees: its best sensor, its own figures first, and why where it sees nothing."""

from __future__ import annotations

from typing import Any

import pytest

from sarex.adapters.memory_source import MemorySource, memory_field
from sarex.model.detection_curve import ObjectSensing
from sarex.model.errors import PlanError
from sarex.model.forcing_window import Box
from sarex.model.leeway_class import LeewayClass, LeewayFit
from sarex.model.quantities import Position, parse_time
from sarex.model.search_conditions import SearchConditions
from sarex.model.search_unit import SearchUnit
from sarex.model.typical_units import typical_units
from sarex.search.sensing.scene_view import SceneView, scene_view
from sarex.search.sensing.unit_sensing import unit_sensing
from sensing_scene import conditions, scene, unit

NM = 1852.0
STILL = LeewayFit(0.0, 0.0, 0.0)
GOGGLES = {"sensor": "night_vision", "sweep_width": "0.5 nm"}
FLIR = {"sensor": "flir"}
EYES = {"sensor": "visual"}


def sense(searcher: SearchUnit, key: str, dark: float = 0.0, **given: Any) -> ObjectSensing:
    said = conditions(**given)
    (found,) = unit_sensing(searcher, [key], said, scene(said, dark)).objects
    return found


def test_one_entry_a_class_in_their_order() -> None:
    said = conditions()
    found = unit_sensing(unit(), ["SPORT-BOAT", "PIW-1", "SPORT-BOAT"], said, scene(said))
    assert [entry.object_key for entry in found.objects] == ["SPORT-BOAT", "PIW-1", "SPORT-BOAT"]
    assert found.sweep_width_m_max == found.objects[0].curve.sweep_width_m > found.objects[1].curve.sweep_width_m
    assert unit_sensing(unit(), [], said, scene(said)).objects == ()


def test_good_weather_is_inverse_cube_and_bad_is_random() -> None:
    assert sense(unit(), "OVATEK-CRAFT-3").curve.law == "inverse_cube"
    rough = sense(unit(), "OVATEK-CRAFT-3", wind="20 kn")
    assert rough.curve.law == "random"
    assert rough.curve.sweep_width_m / NM == pytest.approx(1.35)
    assert sense(unit(detection={"law": "definite"}), "OVATEK-CRAFT-3").curve.law == "definite"
    # Speed above the usual is a factor below 1 too.
    assert sense(unit(search_speed="120 kn"), "OVATEK-CRAFT-3").curve.law == "random"


def test_the_best_sensor_counts_alone() -> None:
    both = unit(sensors=[EYES, FLIR])
    by_day, by_night = sense(both, "SPORT-BOAT", sea="0.1 m"), sense(both, "SPORT-BOAT", 1.0, sea="0.1 m")
    assert by_day.sensor == "visual"
    assert by_day.curve.sweep_width_m == sense(unit(), "SPORT-BOAT", sea="0.1 m").curve.sweep_width_m
    assert (by_night.sensor, by_night.curve.sweep_width_m) == ("flir", pytest.approx(1.5 * NM))
    assert by_night.curve.law == "random"


def test_darkness_is_refused_but_for_lights_and_night_sensors() -> None:
    refused = sense(unit(), "SPORT-BOAT", 1.0)
    assert refused.curve.sweep_width_m == 0.0
    assert "search by daylight" in refused.notes[0]
    for found in (
        sense(unit(), "SPORT-BOAT", 1.0, lit=True),
        sense(unit(), "SPORT-BOAT", 1.0, signals=["flashing_lamp"]),
        sense(unit(sensors=[GOGGLES]), "SPORT-BOAT", 1.0),
        sense(unit(kind="drone", height="60 m", sensors=[
            {"sensor": "camera", "field_of_view": 40, "pixels": 640, "thermal": True}]), "SPORT-BOAT", 1.0),
        sense(unit(sensors=[{"sensor": "radar", "sure_range": "2 nm"}]), "SPORT-BOAT", 1.0),
    ):  # fmt: skip
        assert found.curve.sweep_width_m > 0.0
    # A signal that shows by day only does not help.
    assert sense(unit(), "SPORT-BOAT", 1.0, signals=["mirror"]).curve.sweep_width_m == 0.0


def test_every_blind_sensor_says_why() -> None:
    found = sense(unit(height="3000 ft", sensors=[EYES, FLIR, GOGGLES]), "PIW-1", sea="2 m")
    assert found.curve.sweep_width_m == 0.0
    assert len(found.notes) == 3
    assert sense(unit(sensors=[]), "PIW-1").notes == ("R1 has no sensor; name its `sensors`",)


def test_a_given_width_goes_before_all_else() -> None:
    blind = unit(sweep_width="2 nm", height="9000 ft")
    silent = SearchConditions()
    found = unit_sensing(blind, ["PIW-1", "SEWAGE"], silent, scene(silent, 1.0))
    assert [entry.curve.sweep_width_m for entry in found.objects] == [2 * NM, 2 * NM]
    assert {entry.curve.law for entry in found.objects} == {"random"}
    assert "used as it stands" in found.objects[0].notes[0]
    zero = sense(unit(sweep_width=0), "PIW-1")
    assert zero.curve.sweep_width_m == 0.0
    assert "is 0" in zero.notes[0]


def test_a_law_with_its_own_figures_needs_no_sensor() -> None:
    found = sense(unit(detection={"law": "m_beta", "beta": 0.7, "range": "140 m"}), "PIW-1", 1.0)
    assert (found.sensor, found.curve.law, found.curve.sweep_width_m) == ("given", "m_beta", pytest.approx(196.0))


def test_a_camera_brings_its_own_curve() -> None:
    drone = unit(kind="drone", height="60 m", sensors=[{"sensor": "camera", "field_of_view": 60, "pixels": 3840}])
    found = sense(drone, "PIW-1")
    assert (found.sensor, found.curve.law) == ("camera", "table")
    assert found.curve.table[-1][0] == pytest.approx(60.0 * 0.57735, rel=1e-4)
    fixed = sense(drone.model_copy(update={"detection": unit(detection={"law": "random"}).detection}), "PIW-1")
    assert (fixed.curve.law, fixed.curve.sweep_width_m) == ("random", pytest.approx(found.curve.sweep_width_m))


def test_unknown_weather_is_refused_with_the_way_out() -> None:
    silent = SearchConditions()
    with pytest.raises(PlanError, match=r"wind of the search is unknown .* `conditions: \{wind: 15 kn\}`"):
        unit_sensing(unit(), ["PIW-1"], silent, scene(silent))
    with pytest.raises(PlanError, match="sea of the search is unknown"):
        unit_sensing(unit(sensors=[FLIR]), ["PIW-1"], silent, scene(silent))
    goggles = unit_sensing(unit(sensors=[GOGGLES]), ["PIW-1"], silent, scene(silent, 1.0))
    assert goggles.sweep_width_m_max == pytest.approx(0.5 * NM)


def test_a_class_that_no_table_knows_asks_for_a_width() -> None:
    crate = LeewayClass("CRATE", "wooden crate", 0, STILL, STILL, STILL)
    raft = LeewayClass("OURS", "8-person raft", 0, STILL, STILL, STILL)
    said = conditions()
    view = SceneView(scene(said).weather, own=(crate, raft))
    unknown, known = unit_sensing(unit(), ["CRATE", "OURS"], said, view).objects
    assert unknown.curve.sweep_width_m == 0.0
    assert "`sweep_width`" in unknown.notes[0]
    assert known.curve.sweep_width_m / NM == pytest.approx(2.8)


def test_a_scene_from_forcing_and_the_sky() -> None:
    start = parse_time("2015-12-01T04:00Z").timestamp()
    place = Position(-0.1, 51.5)
    box = Box(-1.0, 50.0, 1.0, 52.0)
    sea = MemorySource("model", (memory_field("wind", (6.0, 8.0), box, [start, start + 36000.0]),))
    said = SearchConditions()
    view = scene_view([sea], place, start, start + 6 * 3600.0, conditions=said)
    assert view.weather.wind_m_per_s == pytest.approx(10.0)
    # Civil twilight begins 07:04.
    assert view.dark_share == pytest.approx((3 * 60 + 4) / 360.0, abs=0.01)
    assert view.first_light_s == pytest.approx(parse_time("2015-12-01T07:04Z").timestamp(), abs=120.0)
    (found,) = unit_sensing(unit(), ["OVATEK-CRAFT-3"], said, view).objects
    assert found.curve.sweep_width_m / NM == pytest.approx(1.35 * (1.0 - view.dark_share), rel=1e-6)
    assert "19.4 kn" in found.curve.source
    assert any("first light 2015-12-01 07:0" in note for note in found.notes)


@pytest.mark.parametrize("typical", typical_units(), ids=lambda typical: typical.key)
def test_typical_units_see_a_raft_by_day(typical: Any) -> None:
    searcher = typical.unit("One", at="60N 4E", available="2030-01-31T08:00Z")
    found = sense(searcher, "LIFE-RAFT-DB-11")
    assert found.curve.sweep_width_m > 0.0
    assert found.curve.source
