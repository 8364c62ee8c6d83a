"""YAML text from people: what becomes a number, what stays text, what is refused and how."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarex.formats.yaml_text import DEPTH_MAX, TEXT_LENGTH_MAX, load_yaml
from sarex.model.errors import IncidentError


def load(text: str) -> object:
    return load_yaml(text, "incident file case.yaml", IncidentError)


def refusal(text: str) -> str:
    with pytest.raises(IncidentError) as caught:
        load(text)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith("incident file case.yaml")
    return message


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("on", "on"), ("yes", "yes"), ("Off", "Off"), ("n", "n"), ("NO", "NO"),
        ("true", True), ("False", False), ("null", None), ("~", None), ("''", ""), ("'true'", "true"), ('"7"', "7"),
        ("12:30", "12:30"), ("1:30:00", "1:30:00"), ("0o7", "0o7"), ("0x1F", "0x1F"), ("007", "007"), ("045", "045"),
        ("00.5", "00.5"), ("1_000", "1_000"), (".inf", ".inf"), (".nan", ".nan"), ("1e999", "1e999"),
        ("2015-11-16", "2015-11-16"), ("2015-11-16T06:00Z", "2015-11-16T06:00Z"),
        ("2015-11-16 06:00:00", "2015-11-16 06:00:00"), ("60.5 4.0", "60.5 4.0"),
        ("60 30.0N 004 00.0E", "60 30.0N 004 00.0E"), ("2 nm", "2 nm"),
        ("0", 0), ("-7", -7), ("+7", 7), ("9223372036854775807", 2**63 - 1), ("0.5", 0.5), (".5", 0.5), ("5.", 5.0),
        ("-0.25", -0.25), ("1e5", 1e5), ("1.5E-3", 1.5e-3), ("0.0", 0.0), ("9" * 5000, "9" * 5000),
        ("|\n  line one\n  line two\n", "line one\nline two\n"),
    ],
)  # fmt: skip
def test_a_word_becomes_a_value_only_where_nobody_can_be_surprised(text: str, value: object) -> None:
    read = load(f"key: {text}\n")
    assert read == {"key": value}
    assert type(read["key"]) is type(value)  # type: ignore[index]


def test_the_hand_table_of_the_handbook_reads_as_it_is_written() -> None:
    text = "wind:    [{time: 2026-01-30T00:00Z, from: 270, speed: 20 kn}]  # from the bridge\n"
    assert load(text) == {"wind": [{"time": "2026-01-30T00:00Z", "from": 270, "speed": "20 kn"}]}


def test_keys_are_always_text() -> None:
    assert load("{1: a, true: b, 045: c}") == {"1": "a", "true": "b", "045": "c"}


def test_a_byte_order_mark_windows_lines_and_a_document_mark_do_no_harm() -> None:
    assert load("\ufeff---\r\na: 1\r\nb: two\r\n") == {"a": 1, "b": "two"}
    assert load("%YAML 1.2\n---\na: no\n") == {"a": "no"}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "`a` is given twice (first in line 1)"),
        ("a: {x: 1, x: 2}", 1, "`x` is given twice"),
        ("a: &one [1]\nb: *one\n", 1, "`&one` names a value"),
        ("a: 1\nb: *one\n", 2, "`*one` points elsewhere"),
        ("a: {<<: {b: 1}}", 1, "`<<` merges"),
        ("a: !!python/object/apply:os.system [ls]", 1, "asks for a type"),
        ("a: !!str 7", 1, "asks for a type"),
        ("a: 1\n--- \nb: 2\n", 2, "second document"),
        ("%YAML 1.1\n---\na: 1\n", 2, "YAML 1.1"),
        ("a: 1\n b: 2\n", 2, "no YAML"),
        ("a: [1, 2\nb: 3\n", 2, "no YAML"),
        ("a:\n\t- 1\n", 2, "no YAML"),
        ("a: 'open\n", 2, "no YAML"),
        ("a: 1\nb: \x07\n", 2, "character U+0007"),
        ('a: "\\ud800"', 1, "half a character"),
        ("a: {from:270, speed: 2}", 1, "put a space after the colon"),
        ("[1, 2]: 3", 1, "a key is a list"),
        ("? {a: 1}\n: 3", 1, "a key is a list"),
        (": 3", 1, "a value has no key"),
        ("a: 1\nb: @home", 2, "no YAML"),
    ],
)
def test_what_is_refused_names_its_line_and_the_fault(text: str, line: int, words: str) -> None:
    message = refusal(text)
    assert f"line {line}: " in message
    assert words in message
    assert "; " in message


@pytest.mark.parametrize("text", ["", "   \n\n", "# nothing but a comment\n", "\ufeff"])
def test_an_empty_file_is_said_to_be_empty(text: str) -> None:
    assert refusal(text) == "incident file case.yaml is empty; give a file with content"


def test_size_and_depth_are_bounded() -> None:
    assert f"more than the {TEXT_LENGTH_MAX}" in refusal("a" * (TEXT_LENGTH_MAX + 1))
    assert f"more than {DEPTH_MAX} levels" in refusal("[" * 100_000)
    assert load("[" * DEPTH_MAX + "]" * DEPTH_MAX) is not None
    assert "levels" in refusal("[" * (DEPTH_MAX + 1) + "]" * (DEPTH_MAX + 1))


def test_an_alias_bomb_is_harmless() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    assert "names a value" in refusal("\n".join(lines))


def read_or_refused(text: str) -> None:
    message = ""
    try:
        load(text)
    except IncidentError as error:
        message = str(error)
    assert len(message.splitlines()) <= 1


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufeff"), max_size=20),
    lambda children: (
        st.lists(children, max_size=4)
        | st.dictionaries(st.text("abcdefgh", min_size=1, max_size=5), children, max_size=4)
    ),
    max_leaves=12,
)


@given(json_values)
def test_json_is_yaml_and_comes_back_unchanged(value: object) -> None:
    assert load(json.dumps({"value": value})) == {"value": value}


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    read_or_refused(text)


@given(st.text("ab01 :-[]{}#&*!|>'\"%@`,?~<\n\t.", max_size=40))
def test_any_text_of_marks_is_read_or_refused_in_one_line(text: str) -> None:
    read_or_refused(text)


@given(st.from_regex(r"[-+.0-9eE_xo]{1,12}", fullmatch=True))
def test_a_number_means_what_python_says_and_never_loses_a_leading_zero(text: str) -> None:
    value = load(f"[{text}, 1]")
    assert isinstance(value, list)
    if isinstance(value[0], int | float):
        assert float(text) == value[0]
        assert len(text.lstrip("+-")) == 1 or not re.match(r"0\d", text.lstrip("+-"))
    else:
        assert value[0] == text


def test_importing_it_does_not_load_the_parser() -> None:
    code = "import sys, sarex.formats.yaml_text; sys.exit('ruamel.yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
