"""Typical units as entries to copy into a units file, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sarex.model.names import named
from sarex.model.sentence import Language
from sarex.model.typical_units import TypicalUnit

SCHEMA = "sarex-typical-units/1"
OPEN: dict[str, Any] = {"at": "60 00N 004 00E", "available": "2030-01-31T08:00Z"}
"""What only the user knows, with examples."""


def typical_unit_list_text(units: Sequence[TypicalUnit], language: Language = "en") -> str:
    """A units file with these entries, each with a name, a place and a time to be replaced."""
    if not units:
        return "No typical unit fits these words; try fewer or other words, such as `sarex units helicopter`."
    lines = [
        "# Typical figures to begin from; put in your own, and the name, place and time of each unit.",
        "format: sarex-units/1",
        "units:",
    ]
    for unit in units:
        lines.append(f"  # {unit.key}: {named('unit', unit.key, unit.description, language)}")
        fields = {"name": unit.key, **OPEN, **unit.entry}
        lines += [
            f"  {'- ' if at == 0 else '  '}{key}: {_flow(value)}" for at, (key, value) in enumerate(fields.items())
        ]
    return "\n".join(lines)


def _flow(value: Any) -> str:
    """A value in YAML's flow form; JSON is a part of it."""
    return json.dumps(value, ensure_ascii=False)


def typical_unit_list_json(units: Sequence[TypicalUnit], language: Language = "en") -> dict[str, Any]:
    """The entries as a units file writes them."""
    return {
        "schema": SCHEMA,
        "units": [
            {"key": unit.key, "description": named("unit", unit.key, unit.description, language), "entry": unit.entry}
            for unit in units
        ],
    }
