"""Sheets and tiles: the way to bytes and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sarex.adapters.coast_sheet import CoastSheet, land_from_tile, sheet_corner, tile_from_land
from sarex.model.coast_tile import CoastTile


def some_land(seed: int, patches: int) -> NDArray[np.bool_]:
    generator = np.random.default_rng(seed)
    land = np.zeros((480, 480), np.bool_)
    for row, column, height, width in generator.integers([0, 0, 1, 1], [480, 480, 60, 60], (patches, 4)):
        land[row : row + height, column : column + width] = True
    return land


def test_bits_are_laid_out_as_the_tile_promises() -> None:
    land = some_land(3, 5)
    tile = tile_from_land(0, 0, land)
    assert tile.kind == "mixed"
    assert tile.bits.shape == (480, 60)
    for row, column in np.random.default_rng(0).integers(0, 480, (500, 2)).tolist():
        assert bool(tile.bits[row, column >> 3] >> (column & 7) & 1) == land[row, column]


@pytest.mark.parametrize(("filled", "kind"), [(False, "sea"), (True, "land")])
def test_a_tile_of_one_kind_needs_no_bits(filled: bool, kind: str) -> None:
    tile = tile_from_land(0, 0, np.full((480, 480), filled))
    assert tile.kind == kind
    assert tile.bits.shape == (0, 60)
    assert land_from_tile(tile).all() == filled


def a_sheet() -> tuple[CoastSheet, list[CoastTile]]:
    lands = [some_land(seed, seed % 4) for seed in range(99)] + [np.ones((480, 480), np.bool_)]
    tiles = [tile_from_land(-180 + place % 10, -10 + place // 10, land) for place, land in enumerate(lands)]
    return CoastSheet.of_tiles(-180, -10, tiles), tiles


def test_a_sheet_comes_back_from_its_bytes() -> None:
    sheet, tiles = a_sheet()
    again = CoastSheet.from_bytes(sheet.to_bytes())
    assert (again.west, again.south) == (-180, -10)
    for tile in tiles:
        read = again.tile((tile.west, tile.south))
        assert (read.west, read.south, read.kind) == (tile.west, tile.south, tile.kind)
        np.testing.assert_array_equal(read.bits, tile.bits)


@settings(max_examples=60, deadline=None)
@given(where=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_one_damaged_byte_is_noticed(where: float, flip: int) -> None:
    data = bytearray(SHEET_BYTES)
    data[int(where * len(data))] ^= flip
    try:
        sheet = CoastSheet.from_bytes(bytes(data))
    except ValueError:
        return
    # Only the corner in the head is outside the checksum: it no longer answers to its name.
    assert (sheet.west, sheet.south) != (-180, -10)


SHEET_BYTES = a_sheet()[0].to_bytes()


@pytest.mark.parametrize("length", [0, 1, 14, 22, 300, len(SHEET_BYTES) - 1])
def test_a_cut_sheet_is_noticed(length: int) -> None:
    with pytest.raises(ValueError, match="coast sheet"):
        CoastSheet.from_bytes(SHEET_BYTES[:length])


@pytest.mark.parametrize(
    ("tile", "sheet"), [((0, 0), (0, 0)), ((-1, -1), (-10, -10)), ((-180, -90), (-180, -90)), ((179, 89), (170, 80))]
)
def test_each_tile_has_its_sheet(tile: tuple[int, int], sheet: tuple[int, int]) -> None:
    assert sheet_corner(tile) == sheet
