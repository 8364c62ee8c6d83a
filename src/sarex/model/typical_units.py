"""Typical units: entries for a units file to begin from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sarex.model.errors import UnitsError
from sarex.model.names import fits
from sarex.model.search_unit import SearchUnit


@dataclass(frozen=True)
class TypicalUnit:
    """A kind of unit with usual figures, which are ours and no published ones.

    entry : as a units file writes it, but for name, place and time
    """

    key: str
    description: str
    entry: dict[str, Any]

    def unit(self, name: str, **more: Any) -> SearchUnit:
        """The unit with what the entry leaves open (`at`, `available`) and whatever differs. Raises UnitsError."""
        return SearchUnit.model_validate({"name": name, **self.entry, **more})


@cache
def typical_units() -> tuple[TypicalUnit, ...]:
    """The library, in its order."""
    text = files("sarex.model").joinpath("typical_units.json").read_text(encoding="utf-8")
    return tuple(TypicalUnit(**unit) for unit in json.loads(text))


def typical_unit(key: str) -> TypicalUnit:
    """The typical unit with this key. Raises UnitsError naming the keys.

    >>> typical_unit("lifeboat").entry["search_speed"]
    '15 kn'
    """
    for unit in typical_units():
        if unit.key == key:
            return unit
    known = ", ".join(unit.key for unit in typical_units())
    raise UnitsError(f"{key!r} is no typical unit; choose one of {known}")


def search_typical_units(words: str) -> list[TypicalUnit]:
    """Units whose key, kind or name holds every word, in whichever language; all of them for no words."""
    return [
        unit for unit in typical_units() if fits(words, "unit", unit.key, f"{unit.entry['kind']} {unit.description}")
    ]
