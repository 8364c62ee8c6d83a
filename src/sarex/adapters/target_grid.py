"""The uniform longitude and latitude grid that a window is made on."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sarex.model.errors import ForcingError
from sarex.model.forcing_window import Box

DEGREE_M = 111_195.0
"""One degree of latitude, near enough for margins and spacings."""
CELLS_MAX = 100_000_000
POLAR_COSINE = 0.05


@dataclass(frozen=True)
class TargetGrid:
    """Both axes ascend from their start [degrees]."""

    lon_start_deg: float
    lat_start_deg: float
    lon_step_deg: float
    lat_step_deg: float
    columns: int
    rows: int

    @property
    def lon(self) -> NDArray[np.float64]:
        return self.lon_start_deg + self.lon_step_deg * np.arange(self.columns, dtype=np.float64)

    @property
    def lat(self) -> NDArray[np.float64]:
        return self.lat_start_deg + self.lat_step_deg * np.arange(self.rows, dtype=np.float64)

    @property
    def goes_round(self) -> bool:
        """The last column is the first, one turn on."""
        return self.lon_step_deg * (self.columns - 1) >= 360.0 - 1e-6


def spanning(box: Box, lon_step_deg: float, lat_step_deg: float) -> TargetGrid:
    """The grid from corner to corner of the box whose steps are at most these. Raises ForcingError."""
    columns = max(math.ceil((box.east - box.west) / lon_step_deg - 1e-6), 1) + 1
    rows = max(math.ceil((box.north - box.south) / lat_step_deg - 1e-6), 1) + 1
    if columns * rows > CELLS_MAX:
        raise ForcingError(
            f"the area asked for has {columns * rows:.3g} cells at the resolution of its forcing, and at most "
            f"{CELLS_MAX:.0e} can be held; ask for a smaller area or thin the forcing out"
        )
    lon_step = (box.east - box.west) / (columns - 1)
    return TargetGrid(box.west, box.south, lon_step, (box.north - box.south) / (rows - 1), columns, rows)


def lowest_cosine(box: Box) -> float:
    """Cosine of the latitude of the box that is nearest to the equator: there a degree of longitude is longest."""
    lowest = 0.0 if box.south <= 0.0 <= box.north else min(abs(box.south), abs(box.north))
    return max(math.cos(math.radians(lowest)), POLAR_COSINE)


def grown(box: Box, margin_m: float) -> Box:
    """The box with this margin on all sides, no longer than a turn and no further than the poles."""
    lat_margin = margin_m / DEGREE_M
    highest = min(max(abs(box.south), abs(box.north)) + lat_margin, 90.0)
    lon_margin = lat_margin / max(math.cos(math.radians(highest)), POLAR_COSINE)
    west, east = box.west - lon_margin, box.east + lon_margin
    if east - west > 360.0:
        middle = (box.west + box.east) / 2.0
        west, east = middle - 180.0, middle + 180.0
    return Box(west, max(box.south - lat_margin, -90.0), east, min(box.north + lat_margin, 90.0))
