"""A stint: one pattern of one unit, by the choices that are free. How long its legs are follows from the time left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from sarex.model.search_pattern import PatternCode
from sarex.model.search_unit import SearchUnit
from sarex.search.local_plane import Point, direction
from sarex.search.pattern.expanding_square import square_legs_that_fit
from sarex.search.pattern.ladder import leg_that_fills
from sarex.search.pattern.still_pattern import placed
from sarex.search.pattern.time_rule import TimeRule
from sarex.search.pattern.track_line import along_route_m, part_of_route
from sarex.search.pattern.turn import leg_change
from sarex.search.timed_track import PatternShape

Family = Literal["ladder", "square", "sector", "track"]
LEGS_MAX: Final = 400
LEG_M_MIN: Final = 1.0
SECTOR_LEGS: Final = 9


@dataclass(frozen=True)
class Stint:
    """What an optimiser may change.

    family    : ladder (PS or CS, whichever its legs make it), expanding square, sector search, or track line (TSR or
                TSN, by the number of its lines)
    east, north : centre in the plane [m]
    along_deg : direction of the search legs, or of the first one, or from end to end of a route
    spacing_m, legs : of a ladder; a square has only the spacing, a sector search neither; lines of a track line
    use       : share of the time on scene that it may take
    begins_ahead, begins_left : corner where a ladder begins; a square or sector turns right where `begins_left`
    delay_s   : how long the unit waits before it leaves
    again     : it begins a new sortie, from the base
    route     : of a track line, (ahead, left) of its corners seen from the centre, which lies on it, along `along_deg`
                [m]. It is searched as far as the time allows, evenly to both sides of the centre
    alone_m   : width of the strip that one line alone sweeps
    """

    family: Family
    east: float
    north: float
    along_deg: float
    spacing_m: float
    legs: int
    use: float = 1.0
    begins_ahead: bool = False
    begins_left: bool = True
    delay_s: float = 0.0
    again: bool = False
    route: tuple[tuple[float, float], ...] = ()
    alone_m: float = 0.0

    @property
    def centre(self) -> Point:
        return Point(self.east, self.north)

    def moved(self, east_m: float, north_m: float) -> Stint:
        return replace(self, east=self.east + east_m, north=self.north + north_m)

    def shape(self, budget_m: float, unit: SearchUnit, rule: TimeRule) -> PatternShape | None:
        """The pattern that this track budget makes; None where it is too short for one.

        budget_m : as track_budget_m gives it
        """
        radius_m = rule.turn_radius_m(unit)
        if self.family == "ladder":
            leg_m = leg_that_fills(self.legs, self.spacing_m, budget_m, rule, radius_m=radius_m)
            along_long_side = leg_m + self.spacing_m >= self.legs * self.spacing_m
            return self._shape("PS" if along_long_side else "CS", unit, leg_m, self.legs)
        if self.family == "square":
            legs = square_legs_that_fit(self.spacing_m, budget_m, rule, radius_m=radius_m)
            return self._shape("SS", unit, self.spacing_m, legs)
        if self.family == "track":
            return self._track_line(budget_m, unit, radius_m)
        return self._shape("VS", unit, budget_m / SECTOR_LEGS, SECTOR_LEGS)

    def _track_line(self, budget_m: float, unit: SearchUnit, radius_m: float) -> PatternShape | None:
        change_m = float(leg_change(self.spacing_m, radius_m).length_m.sum())
        line_m = (budget_m - (self.legs - 1) * change_m) / self.legs
        ahead, left = np.array(self.route).T
        whole = placed(self.centre, self.along_deg, ahead, left)
        whole_m = float(np.hypot(*np.diff(whole, axis=0).T).sum())
        if line_m < min(self.spacing_m, whole_m):
            return None
        start_m = float(along_route_m(whole, np.array([self.centre]))[0][0]) - line_m / 2.0
        start_m = max(min(start_m, whole_m - line_m), 0.0)
        corners = part_of_route(whole, start_m, min(start_m + line_m, whole_m))
        route = tuple(Point(*corner) for corner in corners.tolist())
        shape = self._shape("TSR" if self.legs % 2 == 0 else "TSN", unit, line_m, self.legs)
        if shape is None:
            return None
        spacing_m = self.alone_m if self.legs == 1 else self.spacing_m
        return replace(shape, centre=route[0], along_deg=0.0, leg_m=0.0, spacing_m=spacing_m, route=route)

    def _shape(self, code: PatternCode, unit: SearchUnit, leg_m: float, legs: int) -> PatternShape | None:
        too_short = leg_m < max(unit.minimum_leg, LEG_M_MIN) and code != "SS"
        if too_short or legs < 1 or code not in unit.patterns:
            return None
        spacing_m = leg_m if code == "VS" else self.spacing_m
        return PatternShape(
            code, self.centre, self.along_deg % 360.0, leg_m, spacing_m, legs,
            begins_ahead=self.begins_ahead, begins_left=self.begins_left, turns_right=self.begins_left,
        )  # fmt: skip


def shape_ends(shape: PatternShape) -> tuple[Point, Point]:
    """Where a pattern that lies still begins and ends, without laying it: exact for a ladder, within its width for a
    track line, the datum for others, which end not far from it."""
    if shape.route:
        there, back = (shape.route[0], shape.route[-1])[:: -1 if shape.begins_ahead else 1]
        return there, there if shape.code == "TSR" else back
    if shape.code not in ("PS", "CS"):
        return shape.centre, shape.centre
    along = direction(shape.along_deg)
    reach_m = (1.0 if shape.begins_ahead else -1.0) * shape.leg_m / 2.0
    side_m = (1.0 if shape.begins_left else -1.0) * (shape.legs - 1) * shape.spacing_m / 2.0
    begin = shape.centre.moved(along, reach_m).moved(along.left, side_m)
    end = shape.centre.moved(along, reach_m if shape.legs % 2 == 0 else -reach_m).moved(along.left, -side_m)
    return begin, end


Programme = tuple[Stint, ...]
"""What one unit does, in order; empty where it is not used."""
