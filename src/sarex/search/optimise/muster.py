"""Mustering: from the units of the file to searchers that know their base, water, light and sensors."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np

from sarex.model.detection_curve import ObjectSensing
from sarex.model.errors import PlanError
from sarex.model.quantities import Position, format_time
from sarex.model.search_plan import UnitTask
from sarex.model.search_unit import SearchUnit
from sarex.model.sentence import Sentence
from sarex.model.task_order import CoordinatedOrder, TaskOrder
from sarex.search.local_plane import LocalPlane, Point
from sarex.search.moving_cloud import MovingCloud, moving_cloud
from sarex.search.optimise.datum_route import DatumRoute, datum_routes
from sarex.search.optimise.kept_outing import kept_outing, nothing_kept, reported_until_s
from sarex.search.optimise.ordered_outing import bound_units, check_apart, ordered_outings
from sarex.search.optimise.outing import Outing
from sarex.search.optimise.proposer import CODES
from sarex.search.optimise.search_case import PlanOptions, SearchCase
from sarex.search.optimise.searcher import Drift, Searcher, Watch
from sarex.search.pattern.ordered_shape import coordinated_pair
from sarex.search.pattern.time_rule import time_rule
from sarex.search.route import TransitField
from sarex.search.sea_chart import SeaChart
from sarex.search.sea_raster import PlaneBox
from sarex.search.sensing.daylight import daylight_periods
from sarex.search.sensing.scene_view import scene_view
from sarex.search.sensing.unit_sensing import unit_sensing
from sarex.search.sensing_table import sensing_table
from sarex.search.sortie import Refusal, standing

PERIOD_S_MIN: Final = 600.0
"""Shorter pieces of light or dark are not worth a search of their own."""
LAID: Final = frozenset().union(*CODES.values())
_LAID_TEXT: Final = ", ".join(sorted(LAID))


@dataclass(frozen=True)
class Muster:
    """searchers : those that can search, in the order of the file
    refusals  : the others, each with why and what would help
    notes     : what is not known of their water
    kept      : outings of units that are frozen or ordered what to do, by their place among the searchers
    """

    searchers: tuple[Searcher, ...]
    refusals: tuple[Refusal, ...]
    notes: tuple[Sentence, ...]
    kept: Mapping[int, Outing] = field(default_factory=dict)


@dataclass(frozen=True)
class Mustering:
    """Makes searchers for one case. `cloud` is the one that the plan is fitted to, on its plane."""

    case: SearchCase
    options: PlanOptions
    cloud: MovingCloud
    chart: SeaChart

    @property
    def plane(self) -> LocalPlane:
        return self.cloud.plane

    def muster(self) -> Muster:
        """All units of the case. Raises PlanError where the weather is needed and unknown, where lines contradict, or
        where a frozen unit has no task to keep."""
        searchers: list[Searcher] = []
        kept: dict[int, Outing] = {}
        ordered = self.ordered()
        refusals: list[Refusal] = []
        notes: list[Sentence] = []
        for unit in self.case.units.units:
            if unit.frozen or unit.name in ordered:
                kept[len(searchers)] = self.kept(unit) if unit.frozen else ordered[unit.name]
                searchers.append(kept[len(searchers)].searcher)
                notes += searchers[-1].room.notes if unit.name in ordered else ()
                continue
            found = self.searcher(unit)
            if isinstance(found, Refusal):
                refusals.append(found)
            else:
                searchers.append(found)
                notes += found.room.notes
        check_apart({outing.searcher.unit.name: outing for outing in kept.values()})
        return Muster(tuple(searchers), tuple(refusals), tuple(dict.fromkeys(notes)), kept)

    def ordered(self) -> dict[str, Outing]:
        """What a coordinator ordered, by the name of the unit. Raises PlanError where it cannot be carried out."""
        units = {unit.name: unit for unit in self.case.units.units}
        orders: list[TaskOrder] = []
        for order in self.case.orders:
            if isinstance(order, CoordinatedOrder):
                aircraft = units[order.unit]
                radius_m = time_rule(self.options.timing).turn_radius_m(aircraft)
                order, units[order.with_] = coordinated_pair(  # noqa: PLW2901
                    order, aircraft, units[order.with_], radius_m=radius_m
                )
            orders.append(order)
        searchers: dict[str, Searcher] = {}
        for name in bound_units(orders):
            found = self._searcher(units[name])
            if isinstance(found, Refusal):
                raise PlanError(f"what is ordered of {name!r} cannot be carried out: {found.reason}")
            searchers[name] = found
        return ordered_outings(orders, searchers, self.cloud)

    def kept(self, unit: SearchUnit) -> Outing:
        """What a frozen unit still does of its task in an earlier plan. Raises PlanError where it has none, or none in
        the time of this case."""
        if not self.case.kept.get(unit.name):
            raise PlanError(nothing_kept(unit.name))
        reported_s = reported_until_s(self.case.cloud.provenance.updates, unit.name)
        start_s, end_s = _afloat_period(self.cloud)
        tasks = [
            task for task in self.case.kept[unit.name]
            if task.search_end_s > max(reported_s, start_s) and task.search_start_s < end_s
        ]  # fmt: skip
        if not tasks:
            raise PlanError(
                f"unit {unit.name!r} is frozen, but has reported all of its task in the earlier plan, or the task lies "
                f"outside the drift from {format_time(start_s)} to {format_time(end_s)}; take `frozen` out of the "
                "units file, so that it is planned anew"
            )
        unit = tasks[0].unit.model_copy(update={"frozen": True})
        room = self.chart.room(unit)
        searcher = Searcher(
            unit, self.plane.point(unit.at), (), room, TransitField.of(room, unit), time_rule(self.options.timing),
            start_s, end_s,
        )  # fmt: skip
        searcher = replace(searcher, watches=tuple(self._watch(unit, task) for task in tasks))
        return kept_outing(searcher, tasks, reported_s=reported_s)

    def _watch(self, unit: SearchUnit, task: UnitTask) -> Watch:
        """What a unit sees at the middle of a task."""
        watches = self.watches(unit, task.search_start_s, task.search_end_s)
        middle_s = (task.search_start_s + task.search_end_s) / 2.0
        return next((watch for watch in watches if watch.end_s > middle_s), watches[-1])

    def searcher(self, unit: SearchUnit) -> Searcher | Refusal:
        """One unit made ready to be planned for, or why it cannot be."""
        reason = _unlaid(unit, routed=bool(self.routes))
        if reason is not None:
            return Refusal(unit, reason)
        return self._searcher(unit)

    def _searcher(self, unit: SearchUnit) -> Searcher | Refusal:
        """One unit made ready, whatever it may be asked to do."""
        reason = standing(unit)
        if reason is not None:
            return Refusal(unit, reason)
        room = self.chart.room(unit)
        if room.nowhere:
            return Refusal(unit, room.nowhere)
        start_s, end_s = _afloat_period(self.cloud)
        begin_s = max(unit.available.timestamp(), start_s)
        stop_s = end_s if unit.until is None else min(end_s, unit.until.timestamp())
        if begin_s >= stop_s:
            return Refusal(unit, _no_time(unit, start_s, stop_s))
        watches = self.watches(unit, begin_s, stop_s)
        seeing = tuple(watch for watch in watches if watch.width_m > 0.0)
        if not seeing:
            notes = dict.fromkeys(note for watch in watches for seen in watch.sensing.objects for note in seen.notes)
            return Refusal(unit, Sentence.row(notes) if notes else Sentence("refusal.sees_nothing"))
        try:
            field = TransitField.of(room, unit)
        except PlanError as fault:
            return Refusal(unit, fault.said)
        return Searcher(
            unit, self.plane.point(unit.at), seeing, room, field, time_rule(self.options.timing), start_s, end_s,
            self._drift(), self.routes,
        )  # fmt: skip

    @cached_property
    def routes(self) -> tuple[DatumRoute, ...]:
        cloud = self.case.cloud
        return datum_routes(self.cloud, cloud.scenario_names, cloud.provenance.incident)

    def _drift(self) -> Drift | None:
        return Drift(self.cloud.drift_at, self.cloud.time_s) if self.options.moving else None

    def watches(self, unit: SearchUnit, begin_s: float, end_s: float) -> list[Watch]:
        """Periods of light and of dark, each with what the unit sees then; neighbours that see the same are one."""
        place = self._datum(begin_s, end_s)
        watches: list[Watch] = []
        for first_s, last_s in _periods(place, begin_s, end_s):
            scene = scene_view(
                self.case.sources, place, first_s, last_s, conditions=self.case.units.conditions,
                own=self.case.own_classes,
            )  # fmt: skip
            # The period is all light or all dark, but for what its ends round to.
            scene = replace(scene, dark_share=float(round(scene.dark_share)))
            sensing = unit_sensing(unit, self.case.cloud.object_keys, self.case.units.conditions, scene)
            if watches and _same_curves(watches[-1], sensing.objects):
                before = watches.pop()
                watches.append(Watch(before.start_s, last_s, before.sensing, before.table, before.width_m))
                continue
            widths = np.array([entry.curve.sweep_width_m for entry in sensing.objects])
            width_m = float(self.cloud.weight @ widths[self.cloud.object_class] / self.cloud.weight.sum())
            watches.append(Watch(first_s, last_s, sensing, sensing_table(sensing), width_m))
        return watches

    def _datum(self, begin_s: float, end_s: float) -> Position:
        east, north = self.cloud.at((begin_s + end_s) / 2.0)
        here = np.isfinite(east)
        weight = self.cloud.weight[here]
        if not weight.sum() > 0.0:
            return self.plane.centre
        mean = [float(weight @ axis[here] / weight.sum()) for axis in (east, north)]
        return self.plane.position(Point(*mean))


def mustering(case: SearchCase, options: PlanOptions, cloud: MovingCloud) -> Mustering:
    """With the sea chart of the case."""
    box = PlaneBox.about(cloud.east[cloud.afloat], cloud.north[cloud.afloat])
    chart = SeaChart(
        cloud.plane, box, case.units.units, case.units.areas, case.units.lines, land=case.land, depth=case.depth
    )
    return Mustering(case, options, cloud, chart)


def _afloat_period(cloud: MovingCloud) -> tuple[float, float]:
    """From the first to the last output time between which something can be found."""
    both = (cloud.afloat[:, :-1] & cloud.afloat[:, 1:]).any(axis=0)
    some = np.flatnonzero(both)
    return float(cloud.time_s[some[0]]), float(cloud.time_s[some[-1] + 1])


def _periods(place: Position, begin_s: float, end_s: float) -> list[tuple[float, float]]:
    """Light and dark in turn; pieces not worth a search go with the one before."""
    marks = {begin_s, end_s}
    for first_s, last_s in daylight_periods(place, begin_s, end_s):
        marks |= {first_s, last_s}
    ordered = sorted(mark for mark in marks if begin_s <= mark <= end_s)
    kept = [ordered[0]]
    for mark in ordered[1:]:
        if mark - kept[-1] >= PERIOD_S_MIN or mark == end_s:
            kept.append(mark)
    return list(itertools.pairwise(kept))


def _same_curves(before: Watch, objects: Sequence[ObjectSensing]) -> bool:
    """Whether the unit sees the same, however the sentences about it read."""
    return all(
        one.curve.model_copy(update={"source": ""}) == other.curve.model_copy(update={"source": ""})
        for one, other in zip(before.sensing.objects, objects, strict=True)
    )


def _no_time(unit: SearchUnit, start_s: float, stop_s: float) -> Sentence:
    """Why nothing is left between the drift and what the unit can do."""
    if stop_s <= start_s:
        return Sentence("refusal.stops_before", stop=format_time(stop_s), start=format_time(start_s))
    return Sentence("refusal.late", begin=format_time(unit.available), stop=format_time(stop_s))


def _unlaid(unit: SearchUnit, *, routed: bool) -> Sentence | None:
    """What keeps a unit from any pattern that the planner lays; None where it lays one.

    routed : the case has a route to search along
    """
    asked = ", ".join(unit.patterns) or Sentence("refusal.none")
    if not LAID & set(unit.patterns):
        return Sentence("refusal.no_pattern", asked=asked, laid=_LAID_TEXT)
    if not routed and not (LAID - CODES["track"]) & set(unit.patterns):
        return Sentence("refusal.no_route", asked=asked)
    return None


def one_width_each(case: SearchCase) -> list[SearchUnit]:
    """The units with one sweep width each, for a planner that knows no more: that of the file, or the mean over the
    objects in the first light in which the unit sees anything; 0 where it never does."""
    cloud = moving_cloud(case.cloud)
    band = mustering(case, PlanOptions(), cloud)
    start_s, end_s = _afloat_period(cloud)
    units = []
    for unit in case.units.units:
        if unit.sweep_width is None:
            begin_s = min(max(unit.available.timestamp(), start_s), end_s - PERIOD_S_MIN)
            watches = band.watches(unit, begin_s, end_s)
            width_m = next((watch.width_m for watch in watches if watch.width_m > 0.0), 0.0)
            unit = unit.model_copy(update={"sweep_width": width_m})  # noqa: PLW2901
        units.append(unit)
    return units
