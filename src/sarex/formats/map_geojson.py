"""A probability map as GeoJSON (RFC 7946): containment areas and the most probable point."""

from __future__ import annotations

import json
import math
from typing import Any, Final

from shapely import Polygon, affinity, box, make_valid, union_all
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from sarex.formats.map_summary import SCHEMA
from sarex.formats.marks import marks
from sarex.formats.plan_words import iso_time
from sarex.formats.provenance_attributes import provenance_attributes
from sarex.model.probability_map import ContainmentArea, ProbabilityMap

_DECIMALS: Final = 6
"""Of a degree: a decimetre, far below any cell."""


def map_geojson(chart: ProbabilityMap) -> str:
    """A FeatureCollection as text, the largest area first, so that the smaller ones are drawn over it.

    `what` in the properties tells the areas and the point apart. Areas across the date line come in parts on both sides
    of it; the areas hold shares of the probability that is afloat.
    """
    areas = sorted(chart.areas, key=lambda area: area.share, reverse=True)
    collection = {
        "type": "FeatureCollection",
        "schema": SCHEMA,
        "time": iso_time(chart.time_s),
        "afloat": float(chart.poc.sum()),
        "stranded": chart.stranded,
        "left_forcing": chart.left_forcing,
        "under_way": chart.under_way,
        "cell_m": chart.cell_m,
        "smoothing_m": chart.smoothing_m,
        **provenance_attributes(chart.provenance),
        "marks": list(marks(chart.provenance)),
        "notes": list(chart.provenance.notes),
        "features": [*(_area_feature(area, chart) for area in areas), _point_feature(chart)],
    }
    return json.dumps(collection, ensure_ascii=False, allow_nan=False, indent=1)


def _common(chart: ProbabilityMap) -> dict[str, Any]:
    """What each feature repeats, because most map programs show the properties of features only."""
    return {"time": iso_time(chart.time_s), "marks": "; ".join(marks(chart.provenance))}


def _area_feature(area: ContainmentArea, chart: ProbabilityMap) -> dict[str, Any]:
    parts = [part for rings in area.polygons for part in _parts(Polygon(rings[0], rings[1:]))]
    return {
        "type": "Feature",
        "geometry": {"type": "MultiPolygon", "coordinates": [_rings(part) for part in parts]},
        "properties": {
            "what": "containment area",
            "name": f"{area.share:.0%} of the probability afloat",
            "share": area.share,
            "area_m2": area.area_m2,
            "density_min_per_m2": area.density_min_per_m2,
            **_common(chart),
        },
    }


def _point_feature(chart: ProbabilityMap) -> dict[str, Any]:
    at = chart.most_probable
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(at.lon, _DECIMALS), round(at.lat, _DECIMALS)]},
        "properties": {"what": "most probable point", "name": str(at), **_common(chart)},
    }


def _parts(polygon: Polygon) -> list[Polygon]:
    """The polygon in parts within [-180, 180]."""
    west, _, east, _ = polygon.bounds
    turns = range(math.floor((west + 180.0) / 360.0), math.ceil((east - 180.0) / 360.0) + 1)
    if list(turns) == [0]:
        return [polygon]
    whole = make_valid(polygon)
    cuts: list[Polygon] = []
    for turn in turns:
        middle = 360.0 * turn
        cut = whole.intersection(box(middle - 180.0, -90.0, middle + 180.0, 90.0))
        cuts += _polygons(affinity.translate(cut, xoff=-middle))
    # Around a pole two cuts meet again where the ring began.
    return _polygons(union_all(cuts))


def _polygons(geometry: BaseGeometry) -> list[Polygon]:
    """Those with an area; cutting may leave points and lines where a corner touches the date line."""
    if isinstance(geometry, Polygon):
        return [geometry] if geometry.area > 0.0 else []
    return [polygon for piece in getattr(geometry, "geoms", ()) for polygon in _polygons(piece)]


def _rings(polygon: Polygon) -> list[list[list[float]]]:
    """The outer ring anticlockwise, then the holes clockwise."""
    turned = orient(polygon)
    return [
        [[round(lon, _DECIMALS), round(lat, _DECIMALS)] for lon, lat in ring.coords]
        for ring in (turned.exterior, *turned.interiors)
    ]
