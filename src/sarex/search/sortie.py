"""A sortie: out, search and home, in the time that a unit has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sarex.model.geodesy import distance_m
from sarex.model.quantities import (
    NAUTICAL_MILE_M,
    Position,
    format_duration,
    format_speed,
    format_time,
)
from sarex.model.search_unit import SearchUnit
from sarex.model.sentence import Sentence

ON_SCENE_S_MIN: Final = 60.0


@dataclass(frozen=True)
class Sortie:
    """When a unit can be where. Times are seconds since 1970-01-01 UTC.

    on_scene_s : on-scene endurance, from the start of the search to the moment it must leave
    stay_s     : how much of it the unit's task takes, turns and sightings included
    limit      : what ends the endurance, in words
    """

    unit: SearchUnit
    depart_s: float
    start_s: float
    on_scene_s: float
    stay_s: float
    out_m: float
    home_m: float
    limit: Sentence

    @property
    def middle_s(self) -> float:
        return self.start_s + self.stay_s / 2.0

    @property
    def leave_s(self) -> float:
        return self.start_s + self.stay_s


@dataclass(frozen=True)
class Refusal:
    """Why a unit cannot be used, and what would help."""

    unit: SearchUnit
    reason: Sentence


def unfit(unit: SearchUnit) -> Refusal | None:
    """What keeps a unit from any search anywhere."""
    if unit.sweep_width_m == 0.0:
        return Refusal(unit, Sentence("refusal.no_width"))
    reason = standing(unit)
    return None if reason is None else Refusal(unit, reason)


def standing(unit: SearchUnit) -> Sentence | None:
    """Why a unit cannot move or has no time."""
    if unit.search_speed == 0.0:
        return Sentence("refusal.no_search_speed")
    if unit.transit_speed == 0.0:
        return Sentence("refusal.no_transit_speed")
    if unit.endurance == 0.0 or unit.on_scene == 0.0:
        return Sentence("refusal.no_endurance")
    return None


def sortie(
    unit: SearchUnit, begin: Position, finish: Position, *, cloud_start_s: float, cloud_end_s: float
) -> Sortie | Refusal:
    """The sortie of a fit unit to a pattern that begins and finishes at these positions.

    It leaves as soon as it is available, but not so early that it would arrive before the cloud begins. The search
    ends with the endurance, with `until`, or with the cloud, whichever is first.
    """
    out_m, home_m = distance_m(unit.at, begin), distance_m(finish, unit.at) if unit.return_to_base else 0.0
    out_s, home_s = out_m / unit.transit_speed, home_m / unit.transit_speed
    start_s = max(unit.available.timestamp() + out_s, cloud_start_s)
    if start_s >= cloud_end_s:
        said = Sentence("refusal.arrives_after_drift", start=format_time(start_s), end=format_time(cloud_end_s))
        return Refusal(unit, said)
    if unit.until is not None and start_s >= unit.until.timestamp():
        said = Sentence("refusal.arrives_after_until", start=format_time(start_s), end=format_time(unit.until))
        return Refusal(unit, said)
    if unit.endurance is not None and unit.endurance <= out_s + home_s:
        way = {
            "endurance": format_duration(unit.endurance), "out": format_duration(out_s),
            "distance": f"{out_m / NAUTICAL_MILE_M:.0f}", "speed": format_speed(unit.transit_speed),
        }  # fmt: skip
        if home_s:
            return Refusal(unit, Sentence("refusal.way_out_home", home=format_duration(home_s), **way))
        return Refusal(unit, Sentence("refusal.way_out", **way))
    ends = [(cloud_end_s, Sentence("limit.drift"))]
    if unit.endurance is not None:
        ends.append((start_s + unit.endurance - out_s - home_s, Sentence("limit.endurance")))
    if unit.on_scene is not None:
        ends.append((start_s + unit.on_scene, Sentence("limit.on_scene")))
    if unit.until is not None:
        ends.append((unit.until.timestamp(), Sentence("limit.until")))
    end_s, limit = min(ends)
    if end_s - start_s < ON_SCENE_S_MIN:
        return Refusal(unit, Sentence("refusal.no_time_there", start=format_time(start_s), limit=limit))
    return Sortie(
        unit,
        depart_s=start_s - out_s,
        start_s=start_s,
        on_scene_s=end_s - start_s,
        stay_s=end_s - start_s,
        out_m=out_m,
        home_m=home_m,
        limit=limit,
    )
