"""The plan in every format: what others will read from it."""

from __future__ import annotations

import itertools
import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as Xml

import gpxpy
import pytest
from shapely.geometry import Point, shape

from example_plan import example_plan
from sarex.formats.gpx import plan_gpx
from sarex.formats.marks import EXERCISE, NOT_FOR_NAVIGATION, SYNTHETIC
from sarex.formats.plan_geojson import plan_geojson
from sarex.formats.plan_json import plan_json
from sarex.formats.plan_page import plan_page
from sarex.formats.plan_text import plan_text
from sarex.model.geodesy import distance_m
from sarex.model.quantities import Position, format_position, parse_time
from sarex.model.search_plan import SearchPlan

PLANS = [example_plan(), example_plan(lon=179.98, lat=-42.0, marked=False)]
both = pytest.mark.parametrize("plan", PLANS, ids=["north", "date line"])


def test_the_example_is_worth_testing() -> None:
    plan = PLANS[0]
    assert len(plan.tasks) == 2
    assert [one.unit.name for one in plan.unused] == ["Far away"]
    assert plan.search_end_s // 86_400 > plan.search_start_s // 86_400


@both
def test_gpx_is_read_back(plan: SearchPlan) -> None:
    text = plan_gpx(plan)
    assert Xml.fromstring(text.encode()).tag == "{http://www.topografix.com/GPX/1/1}gpx"
    read = gpxpy.parse(text)
    assert [route.name for route in read.routes] == [task.unit.name for task in plan.tasks]
    for route, task in zip(read.routes, plan.tasks, strict=True):
        places = [task.csp, *(leg.end for leg in task.legs)]
        assert len(route.points) == len(places)
        for point, place in zip(route.points, places, strict=True):
            assert distance_m(Position(point.longitude, point.latitude), place) < 0.05
        times = [point.time for point in route.points]
        assert all(one < other for one, other in itertools.pairwise(times))
        assert times[0].timestamp() == pytest.approx(task.search_start_s, abs=0.6)
    names = [point.name for point in read.waypoints]
    assert names == ["Datum", *(f"CSP {task.unit.name}" for task in plan.tasks)]
    assert NOT_FOR_NAVIGATION in read.description
    assert (EXERCISE in read.description) is plan.exercise
    assert (SYNTHETIC in read.routes[0].description) is plan.synthetic


def test_gpx_holds_no_character_that_xml_forbids() -> None:
    plan = PLANS[0].model_copy(update={"name": "bell \x07 and \ufffe \U0001f6df"})
    assert gpxpy.parse(plan_gpx(plan)).name == "bell ? and ? \U0001f6df: search plan"


def test_gpx_elements_come_in_the_order_of_the_schema() -> None:
    route = Xml.fromstring(plan_gpx(PLANS[0])).find("{*}rte")
    assert route is not None
    tags = [child.tag.rpartition("}")[2] for child in route]
    assert tags[:4] == ["name", "cmt", "desc", "rtept"]
    point = route.find("{*}rtept")
    assert point is not None
    assert [child.tag.rpartition("}")[2] for child in point] == ["time", "name"]


@both
def test_geojson_holds_areas_tracks_and_points(plan: SearchPlan) -> None:
    content = json.loads(plan_geojson(plan))
    assert content["type"] == "FeatureCollection"
    what = [feature["properties"]["what"] for feature in content["features"]]
    assert [what.count(kind) for kind in ("area", "track", "csp", "datum")] == [2, 2, 2, 1]
    for feature in content["features"]:
        geometry = shape(feature["geometry"])
        assert geometry.is_valid
        west, south, east, north = geometry.bounds
        assert -180.0 <= west <= east <= 180.0
        assert -90.0 <= south <= north <= 90.0
    for task in plan.tasks:
        mine = {
            feature["properties"]["what"]: shape(feature["geometry"])
            for feature in content["features"]
            if feature["properties"].get("unit") == task.unit.name
        }
        assert mine["area"].buffer(1e-3).covers(mine["track"])
        assert mine["area"].contains(Point(*task.csp))
    assert (EXERCISE in content["marks"]) is plan.exercise


def test_geojson_is_cut_at_the_date_line() -> None:
    kinds = {feature["geometry"]["type"] for feature in json.loads(plan_geojson(PLANS[1]))["features"]}
    assert {"MultiPolygon", "MultiLineString"} <= kinds
    for feature in json.loads(plan_geojson(PLANS[1]))["features"]:
        if feature["geometry"]["type"] == "MultiPolygon":
            for (ring,) in feature["geometry"]["coordinates"]:
                assert max(lon for lon, _ in ring) - min(lon for lon, _ in ring) < 10.0


