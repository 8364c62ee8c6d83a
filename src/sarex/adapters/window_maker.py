"""Turns a field as stored into windows that the drift can read."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sarex.adapters.grid_extent import check_interpolable
from sarex.adapters.raw_field import CurvilinearGrid, ProjectedGrid, RawField
from sarex.adapters.rectilinear_resampling import rectilinear_resampling
from sarex.adapters.resampling import MaskedResampling, Resampling
from sarex.adapters.speed_limit import too_fast
from sarex.adapters.target_grid import TargetGrid, grown
from sarex.adapters.time_step import bridge_s_max
from sarex.model.errors import ForcingError
from sarex.model.forcing_window import Box, ForcingWindow
from sarex.model.speed_limit import SPEED_M_PER_S_MAX

MISSING = complex(np.nan, np.nan)
"""Neither component known: numpy's own NaN, made complex, has a second component of 0."""

COAST_FILL_M = 10_000.0
RESAMPLINGS_MAX = 8
"""Areas that are remembered: a run asks for one or two."""
MASKS_MAX = 4


@dataclass
class _Area:
    """What is worked out once for a box: where values come from, for each land mask that was met."""

    resampling: Resampling
    masks: list[tuple[NDArray[np.bool_], MaskedResampling]]


@dataclass(frozen=True)
class _Levels:
    """values : complex64 (member, time, lat x lon);  filled : bool (lat, lon);  has_data : bool (time,), any value"""

    values: NDArray[np.complex64]
    filled: NDArray[np.bool_]
    has_data: NDArray[np.bool_]


