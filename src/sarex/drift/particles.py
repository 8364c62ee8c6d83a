"""Particles at the moment they begin to drift."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Particles:
    """Samples of the scenarios, one element a particle.

    particle_id  : int64, the name of the particle in the random numbers; its place in the arrays means nothing
    lon, lat     : float64 [degrees], where it begins to drift
    birth_s      : float64, when it begins to drift, seconds since 1970-01-01 UTC (backward: the latest instant)
    weight       : float64, sums to one
    scenario     : int16, index of its scenario in the incident
    object_class : int16, index of its leeway class in the run
    member       : int32, its member of a forcing ensemble (taken modulo the members of each source)
    side         : int8, 0 drifts right of downwind at first, 1 left
    downwind_deviate, crosswind_deviate : float64, standard normal; scaled by the fit's standard error of its side
    """

    particle_id: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    birth_s: NDArray[np.float64]
    weight: NDArray[np.float64]
    scenario: NDArray[np.int16]
    object_class: NDArray[np.int16]
    member: NDArray[np.int32]
    side: NDArray[np.int8]
    downwind_deviate: NDArray[np.float64]
    crosswind_deviate: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.particle_id)
