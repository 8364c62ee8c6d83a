"""The probability map: how likely the object is in each cell at one time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sarex.model.provenance import Provenance
from sarex.model.quantities import Position


@dataclass(frozen=True)
class ContainmentArea:
    """The smallest set of cells that holds `share` of the probability afloat.

    polygons : each a list of rings; a ring is float64 (point, lon-lat), closed, the outer one first
    """

    share: float
    area_m2: float
    density_min_per_m2: float
    polygons: tuple[tuple[NDArray[np.float64], ...], ...]


@dataclass(frozen=True)
class ProbabilityMap:
    """Probability of containment on an equal-area grid centred on the cloud.

    poc      : float64 (y, x), probability in each cell; sums to the share of the weight that is afloat
    x_m, y_m : float64, cell centres in a Lambert azimuthal equal-area plane about `centre` (WGS84), both ascending
    smoothing_m : standard deviation of the Gaussian kernel laid over the particles
    `poc.sum() + stranded + left_forcing + under_way == 1`.
    """

    time_s: float
    centre: Position
    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    poc: NDArray[np.float64]
    cell_m: float
    smoothing_m: float
    stranded: float
    left_forcing: float
    under_way: float
    most_probable: Position
    areas: tuple[ContainmentArea, ...]
    provenance: Provenance

    @property
    def projection(self) -> str:
        """PROJ text of the plane of x_m and y_m."""
        return equal_area_projection(self.centre)


def equal_area_projection(centre: Position) -> str:
    """PROJ text of the Lambert azimuthal equal-area plane about `centre`."""
    return f"+proj=laea +lat_0={centre.lat:.9f} +lon_0={centre.lon:.9f} +datum=WGS84 +units=m +no_defs"
