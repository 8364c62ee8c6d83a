"""The message says the same in three languages, and says all that a unit needs."""

from __future__ import annotations

import re
import string
from typing import get_args

import pytest

from example_plan import example_plan
from pattern_plan import pattern_plan
from sarex.formats.marks import EXERCISE, NOT_FOR_NAVIGATION, SYNTHETIC
from sarex.formats.plan_text import plan_text
from sarex.formats.plan_words import minute, pos_line
from sarex.formats.search_action_message import search_action_message, terms
from sarex.model.detection_curve import LawName
from sarex.model.quantities import format_position
from sarex.model.search_pattern import PatternCode
from sarex.model.search_plan import PlanDatum
from sarex.model.search_unit import UnitKind
from sarex.model.sentence import LANGUAGES, Language

PLAN = pattern_plan()
every_language = pytest.mark.parametrize("language", LANGUAGES)
FIELD_WORDS = {
    "en": ("Commence search point (CSP)", "expanding square", "on-scene co-ordinator", "coverage factor"),
    "ja": (
        "捜索開始点(CSP)",
        "平行捜索",
        "拡大方形捜索",
        "扇形捜索",
        "発見確率(POD)",
        "現場調整者(OSC)",
        "演習 演習 演習",
    ),
    "ko": (
        "수색개시점(CSP)",
        "평행수색",
        "확대사각수색",
        "부채꼴수색",
        "발견확률(POD)",
        "현장조정관(OSC)",
        "훈련 훈련 훈련",
    ),
}


def placeholders(template: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(template) if name is not None)


@every_language
def test_every_language_has_every_key_with_the_same_placeholders(language: Language) -> None:
    english, other = terms("en"), terms(language)
    assert list(english) == list(other)
    assert {key: placeholders(text) for key, text in english.items()} == {
        key: placeholders(text) for key, text in other.items()
    }
    assert all(text.strip() for text in other.values())


@every_language
def test_every_code_of_the_model_has_a_word(language: Language) -> None:
    keys = set(terms(language))
    for stem, codes in (("pattern", PatternCode), ("kind", UnitKind), ("law", LawName)):
        assert {f"{stem}.{code}" for code in get_args(codes)} == {key for key in keys if key.startswith(f"{stem}.")}
    kinds = get_args(PlanDatum.model_fields["kind"].annotation)
    assert {f"datum.{kind}" for kind in kinds} <= keys


def test_no_word_is_left_in_another_language() -> None:
    assert not any(re.search("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", text) for text in terms("en").values())
    assert not any(re.search("[\uac00-\ud7af]", text) for text in terms("ja").values())
    assert not any(re.search("[\u3040-\u30ff\u3400-\u9fff]", text) for text in terms("ko").values())
    same = {key for key in terms("en") if terms("en")[key] in (terms("ja")[key], terms("ko")[key])}
    assert same == {"situation.points", "unit.head"}


@every_language
def test_the_six_parts_come_in_order(language: Language) -> None:
    lines = search_action_message(PLAN, language).splitlines()
    parts = [line for line in lines if re.match(r"[1-6]\. ", line)]
    assert [part[0] for part in parts] == list("123456")
    assert not any("{" in line for line in lines)


@every_language
def test_it_says_what_every_unit_needs(language: Language) -> None:
    text = search_action_message(PLAN, language)
    for task in PLAN.tasks:
        for place in (task.csp, task.area.centre, *task.area.corners, *task.transit_out.via):
            assert format_position(place) in text
        for time_s in (task.search_start_s, task.leave_s, task.search_end_s):
            assert minute(time_s) in text
        assert task.unit.name in text
        assert task.reason.told(language) in text
    assert f"{PLAN.pos:.2f}" in text
    assert "Far away" in text
    assert all(word.lower() in text.lower() for word in FIELD_WORDS[language])
    for mark in (EXERCISE, SYNTHETIC, NOT_FOR_NAVIGATION):
        assert text.count(mark) == 2


@every_language
def test_numbers_are_the_same_in_every_language(language: Language) -> None:
    """Two positions or times swapped in a template would show."""

    def figures(text: str) -> list[str]:
        return sorted(re.findall(r"\d+ \d\d\.\d{3}[NSEW]|\d{4}-\d\d-\d\d \d\d:\d\dZ|\d+\.\d+|\d+%", text))

    assert figures(search_action_message(PLAN, language)) == figures(search_action_message(PLAN, "en"))


@every_language
def test_a_real_case_carries_no_exercise_mark(language: Language) -> None:
    text = search_action_message(example_plan(marked=False), language)
    assert EXERCISE not in text
    assert SYNTHETIC not in text
    assert NOT_FOR_NAVIGATION in text
    assert "JABC" in text
    assert "1.35 nm" in text


def test_the_pos_line_stands_beside_its_upper_figures() -> None:
    line = "POS 0.61; optimum of divisible effort 0.66 (inverse cube); ceiling 0.74"
    assert pos_line(PLAN) == line
    assert line in plan_text(PLAN)
    assert pos_line(PLAN.model_copy(update={"bound": None, "ceiling": None})) == "POS 0.61"


def test_the_text_tells_how_an_optimised_plan_was_found() -> None:
    text = " ".join(plan_text(PLAN).split())
    for words in (
        "seed 7 in 420 iterations", "scored on seed 8", "one more helicopter: POS +0.031",
        "POS by scenario: last call 0.70",
        "POS by object: PIW-1 0.55", "Alive when found: 0.52", "the optimiser of Sarex", "turns to the right",
        "steer courses and times through the water", "law inverse cube: table of the test", "first leg 045 for 1.0 nm",
        "Turns and cross legs take their time", "via 35 00.913N",
    ):  # fmt: skip
        assert words in text, words
    assert "worksheet" not in text.lower()
