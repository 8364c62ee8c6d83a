"""A results file with all that it points at: tracks, units and plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sarex.model.planned_search import PlannedSearch
from sarex.model.search_result import Debris, MarkerBuoy, SearchResult, Sighting
from sarex.model.search_unit import SearchUnits


@dataclass(frozen=True)
class ReportedResults:
    """Results in the order in which they are to be applied; their tracks hold the fixes of their files.

    units   : the units file; None where none was named
    planned : the task that was flown, by the name of the result
    files   : all that it points at
    """

    results: tuple[SearchResult | Sighting | Debris | MarkerBuoy, ...]
    units: SearchUnits | None = None
    planned: Mapping[str, PlannedSearch] = field(default_factory=dict)
    files: tuple[Path, ...] = ()
