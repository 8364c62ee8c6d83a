"""One datum with the units sent to it, settled: areas, ways and times that fit each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sarex.model.errors import PlanError
from sarex.model.geodesy import distance_m
from sarex.model.quantities import format_duration, format_length
from sarex.model.search_unit import SearchUnit
from sarex.model.sentence import Sentence
from sarex.model.worksheet import UnitEffort, Worksheet
from sarex.search.datum_group import DatumGroup, WorksheetRules
from sarex.search.detection import law_for
from sarex.search.local_plane import LocalPlane
from sarex.search.parallel_sweep import ParallelSweep, sweeps_from_each_corner
from sarex.search.sortie import Refusal, Sortie, sortie
from sarex.search.strips import Strip, StripWish, lay_strips
from sarex.search.worksheet import SEARCH_TIME_SHARE

FREE_PASSES: Final = 5
PASSES_MAX: Final = 40
SETTLED_S: Final = 1.0
SPARE_S_MIN: Final = 60.0
STRETCHES: Final = tuple(1.4 ** (step / 4.0) for step in (0, 1, -1, 2, -2, 3, -3, 4, -4))
"""Leg lengths that are tried, as parts of the outline's length; the first of equals is taken."""


@dataclass(frozen=True)
class FleetSheet:
    """One datum with the units sent to it. `sheet` is None and `sweeps` empty where none could be spared.

    sweeps, sorties : by name of the unit
    """

    group: DatumGroup
    sheet: Worksheet | None
    sweeps: Mapping[str, ParallelSweep]
    sorties: Mapping[str, Sortie]


@dataclass(frozen=True)
class Division:
    """How the area is divided.

    stretch : leg length as a part of the outline's length, so that whole legs fit
    kept    : whether a unit that is held at its minimum spacing keeps to the worksheet's area and is done early; else
              it uses all its time and the area grows
    """

    stretch: float
    kept: bool


def unit_effort(one: Sortie, on_scene_s: float | None = None) -> UnitEffort:
    """What the unit of a sortie brings to the worksheet."""
    return UnitEffort(
        name=one.unit.name,
        sweep_width_m=one.unit.sweep_width_m,
        search_speed_m_per_s=one.unit.search_speed,
        on_scene_s=one.on_scene_s if on_scene_s is None else on_scene_s,
    )


def settled(
    group: DatumGroup, sorties: Mapping[str, Sortie], rules: WorksheetRules
) -> FleetSheet | tuple[Refusal, ...]:
    """Areas decide the way to them, the way decides the time on scene, and that the areas: repeat until it stands.

    After some passes the division and the corners stay, and the time used only ever shrinks, so that it comes to rest.
    Raises PlanError where the worksheet cannot be filled in.
    """
    used_s = {name: one.on_scene_s for name, one in sorties.items()}
    sweeps: dict[str, ParallelSweep] = {}
    division: Division | None = None
    for turn in range(PASSES_MAX):
        free = turn < FREE_PASSES
        sheet = group.worksheet([unit_effort(one, used_s[name]) for name, one in sorties.items()], rules)
        found = _strips(group, sheet, sorties, None if free else division)
        if isinstance(found, Refusal):
            return (found,)
        division, strips = found
        sweeps = {
            strip.wish.name: _sweep(strip, sorties[strip.wish.name].unit, group.plane, {} if free else sweeps)
            for strip in strips
        }
        again = [_sortie_to(group, one.unit, sweeps[name]) for name, one in sorties.items()]
        refused = tuple(one for one in again if isinstance(one, Refusal))
        if refused:
            return refused
        renewed = {one.unit.name: one for one in again if isinstance(one, Sortie)}
        at_rest = all(
            abs(one.middle_s - sorties[name].middle_s) <= SETTLED_S
            and -SETTLED_S <= one.on_scene_s - used_s[name] <= (SETTLED_S if free else one.on_scene_s)
            for name, one in renewed.items()
        )
        sorties = renewed
        if at_rest:
            break
        used_s = {name: one.on_scene_s if free else min(one.on_scene_s, used_s[name]) for name, one in sorties.items()}
    return FleetSheet(group, sheet, sweeps, sorties)


