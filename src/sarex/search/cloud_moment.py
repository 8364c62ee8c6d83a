"""The cloud at any moment between its output times."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sarex.model.errors import PlanError
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.quantities import Position, format_time, wrap_longitude

SAME_TIME_S = 0.5


@dataclass(frozen=True)
class CloudMoment:
    """Positions at one moment.

    lon, lat : float64 (particle,) [degrees]; NaN where not afloat
    afloat   : bool (particle,)
    """

    time_s: float
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    afloat: NDArray[np.bool_]


def unit_vectors(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Directions from the centre of the sphere, float64 (..., 3)."""
    lon, lat = np.radians(lon), np.radians(lat)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)


def position_of(vector: NDArray[np.float64]) -> Position:
    """The place on the sphere under a direction of any length."""
    lon, lat = np.arctan2(vector[1], vector[0]), np.arctan2(vector[2], np.hypot(vector[0], vector[1]))
    return Position(wrap_longitude(float(np.degrees(lon))), float(np.degrees(lat)))


@dataclass(frozen=True)
class CloudPath:
    """The cloud through time, straight between output times. A particle counts as afloat between two of them only if
    it is afloat at both."""

    cloud: ParticleCloud

    @property
    def start_s(self) -> float:
        return float(self.cloud.time_s[0])

    @property
    def end_s(self) -> float:
        return float(self.cloud.time_s[-1])

    def bracket(self, time_s: float) -> tuple[int, int, float]:
        """Output times before and after, and how far between them. Raises PlanError outside the cloud."""
        times = self.cloud.time_s
        if not self.start_s - SAME_TIME_S <= time_s <= self.end_s + SAME_TIME_S:
            raise PlanError(
                f"the cloud runs from {format_time(self.start_s)} to {format_time(self.end_s)} and says nothing of "
                f"{format_time(time_s)}; let the drift run longer"
            )
        after = int(np.clip(np.searchsorted(times, time_s), 0, len(times) - 1))
        before = max(after - 1, 0)
        for index in (before, after):
            if abs(float(times[index]) - time_s) <= SAME_TIME_S:
                return index, index, 0.0
        return before, after, float((time_s - times[before]) / (times[after] - times[before]))

    def afloat(self, before: int, after: int) -> NDArray[np.bool_]:
        """Who is afloat at both output times, bool (particle,)."""
        status = self.cloud.status
        return np.asarray((status[:, before] == Status.AFLOAT) & (status[:, after] == Status.AFLOAT))

    def moment(self, time_s: float) -> CloudMoment:
        """Every particle at this time. Raises PlanError outside the cloud."""
        before, after, part = self.bracket(time_s)
        afloat = self.afloat(before, after)
        lon, lat = (np.full(self.cloud.particles, np.nan) for _ in range(2))
        first = unit_vectors(self.cloud.lon[afloat, before], self.cloud.lat[afloat, before])
        last = unit_vectors(self.cloud.lon[afloat, after], self.cloud.lat[afloat, after])
        vectors = first + part * (last - first)
        lon[afloat] = np.degrees(np.arctan2(vectors[:, 1], vectors[:, 0]))
        lat[afloat] = np.degrees(np.arctan2(vectors[:, 2], np.hypot(vectors[:, 0], vectors[:, 1])))
        return CloudMoment(time_s, lon, lat, afloat)

    def shares(self, time_s: float) -> dict[Status, float]:
        """Weight by status at this time: between output times the later one's, but for those afloat at one only."""
        before, after, _ = self.bracket(time_s)
        afloat = self.afloat(before, after)
        status = np.where(afloat, Status.AFLOAT, self.cloud.status[:, after])
        # A particle that begins to drift between the two is still under way.
        status = np.where(~afloat & (status == Status.AFLOAT), self.cloud.status[:, before], status)
        return {kind: float(self.cloud.weight[status == kind].sum()) for kind in Status}

    @cached_property
    def first_afloat_s(self) -> float:
        """The first output time with a particle afloat. Raises PlanError where there is none."""
        some = np.flatnonzero((self.cloud.status == Status.AFLOAT).any(axis=0))
        if not some.size:
            raise PlanError(
                f"no particle is ever afloat {self.whereabouts(len(self.cloud.time_s) - 1)}, so there is nothing to "
                "search at sea; check the drift, or search the shore"
            )
        return float(self.cloud.time_s[some[0]])

    def whereabouts(self, index: int) -> str:
        """Where the particles are that are not afloat, in brackets, for messages."""
        shares = {kind: self.cloud.share(kind, index) for kind in Status}
        return (
            f"({shares[Status.STRANDED]:.0%} stranded, {shares[Status.LEFT_FORCING]:.0%} out of the forcing, "
            f"{shares[Status.UNDER_WAY]:.0%} under way)"
        )
