"""A unit's task of an earlier plan, as far as it matters for what was searched."""

from __future__ import annotations

from dataclasses import dataclass

from sarex.model.detection_curve import LawName, ObjectSensing
from sarex.model.search_pattern import PatternCode
from sarex.model.search_plan import DatumMotion
from sarex.model.search_result import Fix


@dataclass(frozen=True)
class PlannedSearch:
    """The planned track and what the unit could see.

    fixes         : turning points of the pattern in order of time
    sensing       : by object class; empty where the plan knew one sweep width for all
    sweep_width_m : that one width;  law : for it
    """

    unit: str
    fixes: tuple[Fix, ...]
    search_speed: float
    pattern: PatternCode
    spacing_m: float
    motion: DatumMotion | None
    sensing: tuple[ObjectSensing, ...]
    sweep_width_m: float | None
    law: LawName
