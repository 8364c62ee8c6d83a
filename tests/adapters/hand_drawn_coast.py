"""A coast of a few rectangles, built by the real builder without the real data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sarex.adapters.coast_builder import Shoreline, build_sheet
from sarex.adapters.coast_sheet import CoastSheet, Corner

Rectangle = tuple[float, float, float, float]


def shoreline_of(*rings: Sequence[tuple[float, float]]) -> Shoreline:
    """From rings of lon-lat corners, closed here."""
    closed = [np.array([*ring, ring[0]], dtype=np.float64) for ring in rings]
    return Shoreline.of_rings(np.concatenate(closed), np.cumsum([0, *map(len, closed)]))


def rectangle(west: float, south: float, east: float, north: float) -> list[tuple[float, float]]:
    return [(west, south), (east, south), (east, north), (west, north)]


class HandDrawnBuilder:
    """Builds sheets in this process and remembers what it was asked for."""

    def __init__(self, *rectangles: Rectangle) -> None:
        self.shoreline = shoreline_of(*(rectangle(*edges) for edges in rectangles))
        self.asked: list[Corner] = []

    def __call__(self, corners: Sequence[Corner]) -> list[CoastSheet]:
        self.asked += corners
        return [build_sheet(self.shoreline, corner) for corner in corners]
