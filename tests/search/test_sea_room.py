"""Sea room on hand-drawn seas: coasts, areas, agreed lines, depths."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sarex.model.errors import PlanError
from sarex.model.quantities import Position
from sarex.model.search_conditions import AgreedLine, SeaArea
from sarex.model.search_unit import SearchUnit
from sarex.search.land_crossing import LandTest
from sarex.search.local_plane import LocalPlane, Point
from sarex.search.sea_chart import SeaChart
from sarex.search.sea_raster import Bar, PlaneBox
from sarex.search.sea_room import SeaRoom

CENTRE = Position(4.0, 60.0)
BOX = PlaneBox(-15_000.0, -15_000.0, 15_000.0, 15_000.0)


def unit(**changes: Any) -> SearchUnit:
    entry = {
        "name": "Ship", "nation": "Norway", "kind": "vessel", "at": "60 00N 004 00E", "available": "2015-11-16T08:00Z",
        "transit_speed": "20 kn", "search_speed": "15 kn", "endurance": "10 h", "sweep_width": "2 nm",
    }  # fmt: skip
    return SearchUnit.model_validate(entry | changes)


def land_in(*boxes: tuple[float, float, float, float]) -> LandTest:
    """Land in boxes of west, south, east, north [degrees]."""
    return lambda lon, lat: np.logical_or.reduce(
        [(lon >= west) & (lon < east) & (lat >= south) & (lat < north) for west, south, east, north in boxes]
    )


def chart(*units: SearchUnit, centre: Position = CENTRE, **known: Any) -> SeaChart:
    return SeaChart(LocalPlane(centre), BOX, units or (unit(),), **known)


def along(room: SeaRoom, *positions: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    lon, lat = np.array(positions, dtype=np.float64).T
    return room.plane.flat(lon, lat)


def box(name: str, west: float, south: float, east: float, north: float) -> SeaArea:
    corners = ((west, south), (east, south), (east, north), (west, north))
    return SeaArea(name=name, corners=tuple(Position(*corner) for corner in corners))


def line(
    name: str, *points: tuple[float, float], left: tuple[str, ...] = (), right: tuple[str, ...] = ()
) -> AgreedLine:
    return AgreedLine(name=name, points=tuple(Position(*point) for point in points), left=left, right=right)


def test_a_rock_of_one_coast_cell_stops_a_ship_and_no_aircraft() -> None:
    rock = (4.1, 60.0, 4.1 + 1 / 480, 60.0 + 1 / 480)
    helicopter = unit(name="Helicopter", kind="helicopter")
    sea = chart(unit(), helicopter, land=land_in(rock))
    room = sea.room(unit())
    track = along(room, (4.0, 60.001), (4.2, 60.001))
    assert not room.track_clear(*track)
    assert not room.search_clear(*track)
    met = room.first_blocked(*track)
    assert met is not None
    assert met.what == "land"
    at = room.plane.position(met.at)
    assert at.lon == pytest.approx(4.1, abs=0.006)
    assert room.track_clear(*along(room, (4.0, 60.01), (4.2, 60.01)))
    assert sea.room(helicopter).search_clear(*track)


def test_every_rock_is_found_wherever_it_lies_in_its_cells() -> None:
    corners = [(3.9 + 0.0217 * step, 59.95 + 0.0103 * step) for step in range(9)]
    corners = [(np.floor(lon * 480) / 480, np.floor(lat * 480) / 480) for lon, lat in corners]
    room = chart(land=land_in(*((lon, lat, lon + 1 / 480, lat + 1 / 480) for lon, lat in corners))).room(unit())
    for lon, lat in corners:
        for across in (0.1, 0.5, 0.9):
            middle = lat + across / 480
            assert not room.track_clear(*along(room, (lon - 0.02, middle), (lon + 0.02, middle)))


def test_the_date_line_is_nothing_special() -> None:
    wall = land_in((-180.0, 59.9, -179.98, 60.05), (179.98, 59.9, 180.0, 60.05))
    ship = unit(at="60 00N 180 00E")
    room = chart(ship, centre=Position(-179.99, 60.0), land=wall).room(ship)
    assert not room.track_clear(*along(room, (179.9, 60.0), (-179.9, 60.0)))
    assert room.track_clear(*along(room, (179.9, 60.1), (-179.9, 60.1)))


def test_areas_and_lines_cross_the_date_line() -> None:
    ship = unit(at="60 00N 180 00E", forbidden=("Range",))
    limit = line("Limit", (-179.9, 60.03), (179.9, 60.03), left=("Norway",))  # westward, so that left is south
    sea = chart(
        ship, centre=Position(-180.0, 60.0), areas=(box("Range", 179.95, 59.98, -179.95, 60.0),), lines=(limit,)
    )
    room = sea.room(ship)
    bars = [
        room.bars_at(room.plane.point(Position(lon, lat))) for lon in (179.97, -179.97) for lat in (59.99, 60.01, 60.05)
    ]
    assert bars == [Bar.FORBIDDEN, 0, Bar.WRONG_SIDE] * 2
    assert room.bars_at(room.plane.point(Position(179.9, 59.99))) == 0


def test_a_forbidden_area_bars_searching_and_crossing() -> None:
    sea = chart(areas=(box("Range", 4.05, 59.98, 4.15, 60.02),))
    room = sea.room(unit(forbidden=("Range",)))
    through, past = along(room, (4.0, 60.0), (4.2, 60.0)), along(room, (4.0, 60.03), (4.2, 60.03))
    assert not room.track_clear(*through)
    assert room.search_clear(*past)
    assert room.first_blocked(*through).what == "a forbidden area"  # type: ignore[union-attr]
    assert sea.room(unit()).search_clear(*through)


def test_allowed_areas_bar_searching_elsewhere_but_no_passage() -> None:
    sea = chart(areas=(box("West", 3.9, 59.95, 4.0, 60.05), box("East", 4.0, 59.95, 4.1, 60.05)))
    room = sea.room(unit(allowed=("West", "East")))
    assert room.search_clear(*along(room, (3.91, 60.0), (4.09, 60.0)))  # no wall where two areas meet
    out = along(room, (4.05, 60.0), (4.15, 60.0))
    assert not room.search_clear(*out)
    assert room.track_clear(*out)
    share = room.blocked_share(
        np.stack(along(room, (4.05, 59.98), (4.15, 59.98), (4.15, 60.02), (4.05, 60.02)), axis=-1)
    )
    assert share == pytest.approx(0.5, abs=0.05)


def test_a_side_along_a_parallel_follows_it() -> None:
    # 4 degrees of longitude at 60N: the geodesic between the corners rises 1.7 km above the parallel.
    sea = SeaChart(LocalPlane(CENTRE), BOX, (unit(),), areas=(box("Wide", 2.0, 59.9, 6.0, 60.0),))
    room = sea.room(unit(forbidden=("Wide",)))
    assert room.bars_at(room.plane.point(Position(4.0, 60.004))) == 0
    assert room.bars_at(room.plane.point(Position(4.0, 59.998))) == Bar.FORBIDDEN


NORTHBOUND = line("Median", (4.0, 59.98), (4.0, 60.02), left=("Norway",), right=("Denmark",))


@pytest.mark.parametrize(
    ("nation", "west", "east"),
    [("Norway", True, False), ("Denmark", False, True), ("", True, True), ("Japan", True, True)],
)
def test_each_side_of_an_agreed_line_keeps_to_it(nation: str, west: bool, east: bool) -> None:
    room = chart(lines=(NORTHBOUND,)).room(unit(nation=nation))
    for lat in (59.85, 60.0, 60.15):  # The line goes on beyond its ends.
        assert room.search_clear(*along(room, (3.9, lat), (3.95, lat))) == west
        assert room.search_clear(*along(room, (4.05, lat), (4.1, lat))) == east
        assert room.track_clear(*along(room, (3.9, lat), (4.1, lat)))


def test_a_bent_line_splits_along_its_bend() -> None:
    bend = line("Bend", (3.9, 60.1), (4.0, 60.0), (4.1, 60.1), left=("Norway",))
    room = chart(lines=(bend,)).room(unit())
    assert room.bars_at(room.plane.point(Position(4.0, 60.05))) == 0
    assert room.bars_at(room.plane.point(Position(4.0, 59.95))) == Bar.WRONG_SIDE


def test_contradictory_lines_are_named() -> None:
    west = line("West line", (3.9, 59.9), (3.9, 60.1), left=("Norway",))
    east = line("East line", (4.1, 59.9), (4.1, 60.1), right=("Norway",))
    with pytest.raises(PlanError, match="'West line' and 'East line' contradict"):
        chart(lines=(west, east)).room(unit())
    assert chart(lines=(west, east)).room(unit(nation="Denmark")).nowhere is None


def test_one_line_that_leaves_nothing_is_a_reason() -> None:
    far = line("Far line", (3.0, 59.9), (3.0, 60.1), left=("Norway", "Denmark"))
    sea = chart(lines=(far,))
    assert "'Far line' keeps it out" in sea.room(unit()).nowhere
    assert "Norway" not in sea.room(unit(nation="Denmark")).nowhere


def test_allowed_areas_off_the_case_are_a_reason() -> None:
    sea = chart(areas=(box("Elsewhere", 10.0, 59.95, 10.1, 60.05),))
    assert "allowed areas leave no water" in sea.room(unit(allowed=("Elsewhere",))).nowhere


@pytest.mark.parametrize("kind", ["area", "line"])
def test_what_crosses_itself_is_refused(kind: str) -> None:
    corners = tuple(Position(*corner) for corner in ((4.0, 60.0), (4.1, 60.1), (4.1, 60.0), (4.0, 60.1)))
    if kind == "area":
        sea, ship = chart(areas=(SeaArea(name="Bow tie", corners=corners),)), unit(forbidden=("Bow tie",))
    else:
        sea, ship = chart(lines=(AgreedLine(name="Hook", points=corners, left=("Norway",)),)), unit()
    with pytest.raises(PlanError, match="cross"):
        sea.room(ship)


def shelf(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Water that gets deeper to the west, unknown in the north."""
    return np.where(lat > 60.05, np.nan, (4.2 - lon) * 100.0)


