"""Files for bridges, flight planners, drones and TAK, each read back by a reader that is not ours."""

from __future__ import annotations

import csv
import io
import itertools
import json
from pathlib import Path

import gpxpy
import pytest
from fastkml import KML
from fastkml.features import Placemark
from fastkml.utils import find_all
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pymavlink import mavutil, mavwp
from pyproj import Geod
from shapely.geometry import shape

from example_plan import example_plan
from pattern_plan import NM, pattern_plan
from sarex.formats.cot import plan_cot
from sarex.formats.drone_mission import DRONES
from sarex.formats.file_stem import BYTES_MAX, file_stem, file_stems
from sarex.formats.gpx import plan_gpx
from sarex.formats.kml import plan_kml
from sarex.formats.marks import EXERCISE, NOT_FOR_NAVIGATION, SYNTHETIC
from sarex.formats.mavlink_waypoints import unit_waypoints
from sarex.formats.plan_geojson import plan_geojson
from sarex.formats.plan_json import plan_json
from sarex.formats.plan_page import plan_page
from sarex.formats.plan_text import plan_text
from sarex.formats.plan_words import steering
from sarex.formats.qgc_plan import unit_qgc_plan
from sarex.formats.rtz import check_route, unit_rtz
from sarex.formats.unit_route import RoutePoint, search_points, whole_route
from sarex.formats.waypoint_csv import plan_csv
from sarex.model.errors import PlanError
from sarex.model.quantities import Position, parse_time
from sarex.model.search_plan import SearchPlan, UnitTask

PLANS = [pattern_plan(), pattern_plan(lon=179.98, lat=-42.0, marked=False)]
both = pytest.mark.parametrize("plan", PLANS, ids=["marked", "date line"])
GEOD = Geod(ellps="WGS84")
MARKS = (EXERCISE, SYNTHETIC)


