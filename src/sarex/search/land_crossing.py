"""Where the legs of a pattern would cross land."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.search_plan import Leg
from sarex.search.local_plane import LocalPlane

LandTest = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.bool_]]
"""Longitudes and latitudes of equal shape -> True on land."""
SAMPLE_M: Final = 200.0
SAMPLES_MAX: Final = 200_000


def legs_on_land(legs: Sequence[Leg], plane: LocalPlane, land: LandTest) -> tuple[int, int]:
    """How many of the search legs touch land, and how many there are; looked at every 200 m (further apart for
    patterns of more than 40 000 km)."""
    search = [leg for leg in legs if leg.kind == "search"]
    ends = [(plane.point(leg.start), plane.point(leg.end)) for leg in search]
    lengths_m = [float(np.hypot(end.east - start.east, end.north - start.north)) for start, end in ends]
    step_m = max(SAMPLE_M, sum(lengths_m) / SAMPLES_MAX)
    points, owner = [], []
    for index, ((start, end), length_m) in enumerate(zip(ends, lengths_m, strict=True)):
        part = np.linspace(0.0, 1.0, max(2, int(np.ceil(length_m / step_m)) + 1))[:, np.newaxis]
        points.append(np.array(start) + part * (np.array(end) - np.array(start)))
        owner.append(np.full(len(part), index))
    places = plane.places(np.concatenate(points))
    touched = np.unique(np.concatenate(owner)[land(places[:, 0], places[:, 1])])
    return len(touched), len(search)
