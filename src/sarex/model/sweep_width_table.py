"""The published tables of visual sweep widths: what eyes see of each object from each height at each visibility."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from sarex.model.csv_table import table_rows

Platform = Literal["fixed_wing", "helicopter", "boat", "merchant_ship"]


@dataclass(frozen=True)
class SweepWidthBlock:
    """Uncorrected sweep widths W0 of one object from one kind of platform. [Addendum2013] [NATSAR2023]

    height_ft     : float64 (height,), ascending; the single 0 of the merchant ship stands for its bridge
    visibility_nm : float64 (visibility,), ascending
    width_nm      : float64 (height, visibility), the cells as they are printed
    """

    height_ft: NDArray[np.float64]
    visibility_nm: NDArray[np.float64]
    width_nm: NDArray[np.float64]


@cache
def sweep_width_blocks() -> dict[tuple[Platform, str], SweepWidthBlock]:
    """Every block of the table by platform and object row."""
    cells: dict[tuple[Platform, str], dict[tuple[float, float], float]] = {}
    for row in table_rows("sweep_width.csv"):
        platform = next(name for name in get_args(Platform) if name == row["platform"])
        place = float(row["height_ft"] or 0.0), float(row["visibility_nm"])
        cells.setdefault((platform, row["object"]), {})[place] = float(row["sweep_width_nm"])
    return {key: _block(block) for key, block in cells.items()}


def _block(cells: dict[tuple[float, float], float]) -> SweepWidthBlock:
    heights, visibilities = sorted({height for height, _ in cells}), sorted({visibility for _, visibility in cells})
    width = np.array([[cells[height, visibility] for visibility in visibilities] for height in heights])
    return SweepWidthBlock(np.array(heights), np.array(visibilities), width)
