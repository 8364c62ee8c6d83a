"""What a unit sees, as arrays by object class, ready for the kernels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sarex.model.detection_curve import DetectionCurve, UnitSensing

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SensingTable:
    """One entry for each object class of the cloud. Zeros where the class follows another law or is not seen.

    rate_m2    : float64 (kind,), inverse cube: detection rate x range^3 / search speed, W2 / (8 pi) [m2]
    effort_m   : float64 (kind,), random: sweep width [m]
    side       : float64 (kind,), 1 to the left, -1 to the right, 0 to both
    inner_m    : float64 (kind,), nothing is seen nearer
    """

    rate_m2: Floats
    effort_m: Floats
    side: Floats
    inner_m: Floats

    @property
    def kinds(self) -> int:
        return int(self.side.size)


def rate_m2(curve: DetectionCurve) -> float:
    """Detection rate x range^3 / search speed of an inverse cube law with this sweep width [m2]: W2 / (8 pi).

    One that looks to one side only is twice as wide as what is left of it.
    """
    width_m = curve.sweep_width_m * (1.0 if curve.side == "both" else 2.0)
    return width_m**2 / (8.0 * math.pi)


def sensing_table(sensing: UnitSensing) -> SensingTable:
    """Arrays of a unit's curves, in the order of its object classes."""
    curves = [entry.curve for entry in sensing.objects]

    def column(law: str, value: float, curve: DetectionCurve) -> float:
        return value if curve.law == law and curve.sweep_width_m > 0.0 else 0.0

    return SensingTable(
        rate_m2=np.array([column("inverse_cube", rate_m2(curve), curve) for curve in curves]),
        effort_m=np.array([column("random", curve.sweep_width_m, curve) for curve in curves]),
        side=np.array([{"both": 0.0, "left": 1.0, "right": -1.0}[curve.side] for curve in curves]),
        inner_m=np.array([curve.inner_m for curve in curves]),
    )
