"""Survival in cold water: the chance that a person in the water is still alive when found."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from sarex.model.errors import PlanError

WARMEST_C: Final = 20.0
"""Above this the formula is not used: it grows without bound near 23 degrees Celsius."""
COLDEST_C: Final = -3.0
SPREAD: Final = 0.45
"""Standard deviation of the logarithm of the time. An assumption: two of them either way span about a factor of six,
as wide as the published range of 1 to 6 h at 10 to 16 degrees Celsius."""


def median_survival_h(temperature_c: float) -> float:
    """Hours in water of this temperature until a person in light clothing and a life jacket cools to a core of 30
    degrees Celsius: (15 + 7.2 / (0.0785 - 0.0034 T)) min. [Hayward1975]

    Held at its value for 20 degrees in warmer water. Raises PlanError for a temperature that no sea has.

    >>> round(60 * median_survival_h(10.0), 2)
    176.8
    """
    if not COLDEST_C <= temperature_c <= 40.0:
        raise PlanError(
            f"water temperature {temperature_c:g} C is not between {COLDEST_C:g} and 40; give that of the sea surface, "
            "such as `conditions: {water_temperature: 12}`"
        )
    return (15.0 + 7.2 / (0.0785 - 0.0034 * min(temperature_c, WARMEST_C))) / 60.0


def survival_chance(hours_in_water: ArrayLike, temperature_c: float) -> NDArray[np.float64]:
    """Chance to be alive after so many hours in the water, float64 of their shape, 1 at once and falling to 0.

    A log-normal curve about `median_survival_h` with SPREAD. It knows nothing of age, build, clothing beyond light,
    injury, sea or swimming, and it is for people in the water only: not for those in rafts or boats. Times before
    entering the water (below 0) count as 0; NaN stays NaN. Raises PlanError as `median_survival_h` does.
    """
    hours = np.maximum(np.asarray(hours_in_water, dtype=np.float64), 0.0)
    with np.errstate(divide="ignore"):
        return np.asarray(ndtr(-np.log(hours / median_survival_h(temperature_c)) / SPREAD))


def survival_source(temperature_c: float) -> str:
    """One sentence that names the figures and their limits."""
    median_h = median_survival_h(temperature_c)
    held = f", held at its value for {WARMEST_C:g} C above which it is not valid" if temperature_c > WARMEST_C else ""
    tenth, most = (median_h * math.exp(sign * 1.2816 * SPREAD) for sign in (-1.0, 1.0))
    return (
        f"water {temperature_c:g} C: half of the people in the water alive after {median_h:.1f} h [Hayward1975]{held}, "
        f"nine tenths after {tenth:.1f} h and one tenth after {most:.1f} h (spread assumed); light clothing and life "
        "jacket, nobody in a raft or boat counted"
    )
