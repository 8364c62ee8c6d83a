"""Separation: how far units that search at the same time must keep from each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.kernels.convex import convex_gap

ROUNDING_M: Final = 1e-3


@dataclass(frozen=True)
class Claim:
    """The water, or the layer of air over it, that a unit claims while it searches.

    outline : float64 (corner, 2) east and north [m], convex, corners in order; holds all that the unit does there
    start_s, end_s : seconds since 1970-01-01 UTC
    height_m : search height; of aircraft only
    separation_m, height_separation_m : what the unit asks to be kept free
    adrift  : the outline as the drifting water carries it, on the plane that moves with the water; None where the unit
              does not move with the water, or with other water than the rest
    """

    unit: str
    outline: NDArray[np.float64]
    start_s: float
    end_s: float
    airborne: bool
    height_m: float
    separation_m: float
    height_separation_m: float
    adrift: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        outline = np.ascontiguousarray(self.outline, dtype=np.float64)
        assert outline.ndim == 2, "an outline is a list of corners"
        assert outline.shape[0] > 0, "an outline has a corner"
        assert outline.shape[1] == 2, "a corner lies east and north"
        object.__setattr__(self, "outline", outline)


def conflict(one: Claim, other: Claim) -> float:
    """By how much two claims come nearer than the larger of their separations [m]; 0 where they are free of each other.

    Units on the water and in the air do not disturb each other, nor do aircraft whose heights differ by the larger of
    their height separations, nor units that search one after the other. Where outlines overlap, the shortest shift that
    parts them is added, so that the amount falls steadily as an optimiser moves them apart. Less than a millimetre is
    rounding, and free. Units that both move with the water are compared as they lie on it: they stay apart as they
    drift, though one comes where the other was hours before.
    """
    if one.airborne != other.airborne or max(one.start_s, other.start_s) >= min(one.end_s, other.end_s):
        return 0.0
    height_separation_m = max(one.height_separation_m, other.height_separation_m)
    if one.airborne and abs(one.height_m - other.height_m) >= height_separation_m:
        return 0.0
    separation_m = max(one.separation_m, other.separation_m)
    outlines = one.outline, other.outline
    if one.adrift is not None and other.adrift is not None:
        outlines = one.adrift, other.adrift
    gap_m: float = convex_gap(*outlines, separation_m)
    return separation_m - gap_m if separation_m - gap_m > ROUNDING_M else 0.0
