"""Convex outlines: about points, and swept along a path."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
EDGE_M_MIN: Final = 1e-6
"""Shorter edges are rounding, and their bearing is none."""


def convex_outline(points: Floats) -> Floats:
    """The convex hull of points, float64 (corner, 2), anticlockwise; of points on a line, its two ends. (Andrew's
    chain.)"""
    ordered = sorted(set(map(tuple, points.tolist())))
    if len(ordered) < 3:
        return np.array(ordered)
    return np.array(_chain(ordered) + _chain(ordered[::-1]))


def _chain(ordered: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Half of the hull, without its last point."""
    chain: list[tuple[float, float]] = []
    for east, north in ordered:
        while len(chain) > 1:
            (a, b), (c, d) = chain[-2], chain[-1]
            if (c - a) * (north - b) - (d - b) * (east - a) > 0.0:
                break
            chain.pop()
        chain.append((east, north))
    return chain[:-1]


def swept_outline(outline: Floats, shifts: Floats) -> Floats:
    """The convex outline of all places of a convex outline that is moved by each of `shifts`, float64 (moment, 2).

    That is the sum of the outline and the hull of the shifts, whose edges are those of both in order of their bearing.
    """
    path = convex_outline(shifts)
    # The edges run in order from just past west, so the walk begins at the corner furthest north, of those the one
    # furthest west. Adding zero makes -0.0 positive: an edge due west must come last, not first.
    edges = np.concatenate([np.roll(one, -1, axis=0) - one for one in (outline, path)]) + 0.0
    edges = edges[np.hypot(edges[:, 0], edges[:, 1]) > EDGE_M_MIN]
    edges = edges[np.argsort(np.arctan2(edges[:, 1], edges[:, 0]), kind="stable")]
    first = sum(one[np.lexsort((one[:, 0], -one[:, 1]))[0]] for one in (outline, path))
    return np.concatenate([[first], first + np.cumsum(edges[:-1], axis=0)])


def polygon_area_m2(corners: Floats) -> float:
    """Of a simple polygon, positive where its corners run anticlockwise."""
    after = np.roll(corners, -1, axis=0)
    return float((corners[:, 0] * after[:, 1] - corners[:, 1] * after[:, 0]).sum() / 2.0)
