"""The incident file as text."""

from __future__ import annotations

from typing import Any, Final

from sarex.formats.case_file import CaseFile
from sarex.model.errors import IncidentError
from sarex.model.incident import Incident

SCENARIO_KINDS: Final = ("position", "voyage", "area", "bearing", "datum_line")
FILE: Final = CaseFile("incident file", "sarex-incident/1", Incident, IncidentError, tags=SCENARIO_KINDS)


def parse_incident(text: str, what: str = "incident") -> Incident:
    """The incident that a YAML 1.2 text describes; `what` names it in errors. Raises IncidentError."""
    return FILE.parse(text, what)


def read_incident(content: object, what: str = "incident") -> Incident:
    """The same from plain values, as JSON gives them. Raises IncidentError."""
    return FILE.read(content, what)


def faults(content: object, what: str = "incident") -> list[tuple[str, str]]:
    """Place and fault of everything wrong with plain values; empty where they are an incident."""
    return FILE.faults(content, what)


def incident_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the incident file, for editors."""
    return FILE.schema()
