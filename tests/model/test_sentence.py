"""A sentence is its English text, and can be told, stored and read in every language."""

from __future__ import annotations

import json
import pickle

import pytest

from sarex.model.detection_curve import DetectionCurve, ObjectSensing
from sarex.model.names import fits, named
from sarex.model.quantities import Position
from sarex.model.sentence import LANGUAGES, Sentence, told

WHY = Sentence("reason.until", limit=Sentence("limit.drift"))


def test_it_reads_as_its_english_and_is_told_in_each_language() -> None:
    assert WHY == "until the end of the drift ends it"
    assert WHY.told("ja") == "終了要因: 漂流計算の終了"
    assert WHY.told("ko") == "종료 요인: 표류 계산의 끝"
    line = Sentence("refusal.arrives_after_drift", start="06:00Z", end="05:00Z")
    assert [line.told(language).index("06:00Z") < line.told(language).index("05:00Z") for language in ("ja", "ko")]
    ashore = Sentence("note.base_ashore", unit="P1", distance="1.0 nm", place=Position(4.0, 60.5))
    assert all("60 30.000N 004 00.000E" in ashore.told(language) for language in LANGUAGES)
    assert told({"why": [WHY, "PATROL"]}, "ja") == {"why": ["終了要因: 漂流計算の終了", "PATROL"]}


def test_it_goes_through_files_and_between_processes() -> None:
    row = Sentence.row([WHY, Sentence.plain("as written")])
    for again in (pickle.loads(pickle.dumps(row)), Sentence.read(json.loads(json.dumps(row.stored())))):
        assert (again, again.told("ja")) == (row, "終了要因: 漂流計算の終了。as written")
    sensing = ObjectSensing(
        object_key="PIW-1", sensor="none", curve=DetectionCurve(law="random", sweep_width_m=0.0), notes=(WHY,)
    )
    again = ObjectSensing.model_validate_json(sensing.model_dump_json())
    assert again.notes[0].told("ko") == WHY.told("ko")


@pytest.mark.parametrize(
    "stored",
    [
        "it was too far",
        {"text": "it was too far", "code": "of.a_later_version", "values": {}},
        {"text": "it was too far", "code": "reason.until", "values": {"other": "x"}},
    ],
)
def test_text_without_words_stays_as_it_was_written(stored: object) -> None:
    assert Sentence.read(stored).told("ja") == "it was too far"


def test_what_is_no_sentence_is_refused() -> None:
    for wrong in (7, None, {"code": "limit.drift"}):
        with pytest.raises(ValueError, match="a sentence is text"):
            Sentence.read(wrong)


def test_names_are_found_by_words_of_any_language() -> None:
    assert named("object", "PIW-1", "Person-in-water", "ja").startswith("漂流者")
    assert named("object", "MY-OWN", "my own class", "ja") == "my own class"
    for words in ("ＰＩＷ", "漂流者", "익수자 불명", "person water"):
        assert fits(words, "object", "PIW-1", "Person-in-water"), words
    assert not fits("救命いかだ", "object", "PIW-1", "Person-in-water")
