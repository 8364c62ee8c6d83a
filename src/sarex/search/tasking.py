"""Tasks: what each unit of a layout is asked to do, with its figures and the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sarex.model.geodesy import bearing_deg, distance_m
from sarex.model.quantities import Position, format_duration, format_length, format_time
from sarex.model.search_plan import Leg, SearchArea, Transit, UnitTask
from sarex.model.searched_path import SearchedPath, SweptOutline
from sarex.model.sentence import Sentence
from sarex.model.worksheet import UnitAllocation
from sarex.search.cloud_moment import CloudPath
from sarex.search.detection import DetectionLaw
from sarex.search.fleet_sheet import FleetSheet
from sarex.search.land_crossing import LandTest, legs_on_land
from sarex.search.local_plane import LocalPlane
from sarex.search.parallel_sweep import ParallelSweep, Rectangle
from sarex.search.sortie import Sortie
from sarex.search.worksheet import SEARCH_TIME_SHARE


@dataclass(frozen=True)
class Tasked:
    """The tasks, and what they miss.

    missed : float64 (particle,), chance that the whole search misses the particle if the object is there
    """

    tasks: tuple[UnitTask, ...]
    missed: NDArray[np.float64]


def tasked(sheets: Sequence[FleetSheet], path: CloudPath, law: DetectionLaw, land: LandTest | None) -> Tasked:
    """Tasks of every unit in the sheets, scored on the cloud.

    A particle counts as inside an area where it is at the middle of that unit's time on scene. One that is inside the
    areas of several units, each at its own time, is looked for by each of them independently.
    """
    missed = np.ones(path.cloud.particles)
    tasks = []
    total_m2 = sum(sheet.sheet.total_effort_m2 for sheet in sheets if sheet.sheet is not None)
    for sheet in sheets:
        for row in sheet.sheet.units if sheet.sheet is not None else ():
            inside = _inside(sheet, path, row.name)
            task = _task(sheet, row, share=row.effort_m2 / total_m2, law=law)
            poc = float(path.cloud.weight[inside].sum())
            figures = {"poc": poc, "pos": poc * task.pod, "notes": _notes(sheet, task, land)}
            tasks.append(task.model_copy(update=figures))
            missed[inside] *= 1.0 - task.pod
    return Tasked(tuple(tasks), missed)


def _inside(sheet: FleetSheet, path: CloudPath, name: str) -> NDArray[np.bool_]:
    """Which particles are afloat in the unit's area at the middle of its time on scene."""
    moment = path.moment(sheet.sorties[name].middle_s)
    return sheet.sweeps[name].area.holds(*sheet.group.plane.flat(moment.lon, moment.lat))


def _task(sheet: FleetSheet, row: UnitAllocation, *, share: float, law: DetectionLaw) -> UnitTask:
    one, ladder, plane = sheet.sorties[row.name], sheet.sweeps[row.name], sheet.group.plane
    legs = _legs(ladder, one, plane)
    coverage = one.unit.sweep_width_m / ladder.spacing_m
    area = search_area(ladder.area, plane)
    creep = ladder.creep
    home_s = one.leave_s + one.home_m / one.unit.transit_speed
    home = Transit(
        start=legs[-1].end, end=one.unit.at, start_s=one.leave_s, end_s=home_s, distance_m=one.home_m
    )  # fmt: skip
    return UnitTask(
        unit=one.unit,
        area=area,
        spacing_m=ladder.spacing_m,
        csp=legs[0].start,
        creep_deg=None
        if creep is None
        else bearing_deg(area.centre, plane.position(ladder.area.centre.moved(creep, 100.0))),
        legs=legs,
        path=_path(legs, area, ladder.spacing_m),
        track_length_m=sum(distance_m(leg.start, leg.end) for leg in legs),
        transit_out=Transit(
            start=one.unit.at, end=legs[0].start, start_s=one.depart_s, end_s=one.start_s, distance_m=one.out_m
        ),
        transit_home=home if one.unit.return_to_base else None,
        search_start_s=one.start_s,
        search_end_s=legs[-1].end_s,
        leave_s=one.leave_s,
        datum=plane.position(sheet.group.at(one.middle_s)),
        datum_time_s=one.middle_s,
        effort_share=share,
        coverage=coverage,
        pod=law.pod(coverage),
        poc=0.0,
        pos=0.0,
        reason=_reason(one, share, ladder, row),
    )


