"""A series of maps as the files that a page draws from: what stands at each time, the heat, and the particles."""

from __future__ import annotations

import gzip
import json
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sarex.formats.marks import marks
from sarex.formats.plan_words import iso_time
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.probability_map import ContainmentArea, ProbabilityMap
from sarex.model.quantities import format_position

SCHEMA: Final = "sarex-map-series/1"
PARTICLES_MAX: Final = 100_000
_DECIMALS: Final = 5
_LEVEL: Final = 6
"""Of the packing: most of the heat is zeros, and more effort gains nothing."""


def series_json(
    cloud: ParticleCloud, charts: tuple[ProbabilityMap | None, ...], lon_edges: NDArray[np.float64],
    *, lat_edges: NDArray[np.float64],
) -> bytes:  # fmt: skip
    """Times, raster, areas, most probable points and shares, packed by gzip. Longitudes go on past 180 with the raster.

    charts : one a time; None where nothing has a position
    lon_edges, lat_edges : of the raster's cells, ascending
    """
    shares = [
        {kind.name.lower(): round(cloud.share(kind, index), 6) for kind in Status} for index in range(len(charts))
    ]
    west, east = float(lon_edges[0]), float(lon_edges[-1])
    middle = (west + east) / 2.0
    content = {
        "schema": SCHEMA,
        "times": [iso_time(time_s) for time_s in cloud.time_s.tolist()],
        "grid": {
            "columns": len(lon_edges) - 1,
            "rows": len(lat_edges) - 1,
            "cell_m": float(lat_edges[1] - lat_edges[0]) * 111_195.0,
            "corners": [[west, float(lat_edges[0])], [east, float(lat_edges[0])],
                        [east, float(lat_edges[-1])], [west, float(lat_edges[-1])]],
            "lon": np.round(lon_edges, 7).tolist(),
            "lat": np.round(lat_edges, 7).tolist(),
        },
        "areas": [_areas(chart, middle) for chart in charts],
        "most_probable": [_point(chart, middle) for chart in charts],
        "shares": shares,
        "smoothing_m": [None if chart is None else chart.smoothing_m for chart in charts],
        "particles": min(cloud.particles, PARTICLES_MAX),
        "marks": list(marks(cloud.provenance)),
        "notes": list(cloud.provenance.notes),
        "sources": [source.model_dump(mode="json") for source in cloud.provenance.sources],
    }  # fmt: skip
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return gzip.compress(text.encode(), _LEVEL, mtime=0)


def _areas(chart: ProbabilityMap | None, middle: float) -> dict[str, Any] | None:
    if chart is None:
        return None
    return {f"p{area.share * 100:.0f}": _multipolygon(area, middle) for area in chart.areas}


def _multipolygon(area: ContainmentArea, middle: float) -> dict[str, Any]:
    polygons = []
    for rings in area.polygons:
        turn = 360.0 * np.round((middle - rings[0][:, 0].mean()) / 360.0)
        polygons.append([np.round(ring + np.array([turn, 0.0]), _DECIMALS).tolist() for ring in rings])
    return {"type": "MultiPolygon", "coordinates": polygons, "area_m2": area.area_m2}


def _point(chart: ProbabilityMap | None, middle: float) -> dict[str, Any] | None:
    if chart is None:
        return None
    at = chart.most_probable
    lon = middle + (at.lon - middle + 180.0) % 360.0 - 180.0
    return {"lon": round(lon, _DECIMALS), "lat": round(at.lat, _DECIMALS), "dm": format_position(at)}


def heat_bytes(heat: NDArray[np.uint8]) -> bytes:
    """uint8 (time, row, column), packed by gzip."""
    return gzip.compress(np.ascontiguousarray(heat).tobytes(), _LEVEL, mtime=0)


def particle_bytes(cloud: ParticleCloud, middle_lon: float) -> bytes:
    """float32 (time, particle, lon-lat), little-endian; NaN where a particle has no position. Particles that stand for
    more are there more often, so that each point that is drawn counts alike. At most PARTICLES_MAX."""
    chosen = _chosen(cloud.weight, min(cloud.particles, PARTICLES_MAX))
    lon = middle_lon + (cloud.lon[chosen] - middle_lon + 180.0) % 360.0 - 180.0
    places = np.stack([lon.T, cloud.lat[chosen].T], axis=-1)
    return np.ascontiguousarray(places, dtype="<f4").tobytes()


def _chosen(weight: NDArray[np.float64], number: int) -> NDArray[np.int64]:
    """Each particle as often as its weight asks, by even steps through the sum of the weights, in a mixed order, so
    that any first part of them stands for all."""
    if number == len(weight) and np.ptp(weight) < 1e-12 * weight.max():
        chosen = np.arange(number)
    else:
        reached = np.cumsum(weight) / weight.sum()
        chosen = np.minimum(np.searchsorted(reached, (np.arange(number) + 0.5) / number), len(weight) - 1)
    return np.asarray(np.random.Generator(np.random.PCG64(0)).permutation(chosen), dtype=np.int64)
