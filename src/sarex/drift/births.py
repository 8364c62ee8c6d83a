"""Births: where and when each particle of one scenario begins to drift."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Births:
    """One element a particle.

    lon, lat : float64 (particle,) [degrees, lon in [-180, 180)]
    birth_s  : float64 (particle,), seconds since 1970-01-01 UTC
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    birth_s: NDArray[np.float64]
