"""Effort spread evenly over an area: the random search law for particles that move through it. [Koopman1946]"""

from __future__ import annotations

from numba import njit, prange


@njit(cache=True, error_model="numpy")
def part_inside(east, north, later_east, later_north, corners):
    """Part of a straight line (0 to 1) that lies inside a convex outline; its border belongs to it.

    corners : float64 (corner, 2), anticlockwise
    """
    enter, leave = 0.0, 1.0
    count = len(corners)
    for corner in range(count):
        from_east, from_north = corners[corner]
        to_east, to_north = corners[(corner + 1) % count]
        along_east, along_north = to_east - from_east, to_north - from_north
        # Positive to the left of the side, which is inside.
        first = along_east * (north - from_north) - along_north * (east - from_east)
        last = along_east * (later_north - from_north) - along_north * (later_east - from_east)
        if first < 0.0 and last < 0.0:
            return 0.0
        if first < 0.0:
            enter = max(enter, first / (first - last))
        elif last < 0.0:
            leave = min(leave, first / (first - last))
    return max(leave - enter, 0.0)


@njit(cache=True, parallel=True, error_model="numpy")
def add_area_exposure(pieces, corners, cloud, kind, rate, exposure):
    """Add the exposure to effort that is spread evenly over a convex outline that moves.

    pieces : RelativePieces of the displacement of the outline [m] as if it were a unit
    corners : float64 (corner, 2), anticlockwise, before any displacement [m]
    cloud : east, north [m] and whether afloat, each (particle, time);  kind : int (particle,), object class
    rate : float64 (kind,), exposure a second inside, 0 for kinds that follow another law
    exposure : float64 (particle, column), added to in the column of each piece
    """
    cloud_east, cloud_north, afloat = cloud
    begins, ends = pieces.begin, pieces.end
    particles, columns = exposure.shape
    west, south, east_end, north_end = (
        corners[:, 0].min(), corners[:, 1].min(), corners[:, 0].max(), corners[:, 1].max()
    )  # fmt: skip
    for particle in prange(particles):
        growth = rate[kind[particle]]
        for piece in range(len(pieces.seconds) if growth > 0.0 else 0):
            interval, column = pieces.interval[piece], pieces.column[piece]
            if column < columns and afloat[particle, interval] and afloat[particle, interval + 1]:
                place_east, place_north = cloud_east[particle, interval], cloud_north[particle, interval]
                drift_east = cloud_east[particle, interval + 1] - place_east
                drift_north = cloud_north[particle, interval + 1] - place_north
                east, later_east = (
                    place_east + begins[piece, 0] * drift_east - begins[piece, 1],
                    place_east + ends[piece, 0] * drift_east - ends[piece, 1],
                )
                north = place_north + begins[piece, 0] * drift_north - begins[piece, 2]
                later_north = place_north + ends[piece, 0] * drift_north - ends[piece, 2]
                if (
                    max(east, later_east) >= west
                    and min(east, later_east) <= east_end
                    and max(north, later_north) >= south
                    and min(north, later_north) <= north_end
                ):
                    inside = part_inside(east, north, later_east, later_north, corners)
                    exposure[particle, column] += growth * pieces.seconds[piece] * inside