def test_shallow_water_is_land_for_a_deep_ship() -> None:
    sea = chart(unit(), depth=shelf)
    deep = sea.room(unit(depth_min="10 m"))
    track = along(deep, (4.0, 60.0), (4.15, 60.0))
    assert deep.first_blocked(*track).what == "water too shallow for it"  # type: ignore[union-attr]
    at = deep.plane.position(deep.first_blocked(*track).at)  # type: ignore[union-attr]
    assert at.lon == pytest.approx(4.1, abs=0.004)
    assert sea.room(unit(depth_min="2 m")).track_clear(*track)
    assert sea.room(unit(kind="helicopter", depth_min="10 m")).track_clear(*track)
    assert any("is unknown" in note for note in deep.notes)
    unchecked = chart()
    assert any("no depths are known" in note for note in unchecked.room(unit(depth_min="3 m")).notes)
    assert all("Ship" not in note for note in unchecked.room(unit(name="Other", depth_min="3 m")).notes)


def test_units_under_the_same_rules_share_a_room() -> None:
    sea = chart(areas=(box("Range", 4.05, 59.98, 4.15, 60.02),), lines=(NORTHBOUND,))
    assert sea.room(unit()) is sea.room(unit(name="Sister"))
    assert sea.room(unit()) is not sea.room(unit(nation="Denmark"))
    assert sea.room(unit()) is not sea.room(unit(forbidden=("Range",)))


