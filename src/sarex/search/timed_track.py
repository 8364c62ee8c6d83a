"""Where a unit is at each moment of its search, and the areas that it sweeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sarex.model.search_pattern import PatternCode
from sarex.search.local_plane import Point

Floats = NDArray[np.float64]


class Piece(IntEnum):
    """What a unit does between two vertices of its track."""

    TRANSIT = 0
    """On its way: it does not search."""
    SEARCH = 1
    CROSS = 2
    TURN = 3


@dataclass(frozen=True)
class TimedTrack:
    """A path over the ground, straight between its vertices.

    time_s      : float64 (vertex,), never descending, seconds since 1970-01-01 UTC
    east, north : float64 (vertex,) [m] in the plane of the cloud
    piece       : int8 (vertex - 1,), see Piece
    sensing     : bool (vertex - 1,): whether the sensor looks; cross legs and turns do, transits do not
    """

    time_s: Floats
    east: Floats
    north: Floats
    piece: NDArray[np.int8]
    sensing: NDArray[np.bool_]

    @property
    def length_m(self) -> float:
        """Of the pieces on which the sensor looks."""
        steps = np.hypot(np.diff(self.east), np.diff(self.north))
        return float(steps[self.sensing].sum())


@dataclass(frozen=True)
class SweptArea:
    """A convex outline that is swept evenly between two times: what an area-level law (`random`) knows of a pattern.

    corners : float64 (corner, 2) east and north [m], anticlockwise, at start_s
    shifts  : float64 (moment, 3): time_s, and east and north [m] that the outline has moved since start_s, straight
              between moments; one row where it lies still
    track_m : length of the searching track in it, through the water
    """

    corners: Floats
    shifts: Floats
    start_s: float
    end_s: float
    track_m: float
    area_m2: float


@dataclass(frozen=True)
class PatternShape:
    """The free choices of one pattern, at the time its first leg begins.

    centre   : of the area (PS, CS, CSC, B), or the datum (SS, VS), in the plane; TSR, TSN: unused
    along_deg: direction of the search legs (PS, CS, CSC, B) or of the first leg (SS, VS), from plane north by east
    leg_m    : length of a search leg (PS, CS, CSC, B: from turn to turn), radius of VS; SS: unused
    spacing_m: between legs
    legs     : number of search legs; of VS: 9 or 18
    begins_ahead, begins_left : the corner where a ladder begins, seen along `along_deg` from its centre
    turns_right : SS and VS turn to the right
    route    : of TSR, TSN: the track to search along, in the plane
    """

    code: PatternCode
    centre: Point
    along_deg: float
    leg_m: float
    spacing_m: float
    legs: int
    begins_ahead: bool = False
    begins_left: bool = True
    turns_right: bool = True
    route: tuple[Point, ...] = ()


@dataclass(frozen=True)
class LaidPattern:
    """A pattern laid on the water in time.

    track   : over the ground, from the commence search point to the end
    swept   : for area-level laws; in one piece unless the pattern follows a bent route
    outline : float64 (corner, 2), convex, holds the area at all its times; what separation is kept from [m]
    moving  : legs were laid relative to the drifting datum
    run     : int64 (piece of the track,), number of the straight run in still water that each piece is part of: a
              drift that bends cuts a run in several pieces
    """

    shape: PatternShape
    track: TimedTrack
    swept: tuple[SweptArea, ...]
    outline: Floats
    moving: bool
    run: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
