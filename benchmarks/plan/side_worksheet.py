"""The worksheet where an agreed line splits the sea: each side by itself, so that its plan may be flown.

The manual knows no lines. What two centres would do with it: each takes the part of the cloud on its own side, plans it
with its own units, and leaves out what of the legs lies beyond the line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
from benchmarks.plan.judge import Judge
from numpy.typing import NDArray

from sarex.model.particle_cloud import ParticleCloud
from sarex.model.quantities import Position
from sarex.model.search_plan import Leg, SearchPlan, UnitTask
from sarex.model.search_unit import SearchUnit
from sarex.search.moving_cloud import moving_cloud
from sarex.search.optimise.search_case import SearchCase
from sarex.search.sea_room import SeaRoom
from sarex.search.worksheet_plan import WorksheetOptions, worksheet_plan

PIECES: Final = 200
"""Into which a leg is cut to find where it meets the line."""


def side_worksheet(
    case: SearchCase, units: list[SearchUnit], judge: Judge, *, whole: SearchPlan, options: WorksheetOptions
) -> SearchPlan:  # fmt: skip
    """The plans of all sides as one.

    whole : the worksheet's plan over all sides; its reference time says where the particles are
    """
    east, north = moving_cloud(case.cloud, judge.cloud.plane).at(whole.reference_time_s)
    tasks: list[UnitTask] = []
    for nation in dict.fromkeys(unit.nation for unit in units):
        fleet = [unit for unit in units if unit.nation == nation]
        room = judge.searchers[fleet[0].name].room
        own = np.array([_allowed(room, *place) for place in zip(east, north, strict=True)])
        if own.any():
            tasks += worksheet_plan(_part(case.cloud, own), fleet, options).tasks
    within = [task.model_copy(update={"legs": tuple(_within(task, judge))}) for task in tasks]
    within = [task.model_copy(update={"track_length_m": _length_m(task)}) for task in within if task.legs]
    return whole.model_copy(update={"tasks": tuple(within)})


def _allowed(room: SeaRoom, east: float, north: float) -> bool:
    return bool(np.isfinite(east)) and room.search_clear(np.array([east, east]), np.array([north, north]))


def _part(cloud: ParticleCloud, chosen: NDArray[np.bool_]) -> ParticleCloud:
    weight = cloud.weight[chosen]
    return replace(
        cloud, lon=cloud.lon[chosen], lat=cloud.lat[chosen], status=cloud.status[chosen], weight=weight / weight.sum(),
        scenario=cloud.scenario[chosen], object_class=cloud.object_class[chosen], history=None,
    )  # fmt: skip


def _within(task: UnitTask, judge: Judge) -> Iterator[Leg]:
    """The longest part of each leg that the unit may search; none of a leg that lies beyond the line."""
    plane, room = judge.cloud.plane, judge.searchers[task.unit.name].room
    for leg in task.legs:
        east, north = plane.flat(np.array([leg.start.lon, leg.end.lon]), np.array([leg.start.lat, leg.end.lat]))
        if room.search_clear(east, north):
            yield leg
            continue
        parts = np.linspace(0.0, 1.0, PIECES + 1)
        places = np.stack([np.interp(parts, (0.0, 1.0), axis) for axis in (east, north)])
        clear = [room.search_clear(*places[:, index : index + 2]) for index in range(PIECES)]
        kept = np.flatnonzero(clear)
        runs = np.split(kept, np.flatnonzero(np.diff(kept) > 1) + 1)
        longest = max(runs, key=len)
        if not longest.size:
            continue
        ends = [int(longest[0]), int(longest[-1]) + 1]
        lon, lat = plane.places(places[:, ends].T).T
        start, end = (Position(float(lon[index]), float(lat[index])) for index in (0, 1))
        start_s, end_s = (leg.start_s + float(parts[index]) * (leg.end_s - leg.start_s) for index in ends)
        yield leg.model_copy(update={"start": start, "end": end, "start_s": start_s, "end_s": end_s})


def _length_m(task: UnitTask) -> float:
    return sum((leg.end_s - leg.start_s) * task.unit.search_speed for leg in task.legs)
