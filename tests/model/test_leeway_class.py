"""The leeway table and how a class is found in it."""

from __future__ import annotations

import pytest

from sarex.model.errors import ObjectError
from sarex.model.everyday_words import EVERYDAY_WORDS
from sarex.model.leeway_class import leeway_catalogue, leeway_class, leeway_classes_from_csv, search_leeway_classes


def test_all_85_published_classes_with_the_published_figures():
    classes = leeway_catalogue()
    assert len(classes) == 85
    assert len({found.key for found in classes}) == 85
    suit = leeway_class("PIW-4")
    assert (suit.downwind.slope, suit.downwind.offset_m_per_s, suit.downwind.std_m_per_s) == pytest.approx(
        (0.0171, 0.0112, 0.0393)
    )
    assert (suit.right.slope, suit.right.offset_m_per_s, suit.right.std_m_per_s) == pytest.approx(
        (0.0136, -0.0330, 0.0171)
    )
    assert (suit.left.slope, suit.left.offset_m_per_s, suit.left.std_m_per_s) == pytest.approx(
        (-0.0013, -0.0265, 0.0162)
    )


def test_26_classes_are_no_mirror_images():
    def mirrored(found):
        return (
            found.right.slope == -found.left.slope
            and found.right.offset_m_per_s == -found.left.offset_m_per_s
            and found.right.std_m_per_s == found.left.std_m_per_s
        )

    odd = [number for number, found in enumerate(leeway_catalogue(), start=1) if not mirrored(found)]
    assert odd == [4, 7, 8, 9, 10, 12, 15, 16, 17, 24, 25, 35, 36, 37, 38, 39, 40, 45, 57, 58, 60, 61, 62, 63, 68, 72]


def test_a_buoy_without_windage_has_none():
    buoy = leeway_class("sldmb")
    assert {buoy.downwind, buoy.right, buoy.left} == {buoy.downwind}
    assert buoy.downwind.slope == 0.0


@pytest.mark.parametrize(
    ("words", "key"), [("survival suit", "PIW-4"), ("sunfish", "SAILBOAT-8"), ("oil drum", "OIL-DRUM")]
)
def test_plain_words_find_a_class(words, key):
    assert [found.key for found in search_leeway_classes(words)] == [key]
    assert leeway_class(words).key == key


def test_no_words_list_everything():
    assert len(search_leeway_classes("")) == 85


def test_several_classes_are_named_and_a_key_is_asked_for():
    with pytest.raises(ObjectError, match=r"'scuba deceased' is no leeway class; search .*sarex objects"):
        leeway_class("scuba deceased")
    with pytest.raises(ObjectError, match=r"fits \d+ leeway classes \(PIW-1, PIW-2.*give one key"):
        leeway_class("piw")


def test_own_classes_come_first_and_bad_rows_are_refused():
    fits = [f"{fit}_{column}" for fit in ("dw", "cwr", "cwl") for column in ("slope_pct", "offset_cm_s", "std_cm_s")]
    header = ",".join(("key", "description", *fits))
    own = leeway_classes_from_csv(f"# mine\n{header}\nPIW-1,our dummy,3,1,2,1,0,1,-1,0,1\n")
    assert leeway_class("PIW-1", own).description == "our dummy"
    assert leeway_class("PIW-1", own).downwind.slope == pytest.approx(0.03)
    with pytest.raises(ObjectError, match=r"'X' cannot be read.*slope_pct"):
        leeway_classes_from_csv(f"{header}\nX,bad,three,1,2,1,0,1,-1,0,1\n")
    with pytest.raises(ObjectError, match=r"cannot be read"):
        leeway_classes_from_csv("key,description\nX,bad\n")


@pytest.mark.parametrize(
    ("row", "fault"),
    [("X,x,nan,2,1,0,1,-1,0,1,1", "dw has a figure that is infinite"), ("X,x,1,2,1,0,inf,1,0,1,1", "cwr has a figure"),
     ("X,x,1,2,1,0,1,1,0,1,-1", "cwl has .* scatter below zero"), (",x,1,2,1,0,1,1,0,1,1", "key is empty"),
     ("y" * 200_000, "no leeway table")],
    ids=["nan", "inf", "negative scatter", "no key", "not csv"],
)  # fmt: skip
def test_figures_that_would_spoil_a_drift_are_refused(row, fault):
    fits = [f"{fit}_{column}" for fit in ("dw", "cwr", "cwl") for column in ("slope_pct", "offset_cm_s", "std_cm_s")]
    with pytest.raises(ObjectError, match=fault):
        leeway_classes_from_csv(f"key,description,{','.join(fits)}\n{row}\n")


@pytest.mark.parametrize(
    ("words", "first"),
    [("man overboard", "PIW-1"), ("Dinghies", None), ("yacht", "SAILBOAT-1"), ("rubber boat", "LIFE-RAFT-NB-1"),
     ("漁船", "FISHING-VESSEL-1"), ("구명뗏목", "LIFE-RAFT-DB-10"), ("life jacket", "PIW-2"),
     ("surfers", "PERSON-POWERED-VESSEL-2")],
)  # fmt: skip
def test_what_callers_say_finds_what_is_meant_and_is_no_name_in_a_file(words: str, first: str | None) -> None:
    found = [one.key for one in search_leeway_classes(words)]
    assert found[:1] == ([] if first is None else [first])
    with pytest.raises(ObjectError):
        leeway_class(words)


def test_every_everyday_word_means_something_in_the_table() -> None:
    keys = [one.key for one in leeway_catalogue()]
    for words, meant in EVERYDAY_WORDS.items():
        for start in meant:
            assert any(key.startswith(start) for key in keys), f"{words}: {start}"