def apart_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two (lon, lat)."""
    return float(GEOD.inv(*one, *other)[2])


def check_marks(text: str, plan: SearchPlan) -> None:
    assert NOT_FOR_NAVIGATION in text
    assert all((mark in text) is plan.exercise for mark in MARKS)


def task_of(plan: SearchPlan, name: str) -> UnitTask:
    return next(task for task in plan.tasks if task.unit.name == name)


def surface(plan: SearchPlan) -> list[UnitTask]:
    return [task for task in plan.tasks if not task.unit.airborne]


def drones(plan: SearchPlan) -> list[UnitTask]:
    return [task for task in plan.tasks if task.unit.kind in DRONES]


@both
def test_a_route_goes_out_searches_and_comes_home(plan: SearchPlan) -> None:
    kinds = [point.kind for point in whole_route(task_of(plan, "경비함 3005"))]
    assert kinds == ["base", "transit", "csp", "search", "cross", "search", "cross", "search", "transit", "home"]
    assert whole_route(task_of(plan, "Patrol 5"))[-1].kind == "search"
    # A half circle in six steps is one corner.
    assert [point.kind for point in search_points(task_of(plan, "Wing 9"))] == ["csp", "search", "turn", "search"]


def test_a_pattern_in_moving_water_is_steered_through_the_water() -> None:
    square = task_of(PLANS[0], "Lifeboat 17-04")
    for turn, leg in enumerate(square.legs):
        course, distance = steering(square, leg)
        assert course == pytest.approx(45.0 + 90.0 * turn - 360.0 * (turn > 3), abs=0.05)
        assert distance == pytest.approx((1.0 + turn // 2) * NM, rel=1e-4)
    still = square.model_copy(update={"motion": None})
    assert steering(still, square.legs[0]).distance_m == pytest.approx(
        apart_m(tuple(square.legs[0].start), tuple(square.legs[0].end))  # type: ignore[arg-type]
    )


@both
def test_gpx_has_routes_for_ways_round_land(plan: SearchPlan) -> None:
    read = gpxpy.parse(plan_gpx(plan))
    names = [route.name for route in read.routes]
    assert {"경비함 3005: out", "경비함 3005", "경비함 3005: home", "Quad <7> (sortie 2)"} <= set(names)
    assert len(names) == len(set(names)) == len(plan.tasks) + 2
    out = next(route for route in read.routes if route.name == "경비함 3005: out")
    assert [point.name for point in out.points] == ["BASE", "VIA1", "CSP"]
    assert out.points[1].time is None
    assert "steer courses and times through the water" in next(
        route.comment for route in read.routes if route.name == "Lifeboat 17-04"
    )
    check_marks(plan_gpx(plan), plan)


@both
def test_kml_is_read_back_with_its_times(plan: SearchPlan) -> None:
    text = plan_kml(plan)
    read = KML.from_string(text.encode(), strict=True)
    marked = list(find_all(read, of_type=Placemark))
    names = [placemark.name for placemark in marked]
    assert names.count("Datum") == 1
    for index, task in enumerate(plan.tasks):
        (area,) = (place for place in marked if str(place.name).startswith(f"A-{index + 1} "))
        geometry = shape(area.geometry.__geo_interface__)
        assert geometry.is_valid
        west, _, east, _ = geometry.bounds
        assert -180.0 <= west <= east <= 180.0
        assert area.time_stamp is None
        assert area.begin.dt.timestamp() == pytest.approx(task.search_start_s, abs=0.6)
        assert area.end.dt.timestamp() == pytest.approx(task.leave_s, abs=0.6)
    csp = next(place for place in marked if place.name == "CSP 巡視船 いず")
    assert apart_m(csp.geometry.coords[0][:2], tuple(plan.tasks[0].csp)) < 0.05  # type: ignore[arg-type]
    assert [name for name in names if str(name).startswith("Wing 9:")] == [
        "Wing 9: out", "Wing 9: home", "Wing 9: search", "Wing 9: turn", "Wing 9: search",
    ]  # fmt: skip
    check_marks(text, plan)
    order = [etree.QName(child).localname for child in etree.fromstring(text.encode()).iter("{*}Placemark").__next__()]
    assert order == ["name", "description", "TimeStamp", "Point"]


def test_kml_is_cut_at_the_date_line() -> None:
    kinds = {
        place.geometry.geom_type for place in find_all(KML.from_string(plan_kml(PLANS[1]).encode()), of_type=Placemark)
    }
    assert {"MultiPolygon", "MultiLineString"} <= kinds


RTZ = "{http://www.cirm.org/RTZ/1/1}"
LEG_KINDS = {"Loxodrome", "Orthodrome"}


@both
def test_rtz_has_the_structure_of_version_1_1(plan: SearchPlan) -> None:
    for task in surface(plan):
        root = etree.fromstring(unit_rtz(plan, task).encode())
        assert root.tag == RTZ + "route"
        assert root.get("version") == "1.1"
        assert [child.tag for child in root] == [RTZ + "routeInfo", RTZ + "waypoints", RTZ + "schedules"]
        assert root[0].get("vesselName") == task.unit.name
        check_marks(root[0].get("routeStatus"), plan)
        assert parse_time(root[0].get("validityPeriodStart")) <= parse_time(root[0].get("validityPeriodStop"))
        waypoints = root.findall(f"{RTZ}waypoints/{RTZ}waypoint")
        assert [point.get("id") for point in waypoints] == [str(number) for number in range(1, len(waypoints) + 1)]
        for number, (point, told) in enumerate(zip(waypoints, whole_route(task), strict=True)):
            assert [child.tag for child in point] == [RTZ + "position", RTZ + "leg"][: 2 if number else 1]
            lon, lat = float(point[0].get("lon")), float(point[0].get("lat"))
            assert -180.0 <= lon < 180.0
            assert apart_m((lon, lat), tuple(told.at)) < 0.05  # type: ignore[arg-type]
            assert all(leg.get("geometryType") in LEG_KINDS for leg in point[1:])


@both
def test_the_schedule_of_rtz_runs_forward_and_covers_the_stay(plan: SearchPlan) -> None:
    for task in surface(plan):
        root = etree.fromstring(unit_rtz(plan, task).encode())
        elements = root.findall(f".//{RTZ}manual/{RTZ}scheduleElement")
        ids = [point.get("id") for point in root.iter(RTZ + "waypoint")]
        assert [element.get("waypointId") for element in elements] == ids
        times = [
            parse_time(element.get(name)).timestamp()
            for element in elements
            for name in ("eta", "etd")
            if element.get(name) is not None
        ]
        assert times == sorted(times)
        assert times[0] == pytest.approx(task.transit_out.start_s, abs=0.6)
        assert task.transit_home is not None
        assert times[-1] == pytest.approx(task.transit_home.end_s, abs=0.6)
        (leaving,) = (element for element in elements if element.get("eta") and element.get("etd"))
        assert parse_time(leaving.get("etd")).timestamp() == pytest.approx(task.transit_home.start_s, abs=0.6)
        assert elements[0].get("speed") is None
        speeds = {float(element.get("speed")) for element in elements[1:]}
        assert speeds == {20.0, 15.0}


def test_rtz_tells_a_rhumb_line_only_where_it_is_one() -> None:
    """On the 40 nm from base at 60 N the two lie 190 m apart, on search legs of 8 nm less than 10 m."""
    plan = pattern_plan(lat=60.0)
    root = etree.fromstring(unit_rtz(plan, plan.tasks[0]).encode())
    legs = {leg.get("legInfo"): leg.get("geometryType") for leg in root.iter(RTZ + "leg")}
    assert legs == {"transit": "Orthodrome", "search leg": "Loxodrome", "cross leg": "Loxodrome"}


def point(lon: float, lat: float, time_s: float | None = 0.0) -> RoutePoint:
    return RoutePoint("P", "search", Position(lon, lat), time_s)


@pytest.mark.parametrize(
    ("points", "fault"),
    [
        ([point(0.0, 0.0)], "a route needs 2"),
        ([point(0.0, 89.9), point(180.0, 89.9)], "passes a pole"),
        ([point(-100.0, 10.0), point(60.0, 10.0)], "half of the globe"),
        ([point(3.0, 60.0), point(3.0, 60.0)], "are one place"),
        ([point(3.0, 60.0, 9000.0), point(3.0, 61.0, 60.0)], "before P"),
        ([point(3.0, 60.0), point(3.0, 90.5)], "is no position"),
        ([point(3.0, 60.0), point(float("nan"), 61.0)], "is no position"),
    ],
)
def test_rtz_refuses_what_the_schema_lets_through(points: list[RoutePoint], fault: str) -> None:
    with pytest.raises(PlanError, match=fault):
        check_route("PV One", points)


def test_rtz_takes_a_leg_over_the_date_line() -> None:
    check_route("PV One", [point(179.9, 10.0), point(-179.9, 10.0), point(-179.9, 11.0, None)])


def test_a_route_too_large_for_an_ecdis_is_refused() -> None:
    task = PLANS[0].tasks[0]
    legs = [
        leg.model_copy(update={"start_s": leg.start_s + 1e4 * n, "end_s": leg.end_s + 1e4 * n})
        for n in range(400)
        for leg in task.legs
    ]
    long = task.model_copy(update={"legs": tuple(legs), "transit_home": None})
    with pytest.raises(PlanError, match="more than the 400 kB"):
        unit_rtz(PLANS[0], long)


@both
def test_qgroundcontrol_gets_heights_above_the_sea(plan: SearchPlan) -> None:
    assert len(drones(plan)) == 3
    for task in drones(plan):
        content = json.loads(unit_qgc_plan(plan, task))
        assert (content["fileType"], content["version"], content["mission"]["version"]) == ("Plan", 1, 2)
        items = content["mission"]["items"]
        assert [item["doJumpId"] for item in items] == list(range(1, len(items) + 1))
        assert {item["type"] for item in items} == {"SimpleItem"}
        assert all(len(item["params"]) == 7 for item in items)
        assert [item["command"] for item in items[:4]] == [22, 178, 16, 178]
        assert [item["command"] for item in items[-2:]] == [178, 20]
        placed = [item for item in items if item["command"] in (16, 22)]
        assert all(item["frame"] == 0 and item["AltitudeMode"] == 2 for item in placed)
        assert {item["params"][6] for item in placed} == {task.unit.height_m}
        assert items[3]["params"][1] == pytest.approx(task.unit.search_speed)
        assert content["mission"]["vehicleType"] == (1 if task.unit.kind == "fixed_wing_drone" else 2)
        check_marks(" ".join(content["sarex"]["marks"]), plan)
        way = [item["params"] for item in placed if item["command"] == 16]
        for at, told in zip(way, search_points(task), strict=True):
            assert apart_m((at[5], at[4]), tuple(told.at)) < 0.05  # type: ignore[arg-type]


@both
def test_pymavlink_reads_the_waypoints(plan: SearchPlan, tmp_path: Path) -> None:
    task = task_of(plan, "Quad <7>")
    text = unit_waypoints(plan, task)
    file = tmp_path / "quad.waypoints"
    file.write_text(text, encoding="utf-8")
    loader = mavwp.MAVWPLoader()
    count = loader.load(str(file))
    items = [loader.wp(index) for index in range(count)]
    assert [item.seq for item in items] == list(range(count))
    assert [item.current for item in items] == [1] + [0] * (count - 1)
    commands = mavutil.mavlink
    assert items[0].command == commands.MAV_CMD_NAV_WAYPOINT
    assert items[1].command == commands.MAV_CMD_NAV_TAKEOFF
    assert items[-1].command == commands.MAV_CMD_NAV_RETURN_TO_LAUNCH
    way = [item for item in items[1:] if item.command == commands.MAV_CMD_NAV_WAYPOINT]
    assert all(item.frame == commands.MAV_FRAME_GLOBAL and item.z == 60.0 for item in way)
    reached = [(item.y, item.x) for item in way]
    assert [apart_m(one, tuple(told.at)) < 0.05 for one, told in zip(reached, search_points(task), strict=True)]  # type: ignore[arg-type]
    lengths = [apart_m(one, other) for one, other in itertools.pairwise(reached)]
    assert lengths == pytest.approx([8 * NM, NM, 8 * NM, NM, 8 * NM], abs=0.1)
    check_marks(text, plan)


def test_a_drone_that_does_not_return_waits_at_its_last_point() -> None:
    task = task_of(PLANS[0], "Quad <7>").model_copy(update={"transit_home": None})
    items = json.loads(unit_qgc_plan(PLANS[0], task))["mission"]["items"]
    assert items[-1]["command"] == 17
    assert items[-1]["params"][4:6] == items[-2]["params"][4:6]


@both
def test_the_table_holds_every_way_with_true_courses(plan: SearchPlan) -> None:
    rows = list(csv.DictReader(io.StringIO(plan_csv(plan).removeprefix("\ufeff"))))
    assert len(rows) == sum(len(whole_route(task)) for task in plan.tasks)
    for one, other in itertools.pairwise(rows):
        if one["area"] != other["area"]:
            assert other["course_true_deg"] == ""
            continue
        bearing, _, distance = GEOD.inv(float(one["lon"]), float(one["lat"]), float(other["lon"]), float(other["lat"]))
        assert float(other["distance_nm"]) == pytest.approx(distance / NM, abs=1e-3)
        if distance > 100.0:
            assert (float(other["course_true_deg"]) - bearing + 180.0) % 360.0 == pytest.approx(180.0, abs=0.06)
    assert {row["kind"] for row in rows} == {"base", "transit", "csp", "search", "cross", "turn", "home"}
    assert {row["height_m"] for row in rows if row["unit"] == "Wing 9"} == {"150"}
    assert all(row["time"].endswith("Z") for row in rows if row["kind"] != "transit")
    check_marks(rows[0]["marks"], plan)


def test_a_name_is_never_a_formula() -> None:
    task = PLANS[0].tasks[0]
    named = task.model_copy(update={"unit": task.unit.model_copy(update={"name": "=1+1"})})
    rows = list(csv.DictReader(io.StringIO(plan_csv(PLANS[0].model_copy(update={"tasks": (named,)}))[1:])))
    assert rows[0]["unit"] == "'=1+1"


@both
def test_tak_gets_drawings_of_no_side(plan: SearchPlan) -> None:
    events = etree.fromstring(plan_cot(plan).encode())
    assert [event.tag for event in events] == ["event"] * (1 + 3 * len(plan.tasks))
    uids = [event.get("uid") for event in events]
    assert len(set(uids)) == len(uids)
    assert {event.get("type") for event in events} == {"u-d-f", "b-m-r", "b-m-p-w", "b-m-p-s-m"}
    for event in events:
        assert [child.tag for child in event] == ["point", "detail"]
        assert parse_time(event.get("start")) < parse_time(event.get("stale"))
        assert parse_time(event.get("stale")).timestamp() > plan.search_end_s
        assert set(event.find("point").attrib) == {"lat", "lon", "hae", "ce", "le"}
        check_marks(event.findtext("detail/remarks"), plan)
    areas = [event for event in events if event.get("type") == "u-d-f"]
    for area, task in zip(areas, plan.tasks, strict=True):
        links = [link.get("point").split(",") for link in area.iter("link")]
        assert links[0] == links[-1]
        for (lat, lon), corner in zip(links, task.area.corners, strict=False):
            assert apart_m((float(lon), float(lat)), tuple(corner)) < 0.05  # type: ignore[arg-type]
    again = etree.fromstring(plan_cot(plan.model_copy(update={"pos": 0.1})).encode())
    assert [event.get("uid") for event in again] == uids


@given(st.text(max_size=200))
def test_any_name_becomes_a_safe_file_name(name: str) -> None:
    stem = file_stem(name)
    assert stem
    assert not set(stem) & set('/\\:*?"<>|. \t\n\0')
    assert not stem.startswith("-")
    assert len(stem.encode()) <= BYTES_MAX + 5
    assert file_stem(stem) == stem


def test_names_that_would_collide_are_told_apart() -> None:
    task = PLANS[0].tasks[0]
    names = ["PV/One", "pv one", "PV One", "ＰＶ One", "巡視船", "CON"]
    tasks = [task.model_copy(update={"unit": task.unit.model_copy(update={"name": name})}) for name in names]
    assert file_stems(tasks) == ["PV-One", "pv-one-2", "PV-One-3", "ＰＶ-One-4", "巡視船", "unit-CON"]


@both
def test_geojson_tells_ways_and_motion(plan: SearchPlan) -> None:
    features = json.loads(plan_geojson(plan))["features"]
    assert all(shape(feature["geometry"]).is_valid for feature in features)
    told = [feature["properties"] for feature in features]
    assert [one["what"] for one in told].count("transit") == 2 * len(plan.tasks) - 1
    moving = {one["unit"] for one in told if one.get("motion") is not None}
    assert moving == {"Lifeboat 17-04", "Rescue 71"}


def test_json_holds_figures_sensing_and_ways() -> None:
    content = json.loads(json.dumps(plan_json(PLANS[0]), allow_nan=False))
    assert content["pos_line"] == "POS 0.61; optimum of divisible effort 0.66 (inverse cube); ceiling 0.74"
    assert content["bound"] == {"pos": 0.66, "law": "inverse_cube", "cell_m": 400.0, "smoothing_m": 900.0}
    assert content["optimiser"]["second_seed"] == 8
    assert content["marginal"] == [{"change": "one more helicopter", "pos_gain": 0.031}]
    assert content["pos_worksheet"] is None
    assert content["pos_by_hour"][1] == {"time": "2026-01-31T00:00:00Z", "pos": 0.61}
    by_name = {unit["name"]: unit for unit in content["units"]}
    assert by_name["Rescue 71"]["motion"] == {"toward_deg": 60.0, "speed_m_per_s": 0.5}
    assert len(by_name["경비함 3005"]["transit_out"]["via"]) == 1
    assert by_name["Wing 9"]["sensing"][0]["curve"]["law"] == "logistic"
    assert [leg["kind"] for leg in by_name["Wing 9"]["legs"]].count("turn") == 6


@pytest.mark.parametrize(
    "plan", [example_plan(), PLANS[0].model_copy(update={"tasks": ()})], ids=["worksheet", "nobody can search"]
)
def test_every_file_is_written_for_any_plan(plan: SearchPlan) -> None:
    texts = [plan_kml(plan), plan_cot(plan), plan_gpx(plan), *(unit_rtz(plan, task) for task in surface(plan))]
    assert all(etree.fromstring(text.encode()) is not None for text in texts)
    assert len(plan_csv(plan).splitlines()) == 1 + sum(len(whole_route(task)) for task in plan.tasks)
    for text in (plan_geojson(plan), plan_text(plan), plan_page(plan, picture=None)):
        check_marks(text, plan)
