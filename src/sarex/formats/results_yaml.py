"""The results file as text."""

from __future__ import annotations

from typing import Any, Final

from sarex.formats.case_file import CaseFile
from sarex.model.errors import ResultsError
from sarex.model.search_result import SearchResults

KINDS: Final = ("search", "sighting", "debris", "marker_buoy")
FILE: Final = CaseFile(
    "results file", "sarex-results/1", SearchResults, ResultsError, tags=KINDS, entries=("results", "result")
)


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
    return FILE.parse(text, what)


def read_results(content: object, what: str = "results file") -> SearchResults:
    """The same from plain values, as JSON gives them. Raises ResultsError."""
    return FILE.read(content, what)


def results_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the results file, for editors."""
    return FILE.schema()
