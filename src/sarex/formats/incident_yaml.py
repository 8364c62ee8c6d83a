"""The incident file as text."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from sarex.formats.reading_error import first_fault
from sarex.formats.yaml_text import load_yaml
from sarex.model.errors import IncidentError
from sarex.model.incident import Incident

FORMAT = "sarex-incident/1"
SCENARIO_KINDS = ("position", "voyage", "area", "bearing", "datum_line")


def parse_incident(text: str, what: str = "incident") -> Incident:
    """The incident that a YAML 1.2 text describes; `what` names it in errors. Raises IncidentError."""
    content = load_yaml(text, what, IncidentError)
    if not isinstance(content, dict):
        raise IncidentError(f"{what}: this is no incident file; begin with `format: {FORMAT}` and see examples/")
    if content.get("format") != FORMAT:
        raise IncidentError(f"{what}: format {content.get('format')!r} is not known; this version reads `{FORMAT}`")
    try:
        return Incident.model_validate(content)
    except ValidationError as error:
        raise IncidentError(f"{what}: {first_fault(error, SCENARIO_KINDS)}") from None


def incident_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the incident file, for editors."""
    schema = Incident.model_json_schema(by_alias=True, mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Sarex incident file"}
