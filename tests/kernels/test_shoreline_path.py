"""The path test against brute force: islands, stranding points, clearance, the nearest water."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from drift_scene import MadeCoast, no_land
from sarex.drift.shoreline import Shoreline, nearest_sea, on_land
from sarex.kernels.shoreline import (
    FREE,
    LAND,
    UNKNOWN,
    cell_column,
    cell_row,
    first_land,
    free_blocks,
    land_at,
    move_along_shore,
    move_over_pole,
    safe_degrees,
    straight_move,
    tile_at,
)
from sarex.model.coast_tile import CoastTile

WGS84 = Geod(ellps="WGS84")


def scattered(lon, lat):
    """Islets of one cell, about one in forty, the same for the same place."""
    column = np.floor((lon + 180.0) * 480).astype(np.int64) % (360 * 480)
    row = np.floor((lat + 90.0) * 480).astype(np.int64)
    return (column * 73_856_093 ^ row * 19_349_663) % 41 == 0


def loaded(coast, *corners):
    shoreline = Shoreline(coast)
    shoreline.load((south + 90) * 360 + west + 180 for west, south in corners)
    return shoreline.tiles


@pytest.fixture(scope="module")
def islets():
    return loaded(MadeCoast(scattered), (10, 50), (11, 50), (10, 51), (11, 51))


@pytest.fixture(scope="module")
def date_line_islets():
    return loaded(MadeCoast(scattered), (179, -1), (-180, -1), (179, 0), (-180, 0))


def sampled_land(lon, lat, dlon, dlat, tiles):
    """The first share of the path whose sample is land, by points every hundredth of a cell; None for none."""
    steps = max(2, int(max(abs(dlon), abs(dlat)) * 480 * 100))
    for share in np.linspace(0.0, 1.0, steps):
        column, row = math.floor(cell_column(lon + share * dlon)), math.floor(cell_row(lat + share * dlat))
        if land_at(column, row, tiles) == LAND:
            return share
    return None


PLACES = st.floats(0.3, 1.7)
CHANGES = st.floats(-0.02, 0.02)


@given(x=PLACES, y=PLACES, dlon=CHANGES, dlat=CHANGES)
@settings(max_examples=40, deadline=None)
def test_a_path_meets_the_land_that_lies_on_it(islets, x, y, dlon, dlat):
    lon, lat = 10.0 + x, 50.0 + y
    found, end_lon, end_lat = straight_move(lon, lat, dlon, dlat, islets)
    expected = sampled_land(lon, lat, dlon, dlat, islets)
    if found == FREE:
        assert expected is None
        assert (end_lon, end_lat) == (lon + dlon, lat + dlat)
        return
    share = (end_lon - lon) / dlon if abs(dlon) > abs(dlat) else (end_lat - lat) / dlat if dlat else 0.0
    # On the path, never past the first land that sampling finds, and water unless it began on land.
    assert abs(end_lon - (lon + share * dlon)) < 1e-9
    assert abs(end_lat - (lat + share * dlat)) < 1e-9
    if expected is not None:
        assert share <= expected + 1e-9
    if share > 0.0:
        assert land_at(math.floor(cell_column(end_lon)), math.floor(cell_row(end_lat)), islets) == FREE
        assert sampled_land(lon, lat, share * dlon, share * dlat, islets) is None


@given(x=PLACES, y=PLACES, dlon=CHANGES, dlat=CHANGES)
@settings(max_examples=20, deadline=None)
def test_the_stranding_point_is_within_a_metre_of_the_land(islets, x, y, dlon, dlat):
    lon, lat = 10.0 + x, 50.0 + y
    dx, dy = dlon * 480, dlat * 480
    found, share = first_land(cell_column(lon), cell_row(lat), dx, dy, islets)
    if found != LAND or share == 0.0:
        return
    _, end_lon, end_lat = straight_move(lon, lat, dlon, dlat, islets)
    distance = WGS84.inv(end_lon, end_lat, lon + share * dlon, lat + share * dlat)[2]
    # Half a metre, further only where the path grazes an edge.
    assert distance < 0.6 or abs(min(dx % 1, -dx % 1, dy % 1, -dy % 1)) < 1e-6


def test_an_islet_of_one_cell_is_not_jumped():
    islet = MadeCoast(lambda lon, lat: (np.abs(lon - 10.501) < 0.002) & (np.abs(lat - 50.501) < 0.002))
    tiles = loaded(islet, (10, 50))
    found, lon, lat = straight_move(10.1, 50.5 + 0.5 / 480, 0.8, 0.0, tiles)
    assert found == LAND
    assert 10.49 < lon < 10.501
    assert lat == 50.5 + 0.5 / 480
    assert straight_move(10.1, 50.51, 0.8, 0.0, tiles)[0] == FREE


def test_a_path_crosses_the_date_line(date_line_islets):
    for lat in np.linspace(-0.3, 0.3, 25):
        east = straight_move(179.99, lat, 0.02, 0.0, date_line_islets)
        expected = sampled_land(179.99, lat, 0.02, 0.0, date_line_islets)
        assert (east[0] == LAND) == (expected is not None)
        west = straight_move(-179.99, lat, -0.02, 0.001, date_line_islets)
        expected = sampled_land(-179.99, lat, -0.02, 0.001, date_line_islets)
        assert (west[0] == LAND) == (expected is not None)


def test_a_tile_that_is_not_loaded_is_named():
    tiles = loaded(no_land(), (10, 50))
    found, tile, _ = straight_move(10.9, 50.5, 0.3, 0.0, tiles)
    assert found == UNKNOWN
    assert int(tile) == 140 * 360 + 191
    assert straight_move(10.9, 50.5, 0.05, 0.0, tiles)[0] == FREE
    found, tile, _ = straight_move(-179.9, 50.5, 0.0, 0.1, tiles)
    assert (found, int(tile)) == (UNKNOWN, 140 * 360)
    assert tile_at(math.floor(cell_column(-180.0)) - 1, 0) == 359


@given(x=PLACES, y=PLACES)
@settings(max_examples=40, deadline=None)
def test_within_its_clearance_a_move_meets_nothing(x, y):
    coast = MadeCoast(lambda lon, lat: np.hypot(lon - 11.2, lat - 50.7) < 0.1)
    tiles = loaded(coast, (10, 50), (11, 50), (10, 51), (11, 51))
    lon, lat = 10.0 + x, 50.0 + y
    safe = safe_degrees(lon, lat, tiles)
    assert safe < 1.0
    if safe > 0.0:
        for dlon, dlat in [(safe, safe), (-safe, safe), (safe, -safe), (-safe, -safe), (safe, 0.0), (0.0, -safe)]:
            assert straight_move(lon, lat, dlon, dlat, tiles)[0] == FREE


def test_clearance_reaches_across_tiles():
    alone, among = loaded(no_land(), (10, 50)), loaded(no_land(), *((w, s) for w in (9, 10, 11) for s in (49, 50, 51)))
    assert safe_degrees(10.01, 50.5, alone) < 0.0
    assert safe_degrees(10.01, 50.5, among) == pytest.approx(1.0, abs=0.04)
    blocks = np.zeros((96, 96), dtype=np.uint8)
    blocks[40, 40] = 1
    free = free_blocks(blocks)
    assert free[8, 8] == 0
    assert free[8, 9] == 0
    assert free[10, 13] == 4


def test_slipping_slides_along_the_shore():
    wall = MadeCoast(lambda lon, lat: lon > 10.5 + 0 * lat)
    tiles = loaded(wall, (10, 50))
    found, lon, lat = move_along_shore(10.49, 50.5, 0.02, 0.03, True, tiles)
    assert found == LAND
    assert 10.4999 < lon < 10.5
    assert lat == pytest.approx(50.53, abs=1e-6)
    found, lon, lat = move_along_shore(10.49, 50.5, 0.02, 0.03, False, tiles)
    assert lat == pytest.approx(50.515, abs=1e-4)
    corner = loaded(MadeCoast(lambda lon, lat: (lon > 10.5) | (lat > 50.51)), (10, 50))
    _, lon, lat = move_along_shore(10.49, 50.5, 0.03, 0.02, True, corner)
    assert lon < 10.5
    assert lat < 50.51


def test_a_start_on_land_strands_there():
    tiles = loaded(MadeCoast(lambda lon, lat: lon + lat > 0.0), (10, 50))
    assert straight_move(10.5, 50.5, 0.01, 0.0, tiles) == (LAND, 10.5, 50.5)


def test_over_the_pole_both_meridians_are_tested():
    everywhere = [(0, 89), (-180, 89)]
    tiles = loaded(no_land(), *everywhere)
    assert move_over_pole(0.2, 89.9, -179.8, 89.9, tiles) == (FREE, -179.8, 89.9)
    tiles = loaded(MadeCoast(lambda lon, lat: (lon < -100.0) & (lat < 89.95)), *everywhere)
    found, lon, lat = move_over_pole(0.2, 89.9, -179.8, 89.9, tiles)
    assert (found, lon) == (LAND, -179.8)
    assert lat == pytest.approx(89.95, abs=1e-4)


def test_on_land_at_any_longitude():
    coast = MadeCoast(lambda lon, lat: (lon < -179.5) & (lat > 0.0))
    lon, lat = np.array([180.2, -179.8, 179.8, 180.2]), np.array([0.5, 0.5, 0.5, -0.5])
    assert on_land(coast, lon, lat).tolist() == [True, True, False, False]
    assert len(coast.asked) == 1
    assert on_land(coast, np.empty(0), np.empty(0)).tolist() == []


@pytest.mark.parametrize(("west", "south"), [(10, 50), (179, -1), (20, 69)])
def test_the_nearest_sea_is_the_nearest(west, south):
    """Against all water cell centres around, by geodesics."""
    sea_lon, sea_lat = west + 1.0, south + 0.6
    coast = MadeCoast(lambda lon, lat: ((lon - sea_lon + 180.0) % 360.0 - 180.0) ** 2 + (lat - sea_lat) ** 2 < 0.05**2)
    generator = np.random.default_rng(3)
    lon = sea_lon + generator.uniform(-0.03, 0.03, 6)
    lat = sea_lat + generator.uniform(-0.03, 0.03, 6)
    new_lon, new_lat, found = nearest_sea(coast, lon, lat, 20_000.0)
    assert found.all()
    assert not on_land(coast, new_lon, new_lat).any()
    columns = (np.floor(sea_lon * 480) + np.arange(-60, 60) + 0.5) / 480
    rows = (np.floor(sea_lat * 480) + np.arange(-60, 60) + 0.5) / 480
    cell_lon, cell_lat = np.meshgrid(columns, rows)
    water = ~coast.is_land(cell_lon, cell_lat)
    for i in range(len(lon)):
        number = int(water.sum())
        all_m = WGS84.inv(np.full(number, lon[i]), np.full(number, lat[i]), cell_lon[water], cell_lat[water])[2]
        got = WGS84.inv(lon[i], lat[i], new_lon[i], new_lat[i])[2]
        assert got == pytest.approx(all_m.min(), abs=0.05)


def test_too_far_inland_is_said_and_water_stays():
    coast = MadeCoast(lambda lon, lat: lat > 50.2 + 0 * lon)
    lon, lat, found = nearest_sea(coast, np.array([10.5, 10.5, 10.5]), np.array([50.21, 50.9, 50.1]), 3704.0)
    assert found.tolist() == [True, False, True]
    assert lat[0] == pytest.approx(50.2, abs=0.003)
    assert (lon[1], lat[1]) == (10.5, 50.9)
    assert (lon[2], lat[2]) == (10.5, 50.1)


class AllLand:
    """A coast of whole tiles of land."""

    name = "all land"

    def tiles(self, corners):
        return [CoastTile(west, south, "land", np.empty((0, 0), np.uint8)) for west, south in corners]


def test_inland_at_a_pole_is_told():
    """All meridians are near there."""
    lon, lat = np.linspace(-180.0, 179.0, 4), np.linspace(-89.99, -89.7, 4)
    new_lon, new_lat, found = nearest_sea(AllLand(), lon, lat, 3704.0)
    assert not found.any()
    assert new_lon.tolist() == lon.tolist()
    assert new_lat.tolist() == lat.tolist()
