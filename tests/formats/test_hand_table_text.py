"""What a hand table says, and how a wrong row is refused."""

from __future__ import annotations

import numpy as np
import pytest

from sarex.formats.hand_table import parse_hand_table
from sarex.model.errors import ForcingError
from sarex.model.quantities import KNOT_M_PER_S

GOOD = """
wind:    [{time: 2026-01-30T00:00Z, from: 270, speed: 20 kn}]
current: [{time: 2026-01-30T00:00Z, toward: 45, speed: 0.8 kn}]
stokes:
  - {time: 2026-01-30T00:00Z, toward: 090, speed: 0.1 m/s}
  - {time: 2026-01-30T12:00+09:00, toward: 180, speed: 20 cm/s}
"""


def refusal(text: str) -> str:
    with pytest.raises(ForcingError) as caught:
        parse_hand_table(text, "hand table t.yaml")
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    assert message.startswith("hand table t.yaml")
    return message


def test_wind_comes_from_and_current_goes_toward() -> None:
    wind, current, stokes = parse_hand_table(GOOD, "hand table t.yaml")
    np.testing.assert_allclose(wind.velocity, [[20 * KNOT_M_PER_S, 0.0]], atol=1e-12)
    np.testing.assert_allclose(current.velocity, [[0.8 * KNOT_M_PER_S * np.sqrt(0.5)] * 2], rtol=1e-12)
    np.testing.assert_allclose(stokes.velocity, [[0.1, 0.0], [0.0, -0.2]], atol=1e-12)
    np.testing.assert_array_equal(stokes.time_s, [1769731200.0, 1769731200.0 + 3 * 3600])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("wind: [{time: 2026-01-30T00:00Z, toward: 270, speed: 20 kn}]", "wind row 1: `toward` is not the word here"),
        ("current: [{time: 2026-01-30T00:00Z, from: 270, speed: 1 kn}]", "current row 1: `from` is not the word"),
        ("wind: [{time: 2026-01-30T00:00Z, from: 270}]", "wind row 1 has no `speed`"),
        ("wind: [{from: 270, speed: 1 kn}]", "wind row 1 has no `time`"),
        ("wind: [{time: 2026-01-30T00:00Z, speed: 1 kn}]", "wind row 1 has no `from`"),
        ("wind: [{time: 2026-01-30T00:00Z, from: , speed: 1 kn}]", "wind row 1 has no `from`"),
        ("wind: [{time: 2026-01-30T00:00Z, from: 270, speed: 20}]", "wind row 1: speed 20 has no unit"),
        ("wind: [{time: 2026-01-30T00:00, from: 270, speed: 20 kn}]", "wind row 1: time 2026-01-30T00:00 has no zone"),
        ("wind: [{time: 2026-01-30T00:00Z, from: 370, speed: 20 kn}]", "wind row 1: 370 is no bearing"),
        ("wind: [{time: 2026-01-30T00:00Z, from: W, speed: 20 kn}]", "wind row 1: 'W' is no bearing"),
        ("wind: [{time: 2026-01-30T00:00Z, from: 270, speed: -1 kn}]", "below zero"),
        ("wind: [{time: 2026-01-30T00:00Z, from: 270, speed: 61 m/s}]", "wind of 118.6 kn is above 116.6 kn"),
        ("current: [{time: 2026-01-30T00:00Z, toward: 1, speed: 5.1 m/s}]", "current of 9.9 kn is above 9.7 kn"),
        ("wind: [{time: 2026-01-30T00:00Z, from: 270, speed: 1 kn, gust: 3 kn}]", "wind row 1: `gust` is not known"),
        ("wind: [7]", "wind row 1 is 7"),
        ("wind: []", "`wind` has no list of rows"),
        ("wind: {time: 2026-01-30T00:00Z, from: 270, speed: 1 kn}", "`wind` has no list of rows"),
        ("wind:", "`wind` has no list of rows"),
        ("winds: []", "`winds` is not known; give `wind`, `current`, `stokes`"),
        ("[1]", "is no table of wind and current"),
        ("{}", "has no rows"),
        ("", "is empty"),
        ("format: sarex-incident/1\nname: x", "is a sarex-incident/1 file"),
        ("wind: [{time: 2026-01-30T00:00Z, time: 2026-01-30T01:00Z}]", "line 1: `time` is given twice"),
    ],
)
def test_a_wrong_table_is_refused_by_row_and_reason(text: str, words: str) -> None:
    assert words in refusal(text)


@pytest.mark.parametrize(
    ("second", "words"),
    [
        ("2026-01-30T06:00Z", "row 2 (2026-01-30 06:00Z) has the same time as row 1"),
        ("2026-01-30T15:00+09:00", "row 2 (2026-01-30 06:00Z) has the same time as row 1"),
        ("2026-01-30T05:59Z", "row 2 (2026-01-30 05:59Z) is earlier than row 1 (2026-01-30 06:00Z)"),
    ],
)
def test_rows_out_of_order_are_refused(second: str, words: str) -> None:
    rows = f"[{{time: 2026-01-30T06:00Z, from: 1, speed: 1 kn}}, {{time: {second}, from: 1, speed: 1 kn}}]"
    assert words in refusal(f"wind: {rows}")
