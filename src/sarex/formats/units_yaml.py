"""The units file as text."""

from __future__ import annotations

from typing import Any, Final

from sarex.formats.case_file import CaseFile
from sarex.model.errors import UnitsError
from sarex.model.search_unit import SearchUnit, SearchUnits

SENSORS: Final = ("visual", "radar", "flir", "night_vision", "camera")
FILE: Final = CaseFile("units file", "sarex-units/1", SearchUnits, UnitsError, tags=SENSORS, entries=("units", "unit"))


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
    return FILE.parse(text, what)


def read_units_file(content: object, what: str = "units file") -> SearchUnits:
    """The same from plain values, as JSON gives them. Raises UnitsError."""
    return FILE.read(content, what)


def faults(content: object, what: str = "units file") -> list[tuple[str, str]]:
    """Place, such as `units[0].at`, and fault of everything wrong with plain values; empty where they can be used."""
    return FILE.faults(content, what)


def units_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the units file, for editors."""
    return FILE.schema()
