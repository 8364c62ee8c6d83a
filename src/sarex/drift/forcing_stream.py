"""Forcing streamed through time: windows of all sources for one chunk of the run after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.drift.packed_forcing import QUANTITIES, packed_forcing
from sarex.kernels.interpolation import NODE, Forcing
from sarex.model.coverage import Coverage
from sarex.model.forcing_window import Box, ForcingWindow, Quantity
from sarex.ports import ForcingSource

_BYTES: Final = 4
_EDGE_NODES: Final = 3
"""Rows and columns that a window may have beyond its box."""


@dataclass(frozen=True)
class Served:
    """One quantity of one source."""

    quantity: Quantity
    source: ForcingSource
    coverage: Coverage


class ForcingStream:
    """The sources of a run (earlier = higher priority) over one box, in chunks that stay below a limit of memory."""

    def __init__(
        self, sources: Sequence[ForcingSource], box: Box, quantities: Sequence[Quantity], *, bytes_max: int
    ) -> None:
        self.box = box
        self.bytes_max = bytes_max
        self.empty_s: defaultdict[int, set[float]] = defaultdict(set)
        """By number in `served`: times met so far that hold nothing in the box, which no coverage told."""
        self.served = tuple(
            Served(quantity, source, coverage)
            for quantity in QUANTITIES
            if quantity in quantities
            for source in sources
            for coverage in source.coverage
            if coverage.quantity == quantity
        )

    def chunks(self, time_s: NDArray[np.float64]) -> Iterator[tuple[slice, Forcing, tuple[int, ...]]]:
        """Go through the times (ascending or descending) in slices that share their end points.

        Yields the slice of times, the forcing over it, and which of `served` each of its sources is.
        """
        first = 0
        while first < len(time_s) - 1 or first == 0:
            last = self._reach(time_s, first)
            forcing, present = self.load(min(time_s[first], time_s[last]), max(time_s[first], time_s[last]))
            yield slice(first, last + 1), forcing, present
            first = max(last, 1)

    def load(self, start_s: float, end_s: float) -> tuple[Forcing, tuple[int, ...]]:
        """The forcing over a period, and which of `served` each of its sources is. Raises ForcingError."""
        windows: list[list[ForcingWindow]] = [[] for _ in QUANTITIES]
        present: list[int] = []
        for number, served in enumerate(self.served):
            window = served.source.window(served.quantity, start_s, end_s, self.box)
            if window is not None:
                self.empty_s[number].update(window.empty_s)
            if window is not None and len(window.time_s) > 0:
                windows[QUANTITIES.index(served.quantity)].append(window)
                present.append(number)
        return packed_forcing(windows), tuple(present)

    def _reach(self, time_s: NDArray[np.float64], first: int) -> int:
        """The last time for which the forcing from `first` on stays below the limit, at least the next one."""
        reach = np.zeros(len(time_s) - first)
        for served in self.served:
            coverage = served.coverage
            at = np.searchsorted(coverage.time_s, time_s[first:])
            levels = np.minimum(np.abs(at - at[0]) + 2, len(coverage.time_s))
            reach += levels * _bytes_a_time(coverage, self.box)
        within = int(np.count_nonzero(reach <= self.bytes_max))
        return min(first + max(within - 1, 1), len(time_s) - 1)


def _bytes_a_time(coverage: Coverage, box: Box) -> float:
    """Memory of one time of a window once it is packed."""
    if coverage.everywhere:
        return float(4 * NODE * _BYTES)
    columns = min(box.east - box.west, coverage.box.east - coverage.box.west) / coverage.spacing_deg[0]
    rows = min(box.north - box.south, coverage.box.north - coverage.box.south) / coverage.spacing_deg[1]
    nodes = (max(columns, 0.0) + _EDGE_NODES) * (max(rows, 0.0) + _EDGE_NODES)
    return nodes * coverage.members * NODE * _BYTES
