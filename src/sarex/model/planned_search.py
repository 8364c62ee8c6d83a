"""A unit's task of an earlier plan, as far as it matters for what was searched."""

from __future__ import annotations

from dataclasses import dataclass

from sarex.model.detection_curve import LawName, ObjectSensing
from sarex.model.searched_path import SearchedPath


@dataclass(frozen=True)
class PlannedSearch:
    """The planned pattern and what the unit could see.

    sensing       : by object class; empty where the plan knew one sweep width for all
    sweep_width_m : that one width;  law : for it
    """

    unit: str
    path: SearchedPath
    search_speed: float
    sensing: tuple[ObjectSensing, ...]
    sweep_width_m: float | None
    law: LawName
