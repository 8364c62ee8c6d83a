"""Land outlines as GeoJSON, for maps that are drawn elsewhere."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

DECIMALS: Final = 5
"""Of a degree: a metre; the coast's cells have 232 m."""


def coast_geojson(rings: Sequence[NDArray[np.float64]], detail_deg: float = 0.0) -> str:
    """A MultiPolygon as text. Longitudes go on past 180 where the rings do.

    rings      : float64 (point, lon-lat), closed; lands anticlockwise, waters in them clockwise
    detail_deg : what is finer is left out
    """
    shores = [shapely.Polygon(ring) for ring in rings if _area(ring) > 0.0]
    waters = [ring for ring in rings if _area(ring) < 0.0]
    holes: list[list[NDArray[np.float64]]] = [[] for _ in shores]
    if waters and shores:
        tree = shapely.STRtree(shores)
        places = [shapely.Point(_inner(ring)) for ring in waters]
        for water, shore in tree.query(places, predicate="within").T.tolist():
            holes[shore].append(waters[water])
    lands = [shapely.Polygon(shore.exterior, inside) for shore, inside in zip(shores, holes, strict=True)]
    if detail_deg > 0.0:
        lands = [shapely.simplify(land, detail_deg) for land in lands if shapely.length(land) > 4.0 * detail_deg]
    polygons = [[_rounded(ring) for ring in (land.exterior, *land.interiors)] for land in lands if not land.is_empty]
    return json.dumps({"type": "MultiPolygon", "coordinates": polygons}, separators=(",", ":"))


def _area(ring: NDArray[np.float64]) -> float:
    """Twice the area, positive anticlockwise."""
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))


def _inner(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """A place just inside a ring of waters, which has them on its right."""
    step = ring[1] - ring[0]
    return np.asarray((ring[0] + ring[1]) / 2.0 + 1e-6 * np.array([step[1], -step[0]]))


def _rounded(ring: shapely.LinearRing) -> list[list[float]]:
    return [[round(lon, DECIMALS), round(lat, DECIMALS)] for lon, lat in ring.coords]
