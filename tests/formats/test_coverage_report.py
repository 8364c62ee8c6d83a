"""The table and the picture of `sarex forcing check`."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarex.formats.coverage_report import coverage_json, coverage_picture, coverage_report
from sarex.model.coverage import Coverage
from sarex.model.forcing_window import Box
from sarex.model.quantities import KNOT_M_PER_S

DAY_S = 1769731200.0  # 2026-01-30 00:00 UTC
HOUR = 3600.0


def coverage(**changes: object) -> Coverage:
    has_data = np.ones((24, 48), dtype=bool)
    has_data[:4, 40:] = False
    plain = Coverage(
        source_name="current.nc", quantity="current", variables=("uo", "vo"), grid="longitude and latitude, 51 x 41",
        box=Box(127.0, 32.5, 132.0, 36.5), spacing_deg=(0.1, 0.1), time_s=DAY_S + HOUR * np.array((0, 1, 3, 4, 12, 13)),
        step_s=HOUR, gaps_s=((DAY_S + 4 * HOUR, DAY_S + 12 * HOUR),), bridged_s=((DAY_S + HOUR, DAY_S + 3 * HOUR),),
        level="surface", members=1, speed_max_m_per_s=2 * KNOT_M_PER_S, has_data=has_data, notes=("hourly  means",),
        sha256="ab" * 32, range_m_per_s=(0.0, 2 * KNOT_M_PER_S),
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]


WIND = coverage(quantity="wind", source_name="wind.nc", gaps_s=(), bridged_s=(), time_s=DAY_S + HOUR * np.arange(25.0))


def row(text: str, label: str) -> str:
    (found,) = re.findall(rf"^  {label} +(.*)$", text, re.M)
    return str(found)


def test_periods_leave_gaps_out() -> None:
    assert coverage().periods == ((DAY_S, DAY_S + 4 * HOUR), (DAY_S + 12 * HOUR, DAY_S + 13 * HOUR))
    assert coverage(everywhere=True).periods == ((-math.inf, math.inf),)
    assert coverage(time_s=np.array([]), gaps_s=()).periods == ()


def test_every_row_says_what_was_understood() -> None:
    text = coverage_report([coverage()])
    assert text.startswith("CURRENT from current.nc\n")
    assert row(text, "variables") == "uo, vo"
    assert row(text, "grid") == "longitude and latitude, 51 x 41, cells about 4.9 x 6 nm"
    assert row(text, "area") == "32 30N to 36 30N, 127 00E to 132 00E"
    assert row(text, "period") == "2026-01-30 00:00Z to 2026-01-30 13:00Z, every 1 h (6 times)"
    assert row(text, "gaps") == "2026-01-30 04:00Z to 2026-01-30 12:00Z"
    assert row(text, "bridged") == "2026-01-30 01:00Z to 2026-01-30 03:00Z (by straight lines)"
    assert row(text, "level") == "surface"
    assert row(text, "members") == "1 (no ensemble)"
    assert row(text, "speed") == "0.0 to 2.0 kn (0.00 to 1.03 m/s)"
    assert row(text, "note") == "hourly means"
    assert row(text, "sha256") == "ab" * 32


def test_the_picture_has_north_up_and_its_frame_in_degrees_and_minutes() -> None:
    lines = coverage_picture(coverage())
    assert len(lines) == 24 + 4
    assert lines[0].split() == ["127", "00E", "132", "00E"]
    assert lines[2].endswith("36 30N |" + "~" * 48 + "|")
    assert "34 30N |" in lines[14]
    assert lines[25].endswith("32 30N |" + "~" * 40 + "." * 8 + "|")
    assert lines[-1].split("~", 1)[1] == " data   . none: land, or outside the model"
    assert len({len(line) for line in lines[1:27]}) == 1


@pytest.mark.parametrize(
    ("box", "words"),
    [
        (Box(178.5, -10.25, 182.0, -8.0), "10 15S to 08 00S, 178 30E to 178 00W"),
        (Box(-180.0, -80.0, 180.0, 90.0), "80 00S to 90 00N, round the globe"),
        (Box(-0.5, -0.0083, 0.999999, 0.5), "00 00S to 00 30N, 000 30W to 001 00E"),
    ],
)
def test_areas_over_the_date_line_the_equator_and_round_the_globe(box: Box, words: str) -> None:
    assert row(coverage_report([coverage(box=box)]), "area") == words


def test_a_hand_table_is_everywhere_and_has_no_picture() -> None:
    table = coverage(everywhere=True, grid="hand table, the same everywhere", gaps_s=(), bridged_s=(), sha256="")
    text = coverage_report([table])
    assert row(text, "area") == "everywhere"
    assert row(text, "period") == "2026-01-30 00:00Z to 2026-01-30 13:00Z (6 rows)"
    assert row(text, "grid") == "hand table, the same everywhere"
    assert row(text, "gaps") == row(text, "bridged") == "none"
    assert "~" not in text
    assert "sha256" not in text
    assert row(text, "current") == "at all times"


def test_what_is_covered_together() -> None:
    text = coverage_report([WIND, coverage()])
    assert row(text, "wind") == "2026-01-30 00:00Z to 2026-01-31 00:00Z"
    both = "2026-01-30 00:00Z to 2026-01-30 04:00Z; 2026-01-30 12:00Z to 2026-01-30 13:00Z"
    assert row(text, "current") == both
    assert row(text, "both") == both


def test_a_later_source_closes_the_gap_of_an_earlier_one() -> None:
    backup = replace(WIND, quantity="current")
    assert row(coverage_report([WIND, coverage(), backup]), "both") == "2026-01-30 00:00Z to 2026-01-31 00:00Z"


def test_what_is_missing_is_said() -> None:
    text = coverage_report([coverage()])
    assert row(text, "wind") == "none: a run needs wind; add a source, or a hand table"
    assert "both" not in text
    late = replace(WIND, time_s=WIND.time_s + 1e6)
    assert row(coverage_report([late, coverage()]), "both").startswith("at no time: a run needs both")
    assert "No forcing was given" in coverage_report([])


def test_one_time_no_time_and_many_gaps() -> None:
    one = coverage(time_s=np.array([DAY_S]), step_s=0.0, gaps_s=(), bridged_s=())
    assert row(coverage_report([one]), "period") == "2026-01-30 00:00Z only"
    assert row(coverage_report([one]), "current") == "2026-01-30 00:00Z only"
    none = replace(one, time_s=np.array([]))
    assert row(coverage_report([none]), "period") == "no time with data"
    assert row(coverage_report([none]), "current").startswith("none")
    gaps = tuple((DAY_S + at * HOUR, DAY_S + (at + 0.5) * HOUR) for at in range(9))
    assert row(coverage_report([coverage(gaps_s=gaps)]), "gaps").endswith(" and 5 more")


def test_an_ensemble_and_synthetic_forcing_are_loud() -> None:
    text = coverage_report([coverage(members=51, synthetic=True)])
    assert row(text, "members") == "51 (ensemble; each particle belongs to one)"
    assert text.startswith("*** SYNTHETIC FORCING - not a forecast of the real sea ***")
    assert text.count("SYNTHETIC") == 2
    assert "SYNTHETIC" not in coverage_report([coverage()])


def test_colours_change_no_word() -> None:
    found = [coverage(notes=("WARNING: zero everywhere",), synthetic=True), WIND]
    coloured = coverage_report(found, colour=True)
    assert "\x1b[33m" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == coverage_report(found)


def test_json_holds_the_same_and_can_be_written() -> None:
    found = coverage_json([coverage(synthetic=True), WIND])
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["schema"] == "sarex-forcing/1"
    assert found["marks"] == ["SYNTHETIC FORCING - not a forecast of the real sea"]
    first = found["sources"][0]
    assert first["box"] == {"west": 127.0, "south": 32.5, "east": 132.0, "north": 36.5}
    assert first["gaps"] == [["2026-01-30 04:00Z", "2026-01-30 12:00Z"]]
    assert (first["from"], first["until"], first["times"]) == ("2026-01-30 00:00Z", "2026-01-30 13:00Z", 6)
    assert first["picture"][0] == "~" * 48
    assert first["picture"][-1] == "~" * 40 + "." * 8
    assert coverage_json([]) == {"schema": "sarex-forcing/1", "sources": [], "marks": []}


@given(st.integers(1, 200), st.integers(1, 300), st.integers(0, 10**6))
def test_a_large_picture_is_thinned_and_loses_no_data(rows: int, columns: int, spot: int) -> None:
    cells = np.zeros((rows, columns), dtype=bool)
    cells.flat[spot % cells.size] = True
    lines = coverage_picture(coverage(has_data=cells))
    assert len(lines) <= 28
    assert max(len(line) for line in lines) <= 70
    assert "".join(lines[2:-2]).count("~") == 1
