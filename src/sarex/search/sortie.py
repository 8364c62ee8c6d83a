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
    limit: str

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
    reason: str


def unfit(unit: SearchUnit) -> Refusal | None:
    """What keeps a unit from any search anywhere."""
    for value, what, way_out in (
        (unit.sweep_width_m, "sweep width", "give that for this object and weather, or send a unit that can see it"),
        (unit.search_speed, "search speed", "give a speed such as `15 kn`"),
        (unit.transit_speed, "transit speed", "give a speed such as `20 kn`"),
    ):
        if value == 0.0:
            return Refusal(unit, f"its {what} is 0; {way_out}")
    if unit.endurance == 0.0 or unit.on_scene == 0.0:
        return Refusal(unit, "its endurance is 0; give a time such as `10 h`, or relieve it")
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
        return Refusal(
            unit,
            f"it can be there {format_time(start_s)}, but the drift ends {format_time(cloud_end_s)}; let the drift run "
            "longer, or make the unit available earlier",
        )
    if unit.until is not None and start_s >= unit.until.timestamp():
        return Refusal(
            unit,
            f"it can be there {format_time(start_s)}, but must stop {format_time(unit.until)}; let it stay longer, or "
            "make it available earlier",
        )
    if unit.endurance is not None and unit.endurance <= out_s + home_s:
        way = f"{format_duration(out_s)} out" + (f" and {format_duration(home_s)} home" if home_s else "")
        return Refusal(
            unit,
            f"its endurance of {format_duration(unit.endurance)} is used up by the way ({way}, "
            f"{out_m / NAUTICAL_MILE_M:.0f} nm at {format_speed(unit.transit_speed)}); a base nearer to the area, a "
            "refuelling stop or a relief on scene would help",
        )
    ends = [(cloud_end_s, "the end of the drift")]
    if unit.endurance is not None:
        ends.append((start_s + unit.endurance - out_s - home_s, "its endurance"))
    if unit.on_scene is not None:
        ends.append((start_s + unit.on_scene, "its time on scene"))
    if unit.until is not None:
        ends.append((unit.until.timestamp(), "its `until`"))
    end_s, limit = min(ends)
    if end_s - start_s < ON_SCENE_S_MIN:
        return Refusal(
            unit,
            f"it would reach the area {format_time(start_s)} with less than a minute left before {limit} calls it "
            "away; more endurance, a nearer base or a longer drift would help",
        )
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
