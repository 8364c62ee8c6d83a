"""NetCDF files, Zarr stores and OPeNDAP addresses as fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from sarex.adapters.axis import longitudes
from sarex.adapters.file_hash import file_hash
from sarex.adapters.gridded_source import LOOK_VALUES_MAX, GriddedSource
from sarex.adapters.horizontal_grid import cleaned_positions, horizontal_grid
from sarex.adapters.raw_field import Grid, RawField, RectilinearGrid
from sarex.adapters.speed_unit import direction_factor, known_speed_factor
from sarex.adapters.staggered_grid import is_staggered, staggered_grid
from sarex.adapters.stored_file import StoredFile, StoredVariable, open_stored
from sarex.adapters.time_axis import time_axis, time_dims
from sarex.adapters.variable_names import VariablePair, lone_components, variable_pairs
from sarex.adapters.vector_reader import ComponentReader, StaggeredReader, VectorReader
from sarex.adapters.vertical_level import VerticalLevel, surface_level, ten_metre_level
from sarex.adapters.window_maker import COAST_FILL_M
from sarex.model.errors import ForcingError, GridFileError
from sarex.model.quantities import Position, format_position, wrap_longitude

MEMBER_DIMS: Final = {
    "number", "member", "members", "realization", "realisation", "ensemble", "ens", "ensemble_member", "ens_member",
}  # fmt: skip
LOOK_VALUES_REMOTE: Final = 200_000


def open_gridded(location: str, *, mapping: Mapping[str, str] | None = None, name: str) -> list[RawField]:
    """The wind, current and Stokes drift in a NetCDF file, a Zarr folder or behind an OPeNDAP address.

    mapping : components to the names of variables, such as {"current_x": "foo", "current_y": "bar"} or CF standard
              names; for files whose variables are not known by themselves
    Nothing but coordinates is read until it is needed. Raises ForcingError.
    """
    return _fields(open_stored(location, name), mapping)


def open_gridded_source(
    location: str, *, name: str, mapping: Mapping[str, str] | None = None, coast_fill_m: float = COAST_FILL_M
) -> GriddedSource:
    """The same as a forcing source. Raises ForcingError."""
    file = open_stored(location, name)
    return GriddedSource(
        name, _fields(file, mapping), sha256=lambda: "" if file.remote else file_hash(location),
        coast_fill_m=coast_fill_m, look_values_max=LOOK_VALUES_REMOTE if file.remote else LOOK_VALUES_MAX,
    )  # fmt: skip


@dataclass(frozen=True)
class _Usable:
    """A pair whose level is known."""

    pair: VariablePair
    dims: _Dims
    level: VerticalLevel


@dataclass(frozen=True)
class _Dims:
    """What the dimensions of a pair mean."""

    grid: Grid
    y_dims: tuple[str, str]
    x_dims: tuple[str, str]
    vertical: str | None
    member: str | None
    notes: tuple[str, ...]


def _fields(file: StoredFile, mapping: Mapping[str, str] | None) -> list[RawField]:
    found = variable_pairs(file, mapping)
    fields = []
    refused: list[str] = []
    for pairs in found.values():
        faults: list[str] = []
        usable = _first_usable(file, pairs, faults)
        if usable is None:
            refused += dict.fromkeys(faults)
        else:
            others = [pair for pair in pairs if pair is not usable.pair]
            fields.append(_field(file, usable, others))
    if not fields:
        raise _nothing(file, refused)
    return [replace(field, notes=(*field.notes, *(f"not used: {what}" for what in refused))) for field in fields]


def _nothing(file: StoredFile, refused: list[str]) -> ForcingError:
    if refused:
        return ForcingError(f"{file.name}: {'; '.join(refused)}; use a file with surface fields")
    if {"lon_rho", "lat_rho", "mask_rho"} <= set(file.variables):
        return _grid_file(file)
    lone = lone_components(file)
    if lone:
        return ForcingError(
            f"{file.name} holds {', '.join(lone)} without the other component; fetch both components of the vector"
        )
    held = ", ".join(name for name, variable in file.variables.items() if len(variable.dims) > 1)[:200]
    return ForcingError(
        f"{file.name} holds no wind, current or Stokes drift that is known (it has {held or 'no fields'}); name its "
        "variables with a mapping such as current_x=NAME, current_y=NAME"
    )


def _grid_file(file: StoredFile) -> GridFileError:
    lon, lat = cleaned_positions(file, file.variables["lon_rho"], file.variables["lat_rho"])
    rows, columns = lon.shape
    at = longitudes(lon[np.isfinite(lon)]).at
    south_west = Position(wrap_longitude(float(at[0])), float(np.nanmin(lat)))
    north_east = Position(wrap_longitude(float(at[-1])), float(np.nanmax(lat)))
    return GridFileError(
        f"{file.name} is a grid file of ROMS or CROCO: positions, angle and land mask of {columns} x {rows} points "
        f"between {format_position(south_west)} and {format_position(north_east)}; it holds no wind or current, so "
        "give the history or average file that goes with it"
    )


def _first_usable(file: StoredFile, pairs: list[VariablePair], refused: list[str]) -> _Usable | None:
    """The best pair that has a level at the surface, or at 10 m; a stated height goes before one that is not stated."""
    usable = []
    for pair in pairs:
        dims = _dims(file, pair)
        variable = file.variables[pair.first]
        find = ten_metre_level if pair.quantity == "wind" else surface_level
        level = find(file, variable, dims.vertical)
        if level is not None:
            usable.append(_Usable(pair, dims, level))
        else:
            where = "at 10 m" if pair.quantity == "wind" else "at the surface"
            along = f" along {dims.vertical}" if dims.vertical else ""
            refused.append(f"{pair.first}, {pair.second} have no level {where}{along}")
    return min(usable, key=lambda one: (one.pair.rank, len(one.level.notes)), default=None)


def _dims(file: StoredFile, pair: VariablePair) -> _Dims:
    first, second = file.variables[pair.first], file.variables[pair.second]
    _check_not_empty(file, first)
    _check_not_empty(file, second)
    if pair.kind in ("east_north", "grid") and is_staggered(first, second):
        stagger = staggered_grid(file, first, second)
        y_dims, x_dims = zip(stagger.u_dims, stagger.v_dims, strict=True)
        found = _Dims(stagger.grid, (y_dims[0], y_dims[1]), (x_dims[0], x_dims[1]), None, None, stagger.notes)
    elif set(first.dims) != set(second.dims):
        raise ForcingError(
            f"{file.name}: {first.name} ({', '.join(first.dims)}) and {second.name} ({', '.join(second.dims)}) do not "
            "share their dimensions; write both on one grid"
        )
    else:
        same = horizontal_grid(file, first)
        found = _Dims(same.grid, (same.y_dim,) * 2, (same.x_dim,) * 2, None, None, same.notes)
    known = {*time_dims(file, first), found.y_dims[0], found.x_dims[0]}
    rest = [dim for dim in first.dims if dim not in known]
    member = next((dim for dim in rest if dim.lower() in MEMBER_DIMS), None)
    vertical = [dim for dim in rest if dim != member]
    long = [dim for dim in vertical if first.size(dim) > 1]
    if len(long) > 1:
        raise ForcingError(
            f"{file.name}: {first.name} has dimensions {', '.join(long)} that are not known; keep one level of each"
        )
    level_dim = next(iter(long or vertical), None)
    return _Dims(found.grid, found.y_dims, found.x_dims, level_dim, member, found.notes)


def _check_not_empty(file: StoredFile, variable: StoredVariable) -> None:
    """A cut that names its corners the wrong way round leaves dimensions without a single point."""
    empty = [dim for dim, size in zip(variable.dims, variable.shape, strict=True) if size == 0]
    if empty:
        raise ForcingError(
            f"{file.name}: {variable.name} has nothing along {', '.join(empty)}; cut the area and the period out of "
            "the source anew"
        )


def _field(file: StoredFile, usable: _Usable, others: list[VariablePair]) -> RawField:
    pair, dims, level = usable.pair, usable.dims, usable.level
    first, second = file.variables[pair.first], file.variables[pair.second]
    times = time_axis(file, first)
    for dim in times.dims:
        if dim not in second.dims or second.size(dim) != first.size(dim):
            raise ForcingError(f"{file.name}: {second.name} lacks times that {first.name} has; fetch the file again")
    readers = [
        ComponentReader(
            variable, times, dims.y_dims[at], dims.x_dims[at], dims.member,
            level.dim, level.index,
        )
        for at, variable in enumerate((first, second))
    ]  # fmt: skip
    reader, unit_notes = _reader(file, pair, readers)
    notes = (*pair.notes, *_left_out(others), *dims.notes, *level.notes, *times.notes, *unit_notes)
    if pair.quantity == "stokes" and any("total" in name.lower() for name in file.variables):
        notes += ("this Stokes drift is part of the total current in the same file: do not add it twice",)
    return RawField(
        source_name=file.name, quantity=pair.quantity, variables=(pair.first, pair.second), grid=dims.grid,
        components=_components(pair, dims.grid), time_s=times.time_s,
        members=first.size(dims.member) if dims.member is not None else 1, read=reader.read, level=level.text,
        time_mean_s=times.mean_s, synthetic=_synthetic(file), notes=notes, read_part=reader.part, named=pair.named,
        run_s=times.run_s,
    )  # fmt: skip


def _reader(
    file: StoredFile, pair: VariablePair, readers: list[ComponentReader]
) -> tuple[VectorReader | StaggeredReader, tuple[str, ...]]:
    first, second = readers
    factor, note = known_speed_factor(first.variable.text("units"), pair.first, file.name)
    if pair.kind in ("to", "from"):
        turn = direction_factor(second.variable.text("units"), pair.second, file.name)
        way: Literal["to", "from"] = "to" if pair.kind == "to" else "from"
        return VectorReader(first, second, way, factor, turn), (note,) * bool(note)
    other, other_note = known_speed_factor(second.variable.text("units"), pair.second, file.name)
    notes = tuple(one for one in (note, other_note) if one)
    if is_staggered(first.variable, second.variable):
        stagger = staggered_grid(file, first.variable, second.variable)
        return StaggeredReader(first, second, stagger, factor, other), notes
    return VectorReader(first, second, "components", factor, other), notes


def _components(pair: VariablePair, grid: Grid) -> Literal["east_north", "grid"]:
    return "grid" if pair.kind == "grid" and not isinstance(grid, RectilinearGrid) else "east_north"


def _left_out(others: list[VariablePair]) -> tuple[str, ...]:
    names = dict.fromkeys(f"{pair.first}/{pair.second}" for pair in others)
    return (f"also found and not used: {', '.join(names)}",) if names else ()


def _synthetic(file: StoredFile) -> bool:
    marked = file.attribute("sarex_synthetic").lower() in ("1", "1.0", "true", "yes")
    return marked or "synthetic" in file.attribute("title").lower()
