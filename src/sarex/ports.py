"""The promises that the inside asks of the outside. Adapters keep them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sarex.model.coast_tile import CoastTile
from sarex.model.coverage import Coverage
from sarex.model.forcing_window import Box, ForcingWindow, Quantity


class ForcingSource(Protocol):
    """Wind, current or Stokes drift from one file, address or table."""

    @property
    def name(self) -> str:
        """How outputs call it: a file name or address."""
        ...

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        """What it holds, one entry a quantity."""
        ...

    def window(self, quantity: Quantity, start_s: float, end_s: float, box: Box) -> ForcingWindow | None:
        """The quantity over at least the part of `box` and [start_s, end_s] that the source covers, both end times
        included by one time step beyond where it has one. None where it covers nothing of it. For one `box` the grid
        (start, step, shape) is the same at any time asked, so that a run may stream through time. Raises ForcingError.
        """
        ...


class CoastSource(Protocol):
    """The coast, tile by tile."""

    @property
    def name(self) -> str:
        """Which coast this is, with resolution, for the outputs."""
        ...

    def tiles(self, corners: Sequence[tuple[int, int]]) -> list[CoastTile]:
        """Tiles by (west, south) in whole degrees, west in [-180, 180), south in [-90, 90). Raises CoastError."""
        ...

    def polygons(self, box: Box) -> list[NDArray[np.float64]]:
        """Outlines of the land cells in the box, each float64 (point, lon-lat), closed, longitudes continuous with the
        box (past 180 if the box is)."""
        ...
