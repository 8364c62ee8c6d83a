"""The coast that the drift and the map share: GSHHG as bit-packed tiles, built on first touch and cached."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.adapters.coast_cache import CACHE_VARIABLE, CoastCache, user_cache_folder
from sarex.adapters.coast_child import build_in_child
from sarex.adapters.coast_outline import outlines
from sarex.adapters.coast_sheet import FORMAT, CoastSheet, Corner, land_from_tile, sheet_corner
from sarex.model.coast_tile import CELLS_PER_DEGREE, CoastTile
from sarex.model.errors import CoastError
from sarex.model.forcing_window import Box

DATA_PACKAGE: Final = "roaring-landmask"
NEIGHBOUR_DEGREES: Final = 3
"""A sheet this near to an asked tile is built along: it costs 0.1 s now, and 3 s when the drift has come there."""
DRAWN_CELLS_MAX: Final = 2400
"""Longer boxes are drawn by coarser cells, so that a map of any size is quick; no screen shows more."""


class Coast:
    """Keeper of `CoastSource`: GSHHG at full resolution, in cells of 1/480 degree (232 m of latitude).

    A cell is land if its centre is; an islet that holds no cell centre is burned in. Inland waters are land, the
    Caspian Sea and the Great Lakes too: the data has no lakes.

    `cache_folder` is where the tiles are kept; by default the user's cache (`SAREX_CACHE`, see `user_cache_folder`).
    `announce` is told in one line when the coast is being built, which takes seconds. A cache that cannot be written
    is no fault: the tiles are kept in memory, and `announce` and `notes` say so once. `build` makes sheets; the default
    starts a child process that reads the data.
    """

    def __init__(
        self,
        cache_folder: Path | None = None,
        *,
        announce: Callable[[str], None] | None = None,
        build: Callable[[Sequence[Corner]], list[CoastSheet]] = build_in_child,
    ) -> None:
        try:
            version = metadata.version(DATA_PACKAGE)
        except metadata.PackageNotFoundError:
            raise CoastError(
                f"the package {DATA_PACKAGE}, which holds the coast, is missing; install it with "
                f"`pip install {DATA_PACKAGE}` or run with `shoreline: none`"
            ) from None
        folder = user_cache_folder() if cache_folder is None else cache_folder
        self._cache = CoastCache(folder / f"coast-{FORMAT}-{DATA_PACKAGE}-{version}")
        self._announce = announce
        self._build = build
        self._sheets: dict[Corner, CoastSheet] = {}
        self._notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"GSHHG full resolution, 1/{CELLS_PER_DEGREE} degree cells"

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know: that the cache cannot be written."""
        return self._notes

    def tiles(self, corners: Sequence[tuple[int, int]]) -> list[CoastTile]:
        """Tiles by (west, south) in whole degrees, west in [-180, 180), south in [-90, 90). Raises CoastError."""
        for west, south in corners:
            if not (-180 <= west < 180 and -90 <= south < 90):
                raise CoastError(
                    f"there is no coast tile at {west} east, {south} north; ask for west from -180 to 179 and south "
                    "from -90 to 89"
                )
        self._load(corners)
        return [self._sheets[sheet_corner(corner)].tile(corner) for corner in corners]

    def polygons(self, box: Box) -> list[NDArray[np.float64]]:
        """Outlines of the land cells that the box touches, each float64 (point, lon-lat), closed, longitudes
        continuous with the box. Land lies to the left: islands turn anticlockwise, waters inside them clockwise, so
        that a fill by winding number or by even and odd leaves those waters open. Boxes longer than 5 degrees are
        drawn in coarser cells, land if any of its cells is. Raises CoastError."""
        west, east = box.west, min(box.east, box.west + 360.0)
        south, north = max(box.south, -90.0), min(box.north, 90.0)
        if not (west < east and south < north):
            raise CoastError(f"{box} holds no area; its west must be below its east and its south below its north")
        merge = _cells_merged(max(east - west, north - south))
        per_degree = CELLS_PER_DEGREE // merge
        columns = np.arange(math.floor(west), math.ceil(east))
        rows = np.arange(math.floor(south), math.ceil(north))
        corners = [(int((column + 180) % 360 - 180), int(row)) for row in rows for column in columns]
        # The frame of whole degrees is cut to the cells that the box touches.
        left, right = math.floor((west - columns[0]) * per_degree), math.ceil((east - columns[0]) * per_degree)
        low, high = math.floor((south - rows[0]) * per_degree), math.ceil((north - rows[0]) * per_degree)
        land = np.empty((len(rows) * per_degree, len(columns) * per_degree), np.bool_)
        for place, tile in enumerate(self.tiles(corners)):
            row, column = (per_degree * degree for degree in divmod(place, len(columns)))
            land[row : row + per_degree, column : column + per_degree] = _coarser(tile, merge)
        corner = np.array([columns[0] + left / per_degree, rows[0] + low / per_degree])
        return [ring / per_degree + corner for ring in outlines(land[low:high, left:right])]

    def _load(self, corners: Iterable[Corner]) -> None:
        """Brings the sheets of these tiles into memory, from the cache or, those that are not there, from the child."""
        asked = {sheet_corner(corner) for corner in corners}
        missing = [corner for corner in sorted(asked) if not self._recall(corner)]
        if not missing:
            return
        neighbours = {sheet_corner(tile) for corner in corners for tile in _around(corner)} - asked
        missing += [corner for corner in sorted(neighbours) if not self._recall(corner)]
        if self._announce is not None:
            self._announce(f"building the coast here, once for all later runs: about {3 + 0.15 * len(missing):.0f} s")
        for sheet in self._build(missing):
            self._keep(sheet)

    def _recall(self, corner: Corner) -> bool:
        """Whether the sheet is in memory or could be read from the cache."""
        if corner not in self._sheets:
            sheet = self._cache.read(corner)
            if sheet is not None:
                self._sheets[corner] = sheet
        return corner in self._sheets

    def _keep(self, sheet: CoastSheet) -> None:
        self._sheets[(sheet.west, sheet.south)] = sheet
        try:
            self._cache.write(sheet)
        except OSError as error:
            told_before = bool(self._notes)
            self._notes = (
                f"the coast cannot be cached in {self._cache.folder} ({error.strerror or error}): it is built again "
                f"in every run; set {CACHE_VARIABLE} to a folder that can be written",
            )
            if self._announce is not None and not told_before:
                self._announce(self._notes[0])


def _coarser(tile: CoastTile, merge: int) -> NDArray[np.bool_] | bool:
    """Land of the tile with `merge` by `merge` cells as one, land if any of them is; one value where all are alike."""
    if tile.kind != "mixed":
        return tile.kind == "land"
    per_degree = CELLS_PER_DEGREE // merge
    merged = land_from_tile(tile).reshape(per_degree, merge, per_degree, merge)
    land: NDArray[np.bool_] = np.logical_or.reduce(merged, axis=(1, 3))
    return land


def _around(corner: Corner) -> list[Corner]:
    """The corners of the square of tiles about a tile whose sheets are worth having too."""
    west, south = corner
    reach = (-NEIGHBOUR_DEGREES, NEIGHBOUR_DEGREES)
    return [((west + east + 180) % 360 - 180, min(max(south + north, -90), 89)) for east in reach for north in reach]


def _cells_merged(length_deg: float) -> int:
    """How many cells along a side are drawn as one: a divisor of the cells in a degree."""
    return next(
        merge
        for merge in range(1, CELLS_PER_DEGREE + 1)
        if CELLS_PER_DEGREE % merge == 0 and length_deg * CELLS_PER_DEGREE / merge <= DRAWN_CELLS_MAX
    )
