"""The builder of coast sheets, on shores drawn by hand: quick, and exactly known."""

from __future__ import annotations

import math
import struct

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from adapters.hand_drawn_coast import rectangle, shoreline_of
from sarex.adapters.coast_builder import build_sheet, rings_of_multipolygon
from sarex.adapters.coast_sheet import CoastSheet, land_from_tile

CELL = 1.0 / 480.0


def land_of(sheet: CoastSheet) -> NDArray[np.bool_]:
    """All cells of the sheet, bool (row, column)."""
    return np.block([
        [land_from_tile(sheet.tile((sheet.west + x, sheet.south + y))) for x in range(10)] for y in range(10)
    ])  # fmt: skip


def land_cells(sheet: CoastSheet) -> set[tuple[int, int]]:
    row, column = np.nonzero(land_of(sheet))
    return set(zip(row.tolist(), column.tolist(), strict=True))


def test_a_cell_is_land_if_its_centre_is() -> None:
    # From 0.4 cells to 3.6 cells east: the centres 0.5, 1.5, 2.5 and 3.5 lie inside. From 0.6 to 2.4 north: only 1.5.
    sheet = build_sheet(shoreline_of(rectangle(0.4 * CELL, 0.6 * CELL, 3.6 * CELL, 2.4 * CELL)), (0, 0))
    assert land_cells(sheet) == {(1, 0), (1, 1), (1, 2), (1, 3)}


@pytest.mark.parametrize("turn", [1, -1], ids=["anticlockwise", "clockwise"])
def test_it_does_not_matter_which_way_an_outline_turns(turn: int) -> None:
    sheet = build_sheet(shoreline_of(rectangle(2.0, 3.0, 4.0, 5.0)[::turn]), (0, 0))
    kinds = {(west, south): sheet.tile((west, south)).kind for west in range(10) for south in range(10)}
    assert {corner for corner, kind in kinds.items() if kind == "land"} == {(2, 3), (3, 3), (2, 4), (3, 4)}
    assert {kind for kind in kinds.values()} == {"land", "sea"}


@settings(max_examples=25, deadline=None)
@given(
    centre=st.tuples(st.floats(-0.5, 10.5), st.floats(-0.5, 10.5)),
    reach=st.lists(st.floats(0.01, 1.5), min_size=5, max_size=12),
)
def test_any_shore_agrees_with_a_geometry_library(centre: tuple[float, float], reach: list[float]) -> None:
    angles = np.linspace(0.0, 2.0 * math.pi, len(reach), endpoint=False)
    ring = [
        (centre[0] + r * math.cos(a), centre[1] + r * math.sin(a)) for r, a in zip(reach, angles.tolist(), strict=True)
    ]
    land = land_of(build_sheet(shoreline_of(ring), (0, 0)))
    polygon = shapely.Polygon(ring)
    shapely.prepare(polygon)
    where = np.random.default_rng(len(reach)).integers(0, 4800, (4000, 2))
    row, column = where[(np.abs(where * CELL - centre[::-1]) < 1.6).all(axis=1)].T
    # A centre within a nanometre of the shore may fall to either side in rounding.
    sure = polygon.boundary.distance(shapely.points((column + 0.5) * CELL, (row + 0.5) * CELL)) > 1e-14
    expected = shapely.contains_xy(polygon, (column + 0.5) * CELL, (row + 0.5) * CELL)
    np.testing.assert_array_equal(land[row, column][sure], expected[sure])


def test_an_islet_without_a_cell_centre_is_burned_in() -> None:
    # 0.3 cells wide and just beside the centre of cell (700, 600).
    west, south = 600.6 * CELL, 700.1 * CELL
    sheet = build_sheet(shoreline_of(rectangle(west, south, west + 0.3 * CELL, south + 0.3 * CELL)), (0, 0))
    assert land_cells(sheet) == {(700, 600)}
    assert sheet.tile((1, 1)).kind == "mixed"


def test_a_long_thin_islet_covers_every_cell_that_it_passes_through() -> None:
    islet = [(10.6 * CELL, 5.1 * CELL), (14.9 * CELL, 5.1 * CELL), (14.9 * CELL, 5.2 * CELL)]
    sheet = build_sheet(shoreline_of(islet), (0, 0))
    assert land_cells(sheet) == {(5, column) for column in range(10, 15)}


