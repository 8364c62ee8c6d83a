"""A pattern in still water, before it is timed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sarex.search.local_plane import Point

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class StillArea:
    """An area that the pattern sweeps from one vertex of its path to a later one.

    corners : float64 (corner, 2), convex, anticlockwise [m]
    track_m : flown in it, but no more than the pattern with square corners: arcs and loops sweep nothing new
    """

    corners: Floats
    first: int
    last: int
    track_m: float
    area_m2: float


@dataclass(frozen=True)
class StillPattern:
    """points   : float64 (vertex, 2) east and north [m]
    piece    : int8 (vertex - 1,), see Piece
    length_m : float64 (vertex - 1,) as flown: along the arc where the path has its chord
    outline  : float64 (corner, 2), convex, anticlockwise, holds the areas and the path
    """

    points: Floats
    piece: NDArray[np.int8]
    length_m: Floats
    areas: tuple[StillArea, ...]
    outline: Floats


def placed(centre: Point, along_deg: float, ahead: Floats, left: Floats) -> Floats:
    """Points so far ahead and to the left of a centre, seen along a bearing: float64 (point, 2) [m]."""
    sine, cosine = math.sin(math.radians(along_deg)), math.cos(math.radians(along_deg))
    points = np.empty((len(ahead), 2))
    points[:, 0] = centre.east + sine * ahead - cosine * left
    points[:, 1] = centre.north + cosine * ahead + sine * left
    return points


def box(centre: Point, along_deg: float, ahead_m: tuple[float, float], left_m: tuple[float, float]) -> Floats:
    """Corners of a rectangle, anticlockwise, from its extent (least, most) ahead and to the left of a centre."""
    (behind, ahead), (right, left) = ahead_m, left_m
    return placed(
        centre, along_deg, np.array([ahead, behind, behind, ahead]), np.array([left, left, right, right])
    )  # fmt: skip
