"""What a forcing source holds, as it was understood."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sarex.model.forcing_window import Box, Quantity


@dataclass(frozen=True)
class Coverage:
    """One quantity of one source: where, when, and how it was read.

    time_s     : float64 (time,), the times that hold data, sorted, seconds since 1970-01-01 UTC
    has_data   : bool (lat, lon) on a coarse uniform grid over `box`, for the small picture
    gaps_s     : pairs (last time before, first time after) further apart than may be bridged
    bridged_s  : pairs further apart than the usual step that are bridged by straight lines
    """

    source_name: str
    quantity: Quantity
    variables: tuple[str, ...]
    grid: str
    box: Box
    spacing_deg: tuple[float, float]
    time_s: NDArray[np.float64]
    step_s: float
    gaps_s: tuple[tuple[float, float], ...]
    bridged_s: tuple[tuple[float, float], ...]
    level: str
    members: int
    speed_max_m_per_s: float
    has_data: NDArray[np.bool_]
    everywhere: bool = False
    """True for a hand table: the same at every place and constant outside its times."""
    notes: tuple[str, ...] = ()
    synthetic: bool = False
    sha256: str = ""
    range_m_per_s: tuple[float, float] = field(default=(0.0, 0.0))
    """Smallest and largest speed found in the first look."""
    run_s: float | None = None
    """When the newest model run in it began, where it says so [s since 1970]."""

    @property
    def periods(self) -> tuple[tuple[float, float], ...]:
        """When the source holds data, gaps left out; for ever where it is constant outside its times."""
        if self.everywhere:
            return ((-math.inf, math.inf),)
        if len(self.time_s) == 0:
            return ()
        edges = [self.time_s[0], *itertools.chain.from_iterable(self.gaps_s), self.time_s[-1]]
        return tuple(zip(map(float, edges[::2]), map(float, edges[1::2]), strict=True))
