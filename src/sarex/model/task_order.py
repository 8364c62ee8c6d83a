"""Ordered tasks: what a coordinator wants a unit to do, laid as told instead of sought."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from sarex.model.errors import TasksError
from sarex.model.incident import Noun
from sarex.model.quantities import Bearing, Instant, Length, PositionText, Speed, format_length, format_time

SORTIES_MAX: Final = 4
TASKS_MAX: Final = 100
"""Of all units of a file, and so of one unit."""
Extent = Annotated[Length, Field(gt=0.0)]


class _Order(Noun):
    unit: str = Field(min_length=1, max_length=80)
    """Name in the units file."""
    why: str = Field(default="", max_length=200)
    """Printed with the task."""
    sortie: int = Field(default=1, ge=1, le=SORTIES_MAX)
    """In which of its sorties; tasks of one sortie follow each other without a way home between."""


class _StartedOrder(_Order):
    start: Instant | None = None
    """At the commence search point; left out: as soon as the unit can be there and see."""
    moving: bool | None = None
    """Legs relative to the drifting datum; left out: as the plan does."""


class _AreaOrder(_StartedOrder):
    centre: PositionText
    bearing: Bearing
    """Of the long side."""
    length: Extent
    width: Extent
    csp: PositionText | None = None
    """The search begins at the corner nearest to it; left out: nearest to the base."""

    @model_validator(mode="after")
    def _long_side(self) -> Self:
        if self.length < self.width:
            raise TasksError(
                f"`length` {format_length(self.length)} is less than `width` {format_length(self.width)}, but it is "
                "the long side; swap them and turn `bearing` by 90 degrees"
            )
        return self


class LadderOrder(_AreaOrder):
    """Legs along the long side (PS), or across it (CS). Whole legs: the side across them is rounded to spacings."""

    pattern: Literal["PS", "CS"]
    spacing: Extent


class CoordinatedOrder(_AreaOrder):
    """An aircraft with legs across the long side, along which a vessel goes under it at its pace."""

    pattern: Literal["CSC"]
    with_: str = Field(alias="with", min_length=1, max_length=80)
    """Name of the vessel."""
    spacing: Extent | None = None
    """Left out: what goes with the vessel's search speed."""


class SquareOrder(_StartedOrder):
    """An expanding square about the datum; `bearing` is that of its first leg, `length` its side in the end."""

    pattern: Literal["SS"]
    centre: PositionText
    bearing: Bearing
    length: Extent
    spacing: Extent
    turn: Literal["right", "left"] = "right"


class SectorOrder(_StartedOrder):
    """A sector search about the datum; `bearing` is that of its first leg."""

    pattern: Literal["VS"]
    centre: PositionText
    bearing: Bearing
    radius: Extent
    rounds: Literal[1, 2] = 1
    turn: Literal["right", "left"] = "right"


class TrackLineOrder(_StartedOrder):
    """Lines beside a route; TSR ends where it began and has an even number of them, TSN an odd number."""

    pattern: Literal["TSR", "TSN"]
    route: list[PositionText] = Field(min_length=2, max_length=200)
    lines: int | None = Field(default=None, ge=1, le=20)
    """Left out: 2 for TSR, 1 for TSN."""
    spacing: Extent | None = None
    """Left out: the sweep width, so that coverage is 1, but no less than the unit's minimum."""
    begin: Literal["start", "end"] = "start"
    """Of the route."""


class Stream(Noun):
    """Of the water, over the ground."""

    toward: Bearing
    speed: Speed


class BarrierOrder(_Order):
    """A line kept in a stream for a time, legs square to the stream."""

    pattern: Literal["B"]
    line: tuple[PositionText, PositionText]
    from_: Instant = Field(alias="from")
    until: Instant
    stream: Stream | None = None
    """Left out: how the datum drifts in that time."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until <= self.from_:
            raise TasksError(f"`until` {format_time(self.until)} is not after `from`; set it later")
        return self


TaskOrder = Annotated[
    LadderOrder | CoordinatedOrder | SquareOrder | SectorOrder | TrackLineOrder | BarrierOrder,
    Field(discriminator="pattern"),
]


class TaskOrders(Noun):
    """The shape of the tasks file."""

    format: Literal["sarex-tasks/1"]
    tasks: list[TaskOrder] = Field(min_length=1, max_length=TASKS_MAX)

    @model_validator(mode="after")
    def _sorties(self) -> Self:
        last: dict[str, int] = {}
        for order in self.tasks:
            before = last.get(order.unit, 0)
            if order.sortie not in (before, before + 1):
                raise TasksError(
                    f"sortie {order.sortie} of {order.unit!r} follows sortie {before or 'none'}; list its tasks in "
                    "order, from sortie 1 on without a gap"
                )
            last[order.unit] = order.sortie
        return self

    @model_validator(mode="after")
    def _escorts(self) -> Self:
        names = [name for order in self.tasks for name in units_of(order)]
        for order in self.tasks:
            if isinstance(order, CoordinatedOrder) and names.count(order.with_) > 1:
                raise TasksError(
                    f"{order.with_!r} goes with {order.unit!r} at its pace, so it can have no other task here; take "
                    "another unit"
                )
        return self


def units_of(order: TaskOrder) -> tuple[str, ...]:
    """Names of the units that an order binds."""
    return (order.unit, order.with_) if isinstance(order, CoordinatedOrder) else (order.unit,)
