"""Start on a voyage: a craft overdue somewhere on its route."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.drift.births import Births
from sarex.drift.cut_normal import CUT_SD, cut_normal
from sarex.drift.displacement import displaced
from sarex.model.errors import IncidentError
from sarex.model.geodesy import bearing_deg, distance_m
from sarex.model.incident import VoyageScenario, distress_period
from sarex.model.quantities import Position, format_time

SLOWEST_SHARE: Final = 0.01
"""No particle makes less way than this share of its planned speed, so that every leg ends."""


@dataclass(frozen=True)
class Leg:
    """From one route point to the next along the geodesic; no length and some duration is a stop."""

    start: Position
    azimuth_deg: float
    length_m: float
    duration_s: float


def voyage_start(voyage: VoyageScenario, uniform: NDArray[np.float64]) -> Births:
    """Distress uniform in time; until then each particle follows the route at its own speed, beside its own track.

    Speed and distance off the track are drawn once a particle and kept for the whole voyage: errors drawn leg by leg
    would pinch the cloud between the route points. The distance off, positive to starboard, is square to each leg. The
    speed is as far off on each leg; its error is cut at 3 standard deviations, or earlier on both sides where the craft
    would otherwise not make way, so that the mean remains the planned speed. Who arrives before the distress stays at
    the end of the track. uniform : float64 (particle, 4) in (0, 1). Raises IncidentError.
    """
    first, last = (instant.timestamp() for instant in distress_period(voyage))
    departure = voyage.route[0].time
    assert departure is not None
    if first < departure.timestamp():
        raise IncidentError(
            f"voyage {voyage.name!r}: distress from {format_time(first)} is before the departure "
            f"{format_time(departure)}; a craft in port does not drift: begin `distress` at the departure or later"
        )
    birth_s = first + (last - first) * uniform[:, 0]
    legs = planned_legs(voyage)
    leg_index, along_m = _progress(legs, birth_s - departure.timestamp(), uniform[:, 1], voyage.speed_error)
    lon0, lat0 = np.array([leg.start for leg in legs])[leg_index].T
    azimuth_deg = np.array([leg.azimuth_deg for leg in legs])[leg_index]
    lon, lat, course_deg = displaced(lon0, lat0, azimuth_deg, along_m)
    lon, lat, _ = displaced(lon, lat, course_deg + 90.0, voyage.track_error * cut_normal(uniform[:, 2]))
    return Births(lon, lat, birth_s)


def planned_legs(voyage: VoyageScenario) -> list[Leg]:
    """The legs with their planned durations: given times fix the speed between them, `speed` serves beyond the last."""
    points = voyage.route
    lengths_m = [distance_m(start.at, end.at) for start, end in itertools.pairwise(points)]
    timed = [index for index, point in enumerate(points) if point.time is not None]
    durations_s = [length / voyage.speed if voyage.speed else 0.0 for length in lengths_m]
    for first, last in itertools.pairwise(timed):
        first_time, last_time = points[first].time, points[last].time
        assert first_time is not None
        assert last_time is not None
        period_s, stretch_m = (last_time - first_time).total_seconds(), sum(lengths_m[first:last])
        for index in range(first, last):
            share = lengths_m[index] / stretch_m if stretch_m > 0 else 1.0 / (last - first)
            durations_s[index] = period_s * share
    legs: list[Leg] = []
    for index, (start, end) in enumerate(itertools.pairwise(points)):
        # A stop keeps the heading on which the craft came in, so that no particle changes sides while it waits.
        stopped = lengths_m[index] == 0.0 and legs
        azimuth_deg = legs[-1].azimuth_deg if stopped else bearing_deg(start.at, end.at)
        legs.append(Leg(start.at, azimuth_deg, lengths_m[index], durations_s[index]))
    return legs


def _progress(
    legs: list[Leg], elapsed_s: NDArray[np.float64], percentile: NDArray[np.float64], speed_sd: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The leg on which each particle is after `elapsed_s`, and how far along it [m]."""
    leg_index = np.full(len(elapsed_s), len(legs) - 1)
    along_m = np.full(len(elapsed_s), legs[-1].length_m)
    on_the_way = np.ones(len(elapsed_s), dtype=np.bool_)
    reached_s = np.zeros(len(elapsed_s))
    deviates: dict[float, NDArray[np.float64]] = {}
    for index, leg in enumerate(legs):
        speed = np.full(len(elapsed_s), leg.length_m / leg.duration_s if leg.duration_s > 0 else 0.0)
        leg_s = np.full(len(elapsed_s), leg.duration_s)
        if speed_sd > 0 and leg.length_m > 0:
            cut = min(CUT_SD, (1.0 - SLOWEST_SHARE) * speed[0] / speed_sd)
            if cut not in deviates:
                deviates[cut] = cut_normal(percentile, -cut, cut)
            speed = speed + speed_sd * deviates[cut]
            leg_s = leg.length_m / speed
        here = on_the_way & (elapsed_s < reached_s + leg_s)
        leg_index[here] = index
        along_m[here] = ((elapsed_s - reached_s) * speed)[here]
        on_the_way &= ~here
        reached_s += leg_s
    return leg_index, along_m
