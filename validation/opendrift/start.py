"""A normal cloud of start positions without a random number, so that both programs and every machine begin alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer


def local_plane(lon: float, lat: float) -> Transformer:
    """From degrees to metres east and north of a point, on WGS84."""
    plane = f"+proj=tmerc +lon_0={lon} +lat_0={lat} +ellps=WGS84"
    return Transformer.from_crs("EPSG:4326", plane, always_xy=True)


def normal_cloud(
    lon: float, lat: float, sd_m: float, particles: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitudes and latitudes [degrees] about a point: quantiles of a circular normal distribution for the range,
    golden angles for the bearing."""
    number = np.arange(particles)
    range_m = sd_m * np.sqrt(-2.0 * np.log(1.0 - (number + 0.5) / particles))
    bearing = number * np.pi * (3.0 - np.sqrt(5.0))
    back = local_plane(lon, lat).transform(range_m * np.sin(bearing), range_m * np.cos(bearing), direction="INVERSE")
    return back[0], back[1]