def _strips(
    group: DatumGroup, sheet: Worksheet, sorties: Mapping[str, Sortie], held: Division | None
) -> tuple[Division, list[Strip]] | Refusal:
    """The division that holds most chance of success among those tried, or the unit whose track is too short."""
    best: tuple[float, Division, list[Strip]] | None = None
    refusal: Refusal | None = None
    for kept in (False, True) if held is None else (held.kept,):
        wishes = _wishes(group, sheet, sorties, kept=kept)
        if isinstance(wishes, Refusal):
            refusal = refusal or wishes
            continue
        length_m, width_m = group.outline(sum(wish.area_m2 for wish in wishes))
        along = group.axis if length_m >= width_m else group.axis.left
        for stretch in STRETCHES if held is None else (held.stretch,):
            leg_m = max(length_m, width_m) * stretch
            strips = lay_strips(wishes, leg_m, group.at(group.reference_time_s), along)
            score = _score(strips, group)
            if best is None or score > best[0] * (1.0 + 1e-9):
                best = score, Division(stretch, kept), strips
        if not any(_is_held(wish, sorties) for wish in wishes):
            break
    if best is None:
        assert refusal is not None
        return refusal
    return best[1], best[2]


def _is_held(wish: StripWish, sorties: Mapping[str, Sortie]) -> bool:
    return wish.spacing_m == sorties[wish.name].unit.spacing_m_min


def _score(strips: Sequence[Strip], group: DatumGroup) -> float:
    """Chance of success about the datum at the reference time."""
    east, north, weight = group.sample
    return sum(strip.wish.pod * float(weight[strip.area.holds(east, north)].sum()) for strip in strips)


def _wishes(
    group: DatumGroup, sheet: Worksheet, sorties: Mapping[str, Sortie], *, kept: bool
) -> list[StripWish] | Refusal:
    """What each unit needs, its minimum spacing kept, or the unit whose track is too short for one leg."""
    wishes = []
    for row in sheet.units:
        one = sorties[row.name]
        try:
            shift = group.shift(one.middle_s)
        except PlanError as fault:
            return Refusal(one.unit, fault.said)
        spacing_m = max(row.spacing_m, one.unit.spacing_m_min)
        wishes.append(
            StripWish(
                name=row.name,
                track_m=min(row.track_length_m, row.area_m2 / spacing_m) if kept else row.track_length_m,
                spacing_m=spacing_m,
                leg_m_min=one.unit.minimum_leg,
                shift=shift,
                home=group.plane.point(one.unit.at),
                pod=law_for(sheet.inputs.conditions).pod(one.unit.sweep_width_m / spacing_m),
            )
        )
    worst = max(wishes, key=lambda wish: ((wish.spacing_m + wish.leg_m_min) / wish.track_m, wish.name))
    if worst.fits:
        return wishes
    one = sorties[worst.name]
    said = Sentence(
        "refusal.track_short", stay=format_duration(one.on_scene_s), track=format_length(worst.track_m),
        spacing=format_length(worst.spacing_m),
    )  # fmt: skip
    return Refusal(one.unit, said)


def _sweep(strip: Strip, unit: SearchUnit, plane: LocalPlane, before: Mapping[str, ParallelSweep]) -> ParallelSweep:
    """The ladder from the corner nearest to the unit; from the same corner as before, once that is settled."""
    if unit.name in before:
        return replace(before[unit.name], area=strip.met, spacing_m=strip.wish.spacing_m, legs=strip.legs)
    ladders = sweeps_from_each_corner(strip.met, strip.wish.spacing_m, strip.legs)
    return min(ladders, key=lambda ladder: distance_m(unit.at, plane.position(ladder.csp)))


def _sortie_to(group: DatumGroup, unit: SearchUnit, ladder: ParallelSweep) -> Sortie | Refusal:
    """The sortie to this ladder. Its task takes the time for a track of area / spacing, and what that is worth."""
    legs, path = ladder.path, group.path.path
    begin, finish = group.plane.position(legs[0].start), group.plane.position(legs[-1].end)
    one = sortie(unit, begin, finish, cloud_start_s=path.first_afloat_s, cloud_end_s=path.end_s)
    if isinstance(one, Refusal):
        return one
    task_s = ladder.legs * ladder.area.length_m / unit.search_speed / SEARCH_TIME_SHARE
    # A task that fills the endurance but for the last seconds of settling fills it.
    return replace(one, stay_s=task_s) if task_s < one.on_scene_s - SPARE_S_MIN else one
