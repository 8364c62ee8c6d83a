"""Wind, current and Stokes drift for a block of particles."""

from __future__ import annotations

import numpy as np
from numba import njit

from sarex.kernels.interpolation import NODE, cell_value, interval_at, place_in_grid
from sarex.kernels.lanes import CELL, FIRST_ROW, LANES, PARTICLE, SHARE_X, SHARE_Y, row_of


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def choose_members(lanes, n, member, forcing):
    """Note for each source where the ensemble member of each lane begins."""
    for source in range(len(forcing.map_at)):
        row, members = row_of(FIRST_ROW, source), forcing.members[source, 0]
        for i in range(n):
            place = member[lanes.whole[PARTICLE + i]] % members if members > 1 else 0
            lanes.beginning[row + i] = place * forcing.members[source, 1]


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def set_time(lanes, n, step_start, step_share, step):
    """Let all lanes read forcing at one time of the grid.

    step_start, step_share : (source, time), see `Steps`
    """
    for source in range(step_start.shape[0]):
        row, start, share = row_of(FIRST_ROW, source), step_start[source, step], step_share[source, step]
        for i in range(n):
            lanes.start[row + i] = start
            lanes.passed[row + i] = share


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def set_own_time(lanes, i, time, forcing):
    """Let one lane read forcing at a time of its own."""
    for source in range(len(forcing.map_at)):
        start, share = interval_at(forcing.time_s[source], forcing.start[source], time)
        lanes.start[row_of(FIRST_ROW, source) + i] = start
        lanes.passed[row_of(FIRST_ROW, source) + i] = share


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _locate(lanes, n, lon_row, source, forcing):
    """Find the cell of each lane in the grid of a source; those outside it or its times get the cell of NaN at 0."""
    real, single, whole, starts, beginning = lanes.real, lanes.single, lanes.whole, lanes.start, lanes.beginning
    columns, rows = forcing.shape[source, 0], forcing.shape[source, 1]
    axes = (forcing.axes[source, 0], forcing.axes[source, 1], forcing.axes[source, 2], forcing.axes[source, 3])
    row_at = row_of(FIRST_ROW, source)
    for i in range(n):
        inside, column, row, x, y = place_in_grid(real[lon_row + i], real[lon_row + LANES + i], axes, columns, rows)
        start = starts[row_at + i]
        at = start + beginning[row_at + i] + (row * columns + column) * NODE
        whole[CELL + i] = at if inside & (start >= 0) else 0
        single[SHARE_X + i] = x
        single[SHARE_Y + i] = y


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _take_values(lanes, n, into, source, forcing):
    """Put what a source has into the lanes that are still empty. Returns how many stay empty."""
    single, whole, passed, buffer = lanes.single, lanes.whole, lanes.passed, forcing.buffer
    row, row_at = forcing.shape[source, 0] * NODE, row_of(FIRST_ROW, source)
    missing = 0
    for i in range(n):
        if np.isnan(single[into + i]):
            east, north = cell_value(
                buffer, whole[CELL + i], row, single[SHARE_X + i], single[SHARE_Y + i], passed[row_at + i]
            )
            # A value without its other half would be no vector: both are missing together.
            east, north = east + np.float32(0.0) * north, north + np.float32(0.0) * east
            single[into + i] = east
            single[into + LANES + i] = north
            missing += np.isnan(east)
    return missing


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def read_forcing(lanes, n, lon_row, quantity, into, forcing):
    """Put a quantity at the positions of `lon_row` (latitude in the next row) into the rows `into` and the next.

    Each source in turn serves the lanes that those before it left empty; NaN where none serves.
    """
    for i in range(n):
        lanes.single[into + i] = np.nan
        lanes.single[into + LANES + i] = np.nan
    for source in range(forcing.first[quantity], forcing.first[quantity + 1]):
        _locate(lanes, n, lon_row, source, forcing)
        if _take_values(lanes, n, into, source, forcing) == 0:
            break
