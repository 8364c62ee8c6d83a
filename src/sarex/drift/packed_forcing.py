"""Forcing windows laid out for the time loop: any number of sources in one buffer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.kernels.interpolation import NODE, Forcing
from sarex.model.forcing_window import ForcingWindow, Quantity
from sarex.model.quantities import wrap_longitude

QUANTITIES: Final[tuple[Quantity, ...]] = ("wind", "current", "stokes")
"""In the order of `Forcing.first`."""
_INSTANT_S: Final = 1e-3
"""A window of one time serves that instant: its interval is made this long."""


def packed_forcing(windows: Sequence[Sequence[ForcingWindow]]) -> Forcing:
    """The windows of each of QUANTITIES, earlier = higher priority, as one `Forcing`.

    Both ends of each time interval are stored side by side, so that one particle finds all that it needs of a cell in
    two places of memory; windows therefore take twice their room.
    """
    flat = [_whole_cells(window) for group in windows for window in group]
    intervals = [np.diff(window.time_s) for window in flat]
    sizes = [NODE * window.members * _cells(window) * (len(window.time_s) - 1) for window in flat]
    columns = [window.values.shape[3] for window in flat]
    begin = np.cumsum([NODE * (max(columns, default=0) + 2), *sizes])
    buffer = np.empty(begin[-1], dtype=np.float32)
    buffer[: begin[0]] = np.nan
    times = max((len(window.time_s) for window in flat), default=1)
    time_s = np.full((len(flat), times), np.inf)
    start = np.full((len(flat), times), -1, dtype=np.int64)
    for source, window in enumerate(flat):
        _write_nodes(window.values, buffer[begin[source] : begin[source + 1]])
        time_s[source, : len(window.time_s)] = window.time_s
        nodes = begin[source] + NODE * _cells(window) * np.arange(len(intervals[source]))
        start[source, : len(nodes)] = np.where(intervals[source] <= window.bridge_s_max, nodes, -1)
    filled, map_at = _filled_maps(flat)
    return Forcing(
        buffer=buffer,
        axes=np.array(
            [(wrap_longitude(w.lon_start_deg), w.lat_start_deg, 1.0 / w.lon_step_deg, 1.0 / w.lat_step_deg)
             for w in flat], dtype=np.float64,
        ).reshape(-1, 4),
        shape=np.array([window.values.shape[3:1:-1] for window in flat], dtype=np.int64).reshape(-1, 2),
        members=np.array(
            [(w.members, NODE * _cells(w) * (len(w.time_s) - 1)) for w in flat], dtype=np.int64
        ).reshape(-1, 2),
        time_s=time_s,
        start=start,
        first=np.cumsum([0, *(len(group) for group in windows)], dtype=np.int64),
        filled=filled,
        map_at=map_at,
    )  # fmt: skip


def _cells(window: ForcingWindow) -> int:
    return int(window.values.shape[2] * window.values.shape[3])


def _whole_cells(window: ForcingWindow) -> ForcingWindow:
    """The window with at least two times, rows and columns, an only one repeated."""
    values, time_s, filled = np.asarray(window.values, dtype=np.float32), window.time_s, window.filled
    if len(time_s) == 1:
        values, time_s = np.repeat(values, 2, axis=1), np.array([time_s[0], time_s[0] + _INSTANT_S])
    for axis in (2, 3):
        if values.shape[axis] == 1:
            values, filled = np.repeat(values, 2, axis=axis), np.repeat(filled, 2, axis=axis - 2)
    return replace(window, values=values, time_s=time_s, filled=filled)


def _write_nodes(values: NDArray[np.float32], buffer: NDArray[np.float32]) -> None:
    """values (member, time, lat, lon, 2) into the buffer as (member, interval, lat, lon, NODE)."""
    members, times, rows, columns = values.shape[:4]
    # A pair of components is copied as one number of 64 bits.
    pairs = np.ascontiguousarray(values).view(np.int64)[..., 0]
    nodes = buffer.view(np.int64).reshape(members, times - 1, rows, columns, 2)
    nodes[..., 0] = pairs[:, :-1]
    nodes[..., 1] = pairs[:, 1:]


def _filled_maps(windows: Sequence[ForcingWindow]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The maps of filled cells one after the other, and where each begins; -1 for a window without any."""
    maps: list[NDArray[np.uint8]] = []
    map_at = np.full(len(windows), -1, dtype=np.int64)
    for source, window in enumerate(windows):
        if window.filled.any():
            map_at[source] = sum(one.size for one in maps)
            maps.append(window.filled.astype(np.uint8).ravel())
    return np.concatenate([*maps, np.zeros(1, dtype=np.uint8)]), map_at
