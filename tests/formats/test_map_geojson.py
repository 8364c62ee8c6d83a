"""The map as GeoJSON: valid, cut at the date line, with its marks."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pyproj import Geod
from shapely.geometry import Point, shape

from drift.drawn_cloud import TIME_S, drawn_cloud, normal_places
from sarex.drift.containment import containment_areas
from sarex.drift.equal_area_plane import EqualAreaPlane
from sarex.drift.probability_map import probability_map
from sarex.formats.map_geojson import map_geojson
from sarex.model.particle_cloud import Status
from sarex.model.probability_map import ProbabilityMap
from sarex.model.quantities import Position

NORWAY, DATE_LINE, POLE = Position(4.0, 60.0), Position(-179.999, -40.0), Position(0.0, 90.0)


def chart_at(at: Position) -> ProbabilityMap:
    status = np.repeat([Status.AFLOAT, Status.STRANDED], [2000, 500])
    return probability_map(drawn_cloud(*normal_places(2500), at, status=status), TIME_S)


def features(chart: ProbabilityMap) -> list[dict[str, Any]]:
    found = json.loads(map_geojson(chart))["features"]
    assert isinstance(found, list)
    return found


def enclosed_m2(geometry: dict[str, Any]) -> float:
    return float(Geod(ellps="WGS84").geometry_area_perimeter(shape(geometry))[0])


@pytest.mark.parametrize("at", [NORWAY, DATE_LINE, POLE])
def test_areas_are_valid_within_180_and_as_large_as_they_say(at: Position) -> None:
    chart = chart_at(at)
    most, half, _ = features(chart)
    assert (most["properties"]["share"], half["properties"]["share"]) == (0.9, 0.5)
    for feature, area in ((most, chart.areas[1]), (half, chart.areas[0])):
        outline = shape(feature["geometry"])
        assert outline.is_valid
        west, south, east, north = outline.bounds
        assert -180.0 <= west < east <= 180.0
        assert -90.0 <= south < north <= 90.0
        assert feature["properties"]["area_m2"] == area.area_m2
        assert enclosed_m2(feature["geometry"]) == pytest.approx(area.area_m2, rel=0.02)
    assert shape(most["geometry"]).buffer(1e-6).contains(shape(half["geometry"]))


@pytest.mark.parametrize(("at", "parts"), [(NORWAY, 1), (DATE_LINE, 2)])
def test_only_the_date_line_cuts_an_area(at: Position, parts: int) -> None:
    chart = chart_at(at)
    one_piece = replace(chart, areas=(replace(chart.areas[1], polygons=chart.areas[1].polygons[:1]),))
    coordinates = features(one_piece)[0]["geometry"]["coordinates"]
    assert len(coordinates) == parts
    for (outer, *_), _part in zip(coordinates, range(parts), strict=True):
        assert outer[0] == outer[-1]
        assert shape({"type": "Polygon", "coordinates": [outer]}).exterior.is_ccw


def test_a_hole_is_no_part_of_the_area_on_either_side_of_the_date_line() -> None:
    axis_m = np.arange(-200, 201) * 100.0
    distance_m = np.hypot(*np.meshgrid(axis_m, axis_m))
    poc = np.exp(-((distance_m - 10_000) ** 2) / (2 * 1000.0**2))
    areas = containment_areas(poc / poc.sum(), axis_m, axis_m, EqualAreaPlane(Position(180.0, 20.0)), shares=[0.9])
    ring = features(replace(chart_at(DATE_LINE), areas=areas))[0]
    outline = shape(ring["geometry"])
    assert outline.is_valid
    assert not outline.intersects(Point(180.0, 20.0))
    assert not outline.intersects(Point(-179.99, 20.0))
    assert outline.intersects(Point(-179.904, 20.0))
    assert enclosed_m2(ring["geometry"]) == pytest.approx(areas[0].area_m2, rel=0.01)


def test_the_point_lies_in_the_half_area_and_has_its_place_in_words() -> None:
    chart = chart_at(NORWAY)
    _, half, point = features(chart)
    assert point["properties"]["what"] == "most probable point"
    assert point["properties"]["name"] == str(chart.most_probable)
    assert shape(half["geometry"]).contains(shape(point["geometry"]))


def test_shares_time_sources_and_marks_are_said() -> None:
    chart = chart_at(NORWAY)
    loud = replace(chart, provenance=chart.provenance.model_copy(update={"exercise": True, "synthetic": True}))
    collection = json.loads(map_geojson(loud))
    assert (collection["type"], collection["schema"], collection["time"]) == (
        "FeatureCollection", "sarex-map/1", "2015-11-16T12:00:00Z",
    )  # fmt: skip
    shares = [collection[name] for name in ("afloat", "stranded", "left_forcing", "under_way")]
    assert shares == pytest.approx([0.8, 0.2, 0.0, 0.0])
    assert (collection["cell_m"], collection["smoothing_m"]) == (chart.cell_m, chart.smoothing_m)
    assert collection["sources"] == "current from norkyst.nc: 99.0% of the drift"
    assert collection["notes"] == ["3 start positions were moved off land"]
    assert [mark.split()[0] for mark in collection["marks"]] == ["EXERCISE", "SYNTHETIC", "NOT"]
    for feature in collection["features"]:
        assert feature["properties"]["marks"].startswith("EXERCISE EXERCISE EXERCISE; SYNTHETIC")
        assert feature["properties"]["time"] == "2015-11-16T12:00:00Z"


def test_nothing_afloat_leaves_the_point_alone() -> None:
    chart = probability_map(drawn_cloud(*normal_places(50), status=Status.STRANDED), TIME_S)
    assert [feature["properties"]["what"] for feature in features(chart)] == ["most probable point"]
