"""An ascending axis of a grid, whichever way it is stored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

UNIFORM_SHARE = 1e-3
"""An axis whose points lie within this share of its spacing is uniform."""
UNIFORM_DEG = 4e-5
"""And so is one within 4 m: longitudes stored as float32 are no better."""
SEAM_STEPS = 1.5
"""Longitudes go round the globe when no hole between neighbours is wider than this many usual steps."""


@dataclass(frozen=True)
class Axis:
    """at : float64 (n,), ascending; stored : intp (n,), where in the source each point is; cyclic: longitudes that go
    round the globe (each once; the next after the last is the first, 360 degrees on)."""

    at: NDArray[np.float64]
    stored: NDArray[np.intp]
    cyclic: bool = False

    def __len__(self) -> int:
        return len(self.at)

    @property
    def step(self) -> float:
        """Mean spacing; 0 for a single point."""
        return float(self.at[-1] - self.at[0]) / max(len(self.at) - 1, 1)

    @property
    def uniform(self) -> bool:
        if len(self.at) < 3:
            return len(self.at) == 2
        even = self.at[0] + self.step * np.arange(len(self.at))
        return float(np.abs(self.at - even).max()) <= max(UNIFORM_SHARE * self.step, UNIFORM_DEG)

    def cut(self, low: float, high: float) -> Axis | None:
        """The part that brackets [low, high] with one point to spare on each side; None where it has none of it."""
        if high < self.at[0] or low > self.at[-1]:
            return None
        first = max(int(np.searchsorted(self.at, low, side="right")) - 2, 0)
        last = min(int(np.searchsorted(self.at, high, side="left")) + 2, len(self.at))
        return Axis(self.at[first:last], self.stored[first:last])

    def around(self, west: float, east: float) -> Axis | None:
        """Longitudes that bracket [west, east], shifted by whole turns; a cyclic axis gives at most one turn and its
        first meridian again."""
        if self.cyclic:
            return self._unrolled(west, east)
        turns = [turn for turn in (-720.0, -360.0, 0.0, 360.0, 720.0) if self._meets(turn, west, east)]
        if not turns:
            return None
        shifted = Axis(self.at + turns[0], self.stored)
        # A source that is nearly global may be met at both its ends: then no part of it can be left out.
        return shifted if len(turns) > 1 else shifted.cut(west, east)

    def _meets(self, turn: float, west: float, east: float) -> bool:
        return bool(self.at[0] + turn <= east and self.at[-1] + turn >= west)

    def _unrolled(self, west: float, east: float) -> Axis | None:
        turns = np.arange(-3, 4) * 360.0
        long = Axis((turns[:, None] + self.at[None, :]).ravel(), np.tile(self.stored, len(turns)))
        part = long.cut(west, east)
        if part is None or len(part) <= len(self) + 1:
            return part
        return Axis(part.at[: len(self) + 1], part.stored[: len(self) + 1])

    def place(self, values: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.bool_]]:
        """Which interval each value lies in, how far along it [0, 1], and whether it lies on the axis at all."""
        if self.uniform:
            along = (values - self.at[0]) / self.step
            low = np.clip(np.floor(along), 0, len(self.at) - 2).astype(np.intp)
            fraction = along - low
        else:
            low = np.clip(np.searchsorted(self.at, values, side="right") - 1, 0, len(self.at) - 2)
            fraction = (values - self.at[low]) / (self.at[low + 1] - self.at[low])
        inside = (fraction >= -1e-6) & (fraction <= 1.0 + 1e-6)
        return low, np.clip(fraction, 0.0, 1.0), inside


def ascending(values: NDArray[np.float64]) -> Axis:
    """The axis of stored values in any order; of values that are there twice, as where two files were joined with a row
    in common, the first."""
    at, stored = np.unique(np.asarray(values, np.float64), return_index=True)
    return Axis(at, stored)


def longitudes(values: NDArray[np.float64]) -> Axis:
    """The axis of stored longitudes in any convention and order, continuous: it begins after the widest hole, so that
    neither the date line nor Greenwich splits it. Cyclic when there is no hole."""
    values = np.asarray(values, np.float64)
    if len(values) < 2:
        return Axis(values, np.arange(len(values)))
    turned = np.round(values % 360.0, 7) % 360.0
    sorted_lon, stored = np.unique(turned, return_index=True)
    if len(sorted_lon) < 2:
        return Axis(values[:1], np.zeros(1, np.intp))
    holes = np.diff(sorted_lon, append=sorted_lon[0] + 360.0)
    widest = int(np.argmax(holes))
    cyclic = bool(holes[widest] <= SEAM_STEPS * np.median(holes)) and len(sorted_lon) > 3
    start = int(np.argmin(values[stored])) if cyclic else (widest + 1) % len(holes)
    order = np.roll(np.arange(len(holes)), -start)
    at = values[stored[order]] % 360.0
    at = at + 360.0 * np.concatenate(([0.0], np.cumsum(np.diff(at) < 0)))
    # Stored longitudes name the turn: 170 to 190 stays there, and so does -10 to 10.
    at += 360.0 * np.round((values[stored[order[0]]] - at[0]) / 360.0)
    return Axis(at, stored[order].astype(np.intp), cyclic)
