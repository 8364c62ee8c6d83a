"""Published sweep widths, lateral range curves and survival times, read and worked by hand elsewhere.
[Addendum2013] [NSS2000] [NATSAR2023] [Allen2014] [Hayward1975]"""

from __future__ import annotations

import pytest

from sarex.model.object_row import object_rows
from sarex.model.sweep_width_table import Platform, sweep_width_blocks
from sarex.search.sensing.lateral_curve import logistic_width_nm
from sarex.search.sensing.survival import median_survival_h
from sarex.search.sensing.sweep_width import table_width_nm, visual_width
from sensing_scene import look, unit

NM = 1852.0


@pytest.mark.parametrize(
    ("platform", "height_ft", "visibility_nm", "row", "width_nm"),
    [
        ("fixed_wing", 500, 10, "Raft6p", 2.2),
        ("helicopter", 1000, 10, "Raft4p", 2.3),
        ("boat", 14, 5, "PIW", 0.5),
        ("merchant_ship", 66, 10, "PB 33ft", 7.6),
        ("fixed_wing", 300, 1, "Raft6p", 0.4),
        ("helicopter", 150 / 0.3048, 15, "Ship ≥ 300ft", 22.1),
        # Two cells that break the trend of their neighbours stand as they are printed.
        ("fixed_wing", 1000, 15, "SB 40ft", 10.9),
        ("helicopter", 500, 10, "SB 40ft", 8.3),
    ],
)
def test_table_reads(platform: Platform, height_ft: float, visibility_nm: float, row: str, width_nm: float) -> None:
    assert table_width_nm(platform, object_rows()[row], height_ft, visibility_nm).value == pytest.approx(width_nm)


@pytest.mark.parametrize(("height", "width_nm"), [("500 ft", 0.4), ("1000 ft", 0.1)])
def test_a_flotation_device_helps_up_to_500_ft(height: str, width_nm: float) -> None:
    seen = visual_width(look(unit(height=height), "PIW-1", visibility="3 nm", flotation=True))
    assert seen.width_m / NM == pytest.approx(width_nm)


def test_the_whole_chain_of_factors() -> None:
    """Helicopter, 500 ft, visibility 10 nm, 6-person raft, wind 20 kn, 90 kn, rested: 2.7 x 0.5."""
    seen = visual_width(look(unit(), "OVATEK-CRAFT-3", wind="20 kn"))
    assert seen.width_m / NM == pytest.approx(1.35)
    assert not seen.ideal
    for words in (
        "500 ft",
        "10 nm",
        "6-person raft",
        "W0 2.7 nm [Addendum2013]",
        "weather 0.5",
        "20.0 kn",
        "= 1.35 nm",
    ):
        assert words in seen.source


def test_every_block_of_the_table_is_there() -> None:
    """2 100 cells: 25 objects from 14 heights at 6 visibilities, and 9 from the merchant ship at 5."""
    blocks = sweep_width_blocks()
    assert sum(block.width_nm.size for block in blocks.values()) == 25 * 14 * 6 + 9 * 5
    assert {row for platform, row in blocks if platform == "boat"} == set(object_rows())
    assert {row.merchant_row for row in object_rows().values()} == {
        row for platform, row in blocks if platform == "merchant_ship"
    }


@pytest.mark.parametrize(
    ("a0", "a1", "width_nm"), [(3.0, -6.097175, 1.0), (0.0, -2.772589, 0.5), (-1.304359, -0.779469, 0.616)]
)
def test_logistic_curves_integrate_to_their_widths(a0: float, a1: float, width_nm: float) -> None:
    assert 2.0 * logistic_width_nm(a0, a1) == pytest.approx(width_nm, abs=1e-3)


@pytest.mark.parametrize(
    ("temperature_c", "minutes"), [(0, 106.72), (5, 132.07), (10, 176.80), (15, 276.82), (20, 700.71)]
)
def test_survival_times_of_hayward(temperature_c: float, minutes: float) -> None:
    assert 60.0 * median_survival_h(temperature_c) == pytest.approx(minutes, abs=0.005)
