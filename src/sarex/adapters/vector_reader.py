"""Reads a vector from a file, piece by piece, in metres per second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sarex.adapters.staggered_grid import StaggeredGrid, to_rho
from sarex.adapters.stored_file import StoredVariable
from sarex.adapters.time_axis import TimeAxis

ALL = slice(None)


@dataclass(frozen=True)
class ComponentReader:
    """One variable with its dimensions understood: member, times, one level, rows and columns."""

    variable: StoredVariable
    times: TimeAxis
    y_dim: str
    x_dim: str
    member_dim: str | None = None
    level_dim: str | None = None
    level: int = 0

    def read(self, first: int, last: int, rows: slice, columns: slice) -> NDArray[np.float32]:
        """float32 (member, time, y, x), in the units of the file; times count along the sorted axis."""
        pieces = [self._piece(run, rows, columns) for run in self._runs(first, last)]
        return pieces[0] if len(pieces) == 1 else np.concatenate(pieces, axis=1)

    def _runs(self, first: int, last: int) -> list[NDArray[np.intp]]:
        """Times in pieces that one slice each can read: the last dimension of time runs on, the others stand."""
        index = self.times.index[first:last]
        if index.shape[1] == 0:
            return [index]
        steps = np.diff(index, axis=0)
        together = (steps[:, -1] == 1) & (steps[:, :-1] == 0).all(axis=1)
        return np.split(index, np.flatnonzero(~together) + 1)

    def _piece(self, run: NDArray[np.intp], rows: slice, columns: slice) -> NDArray[np.float32]:
        spans = {dim: slice(int(run[0, at]), int(run[-1, at]) + 1) for at, dim in enumerate(self.times.dims)}
        spans |= {self.y_dim: rows, self.x_dim: columns}
        if self.level_dim is not None:
            spans[self.level_dim] = slice(self.level, self.level + 1)
        if self.member_dim is not None:
            spans[self.member_dim] = ALL
        variable = self.variable
        key = tuple(_whole(spans.get(dim, slice(0, 1)), variable.size(dim)) for dim in variable.dims)
        values = variable.part(key)
        front = [] if self.member_dim is None else [self.member_dim]
        order = [*front, *self.times.dims, self.y_dim, self.x_dim]
        rest = [dim for dim in variable.dims if dim not in order]
        values = np.transpose(values, [variable.dims.index(dim) for dim in (*rest, *order)])
        members = variable.size(self.member_dim) if self.member_dim is not None else 1
        return np.asarray(values.reshape(members, len(run), *values.shape[-2:]), np.float32)


@dataclass(frozen=True)
class VectorReader:
    """Two components that share their points, or a speed with a direction."""

    first: ComponentReader
    second: ComponentReader
    kind: Literal["components", "to", "from"]
    first_factor: float
    second_factor: float

    def part(self, first: int, last: int, rows: slice, columns: slice) -> NDArray[np.float32]:
        """float32 (member, time, y, x, 2) [m/s]; see `raw_field.RawField`."""
        one = self.first.read(first, last, rows, columns)
        other = self.second.read(first, last, rows, columns)
        vectors = np.empty((*one.shape, 2), np.float32)
        if self.kind == "components":
            np.multiply(one, np.float32(self.first_factor), out=vectors[..., 0])
            np.multiply(other, np.float32(self.second_factor), out=vectors[..., 1])
            return vectors
        sign = 1.0 if self.kind == "to" else -1.0
        speed = one * np.float32(sign * self.first_factor)
        direction = other.astype(np.float64) * self.second_factor
        # Where nothing moves there is no direction, and files leave it out.
        direction[one == 0.0] = 0.0
        vectors[..., 0] = speed * np.sin(direction)
        vectors[..., 1] = speed * np.cos(direction)
        return vectors

    def read(self, first: int, last: int) -> NDArray[np.float32]:
        """All rows and columns."""
        return self.part(first, last, ALL, ALL)


@dataclass(frozen=True)
class StaggeredReader:
    """u and v on the sides of cells, read at their middles; land is missing data."""

    u: ComponentReader
    v: ComponentReader
    stagger: StaggeredGrid
    u_factor: float
    v_factor: float

    def part(self, first: int, last: int, rows: slice, columns: slice) -> NDArray[np.float32]:
        """float32 (member, time, y, x, 2) [m/s]; see `raw_field.RawField`."""
        shape = self.stagger.grid.lon.shape
        row, column = _whole(rows, shape[0]), _whole(columns, shape[1])
        top, right = row.stop, column.stop
        u_columns = slice(max(column.start - 1, 0), min(right, self.stagger.u_sea.shape[1]))
        v_rows = slice(max(row.start - 1, 0), min(top, self.stagger.v_sea.shape[0]))
        u = self.u.read(first, last, slice(row.start, top), u_columns)
        v = self.v.read(first, last, v_rows, slice(column.start, right))
        u[:, :, ~self.stagger.u_sea[row.start : top, u_columns]] = np.nan
        v[:, :, ~self.stagger.v_sea[v_rows, column.start : right]] = np.nan
        at_u = to_rho(u, axis=3, first=column.start, count=right - column.start, offset=u_columns.start)
        at_v = to_rho(v, axis=2, first=row.start, count=top - row.start, offset=v_rows.start)
        vectors = np.stack((at_u * np.float32(self.u_factor), at_v * np.float32(self.v_factor)), axis=-1)
        vectors[:, :, ~self.stagger.rho_sea[row.start : top, column.start : right]] = np.nan
        return vectors[:, :, :: row.step or 1, :: column.step or 1]

    def read(self, first: int, last: int) -> NDArray[np.float32]:
        """All rows and columns."""
        return self.part(first, last, ALL, ALL)


def _whole(part: slice, size: int) -> slice:
    start, stop, step = part.indices(size)
    return slice(start, stop, step)
