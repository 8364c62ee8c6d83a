"""Outings of units whose tasks a coordinator ordered: laid as told, or refused in one line."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from sarex.model.errors import PlanError
from sarex.model.quantities import format_duration, format_length, format_time
from sarex.model.sentence import Sentence
from sarex.model.task_order import BarrierOrder, CoordinatedOrder, TaskOrder, TrackLineOrder, units_of
from sarex.search.local_plane import Point
from sarex.search.moving_cloud import MovingCloud
from sarex.search.optimise.outing import (
    LATE_S_MAX,
    ON_SCENE_S_MIN,
    Outing,
    Performed,
    Place,
    home_m,
    place_after,
    stay_limits,
    way_m,
)
from sarex.search.optimise.searcher import Searcher, Watch
from sarex.search.optimise.stint import Stint
from sarex.search.pattern.coordinated import ship_shape
from sarex.search.pattern.lay import lay, still_pattern
from sarex.search.pattern.ordered_shape import ordered_shape, told_stream
from sarex.search.separation import conflict
from sarex.search.timed_track import LaidPattern, PatternShape

ORDER_LIMIT: Final = Sentence("limit.order")


def ordered_outings(
    orders: Sequence[TaskOrder], searchers: Mapping[str, Searcher], cloud: MovingCloud
) -> dict[str, Outing]:
    """By the name of each unit that an order binds.

    searchers : of these units; a vessel that goes with an aircraft at the pace of that
    Raises PlanError that names the order, what it runs against and what would help.
    """
    desk = _Desk(searchers, cloud)
    for index, order in enumerate(orders):
        try:
            desk.carry_out(order, [later for later in orders[index + 1 :] if later.unit == order.unit])
        except PlanError as fault:
            raise PlanError(f"the {order.pattern} ordered of {order.unit!r} cannot be carried out: {fault}") from None
    return {name: Outing(searchers[name], (), tuple(done)) for name, done in desk.done.items()}


def check_apart(kept: Mapping[str, Outing]) -> None:
    """Raises PlanError where two tasks that stay as they are come too near to each other."""
    for (one, mine), (other, theirs) in itertools.combinations(kept.items(), 2):
        for claim, against in itertools.product(mine.claims, theirs.claims):
            if conflict(claim, against) > 0.0:
                raise PlanError(
                    f"the tasks of {one!r} and {other!r} come nearer than their separation of "
                    f"{format_length(max(claim.separation_m, against.separation_m), 2)} between "
                    f"{format_time(max(claim.start_s, against.start_s))} and "
                    f"{format_time(min(claim.end_s, against.end_s))}; order them apart, one after the other, or at "
                    "other heights"
                )


@dataclass(frozen=True)
class _Desk:
    """What is laid so far, and where each unit is after it."""

    searchers: Mapping[str, Searcher]
    cloud: MovingCloud
    places: dict[str, Place] = field(default_factory=dict)
    done: dict[str, list[Performed]] = field(default_factory=dict)

    def carry_out(self, order: TaskOrder, later: Sequence[TaskOrder]) -> None:
        """later : what the same unit is ordered to do after it"""
        shapes = self._shapes(order)
        # Both units of a pair begin at one moment, when the later of them can.
        ready_s = [self._ready_s(name, shape) for name, shape in shapes.items()]
        told = order.from_ if isinstance(order, BarrierOrder) else order.start
        start_s = max(ready_s) if told is None else told.timestamp()
        for (name, shape), could_s in zip(shapes.items(), ready_s, strict=True):
            if start_s < could_s - LATE_S_MAX:
                raise PlanError(self._late(name, could_s, start_s))
            laid = self._laid(order, name, shape, start_s)
            follows = later if name == order.unit else ()
            goes_home = not follows or follows[0].sortie > order.sortie
            self._keep(name, _Told(order, laid, goes_home), again=bool(follows) and goes_home)

    def _shapes(self, order: TaskOrder) -> dict[str, PatternShape]:
        searcher = self.searchers[order.unit]
        if order.sortie > searcher.unit.sorties:
            raise PlanError(
                f"it is in sortie {order.sortie}, but the units file lets the unit go out {searcher.unit.sorties} "
                f"times; set `sorties: {order.sortie}` there"
            )
        radius_m = searcher.rule.turn_radius_m(searcher.unit)
        watch = searcher.watch_at(searcher.unit.available.timestamp())
        shape = ordered_shape(
            order, searcher.room.plane, searcher.unit, width_m=watch.width_m if watch is not None else 0.0,
            stream=self._stream(order), radius_m=radius_m,
        )  # fmt: skip
        spaced = not (isinstance(order, BarrierOrder | TrackLineOrder) and shape.legs == 1) and shape.code != "VS"
        if spaced and shape.spacing_m < searcher.unit.spacing_m_min * (1.0 - 1e-9):
            raise PlanError(
                f"its spacing of {format_length(shape.spacing_m, 2)} is below the unit's minimum of "
                f"{format_length(searcher.unit.spacing_m_min, 2)}; widen it, or set `minimum_spacing` in the units file"
            )
        if not isinstance(order, CoordinatedOrder):
            return {order.unit: shape}
        return {order.unit: shape, order.with_: ship_shape(shape, radius_m=radius_m)}

    def _stream(self, order: TaskOrder) -> Point:
        """Of the datum in the time of a barrier [m/s]."""
        if not isinstance(order, BarrierOrder):
            return Point(0.0, 0.0)
        told = told_stream(order, self.cloud.plane)
        if told is not None:
            return told
        first_s, last_s = order.from_.timestamp(), order.until.timestamp()
        moved = self.cloud.drift_at(np.array([first_s, last_s]))
        return Point(*((moved[1] - moved[0]) / (last_s - first_s)).tolist())

    def _place(self, name: str) -> Place:
        return self.places.get(name, Place(None, self.searchers[name].unit.available.timestamp(), 1))

    def _ready_s(self, name: str, shape: PatternShape) -> float:
        """When the unit can begin: there, and seeing. Raises PlanError where it never can."""
        searcher, place = self.searchers[name], self._place(name)
        first = Point(*still_pattern(shape, searcher.rule.turn_radius_m(searcher.unit)).points[0].tolist())
        out_m = way_m(searcher, place, first)
        if math.isinf(out_m):
            raise PlanError(f"no way leads {name!r} to its start at {searcher.room.plane.position(first)}; move it")
        could_s = max(place.ready_s + searcher.way_s(out_m), searcher.cloud_start_s)
        watch = searcher.watch_at(could_s, ON_SCENE_S_MIN)
        if watch is None:
            raise PlanError(
                f"{name!r} can be there {_clock(could_s)}, but sees nothing from then until the drift ends; let it "
                "leave earlier, let the drift run longer, or send a unit that sees by night"
            )
        return max(could_s, watch.start_s)

    def _late(self, name: str, could_s: float, start_s: float) -> str:
        """Why an order begins too early."""
        searcher = self.searchers[name]
        dark = any(abs(watch.start_s - could_s) < LATE_S_MAX for watch in searcher.watches)
        why = "can be there and see" if dark else "can be there"
        return f"it begins {_clock(start_s)}, but {name!r} {why} only from {_clock(could_s)} on; let it begin then"

    def _laid(self, order: TaskOrder, name: str, shape: PatternShape, start_s: float) -> LaidPattern:
        searcher = self.searchers[name]
        room, laid = searcher.room, None
        if isinstance(order, BarrierOrder):
            stream = np.array(self._stream(order))
            laid = lay(
                shape, searcher.unit, start_s, searcher.rule,
                drift=lambda times: (times[:, np.newaxis] - start_s) * stream,
            )  # fmt: skip
        elif searcher.drift is not None if order.moving is None else order.moving:
            laid = lay(
                shape, searcher.unit, start_s, searcher.rule, drift=self.cloud.drift_at, drift_times=self.cloud.time_s
            )  # fmt: skip
        else:
            laid = lay(shape, searcher.unit, start_s, searcher.rule)
        met = room.first_blocked(laid.track.east, laid.track.north)
        if met is not None:
            raise PlanError(
                f"the legs of {name!r} meet {met.what} at {room.plane.position(met.at)}; move, turn or shorten it"
            )
        return laid

    def _keep(self, name: str, told: _Told, *, again: bool) -> None:
        searcher, place = self.searchers[name], self._place(name)
        one = _performed(searcher, place, told)
        self.done.setdefault(name, []).append(one)
        self.places[name] = place_after(searcher, place, one, again=again)


@dataclass(frozen=True)
class _Told:
    order: TaskOrder
    laid: LaidPattern
    goes_home: bool


def _performed(searcher: Searcher, place: Place, told: _Told) -> Performed:
    """With the time on scene that goes with the pattern. Raises PlanError where the unit has not so much."""
    unit, track, order = searcher.unit, told.laid.track, told.order
    start_s, end_s = float(track.time_s[0]), float(track.time_s[-1])
    first, last = (Point(float(track.east[at]), float(track.north[at])) for at in (0, -1))
    out_m = way_m(searcher, place, first)
    depart_s = start_s - searcher.way_s(out_m)
    # A barrier is held without a break; else the share of the time rule is for the legs.
    spent_s = start_s + (end_s - start_s) / searcher.rule.share
    leave_s = order.until.timestamp() if isinstance(order, BarrierOrder) else spent_s
    limit_s, limit = min(stay_limits(searcher, place, depart_s, start_s, last=last))
    if leave_s > limit_s + LATE_S_MAX:
        earlier = "" if limit in ("its endurance", "its time on scene") else "begin earlier, "
        raise PlanError(
            f"{unit.name!r} would be on scene from {_clock(start_s)} until {_clock(leave_s)} (time for turns and "
            f"sightings included), {format_duration(leave_s - limit_s)} longer than {limit} allows; make it smaller, "
            f"{earlier}or give the unit more time"
        )
    watch, notes = _watch(searcher, start_s, end_s)
    back_m = home_m(searcher, last) if told.goes_home and unit.return_to_base else None
    shape = told.laid.shape
    # It is never changed, so its stint only tells where it is.
    stint = Stint("ladder", shape.centre.east, shape.centre.north, shape.along_deg, shape.spacing_m, shape.legs)
    return Performed(
        stint, told.laid, watch, depart_s, start_s, leave_s, out_m, back_m,
        None if back_m is None else leave_s + searcher.way_s(back_m), place.sortie, ORDER_LIMIT, order=order,
        notes=(*notes, *_notes(unit.name, order)),
    )  # fmt: skip


def _watch(searcher: Searcher, start_s: float, end_s: float) -> tuple[Watch, tuple[Sentence, ...]]:
    """What the unit sees half way through, with what to say where that changes. Raises PlanError where it sees nothing
    in a part of the time."""
    seen_s = start_s
    for watch in searcher.watches:
        if watch.start_s <= seen_s + LATE_S_MAX:
            seen_s = max(seen_s, watch.end_s)
    if seen_s < end_s - LATE_S_MAX:
        raise PlanError(
            f"{searcher.unit.name!r} sees nothing from {_clock(seen_s)} on, but the search lasts until "
            f"{_clock(end_s)}; make it smaller, begin earlier, or send a unit that sees by night"
        )
    middle_s = (start_s + end_s) / 2.0
    watch = next(watch for watch in searcher.watches if watch.end_s >= middle_s)
    changes_s = next((one.end_s for one in searcher.watches if start_s < one.end_s < end_s - LATE_S_MAX), None)
    if changes_s is None:
        return watch, ()
    return watch, (Sentence("note.light_changes", time=_clock(changes_s)),)


def _notes(unit: str, order: TaskOrder) -> tuple[Sentence, ...]:
    if isinstance(order, CoordinatedOrder):
        if unit == order.unit:
            return (Sentence("note.passes_over", unit=order.with_),)
        return (Sentence("note.at_pace_of", unit=order.unit),)
    if isinstance(order, BarrierOrder):
        return (Sentence("note.barrier"),)
    return ()


def _clock(time_s: float) -> str:
    return format_time(60.0 * round(time_s / 60.0))


def bound_units(orders: Sequence[TaskOrder]) -> tuple[str, ...]:
    """Names of all units that orders bind, each once."""
    return tuple(dict.fromkeys(name for order in orders for name in units_of(order)))
