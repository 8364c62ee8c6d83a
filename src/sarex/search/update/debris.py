"""Debris from the same distress: which starts could have sent it there."""

from __future__ import annotations

import math
from dataclasses import dataclass
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
from sarex.search.update.sighting import DEVIATIONS_MAX, FIFTY_PERCENT
from sarex.search.update.told import Told

Floats = NDArray[np.float64]

CENTRES_MAX: Final = 1000
"""Debris particles of one scenario that are compared with every start: more would only cost time."""
_SLICE: Final = 512
NEIGHBOURS_MIN: Final = 30.0


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
    """Logarithm of the density of debris where it was found, given each start, float64 (start,).

    Every debris particle that began near a start in place and time, by normal kernels as wide as the rule of thumb
    says, is moved to that start, and its end widened by a normal kernel [Silverman1986]. The ends are drawn in toward
    their mean by as much as the kernel adds, so that the spread is kept [West1993]. -inf where no debris comes near.

    starts, told : places in the drift
    """
    centres = told[:: -(-told.size // CENTRES_MAX)]
    plane = LocalPlane(position_of(unit_vectors(drift.start_lon[starts], drift.start_lat[starts]).sum(axis=0)))
    points = np.stack([*plane.flat(drift.start_lon[starts], drift.start_lat[starts]), drift.birth_s[starts]], axis=-1)
    middle = points[np.searchsorted(starts, centres)]
    way = np.stack(plane.flat(drift.lon[centres], drift.lat[centres]), axis=-1) - middle[:, :2]
    placed = np.isfinite(way[:, 0])
    if not placed.any():
        return np.full(starts.size, -np.inf)
    near = (4.0 / (5.0 * centres.size)) ** (1.0 / 7.0)
    wide = min(max(near**3 * centres.size, NEIGHBOURS_MIN) ** (-1.0 / 6.0), 0.9)
    scale = points.std(axis=0) * near
    # A spread of less than a metre or a second is none: such starts are all alike.
    scale = np.where(points.std(axis=0) > 1.0, scale, math.inf)
    spread_m = math.sqrt(float(way[placed].var(axis=0).mean()))
    kernels = _Kernels(
        middle / scale, np.where(placed[:, np.newaxis], way, 0.0), placed, math.sqrt(1.0 - wide**2),
        math.hypot(debris.position_error / FIFTY_PERCENT, wide * spread_m),
    )  # fmt: skip
    found = plane.point(debris.at)
    parts = [
        kernels.log_density(points[at : at + _SLICE] / scale, np.array(found) - points[at : at + _SLICE, :2])
        for at in range(0, starts.size, _SLICE)
    ]
    return np.concatenate(parts)


@dataclass(frozen=True)
class _Kernels:
    """Debris particles as kernels: float64 (centre, 3) scaled starts, float64 (centre, 2) ways [m], bool (centre,)."""

    starts: Floats
    ways: Floats
    placed: NDArray[np.bool_]
    drawn_in: float
    sigma_m: float

    def log_density(self, starts: Floats, ways: Floats) -> Floats:
        """Of these ways [m] from these scaled starts, float64 (start,)."""
        kernel = np.zeros((len(starts), len(self.starts)))
        for axis in range(3):
            kernel -= 0.5 * (starts[:, axis, np.newaxis] - self.starts[:, axis]) ** 2
        kernel = np.exp(kernel - kernel.max(axis=1, keepdims=True))
        kernel /= kernel.sum(axis=1, keepdims=True)
        # What had not begun to drift has no way, and takes its share of the kernel with it.
        kernel[:, ~self.placed] = 0.0
        mean = kernel @ self.ways / np.maximum(kernel.sum(axis=1, keepdims=True), np.finfo(np.float64).tiny)
        rest = ways - (1.0 - self.drawn_in) * mean
        squares = np.zeros(kernel.shape)
        for axis in range(2):
            squares += ((rest[:, axis, np.newaxis] - self.drawn_in * self.ways[:, axis]) / self.sigma_m) ** 2
        # One that had to be moved further says that it cannot come from there.
        terms = kernel * np.where(squares <= DEVIATIONS_MAX**2, np.exp(-0.5 * squares), 0.0)
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(terms.sum(axis=1)) - math.log(2.0 * math.pi * self.sigma_m**2))
