"""A datum marker buoy tells how the water really moved; particles whose own error of the current agrees gain weight."""

from __future__ import annotations

import json
import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.errors import ResultsError
from sarex.model.incident import Incident
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.quantities import format_duration, format_length, format_speed
from sarex.model.redrift import Redrift
from sarex.model.search_result import MarkerBuoy
from sarex.search.update.flown_track import FlownTrack, flown_track, within_period
from sarex.search.update.sighting import placed_at
from sarex.search.update.told import Told

Floats = NDArray[np.float64]

PERIOD_S_MIN: Final = 1800.0
SPEED_M_PER_S_MAX: Final = 5.0
"""Of anything that drifts."""
_LN_2: Final = math.log(2.0)


def marker_buoy_told(buoy: MarkerBuoy, cloud: ParticleCloud, redrift: Redrift | None) -> Told:
    """How likely the buoy's drift is, given how each particle's own water moved over the same time.

    Over the period of its track the buoy differs from the forcing by a mean velocity r. A particle differs from the
    others of its scenario and class by e: its own error of the current, of variance s2 as the noise law says, and its
    leeway's deviation; S2 is the variance of e among them, measured on the cloud. Errors of the current at the buoy
    and at the particle, d apart, are taken as normal with correlation c = exp(-d2 / 2 L2). Then
        r ~ normal(c s2 / S2 e, s2 - c2 s4 / S2 + slip2)   in east and north each.
    A particle that is not afloat throughout is told nothing. One mean velocity for the whole track: the errors of
    neighbouring hours are alike, and to count each would count one thing many times.
    Raises ResultsError, and what the drift raises.
    """
    what = f"result {buoy.name!r}"
    if redrift is None:
        raise ResultsError(
            f"{what}: what a marker buoy tells is how it differed from the forcing; give the forcing of the case with "
            "--forcing"
        )
    track = flown_track(buoy.track, what, speed_max=SPEED_M_PER_S_MAX)
    track = within_period(track, float(cloud.time_s[0]), float(cloud.time_s[-1]), what)
    start_s, end_s = float(track.time_s[0]), float(track.time_s[-1])
    if end_s - start_s < PERIOD_S_MIN:
        raise ResultsError(
            f"{what}: its track of {format_duration(end_s - start_s)} is too short to tell drift from the errors of "
            f"fixes; give {format_duration(PERIOD_S_MIN)} or more"
        )
    water = current_error_m_per_s(cloud, end_s - start_s, what)
    residual = _residual(track, cloud, redrift)
    east, north, middle_m = _velocities(track, cloud)
    alike = np.exp(-0.5 * (middle_m / buoy.correlation_length) ** 2)
    row = np.zeros(cloud.particles)
    kind = cloud.scenario.astype(np.int64) * len(cloud.object_keys) + cloud.object_class
    for velocity, found in ((east, residual[0]), (north, residual[1])):
        row += _log_density(found, velocity, kind, alike=alike, water=water, slip=buoy.slip)
    law = (
        f"buoy differed from the forcing by {format_speed(math.hypot(*residual))}; error of the current "
        f"{water:.2f} m/s over its track, alike within {format_length(buoy.correlation_length)}"
    )
    return Told(row, law, track.notes)


def current_error_m_per_s(cloud: ParticleCloud, duration_s: float, what: str) -> float:
    """Standard deviation of the mean of the current's correlated error over this time, a component. [Gillespie1996]
    Raises ResultsError where the drift knew no such error."""
    noise = Incident.model_validate(json.loads(cloud.provenance.incident)).drift.noise
    memory_s = max(noise.current_half_life, 1.0) / _LN_2
    h = duration_s / memory_s
    variance = noise.current_sd**2 * 2.0 * (h + math.expm1(-h)) / h**2
    if variance <= 0.0:
        raise ResultsError(
            f"{what}: the cloud was drifted without an error of the current ({cloud.provenance.noise}), so no "
            "particle can agree better than another; drift with a noise law such as `drifters-2020`"
        )
    return math.sqrt(variance)


def _residual(track: FlownTrack, cloud: ParticleCloud, redrift: Redrift) -> tuple[float, float]:
    """By how much the buoy's mean velocity differed from the forcing's, east and north [m/s]."""
    start_s, end_s = float(track.time_s[0]), float(track.time_s[-1])
    expected = track.plane.point(redrift.water(cloud, track.position(0), start_s, end_s))
    return (
        (float(track.east[-1]) - expected.east) / (end_s - start_s),
        (float(track.north[-1]) - expected.north) / (end_s - start_s),
    )


def _velocities(track: FlownTrack, cloud: ParticleCloud) -> tuple[Floats, Floats, Floats]:
    """Mean velocity of each particle over the track's period, and its distance from the buoy half-way; float64
    (particle,) each [m/s, m], NaN for those that are not afloat throughout."""
    start_s, end_s = float(track.time_s[0]), float(track.time_s[-1])
    ends = []
    for time_s in (start_s, end_s):
        ends.append(np.stack(track.plane.flat(*placed_at(cloud, time_s)), axis=-1))
    first = int(np.searchsorted(cloud.time_s, start_s, side="right")) - 1
    last = int(np.searchsorted(cloud.time_s, end_s, side="left"))
    adrift = (cloud.status[:, first : last + 1] == Status.AFLOAT).all(axis=1)
    moved = np.where(adrift[:, np.newaxis], ends[1] - ends[0], np.nan)
    middle_s = (start_s + end_s) / 2.0
    here = [float(np.interp(middle_s, track.time_s, values)) for values in (track.east, track.north)]
    middle = np.stack(track.plane.flat(*placed_at(cloud, middle_s)), axis=-1) - here
    return moved[:, 0] / (end_s - start_s), moved[:, 1] / (end_s - start_s), np.hypot(middle[:, 0], middle[:, 1])


def _log_density(
    found: float, velocity: Floats, kind: NDArray[np.int64], *, alike: Floats, water: float, slip: float
) -> Floats:
    """Logarithm of the density of the buoy's error in one component, given each particle's. NaN where there is none.

    kind : int64 (particle,), those of one scenario and class are compared with each other
    """
    row = np.full(velocity.shape, np.nan)
    for number in np.unique(kind):
        mine = np.flatnonzero((kind == number) & np.isfinite(velocity))
        if mine.size < 2:
            continue
        own = velocity[mine] - velocity[mine].mean()
        spread2 = max(float(own.var()), water**2)
        shared = alike[mine] * water**2 / spread2
        variance = water**2 - shared**2 * spread2 + slip**2
        row[mine] = -0.5 * (found - shared * own) ** 2 / variance - 0.5 * np.log(2.0 * math.pi * variance)
    return row
