"""The PDF, read back by pypdf."""

from __future__ import annotations

import io

import pytest
from matplotlib.figure import Figure
from pypdf import PdfReader

from example_plan import example_plan
from pattern_plan import pattern_plan
from sarex.formats.marks import EXERCISE, NOT_FOR_NAVIGATION, SYNTHETIC
from sarex.formats.plan_pdf import plan_pdf, typeset
from sarex.formats.search_action_message import search_action_message
from sarex.model.errors import OutputError
from sarex.model.quantities import format_position
from sarex.model.sentence import LANGUAGES

PLAN = pattern_plan()


def pages(pdf: bytes) -> list[str]:
    # Lines are broken where the page ends, and text may be told in compatibility forms.
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="module")
def picture() -> bytes:
    png = io.BytesIO()
    Figure(figsize=(2, 1)).savefig(png, format="png", dpi=50)
    return png.getvalue()


@pytest.fixture(scope="module")
def pdf(picture: bytes) -> bytes:
    return plan_pdf(PLAN, picture)


@pytest.fixture(scope="module")
def told(pdf: bytes) -> list[str]:
    return pages(pdf)


def test_every_page_carries_every_mark(told: list[str]) -> None:
    assert 8 <= len(told) <= 20
    for mark in (EXERCISE, SYNTHETIC, NOT_FOR_NAVIGATION):
        assert all(squeezed(mark) in page for page in told)
    assert f"1/{len(told)}" in told[0]


def test_the_picture_is_in_it(pdf: bytes) -> None:
    (image,) = PdfReader(io.BytesIO(pdf)).pages[0].images
    assert image.image is not None
    assert image.image.size == (100, 50)


def test_the_message_is_there_in_three_languages(told: list[str]) -> None:
    whole = "".join(told)
    for language in LANGUAGES:
        lines = search_action_message(PLAN, language).splitlines()
        missing = [line for line in lines if len(line) < 60 and squeezed(line) not in whole]
        assert missing == []


def test_tables_hold_every_unit_and_corner(told: list[str]) -> None:
    sheets = "".join(told[:4])
    for task in PLAN.tasks:
        for words in (task.unit.name, format_position(task.csp), *map(format_position, task.area.corners)):
            assert squeezed(words) in sheets
    for words in ("POS 0.61; optimum of divisible effort 0.66 (inverse cube); ceiling 0.74", "scored on seed 8"):
        assert squeezed(words) in sheets


def test_fonts_are_embedded_and_none_is_missing(pdf: bytes) -> None:
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(io.BytesIO(pdf)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert {name.partition("+")[2].partition("-")[0] for name in fonts} == {"NotoSansJP", "NotoSansKR"}


def test_the_same_plan_gives_the_same_bytes(pdf: bytes, picture: bytes) -> None:
    assert plan_pdf(PLAN, picture) == pdf


def test_a_real_case_on_the_worksheet_has_no_exercise_mark() -> None:
    plan = example_plan(marked=False)
    told = "".join(pages(plan_pdf(plan, None)))
    assert squeezed(EXERCISE) not in told
    assert squeezed(NOT_FOR_NAVIGATION) in told


def test_hard_names_are_text_and_not_markup() -> None:
    name = '#panic("x") *b* $x$ <a> \\ [ \U0001f6df ع'
    plan = example_plan().model_copy(update={"name": name})
    assert squeezed('#panic("x")*b*$x$<a>\\[□□') in pages(plan_pdf(plan, None))[0]


def test_an_unknown_font_is_an_error() -> None:
    with pytest.raises(OutputError, match="unknown font family: no such font"):
        typeset(b'#set text(font: "No Such Font")\nletters', {}, time_s=0.0)
