"""The cloud laid out on a local plane, ready to be searched: straight between output times."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sarex.model.errors import PlanError
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.search.cloud_moment import position_of, unit_vectors
from sarex.search.local_plane import LocalPlane

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MovingCloud:
    """Particles in metres on a plane. A particle can be found between two output times if it is afloat at both.

    time_s      : float64 (time,), ascending, seconds since 1970-01-01 UTC
    east, north : float64 (particle, time), C order [m]; NaN where not afloat
    afloat      : bool (particle, time)
    weight      : float64 (particle,); the sum is one, or the share that a subset stands for
    scenario, object_class : int16 (particle,)
    """

    plane: LocalPlane
    time_s: Floats
    east: Floats
    north: Floats
    afloat: NDArray[np.bool_]
    weight: Floats
    scenario: NDArray[np.int16]
    object_class: NDArray[np.int16]

    @property
    def particles(self) -> int:
        return int(self.weight.size)

    def chosen(self, index: NDArray[np.int64]) -> MovingCloud:
        """These particles alone, their weights scaled up to stand for all."""
        weight = self.weight[index]
        return MovingCloud(
            self.plane, self.time_s, np.ascontiguousarray(self.east[index]), np.ascontiguousarray(self.north[index]),
            np.ascontiguousarray(self.afloat[index]), weight * (self.weight.sum() / weight.sum()),
            self.scenario[index], self.object_class[index],
        )  # fmt: skip

    def reweighted(self, weight: Floats) -> MovingCloud:
        """The same particles with other weights."""
        return MovingCloud(
            self.plane, self.time_s, self.east, self.north, self.afloat, weight, self.scenario, self.object_class
        )

    def sampled(self, count: int, random: np.random.Generator) -> MovingCloud:
        """So many particles that stand for all, each with the same weight: drawn evenly through the weights."""
        if count >= self.particles:
            return self
        shuffled = random.permutation(self.particles)
        reached = np.cumsum(self.weight[shuffled])
        marks = (np.arange(count) + random.random()) / count * reached[-1]
        index = np.sort(shuffled[np.minimum(np.searchsorted(reached, marks, side="right"), self.particles - 1)])
        return self.chosen(index).reweighted(np.full(count, self.weight.sum() / count))

    @cached_property
    def drifted(self) -> Floats:
        """How far the water under the mean particle has moved since the first output time, float64 (time, 2) [m]:
        the sum of the mean displacements of those afloat at both ends of each interval."""
        both = self.afloat[:, :-1] & self.afloat[:, 1:]
        weight = np.where(both, self.weight[:, np.newaxis], 0.0)
        total = np.maximum(weight.sum(axis=0), np.finfo(np.float64).tiny)
        steps = [
            (weight * np.where(both, np.diff(track, axis=1), 0.0)).sum(axis=0) / total
            for track in (self.east, self.north)
        ]
        return np.concatenate([np.zeros((1, 2)), np.cumsum(np.stack(steps, axis=-1), axis=0)])

    def drift_at(self, time_s: Floats | float) -> Floats:
        """`drifted` at these times, float64 (..., 2); straight between output times and still outside them."""
        return np.stack([np.interp(time_s, self.time_s, self.drifted[:, axis]) for axis in (0, 1)], axis=-1)

    def at(self, time_s: float) -> tuple[Floats, Floats]:
        """East and north of every particle [m], NaN where it cannot be found at that time."""
        after = int(np.clip(np.searchsorted(self.time_s, time_s), 1, len(self.time_s) - 1))
        part = (time_s - self.time_s[after - 1]) / (self.time_s[after] - self.time_s[after - 1])
        part = float(np.clip(part, 0.0, 1.0))
        east, north = (
            track[:, after - 1] + part * (track[:, after] - track[:, after - 1]) for track in (self.east, self.north)
        )
        return east, north


def moving_cloud(cloud: ParticleCloud, plane: LocalPlane | None = None) -> MovingCloud:
    """The cloud on `plane`, or on one about the middle of all its positions afloat. Raises PlanError where no particle
    is ever afloat at two output times in turn."""
    afloat = cloud.status == Status.AFLOAT
    if not (afloat[:, :-1] & afloat[:, 1:]).any():
        raise PlanError(
            "no particle is afloat at two output times in turn, so there is nothing to search at sea; check the drift, "
            "let it run longer, or search the shore"
        )
    if plane is None:
        vectors = unit_vectors(cloud.lon[afloat], cloud.lat[afloat])
        weight = np.broadcast_to(cloud.weight[:, np.newaxis], afloat.shape)[afloat]
        plane = LocalPlane(position_of(weight @ vectors))
    lon, lat = np.where(afloat, cloud.lon, np.nan), np.where(afloat, cloud.lat, np.nan)
    east, north = plane.flat(lon, lat)
    return MovingCloud(
        plane, cloud.time_s, np.ascontiguousarray(east), np.ascontiguousarray(north), afloat, cloud.weight,
        cloud.scenario, cloud.object_class,
    )  # fmt: skip
