"""Departure from the forcing: how much of the probability left it, when and where first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sarex.drift.forcing_rule import WORDS, ForcingNeed, covered_periods, percent, too_much, uncovered_periods
from sarex.drift.particles import Particles
from sarex.drift.reach_box import DRIFT_SPEED_M_PER_S_MAX, METRES_PER_DEGREE_MIN, REACH_M_MIN
from sarex.model.coverage import Coverage
from sarex.model.errors import ForcingGapError
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.quantities import Position, format_time


@dataclass(frozen=True)
class Departure:
    """Who left the forcing by the end of the run, and the first to go: between which times, and where last seen."""

    share: float
    early_s: float
    late_s: float
    place: Position


def first_departure(cloud: ParticleCloud, particles: Particles, *, backward: bool) -> Departure | None:
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
    return Departure(float(cloud.weight[gone].sum()), early_s, late_s, Position(lon, lat))


def check_departure(first: Departure, need: ForcingNeed, coverages: Sequence[Coverage]) -> None:
    """At most 1 % of the weight may leave the forcing. Raises ForcingGapError."""
    if too_much(first.share):
        raise ForcingGapError(
            f"{percent(first.share)} of the probability left the forcing (1 % is allowed), the first "
            f"{departure_text(first, need, coverages)}; load a larger area or a longer forecast, change `until`, or "
            "run with --allow-gaps"
        )


def departure_text(first: Departure, need: ForcingNeed, coverages: Sequence[Coverage]) -> str:
    """When and where the first particle left, and what probably ends there."""
    when = f"between {format_time(first.early_s)} and {format_time(first.late_s)}"
    if first.early_s == first.late_s:
        when = f"at {format_time(first.late_s)}"
    return f"{when} near {first.place}, {_cause(first, need, coverages)}"


def _cause(first: Departure, need: ForcingNeed, coverages: Sequence[Coverage]) -> str:
    """A period that no source holds, else an edge within reach, else a place inside without data."""
    meanwhile = ForcingNeed(need.quantities, first.early_s, first.late_s, need.box)
    edges = []
    for quantity in need.quantities:
        held = [coverage for coverage in coverages if coverage.quantity == quantity]
        if uncovered_periods([period for one in held for period in covered_periods(one)], meanwhile):
            return f"when no source holds {WORDS[quantity]}"
        margin_m, side, name = max(_nearest_edge(first.place, one) for one in held)
        edges.append((margin_m, f"at the {side} edge of {WORDS[quantity]} in {name}"))
    margin_m, edge = min(edges)
    reach_m = DRIFT_SPEED_M_PER_S_MAX * (first.late_s - first.early_s) + REACH_M_MIN
    if margin_m <= reach_m:
        return edge
    return f"where {' or '.join(WORDS[quantity] for quantity in need.quantities)} has no data"


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
