"""Which row of the sweep width tables each leeway class is looked for by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from sarex.model.csv_table import table_rows
from sarex.model.leeway_class import LeewayClass
from sarex.model.object_row import ObjectRow, object_rows


@dataclass(frozen=True)
class ObjectClass:
    """How a leeway class is looked for.

    row       : of the sweep width tables; None where none fits
    flotation : something keeps the person afloat, as the class itself says
    in_water  : a person whose survival depends on the water temperature
    why       : why this row, or why none, in words
    """

    key: str
    row: ObjectRow | None
    flotation: bool
    in_water: bool
    why: str

    @property
    def source(self) -> str:
        """Which row was used, and why."""
        if self.row is None:
            return f"{self.key}: {self.why}"
        return f"{self.key} as {self.row.label} (row {self.row.row}: {self.why})"


@cache
def object_classes() -> dict[str, ObjectClass]:
    """The 85 published leeway classes by key, each with the smallest object that it covers."""
    return {
        entry["key"]: ObjectClass(
            entry["key"],
            object_rows().get(entry["row"]),
            entry["flotation"] == "yes",
            entry["in_water"] == "yes",
            entry["why"],
        )
        for entry in table_rows("object_classes.csv")
    }


def object_class(key: str, own: Iterable[LeewayClass] = ()) -> ObjectClass:
    """The class with this leeway key; one that is not published goes by the words of its description.

    >>> object_class("LIFE-RAFT-DB-11").row.row
    'Raft4p'
    """
    published = {name.lower(): found for name, found in object_classes().items()}
    found = published.get(key.lower())
    if found is not None:
        return found
    words = next((entry.description for entry in own if entry.key.lower() == key.lower()), "")
    row, why = _row_by_words(f"{key} {words}".lower().replace("-", " ").replace("_", " "))
    return ObjectClass(key, row, False, row is not None and row.person, why)


_PERSON = r"\b(piw|person|persons|people|man overboard|swimmer|diver|snorkel\w*)\b"
_KINDS: tuple[tuple[str, str], ...] = (
    (r"\b(raft|rafts|liferaft|liferafts)\b", "raft"),
    (r"\b(sail\w*|yacht|ketch|sloop|catamaran)\b", "SB"),
    (r"\b(freighter|ship|tanker|ferry|cargo|coaster)\b", "Ship"),
    (r"\b(trawler|fishing|boat|boats|skiff|dinghy|dinghies|launch|motor\w*|vessel|canoe|kayak|lifeboat)\b", "PB"),
)
_SMALLEST = {"raft": "Raft4p", "SB": "SB 20ft", "Ship": "Ship 120ft", "PB": "PB ≤ 15ft"}
_CAPACITY = re.compile(r"\b(\d{1,3})(?:\s*to\s*\d+|\s+\d+)?\s*(?:p|person|persons|people|man|men|pax)\b")
_LENGTH = re.compile(r"\b(\d{1,3}(?:\.\d+)?)\s*(m|metres?|meters?|ft|feet|foot)\b")


def _row_by_words(words: str) -> tuple[ObjectRow | None, str]:
    kind = next((name for pattern, name in _KINDS if re.search(pattern, words)), None)
    if kind is None and re.search(_PERSON, words):
        return object_rows()["PIW"], "by the words of its description"
    if kind is None:
        return None, (
            "its description names no person, raft, boat or ship, so that no sweep width is known; give each unit its "
            "own `sweep_width`, or describe the class, such as `6-person raft` or `12 m fishing boat`"
        )
    size = _size(words, kind)
    if size is None:
        return object_rows()[_SMALLEST[kind]], "by its description, size not given: the smallest usual one"
    rows = [(float(match[0]), row) for row in _rows_of(kind) if (match := re.findall(r"\d+", row))]
    fitting = [row for length, row in rows if length <= size * 1.05] or [rows[0][1]]
    return object_rows()[fitting[-1]], "by its description, the next smaller size of the tables"


def _rows_of(kind: str) -> list[str]:
    return [row for row in object_rows() if row.startswith("Raft" if kind == "raft" else kind)]


def _size(words: str, kind: str) -> float | None:
    """Persons of a raft, else feet of length."""
    match = (_CAPACITY if kind == "raft" else _LENGTH).search(words)
    if match is None:
        return None
    return float(match[1]) / (0.3048 if kind != "raft" and match[2].startswith("m") else 1.0)
