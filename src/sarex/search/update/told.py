"""What a result says of each particle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Told:
    """A row of evidence.

    row   : float64 (particle,): of a search the exposure -ln(1 - POD), else the logarithm of the likelihood; NaN where
            it says nothing
    law   : how it was made, in words
    notes : what bears on it
    """

    row: NDArray[np.float64]
    law: str
    notes: tuple[str, ...] = ()
