"""Radar, infrared, goggles, cameras and signals."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from sarex.model.radar_table import radar_table
from sarex.model.sensor import CameraSensor, FlirSensor, NightVisionSensor, RadarSensor
from sarex.search.sensing.camera import camera_width, footprint_m, pixels_on, recall_of
from sarex.search.sensing.eyes import eyes_width
from sarex.search.sensing.flir import flir_width
from sarex.search.sensing.night_vision import night_vision_width
from sarex.search.sensing.radar import horizon_m, radar_width
from sarex.search.sensing.signals import signal_width
from sensing_scene import look, unit

NM = 1852.0


@pytest.mark.parametrize(
    ("radar", "key", "given", "width_nm"),
    [
        ({"set": "AN/SPS-64"}, "SPORT-BOAT", {"sea": "0.1 m"}, 1.4),
        ({"set": "AN/SPS-64"}, "SPORT-BOAT", {"sea": "1.25 m"}, 1.1),
        ({"set": "AN/SPS-66"}, "SPORT-BOAT", {"sea": "1 m"}, 0.0),
        ({"set": "AN/SPS-64", "object_reflector": True}, "SPORT-BOAT", {"sea": "1 m"}, 1.6),
        ({"set": "AN/SPS-64", "object_reflector": True}, "FISHING-VESSEL-3", {"sea": "0.4 m"}, 13.0),
        ({"set": "AN/SPS-64"}, "FISHING-VESSEL-3", {"sea": "0.4 m"}, 1.1),
        ({"set": "AN/SPS-64"}, "SPORT-BOAT", {"sea": "2 m"}, 0.0),
        ({"set": "AN/SPS-64"}, "PIW-1", {"sea": "0 m"}, 0.0),
        ({"set": "AN/APS-137"}, "LIFE-RAFT-DB-11", {"wind": "10 kn"}, 8.6),
        ({"set": "AN/APS-137"}, "SPORT-BOAT", {"wind": "12 kn"}, 8.2),
        ({"set": "AN/APS-137", "scale": "32 nm"}, "SPORT-BOAT", {"wind": "20 kn"}, 6.6),
        ({"set": "AN/APS-137", "scale": "32 nm"}, "LIFE-RAFT-DB-11", {"wind": "5 kn"}, 0.0),
        ({"set": "AN/APS-137"}, "COASTAL-FREIGHTER", {"wind": "70 kn"}, 0.0),
        ({"set": "APN-215"}, "COASTAL-FREIGHTER", {"sea": "1 m"}, 16.0),
        ({"set": "SLAR"}, "LIFE-RAFT-DB-11", {"sea": "0.1 m"}, 12.0),
        ({"set": "SLAR"}, "LIFE-RAFT-DB-11", {"sea": "1 m"}, 0.0),
        ({"set": "SLAR", "sure_range": "2 nm"}, "LIFE-RAFT-DB-11", {"sea": "1 m"}, 4.0),
        ({"sure_range": "3 nm"}, "PIW-1", {}, 6.0),
    ],
)
def test_radar_figures(radar: dict[str, Any], key: str, given: dict[str, str], width_nm: float) -> None:
    sensor = RadarSensor.model_validate({"sensor": "radar", **radar})
    found = radar_width(look(unit(height="2000 ft"), key, **given), sensor)
    assert found.width_m / NM == pytest.approx(width_nm)
    assert (found.width_m == 0.0) == bool(found.notes)
    assert "[NSS2000]" in found.source


def test_the_steps_that_tell_which_rows_the_wide_scale_has() -> None:
    """The table at 32 nm falls from one wind to the next as that at 16 nm does, object by object."""
    for name in ("17-25 ft", "36-50 ft"):
        fall = [
            [entry.width_nm or 0.0 for entry in radar_table() if (entry.object, entry.scale_nm) == (name, scale)][:4]
            for scale in (16.0, 32.0)
        ]
        assert np.diff(fall[0]) == pytest.approx(np.diff(fall[1]), abs=0.11)


def test_a_radar_in_the_air_sees_no_further_than_the_horizon() -> None:
    low = unit(height="100 ft")
    found = radar_width(look(low, "COASTAL-FREIGHTER", sea="0 m"), RadarSensor(sensor="radar", set="APN-215"))
    assert found.width_m == pytest.approx(2.0 * horizon_m(low.height_m)) == pytest.approx(2 * 11.44 * NM)
    assert "horizon" in found.source
    assert horizon_m(480 * 0.3048) / NM == pytest.approx(25.1, abs=0.05)


@pytest.mark.parametrize(
    ("key", "sea", "footprint", "width_nm"),
    [
        ("PIW-1", "0.1 m", None, 0.3), ("PIW-1", "0.4 m", None, 0.0), ("SPORT-BOAT", "0.1 m", None, 1.5),
        ("LIFE-RAFT-DB-11", "0.4 m", None, 0.5), ("SPORT-BOAT", "1 m", None, 0.0), ("SPORT-BOAT", "0 m", "1 nm", 1.0),
    ],
)  # fmt: skip
def test_infrared_figures(key: str, sea: str, footprint: str | None, width_nm: float) -> None:
    sensor = FlirSensor.model_validate({"sensor": "flir", "footprint": footprint} if footprint else {"sensor": "flir"})
    for dark in (0.0, 1.0):
        found = flir_width(look(unit(), key, dark, sea=sea), sensor)
        assert found.width_m / NM == pytest.approx(width_nm)
        assert (found.width_m == 0.0) == bool(found.notes)


@pytest.mark.parametrize(
    ("users", "key", "dark", "factor"),
    [(4, "SPORT-BOAT", 1.0, 1.0), (6, "PIW-1", 1.0, 1.0), (3, "SPORT-BOAT", 1.0, 0.8), (3, "PIW-1", 1.0, 0.9),
     (2, "PIW-1", 1.0, 0.5), (4, "PIW-1", 0.25, 0.25), (4, "PIW-1", 0.0, 0.0)],
)  # fmt: skip
def test_goggles(users: int, key: str, dark: float, factor: float) -> None:
    sensor = NightVisionSensor.model_validate({"sensor": "night_vision", "sweep_width": "1000 m", "users": users})
    found = night_vision_width(look(unit(), key, dark), sensor)
    assert found.width_m == pytest.approx(1000.0 * factor)
    assert (factor == 0.0) == bool(found.notes)


def camera(**more: Any) -> CameraSensor:
    return CameraSensor.model_validate({"sensor": "camera", "field_of_view": "60 deg", "pixels": 4000, **more})


def test_footprint_and_pixels_of_a_camera() -> None:
    straight, tilted = camera(), camera(tilt="60 deg")
    assert footprint_m(straight, 100.0) == pytest.approx(100.0 * math.tan(math.radians(30.0)))
    assert footprint_m(tilted, 100.0) == pytest.approx(2.0 * footprint_m(straight, 100.0))
    # 4000 pixels over 115.47 m below the camera: 2.887 cm each, so 1 m has 34.64 of them.
    assert pixels_on(straight, 100.0, 1.0, np.array([0.0]))[0] == pytest.approx(34.641, abs=1e-3)
    assert pixels_on(tilted, 100.0, 1.0, np.array([0.0]))[0] == pytest.approx(34.641 / 2, abs=1e-3)


def test_recall_between_and_beyond_the_entries() -> None:
    table = ((10.0, 0.2), (20.0, 0.8))
    assert recall_of(np.array([5.0, 9.99, 10.0, 15.0, 20.0, 500.0]), table) == pytest.approx([0, 0, 0.2, 0.5, 0.8, 0.8])


def test_the_width_of_a_camera_is_the_integral_of_its_recall() -> None:
    sensor = camera(recall=[(8, 0.1), (17, 0.9)], object_size="0.5 m")
    seen = look(unit(kind="drone", height="100 m", search_speed="20 kn"), "PIW-1")
    found = camera_width(seen, sensor)

    def chance(x: float) -> float:
        on = 0.5 / (2 * math.tan(math.radians(30)) / 4000 * math.hypot(100.0, x))
        return float(np.interp(on, [8, 17], [0.1, 0.9], left=0.0))

    whole = 2.0 * quad(chance, 0.0, footprint_m(sensor, 100.0), limit=200)[0]
    assert 0.0 < whole < 2.0 * footprint_m(sensor, 100.0)
    assert found.width_m == pytest.approx(whole, rel=1e-3)
    one_sided = camera_width(seen, camera(recall=[(8, 0.1), (17, 0.9)], object_size="0.5 m", side="left"))
    assert one_sided.width_m == pytest.approx(found.width_m / 2.0)
    assert one_sided.side == "left"


def test_a_camera_too_high_says_so_and_one_in_the_dark_too() -> None:
    high = camera_width(look(unit(kind="drone", height="3000 m"), "PIW-1"), camera())
    assert high.width_m == 0.0
    assert high.table == ()
    assert "fly lower" in high.notes[0]
    drone = unit(kind="drone", height="60 m")
    by_day, half, dark = (camera_width(look(drone, "SPORT-BOAT", share), camera()).width_m for share in (0, 0.5, 1))
    assert half == pytest.approx(by_day / 2.0)
    assert dark == 0.0
    assert camera_width(look(drone, "SPORT-BOAT", 1.0), camera(thermal=True)).width_m == pytest.approx(by_day)


def test_fog_hides_what_is_beyond_the_visibility() -> None:
    drone = unit(kind="drone", height="120 m")
    assert camera_width(look(drone, "SPORT-BOAT", visibility="100 m"), camera()).width_m == 0.0


def test_rough_sea_counts_for_the_assumed_recall_only() -> None:
    drone = unit(kind="drone", height="60 m")
    calm, rough = (camera_width(look(drone, "PIW-1", wind=wind), camera()).width_m for wind in ("10 kn", "20 kn"))
    assert rough == pytest.approx(calm / 2.0)
    own = camera(recall=[(5, 0.5), (10, 0.9)])
    calm, rough = (camera_width(look(drone, "PIW-1", wind=wind), own).width_m for wind in ("10 kn", "20 kn"))
    assert rough == calm


@given(heights=st.tuples(st.floats(5.0, 2000.0), st.floats(5.0, 2000.0)), key=st.sampled_from(["PIW-1", "SPORT-BOAT"]))
def test_a_camera_covers_no_more_than_its_footprint_and_never_reports_more_from_further(
    heights: tuple[float, float], key: str
) -> None:
    low, high = (camera_width(look(unit(kind="drone", height=f"{it} m"), key), camera()) for it in sorted(heights))
    for found, height_m in zip((low, high), sorted(heights), strict=True):
        assert found.width_m <= 0.9 * 2.0 * footprint_m(camera(), height_m) + 1e-9
    if low.table and high.table:
        assert low.table[0][1] >= high.table[0][1]


@pytest.mark.parametrize(
    ("signal", "light", "searcher", "wind", "width_nm"),
    [
        ("mirror", "day", {}, "10 kn", 5.0),
        ("strobe", "night", {}, "10 kn", 0.5),
        ("orange_smoke", "day", {}, "10 kn", 7.7),
        ("orange_smoke", "day", {}, "11 kn", None),
        ("orange_smoke", "day", {"kind": "vessel"}, "5 kn", 6.9),
        ("orange_smoke", "day", {"kind": "vessel", "time_on_task": "3 h"}, "5 kn", 5.0),
        ("orange_smoke", "day", {"kind": "lifeboat"}, "5 kn", 4.6),
        ("red_hand_flare", "night", {"kind": "lifeboat", "time_on_task": "4 h"}, "30 kn", 10.2),
        ("red_hand_flare", "night", {"kind": "fixed_wing"}, "5 kn", 10.7),
        ("ring_strobe", "night", {"kind": "vessel"}, "10 kn", 3.9),
        ("ring_strobe", "night", {"kind": "vessel"}, "15 kn", 2.6),
        ("ring_strobe", "night", {"kind": "vessel", "time_on_task": "5 h"}, "20 kn", 0.5),
        ("ring_strobe", "night", {"time_on_task": "30 min"}, "20 kn", 4.4),
        ("ring_strobe", "night", {"time_on_task": "60 min"}, "20 kn", 3.9),
        ("mirror", "night", {}, "10 kn", None),
    ],
)
def test_signals(signal: str, light: Any, searcher: dict[str, str], wind: str, width_nm: float | None) -> None:
    found = signal_width(look(unit(**searcher), "PIW-1", wind=wind, signals=[signal]), light)
    assert (None if found is None else pytest.approx(found.width_m / NM)) == width_nm


def test_no_signal_is_seen_beyond_the_visibility() -> None:
    found = signal_width(look(unit(), "PIW-1", signals=["parachute_flare"], visibility="2 nm"), "night")
    assert found is not None
    assert found.width_m == pytest.approx(4.0 * NM)


def test_a_lit_object_counts_as_the_weakest_steady_light() -> None:
    found = signal_width(look(unit(), "SPORT-BOAT", lit=True), "night")
    assert found is not None
    assert found.width_m == pytest.approx(1.0 * NM)
    assert signal_width(look(unit(), "SPORT-BOAT", lit=True), "day") is None


def test_eyes_by_day_in_the_dark_and_between() -> None:
    by_day, dark = eyes_width(look(unit(), "SPORT-BOAT")), eyes_width(look(unit(), "SPORT-BOAT", 1.0))
    assert by_day.width_m > 0.0
    assert by_day.ideal
    assert dark.width_m == 0.0
    assert "night sensor" in dark.notes[0]
    partly = eyes_width(look(unit(), "SPORT-BOAT", 0.3))
    assert partly.width_m == pytest.approx(0.7 * by_day.width_m)
    assert not partly.ideal
    shown = eyes_width(look(unit(), "PIW-1", 0.3, signals=["mirror", "strobe"]))
    assert shown.width_m / NM == pytest.approx(0.7 * 5.0 + 0.3 * 0.5)
