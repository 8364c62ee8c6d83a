"""A pattern just as it was laid and scored, with the arcs of turns and the bends of the drift, which legs leave out."""

from __future__ import annotations

from typing import Literal

from sarex.model.incident import Noun
from sarex.model.search_pattern import PatternCode

Fix = tuple[float, float, float]
"""Seconds since 1970-01-01 UTC, longitude in [-180, 180) and latitude [degrees]."""
LonLat = tuple[float, float]
PieceKind = Literal["search", "cross", "turn"]


class SweptOutline(Noun):
    """A convex outline that is swept evenly between two times, carried by the water.

    corners : anticlockwise, as it lies when the sweep begins
    course  : of its first corner from then on, straight between the fixes; one fix where it lies still
    track_m : length of the track in it, through the water
    """

    corners: tuple[LonLat, ...]
    course: tuple[Fix, ...]
    end_s: float
    track_m: float
    area_m2: float


class SearchedPath(Noun):
    """The track over the ground, straight between its fixes, and what it sweeps.

    kinds   : of the pieces between the fixes
    outline : convex, holds what is swept at all its times
    moving  : laid relative to the drifting datum
    """

    pattern: PatternCode
    spacing_m: float
    fixes: tuple[Fix, ...]
    kinds: tuple[PieceKind, ...]
    swept: tuple[SweptOutline, ...]
    outline: tuple[LonLat, ...]
    moving: bool
