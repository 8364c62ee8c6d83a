"""The units file as text."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from sarex.formats.reading_error import first_fault
from sarex.formats.yaml_text import load_yaml
from sarex.model.errors import UnitsError
from sarex.model.search_unit import SearchUnit, SearchUnits

FORMAT = "sarex-units/1"


def parse_units(text: str, what: str = "units file") -> list[SearchUnit]:
    """The search units that a YAML 1.2 text lists; `what` names it in errors. Raises UnitsError.

    >>> parse_units('''
    ... format: sarex-units/1
    ... units:
    ...   - {name: PV One, kind: vessel, at: "60 00N 003 30E", available: 2015-11-16T08:00Z, transit_speed: 20 kn,
    ...      search_speed: 15 kn, endurance: 10 h, sweep_width: 2 nm}
    ... ''')[0].sweep_width
    3704.0
    """
    return parse_units_file(text, what).units


def parse_units_file(text: str, what: str = "units file") -> SearchUnits:
    """The whole units file: units, conditions, areas and lines. Raises UnitsError."""
    content = load_yaml(text, what, UnitsError)
    if not isinstance(content, dict):
        raise UnitsError(f"{what}: this is no units file; begin with `format: {FORMAT}` and see examples/")
    if content.get("format") != FORMAT:
        raise UnitsError(f"{what}: format {content.get('format')!r} is not known; this version reads `{FORMAT}`")
    try:
        return SearchUnits.model_validate(content)
    except ValidationError as error:
        raise UnitsError(f"{what}: {first_fault(error)}{_name_of(error, content)}") from None


def _name_of(error: ValidationError, content: dict[str, Any]) -> str:
    """Which unit has the first fault, by its name if it has one."""
    place = error.errors(include_url=False)[0]["loc"]
    if len(place) < 2 or not isinstance(place[1], int):
        return ""
    entry = content["units"][place[1]]
    name = entry.get("name") if isinstance(entry, dict) else None
    return f" (unit {name!r})" if isinstance(name, str) else ""


def units_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the units file, for editors."""
    schema = SearchUnits.model_json_schema(by_alias=True, mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Sarex units file"}
