"""Departure from the forcing: how much of the probability left it, when and where first."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.drift.displacement import displaced
from sarex.drift.forcing_rule import percent, too_much, uncovered_periods
from sarex.drift.particles import Particles
from sarex.drift.reach_box import DRIFT_SPEED_M_PER_S_MAX, METRES_PER_DEGREE_MIN, REACH_M_MIN
from sarex.model.coverage import Coverage
from sarex.model.errors import ForcingGapError
from sarex.model.forcing_window import Quantity
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.quantities import Position, format_time
from sarex.model.sentence import Sentence

PROBES: Final = 25
"""Distances at which it is asked what is missing around a place."""
ServedBy = Callable[[Quantity, NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]], NDArray[np.int64]]
"""Which source serves a quantity at points and times, -1 for none."""


@dataclass(frozen=True)
class Departure:
    """Who left the forcing by the end of the run, and the first to go: between which times, and where last seen.

    quantities : what may have been missing there
    """

    share: float
    early_s: float
    late_s: float
    place: Position
    quantities: tuple[Quantity, ...]

    @property
    def times_s(self) -> tuple[float, ...]:
        return tuple(sorted({self.early_s, self.late_s}))

    @property
    def reach_m(self) -> float:
        """How far the particle may have come since it was last seen."""
        return DRIFT_SPEED_M_PER_S_MAX * (self.late_s - self.early_s) + REACH_M_MIN


def first_departure(
    cloud: ParticleCloud, particles: Particles, quantities: tuple[Quantity, ...], *, backward: bool
) -> Departure | None:
    """None where nobody left."""
    order = np.arange(len(cloud.time_s))[:: -1 if backward else 1]
    gone = cloud.status[:, order[-1]] == Status.LEFT_FORCING
    if not gone.any():
        return None
    left = cloud.status[:, order] == Status.LEFT_FORCING
    turn = int(np.argmax(left.any(axis=0)))
    one = int(np.flatnonzero(left[:, turn])[0])
    seen = order[max(turn - 1, 0)]
    lon, lat = float(cloud.lon[one, seen]), float(cloud.lat[one, seen])
    if not math.isfinite(lon):
        lon, lat = float(particles.lon[one]), float(particles.lat[one])
    early_s, late_s = sorted((float(cloud.time_s[seen]), float(cloud.time_s[order[turn]])))
    return Departure(float(cloud.weight[gone].sum()), early_s, late_s, Position(lon, lat), quantities)


def narrowed(first: Departure, served_by: ServedBy) -> Departure:
    """The departure with the one quantity that is missing nearest to where the particle was last seen; as it was where
    none is missing within reach."""
    azimuth_deg, share = np.meshgrid(np.arange(0.0, 360.0, 22.5), np.linspace(0.0, 1.0, PROBES))
    distance_m = first.reach_m * share.ravel() ** 2
    lon, lat, _ = displaced(*first.place, azimuth_deg.ravel(), distance_m)
    nearest_m = {}
    for quantity in first.quantities:
        missing = [served_by(quantity, lon, lat, np.full(lon.size, time_s)) < 0 for time_s in first.times_s]
        nearest_m[quantity] = float(distance_m[np.logical_or.reduce(missing)].min(initial=math.inf))
    least = min(nearest_m, key=lambda quantity: nearest_m[quantity])
    return first if math.isinf(nearest_m[least]) else replace(first, quantities=(least,))


def check_departure(first: Departure, coverages: Sequence[Coverage]) -> None:
    """At most 1 % of the weight may leave the forcing. Raises ForcingGapError."""
    if too_much(first.share):
        raise ForcingGapError(
            f"{percent(first.share)} of the probability left the forcing (1 % is allowed), the first "
            f"{departure_text(first, coverages)}; load a larger area or a longer forecast, change `until`, or "
            "run with --allow-gaps"
        )


def departure_text(first: Departure, coverages: Sequence[Coverage]) -> Sentence:
    """When and where the first particle left, and what probably ends there."""
    late, cause = format_time(first.late_s), _cause(first, coverages)
    if first.early_s == first.late_s:
        return Sentence("departure.at", late=late, place=first.place, cause=cause)
    early = format_time(first.early_s)
    return Sentence("departure.between", early=early, late=late, place=first.place, cause=cause)


def _cause(first: Departure, coverages: Sequence[Coverage]) -> Sentence:
    """A period that no source holds, else an edge within reach, else a place inside without data."""
    edges = []
    for quantity in first.quantities:
        held = [coverage for coverage in coverages if coverage.quantity == quantity]
        periods = [period for one in held for period in one.periods]
        if uncovered_periods(periods, first.early_s, first.late_s):
            return Sentence("departure.no_source", quantity=_named(quantity))
        margin_m, side, name = max(_nearest_edge(first.place, one) for one in held)
        told = {"quantity": _named(quantity), "source": name}
        edges.append((margin_m, Sentence("departure.edge", side=Sentence(f"side.{side}") if side else "", **told)))
    margin_m, edge = min(edges)
    if margin_m <= first.reach_m:
        return edge
    names = functools.reduce(
        lambda one, other: Sentence("departure.or", one=one, other=other), map(_named, first.quantities)
    )
    return Sentence("departure.no_data", quantity=names)


def _named(quantity: Quantity) -> Sentence:
    return Sentence("quantity.stokes_drift" if quantity == "stokes" else f"quantity.{quantity}")


def _nearest_edge(place: Position, coverage: Coverage) -> tuple[float, str, str]:
    """How far inside the source's box the place lies [m], negative outside; the nearest side; the source's name."""
    if coverage.everywhere:
        return math.inf, "", coverage.source_name
    box = coverage.box
    lon = place.lon + 360.0 * round((0.5 * (box.west + box.east) - place.lon) / 360.0)
    aside_m = METRES_PER_DEGREE_MIN * math.cos(math.radians(place.lat))
    round_the_globe = box.east - box.west > 359.0
    margins = [
        (METRES_PER_DEGREE_MIN * (place.lat - box.south), "south"),
        (METRES_PER_DEGREE_MIN * (box.north - place.lat), "north"),
        (math.inf if round_the_globe else aside_m * (lon - box.west), "west"),
        (math.inf if round_the_globe else aside_m * (box.east - lon), "east"),
    ]
    return (*min(margins), coverage.source_name)