def test_a_spit_of_a_larger_island_is_no_islet() -> None:
    # The spit from column 20 to 30 runs between two lines of centres; only the body of the island has centres.
    island = [*rectangle(10 * CELL, 10 * CELL, 20 * CELL, 20 * CELL)[:2], (20 * CELL, 15.1 * CELL)]
    island += [(30 * CELL, 15.1 * CELL), (30 * CELL, 15.2 * CELL), (20 * CELL, 15.2 * CELL)]
    island += rectangle(10 * CELL, 10 * CELL, 20 * CELL, 20 * CELL)[2:]
    assert max(column for _, column in land_cells(build_sheet(shoreline_of(island), (0, 0)))) == 19


def test_an_islet_across_the_border_of_two_sheets_is_on_both() -> None:
    across = shoreline_of(rectangle(10.0 - 0.3 * CELL, 5.0 + 0.1 * CELL, 10.0 + 0.3 * CELL, 5.0 + 0.3 * CELL))
    assert land_cells(build_sheet(across, (0, 0))) == {(2400, 4799)}
    assert land_cells(build_sheet(across, (10, 0))) == {(2400, 0)}


def test_an_island_with_centres_on_one_sheet_only_is_not_burned_on_the_other() -> None:
    across = shoreline_of(rectangle(10.0 - 2.0 * CELL, 5.0, 10.0 + 0.3 * CELL, 5.0 + CELL))
    assert land_cells(build_sheet(across, (0, 0))) == {(2400, 4798), (2400, 4799)}
    assert land_cells(build_sheet(across, (10, 0))) == set()


def test_land_goes_on_across_sheets_and_past_the_date_line() -> None:
    # As the data has it: a land that crosses 180 is cut there into two outlines.
    cut = shoreline_of(rectangle(178.0, -1.0, 180.0, 1.0), rectangle(-180.0, -1.0, -179.0, 1.0))
    kinds = {
        (west, south): build_sheet(cut, sheet).tile((west, south)).kind
        for sheet, tiles in {
            (170, -10): [(177, -1), (178, -1), (179, -1)],
            (170, 0): [(179, 0)],
            (-180, -10): [(-180, -1), (-179, -1)],
            (-180, 0): [(-180, 0)],
        }.items()
        for west, south in tiles
    }
    assert {corner for corner, kind in kinds.items() if kind == "sea"} == {(177, -1), (-179, -1)}
    assert set(kinds.values()) == {"sea", "land"}


def test_a_continent_about_the_south_pole_fills_all_tiles_to_the_pole() -> None:
    antarctica = shoreline_of([(-180.0, -90.0), (180.0, -90.0), (180.0, -75.5), (0.0, -74.5), (-180.0, -75.5)])
    for west in (-180, 0, 170):
        sheet = build_sheet(antarctica, (west, -90))
        assert {sheet.tile((west + x, south)).kind for x in range(10) for south in range(-90, -80)} == {"land"}
    assert build_sheet(antarctica, (-180, -80)).tile((-180, -76)).kind == "mixed"
    assert build_sheet(antarctica, (170, -80)).tile((179, -76)).kind == "mixed"


def test_a_sheet_of_open_sea_or_without_any_shore_near() -> None:
    sheet = build_sheet(shoreline_of(rectangle(100.0, 10.0, 101.0, 11.0)), (-40, -30))
    assert {kind for kind, _ in sheet.packed} == {"sea"}


def wkb_multipolygon(*polygons: list[list[tuple[float, float]]]) -> bytes:
    return shapely.to_wkb(
        shapely.MultiPolygon([(rings[0], rings[1:]) for rings in polygons]), byte_order=1
    )  # fmt: skip


def test_reads_the_rings_of_a_multipolygon() -> None:
    small, large = rectangle(0.0, 0.0, 1.0, 1.0), rectangle(5.0, 5.0, 7.0, 9.0)
    points, start = rings_of_multipolygon(wkb_multipolygon([small], [large]))
    assert start.tolist() == [0, 5, 10]
    assert points[:5].tolist() == [list(corner) for corner in [*small, small[0]]]
    assert points[5:].tolist() == [list(corner) for corner in [*large, large[0]]]


@pytest.mark.parametrize(
    ("wkb", "says"),
    [
        (struct.pack("<BII", 1, 3, 0), "no little-endian multipolygon"),
        (struct.pack(">BII", 0, 6, 0), "no little-endian multipolygon"),
        (
            wkb_multipolygon([rectangle(0.0, 0.0, 9.0, 9.0), rectangle(1.0, 1.0, 2.0, 2.0)]),
            "has a polygon with holes",
        ),
    ],
    ids=["polygon", "big-endian", "holes"],
)
def test_refuses_data_of_another_shape(wkb: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        rings_of_multipolygon(wkb)
