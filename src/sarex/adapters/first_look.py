"""The first look at a field: which times and places hold data, and whether the speeds can be true."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sarex.adapters.grid_extent import positions
from sarex.adapters.raw_field import RawField
from sarex.adapters.speed_limit import too_fast
from sarex.model.errors import ForcingError
from sarex.model.forcing_window import Box
from sarex.model.speed_limit import SPEED_M_PER_S_MAX

PICTURE_ROWS, PICTURE_COLUMNS = 24, 48
CONSTANT_CELLS_MIN = 100
LEVELS_MIN = 3
BLOCK_VALUES = 2_000_000
USUAL_PERCENT = 95.0
"""Share of the steps of a grid that count as usual: a few wider ones, across a seam, do not."""


@dataclass(frozen=True)
class FirstLook:
    """time_index : times of the field that hold data (those that were not looked at are taken to)
    range_m_per_s : smallest and largest speed; has_data : bool (24, 48), rows from the south, over the box
    """

    time_index: NDArray[np.intp]
    range_m_per_s: tuple[float, float]
    has_data: NDArray[np.bool_]
    notes: tuple[str, ...]


class _Tally:
    """What the levels that were looked at have in common."""

    def __init__(self, shape: tuple[int, int]) -> None:
        self.seen = np.zeros(shape, np.bool_)
        self.moving = np.zeros(shape, np.bool_)
        self.slowest, self.fastest = math.inf, 0.0
        self._value: complex | None = None
        self.constant = True

    def add(self, part: NDArray[np.float32]) -> NDArray[np.bool_]:
        """part (member, time, y, x, 2); returns which times hold anything."""
        vectors = np.ascontiguousarray(part).view(np.complex64)[..., 0]
        squared = vectors.real**2 + vectors.imag**2
        # fmax and fmin pass over missing data.
        peak = np.fmax.reduce(squared, axis=(0, 1))
        self.seen |= np.isfinite(peak)
        self.moving |= peak > 0
        fastest, slowest = float(np.fmax.reduce(peak, axis=None)), float(np.fmin.reduce(squared, axis=None))
        if np.isfinite(fastest):
            self.fastest = max(self.fastest, math.sqrt(fastest))
            self.slowest = min(self.slowest, math.sqrt(slowest))
        # Only a speed that never changes asks whether its direction does.
        if self.constant and self.seen.any():
            self.constant = self.slowest == self.fastest and self._same(vectors[np.isfinite(squared)])
        return np.asarray(np.isfinite(np.fmax.reduce(squared, axis=(0, 2, 3))))

    def _same(self, vectors: NDArray[np.complex64]) -> bool:
        if self._value is None and len(vectors):
            self._value = complex(vectors[0])
        return bool((vectors == self._value).all())


def first_look(field: RawField, box: Box, values_max: int) -> FirstLook:
    """Reads up to about `values_max` vectors: all of a small field, else some times, thinned. Raises ForcingError."""
    rows, columns, levels = _sample(field, values_max)
    lon, lat = positions(field.grid, rows, columns)
    tally = _Tally(lon.shape)
    empty: list[int] = []
    block = max(BLOCK_VALUES // (lon.size * field.members), 1)
    for low, high in _runs(levels, block):
        part = field.part(low, high, rows, columns)
        holds = tally.add(part)
        if tally.fastest > SPEED_M_PER_S_MAX[field.quantity]:
            raise _fault(field, part, (lon, lat), low)
        empty += [low + int(at) for at in np.flatnonzero(~holds)]
    if not tally.seen.any():
        raise ForcingError(
            f"{field.source_name}: {field.quantity} ({', '.join(field.variables)}) holds no value at all, only missing "
            "data; check the file or how it was cut out"
        )
    times = np.setdiff1d(np.arange(len(field.time_s)), np.array(empty, np.intp))
    notes = _notes(tally, len(empty))
    if len(levels) < len(field.time_s):
        notes += (f"looked at {len(levels)} of {len(field.time_s)} times before the run; the rest is checked in it",)
    picture = _picture(lon, lat, tally.seen, box)
    return FirstLook(times.astype(np.intp), (tally.slowest, tally.fastest), picture, notes)


def _sample(field: RawField, values_max: int) -> tuple[slice, slice, NDArray[np.intp]]:
    rows, columns = field.shape
    level = rows * columns * field.members
    thin = max(math.ceil(math.sqrt(LEVELS_MIN * level / values_max)), 1)
    levels = min(max(values_max // level, LEVELS_MIN), len(field.time_s))
    chosen = np.unique(np.linspace(0, len(field.time_s) - 1, levels).round().astype(np.intp))
    return slice(0, rows, thin), slice(0, columns, thin), chosen


def _runs(levels: NDArray[np.intp], length_max: int) -> list[tuple[int, int]]:
    """Levels in pieces (first, last exclusive) that lie side by side, none longer than the bound."""
    pieces: list[tuple[int, int]] = []
    for level in levels.tolist():
        if pieces and pieces[-1][1] == level and level - pieces[-1][0] < length_max:
            pieces[-1] = (pieces[-1][0], level + 1)
        else:
            pieces.append((level, level + 1))
    return pieces


def _fault(
    field: RawField, part: NDArray[np.float32], place: tuple[NDArray[np.float64], NDArray[np.float64]], first: int
) -> ForcingError:
    speed = np.hypot(part[..., 0], part[..., 1])
    _, time, row, column = np.unravel_index(int(np.nanargmax(speed)), speed.shape)
    lon, lat = float(place[0][row, column]), float(place[1][row, column])
    return too_fast(
        field.source_name, field.quantity, float(np.nanmax(speed)),
        lon=lon, lat=lat, time_s=float(field.time_s[first + time]),
    )  # fmt: skip


def _notes(tally: _Tally, empty_times: int) -> tuple[str, ...]:
    notes = []
    cells = int(tally.seen.sum())
    if tally.fastest == 0.0:
        notes.append("WARNING: zero everywhere and at all times: no motion at all, or missing data stored as zero")
    elif tally.constant and cells > CONSTANT_CELLS_MIN:
        notes.append(f"WARNING: constant everywhere and at all times ({tally.fastest:.3g} m/s): is this a fill value?")
    else:
        still = int((tally.seen & ~tally.moving).sum())
        if still > 0.01 * cells:
            notes.append(f"WARNING: {100 * still / cells:.0f} % of the cells are zero at all times: is this land?")
    if empty_times:
        notes.append(f"{empty_times} times hold missing data only and are left out")
    return tuple(notes)


def _picture(
    lon: NDArray[np.float64], lat: NDArray[np.float64], seen: NDArray[np.bool_], box: Box
) -> NDArray[np.bool_]:
    """The sampled points on a coarse grid; where they lie wider apart than its cells, each stands for what is nearest
    to it along the rows and columns of its own grid."""
    height, width = max(box.north - box.south, 1e-9), max(box.east - box.west, 1e-9)
    if width >= 360.0 - 1e-6:
        # The interval over the seam belongs to the picture too.
        lon, lat = (np.concatenate((part, part[:, :1]), axis=1) for part in (lon, lat))
        seen = np.concatenate((seen, seen[:, :1]), axis=1)
    for axis in (0, 1):
        cells_apart = np.fmax(
            np.abs(_steps(lon, axis)) / width * PICTURE_COLUMNS, np.abs(np.diff(lat, axis=axis)) / height * PICTURE_ROWS
        )
        usual = float(np.nanpercentile(cells_apart, USUAL_PERCENT)) if np.isfinite(cells_apart).any() else 1.0
        parts = min(math.ceil(usual), PICTURE_COLUMNS)
        if parts > 1:
            nearest = (np.arange((lon.shape[axis] - 1) * parts + 1) + parts // 2) // parts
            lon, lat = (_finer(values, axis, parts) for values in (lon, lat))
            seen = np.take(seen, nearest, axis)
    real = np.isfinite(lon) & np.isfinite(lat)
    row = ((lat[real] - box.south) / height * PICTURE_ROWS).astype(int).clip(0, PICTURE_ROWS - 1)
    east = np.mod(lon[real] - box.west + 1e-9, 360.0)
    column = (east / width * PICTURE_COLUMNS).astype(int).clip(0, PICTURE_COLUMNS - 1)
    known = np.zeros((PICTURE_ROWS, PICTURE_COLUMNS), np.bool_)
    picture = known.copy()
    known[row, column] = True
    picture[row[seen[real]], column[seen[real]]] = True
    return picture | (_spread(picture) & ~known)


def _steps(lon: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """From each longitude to the next, the short way round."""
    return np.asarray(np.mod(np.diff(lon, axis=axis) + 180.0, 360.0) - 180.0)


def _finer(degrees: NDArray[np.float64], axis: int, parts: int) -> NDArray[np.float64]:
    """Each interval along an axis in equal parts."""
    start = np.moveaxis(degrees, axis, -1)
    steps = np.moveaxis(_steps(degrees, axis), axis, -1)
    between = start[..., :-1, None] + steps[..., None] * (np.arange(parts) / parts)
    whole = np.concatenate((between.reshape(*start.shape[:-1], -1), start[..., -1:]), axis=-1)
    return np.moveaxis(whole, -1, axis)


def _spread(cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    wide = np.pad(cells, 1)
    rows, columns = cells.shape
    spread = np.zeros_like(cells)
    for down in (0, 1, 2):
        for across in (0, 1, 2):
            spread |= wide[down : down + rows, across : across + columns]
    return spread
