"""Making way: how far an area must move to be clear of another."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.search.separation import Claim, conflict

Floats = NDArray[np.float64]
OVER_M: Final = 1.0


def way_clear(stays: Claim, goes: Claim) -> tuple[float, float]:
    """The step east and north [m] by which one area leaves the other as much room as they need; (0, 0) where they do
    not disturb each other. It is the shortest along a side of either, by the separating axis theorem."""
    if conflict(stays, goes) == 0.0:
        return 0.0, 0.0
    one, other = stays.outline, goes.outline
    if stays.adrift is not None and goes.adrift is not None:
        one, other = stays.adrift, goes.adrift
    axes = np.concatenate([_normals(one), _normals(other)])
    ahead = (axes @ one.T).max(axis=1) - (axes @ other.T).min(axis=1)
    best = int(np.argmin(ahead))
    if not math.isfinite(ahead[best]):
        return 0.0, 0.0
    step_m = float(ahead[best]) + max(stays.separation_m, goes.separation_m) + OVER_M
    return float(axes[best, 0]) * step_m, float(axes[best, 1]) * step_m


def _normals(outline: Floats) -> Floats:
    """Unit vectors across every side, both ways, float64 (2 * corner, 2); a point has those of the axes."""
    sides = np.roll(outline, -1, axis=0) - outline
    length = np.hypot(sides[:, 0], sides[:, 1])
    sides = sides[length > 0.0] / length[length > 0.0, np.newaxis]
    if not len(sides):
        sides = np.eye(2)
    across = np.stack([sides[:, 1], -sides[:, 0]], axis=1)
    return np.concatenate([across, -across])
