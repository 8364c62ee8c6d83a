"""Depth of water from a file on a grid of latitudes and longitudes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.adapters.horizontal_grid import AXIS_UNITS, horizontal_grid
from sarex.adapters.raw_field import RectilinearGrid
from sarex.adapters.stored_file import StoredFile, StoredVariable, open_stored
from sarex.model.errors import ForcingError

Floats = NDArray[np.float64]
DEPTH_NAMES: Final = re.compile(r"deptho|depth|h|bathymetry|bathy|mdepth|sea_floor_depth.*", re.I)
HEIGHT_NAMES: Final = re.compile(r"elevation|altitude|topo|z|surface_altitude|height_above_mean_sea_level", re.I)
GLOBE_DEG: Final = 360.0
POINTS_MAX: Final = 40_000_000
"""Read at once."""


@dataclass(frozen=True)
class DepthGrid:
    """Depths at the points of a grid, asked for piece by piece.

    lon, lat : float64 (column,) from the western edge eastward, float64 (row,) ascending [degrees]
    read     : depth [m] of rows and columns from one to before another, float64 (row, column), NaN where unknown
    """

    name: str
    lon: Floats
    lat: Floats
    read: Callable[[slice, slice], Floats]

    def at(self, lon: Floats, lat: Floats) -> Floats:
        """The least depth of the four grid points about each place, float64 of their shape; NaN beyond the grid, or
        where none of them is known. Soundings between grid points are taken to be no shoaler than these."""
        depth = np.full(np.shape(lon), np.nan)
        east = (lon - self.lon[0]) % GLOBE_DEG
        columns = np.searchsorted(self.lon - self.lon[0], east, side="right") - 1
        rows = np.clip(np.searchsorted(self.lat, lat, side="right") - 1, 0, len(self.lat) - 2)
        inside = (lat >= self.lat[0]) & (lat <= self.lat[-1])
        inside &= (columns < len(self.lon) - 1) | (east <= self.lon[-1] - self.lon[0]) | self._round
        # Places beside each other are read together: on both sides of a seam of the grid in turn.
        for part in (inside & (columns < len(self.lon) - 1), inside & (columns == len(self.lon) - 1)):
            if part.any():
                depth[part] = self._least(rows[part], columns[part])
        return depth

    @property
    def _round(self) -> bool:
        """Whether the grid goes round the globe, so that its last column has its first as neighbour."""
        return bool(self.lon[-1] - self.lon[0] + 1.5 * (self.lon[1] - self.lon[0]) >= GLOBE_DEG)

    def _least(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Floats:
        first, last = int(rows.min()), int(rows.max()) + 2
        west, east = int(columns.min()), int(columns.max()) + 2
        if (last - first) * (east - west) > POINTS_MAX:
            raise ForcingError(
                f"{self.name} has more than {POINTS_MAX:,} depths about this case; cut out the area, or use a coarser "
                "file"
            )
        block = self.read(slice(first, last), slice(west, min(east, len(self.lon))))
        if east > len(self.lon):
            edge = self.read(slice(first, last), slice(0, 1)) if self._round else np.full((last - first, 1), np.nan)
            block = np.concatenate([block, edge], axis=1)
        row, column = rows - first, columns - west
        around = [block[row + down, column + right] for down in (0, 1) for right in (0, 1)]
        return np.asarray(np.fmin.reduce(around))


def open_depth(path: Path) -> DepthGrid:
    """The depths in a NetCDF file or Zarr folder. Raises ForcingError."""
    if not path.exists():
        raise ForcingError(f"depth file {path} does not exist; check the name")
    file = open_stored(str(path), path.name)
    variable, sign = _depth_variable(file)
    found = horizontal_grid(file, variable)
    if not isinstance(found.grid, RectilinearGrid):
        raise ForcingError(
            f"{file.name}: the depths do not lie on straight latitudes and longitudes; regrid them, such as with "
            "`cdo remapbil,FINE_GRID`"
        )
    metres = sign * _metres(file, variable)
    lon, lat = np.unwrap(np.asarray(found.grid.lon, dtype=np.float64), period=GLOBE_DEG), np.asarray(found.grid.lat)
    if not all((steps > 0.0).all() or (steps < 0.0).all() for steps in (np.diff(lon), np.diff(lat))):
        raise ForcingError(f"{file.name}: its latitudes or longitudes go to and fro; sort them")
    south_first, west_first = lat[-1] > lat[0], lon[-1] > lon[0]

    def read(rows: slice, columns: slice) -> Floats:
        stored = {
            found.y_dim: rows if south_first else _turned(rows, len(lat)),
            found.x_dim: columns if west_first else _turned(columns, len(lon)),
        }
        key = tuple(stored.get(dim, slice(0, 1)) for dim in variable.dims)
        axes = [variable.dims.index(dim) for dim in (found.y_dim, found.x_dim)]
        values = np.moveaxis(variable.part(key, np.float64), axes, [-2, -1])
        values = values.reshape(values.shape[-2:])[:: 1 if south_first else -1, :: 1 if west_first else -1]
        return np.asarray(metres * values)

    return DepthGrid(file.name, lon if west_first else lon[::-1], lat if south_first else lat[::-1], read)


def _turned(part: slice, size: int) -> slice:
    return slice(size - part.stop, size - part.start)


def _depth_variable(file: StoredFile) -> tuple[StoredVariable, float]:
    """The variable, and 1 where it counts down from the surface, -1 where it counts up."""
    for names, sign in ((DEPTH_NAMES, 1.0), (HEIGHT_NAMES, -1.0)):
        for variable in file.variables.values():
            known = (variable.text("standard_name"), variable.name)
            wide = [size for size in variable.shape if size > 1]
            if any(names.fullmatch(name) for name in known) and len(wide) == 2:
                return variable, -1.0 if variable.text("positive") == "up" else sign
    raise ForcingError(
        f"{file.name} holds no depth on a grid; it needs a variable such as `deptho`, `depth`, `h` or `elevation` "
        f"(there: {', '.join(file.variables) or 'none'})"
    )


def _metres(file: StoredFile, variable: StoredVariable) -> float:
    units = variable.text("units").lower() or "m"
    if units not in AXIS_UNITS:
        raise ForcingError(f"{file.name}: {variable.name} is in {units!r}, not in metres; convert it")
    return AXIS_UNITS[units]
