"""What a finished plan tells: tasks with figures and reasons, POS by scenario, object and hour, survival."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.quantities import Position
from sarex.model.search_plan import PlanDatum, SurvivalWeighting, Transit, UnitTask
from sarex.model.sentence import Sentence
from sarex.search.circular_normal import PROBABLE_ERROR_SIGMAS
from sarex.search.local_plane import LocalPlane, Point
from sarex.search.optimise.alive_share import FOUND_DEAD
from sarex.search.optimise.fleet import Fleet
from sarex.search.optimise.outing import Outing, Performed, outing_exposure_by
from sarex.search.optimise.reason import reason
from sarex.search.optimise.search_case import PlanOptions, SearchCase
from sarex.search.pattern.pattern_task import SortieWay, TaskFigures, task_of_pattern
from sarex.search.pattern.shape_order import shape_order
from sarex.search.route import route_between
from sarex.search.score import exposure
from sarex.search.sensing.survival import survival_chance, survival_source
from sarex.search.upper.effort_law import BoundLaw
from sarex.search.upper.effort_window import UnitEffortWindow
from sarex.search.upper.end_cap import ceiling_law, end_cap_m2

Floats = NDArray[np.float64]
HOUR_S: Final = 3600.0
SURVIVAL_STEP_S: Final = 600.0
LAW_WORDS: Final = {
    "random": "random search, POD = 1 - exp(-C)",
    "inverse_cube": "inverse cube law, integrated along the relative path",
    "definite": "definite range",
    "m_beta": "M-beta",
    "logistic": "logistic lateral range curve",
    "table": "lateral range table",
}


@dataclass(frozen=True)
class Told:
    """fleet : scored on the second cloud, whose plane is `plane`."""

    case: SearchCase
    options: PlanOptions
    fleet: Fleet
    plane: LocalPlane

    @cached_property
    def stints(self) -> list[tuple[Outing, Performed]]:
        return [(outing, one) for outing in self.fleet.outings if outing is not None for one in outing.performed]

    @property
    def middle_s(self) -> float:
        """Half way through the search, by time on scene."""
        weights = [one.leave_s - one.arrive_s for _, one in self.stints]
        middles = [(one.leave_s + one.arrive_s) / 2.0 for _, one in self.stints]
        return float(np.average(middles, weights=weights))

    @property
    def pod(self) -> Floats:
        """Chance that the whole search finds each particle if it is the object, float64 (particle,)."""
        return np.asarray(-np.expm1(-self.fleet.exposures.sum(axis=0)))

    def pos_by(self, names: Sequence[str], labels: NDArray[np.int16]) -> tuple[tuple[str, float], ...]:
        """POS given that each of these is the true one."""
        weight = self.fleet.cloud.weight
        totals = np.bincount(labels, weights=weight, minlength=len(names))
        found = np.bincount(labels, weights=weight * self.pod, minlength=len(names))
        return tuple(
            (name, float(found[index] / totals[index])) for index, name in enumerate(names) if totals[index] > 0.0
        )

    def pos_by_hour(self) -> tuple[tuple[float, float], ...]:
        """POS reached by each full hour of the search and by its end."""
        times = self._times(HOUR_S)
        missed = np.exp(-self._exposure_by(times))
        weight = self.fleet.cloud.weight
        return tuple(
            (float(time_s), float(weight.sum() - weight @ missed[:, index])) for index, time_s in enumerate(times)
        )

    def _times(self, step_s: float) -> Floats:
        first = min(one.arrive_s for _, one in self.stints)
        last = max(float(one.laid.track.time_s[-1]) for _, one in self.stints)
        marks = np.arange(math.floor(first / step_s) + 1, math.ceil(last / step_s)) * step_s
        return np.concatenate([marks, [last]])

    def _exposure_by(self, times_s: Floats) -> Floats:
        total = np.zeros((self.fleet.cloud.particles, len(times_s)))
        for outing in self.fleet.outings:
            if outing is not None:
                total += outing_exposure_by(outing, self.fleet.cloud, times_s)
        return total

    def survival(self) -> SurvivalWeighting:
        """Each detection of a person in the water weighted by the chance to be alive at its moment."""
        temperature = self.case.units.conditions.water_temperature
        assert temperature is not None, "checked before planning"
        cloud = self.fleet.cloud
        times = self._times(SURVIVAL_STEP_S)
        found = np.diff(-np.expm1(-self._exposure_by(times)), axis=1, prepend=0.0)
        # A particle goes into the water when it begins to drift.
        entered_s = cloud.time_s[cloud.afloat.argmax(axis=1)]
        alive = survival_chance((times - entered_s[:, np.newaxis]) / HOUR_S, temperature)
        alive = np.where(self.case.in_water[cloud.object_class][:, np.newaxis], alive, 1.0)
        pos = float(cloud.weight @ (found * alive).sum(axis=1))
        return SurvivalWeighting(water_temperature_c=temperature, pos_alive=pos, source=survival_source(temperature))

    def efforts(self) -> list[UnitEffortWindow]:
        """The effort of the plan, for the upper figures: the same units in the same hours."""
        return [
            UnitEffortWindow(
                one.looks_from_s, float(one.laid.track.time_s[-1]), outing.searcher.unit.search_speed,
                np.array([entry.curve.sweep_width_m for entry in one.watch.sensing.objects]),
                tuple(ceiling_law(entry.curve) for entry in one.watch.sensing.objects), over_ground=not one.laid.moving,
                turning_rad=_turning_rad(one),
                end_cap_m2=np.array([end_cap_m2(entry.curve) for entry in one.watch.sensing.objects]),
            )
            for outing, one in self.stints
        ]  # fmt: skip

    @property
    def bound_law(self) -> BoundLaw:
        """The reference is that of random search only where all units search by it."""
        laws = {entry.curve.law for _, one in self.stints for entry in one.watch.sensing.objects}
        return "random" if laws == {"random"} else "inverse_cube"

    @property
    def laws(self) -> str:
        """All laws of the plan in words."""
        laws = [entry.curve.law for _, one in self.stints for entry in one.watch.sensing.objects]
        return "; ".join(LAW_WORDS[law] for law in dict.fromkeys(laws))

    @property
    def law_words(self) -> str:
        return "normal" if self.bound_law == "random" else "by unit"

    def search_object(self, incident: Mapping[str, Any]) -> str:
        keys = ", ".join(self.case.cloud.object_keys)
        return keys if not incident.get("object") or isinstance(incident["object"], list) else str(incident["object"])

    def datums(self) -> tuple[PlanDatum, ...]:
        """The middle of the cloud at the reference time, with the radius that holds half of a normal of its spread."""
        east, north = self.fleet.cloud.at(self.middle_s)
        here = np.isfinite(east)
        weight = self.fleet.cloud.weight[here] / self.fleet.cloud.weight[here].sum()
        points = np.stack([east[here], north[here]])
        mean = points @ weight
        spread = (weight * (points - mean[:, np.newaxis])) @ (points - mean[:, np.newaxis]).T
        error_m = PROBABLE_ERROR_SIGMAS * float(np.linalg.det(spread)) ** 0.25
        at = self.plane.position(Point(*mean.tolist()))
        return (
            PlanDatum(
                name="Datum", kind="point", at=at, points=(at,), share=float(self.fleet.cloud.weight[here].sum()),
                total_probable_error_m=error_m, worksheet=None,
                area_m2=sum(area.area_m2 for _, one in self.stints for area in one.laid.swept),
            ),
        )  # fmt: skip

    def tasks(self) -> tuple[UnitTask, ...]:
        efforts = [one.laid.track.length_m * one.watch.width_m for _, one in self.stints]
        return tuple(
            self._task(outing, one, effort / (sum(efforts) or 1.0))
            for (outing, one), effort in zip(self.stints, efforts, strict=True)
        )

    def _task(self, outing: Outing, one: Performed, share: float) -> UnitTask:
        unit, cloud = outing.searcher.unit, self.fleet.cloud
        middle_s = (one.arrive_s + float(one.laid.track.time_s[-1])) / 2.0
        pod = -np.expm1(-exposure(one.laid, one.watch.table, unit.search_speed, cloud))
        inside = self._inside(one, middle_s)
        poc, pos = float(cloud.weight[inside].sum()), float(cloud.weight @ pod)
        coverage = one.watch.width_m * one.laid.track.length_m / sum(area.area_m2 for area in one.laid.swept)
        figures = TaskFigures(
            datum=self._datum_at(middle_s), datum_time_s=middle_s, effort_share=share, coverage=coverage,
            pod=float(cloud.weight[inside] @ pod[inside]) / poc if poc > 0.0 else 0.0, poc=poc, pos=pos,
            reason=reason(outing, one, poc=poc, pos=pos, coverage=coverage),
            notes=_notes(outing, one),
        )  # fmt: skip
        if one.task is not None:
            return one.task.model_copy(update={"unit": unit, "sensing": one.watch.sensing, **vars(figures)})
        task = task_of_pattern(
            one.laid, self.plane, unit, self._way(outing, one), figures=figures, rule=outing.searcher.rule,
            sensing=one.watch.sensing, sortie=one.sortie,
        )  # fmt: skip
        order = one.order or shape_order(one.laid, self.plane, unit.name, sortie=one.sortie, csp=one.first)
        return task.model_copy(update={"order": order})

    def _inside(self, one: Performed, time_s: float) -> NDArray[np.bool_]:
        """Which particles are in what the pattern sweeps, at the middle of its time."""
        east, north = self.fleet.cloud.at(time_s)
        inside = np.zeros(east.shape, dtype=np.bool_)
        for area in one.laid.swept:
            moved = [np.interp(time_s, area.shifts[:, 0], area.shifts[:, axis]) for axis in (1, 2)]
            inside |= _within(area.corners + np.array(moved), east, north)
        return inside

    def _datum_at(self, time_s: float) -> Position:
        east, north = self.fleet.cloud.at(time_s)
        here = np.isfinite(east)
        weight = self.fleet.cloud.weight[here] / self.fleet.cloud.weight[here].sum()
        return self.plane.position(Point(float(weight @ east[here]), float(weight @ north[here])))

    def _way(self, outing: Outing, one: Performed) -> SortieWay:
        field = outing.searcher.field
        before = [other for other in outing.performed if other.sortie == one.sortie and other.arrive_s < one.arrive_s]
        first, last = one.first, one.last
        way = route_between(outing.searcher.room, before[-1].last, first) if before else field.route(first)
        out = Transit(
            start=way.positions[0], end=way.positions[-1], start_s=one.depart_s, end_s=one.arrive_s,
            distance_m=way.length_m, via=way.via,
        )  # fmt: skip
        if one.home_s is None:
            return SortieWay(out, None, one.leave_s)
        home = field.route(last)
        return SortieWay(
            out,
            Transit(
                start=home.positions[-1], end=home.positions[0], start_s=one.leave_s, end_s=one.home_s,
                distance_m=home.length_m, via=home.via[::-1],
            ),
            one.leave_s,
        )  # fmt: skip

    def notes(self) -> tuple[Sentence, ...]:
        lines = [Sentence("note.scored_halves")]
        if self.case.second is not None:
            lines = [Sentence("note.scored_second")]
        elif self.fleet.cloud.particles == len(self.case.cloud.weight):
            lines = [Sentence("note.scored_same")]
        if self.options.moving:
            lines.append(Sentence("note.moving"))
        if self.options.survival:
            lines.append(Sentence("note.survival", dead=f"{FOUND_DEAD:.2f}", alive=f"{1.0 - FOUND_DEAD:.2f}"))
        lines += dict.fromkeys(note for outing, _ in self.stints for note in outing.searcher.field.notes)
        return tuple(lines)


def _notes(outing: Outing, one: Performed) -> tuple[Sentence, ...]:
    notes = list(dict.fromkeys(note for entry in one.watch.sensing.objects for note in entry.notes))
    if one.limit == "the end of the drift":
        notes.append(Sentence("note.drift_ends_more", unit=outing.searcher.unit.name))
    return (*one.notes, *notes)


def _within(corners: Floats, east: Floats, north: Floats) -> NDArray[np.bool_]:
    """Which points lie inside a convex outline with anticlockwise corners; NaN is outside."""
    inside = np.isfinite(east)
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        across = (end[0] - start[0]) * (north - start[1]) - (end[1] - start[1]) * (east - start[0])
        inside &= across >= 0.0
    return np.asarray(inside)


def _turning_rad(one: Performed) -> float:
    track = one.laid.track
    course = np.arctan2(np.diff(track.east), np.diff(track.north))
    turns = (np.diff(course) + np.pi) % (2.0 * np.pi) - np.pi
    return float(np.abs(turns).sum())