def test_a_long_way_gets_a_coarser_chart_of_its_own() -> None:
    ship = unit(at="60 00N 020 00W")
    wall = land_in((-5.0, 50.0, -4.9, 70.0))
    sea = SeaChart(LocalPlane(CENTRE), PlaneBox(-300e3, -300e3, 300e3, 300e3), (ship,), land=wall)
    room = sea.room(ship)
    assert room.near.cell_m < room.far.cell_m
    assert not room.track_clear(*along(room, (4.0, 60.0), (-10.0, 60.0)))
    assert room.track_clear(*along(room, (-6.0, 60.0), (-15.0, 60.0)))
    assert any("known to" in note for note in room.notes)


def test_beyond_the_chart_is_barred() -> None:
    room = chart().room(unit())
    met = room.first_blocked(np.array([0.0, 90_000.0]), np.array([0.0, 0.0]))
    assert met is not None
    assert "beyond the chart" in met.what
    assert room.bars_at(Point(90_000.0, 0.0)) == Bar.BEYOND
    assert room.blocked_share(np.array([[0.0, 0.0], [50.0, 0.0], [50.0, 50.0]])) == 0.0


def test_the_pole_is_on_the_chart() -> None:
    ship = unit(at="89 50N 000 00E")
    sea = SeaChart(LocalPlane(Position(0.0, 89.95)), BOX, (ship,), land=lambda lon, lat: (lat > 89.99) & (lon > -400))
    room = sea.room(ship)
    assert room.bars_at(room.plane.point(Position(120.0, 89.995))) == Bar.LAND
    assert room.bars_at(room.plane.point(Position(120.0, 89.97))) == 0


def test_which_of_many_points_may_be_searched() -> None:
    sea = chart(areas=(box("range", 4.1, 59.95, 4.15, 60.05),), land=land_in((3.8, 59.9, 3.9, 60.1)))
    room = sea.room(unit(forbidden=["range"]))
    east, north = along(room, (4.0, 60.0), (4.12, 60.0), (3.85, 60.0), (3.95, 60.05), (9.0, 60.0))
    east, north = np.append(east, np.nan), np.append(north, 0.0)
    assert room.searchable(east, north).tolist() == [True, False, False, True, False, False]
