"""All maps of a cloud on one raster of longitudes and latitudes, for a picture that moves through time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from sarex.drift.equal_area_plane import EqualAreaPlane
from sarex.drift.probability_map import LandTest, probability_map
from sarex.model.errors import CloudError
from sarex.model.particle_cloud import ParticleCloud
from sarex.model.probability_map import ProbabilityMap

SIDE_MAX: Final = 320
"""Cells along the longer side of the raster; a screen shows it smoothed."""
CELLS_MAX: Final = 24_000_000
"""Of all times together."""
DENSEST: Final = 255
_PARTS: Final = 3
"""A raster cell is the mean of so many points each way."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Raster:
    """Cells between lines of longitude and latitude: float64 edges, both ascending; longitudes go on past 180."""

    lon_edges: Floats
    lat_edges: Floats

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.lat_edges) - 1, len(self.lon_edges) - 1


@dataclass(frozen=True)
class MapSeries:
    """The maps of a cloud at its output times.

    charts : one for each time; None where nothing has a position then
    heat   : uint8 (time, row, column), 255 the densest cell of that time, rows from south, columns from west
    """

    time_s: Floats
    charts: tuple[ProbabilityMap | None, ...]
    raster: Raster
    heat: NDArray[np.uint8]


def map_series(
    cloud: ParticleCloud, land: LandTest | None = None, progress: Callable[[float], None] = lambda _share: None
) -> MapSeries:
    """The maps at every output time. Raises CloudError where nothing has a position at any time."""
    charts = []
    for number, time_s in enumerate(cloud.time_s):
        charts.append(_chart(cloud, float(time_s), land))
        progress((number + 1) / len(cloud.time_s))
    some = [chart for chart in charts if chart is not None]
    if not some:
        raise CloudError("no particle has a position at any time; drift longer, or with forcing for a larger area")
    raster = _raster(some, len(charts))
    heat = np.zeros((len(charts), *raster.shape), np.uint8)
    for number, chart in enumerate(charts):
        if chart is not None and chart.poc.max() > 0.0:
            _lay(chart, raster, heat[number], some[0].centre.lon)
    return MapSeries(cloud.time_s, tuple(charts), raster, heat)


def _chart(cloud: ParticleCloud, time_s: float, land: LandTest | None) -> ProbabilityMap | None:
    try:
        return probability_map(cloud, time_s, land=land)
    except CloudError:
        return None


def _raster(charts: Sequence[ProbabilityMap], times: int) -> Raster:
    """Takes in every cell that would be seen, with cells as fine as the size of a screen makes worth while."""
    corners = np.concatenate([_seen(chart, charts[0].centre.lon) for chart in charts])
    (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
    narrow = math.cos(math.radians((south + north) / 2.0))
    side_max = min(SIDE_MAX, math.isqrt(CELLS_MAX // times))
    finest_deg = min(chart.cell_m for chart in charts) / 111_000.0
    cell_deg = max((east - west) * narrow / side_max, (north - south) / side_max, finest_deg)
    columns = max(math.ceil((east - west) * narrow / cell_deg), 1)
    rows = max(math.ceil((north - south) / cell_deg), 1)
    return Raster(np.linspace(west, east, columns + 1), np.linspace(south, north, rows + 1))


def _seen(chart: ProbabilityMap, near_lon: float) -> Floats:
    """Corners of the box about the cells that are not white, float64 (corner, lon-lat)."""
    rows, columns = np.nonzero(chart.poc > chart.poc.max() * 0.5 / DENSEST)
    if not len(rows):
        rows, columns = np.array([0, len(chart.y_m) - 1]), np.array([0, len(chart.x_m) - 1])
    half_m = chart.cell_m / 2.0
    x_m = (float(chart.x_m[columns.min()]) - half_m, float(chart.x_m[columns.max()]) + half_m)
    y_m = (float(chart.y_m[rows.min()]) - half_m, float(chart.y_m[rows.max()]) + half_m)
    x_side, y_side = np.linspace(x_m[0], x_m[1], 9), np.linspace(y_m[0], y_m[1], 9)
    edge = np.concatenate([
        *(np.column_stack([x_side, np.full(9, y)]) for y in y_m),
        *(np.column_stack([np.full(9, x), y_side]) for x in x_m),
    ])  # fmt: skip
    lon, lat = EqualAreaPlane(chart.centre).to_globe(edge[:, 0], edge[:, 1])
    return np.column_stack([_near(lon, near_lon), lat])


def _near(lon: Floats, middle: float) -> Floats:
    """The same meridians within half a turn of the middle, so that they do not jump at the date line."""
    return np.asarray(middle + (lon - middle + 180.0) % 360.0 - 180.0)


def _lay(chart: ProbabilityMap, raster: Raster, heat: NDArray[np.uint8], near_lon: float) -> None:
    """Fill one time of the heat."""
    density = _binned(chart, raster, near_lon)
    if density is None:
        density = _sampled(chart, raster)
    top = density.max()
    if top > 0.0:
        heat[:] = np.round(DENSEST * np.minimum(density / top, 1.0)).astype(np.uint8)


def _binned(chart: ProbabilityMap, raster: Raster, near_lon: float) -> Floats | None:
    """What falls into each raster cell, where those are much larger than the map's; else None."""
    cell_m = (raster.lat_edges[1] - raster.lat_edges[0]) * 111_000.0
    if cell_m < _PARTS * chart.cell_m:
        return None
    rows, columns = np.nonzero(chart.poc)
    lon, lat = EqualAreaPlane(chart.centre).to_globe(chart.x_m[columns], chart.y_m[rows])
    weights = chart.poc[rows, columns]
    bins = (raster.lat_edges, raster.lon_edges)
    return np.asarray(np.histogram2d(lat, _near(lon, near_lon), bins=bins, weights=weights)[0])


def _sampled(chart: ProbabilityMap, raster: Raster) -> Floats:
    """The map's density, straight between its cells, as a mean over points of each raster cell."""
    plane = EqualAreaPlane(chart.centre)
    total = np.zeros(raster.shape)
    for lat, lon in _points(raster):
        x_m, y_m = plane.to_plane(*np.meshgrid(lon, lat))
        place = [(y_m - chart.y_m[0]) / chart.cell_m, (x_m - chart.x_m[0]) / chart.cell_m]
        total += map_coordinates(chart.poc, place, order=1, mode="constant", cval=0.0)
    return total


def _points(raster: Raster) -> Iterator[tuple[Floats, Floats]]:
    lon_step, lat_step = (np.diff(edges)[0] for edges in (raster.lon_edges, raster.lat_edges))
    offsets = (np.arange(_PARTS) + 0.5) / _PARTS
    for up in offsets:
        for right in offsets:
            yield raster.lat_edges[:-1] + up * lat_step, raster.lon_edges[:-1] + right * lon_step