def search_area(area: Rectangle, plane: LocalPlane) -> SearchArea:
    """The rectangle on the water, by the true bearing of its long side."""
    upright = area.width_m > area.length_m
    along = area.along.left if upright else area.along
    centre = plane.position(area.centre)
    bearing = bearing_deg(centre, plane.position(area.centre.moved(along, 100.0))) % 180.0
    first, second, third, fourth = (plane.position(corner) for corner in area.corners)
    return SearchArea(
        centre=centre,
        length_m=max(area.length_m, area.width_m),
        width_m=min(area.length_m, area.width_m),
        bearing_deg=bearing,
        corners=(first, second, third, fourth),
    )


def _legs(ladder: ParallelSweep, one: Sortie, plane: LocalPlane) -> tuple[Leg, ...]:
    """Timed at search speed from the start of the search, without stops."""
    path = ladder.path
    turns = [plane.position(leg.start) for leg in path] + [plane.position(path[-1].end)]
    now_s, legs = one.start_s, []
    for leg, start, end in zip(path, turns, turns[1:], strict=False):
        then_s = now_s + distance_m(start, end) / one.unit.search_speed
        legs.append(Leg(kind=leg.kind, start=start, end=end, start_s=now_s, end_s=then_s))
        now_s = then_s
    return tuple(legs)


def _path(legs: tuple[Leg, ...], area: SearchArea, spacing_m: float) -> SearchedPath:
    """The legs as they stand, fixed to the ground, that sweep their rectangle."""
    corners = tuple((corner.lon, corner.lat) for corner in area.corners)
    course = ((legs[0].start_s, *corners[0]),)
    track_m = sum(distance_m(leg.start, leg.end) for leg in legs)
    swept = SweptOutline(
        corners=corners, course=course, end_s=legs[-1].end_s, track_m=track_m, area_m2=area.area_m2
    )  # fmt: skip
    ends = ((legs[0].start, legs[0].start_s), *((leg.end, leg.end_s) for leg in legs))
    return SearchedPath(
        pattern="PS", spacing_m=spacing_m, fixes=tuple((time_s, at.lon, at.lat) for at, time_s in ends),
        kinds=tuple(leg.kind for leg in legs), swept=(swept,), outline=corners, moving=False,
    )  # fmt: skip


def _reason(one: Sortie, share: float, ladder: ParallelSweep, row: UnitAllocation) -> Sentence:
    start = format_time(60.0 * round(one.start_s / 60.0))
    given = Sentence(
        "reason.given", start=start, stay=format_duration(one.on_scene_s), limit=one.limit,
        share=f"{SEARCH_TIME_SHARE:.0%}", effort=f"{share:.0%}",
    )  # fmt: skip
    spacing, asked = format_length(ladder.spacing_m), format_length(row.spacing_m)
    if ladder.spacing_m <= row.spacing_m * (1.0 + 1e-9):
        return Sentence("reason.worksheet", given=given, spacing=spacing)
    if one.stay_s < one.on_scene_s:
        spare = format_duration(one.on_scene_s - one.stay_s)
        return Sentence("reason.minimum_early", given=given, asked=asked, spacing=spacing, spare=spare)
    return Sentence("reason.minimum_larger", given=given, asked=asked, spacing=spacing)


def _notes(sheet: FleetSheet, task: UnitTask, land: LandTest | None) -> tuple[Sentence, ...]:
    notes = []
    if land is not None:
        touching, search_legs = legs_on_land(task.legs, sheet.group.plane, land)
        if touching:
            notes.append(Sentence("note.legs_on_land", touching=touching, legs=search_legs, unit=task.unit.name))
    one = sheet.sorties[task.unit.name]
    if one.limit == "the end of the drift":
        notes.append(Sentence("note.drift_ends_larger", unit=task.unit.name))
    return tuple(notes)


def corners_overlap(one: Sequence[Position], other: Sequence[Position], plane: LocalPlane) -> bool:
    """Whether two convex areas share more than an edge, by separating lines."""
    first, second = (np.array([plane.point(corner) for corner in corners]) for corners in (one, other))
    for polygon in (first, second):
        edges = np.roll(polygon, -1, axis=0) - polygon
        normals = np.stack([edges[:, 1], -edges[:, 0]], axis=-1) / np.hypot(*edges.T)[:, np.newaxis]
        a, b = first @ normals.T, second @ normals.T
        if (np.minimum(a.max(axis=0), b.max(axis=0)) - np.maximum(a.min(axis=0), b.min(axis=0)) <= 1.0).any():
            return False
    return True