class WindowMaker:
    """Windows from one field. For one box the grid is the same at any time.

    time_index : which times of the field hold data, where that is known; all of them else
    coast_fill_m : cells without data take their nearest sea value within this distance [m]
    """

    def __init__(
        self, field: RawField, *, time_index: NDArray[np.intp] | None = None, coast_fill_m: float = COAST_FILL_M
    ) -> None:
        check_interpolable(field)
        self._field = field
        self._time_index = np.arange(len(field.time_s)) if time_index is None else time_index
        self._time_s = field.time_s[self._time_index]
        self._bridge_s_max = bridge_s_max(self._time_s)
        self._coast_fill_m = coast_fill_m
        self._areas: dict[Box, _Area | None] = {}

    def window(self, start_s: float, end_s: float, box: Box) -> ForcingWindow | None:
        """The part of `box` and [start_s, end_s] that the field covers, one time beyond both ends where it has one.
        None where it covers nothing of it. Raises ForcingError."""
        times = self._time_s
        if len(times) == 0 or times[-1] < start_s or times[0] > end_s:
            return None
        area = self._area(box)
        if area is None:
            return None
        first = max(int(np.searchsorted(times, start_s, side="left")) - 1, 0)
        last = min(int(np.searchsorted(times, end_s, side="right")) + 1, len(times))
        levels = self._levels(area, first, last)
        wider = self._wider(levels.has_data, (first, last), start_s, end_s)
        if wider != (first, last):
            first, last = wider
            levels = self._levels(area, first, last)
        target, values, has_data, times = area.resampling.target, levels.values, levels.has_data, times[first:last]
        empty_s = tuple(times[~has_data].tolist())
        if has_data.any() and not has_data.all():
            values, times = values[:, has_data], times[has_data]
        return ForcingWindow(
            source_name=self._field.source_name, quantity=self._field.quantity,
            values=values.view(np.float32).reshape(*values.shape[:2], target.rows, target.columns, 2),
            time_s=times.copy(), lon_start_deg=target.lon_start_deg, lat_start_deg=target.lat_start_deg,
            lon_step_deg=target.lon_step_deg, lat_step_deg=target.lat_step_deg, filled=levels.filled,
            bridge_s_max=self._bridge_s_max, empty_s=empty_s,
        )  # fmt: skip

    def _levels(self, area: _Area, first: int, last: int) -> _Levels:
        """Times first to last (exclusive) on the grid of the area."""
        target = area.resampling.target
        levels = _Levels(
            np.full((self._field.members, last - first, target.rows * target.columns), MISSING, np.complex64),
            np.zeros((target.rows, target.columns), np.bool_),
            np.zeros(last - first, np.bool_),
        )
        for low, high in self._runs(first, last):
            source = area.resampling.read(self._field, int(self._time_index[low]), int(self._time_index[high - 1]) + 1)
            out = levels.values[:, low - first : high - first]
            levels.has_data[low - first : high - first] = self._resample(
                area, source, out=out, filled=levels.filled, time_s=self._time_s[low:high]
            )
        return levels

    def _wider(
        self, has_data: NDArray[np.bool_], span: tuple[int, int], start_s: float, end_s: float
    ) -> tuple[int, int]:
        """The times to read where those beyond the ends turned out to hold nothing here: as far as may be bridged, so
        that it does not matter for a hole where a chunk of time ends."""
        (first, last), times = span, self._time_s
        held_s = times[first:last][has_data]
        if not (held_s < start_s).any():
            first = min(first, int(np.searchsorted(times, start_s - self._bridge_s_max, side="left")))
        if not (held_s > end_s).any():
            last = max(last, int(np.searchsorted(times, end_s + self._bridge_s_max, side="right")))
        return first, last

    def _area(self, box: Box) -> _Area | None:
        if box not in self._areas:
            while len(self._areas) >= RESAMPLINGS_MAX:
                del self._areas[next(iter(self._areas))]
            resampling = resampling_for(self._field, grown(box, self._coast_fill_m))
            self._areas[box] = None if resampling is None else _Area(resampling, [])
        return self._areas[box]

    def _runs(self, first: int, last: int) -> list[tuple[int, int]]:
        """Times first to last in pieces that are stored side by side."""
        cuts = np.flatnonzero(np.diff(self._time_index[first:last]) != 1) + first + 1
        edges = [first, *cuts.tolist(), last]
        return list(itertools.pairwise(edges))

    def _resample(
        self, area: _Area, source: NDArray[np.complex64], *, out: NDArray[np.complex64],
        filled: NDArray[np.bool_], time_s: NDArray[np.float64],
    ) -> NDArray[np.bool_]:  # fmt: skip
        """All levels of `source` (member, time, rows x columns) into `out`; which times have any data."""
        has_data = np.zeros(source.shape[1], np.bool_)
        for member in range(source.shape[0]):
            for time in range(source.shape[1]):
                level = source[member, time]
                squared = level.real**2 + level.imag**2
                valid = np.isfinite(squared)
                if not valid.any():
                    continue
                has_data[time] = True
                masked = self._masked(area, valid)
                masked.apply(level, out[member, time])
                filled |= masked.filled
                if np.fmax.reduce(squared) > SPEED_M_PER_S_MAX[self._field.quantity] ** 2:
                    raise self._fault(area.resampling.target, out[member, time], level, float(time_s[time]))
        return has_data

    def _masked(self, area: _Area, valid: NDArray[np.bool_]) -> MaskedResampling:
        for known, masked in area.masks:
            if np.array_equal(known, valid):
                return masked
        masked = area.resampling.masked(valid, self._coast_fill_m)
        area.masks.insert(0, (valid, masked))
        del area.masks[MASKS_MAX:]
        return masked

    def _fault(
        self, target: TargetGrid, made: NDArray[np.complex64], level: NDArray[np.complex64], time_s: float
    ) -> ForcingError:
        speed = np.nan_to_num(np.abs(made))
        row, column = divmod(int(np.argmax(speed)), target.columns)
        return too_fast(
            self._field.source_name, self._field.quantity, float(np.nanmax(np.abs(level))),
            lon=float(target.lon[column]), lat=float(target.lat[row]), time_s=time_s,
        )  # fmt: skip


def resampling_for(field: RawField, box: Box) -> Resampling | None:
    """How windows over the box take their values from the field; None where they do not meet."""
    turned = field.components == "grid"
    if isinstance(field.grid, ProjectedGrid):
        from sarex.adapters.projected_resampling import projected_resampling

        return projected_resampling(field.grid, box, turned=turned)
    if isinstance(field.grid, CurvilinearGrid):
        # KD-trees come with scipy, which takes a third of a second to load: only for the grids that need one.
        from sarex.adapters.curvilinear_resampling import curvilinear_resampling

        return curvilinear_resampling(field.grid, box, turned=turned)
    # On longitudes and latitudes the grid's own directions are east and north.
    return rectilinear_resampling(field.grid, box)
