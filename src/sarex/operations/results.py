"""What the search brought in."""

from __future__ import annotations

from collections.abc import Mapping

from sarex.model.case import Case
from sarex.model.errors import CaseError
from sarex.model.events.event import Draft
from sarex.model.events.payload import plain_document
from sarex.model.events.result_events import ResultReported, ResultUndone
from sarex.model.search_result import Debris, MarkerBuoy, SearchResult, Sighting
from sarex.model.sentence import Sentence
from sarex.operations.command import By, check_open, draft

Report = SearchResult | Sighting | Debris | MarkerBuoy


def report_result(case: Case, report: Report, by: By, *, files: Mapping[str, str] | None = None) -> list[Draft]:
    """A result, which counts from the next update on. Raises CaseError where another one has its name.

    files : hash of each track that it names
    """
    check_open(case)
    if report.name in case.results:
        raise CaseError(Sentence("case.result_there", name=report.name))
    payload = ResultReported(result=report.name, report=plain_document(report), files=dict(files or {}))
    return [draft(case.id, payload, by)]


def undo_result(case: Case, name: str, by: By, *, reason: str = "") -> list[Draft]:
    """The result no longer counts. Raises CaseError where there is none of that name."""
    check_open(case)
    if name not in case.results:
        raise CaseError(f"there is no result {name!r}; there are {', '.join(case.results) or 'none'}")
    return [draft(case.id, ResultUndone(result=name, reason=reason), by)]
