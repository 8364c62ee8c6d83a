"""Debris from the same distress: which starts could have sent it there."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.errors import ResultsError
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.quantities import format_length, format_time
from sarex.model.redrift import DebrisDrift, Redrift
from sarex.model.search_result import Debris
from sarex.search.cloud_moment import position_of, unit_vectors
from sarex.search.local_plane import LocalPlane
from sarex.search.update.sighting import DEVIATIONS_MAX, FIFTY_PERCENT, log_normal_density
from sarex.search.update.told import Told

Floats = NDArray[np.float64]

CENTRES_MAX: Final = 4000
"""Debris particles of one scenario that are compared with every start: more would only cost time."""
_SLICE: Final = 1024
_DIMENSIONS: Final = 5


def debris_told(debris: Debris, cloud: ParticleCloud, redrift: Redrift | None) -> Told:
    """How likely each particle's start is to have sent the debris where it was found.

    The debris class is drifted from the very starts of the case. A start is judged by all debris that began near it in
    place and time: one track alone would be judged by the luck of its own noise. So debris speaks of scenario, place
    and time of the distress, not of the errors of the current on the way, which object and debris share only at first.
    Raises ResultsError, and what the drift raises.
    """
    what = f"result {debris.name!r}"
    if redrift is None:
        raise ResultsError(
            f"{what}: debris speaks of the start, and only a drift of its own kind can tell from which; give the "
            "forcing of the case with --forcing"
        )
    drift = redrift.debris(cloud, debris.object, debris.time.timestamp())
    by_start = np.full(drift.lon.shape, np.nan)
    # Where a debris particle left the forcing nothing is known of it.
    known = drift.status != Status.LEFT_FORCING
    for scenario in np.unique(drift.scenario):
        mine = np.flatnonzero(drift.scenario == scenario)
        told = mine[known[mine]]
        if told.size:
            by_start[mine] = _start_likelihood(drift, mine, told, debris)
    finite = by_start[np.isfinite(by_start)]
    if not finite.size:
        raise ResultsError(
            f"{what}: from no start of the case does {debris.object} come near where it was found at "
            f"{format_time(debris.time)} (error {format_length(debris.position_error)}); check place, time and "
            "object, give a larger `position_error` or a lower `confidence`, or drift a further scenario"
        )
    law = f"{debris.object} drifted from the same starts, likelihood smoothed over start place and time"
    return Told(by_start[drift.root], law, drift.notes)


def _start_likelihood(drift: DebrisDrift, starts: NDArray[np.intp], told: NDArray[np.intp], debris: Debris) -> Floats:
    """Logarithm of the density of debris where it was found, given each start: the mean over debris that began near the
    start, normal kernels in place and time of the start and in the place of the debris, as wide as the rule of thumb
    for five dimensions says. -inf where no debris comes near. [Silverman1986]

    starts, told : places in the drift
    """
    centres = told[:: -(-told.size // CENTRES_MAX)]
    width = (4.0 / ((_DIMENSIONS + 2.0) * centres.size)) ** (1.0 / (_DIMENSIONS + 4.0))
    plane = _plane_about(drift, starts)
    points = _scaled_starts(drift, starts, plane)
    middle = points[np.searchsorted(starts, centres)]
    sigma_m = math.hypot(debris.position_error / FIFTY_PERCENT, width * _displacement_m(drift, centres, plane))
    log_l = log_normal_density(drift.lon[centres], drift.lat[centres], debris.at, sigma_m)
    # One that had not begun to drift has no place, and cannot lie there.
    near = log_l >= -0.5 * DEVIATIONS_MAX**2 - math.log(2.0 * math.pi * sigma_m**2)
    log_l = np.where(near, log_l, -np.inf)
    found = np.empty(starts.size)
    for first in range(0, starts.size, _SLICE):
        part = points[first : first + _SLICE]
        kernel = -0.5 * ((part[:, np.newaxis, :] - middle[np.newaxis]) ** 2).sum(axis=2) / width**2
        found[first : first + _SLICE] = _log_sum(kernel + log_l) - _log_sum(kernel)
    return found


def _plane_about(drift: DebrisDrift, starts: NDArray[np.intp]) -> LocalPlane:
    return LocalPlane(position_of(unit_vectors(drift.start_lon[starts], drift.start_lat[starts]).sum(axis=0)))


def _displacement_m(drift: DebrisDrift, centres: NDArray[np.intp], plane: LocalPlane) -> float:
    """Spread of how far debris went from its start, a component [m]; 0 where none has a place."""
    east, north = plane.flat(drift.lon[centres], drift.lat[centres])
    start_east, start_north = plane.flat(drift.start_lon[centres], drift.start_lat[centres])
    placed = np.isfinite(east)
    if not placed.any():
        return 0.0
    return math.sqrt((float(np.var((east - start_east)[placed])) + float(np.var((north - start_north)[placed]))) / 2.0)


def _log_sum(terms: Floats) -> Floats:
    """Logarithm of the sum of exponentials along the last axis; -inf where each term is."""
    highest = terms.max(axis=1, keepdims=True)
    highest = np.where(np.isfinite(highest), highest, 0.0)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(np.exp(terms - highest).sum(axis=1)) + highest[:, 0])


def _scaled_starts(drift: DebrisDrift, starts: NDArray[np.intp], plane: LocalPlane) -> Floats:
    """East, north and time of each start in standard deviations, float64 (start, 3)."""
    points = np.stack([*plane.flat(drift.start_lon[starts], drift.start_lat[starts]), drift.birth_s[starts]], axis=-1)
    points -= points.mean(axis=0)
    scale = points.std(axis=0)
    # A spread of less than a metre or a second is none: such starts are all alike.
    return np.asarray(points / np.where(scale > 1.0, scale, math.inf))
