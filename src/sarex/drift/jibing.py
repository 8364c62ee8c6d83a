"""On which side of the wind each particle is at a later time: counted random numbers draw its jibes, so that they can
be looked up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sarex.drift.time_grid import time_grid
from sarex.kernels.lane_motion import JIBE_STREAM
from sarex.kernels.random_numbers import uniform_block
from sarex.model.incident import DriftSettings


def sides_at(
    time_s: float,
    settings: DriftSettings,
    side: NDArray[np.int8],
    *,
    particle_id: NDArray[np.int64],
    birth_s: NDArray[np.float64],
) -> NDArray[np.int8]:
    """Sides at a time of the run's grid of particles that began at `birth_s` on `side`, int8 (particle,).

    What happens to a particle that ends before means nothing: it does not jibe any more, nor is its side of any use.
    """
    chance = settings.jibing if settings.random_motion else 0.0
    if chance == 0.0 or not side.size:
        return side
    grid = time_grid(settings, birth_s)
    later = side.copy()
    drawn_for, block = None, np.empty((side.size, 4))
    for number in range(np.searchsorted(grid.time_s, time_s - 1e-6)):
        key = int(grid.key[number])
        if drawn_for != key >> 2:
            drawn_for = key >> 2
            block = uniform_block(settings.seed, particle_id, drawn_for, int(JIBE_STREAM))
        duration = np.clip(grid.time_s[number + 1] - np.maximum(birth_s, grid.time_s[number]), 0.0, None)
        later ^= block[:, key & 3] < 1.0 - (1.0 - chance) ** (duration / 3600.0)
    return later
