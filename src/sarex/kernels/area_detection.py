"""Effort spread evenly over an area: the random search law for particles that move through it. [Koopman1946]"""

from __future__ import annotations

from numba import njit, prange

from sarex.kernels.relative_pieces import SHARED_WORK_MIN


@njit(cache=True, error_model="numpy")
def part_inside(east, north, later_east, later_north, corners):
    """Part of a straight line (0 to 1) that lies inside a convex outline; its border belongs to it.

    corners : float64 (corner, 2), anticlockwise
    """
    enter, leave = 0.0, 1.0
    from_east, from_north = corners[-1, 0], corners[-1, 1]
    for corner in range(len(corners)):
        along_east, along_north = corners[corner, 0] - from_east, corners[corner, 1] - from_north
        # Positive to the left of the side, which is inside.
        first = along_east * (north - from_north) - along_north * (east - from_east)
        last = along_east * (later_north - from_north) - along_north * (later_east - from_east)
        if first < 0.0 and last < 0.0:
            return 0.0
        if first < 0.0:
            enter = max(enter, first / (first - last))
        elif last < 0.0:
            leave = min(leave, first / (first - last))
        from_east, from_north = corners[corner, 0], corners[corner, 1]
    return max(leave - enter, 0.0)


@njit(cache=True)
def _box(corners):
    """West, south, east and north of an outline; apart, as in a parallel function threads would share even this."""
    return corners[:, 0].min(), corners[:, 1].min(), corners[:, 0].max(), corners[:, 1].max()


@njit(cache=True, error_model="numpy")
def _add_stay(particle, pieces, corners, box, cloud, growth, exposure):
    """Add the time that one particle spends inside, times the growth, to its row of exposure (particle, column)."""
    cloud_east, cloud_north, afloat = cloud
    west, south, east_end, north_end = box
    for piece in range(len(pieces.seconds)):
        interval, column = pieces.interval[piece], pieces.column[piece]
        if column < exposure.shape[1] and afloat[particle, interval] and afloat[particle, interval + 1]:
            place_east, place_north = cloud_east[particle, interval], cloud_north[particle, interval]
            drift_east = cloud_east[particle, interval + 1] - place_east
            drift_north = cloud_north[particle, interval + 1] - place_north
            east = place_east + pieces.begin[piece, 0] * drift_east - pieces.begin[piece, 1]
            north = place_north + pieces.begin[piece, 0] * drift_north - pieces.begin[piece, 2]
            later_east = place_east + pieces.end[piece, 0] * drift_east - pieces.end[piece, 1]
            later_north = place_north + pieces.end[piece, 0] * drift_north - pieces.end[piece, 2]
            if (
                max(east, later_east) >= west
                and min(east, later_east) <= east_end
                and max(north, later_north) >= south
                and min(north, later_north) <= north_end
            ):
                inside = part_inside(east, north, later_east, later_north, corners)
                exposure[particle, column] += growth * pieces.seconds[piece] * inside


@njit(cache=True, parallel=True)
def add_area_exposure(pieces, corners, cloud, kind, rate, exposure):
    """Add the exposure to effort that is spread evenly over a convex outline that moves.

    pieces : RelativePieces of the displacement of the outline [m] as if it were a unit
    corners : float64 (corner, 2), anticlockwise, before any displacement [m]
    cloud : east, north [m] and whether afloat, each (particle, time);  kind : int (particle,), object class
    rate : float64 (kind,), exposure a second inside, 0 for kinds that follow another law
    exposure : float64 (particle, column), added to in the column of each piece
    """
    box = _box(corners)
    if len(kind) * len(pieces.seconds) < SHARED_WORK_MIN:
        for particle in range(len(kind)):
            if rate[kind[particle]] > 0.0:
                _add_stay(particle, pieces, corners, box, cloud, rate[kind[particle]], exposure)
    else:
        for particle in prange(len(kind)):
            if rate[kind[particle]] > 0.0:
                _add_stay(particle, pieces, corners, box, cloud, rate[kind[particle]], exposure)
