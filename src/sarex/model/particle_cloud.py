"""The particle cloud: weighted samples of where the object may be, through time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sarex.model.cloud_history import CloudHistory
from sarex.model.errors import CloudError
from sarex.model.provenance import Provenance
from sarex.model.quantities import format_time


class Status(IntEnum):
    """What a particle is doing at a time."""

    UNDER_WAY = 0
    """Not in distress yet (or, backward, not yet any more): it has no drift position."""
    AFLOAT = 1
    STRANDED = 2
    """It lies where its path met the coast."""
    LEFT_FORCING = 3
    """It went where or when no forcing is known; nothing can be said of it."""


@dataclass(frozen=True)
class ParticleCloud:
    """Positions of all particles at the output times.

    time_s          : float64 (time,), ascending, seconds since 1970-01-01 UTC
    lon, lat        : float64 (particle, time) [degrees, lon in [-180, 180)]; NaN while under way and after leaving
    status          : int8 (particle, time), see Status
    weight          : float64 (particle,), sums to one
    scenario        : int16 (particle,), index into scenario_names
    object_class    : int16 (particle,), index into object_keys
    history         : where results of the search were applied, what was before
    """

    time_s: NDArray[np.float64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    status: NDArray[np.int8]
    weight: NDArray[np.float64]
    scenario: NDArray[np.int16]
    object_class: NDArray[np.int16]
    scenario_names: tuple[str, ...]
    object_keys: tuple[str, ...]
    provenance: Provenance
    history: CloudHistory | None = None

    @property
    def particles(self) -> int:
        return int(self.lon.shape[0])

    def share(self, status: Status, time_index: int) -> float:
        """Weight of the particles with this status at that time, 0 to 1."""
        return float(self.weight[self.status[:, time_index] == status].sum())

    def time_index(self, time_s: float) -> int:
        """The output time that equals `time_s` to the second. Raises CloudError naming the nearest ones."""
        index = int(np.argmin(np.abs(self.time_s - time_s)))
        if abs(self.time_s[index] - time_s) > 0.5:
            raise CloudError(
                f"the cloud has no positions at {format_time(time_s)}; it runs from {format_time(self.time_s[0])} to "
                f"{format_time(self.time_s[-1])}, nearest is {format_time(self.time_s[index])}: choose an output time"
            )
        return index
