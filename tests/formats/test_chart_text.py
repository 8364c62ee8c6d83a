"""Text on a chart: any name may come, none may fail or warn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sarex.formats import chart_text
from sarex.formats.chart_text import MISSING, columns, drawable, families, font, wrapped


def draw(text: str) -> None:
    figure = Figure()
    canvas = FigureCanvasAgg(figure)
    for bold in (False, True):
        figure.text(0.1, 0.5, text, fontproperties=font(12, bold=bold), parse_math=False)
    canvas.draw()


@pytest.mark.parametrize(
    "name",
    [
        "Øygarden",
        "対馬",
        "대마도 해협",
        "\U0001f6df life raft",
        "a\tb\nc",
        "cost $5 and $6",
        "_under",
        "\\frac{",
        "\ufffe\x00x",
    ],
)
def test_any_name_is_drawn_without_a_warning(name: str) -> None:
    draw(drawable(name))


@given(st.text(max_size=40))
def test_any_text_can_be_drawn(text: str) -> None:
    line = drawable(text)
    assert "\n" not in line
    assert drawable(line) == line


def test_japanese_and_korean_are_drawn_on_every_machine() -> None:
    assert drawable("対馬 捜索開始点 수색개시점") == "対馬 捜索開始点 수색개시점"


def test_a_letter_that_no_font_has_is_shown_as_a_square() -> None:
    assert drawable("raft \N{LATIN SMALL LETTER O WITH STROKE}") == "raft ø"
    assert drawable("a\U000e0041b") == "ab"
    assert drawable("\N{CUNEIFORM SIGN A}") == MISSING


def test_letters_come_from_the_next_family_that_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """STIXGeneral, which comes with Matplotlib, stands for an East Asian family: it has a letter that the rest lack."""
    letter = "\N{SMILE}"
    assert drawable(letter) == MISSING
    monkeypatch.setattr(chart_text, "EAST_ASIAN_FAMILIES", ("No such family", "STIXGeneral"))
    _forget()
    try:
        assert families() == ("DejaVu Sans", "STIXGeneral")
        assert drawable(letter) == letter
        draw(letter)
    finally:
        _forget()


def _forget() -> None:
    for cached in (chart_text.families, chart_text._faces, chart_text._can_draw):
        cached.cache_clear()


@given(text=st.text(max_size=200), width=st.integers(2, 40))
def test_lines_are_no_wider_than_asked_and_lose_nothing(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(0 < columns(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == drawable(text).replace(" ", "")


def test_lines_break_at_spaces_where_they_can() -> None:
    assert wrapped("Wind: arome.nc from 2015-11-16", 20) == ["Wind: arome.nc from", "2015-11-16"]
    assert wrapped("a " + "x" * 12 + " b", 5) == ["a", "xxxxx", "xxxxx", "xx b"] or wrapped("", 5) == []
