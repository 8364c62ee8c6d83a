"""Displacement of many points at once along geodesics of WGS84."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sarex.model.geodesy import wgs84


def displaced(
    lon: ArrayLike, lat: ArrayLike, azimuth_deg: ArrayLike, distance_m: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """The ends of geodesics, and the direction in which each geodesic passes its end.

    lon, lat, azimuth_deg : [degrees], (particle,) or one for all; distance_m : float64 (particle,), may be negative
    Returns lon in [-180, 180), lat and azimuth, float64 (particle,) [degrees]. No distance gives the very same place.
    """
    shape = distance_m.shape
    lon, lat, azimuth_deg = (np.broadcast_to(np.asarray(v, dtype=np.float64), shape) for v in (lon, lat, azimuth_deg))
    there_lon, there_lat, back_deg = wgs84().fwd(lon, lat, azimuth_deg, distance_m)
    at_rest = distance_m == 0.0
    there_lon = np.where(at_rest, lon, there_lon)
    there_lon = np.where(there_lon >= 180.0, there_lon - 360.0, there_lon)
    return there_lon, np.where(at_rest, lat, there_lat), np.where(at_rest, azimuth_deg, back_deg + 180.0)
