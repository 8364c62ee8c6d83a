"""Wind, current and Stokes drift for a block of particles."""

from __future__ import annotations

import numpy as np
from numba import njit

from sarex.kernels.interpolation import NODE, cell_value, interval_at, place_in_grid
from sarex.kernels.lanes import (
    CELL,
    LANES,
    PARTICLE,
    SHARE_X,
    SHARE_Y,
    SINGLE_ROWS,
    WHOLE_ROWS,
)

WIND_QUANTITY, CURRENT_QUANTITY, STOKES_QUANTITY = 0, 1, 2
"""Order of the quantities in `Forcing.first`."""


@njit(cache=True)
def choose_members(lanes, n, member, forcing):
    """Note for each source where the ensemble member of each lane begins."""
    sources = len(forcing.map_at)
    for source in range(sources):
        row = WHOLE_ROWS + (sources + source) * LANES
        for i in range(n):
            lanes.whole[row + i] = 0
        if forcing.members[source, 0] > 1:
            for i in range(n):
                place = member[lanes.whole[PARTICLE + i]] % forcing.members[source, 0]
                lanes.whole[row + i] = place * forcing.members[source, 1]


@njit(cache=True)
def set_time(lanes, n, step_start, step_share, step):
    """Let all lanes read forcing at one time of the grid.

    step_start, step_share : (source, time), see `Steps`
    """
    for source in range(step_start.shape[0]):
        start, share = step_start[source, step], step_share[source, step]
        whole_row, single_row = WHOLE_ROWS + source * LANES, SINGLE_ROWS + source * LANES
        for i in range(n):
            lanes.whole[whole_row + i] = start
            lanes.single[single_row + i] = share


@njit(cache=True)
def set_own_time(lanes, i, time, forcing):
    """Let one lane read forcing at a time of its own."""
    for source in range(len(forcing.map_at)):
        start, share = interval_at(forcing.time_s[source], forcing.start[source], time)
        lanes.whole[WHOLE_ROWS + source * LANES + i] = start
        lanes.single[SINGLE_ROWS + source * LANES + i] = share


@njit(cache=True)
def _locate(lanes, n, lon_row, source, forcing):
    """Find the cell of each lane in the grid of a source; those outside it or its times get the cell of NaN at 0."""
    real, single, whole = lanes.real, lanes.single, lanes.whole
    columns, rows = forcing.shape[source, 0], forcing.shape[source, 1]
    axes = (forcing.axes[source, 0], forcing.axes[source, 1], forcing.axes[source, 2], forcing.axes[source, 3])
    start_row = WHOLE_ROWS + source * LANES
    member_row = start_row + len(forcing.map_at) * LANES
    for i in range(n):
        inside, column, row, x, y = place_in_grid(real[lon_row + i], real[lon_row + LANES + i], axes, columns, rows)
        start = whole[start_row + i]
        at = start + whole[member_row + i] + (row * columns + column) * NODE
        whole[CELL + i] = at if inside & (start >= 0) else 0
        single[SHARE_X + i] = x
        single[SHARE_Y + i] = y


@njit(cache=True)
def read_forcing(lanes, n, lon_row, quantity, into, forcing):
    """Put a quantity at the positions of `lon_row` (latitude in the next row) into the rows `into` and the next.

    Each source in turn serves the lanes that those before it left empty; NaN where none serves.
    """
    single, whole, buffer = lanes.single, lanes.whole, forcing.buffer
    first, last = forcing.first[quantity], forcing.first[quantity + 1]
    if first == last:
        single[into : into + n] = np.nan
        single[into + LANES : into + LANES + n] = np.nan
    for source in range(first, last):
        _locate(lanes, n, lon_row, source, forcing)
        row, share_row = forcing.shape[source, 0] * NODE, SINGLE_ROWS + source * LANES
        missing = 0
        for i in range(n):
            if source == first or np.isnan(single[into + i]):
                east, north = cell_value(
                    buffer, whole[CELL + i], row, single[SHARE_X + i], single[SHARE_Y + i], single[share_row + i]
                )
                # A value without its other half would be no vector: both are missing together.
                east = east + np.float32(0.0) * north
                single[into + i] = east
                single[into + LANES + i] = north
                missing += np.isnan(east)
        if missing == 0:
            break


@njit(cache=True)
def source_serving(lanes, i, into):
    """Whether the rows `into` hold a value for the lane."""
    return not np.isnan(lanes.single[into + i] + lanes.single[into + LANES + i])
