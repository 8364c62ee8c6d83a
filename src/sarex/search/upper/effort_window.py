"""The effort that one unit can bring, in one stretch of time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sarex.model.detection_curve import LawName
from sarex.model.errors import PlanError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class UnitEffortWindow:
    """A unit's sensor is on from start_s to end_s, legs, cross legs and turns alike.

    start_s, end_s  : seconds since 1970-01-01 UTC
    speed_m_per_s   : through the water, or over the ground where `over_ground`
    sweep_width_m   : float64 (class,), one for each object class of the cloud [m]
    law             : (class,), what the ends of its runs add to a ceiling depends on it
    turning_rad     : all turns of the pattern together; only laws that count passes see more by turning
    end_cap_m2      : float64 (class,), what is seen beyond W x length in one unbroken run; None: by law and width
    Raises PlanError where a figure is negative or not a number, or where widths and laws differ in number.
    """

    start_s: float
    end_s: float
    speed_m_per_s: float
    sweep_width_m: Floats
    law: tuple[LawName, ...]
    over_ground: bool = False
    turning_rad: float = 0.0
    end_cap_m2: Floats | None = None

    def __post_init__(self) -> None:
        widths = np.asarray(self.sweep_width_m, dtype=np.float64)
        if len(self.law) != widths.size or (self.end_cap_m2 is not None and self.end_cap_m2.size != widths.size):
            raise PlanError(
                f"effort has {widths.size} sweep widths and {len(self.law)} laws; give one of each for every object "
                "class of the cloud"
            )
        figures = (self.speed_m_per_s, self.turning_rad, *widths)
        if not np.isfinite([self.start_s, self.end_s, *figures]).all() or min(figures) < 0.0:
            raise PlanError(
                f"effort of speed {self.speed_m_per_s:g} m/s and sweep widths {widths.tolist()} m is not usable: all "
                "must be 0 or more; correct the unit"
            )

    def overlap_s(self, start_s: Floats, end_s: Floats) -> Floats:
        """How long it searches in each of these periods, same shape [s]."""
        return np.asarray(np.maximum(np.minimum(end_s, self.end_s) - np.maximum(start_s, self.start_s), 0.0))
