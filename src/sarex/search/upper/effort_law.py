"""How much is found by how much divisible effort: concave curves b(C) of accumulated coverage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

Floats = NDArray[np.float64]
BoundLaw = Literal["random", "inverse_cube"]


class EffortLaw(Protocol):
    """b(C), rising and concave from b(0) = 0 with slope 1 there, never above 1."""

    @property
    def name(self) -> str: ...

    def pod(self, coverage: Floats) -> Floats:
        """b(C) of coverages >= 0, same shape."""
        ...

    def slope(self, coverage: Floats) -> Floats:
        """b'(C)."""
        ...

    def kept_back(self, coverage: Floats) -> Floats:
        """b(C) - C b'(C), the height at which the tangent at C meets the axis: no b lies above its tangents."""
        ...


class FillingLaw(EffortLaw, Protocol):
    """One whose slope tells the coverage, for cells that are filled one by one."""

    def coverage_at(self, log_ratio: Floats) -> Floats:
        """The coverage at which the slope has fallen to exp(-log_ratio); 0 where log_ratio <= 0."""
        ...


@dataclass(frozen=True)
class RandomEffort:
    """1 - exp(-C). [Koopman1946]"""

    name: str = "random"

    def pod(self, coverage: Floats) -> Floats:
        return -np.expm1(-coverage)

    def slope(self, coverage: Floats) -> Floats:
        return np.exp(-coverage)

    def kept_back(self, coverage: Floats) -> Floats:
        return self.pod(coverage) - coverage * self.slope(coverage)

    def coverage_at(self, log_ratio: Floats) -> Floats:
        return np.maximum(log_ratio, 0.0)


@dataclass(frozen=True)
class InverseCubeEffort:
    """erf(sqrt(pi) / 2 C): inverse cube law, swept regularly. [Koopman1946]"""

    name: str = "inverse_cube"

    def pod(self, coverage: Floats) -> Floats:
        return np.asarray(erf(np.sqrt(np.pi) / 2.0 * coverage))

    def slope(self, coverage: Floats) -> Floats:
        return np.exp(-np.pi / 4.0 * coverage**2)

    def kept_back(self, coverage: Floats) -> Floats:
        return self.pod(coverage) - coverage * self.slope(coverage)

    def coverage_at(self, log_ratio: Floats) -> Floats:
        return np.sqrt(4.0 / np.pi * np.maximum(log_ratio, 0.0))


@dataclass(frozen=True)
class DefiniteEffort:
    """min(1, C), with its corner rounded off over 1 - rounding < C < 1 + rounding where steps are chosen by its slope.

    Any share m of the slope 1 gives a line m C + (1 - m) that min(1, C) never passes, so what is kept back is 1 - m.
    """

    rounding: float
    name: str = "any"

    def pod(self, coverage: Floats) -> Floats:
        into = np.clip(coverage - 1.0 + self.rounding, 0.0, 2.0 * self.rounding)
        return np.minimum(coverage, 1.0 + self.rounding) - into**2 / (4.0 * self.rounding)

    def slope(self, coverage: Floats) -> Floats:
        return np.clip((1.0 + self.rounding - coverage) / (2.0 * self.rounding), 0.0, 1.0)

    def kept_back(self, coverage: Floats) -> Floats:
        return 1.0 - self.slope(coverage)


RANDOM: Final[FillingLaw] = RandomEffort()
EFFORT_LAWS: Final[dict[BoundLaw, FillingLaw]] = {"random": RANDOM, "inverse_cube": InverseCubeEffort()}
