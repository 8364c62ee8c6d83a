"""Probes: a stint changed along one of its choices alone, by strides that grow while they help."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Final

from sarex.search.local_plane import direction
from sarex.search.optimise.proposer import USE_MIN
from sarex.search.optimise.stint import LEGS_MAX, Stint

AXES: Final = ("along", "across", "turn", "size", "spacing", "legs", "length", "use", "parallel")
PLACE: Final = 0.2
"""Of the side of the square with the area of the pattern, by a stride of 1."""
TURN_DEG: Final = 15.0
SIZE: Final = 0.15
USE: Final = 0.3
LONGER: Final = 1.5
SHORTER: Final = -0.6
"""A stride that does not help is turned round and made shorter."""
STRIDE_MIN: Final = 0.02
STRIDE_MAX: Final = 2.0
SCALE_RANGE: Final = (0.02, 2.0)
Key = tuple[int, int, str]
"""Unit, place of the stint in its programme, axis."""


@dataclass
class Pace:
    """How far to go next, learnt from what helped.

    strides : of probes along each axis, with their sign; 1 at first, and again when shorter than STRIDE_MIN
    scales  : of the random changes of each unit; 1 is the usual step
    """

    strides: dict[Key, float] = field(default_factory=dict)
    scales: dict[int, float] = field(default_factory=dict)

    def stride(self, key: Key) -> float:
        return self.strides.get(key, 1.0)

    def scale(self, index: int) -> float:
        return self.scales.get(index, 1.0)

    def probe_helped(self, key: Key, helped: bool) -> None:
        stride = self.stride(key) * (LONGER if helped else SHORTER)
        self.strides[key] = math.copysign(min(abs(stride), STRIDE_MAX), stride) if abs(stride) > STRIDE_MIN else 1.0

    def nudge_helped(self, index: int, helped: bool) -> None:
        least, most = SCALE_RANGE
        self.scales[index] = min(max(self.scale(index) * (1.25 if helped else 0.96), least), most)

    def forget(self, index: int) -> None:
        """A unit that is somewhere else begins anew."""
        self.strides = {key: stride for key, stride in self.strides.items() if key[0] != index}


def probed(stint: Stint, axis: str, stride: float, *, side_m: float, spacing_m_min: float) -> Stint:
    """The stint after a stride along an axis.

    side_m : of the square with its area
    Size changes spacing and legs together, spacing the width alone, legs the proportions, length the legs within the
    same width.
    """
    if axis in ("along", "across"):
        way = direction(stint.along_deg if axis == "along" else stint.along_deg + 90.0)
        step_m = stride * PLACE * side_m
        return stint.moved(way.east * step_m, way.north * step_m)
    if axis == "turn":
        return replace(stint, along_deg=(stint.along_deg + TURN_DEG * stride) % 360.0)
    if axis == "use":
        return replace(stint, use=min(max(stint.use * math.exp(USE * stride), USE_MIN), 1.0))
    factor = math.exp(SIZE * stride)
    if axis in ("size", "spacing"):
        legs = stint.legs if axis == "spacing" else max(1, round(stint.legs / math.sqrt(factor)))
        return replace(stint, spacing_m=max(stint.spacing_m * factor, spacing_m_min), legs=min(legs, LEGS_MAX))
    more = math.copysign(max(1, round(abs(factor - 1.0) * stint.legs)), stride)
    legs = min(max(stint.legs + int(more), 1), LEGS_MAX)
    if axis == "legs":
        return replace(stint, legs=legs)
    return replace(stint, legs=legs, spacing_m=max(stint.spacing_m * stint.legs / legs, spacing_m_min))
