"""Between and beyond the columns of the tables, and the factors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarex.model.object_row import object_rows
from sarex.model.quantities import KNOT_M_PER_S as KN
from sarex.search.sensing.object_class import object_classes
from sarex.search.sensing.sweep_width import speed_factor, table_width_nm, visual_width, weather_factor
from sensing_scene import look, unit

RAFT6 = object_rows()["Raft6p"]
SEEN_KEYS = sorted(key for key, found in object_classes().items() if found.row is not None)


def test_straight_between_heights_and_visibilities() -> None:
    # Helicopter, Raft6p: 500 ft 2.7 / 3.2 and 1000 ft 2.8 / 3.2 at 10 / 15 nm.
    assert table_width_nm("helicopter", RAFT6, 750.0, 10.0).value == pytest.approx(2.75)
    assert table_width_nm("helicopter", RAFT6, 500.0, 12.5).value == pytest.approx(2.95)
    middle = table_width_nm("helicopter", RAFT6, 750.0, 12.5)
    assert middle.value == pytest.approx((2.7 + 3.2 + 2.8 + 3.2) / 4)
    assert middle.notes == ()


@pytest.mark.parametrize(
    ("height_ft", "visibility_nm", "width_nm", "words"),
    [
        (197.0, 10.0, 2.7, "begins at 300 ft"),
        (9000.0, 10.0, 2.8, "ends at 3000 ft"),
        (500.0, 40.0, 3.5, "ends at 20 nm"),
        (500.0, 0.5, 0.25, "begins at 1 nm"),
        (500.0, 0.0, 0.0, "begins at 1 nm"),
    ],
)
def test_beyond_the_table(height_ft: float, visibility_nm: float, width_nm: float, words: str) -> None:
    read = table_width_nm("helicopter", RAFT6, height_ft, visibility_nm)
    assert read.value == pytest.approx(width_nm)
    assert any(words in note for note in read.notes)


def test_the_merchant_ship_knows_fewer_objects() -> None:
    read = table_width_nm("merchant_ship", object_rows()["SB 50ft"], 66.0, 10.0)
    assert read.value == pytest.approx(7.6)
    assert "Boat 12m" in read.notes[0]


@pytest.mark.parametrize(
    ("row", "wind_kn", "sea_m", "usual", "australian"),
    [
        ("PIW", 15, None, 1.0, 1.0), ("PIW", 15.1, None, 0.5, 0.5), ("PB 20ft", 25, None, 0.5, 0.5),
        ("SB 25ft", 25.1, None, 0.25, 0.25), ("PIW", 5, 1.0, 1.0, 1.0), ("PIW", 5, 1.2, 0.5, 0.5),
        ("Raft25p", 5, 1.6, 0.25, 0.25), ("PB 33ft", 15, None, 1.0, 1.0), ("PB 33ft", 20, None, 0.9, 0.8),
        ("Ship 120ft", 30, None, 0.9, 0.5), ("Ship 120ft", 5, 2.0, 0.9, 0.5),
    ],
)  # fmt: skip
def test_weather_classes(row: str, wind_kn: float, sea_m: float | None, usual: float, australian: float) -> None:
    found = [weather_factor(object_rows()[row], wind_kn * KN, sea_m, australian=choice) for choice in (False, True)]
    assert found == [usual, australian]


@pytest.mark.parametrize(
    ("platform", "row", "speed_kn", "factor"),
    [
        ("fixed_wing", "PIW", 150, 1.2), ("fixed_wing", "PIW", 165, 1.1), ("fixed_wing", "Raft6p", 195, 0.95),
        ("fixed_wing", "PB 53ft", 210, 1.0), ("fixed_wing", "Ship 225ft", 150, 1.0), ("fixed_wing", "PIW", 90, 1.2),
        ("helicopter", "PIW", 60, 1.5), ("helicopter", "PIW", 75, 1.25), ("helicopter", "Raft4p", 60, 1.3),
        ("helicopter", "Raft6p", 60, 1.2), ("helicopter", "PB 33ft", 140, 0.9), ("helicopter", "SB 20ft", 130, 0.9),
        ("helicopter", "PB 78ft", 130, 0.95), ("helicopter", "PIW", 170, 0.7), ("boat", "PIW", 30, 1.0),
        ("merchant_ship", "PIW", 20, 1.0),
    ],
)  # fmt: skip
def test_speed_factors(platform: str, row: str, speed_kn: float, factor: float) -> None:
    read = speed_factor(platform, object_rows()[row], speed_kn * KN)  # type: ignore[arg-type]
    assert read.value == pytest.approx(factor)
    assert bool(read.notes) == (platform in ("fixed_wing", "helicopter") and speed_kn in (90, 170))


def test_the_sea_that_the_wind_raises_is_in_the_wind_class_already() -> None:
    """20 kn would raise 2.4 m on the open sea, which alone would mean a quarter."""
    assert "weather 0.5" in visual_width(look(unit(), "PIW-1", wind="20 kn")).source
    assert "weather 0.25" in visual_width(look(unit(), "PIW-1", wind="20 kn", sea="2.4 m")).source


def test_fatigue_costs_a_tenth() -> None:
    rested, tired = (visual_width(look(unit(fatigued=it), "SPORT-BOAT")) for it in (False, True))
    assert tired.width_m == pytest.approx(0.9 * rested.width_m)
    assert rested.ideal
    assert not tired.ideal


def test_a_boat_does_not_count_flotation() -> None:
    boat = unit(kind="lifeboat", height="8 ft", search_speed="15 kn")
    with_device, without = (visual_width(look(boat, "PIW-1", flotation=it)) for it in (True, False))
    assert with_device == without
    # The class says that a jacket is worn, whatever the conditions say.
    assert visual_width(look(unit(), "PIW-3")).width_m == 4.0 * visual_width(look(unit(), "PIW-1")).width_m


def test_a_height_from_which_nothing_is_seen_names_a_better_one() -> None:
    seen = visual_width(look(unit(kind="fixed_wing", height="3000 ft", search_speed="180 kn"), "PIW-1"))
    assert seen.width_m == 0.0
    assert "300 ft would show it" in seen.notes[-1]


def test_a_drone_says_whose_table_it_uses() -> None:
    seen = visual_width(look(unit(kind="drone", height="60 m", search_speed="20 kn"), "SPORT-BOAT"))
    assert any("has no crew" in note for note in seen.notes)
    assert any("below the table" in note for note in seen.notes)


KINDS = st.sampled_from(["vessel", "lifeboat", "merchant_ship", "helicopter", "fixed_wing", "drone"])


@given(
    kind=KINDS,
    key=st.sampled_from(SEEN_KEYS),
    height_ft=st.floats(0.0, 4000.0),
    visibilities=st.tuples(st.floats(0.0, 30.0), st.floats(0.0, 30.0)),
)
def test_better_visibility_never_shows_less(
    kind: str, key: str, height_ft: float, visibilities: tuple[float, float]
) -> None:
    searcher = unit(kind=kind, height=f"{height_ft} ft")
    low, high = (visual_width(look(searcher, key, visibility=f"{it} nm")).width_m for it in sorted(visibilities))
    assert low <= high + 1e-9


@given(
    kind=KINDS,
    key=st.sampled_from(SEEN_KEYS),
    winds=st.tuples(st.floats(0.0, 50.0), st.floats(0.0, 50.0)),
    seas=st.tuples(st.floats(0.0, 4.0), st.floats(0.0, 4.0)),
    australian=st.booleans(),
)
def test_worse_weather_and_fatigue_never_show_more(
    kind: str, key: str, winds: tuple[float, float], seas: tuple[float, float], australian: bool
) -> None:
    (calm, storm), (flat, rough) = sorted(winds), sorted(seas)
    good = visual_width(look(unit(kind=kind), key, wind=f"{calm} kn", sea=f"{flat} m", australian_weather=australian))
    bad = visual_width(
        look(unit(kind=kind, fatigued=True), key, wind=f"{storm} kn", sea=f"{rough} m", australian_weather=australian)
    )
    assert bad.width_m <= good.width_m
