"""A searcher: one unit with all that does not change while a plan is sought."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sarex.model.detection_curve import UnitSensing
from sarex.model.search_unit import SearchUnit
from sarex.search.local_plane import Point
from sarex.search.optimise.datum_route import DatumRoute
from sarex.search.pattern.time_rule import TimeRule
from sarex.search.route import TransitField
from sarex.search.sea_room import SeaRoom
from sarex.search.sensing_table import SensingTable


@dataclass(frozen=True)
class Watch:
    """A period in which the unit can see something, and what.

    width_m : its sweep width averaged over the objects that are afloat, by their probability [m]
    """

    start_s: float
    end_s: float
    sensing: UnitSensing
    table: SensingTable
    width_m: float


@dataclass(frozen=True)
class Drift:
    """The way of the mean particle, for patterns that move with it.

    at      : displacement [m] at times, float64 (..., 2)
    times_s : where it bends
    """

    at: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    times_s: NDArray[np.float64]


@dataclass(frozen=True)
class Searcher:
    """What is fixed for one unit.

    watches : in order of time; a stint lies within one of them
    routes  : that the object may have followed, for track lines
    """

    unit: SearchUnit
    base: Point
    watches: tuple[Watch, ...]
    room: SeaRoom
    field: TransitField
    rule: TimeRule
    cloud_start_s: float
    cloud_end_s: float
    drift: Drift | None = None
    routes: tuple[DatumRoute, ...] = ()

    def way_s(self, distance_m: float) -> float:
        return distance_m / self.unit.transit_speed

    def watch_at(self, time_s: float, stay_s: float = 60.0) -> Watch | None:
        """The first period that ends later than `stay_s` after this time."""
        return next((watch for watch in self.watches if watch.end_s > time_s + stay_s), None)
