"""A vector quantity as a source stores it, before it becomes a window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from sarex.model.forcing_window import Quantity

if TYPE_CHECKING:
    from pyproj import CRS


@dataclass(frozen=True)
class RectilinearGrid:
    """1-D axes as stored: lon (x,) and lat (y,) [degrees], ascending or descending, any longitude convention."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]


@dataclass(frozen=True)
class CurvilinearGrid:
    """2-D lon and lat (y, x) [degrees]; `angle_rad` (y, x) from east to the grid's x axis, counted anticlockwise, where
    components follow the grid; None where it must be found from the positions."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    angle_rad: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class ProjectedGrid:
    """x (x,) and y (y,) in the units of the axes of `crs`."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    crs: CRS


Grid = RectilinearGrid | CurvilinearGrid | ProjectedGrid
Read = Callable[[int, int], NDArray[np.float32]]
ReadPart = Callable[[int, int, slice, slice], NDArray[np.float32]]


@dataclass(frozen=True)
class RawField:
    """What a reader (NetCDF, Zarr, OPeNDAP, GRIB) hands to the window maker.

    time_s : float64 (time,), strictly increasing, seconds since 1970-01-01 UTC
    read   : read(first, last) -> float32 (member, last - first, y, x, 2) [m/s], NaN where there is nothing;
             components as `components` says. Wind already points to where the air goes, at 10 m.
    read_part : read_part(first, last, rows, columns) -> the same, of some rows and columns only (slices with positive
             steps). For sources that are too large or too far away to be read whole; may be left out.
    """

    source_name: str
    quantity: Quantity
    variables: tuple[str, ...]
    grid: Grid
    components: Literal["east_north", "grid"]
    time_s: NDArray[np.float64]
    members: int
    read: Read
    level: str = "surface"
    time_mean_s: float = 0.0
    """Length of the period that each value is a mean of; 0 for instants."""
    synthetic: bool = False
    notes: tuple[str, ...] = field(default=())
    read_part: ReadPart | None = None
    named: bool = False
    """Whether the user chose its variables."""
    run_s: float | None = None
    """When the newest model run in it began, where the source says so."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows (y) and columns (x) of the grid as stored."""
        if isinstance(self.grid, CurvilinearGrid):
            return int(self.grid.lon.shape[0]), int(self.grid.lon.shape[1])
        if isinstance(self.grid, ProjectedGrid):
            return len(self.grid.y), len(self.grid.x)
        return len(self.grid.lat), len(self.grid.lon)

    def part(self, first: int, last: int, rows: slice, columns: slice) -> NDArray[np.float32]:
        """Times first to last (exclusive) of these rows and columns: float32 (member, time, y, x, 2) [m/s]."""
        if self.read_part is not None:
            return self.read_part(first, last, rows, columns)
        return self.read(first, last)[:, :, rows, columns]
