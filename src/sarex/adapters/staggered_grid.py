"""Grids whose two components lie on different points (ROMS, CROCO): both are brought to the rho points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sarex.adapters.horizontal_grid import cleaned_positions, grid_angle, is_latitude, is_longitude
from sarex.adapters.raw_field import CurvilinearGrid
from sarex.adapters.stored_file import StoredFile, StoredVariable
from sarex.model.errors import ForcingError


@dataclass(frozen=True)
class StaggeredGrid:
    """The grid of the rho points; sea masks bool of the rho, u and v points (True is sea). u point i lies between
    the rho columns i and i + 1, v point j between the rho rows j and j + 1."""

    grid: CurvilinearGrid
    u_dims: tuple[str, str]
    v_dims: tuple[str, str]
    rho_sea: NDArray[np.bool_]
    u_sea: NDArray[np.bool_]
    v_sea: NDArray[np.bool_]
    notes: tuple[str, ...] = ()


def is_staggered(u: StoredVariable, v: StoredVariable) -> bool:
    """The two components do not share their points."""
    return u.dims[-2:] != v.dims[-2:]


def staggered_grid(file: StoredFile, u: StoredVariable, v: StoredVariable) -> StaggeredGrid:
    """Finds the rho points and checks that u and v lie between them. Raises ForcingError."""
    lon, lat = _rho_positions(file)
    rows, columns = lon.shape
    if u.shape[-2] != rows or u.shape[-1] not in (columns - 1, columns):
        raise _unfit(file, u, lon)
    if v.shape[-1] != columns or v.shape[-2] not in (rows - 1, rows):
        raise _unfit(file, v, lon)
    at_lon, at_lat = cleaned_positions(file, lon, lat)
    dims = (lon.dims[-2], lon.dims[-1])
    angle = grid_angle(file, dims)
    rho_sea = _mask(file, "mask_rho", (rows, columns))
    notes: tuple[str, ...] = ("u and v brought to one point from the sides of each cell",)
    if rho_sea is None:
        rho_sea = np.ones((rows, columns), np.bool_)
        notes += ("WARNING: no land mask in the file: land may be read as still water",)
    if angle is None:
        notes += ("no angle in the file: the direction of the grid is found from its positions",)
    u_sea = _mask(file, "mask_u", u.shape[-2:])
    v_sea = _mask(file, "mask_v", v.shape[-2:])
    return StaggeredGrid(
        CurvilinearGrid(at_lon, at_lat, angle), (u.dims[-2], u.dims[-1]), (v.dims[-2], v.dims[-1]), rho_sea,
        _between(rho_sea, 1)[:, : u.shape[-1]] if u_sea is None else u_sea,
        _between(rho_sea, 0)[: v.shape[-2]] if v_sea is None else v_sea, notes,
    )  # fmt: skip


def to_rho(u: NDArray[np.float32], *, axis: int, first: int, count: int, offset: int) -> NDArray[np.float32]:
    """The mean of the two sides of each cell, of one side where only one holds data, along an axis.

    u : values at the sides `offset`, `offset` + 1, ...; cells first to first + count are wanted. The velocity through
    a side on land is not counted as zero.
    """
    sides = np.moveaxis(u, axis, -1)
    low = _side(sides, np.arange(first, first + count) - 1 - offset)
    high = _side(sides, np.arange(first, first + count) - offset)
    has_low, has_high = np.isfinite(low), np.isfinite(high)
    total = np.where(has_low, low, np.float32(0.0)) + np.where(has_high, high, np.float32(0.0))
    number = has_low.astype(np.float32) + has_high.astype(np.float32)
    mean = np.where(number > 0, total / np.maximum(number, np.float32(1.0)), np.float32(np.nan))
    return np.moveaxis(mean, -1, axis)


def _side(sides: NDArray[np.float32], index: NDArray[np.intp]) -> NDArray[np.float32]:
    taken = sides[..., np.clip(index, 0, sides.shape[-1] - 1)].copy()
    taken[..., (index < 0) | (index >= sides.shape[-1])] = np.nan
    return taken


def _rho_positions(file: StoredFile) -> tuple[StoredVariable, StoredVariable]:
    for suffix in ("rho", "t", "T", ""):
        lon, lat = (file.variables.get(f"{name}_{suffix}".strip("_")) for name in ("lon", "lat"))
        if lon is not None and lat is not None and len(lon.dims) >= 2 and lon.dims == lat.dims:
            return lon, lat
    on_rho = [one for one in file.variables.values() if len(one.dims) == 2 and one.dims[1].endswith("rho")]
    for lat in on_rho:
        lon = next((one for one in on_rho if one.dims == lat.dims and is_longitude(file, one)), None)
        if lon is not None and is_latitude(file, lat):
            return lon, lat
    raise ForcingError(
        f"{file.name}: u and v lie on the sides of cells, and the middles (lon_rho, lat_rho) are not in the file; "
        "append them from the grid file of the model (for instance with `ncks -A`)"
    )


def _unfit(file: StoredFile, component: StoredVariable, lon: StoredVariable) -> ForcingError:
    return ForcingError(
        f"{file.name}: {component.name} with {component.shape[-2]} x {component.shape[-1]} points does not lie between "
        f"the {lon.shape[-2]} x {lon.shape[-1]} points of {lon.name}; interpolate u and v to one grid first"
    )


def _mask(file: StoredFile, name: str, shape: tuple[int, ...]) -> NDArray[np.bool_] | None:
    mask = file.variables.get(name)
    if mask is None or mask.shape[-2:] != shape:
        return None
    key = (*(slice(0, 1),) * (len(mask.shape) - 2), slice(0, shape[0]), slice(0, shape[1]))
    # Packed masks come back as 0.00001 and 0.99999.
    return np.asarray(mask.part(key, np.float64).reshape(shape) > 0.5)


def _between(sea: NDArray[np.bool_], axis: int) -> NDArray[np.bool_]:
    """A side is sea where the cells on both of its sides are; the rim counts its one cell."""
    following = np.concatenate((np.delete(sea, 0, axis=axis), np.take(sea, [-1], axis=axis)), axis=axis)
    return np.asarray(sea & following)
