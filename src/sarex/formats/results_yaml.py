"""The results file as text."""

from __future__ import annotations

from typing import Any, Final

from pydantic import ValidationError

from sarex.formats.reading_error import first_fault
from sarex.formats.yaml_text import load_yaml
from sarex.model.errors import ResultsError
from sarex.model.search_result import SearchResults

FORMAT: Final = "sarex-results/1"
KINDS: Final = ("search", "sighting", "debris", "marker_buoy")


def parse_results(text: str, what: str = "results file") -> SearchResults:
    """The results of a search that a YAML 1.2 text lists; `what` names it in errors. Raises ResultsError.

    >>> parse_results('''
    ... format: sarex-results/1
    ... results:
    ...   - {name: seen from the ferry, kind: sighting, time: 2015-11-16T12:00Z, at: "60 35N 004 10E",
    ...      position_error: 1 nm, confidence: 0.5}
    ... ''').results[0].confidence
    0.5
    """
    content = load_yaml(text, what, ResultsError)
    if not isinstance(content, dict):
        raise ResultsError(f"{what}: this is no results file; begin with `format: {FORMAT}` and see examples/")
    if content.get("format") != FORMAT:
        raise ResultsError(f"{what}: format {content.get('format')!r} is not known; this version reads `{FORMAT}`")
    try:
        return SearchResults.model_validate(content)
    except ValidationError as error:
        raise ResultsError(f"{what}: {first_fault(error, KINDS)}{_name_of(error, content)}") from None


def _name_of(error: ValidationError, content: dict[str, Any]) -> str:
    """Which result has the first fault, by its name if it has one."""
    place = error.errors(include_url=False)[0]["loc"]
    if len(place) < 2 or place[0] != "results" or not isinstance(place[1], int):
        return ""
    entry = content["results"][place[1]]
    name = entry.get("name") if isinstance(entry, dict) else None
    return f" (result {name!r})" if isinstance(name, str) else ""


def results_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the results file, for editors."""
    schema = SearchResults.model_json_schema(by_alias=True, mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Sarex results file"}
