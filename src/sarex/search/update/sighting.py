"""A sighting: how well each particle agrees with it."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.errors import ResultsError
from sarex.model.geodesy import wgs84
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.quantities import Position, format_length, format_time
from sarex.model.search_result import Sighting
from sarex.search.cloud_moment import CloudPath
from sarex.search.update.told import Told

FIFTY_PERCENT: Final = math.sqrt(2.0 * math.log(2.0))
"""The 50 % radius of a circular normal in standard deviations: 1.17741."""
DEVIATIONS_MAX: Final = 6.0
"""A nearest particle further away than this contradicts the sighting: 1.5e-8 of a normal error lies there."""


def placed_at(cloud: ParticleCloud, time_s: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where each particle is that is afloat or stranded, float64 (particle,) twice [degrees], else NaN.
    Raises PlanError outside the cloud."""
    path = CloudPath(cloud)
    moment, (_, after, _) = path.moment(time_s), path.bracket(time_s)
    lain = (cloud.status[:, after] == Status.STRANDED) & ~moment.afloat
    # One that strands before the later output time counts as there already.
    return np.where(lain, cloud.lon[:, after], moment.lon), np.where(lain, cloud.lat[:, after], moment.lat)


def log_normal_density(
    lon: NDArray[np.float64], lat: NDArray[np.float64], at: Position, sigma_m: float
) -> NDArray[np.float64]:
    """Logarithm of a circular normal density about `at`, float64 (particle,) [ln 1/m2]; NaN where a place is NaN."""
    known = np.isfinite(lon)
    distance = np.full(lon.shape, np.nan)
    if known.any():
        count = np.count_nonzero(known)
        distance[known] = wgs84().inv(lon[known], lat[known], np.full(count, at.lon), np.full(count, at.lat))[2]
    return np.asarray(-0.5 * (distance / sigma_m) ** 2 - math.log(2.0 * math.pi * sigma_m**2))


def sighting_told(sighting: Sighting, cloud: ParticleCloud) -> Told:
    """The likelihood of each particle to be seen there: normal about its own place, of the sighting's error.

    A particle that is under way cannot be the object adrift; of one that left the forcing nothing is known. A particle
    of another class than the one seen cannot be it. Raises ResultsError.
    """
    time_s = sighting.time.timestamp()
    sigma_m = sighting.position_error / FIFTY_PERCENT
    lon, lat = placed_at(cloud, time_s)
    row = log_normal_density(lon, lat, sighting.at, sigma_m)
    after = CloudPath(cloud).bracket(time_s)[1]
    unplaced = np.isnan(row)
    row[unplaced & (cloud.status[:, after] != Status.LEFT_FORCING)] = -np.inf
    if sighting.object is not None:
        row[cloud.object_class != _class_number(sighting, cloud)] = -np.inf
    _check_agreement(sighting, row, sigma_m)
    # NaN stays where the forcing was left: neither more nor less likely than before.
    return Told(
        row,
        f"normal error, one standard deviation {format_length(sigma_m, 2)}, confidence {sighting.confidence:g}",
    )


def _class_number(sighting: Sighting, cloud: ParticleCloud) -> int:
    if sighting.object not in cloud.object_keys:
        raise ResultsError(
            f"result {sighting.name!r}: object {sighting.object!r} is none of the case's "
            f"({', '.join(cloud.object_keys)}); correct the key, or leave it out"
        )
    return cloud.object_keys.index(sighting.object)


def _check_agreement(sighting: Sighting, row: NDArray[np.float64], sigma_m: float) -> None:
    """Somewhere the case must allow for it, or the one nearest particle would take all the weight."""
    finite = row[np.isfinite(row)]
    peak = -math.log(2.0 * math.pi * sigma_m**2)
    nearest = math.sqrt(2.0 * max(peak - float(finite.max()), 0.0)) if finite.size else math.inf
    if nearest > DEVIATIONS_MAX:
        where = f"{format_length(nearest * sigma_m)} away" if finite.size else "nowhere"
        raise ResultsError(
            f"result {sighting.name!r}: at {format_time(sighting.time)} the nearest particle that it could be is "
            f"{where}, and its position error is {format_length(sighting.position_error)}; check place and time, give "
            "a larger `position_error`, or drift a further scenario"
        )
