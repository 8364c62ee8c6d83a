"""Where the particles went, before it becomes a cloud."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sarex.model.provenance import SourceUse
from sarex.model.sentence import Sentence


@dataclass(frozen=True)
class Trajectories:
    """Positions of all particles at the output times, in the order of the particles.

    time_s   : float64 (time,), ascending for backward runs too, seconds since 1970-01-01 UTC
    lon, lat : float64 (particle, time) [degrees, lon in [-180, 180)]; NaN while under way and after leaving
    status   : int8 (particle, time), see model.particle_cloud.Status
    uses     : what each source served, source by source and quantity by quantity
    notes    : what the reader must know of the forcing that was found out in the run
    """

    time_s: NDArray[np.float64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    status: NDArray[np.int8]
    uses: tuple[SourceUse, ...]
    notes: tuple[Sentence, ...] = ()
