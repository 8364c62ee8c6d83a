"""How far apart two convex outlines are."""

from __future__ import annotations

import math

import numpy as np
from numba import njit


@njit(cache=True)
def _gap_along(axis_x, axis_y, one, other):
    """Distance between the shadows of two outlines on a line with this unit direction; negative where they overlap."""
    one_from, one_to, other_from, other_to = np.inf, -np.inf, np.inf, -np.inf
    for corner in range(len(one)):
        shadow = one[corner, 0] * axis_x + one[corner, 1] * axis_y
        one_from, one_to = min(one_from, shadow), max(one_to, shadow)
    for corner in range(len(other)):
        shadow = other[corner, 0] * axis_x + other[corner, 1] * axis_y
        other_from, other_to = min(other_from, shadow), max(other_to, shadow)
    return max(other_from - one_to, one_from - other_to)


@njit(cache=True)
def _widest_gap(one, other):
    """The largest gap along the sides of `one` and across them; -inf where it has no side."""
    widest = -np.inf
    for corner in range(len(one)):
        following = (corner + 1) % len(one)
        x, y = one[following, 0] - one[corner, 0], one[following, 1] - one[corner, 1]
        length = math.hypot(x, y)
        if length == 0.0:
            continue
        # Along the side too: an outline that is only a line has no other direction that parts it from its prolongation.
        across = _gap_along(-y / length, x / length, one, other)
        widest = max(widest, across, _gap_along(x / length, y / length, one, other))
    return widest


@njit(cache=True)
def _nearest_corner(one, other):
    """Smallest distance from a corner of `one` to a side of `other`."""
    nearest = np.inf
    for corner in range(len(one)):
        for begin in range(len(other)):
            end = (begin + 1) % len(other)
            side_x, side_y = other[end, 0] - other[begin, 0], other[end, 1] - other[begin, 1]
            x, y = one[corner, 0] - other[begin, 0], one[corner, 1] - other[begin, 1]
            square = side_x * side_x + side_y * side_y
            share = min(max((x * side_x + y * side_y) / square, 0.0), 1.0) if square > 0.0 else 0.0
            nearest = min(nearest, math.hypot(x - share * side_x, y - share * side_y))
    return nearest


@njit(cache=True)
def convex_gap(one, other, enough=np.inf):
    """Distance between two convex outlines, by the separating axis theorem.

    one, other : float64 (corner, 2), corners in order, either way round; a line or a point are outlines too
    enough : no need to know more closely where they are at least so far apart [m]
    Returns [m]: the distance where they are apart, 0 where they touch, and where they overlap the negative of the
    shortest shift that parts them.
    """
    boxes = max(_gap_along(1.0, 0.0, one, other), _gap_along(0.0, 1.0, one, other))
    if boxes >= enough:
        return boxes
    widest = max(_widest_gap(one, other), _widest_gap(other, one))
    if -np.inf < widest <= 0.0:
        return widest
    return min(_nearest_corner(one, other), _nearest_corner(other, one))
