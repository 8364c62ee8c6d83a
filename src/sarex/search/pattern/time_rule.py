"""How the time on scene is spent: by the worksheet's rule of thumb or with every turn timed, never both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from sarex.model.errors import PlanError
from sarex.model.search_unit import SearchUnit
from sarex.search.worksheet import SEARCH_TIME_SHARE

RuleName = Literal["worksheet", "timed"]


@dataclass(frozen=True)
class TimeRule:
    """share       : of the time on scene that the pattern may take; the rest is for looking at sightings
    turns_timed : turns are flown as arcs and take their time; else they are free and the share allows for them
    """

    name: RuleName
    share: float
    turns_timed: bool

    def turn_radius_m(self, unit: SearchUnit) -> float:
        """Of the arcs that the pattern is laid with; 0 where turns are free."""
        return unit.turn_radius_m if self.turns_timed else 0.0


WORKSHEET: Final = TimeRule("worksheet", SEARCH_TIME_SHARE, turns_timed=False)
TIMED: Final = TimeRule("timed", 0.95, turns_timed=True)


def time_rule(name: RuleName) -> TimeRule:
    """The rule of this name. Raises PlanError where there is none."""
    for rule in (WORKSHEET, TIMED):
        if rule.name == name:
            return rule
    raise PlanError(f"timing {name!r} is not known; give worksheet or timed")


def track_budget_m(unit: SearchUnit, on_scene_s: float, rule: TimeRule) -> float:
    """How long a pattern the unit can do in this time on scene [m], cross legs and timed turns included."""
    return rule.share * on_scene_s * unit.search_speed
