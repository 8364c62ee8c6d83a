"""Detection laws: how much of what is in an area is found by how much coverage. [Koopman1946] [Frost2001]"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from sarex.model.worksheet import Conditions


class DetectionLaw(Protocol):
    """Probability of detection from coverage C = effort / area, for parallel legs sweep width / spacing."""

    @property
    def name(self) -> str: ...

    def pod(self, coverage: float) -> float:
        """Probability of detection, 0 to 1."""
        ...

    def log_elasticity(self, coverage: float) -> float:
        """Logarithm of the per cent more POD for one per cent more coverage, C POD'(C) / POD(C): from 0 at C = 0 down.

        The logarithm, because the figure itself is too small for a float where coverage is very high.
        """
        ...


@dataclass(frozen=True)
class RandomSearch:
    """Effort spread at random: 1 - exp(-C). The manual's curve for normal conditions.

    >>> round(RandomSearch().pod(1.0), 6)
    0.632121
    """

    name: str = "random search, POD = 1 - exp(-C)"

    def pod(self, coverage: float) -> float:
        return -math.expm1(-coverage)

    def log_elasticity(self, coverage: float) -> float:
        if coverage == 0.0:
            return 0.0
        return math.log(coverage) - coverage - math.log(self.pod(coverage))


@dataclass(frozen=True)
class InverseCube:
    """Parallel legs, sensor with a detection rate that falls with the cube of the range: erf(sqrt(pi) / 2 C).
    The manual's curve for ideal conditions.

    >>> round(InverseCube().pod(1.0), 6)
    0.789909
    """

    name: str = "inverse cube law, POD = erf(sqrt(pi)/2 C)"

    def pod(self, coverage: float) -> float:
        return math.erf(math.sqrt(math.pi) / 2.0 * coverage)

    def log_elasticity(self, coverage: float) -> float:
        if coverage == 0.0:
            return 0.0
        return math.log(coverage) - math.pi / 4.0 * coverage**2 - math.log(self.pod(coverage))

    def lateral_range_pod(self, lateral_range: float, sweep_width: float) -> float:
        """Probability of detection of an object passed once at this closest distance; both in the same unit."""
        if lateral_range == 0.0:
            return 1.0
        return -math.expm1(-(sweep_width**2) / (4.0 * math.pi * lateral_range**2))


def law_for(conditions: Conditions) -> DetectionLaw:
    """The law behind the manual's two curves."""
    return InverseCube() if conditions == "ideal" else RandomSearch()
