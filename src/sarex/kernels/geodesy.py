"""Moves on the WGS84 ellipsoid: metres to degrees, across the date line and over the poles."""

from __future__ import annotations

import math
from typing import Final

from numba import njit

SEMI_MAJOR_M: Final = 6378137.0
ECCENTRICITY_2: Final = 0.0066943799901413165
DEGREE: Final = math.pi / 180.0
POLAR_LATITUDE: Final = 80.0
"""Beyond this latitude [degrees] meridians converge too fast for moves in longitude and latitude."""
_NORTH_SCALE: Final = 1.0 / (SEMI_MAJOR_M * (1.0 - ECCENTRICITY_2) * DEGREE)
_EAST_SCALE: Final = 1.0 / (SEMI_MAJOR_M * DEGREE)
_COSINE_MIN: Final = 1e-12


@njit(cache=True, error_model="numpy", forceinline=True)
def cosine(angle):
    """Cosine of an angle [rad] in [-pi/2, pi/2] to 1e-12, by its series: unlike the library's it runs in vectors."""
    x = angle * angle
    return 1.0 + x * (-0.5 + x * (1.0 / 24.0 + x * (-1.0 / 720.0 + x * (1.0 / 40320.0 + x * (-1.0 / 3628800.0
        + x * (1.0 / 479001600.0 + x * (-1.0 / 87178291200.0 + x * (1.0 / 20922789888000.0
        + x * (-1.0 / 6402373705728000.0)))))))))  # fmt: skip


@njit(cache=True, error_model="numpy", forceinline=True)
def degrees_per_metre(lat):
    """Degrees of longitude and of latitude in one metre at this latitude [degrees]: 1/(N cos lat), 1/M of WGS84."""
    c = cosine(lat * DEGREE)
    squared = (1.0 - ECCENTRICITY_2) + ECCENTRICITY_2 * (c * c)
    w = math.sqrt(squared)
    c = c if c > _COSINE_MIN else _COSINE_MIN
    return w / c * _EAST_SCALE, w * squared * _NORTH_SCALE


@njit(cache=True, error_model="numpy", forceinline=True)
def wrapped(lon):
    """The same meridian in [-180, 180), for longitudes that left it by less than one turn."""
    lon = lon - 360.0 if lon >= 180.0 else lon
    lon = lon + 360.0 if lon < -180.0 else lon
    return lon if lon < 180.0 else -180.0


@njit(cache=True, error_model="numpy")
def great_circle_move(lon, lat, east, north):
    """Where a straight move of (east, north) metres leads, and by how much the course has turned on the way.

    A great circle on the sphere of geodetic latitudes, the metres being turned to angles by the two curvatures of WGS84
    at the start: good to a millimetre for a kilometre at high latitude, and right across the pole. Returns lon, lat
    [degrees] and the turn [rad]: the direction to steer at the end, from north by east, less that at the start
    (meridian convergence).
    """
    phi = lat * DEGREE
    s, c = math.sin(phi), math.cos(phi)
    w = math.sqrt(1.0 - ECCENTRICITY_2 * s * s)
    across = east * w / SEMI_MAJOR_M
    along = north * w * w * w / (SEMI_MAJOR_M * (1.0 - ECCENTRICITY_2))
    arc = math.hypot(across, along)
    if arc == 0.0:
        return lon, lat, 0.0
    sine_course, cosine_course = across / arc, along / arc
    sin_arc, cos_arc = math.sin(arc), math.cos(arc)
    # The end point in axes along the start meridian: x outward in its plane, y east of it, z along the axis.
    x = c * cos_arc - s * sin_arc * cosine_course
    y = sin_arc * sine_course
    z = s * cos_arc + c * sin_arc * cosine_course
    new_lat = math.atan2(z, math.hypot(x, y)) / DEGREE
    new_lon = lon + math.atan2(y, x) / DEGREE
    # Course at the end by Clairaut's relation and its companion; both are scaled by the cosine of the end latitude.
    course = math.atan2(sine_course * c, c * cos_arc * cosine_course - s * sin_arc)
    turn = course - math.atan2(sine_course, cosine_course)
    return wrapped(new_lon), new_lat, turn


@njit(cache=True, error_model="numpy", forceinline=True)
def turned(east, north, turn):
    """The vector (east, north) turned by `turn` [rad] from north towards east."""
    s, c = math.sin(turn), math.cos(turn)
    return east * c + north * s, north * c - east * s
