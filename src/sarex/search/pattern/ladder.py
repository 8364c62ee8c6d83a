"""The ladder: parallel legs one spacing apart. PS, CS, CSC and B are ladders, told apart by what lies across."""

from __future__ import annotations

import math

import numpy as np

from sarex.model.errors import PlanError
from sarex.model.search_pattern import PatternCode
from sarex.search.local_plane import Point
from sarex.search.pattern.still_pattern import StillArea, StillPattern, box, placed
from sarex.search.pattern.time_rule import TimeRule
from sarex.search.pattern.turn import leg_change
from sarex.search.timed_track import PatternShape, Piece


def ladder(shape: PatternShape, radius_m: float) -> StillPattern:
    """The legs with the ways between them. They end half a spacing inside the area. [Kratzke2010]"""
    change = leg_change(shape.spacing_m, radius_m)
    legs, half_m, between = shape.legs, shape.leg_m / 2.0, len(change.ahead)
    side = 1.0 if shape.begins_left else -1.0
    onward = np.where(np.arange(legs) % 2 == 0, -1.0, 1.0) * (1.0 if shape.begins_ahead else -1.0)
    lane = side * shape.spacing_m * ((legs - 1) / 2.0 - np.arange(legs))
    ahead = onward[:, np.newaxis] * np.concatenate([[-half_m, half_m], half_m + change.ahead])
    left = lane[:, np.newaxis] - side * np.concatenate([[0.0, 0.0], change.aside])
    vertices = legs * (between + 2) - between
    width_m, length_m = legs * shape.spacing_m, shape.leg_m + shape.spacing_m
    corners = _rectangle(shape, length_m, width_m)
    beyond_m, aside_m = (
        max(2.0 * way_m - shape.spacing_m, 0.0) if legs > 1 else 0.0 for way_m in (change.reach_m, change.swing_m)
    )
    return StillPattern(
        points=placed(shape.centre, shape.along_deg, ahead.ravel()[:vertices], left.ravel()[:vertices]),
        piece=np.tile(np.concatenate([[np.int8(Piece.SEARCH)], change.piece]), legs)[: vertices - 1],
        length_m=np.tile(np.concatenate([[shape.leg_m], change.length_m]), legs)[: vertices - 1],
        areas=(StillArea(corners, 0, vertices - 1, legs * length_m - shape.spacing_m, length_m * width_m),),
        outline=_rectangle(shape, length_m + beyond_m, width_m + aside_m) if beyond_m > 0.0 else corners,
    )


def _rectangle(shape: PatternShape, length_m: float, width_m: float) -> np.ndarray:
    return box(shape.centre, shape.along_deg, (-length_m / 2.0, length_m / 2.0), (-width_m / 2.0, width_m / 2.0))


def ladder_shape(
    centre: Point,
    along_deg: float,
    length_m: float,
    width_m: float,
    *,
    spacing_m: float,
    begins_ahead: bool = False,
    begins_left: bool = True,
    code: PatternCode | None = None,
) -> PatternShape:
    """The ladder that fills a rectangle, `length_m` along its legs; the width is rounded to whole legs.

    code : the default is PS where the legs follow the long side, else CS
    """
    legs = max(round(width_m / spacing_m), 1) if spacing_m > 0.0 else 0
    if not length_m > spacing_m > 0.0:
        raise PlanError(
            f"a ladder needs an area longer than one spacing, but {length_m:.0f} m is not above {spacing_m:.0f} m; lay "
            "the legs along the long side or choose a smaller spacing"
        )
    return PatternShape(
        code or ("PS" if length_m >= legs * spacing_m else "CS"), centre, along_deg, length_m - spacing_m, spacing_m,
        legs, begins_ahead, begins_left,
    )  # fmt: skip


def legs_that_fit(leg_m: float, spacing_m: float, budget_m: float, rule: TimeRule, *, radius_m: float = 0.0) -> int:
    """How many whole legs the track budget allows, 0 where not one.

    By the worksheet's rule the budget is area / spacing, one spacing more than the path. [Kratzke2010]
    """
    if not rule.turns_timed:
        return math.floor(budget_m / (leg_m + spacing_m) * (1.0 + 1e-12))
    change_m = float(leg_change(spacing_m, radius_m).length_m.sum())
    return max(math.floor((budget_m + change_m) / (leg_m + change_m) * (1.0 + 1e-12)), 0)


def leg_that_fills(legs: int, spacing_m: float, budget_m: float, rule: TimeRule, *, radius_m: float = 0.0) -> float:
    """Length of a leg with which this many use the whole budget [m]; not above 0 where they cannot."""
    if not rule.turns_timed:
        return budget_m / legs - spacing_m
    return (budget_m - (legs - 1) * float(leg_change(spacing_m, radius_m).length_m.sum())) / legs
