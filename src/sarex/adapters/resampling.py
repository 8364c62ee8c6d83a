"""How the cells of a window take their values from the cells of a source: found once, applied to every time."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sarex.adapters.coast_fill import nearest_sea_cell
from sarex.adapters.raw_field import RawField
from sarex.adapters.target_grid import TargetGrid

VALID_SHARE_MIN = 0.5
"""A cell has data when the source cells that hold data have at least this share of its interpolation weight: then its
middle lies in the area of a cell with data. The others are left out of the mean, never taken as zero."""


@dataclass(frozen=True)
class Resampling:
    """rows, columns : the stored rows and columns that are read, in the order in which they are used
    cell   : int64 (n,), the cells of the target grid, row by row, that the source reaches
    index  : int32 (k, n), for each of them k cells of rows x columns, counted row by row
    weight : float32 (k, n), sums to 1 over k
    turn   : complex64 (n,), turns a vector of the source's components to east and north; None where they already are
    """

    target: TargetGrid
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    cell: NDArray[np.int64]
    index: NDArray[np.int32]
    weight: NDArray[np.float32]
    turn: NDArray[np.complex64] | None = None

    def read(self, field: RawField, first: int, last: int) -> NDArray[np.complex64]:
        """Times first to last (exclusive) as complex64 (member, time, rows x columns): first component + i second."""
        rows, lowest = _span(self.rows)
        parts = []
        for run in _runs(self.columns):
            columns, leftmost = _span(run)
            part = field.part(first, last, rows, columns)
            parts.append(_ordered(_ordered(part, self.rows - lowest, 2), run - leftmost, 3))
        values = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=3)
        vectors = np.ascontiguousarray(values, dtype=np.float32).view(np.complex64)
        return vectors.reshape(*vectors.shape[:2], -1)

    def masked(self, valid: NDArray[np.bool_], fill_m: float) -> MaskedResampling:
        """The same for source cells of which only some hold data: bool (rows x columns)."""
        weight = np.where(valid[self.index], self.weight, np.float32(0.0))
        share = weight.sum(axis=0)
        has_data = share >= VALID_SHARE_MIN
        share[~has_data] = 1.0
        grid = (self.target.rows, self.target.columns)
        entry = np.full(grid[0] * grid[1], -1, np.int64)
        entry[self.cell[has_data]] = np.flatnonzero(has_data)
        sea = (entry >= 0).reshape(grid)
        filled_cell, nearest = nearest_sea_cell(sea, self.target, fill_m)
        filled = np.zeros(grid[0] * grid[1], np.bool_)
        filled[filled_cell] = True
        entry[filled_cell] = entry[nearest]
        cell = np.flatnonzero(entry >= 0)
        used = entry[cell]
        weight = (weight / share)[:, used]
        index = self.index[:, used]
        # Cells without data have weight 0, but 0 x NaN is NaN: they are pointed at a cell that has a value.
        index = np.where(weight > 0, index, index[np.argmax(weight, axis=0), np.arange(len(used))])
        turn = None if self.turn is None else self.turn[used]
        return MaskedResampling(
            replace(self, cell=cell, index=index, weight=weight.astype(np.float32), turn=turn), filled.reshape(grid)
        )


@dataclass(frozen=True)
class MaskedResampling:
    """A resampling that reads only cells with data; `filled` marks cells that took their nearest sea value."""

    resampling: Resampling
    filled: NDArray[np.bool_]

    def apply(self, source: NDArray[np.complex64], out: NDArray[np.complex64]) -> None:
        """One time of one member: source (rows x columns) into out (lat x lon); cells without data are left alone."""
        plan = self.resampling
        if len(plan.index) == 1:
            values = source[plan.index[0]]
        else:
            values = source[plan.index[0]] * plan.weight[0]
            for index, weight in zip(plan.index[1:], plan.weight[1:], strict=True):
                values += source[index] * weight
        if plan.turn is not None:
            values *= plan.turn
        out[plan.cell] = values


def _ordered(values: NDArray[np.float32], order: NDArray[np.intp], axis: int) -> NDArray[np.float32]:
    """Rows or columns in this order; without a copy where they run straight up or down."""
    steps = np.diff(order)
    whole = len(order) == values.shape[axis]
    if whole and (steps == 1).all():
        return values
    if whole and (steps == -1).all():
        return np.flip(values, axis)
    return np.take(values, order, axis)


def _span(stored: NDArray[np.intp]) -> tuple[slice, int]:
    lowest = int(stored.min())
    return slice(lowest, int(stored.max()) + 1), lowest


def _runs(stored: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Stored columns in pieces that lie side by side, so that a seam does not make the whole width be read."""
    cuts = np.flatnonzero(np.abs(np.diff(stored)) != 1) + 1
    most_of_the_width = 2 * len(stored) > int(stored.max()) - int(stored.min())
    return [stored] if most_of_the_width or len(cuts) > 3 else np.split(stored, cuts)
