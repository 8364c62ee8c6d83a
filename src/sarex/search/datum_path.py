"""The way that a datum goes: the centre of a group of particles through time."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sarex.model.errors import PlanError
from sarex.model.quantities import Position, format_time
from sarex.search.cloud_moment import CloudPath, position_of, unit_vectors


@dataclass(frozen=True)
class DatumPath:
    """Weighted mean on the sphere of the group's particles that are afloat.

    group : bool (particle,)
    """

    path: CloudPath
    group: NDArray[np.bool_]
    _means: dict[tuple[int, int], tuple[NDArray[np.float64], NDArray[np.float64], float]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def at(self, time_s: float) -> Position:
        """The datum at this time. Raises PlanError outside the cloud, or where none of the group is afloat."""
        before, after, part = self.path.bracket(time_s)
        if (before, after) not in self._means:
            self._means[before, after] = self._ends(before, after)
        first, last, weight = self._means[before, after]
        if weight <= 0.0:
            raise PlanError(
                f"no particle is afloat at {format_time(time_s)} {self.path.whereabouts(after)}, so there is no datum "
                "at sea; send units earlier, or search the shore"
            )
        return position_of(first + part * (last - first))

    def _ends(self, before: int, after: int) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
        cloud = self.path.cloud
        chosen = self.path.afloat(before, after) & self.group
        weight = cloud.weight[chosen]
        first, last = (
            weight @ unit_vectors(cloud.lon[chosen, index], cloud.lat[chosen, index]) for index in (before, after)
        )
        return first, last, float(weight.sum())
