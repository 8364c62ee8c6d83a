"""One suite for every keeper of `CoastSource`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from adapters.hand_drawn_coast import HandDrawnBuilder
from sarex.adapters.coast import Coast
from sarex.adapters.coast_sheet import land_from_tile
from sarex.adapters.memory_coast import MemoryCoast
from sarex.model.forcing_window import Box
from sarex.ports import CoastSource

CELL = 1.0 / 480.0


ISLANDS = ((128.9, 34.1, 129.6, 34.7), (179.5, -16.9, 180.0, -16.6), (-180.0, -16.9, -179.7, -16.6))


def on_an_island(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    inside = [(west < lon) & (lon < east) & (south < lat) & (lat < north) for west, south, east, north in ISLANDS]
    return np.logical_or.reduce(inside)


@pytest.fixture(params=["built from GSHHG", "drawn by hand", "in memory"])
def keeper(request: pytest.FixtureRequest, tmp_path: Path) -> CoastSource:
    """Coasts with land and sea about 129 E 34 N and on both sides of the date line at 17 S."""
    if request.param == "built from GSHHG":
        return request.getfixturevalue("coast")  # type: ignore[no-any-return]
    if request.param == "drawn by hand":
        return Coast(tmp_path, build=HandDrawnBuilder(*ISLANDS))
    return MemoryCoast(on_an_island)


def land_in(keeper: CoastSource, box: Box) -> NDArray[np.bool_]:
    """All cells of a box of whole degrees, from the tiles."""
    columns = [(west + 180) % 360 - 180 for west in range(int(box.west), int(box.east))]
    rows = [[(west, south) for west in columns] for south in range(int(box.south), int(box.north))]
    return np.block([[land_from_tile(tile) for tile in keeper.tiles(row)] for row in rows])


def area_deg2(rings: list[NDArray[np.float64]]) -> float:
    """Islands less the waters inside them. Counted from each ring's first point, which keeps the digits."""
    local = [ring - ring[0] for ring in rings]
    return float(sum(np.sum(r[:-1, 0] * r[1:, 1] - r[1:, 0] * r[:-1, 1]) for r in local)) / 2


def test_says_which_coast_it_is(keeper: CoastSource) -> None:
    assert keeper.name.strip()
    assert "\n" not in keeper.name


def test_answers_in_the_order_asked(keeper: CoastSource) -> None:
    asked = [(129, 34), (-180, -17), (129, 34), (179, -17), (-30, -40)]
    assert [(tile.west, tile.south) for tile in keeper.tiles(asked)] == asked
    assert keeper.tiles([]) == []


def test_tiles_keep_their_shapes(keeper: CoastSource) -> None:
    tiles = keeper.tiles([(129, 34), (-180, -17), (179, -17), (-30, -40)])
    assert [tile.kind for tile in tiles] == ["mixed", "mixed", "mixed", "sea"]
    for tile in tiles:
        assert tile.bits.dtype == np.uint8
        assert tile.bits.shape == ((480, 60) if tile.kind == "mixed" else (0, 60))
        assert tile.bits.flags.c_contiguous


@pytest.mark.parametrize("box", [Box(128, 33, 131, 36), Box(179, -18, 182, -16)], ids=["Tsushima", "date line"])
def test_the_outlines_hold_exactly_the_land_cells(keeper: CoastSource, box: Box) -> None:
    rings = keeper.polygons(box)
    for ring in rings:
        assert ring.dtype == np.float64
        assert ring[0].tolist() == ring[-1].tolist()
        assert ring.min(axis=0) == pytest.approx(np.maximum(ring.min(axis=0), [box.west, box.south]))
        assert ring.max(axis=0) == pytest.approx(np.minimum(ring.max(axis=0), [box.east, box.north]))
    cells = land_in(keeper, box).sum()
    assert cells > 1000
    assert area_deg2(rings) == pytest.approx(cells * CELL**2, rel=1e-6)


def test_the_outlines_cover_a_box_that_cuts_cells(keeper: CoastSource) -> None:
    box = Box(129.1003, 34.2003, 129.3004, 34.4004)
    cells = land_in(keeper, Box(129, 34, 130, 35))[96:193, 48:145]
    rings = keeper.polygons(box)
    assert area_deg2(rings) == pytest.approx(cells.sum() * CELL**2, rel=1e-6)


def test_the_box_may_count_its_longitudes_from_anywhere(keeper: CoastSource) -> None:
    rings = keeper.polygons(Box(179, -18, 182, -16))
    turned = keeper.polygons(Box(-181, -18, -178, -16))
    assert len(rings) == len(turned) > 0
    for ring, other in zip(rings, turned, strict=True):
        np.testing.assert_allclose(other + np.array([360.0, 0.0]), ring, atol=1e-9)
    # One island lies across the date line and is drawn whole.
    assert any(ring[:, 0].min() < 180.0 < ring[:, 0].max() for ring in rings)
