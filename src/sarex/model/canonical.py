"""The one form in which a value is hashed and signed: JSON by RFC 8785 (JCS)."""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any, Final

import rfc8785
from pydantic_core import from_json

from sarex.model.errors import LogError

INTEGER_MAX: Final = 2**53 - 1
"""Largest whole number that every JSON reader keeps exactly; larger ones are written as text."""
DEPTH_MAX: Final = 32
_DIGITS: Final = bytes(ord("0") if chr(code).isdigit() and code < 128 else 32 for code in range(256))
_LONG_ROW: Final = b"0" * 16


def canonical_bytes(value: Any) -> bytes:
    """The bytes that stand for a JSON value wherever it is hashed or signed: keys sorted, no blanks, numbers as
    ECMAScript prints them. Raises LogError for what JSON cannot hold exactly. [Rundgren2020]

    >>> canonical_bytes({"b": 2.0, "a": "é"})
    b'{"a":"\\xc3\\xa9","b":2}'
    """
    try:
        return rfc8785.dumps(value)
    except (ValueError, RecursionError) as fault:
        raise LogError(f"this cannot be kept in the log ({fault}); give plain JSON with numbers below 2^53") from None


def read_json(text: bytes) -> Any:
    """The value of canonical bytes, without a look at whether they are. Raises LogError."""
    try:
        # The quick reader takes a long row of digits for a whole number, and here it was a float.
        if _LONG_ROW in text.translate(_DIGITS):
            return json.loads(text.decode(), parse_int=_number, parse_constant=_refuse)
        return from_json(text, allow_inf_nan=False, cache_strings="keys")
    except (ValueError, RecursionError) as fault:
        raise LogError(f"this is no event: {fault}") from None


def read_canonical(text: bytes) -> Any:
    """The value that these bytes stand for. Raises LogError where they are not its one canonical form, so that nobody
    can have two texts of one event."""
    value = read_json(text)
    if canonical_bytes(value) != text:
        raise LogError("this event is not written in its canonical form; it was changed on the way")
    return value


def sha256_hex(content: bytes) -> str:
    """The hash by which events, files and documents are named: 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def plain_json(value: Any, depth: int = 0) -> Any:
    """A copy made of nothing but JSON: whole numbers that not every reader keeps become text, which the nouns read as
    well. Raises ValueError for anything else."""
    if depth > DEPTH_MAX:
        raise ValueError(f"it is nested deeper than {DEPTH_MAX} levels")
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("a key is no text")
        return {key: plain_json(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain_json(one, depth + 1) for one in value]
    if isinstance(value, bool | str | None):
        return value
    if isinstance(value, int):
        return value if abs(value) <= INTEGER_MAX else str(value)
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise ValueError(f"{value!r} is no JSON value")


def _number(digits: str) -> int | float:
    value = int(digits)
    return value if abs(value) <= INTEGER_MAX else float(digits)


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no JSON number")
