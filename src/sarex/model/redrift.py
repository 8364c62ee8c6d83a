"""What an update of a cloud asks of the drift, where forcing is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sarex.model.particle_cloud import ParticleCloud
from sarex.model.quantities import Position


@dataclass(frozen=True)
class OnwardTracks:
    """Copies of particles from one output time of their cloud to its end.

    lon, lat : float64 (particle, time) [degrees]; status : int8 (particle, time), as in the cloud
    forcing  : name and hash of each source;  notes : what left the forcing
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    status: NDArray[np.int8]
    forcing: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class DebrisDrift:
    """Another object that drifted from the very starts of a cloud's first particles.

    start_lon, start_lat, birth_s : float64 (root,), where and when each began
    scenario                      : int16 (root,)
    lon, lat : float64 (root,), where it is; status : int8 (root,), what it does
    root     : int64 (particle,), the start that each particle of the cloud came from
    """

    start_lon: NDArray[np.float64]
    start_lat: NDArray[np.float64]
    birth_s: NDArray[np.float64]
    scenario: NDArray[np.int16]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    status: NDArray[np.int8]
    root: NDArray[np.int64]
    notes: tuple[str, ...] = ()


class Redrift(Protocol):
    """Drifts again what belongs to a cloud, with its incident, seed and settings."""

    def onward(
        self, cloud: ParticleCloud, chosen: NDArray[np.int64], names: NDArray[np.int64], at: int
    ) -> OnwardTracks:
        """Copies of the `chosen` particles from output time `at` to the end, with the fresh noise of these names.
        Raises ForcingError, ForcingGapError, CoastError."""
        ...

    def debris(self, cloud: ParticleCloud, object_key: str, until_s: float) -> DebrisDrift:
        """This leeway class from the same starts, to this time. Raises as above, ResultsError, ObjectError."""
        ...

    def water(self, cloud: ParticleCloud, start: Position, start_s: float, end_s: float) -> Position:
        """Where water that was at `start` is by the forcing alone, without any error. Raises as above."""
        ...