@both
def test_json_has_what_the_contract_names(plan: SearchPlan) -> None:
    content = json.loads(json.dumps(plan_json(plan), allow_nan=False))
    assert content["schema"] == "sarex-plan/1"
    assert content["pos"] == plan.pos
    assert len(content["units"]) == 2
    for told, task in zip(content["units"], plan.tasks, strict=True):
        assert told["pattern"] == "PS"
        assert told["spacing"] == task.spacing_m
        assert told["csp"] == pytest.approx({"lon": task.csp.lon, "lat": task.csp.lat}, abs=1e-7)
        assert parse_time(told["start"]).timestamp() == pytest.approx(task.search_start_s, abs=0.6)
        assert len(told["area"]["corners"]) == 4
        assert told["area"]["area_m2"] == pytest.approx(told["area"]["length_m"] * told["area"]["width_m"])
        assert [leg["kind"] for leg in told["legs"]] == [leg.kind for leg in task.legs]
        assert told["legs"][0]["from"] == told["csp"]
        assert told["reason"] == task.reason
    assert content["unused"][0]["name"] == "Far away"
    assert content["datums"][0]["worksheet"]["coverage"] == plan.datums[0].worksheet.coverage  # type: ignore[union-attr]
    assert content["provenance"]["sources"][0]["name"] == "sea & wind.nc"


@both
def test_text_goes_through_the_six_parts(plan: SearchPlan) -> None:
    text = plan_text(plan)
    places = [
        text.index(part)
        for part in (
            "1. SITUATION", "2. SEARCH AREAS", "3. EXECUTION", "4. CO-ORDINATION", "5. COMMUNICATIONS", "6. REPORTS",
        )
    ]  # fmt: skip
    assert places == sorted(places)
    for task in plan.tasks:
        assert task.unit.name in text
        assert f"CSP {format_position(task.csp)}" in text
        for corner in task.area.corners:
            assert format_position(corner) in text
    assert "Not used: Far away: " in text
    assert "LIFE-RAFT-DB-10 or PIW-1" in text
    assert "call sign JABC" in text
    assert "sea & wind.nc" in text
    assert "3 seeds moved off land" in text
    assert f"{plan.pos:.1%}" in text
    assert text.count(EXERCISE) == (2 if plan.exercise else 0)
    assert text.count(NOT_FOR_NAVIGATION) == 2
    assert max(len(line) for line in text.splitlines()) <= 100
    assert re.search(r"2026-01-31 \d\d:\d\dZ", text)


def test_positions_and_amounts_are_not_torn_apart() -> None:
    lines = plan_text(PLANS[0]).splitlines()
    assert not any(re.search(r"\d\d \d\d\.\d{3}[NS]$", line) for line in lines)
    assert not any(re.match(r"\s+(nm|kn|min)\b", line) for line in lines)


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@both
def test_the_page_is_whole_safe_and_told_in_words(plan: SearchPlan) -> None:
    text = plan_page(plan, picture="plan.png", files=["plan.txt", "a&b #1.gpx"])
    page = Page(text)
    assert page.open == []
    tags = [tag for tag, _ in page.tags]
    assert "script" not in tags
    assert "link" not in tags
    assert ("html", {"lang": "en"}) in page.tags
    assert tags.count("h1") == 1
    assert all(attributes.get("alt") for tag, attributes in page.tags if tag == "img")
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in page.tags if tag == "th")
    assert tags.count("caption") == tags.count("table") == 3
    assert "<script>" not in text.replace("&lt;script&gt;", "")
    assert "http://" not in text
    assert "https://" not in text
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert links == ["./plan.txt", "./a%26b%20%231.gpx"]
    assert [attributes["src"] for tag, attributes in page.tags if tag == "img"] == ["./plan.png"]
    for task in plan.tasks:
        assert format_position(task.csp) in text
    assert text.count(EXERCISE) == (2 if plan.exercise else 0)
    assert text.count(NOT_FOR_NAVIGATION) == 2
    assert "@media print" in text


def test_the_page_may_carry_its_picture_or_none() -> None:
    data = "data:image/png;base64,iVBORw0KGgo="
    assert f'src="{data}"' in plan_page(PLANS[0], picture=data)
    bare = plan_page(PLANS[0], picture=None)
    assert "<img" not in bare
    assert "<h2>Files</h2>" not in bare
