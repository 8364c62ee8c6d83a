"""The circular normal distribution of the manual, by the radius E that holds half of it."""

from __future__ import annotations

import math
from typing import Final

PROBABLE_ERROR_SIGMAS: Final = math.sqrt(2.0 * math.log(2.0))
"""E / sigma = 1.17741: a circle of radius E holds 50 %. [Frost2001]"""


def strip_poc(half_width: float, probable_error: float) -> float:
    """Share within `half_width` of a straight line through the centre; both in the same unit.

    >>> round(strip_poc(1.1, 1.0) ** 2, 6)
    0.647593
    """
    if probable_error == 0.0:
        return 1.0 if half_width > 0.0 else 0.0
    return math.erf(half_width * PROBABLE_ERROR_SIGMAS / (probable_error * math.sqrt(2.0)))


def square_poc(half_side: float, probable_error: float) -> float:
    """Share within a square about the centre."""
    return strip_poc(half_side, probable_error) ** 2


def circle_poc(radius: float, probable_error: float) -> float:
    """Share within a circle about the centre: a half for the probable error itself.

    >>> circle_poc(3.0, 3.0)
    0.5
    """
    return float(1.0 - 0.5 ** ((radius / probable_error) ** 2))


def diverging_poc(radius: float, distance: float, probable_error: float) -> float:
    """Share of two equal normals, `distance` apart, in the rectangle that reaches `radius` around both."""
    along = (strip_poc(radius, probable_error) + strip_poc(radius + distance, probable_error)) / 2.0
    return along * strip_poc(radius, probable_error)
