"""Routes round what is in the way, against geometry."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarex.model.errors import PlanError
from sarex.model.geodesy import distance_m
from sarex.model.quantities import Position
from sarex.model.search_unit import SearchUnit
from sarex.search.local_plane import LocalPlane, Point
from sarex.search.route import TransitField
from sarex.search.sea_raster import Bar, PlaneBox, SeaRaster
from sarex.search.sea_room import SeaRoom

PLANE = LocalPlane(Position(4.0, 60.0))
BOX = PlaneBox(-40_000.0, -40_000.0, 40_000.0, 40_000.0)
CELL_M = 200.0


def room(*islands: PlaneBox, bar: Bar = Bar.LAND, plane: LocalPlane = PLANE, airborne: bool = False) -> SeaRoom:
    """A sea with islands whose sides lie on borders of cells."""
    raster = SeaRaster.over(BOX, cell_m_min=CELL_M, cells_max=1_000_000)
    for island in islands:
        low_row, low_column, row, column = (
            round((edge - -40_000.0) / CELL_M) for edge in (island.south, island.west, island.north, island.east)
        )
        raster.bars[low_row:row, low_column:column] |= np.uint8(int(bar))
    return SeaRoom(plane, raster, raster, airborne)


def ship(at: Point, plane: LocalPlane = PLANE, **changes: Any) -> SearchUnit:
    entry = {
        "name": "Ship", "kind": "vessel", "at": plane.position(at), "available": "2015-11-16T08:00Z",
        "transit_speed": "20 kn", "search_speed": "15 kn", "endurance": "10 h", "sweep_width": "2 nm",
    }  # fmt: skip
    return SearchUnit.model_validate(entry | changes)


def is_clear(sea: SeaRoom, points: tuple[Point, ...]) -> bool:
    track = np.array(points)
    return sea.track_clear(np.ascontiguousarray(track[:, 0]), np.ascontiguousarray(track[:, 1]))


def test_an_open_way_is_straight() -> None:
    field = TransitField.of(room(PlaneBox(10_000.0, 10_000.0, 12_000.0, 12_000.0)), ship(Point(-30_000.0, 0.0)))
    goal = Point(25_037.0, -3_011.0)
    route = field.route(goal)
    assert route.via == ()
    straight_m = distance_m(PLANE.position(Point(-30_000.0, 0.0)), PLANE.position(goal))
    assert route.length_m == pytest.approx(straight_m, rel=1e-9)
    assert field.distance_m(goal) == pytest.approx(straight_m, rel=1e-9)


@pytest.mark.parametrize("half_m", [2_000.0, 6_000.0, 15_000.0])
def test_round_an_island_exactly_between(half_m: float) -> None:
    sea = room(PlaneBox(-half_m, -half_m, half_m, half_m))
    field = TransitField.of(sea, ship(Point(-30_000.0, 0.0)))
    goal = Point(30_000.0, 0.0)
    shortest_m = 2.0 * math.hypot(30_000.0 - half_m, half_m) + 2.0 * half_m
    route = field.route(goal)
    assert shortest_m - 1.0 <= route.length_m <= 1.005 * shortest_m
    assert shortest_m - 1.0 <= field.distance_m(goal) <= 1.01 * shortest_m
    assert len(route.via) == 2
    assert is_clear(sea, route.points)
    assert sea.way_m(Point(-30_000.0, 0.0), goal) == pytest.approx(shortest_m, rel=0.03)


def test_through_a_channel_rather_than_round() -> None:
    wall = [PlaneBox(-1_000.0, -40_000.0, 1_000.0, 5_000.0), PlaneBox(-1_000.0, 6_000.0, 1_000.0, 40_000.0)]
    sea = room(*wall)
    route = TransitField.of(sea, ship(Point(-20_000.0, -20_000.0))).route(Point(20_000.0, -20_000.0))
    shortest_m = 2.0 * math.hypot(19_000.0, 25_000.0) + 2_000.0
    assert shortest_m - 1.0 <= route.length_m <= 1.005 * shortest_m
    assert is_clear(sea, route.points)


def test_a_diagonal_wall_of_one_cell_has_no_holes() -> None:
    sea = room()
    for step in range(400):
        sea.near.bars[step, step] |= np.uint8(int(Bar.LAND))
    field = TransitField.of(sea, ship(Point(-20_000.0, 20_000.0)))
    assert field.distance_m(Point(20_000.0, 10_000.0)) == math.inf
    assert sea.way_m(Point(-20_000.0, 20_000.0), Point(20_000.0, 10_000.0)) == math.inf
    with pytest.raises(PlanError, match=r"no way leads Ship .* meets land at .* search on this side"):
        field.route(Point(20_000.0, 10_000.0))


def test_a_forbidden_area_is_flown_round_and_land_is_not_there() -> None:
    square = PlaneBox(-5_000.0, -5_000.0, 5_000.0, 5_000.0)
    sea = room(square, bar=Bar.FORBIDDEN, airborne=True)
    goal = Point(30_000.0, 0.0)
    route = TransitField.of(sea, ship(Point(-30_000.0, 0.0), kind="helicopter")).route(goal)
    assert route.length_m == pytest.approx(2.0 * math.hypot(25_000.0, 5_000.0) + 10_000.0, rel=0.005)
    free = TransitField.of(room(airborne=True), ship(Point(-300_000.0, 0.0), kind="helicopter"))
    assert free.route(goal).via == ()
    assert free.notes == ()


def test_a_base_ashore_begins_at_the_nearest_water() -> None:
    sea = room(PlaneBox(-34_000.0, -10_000.0, -28_000.0, 10_000.0))
    field = TransitField.of(sea, ship(Point(-29_900.0, 0.0)))
    route = field.route(Point(10_000.0, 100.0))
    assert field.start.east == pytest.approx(-27_900.0)
    assert route.points[:2] == (field.base, field.start)
    assert route.length_m == pytest.approx(field.distance_m(Point(10_000.0, 100.0)), rel=1e-6)
    assert "does not lie on open water; its way begins" in field.notes[0]
    assert is_clear(sea, route.points[1:])


def test_a_pond_is_no_way_out() -> None:
    sea = room(PlaneBox(-34_000.0, -10_000.0, -28_000.0, 10_000.0))
    sea.near.bars[200:203, 45:48] = 0  # about (-30 700, 300)
    field = TransitField.of(sea, ship(Point(-30_700.0, 300.0)))
    assert field.start.east == pytest.approx(-27_900.0)


def test_a_base_far_inland_is_refused() -> None:
    sea = room(PlaneBox(-40_000.0, -40_000.0, -10_000.0, 40_000.0))
    with pytest.raises(PlanError, match=r"from its base .* to the water of this case: land closes it in"):
        TransitField.of(sea, ship(Point(-30_000.0, 0.0)))


def test_a_base_off_the_chart_goes_straight_and_says_so() -> None:
    sea = room(PlaneBox(-5_000.0, -5_000.0, 5_000.0, 5_000.0))
    field = TransitField.of(sea, ship(Point(-900_000.0, 0.0)))
    assert field.distance_m(Point(10_000.0, 0.0)) == pytest.approx(910_000.0, rel=2e-3)
    assert "off the chart" in field.notes[0]


def test_a_point_ashore_is_measured_from_the_water_beside_it() -> None:
    field = TransitField.of(room(PlaneBox(0.0, -10_000.0, 6_000.0, 10_000.0)), ship(Point(-30_000.0, 0.0)))
    assert field.distance_m(Point(2_000.0, 0.0)) == pytest.approx(32_000.0, rel=0.01)


def test_across_the_date_line() -> None:
    plane = LocalPlane(Position(180.0 - 360.0, 60.0))
    sea = room(PlaneBox(-4_000.0, -4_000.0, 4_000.0, 4_000.0), plane=plane)
    route = TransitField.of(sea, ship(Point(-30_000.0, 0.0), plane)).route(Point(30_000.0, 0.0))
    assert route.positions[0].lon > 179.0
    assert route.positions[-1].lon < -179.0
    assert route.length_m == pytest.approx(2.0 * math.hypot(26_000.0, 4_000.0) + 8_000.0, rel=0.005)


def test_units_of_one_base_share_its_ways() -> None:
    sea = room(PlaneBox(-4_000.0, -4_000.0, 4_000.0, 4_000.0))
    one, other = (TransitField.of(sea, ship(Point(-30_000.0, 0.0), name=name)) for name in ("One", "Other"))
    assert one.distance_m(Point(30_000.0, 0.0)) == other.distance_m(Point(30_000.0, 0.0))
    assert one.ways(sea.waters[0]) is other.ways(sea.waters[0])


def test_a_far_base_uses_the_far_chart() -> None:
    far = SeaRaster.over(BOX.grown(200_000.0), cell_m_min=500.0, cells_max=4_000_000)
    near = SeaRaster.over(BOX, cell_m_min=CELL_M, cells_max=1_000_000)
    wall = Point(-100_000.0, 0.0)
    column = int((wall.east - far.west_m) / far.cell_m)
    far.bars[: far.bars.shape[0] // 2 + 20, column] = int(Bar.LAND)  # up to 10 km north
    sea = SeaRoom(PLANE, near, far, False)
    goal = Point(0.0, 0.0)
    route = TransitField.of(sea, ship(Point(-200_000.0, 0.0))).route(goal)
    assert route.length_m == pytest.approx(2.0 * math.hypot(100_000.0, 10_000.0), rel=0.005)
    assert is_clear(sea, route.points)


coordinates = st.floats(-39_000.0, 39_000.0)
boxes = st.tuples(st.integers(0, 39), st.integers(0, 39), st.integers(1, 16), st.integers(1, 16))


@settings(max_examples=25, deadline=None)
@given(st.lists(boxes, min_size=1, max_size=8), coordinates, coordinates, coordinates, coordinates)
def test_no_route_enters_a_barred_cell_or_beats_the_straight_line(
    islands: list[tuple[int, int, int, int]], east: float, north: float, to_east: float, to_north: float
) -> None:
    raster = SeaRaster.over(BOX, cell_m_min=2_000.0, cells_max=1_000_000)
    for row, column, high, wide in islands:
        raster.bars[row : row + high, column : column + wide] |= np.uint8(int(Bar.LAND))
    sea, base, goal = SeaRoom(PLANE, raster, raster, False), Point(east, north), Point(to_east, to_north)
    if sea.bars_at(base) or sea.bars_at(goal):
        return
    try:
        field = TransitField.of(sea, ship(base))
        route = field.route(goal)
    except PlanError:
        return
    straight_m = distance_m(PLANE.position(base), PLANE.position(goal))
    assert is_clear(sea, route.points[1:] if field.start != field.base else route.points)
    assert route.length_m >= straight_m - 0.01  # The plane gives positions to a millimetre.
    assert field.distance_m(goal) >= straight_m - 0.01
    assert route.length_m <= field.distance_m(goal) + 1.0
