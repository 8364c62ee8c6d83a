"""The plan as GeoJSON (RFC 7946): areas, tracks, commence search points and datums."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sarex.formats.date_line import Ring, split_area, split_line
from sarex.formats.marks import marks
from sarex.formats.plan_json import SCHEMA
from sarex.formats.plan_words import iso_time
from sarex.model.quantities import Position
from sarex.model.search_plan import SearchPlan, Transit, UnitTask


def plan_geojson(plan: SearchPlan) -> str:
    """A FeatureCollection as text; `what` in the properties tells area, track, csp, transit and datum apart."""
    features = [feature for task in plan.tasks for feature in _task_features(task)]
    for datum in plan.datums:
        properties = {
            "what": "datum",
            "name": datum.name,
            "kind": datum.kind,
            "time": iso_time(plan.reference_time_s),
            "total_probable_error_m": datum.total_probable_error_m,
        }
        features += [_feature(_point(at), properties) for at in datum.points]
    collection = {
        "type": "FeatureCollection",
        "schema": SCHEMA,
        "name": plan.name,
        "marks": list(marks(plan.provenance)),
        "pos": plan.pos,
        "features": features,
    }
    return json.dumps(collection, ensure_ascii=False, allow_nan=False, indent=1)


def _task_features(task: UnitTask) -> list[dict[str, Any]]:
    common = {
        "unit": task.unit.name,
        "sortie": task.sortie,
        "start": iso_time(task.search_start_s),
        "end": iso_time(task.search_end_s),
    }
    area = {
        **common,
        "what": "area",
        "pattern": task.pattern,
        "spacing_m": task.spacing_m,
        "coverage": task.coverage,
        "pod": task.pod,
        "poc": task.poc,
        "pos": task.pos,
        "reason": task.reason,
    }
    track = [task.csp, *(leg.end for leg in task.legs)]
    motion = None if task.motion is None else task.motion.model_dump(mode="json")
    return [
        _feature(_polygon(task.area.corners), area),
        _feature(_line(track), {**common, "what": "track", "motion": motion}),
        _feature(_point(task.csp), {**common, "what": "csp"}),
        *(
            _transit(transit, {**common, "what": "transit", "way": way})
            for way, transit in (("out", task.transit_out), ("home", task.transit_home))
            if transit is not None
        ),
    ]


def _transit(transit: Transit, properties: dict[str, Any]) -> dict[str, Any]:
    times = {"start": iso_time(transit.start_s), "end": iso_time(transit.end_s)}
    return _feature(_line([transit.start, *transit.via, transit.end]), {**properties, **times})


def _feature(geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _rounded(ring: Ring) -> list[list[float]]:
    """To a centimetre."""
    return [[round(lon, 7), round(lat, 7)] for lon, lat in ring]


def _point(at: Position) -> dict[str, Any]:
    return {"type": "Point", "coordinates": _rounded([at])[0]}


def _line(points: Sequence[Position]) -> dict[str, Any]:
    parts = [_rounded(part) for part in split_line(points)]
    if len(parts) == 1:
        return {"type": "LineString", "coordinates": parts[0]}
    return {"type": "MultiLineString", "coordinates": parts}


def _polygon(corners: Sequence[Position]) -> dict[str, Any]:
    rings = [[_rounded(ring)] for ring in split_area(corners)]
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": rings[0]}
    return {"type": "MultiPolygon", "coordinates": rings}
