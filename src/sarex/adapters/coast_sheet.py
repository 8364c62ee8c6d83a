"""A sheet of the coast: ten by ten degrees of tiles, as the builder makes them and the cache keeps them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sarex.model.coast_tile import CELLS_PER_DEGREE, CoastTile

SHEET_DEGREES: Final = 10
TILES_PER_SHEET: Final = SHEET_DEGREES * SHEET_DEGREES
BYTES_PER_ROW: Final = CELLS_PER_DEGREE // 8
FORMAT: Final = 2
"""Raise it when the bytes or the meaning of a sheet change: older caches are then built again."""

_MAGIC: Final = b"SAREX-COAST-%d\n" % FORMAT
_HEADER: Final = struct.Struct("<hhI")
_KINDS: Final[tuple[Literal["sea", "land", "mixed"], ...]] = ("sea", "land", "mixed")

Corner = tuple[int, int]
"""West and south edge in whole degrees."""


def sheet_corner(tile_corner: Corner) -> Corner:
    """The corner of the sheet that holds the tile at this corner."""
    west, south = tile_corner
    return west // SHEET_DEGREES * SHEET_DEGREES, south // SHEET_DEGREES * SHEET_DEGREES


def tile_from_land(west: int, south: int, land: NDArray[np.bool_]) -> CoastTile:
    """The tile of a bool (row, column) array of 480 by 480 cells, rows from the south, True for land."""
    if not land.any():
        return CoastTile(west, south, "sea", _no_bits())
    if land.all():
        return CoastTile(west, south, "land", _no_bits())
    return CoastTile(west, south, "mixed", np.packbits(land, axis=1, bitorder="little"))


def land_from_tile(tile: CoastTile) -> NDArray[np.bool_]:
    """The bool (row, column) array of 480 by 480 cells, rows from the south, True for land."""
    if tile.kind == "mixed":
        return np.unpackbits(tile.bits, axis=1, bitorder="little").astype(np.bool_)
    return np.full((CELLS_PER_DEGREE, CELLS_PER_DEGREE), tile.kind == "land")


def _no_bits() -> NDArray[np.uint8]:
    return np.empty((0, BYTES_PER_ROW), np.uint8)


@dataclass(frozen=True)
class CoastSheet:
    """The tiles from (west, south) to (west + 10, south + 10) degrees, kept packed until one is asked for.

    packed : for each tile, row by row from the south-west, its kind and, if mixed, its compressed bits
    """

    west: int
    south: int
    packed: tuple[tuple[Literal["sea", "land", "mixed"], bytes], ...]

    @staticmethod
    def of_tiles(west: int, south: int, tiles: Iterable[CoastTile]) -> CoastSheet:
        """From all its tiles, row by row from the south-west."""
        packed = tuple(
            (tile.kind, zlib.compress(tile.bits.tobytes()) if tile.kind == "mixed" else b"") for tile in tiles
        )
        assert len(packed) == TILES_PER_SHEET
        return CoastSheet(west, south, packed)

    def tile(self, corner: Corner) -> CoastTile:
        west, south = corner
        kind, data = self.packed[(south - self.south) * SHEET_DEGREES + west - self.west]
        if kind != "mixed":
            return CoastTile(west, south, kind, _no_bits())
        bits = np.frombuffer(zlib.decompress(data), np.uint8)
        return CoastTile(west, south, kind, bits.reshape(CELLS_PER_DEGREE, BYTES_PER_ROW))

    def to_bytes(self) -> bytes:
        """A file or message: magic, corner, checksum, kinds, lengths, compressed tiles."""
        kinds = bytes(_KINDS.index(kind) for kind, _ in self.packed)
        lengths = np.array([len(data) for _, data in self.packed], "<u4").tobytes()
        body = kinds + lengths + b"".join(data for _, data in self.packed)
        return _MAGIC + _HEADER.pack(self.west, self.south, zlib.crc32(body)) + body

    @staticmethod
    def from_bytes(data: bytes) -> CoastSheet:
        """Raises ValueError where the bytes are not a whole, undamaged sheet of this format."""
        start = len(_MAGIC) + _HEADER.size
        if not data.startswith(_MAGIC) or len(data) < start + 5 * TILES_PER_SHEET:
            raise ValueError("not a coast sheet of this format")
        west, south, checksum = _HEADER.unpack_from(data, len(_MAGIC))
        body = data[start:]
        if zlib.crc32(body) != checksum:
            raise ValueError("the coast sheet is damaged")
        lengths = np.frombuffer(body, "<u4", TILES_PER_SHEET, TILES_PER_SHEET)
        ends = 5 * TILES_PER_SHEET + np.cumsum(lengths, dtype=np.int64)
        packed = tuple(
            (_KINDS[kind], body[end - length : end])
            for kind, end, length in zip(body[:TILES_PER_SHEET], ends.tolist(), lengths.tolist(), strict=True)
        )
        return CoastSheet(west, south, packed)
