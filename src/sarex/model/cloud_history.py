"""What a cloud was before results were applied to it, kept so that each of them can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sarex.model.particle_cloud import ParticleCloud


@dataclass(frozen=True)
class Descent:
    """How a cloud came from another by a fresh draw.

    before   : the cloud as it was, with its own history
    ancestor : int32 (particle,), whose copy each particle is
    fresh    : bool (particle,), True where it drifted on by itself from `at_s`
    at_s     : seconds since 1970-01-01 UTC
    name_start : a fresh particle's name in the random numbers is this plus its place
    """

    before: ParticleCloud
    ancestor: NDArray[np.int32]
    fresh: NDArray[np.bool_]
    at_s: float
    name_start: int


@dataclass(frozen=True)
class CloudHistory:
    """The weights before the results that were applied to these very particles, and what each result says of them.

    weight_prior : float64 (particle,)
    evidence     : float64 (update, particle), one row for each of the last of `Provenance.updates`: of a search the
                   exposure -ln(1 - POD), else the logarithm of the likelihood; NaN where it says nothing of a particle
    descent      : None for particles of a drift from the start
    """

    weight_prior: NDArray[np.float64]
    evidence: NDArray[np.float64]
    descent: Descent | None = None
