"""An outing: what a programme comes to in time and space, or why it cannot be."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.search_plan import UnitTask
from sarex.model.sentence import Sentence
from sarex.model.task_order import TaskOrder
from sarex.search.local_plane import Point
from sarex.search.moving_cloud import MovingCloud
from sarex.search.optimise.searcher import Searcher, Watch
from sarex.search.optimise.stint import Programme, Stint, shape_ends
from sarex.search.pattern.convex_outline import convex_outline
from sarex.search.pattern.lay import lay
from sarex.search.pattern.time_rule import track_budget_m
from sarex.search.score import exposure_by_time
from sarex.search.separation import Claim
from sarex.search.timed_track import LaidPattern, PatternShape

ON_SCENE_S_MIN: Final = 60.0
PASSES: Final = 3
LAYINGS: Final = 5
LATE_S_MAX: Final = 2.0


@dataclass(frozen=True)
class Performed:
    """One stint carried out. Times are seconds since 1970-01-01 UTC.

    depart_s, arrive_s : of the way to the commence search point
    leave_s  : the end of its time on scene, turns and sightings included
    home_s   : back at the base, after the last stint of a sortie; None before that or without a return
    task     : that an earlier plan gave to a frozen unit, which stays as it is
    order    : that a coordinator gave
    notes    : what to say with the task
    """

    stint: Stint
    laid: LaidPattern
    watch: Watch
    depart_s: float
    arrive_s: float
    leave_s: float
    way_m: float
    home_m: float | None
    home_s: float | None
    sortie: int
    limit: Sentence
    task: UnitTask | None = None
    order: TaskOrder | None = None
    notes: tuple[Sentence, ...] = ()

    @property
    def looks_from_s(self) -> float:
        """When its sensor begins to look: later than it arrives where a part is reported already."""
        track = self.laid.track
        return float(track.time_s[np.argmax(track.sensing)])

    @property
    def first(self) -> Point:
        return Point(float(self.laid.track.east[0]), float(self.laid.track.north[0]))

    @property
    def last(self) -> Point:
        return Point(float(self.laid.track.east[-1]), float(self.laid.track.north[-1]))


@dataclass(frozen=True)
class Outing:
    """All stints of one unit."""

    searcher: Searcher
    programme: Programme
    performed: tuple[Performed, ...]

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        unit = self.searcher.unit
        return tuple(
            Claim(
                unit=unit.name,
                outline=one.laid.outline,
                start_s=one.arrive_s,
                end_s=one.leave_s,
                airborne=unit.airborne,
                height_m=unit.height_m,
                separation_m=unit.separation,
                height_separation_m=unit.height_separation,
                adrift=_adrift(self.searcher, one),
            )
            for one in self.performed
        )

    @property
    def stay_s(self) -> float:
        """Time on scene of all stints."""
        return sum(one.leave_s - one.arrive_s for one in self.performed)


@dataclass(frozen=True)
class Place:
    """Where a unit is between stints, None at its base, and when it can leave. In mid-sortie: when that began, and when
    it came on scene."""

    at: Point | None
    ready_s: float
    sortie: int
    began_s: float | None = None
    arrived_s: float | None = None


def outing(searcher: Searcher, programme: Programme) -> Outing | None:
    """The programme in time and space; None where it does not fit into time, light, water or endurance."""
    place = Place(None, searcher.unit.available.timestamp(), 1)
    performed: list[Performed] = []
    for index, stint in enumerate(programme):
        later = programme[index + 1] if index + 1 < len(programme) else None
        goes_home = later is None or later.again
        one = _perform(searcher, stint, place, goes_home=goes_home)
        if one is None:
            return None
        performed.append(one)
        place = place_after(searcher, place, one, again=later is not None and later.again)
    return Outing(searcher, programme, tuple(performed))


def place_after(searcher: Searcher, place: Place, one: Performed, *, again: bool) -> Place:
    """Where the unit is after a stint, back at its base if it goes out again."""
    if again:
        back_s = one.home_s if one.home_s is not None else one.leave_s + searcher.way_s(home_m(searcher, one.last))
        return Place(None, back_s + searcher.unit.turnaround, one.sortie + 1)
    began_s = one.depart_s if place.began_s is None else place.began_s
    arrived_s = one.arrive_s if place.arrived_s is None else place.arrived_s
    return Place(one.last, one.leave_s, one.sortie, began_s, arrived_s)


def home_m(searcher: Searcher, point: Point) -> float:
    return searcher.field.distance_m(point)


def way_m(searcher: Searcher, place: Place, to: Point) -> float:
    """From where the unit is, round what it may not cross; infinite where no way leads."""
    return searcher.field.distance_m(to) if place.at is None else searcher.room.way_m(place.at, to)


def _perform(searcher: Searcher, stint: Stint, place: Place, *, goes_home: bool) -> Performed | None:
    """The pattern that fills the time left. How long that is depends on where the pattern begins and ends, and that on
    how long it is: a few passes over the ends alone settle it, then the pattern is laid and checked."""
    ends, budget_m = (stint.centre, stint.centre), math.inf
    for _ in range(PASSES):
        timing = _timing(searcher, stint, place, ends=ends)
        shape = None if timing is None else _shape(searcher, stint, timing, budget_m)
        if shape is None:
            return None
        ends = shape_ends(shape)
    for _ in range(LAYINGS):
        timing = _timing(searcher, stint, place, ends=ends)
        shape = None if timing is None else _shape(searcher, stint, timing, budget_m)
        if shape is None or timing is None:
            return None
        laid = _laid(searcher, shape, timing.start_s)
        ends = _ends(laid)
        settled = _timing(searcher, stint, place, ends=ends)
        if settled is None:
            return None
        late_s = float(laid.track.time_s[-1]) - (settled.start_s + searcher.rule.share * settled.stay_s)
        if late_s <= LATE_S_MAX and abs(settled.start_s - timing.start_s) <= LATE_S_MAX:
            break
        budget_m = min(budget_m, track_budget_m(searcher.unit, timing.stay_s, searcher.rule))
        budget_m -= 1.02 * max(late_s, 0.0) * searcher.unit.search_speed
    else:
        return None
    if not searcher.room.search_clear(laid.track.east, laid.track.north):
        return None
    return _performed(searcher, stint, place, laid=laid, timing=timing, settled=settled, goes_home=goes_home)


def _shape(searcher: Searcher, stint: Stint, timing: _Timing, budget_m_max: float) -> PatternShape | None:
    budget_m = min(track_budget_m(searcher.unit, timing.stay_s, searcher.rule), budget_m_max)
    return stint.shape(budget_m, searcher.unit, searcher.rule)


def _ends(laid: LaidPattern) -> tuple[Point, Point]:
    east, north = laid.track.east, laid.track.north
    return Point(float(east[0]), float(north[0])), Point(float(east[-1]), float(north[-1]))


def _performed(
    searcher: Searcher, stint: Stint, place: Place, *, laid: LaidPattern, timing: _Timing, settled: _Timing,
    goes_home: bool,
) -> Performed:  # fmt: skip
    leave_s = timing.start_s + settled.stay_s
    back_m = home_m(searcher, _ends(laid)[1]) if goes_home and searcher.unit.return_to_base else None
    home_s = None if back_m is None else leave_s + searcher.way_s(back_m)
    return Performed(
        stint, laid, timing.watch, timing.depart_s, timing.start_s, leave_s, timing.way_m, back_m, home_s, place.sortie,
        timing.limit,
    )  # fmt: skip


def _laid(searcher: Searcher, shape: PatternShape, start_s: float) -> LaidPattern:
    drift = searcher.drift
    if drift is None:
        return lay(shape, searcher.unit, start_s, searcher.rule)
    return lay(shape, searcher.unit, start_s, searcher.rule, drift=drift.at, drift_times=drift.times_s)


@dataclass(frozen=True)
class _Timing:
    depart_s: float
    start_s: float
    stay_s: float
    way_m: float
    watch: Watch
    limit: Sentence


def _timing(searcher: Searcher, stint: Stint, place: Place, *, ends: tuple[Point, Point]) -> _Timing | None:
    """When the unit can be on scene at a pattern with these ends, and how long."""
    out_m = way_m(searcher, place, ends[0])
    way_s = searcher.way_s(out_m)
    start_s = max(place.ready_s + stint.delay_s + way_s, searcher.cloud_start_s)
    watch = searcher.watch_at(start_s, ON_SCENE_S_MIN)
    if watch is None:
        return None
    # A unit waits for the light before it leaves, not on scene.
    start_s = max(start_s, watch.start_s)
    depart_s = start_s - way_s
    limits = stay_limits(searcher, place, depart_s, start_s, last=ends[1])
    limits.append((watch.end_s, Sentence("limit.light")))
    end_s, limit = min(limits, key=lambda ends: ends[0])
    stay_s = (end_s - start_s) * stint.use
    if stay_s < ON_SCENE_S_MIN:
        return None
    return _Timing(depart_s, start_s, stay_s, out_m, watch, limit)


def stay_limits(
    searcher: Searcher, place: Place, depart_s: float, start_s: float, *, last: Point
) -> list[tuple[float, Sentence]]:
    """What ends the time on scene of a unit that searches from `start_s` on and ends at `last`, light apart: when, and
    in words."""
    unit = searcher.unit
    home_s = searcher.way_s(home_m(searcher, last)) if unit.return_to_base else 0.0
    limits = [(searcher.cloud_end_s, Sentence("limit.drift"))]
    if unit.endurance is not None:
        began_s = depart_s if place.began_s is None else place.began_s
        limits.append((began_s + unit.endurance - home_s, Sentence("limit.endurance")))
    if unit.on_scene is not None:
        arrived_s = start_s if place.arrived_s is None else place.arrived_s
        limits.append((arrived_s + unit.on_scene, Sentence("limit.on_scene")))
    if unit.until is not None:
        limits.append((unit.until.timestamp(), Sentence("limit.until")))
    return limits


def _adrift(searcher: Searcher, one: Performed) -> NDArray[np.float64] | None:
    """Outline of the pattern on the plane that moves with the water, float64 (corner, 2); None where it does not, or
    where it was laid by the drift of an earlier case."""
    drift, laid = searcher.drift, one.laid
    if drift is None or not laid.moving:
        return None
    on_water = np.stack([laid.track.east, laid.track.north], axis=-1) - drift.at(laid.track.time_s)
    areas = [area.corners - drift.at(np.array([area.start_s])) for area in laid.swept]
    return convex_outline(np.concatenate([on_water, *areas]))


def outing_exposure(found: Outing, cloud: MovingCloud) -> NDArray[np.float64]:
    """Exposure of every particle to all stints, float64 (particle,): -ln of the chance to be missed."""
    return outing_exposure_by(found, cloud, np.array([np.inf]))[:, 0]


def outing_exposure_by(found: Outing, cloud: MovingCloud, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """`outing_exposure` reached by each of these times, float64 (particle, time)."""
    speed = found.searcher.unit.search_speed
    total = np.zeros((cloud.particles, len(times_s)))
    for one in found.performed:
        total += exposure_by_time(one.laid, one.watch.table, speed, cloud, times_s=times_s)
    return total
