"""The canonical form is that of RFC 8785, to the byte, and nothing has two."""

from __future__ import annotations

import json
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarex.model.canonical import canonical_bytes, plain_json, read_canonical, read_json
from sarex.model.errors import LogError

# Bits of a double and how ECMAScript prints it. [Rundgren2020], appendix B
NUMBERS = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}


@pytest.mark.parametrize(("bits", "text"), NUMBERS.items())
def test_numbers_are_printed_as_the_standard_says(bits: str, text: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical_bytes(number) == text.encode()


def test_keys_are_sorted_as_the_standard_says() -> None:
    """By UTF-16 units, so that the pair of a smiling face goes before a later letter. Section 3.2.3."""
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    found = json.loads(
        canonical_bytes(dict.fromkeys(keys, 0)), object_pairs_hook=lambda pairs: [key for key, _ in pairs]
    )
    assert found == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_text_is_escaped_no_more_than_it_must() -> None:
    assert canonical_bytes('\u20ac$\u000f\nA\'B"\\\\"/') == b'"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(JSON)
def test_what_is_written_is_read_again_and_written_alike(value: Any) -> None:
    body = canonical_bytes(value)
    assert read_json(body) == value
    assert canonical_bytes(read_canonical(body)) == body
    assert canonical_bytes(plain_json(value)) == body


@pytest.mark.parametrize(
    "text",
    [b'{"a": 1}', b'{"b":1,"a":1}', b'{"a":1,"a":1}', b"1.0", b"1e5", b"-0", b'"\\u0041"', b"NaN", b"", b"\xff", b"[1",
     b"[" * 100_000],
)  # fmt: skip
def test_another_text_of_the_same_value_is_refused(text: bytes) -> None:
    with pytest.raises(LogError):
        read_canonical(text)


@pytest.mark.parametrize("value", [2**53, float("nan"), float("inf"), "\ud800", {"\ud800": 1}, {1: 2}, b"bytes", {1}])
def test_what_json_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(LogError, match="cannot be kept"):
        canonical_bytes(value)


def test_a_number_that_not_every_reader_keeps_becomes_text() -> None:
    assert plain_json({"seed": 2**53 + 1, "small": 2**53 - 1}) == {"seed": "9007199254740993", "small": 2**53 - 1}
    deep: list[Any] = []
    for _ in range(40):
        deep = [deep]
    for value in (float("nan"), {1: 2}, object(), deep):
        with pytest.raises(ValueError, match=r"no JSON|no text|nested"):
            plain_json(value)
