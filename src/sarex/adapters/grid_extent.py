"""Where the points of a grid are, the box around them and how far they are apart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sarex.adapters.axis import ascending, longitudes
from sarex.adapters.raw_field import CurvilinearGrid, Grid, ProjectedGrid, RawField, RectilinearGrid
from sarex.model.errors import ForcingError
from sarex.model.forcing_window import Box
from sarex.model.quantities import wrap_longitude

if TYPE_CHECKING:
    from sarex.adapters.projected_resampling import Projection


def check_interpolable(field: RawField) -> None:
    """At least two rows and two columns, each at its own place. Raises ForcingError."""
    rows, columns = field.shape
    if isinstance(field.grid, RectilinearGrid):
        rows, columns = len(ascending(field.grid.lat)), len(longitudes(field.grid.lon))
    elif isinstance(field.grid, ProjectedGrid):
        rows, columns = len(ascending(field.grid.y)), len(ascending(field.grid.x))
    elif min(rows, columns) > 1 and not _has_a_cell(field.grid):
        raise ForcingError(
            f"{field.source_name}: {field.quantity} has no cell whose four corners all have a position; use a file "
            "with the positions of its grid"
        )
    if min(rows, columns) < 2:
        raise ForcingError(
            f"{field.source_name}: {field.quantity} has a grid of {rows} x {columns} points, and at least two rows and "
            "two columns are needed to interpolate; cut a larger area out of the source"
        )


def _has_a_cell(grid: CurvilinearGrid) -> bool:
    real = np.isfinite(grid.lon) & np.isfinite(grid.lat)
    return bool((real[:-1, :-1] & real[1:, :-1] & real[:-1, 1:] & real[1:, 1:]).any())


def positions(grid: Grid, rows: slice, columns: slice) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitude and latitude (y, x) [degrees] of some rows and columns; not finite where the grid has no position."""
    if isinstance(grid, CurvilinearGrid):
        return grid.lon[rows, columns], grid.lat[rows, columns]
    if isinstance(grid, ProjectedGrid):
        x, y = np.meshgrid(grid.x[columns], grid.y[rows])
        return _projection(grid).to_positions(x, y)
    lon, lat = np.meshgrid(grid.lon[columns], grid.lat[rows])
    return lon, lat


def bounds(grid: Grid) -> Box:
    """The box around the points of the grid, its west in [-180, 180)."""
    if isinstance(grid, CurvilinearGrid):
        from sarex.adapters.curvilinear_resampling import curvilinear_bounds

        box = curvilinear_bounds(grid)
    elif isinstance(grid, ProjectedGrid):
        box = _projection(grid).bounds
    else:
        lon, lat = longitudes(grid.lon), ascending(grid.lat)
        east = lon.at[0] + 360.0 if lon.cyclic else lon.at[-1]
        box = Box(float(lon.at[0]), float(lat.at[0]), float(east), float(lat.at[-1]))
    west = wrap_longitude(box.west)
    return Box(west, box.south, west + (box.east - box.west), box.north)


def spacing_deg(grid: Grid, box: Box) -> tuple[float, float]:
    """Usual spacing in longitude and latitude [degrees] in the middle of the box."""
    if isinstance(grid, CurvilinearGrid):
        from sarex.adapters.curvilinear_resampling import usual_spacing_deg

        spacing = usual_spacing_deg(grid)
    elif isinstance(grid, ProjectedGrid):
        spacing = _projection(grid).spacing_deg(box)
    else:
        return (
            float(np.median(np.diff(longitudes(grid.lon).at))),
            float(np.median(np.diff(ascending(grid.lat).at))),
        )
    return spacing / max(math.cos(math.radians((box.south + box.north) / 2.0)), 0.05), spacing


def description(grid: Grid) -> str:
    """The grid in a few words, columns before rows."""
    if isinstance(grid, CurvilinearGrid):
        return f"curvilinear, {grid.lon.shape[1]} x {grid.lon.shape[0]}"
    if isinstance(grid, ProjectedGrid):
        operation = grid.crs.coordinate_operation
        projection = operation.method_name.lower() if operation is not None else "own axes"
        return f"projected ({projection}), {len(grid.x)} x {len(grid.y)}"
    return f"longitude and latitude, {len(grid.lon)} x {len(grid.lat)}"


def _projection(grid: ProjectedGrid) -> Projection:
    # Projections take a twentieth of a second to load: only for the grids that have one.
    from sarex.adapters.projected_resampling import Projection

    return Projection(grid)
