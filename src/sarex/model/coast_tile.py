"""A tile of the coast: one degree square of land and sea cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

CELLS_PER_DEGREE: Final = 480
"""Cells along one degree: 231.9 m of latitude at most, so that no cell is wider than 250 m."""


@dataclass(frozen=True)
class CoastTile:
    """Land and sea in the square from (west, south) to (west + 1, south + 1) degrees.

    bits : uint8 (480, 60) for kind "mixed", else shape (0, 60). Row 0 is the southernmost. Cell (row, column) is land
           if bit `column & 7` of byte `column >> 3` is set: `bits[row, column >> 3] >> (column & 7) & 1`.
    """

    west: int
    south: int
    kind: Literal["sea", "land", "mixed"]
    bits: NDArray[np.uint8]
