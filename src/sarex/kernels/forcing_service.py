"""Which source served how much: the account of the forcing, made beside the time loop from the tracks."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sarex.kernels.interpolation import NODE, Forcing, cell_value, interval_at, place_in_grid
from sarex.kernels.trajectory import AFLOAT_STATUS, Tracks

NOT_SERVED, SERVED, SERVED_FILLED = 0, 1, 2


@njit(cache=True, error_model="numpy")
def service(forcing, source, lon, lat, start, share, member):
    """Whether a source has a value for a point and a particle's member, and if so whether any corner was filled."""
    columns, rows = forcing.shape[source, 0], forcing.shape[source, 1]
    axes = (forcing.axes[source, 0], forcing.axes[source, 1], forcing.axes[source, 2], forcing.axes[source, 3])
    inside, column, row, x, y = place_in_grid(lon, lat, axes, columns, rows)
    if start < 0 or not inside:
        return NOT_SERVED
    cell = row * columns + column
    at = start + member % forcing.members[source, 0] * forcing.members[source, 1] + cell * NODE
    east, north = cell_value(forcing.buffer, at, columns * NODE, x, y, share)
    if math.isnan(east + north):
        return NOT_SERVED
    place = forcing.map_at[source]
    if place < 0:
        return SERVED
    place += cell
    corners = (
        forcing.filled[place]
        | forcing.filled[place + 1]
        | forcing.filled[place + columns]
        | forcing.filled[place + columns + 1]
    )
    return SERVED_FILLED if corners else SERVED


@njit(cache=True, error_model="numpy", nogil=True)
def weigh_service(
    forcing: Forcing,
    tracks: Tracks,
    slots: NDArray[np.int64],
    start: NDArray[np.int64],
    share: NDArray[np.float32],
    member: NDArray[np.int64],
    weight: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Weight of the particles afloat that each source served at output times: float64 (slot, source, 2).

    The last axis is all that it served, and the part of it from filled cells.
    slots : int64, places of the output times in `tracks`;  start, share : (source, slot), see `intervals_at`
    member, weight : of the particles of `tracks`
    """
    weighed = np.zeros((len(slots), len(forcing.map_at), 2))
    for p in range(len(weight)):
        for j in range(len(slots)):
            if tracks.status[p, slots[j]] != AFLOAT_STATUS:
                continue
            lon, lat = tracks.lon[p, slots[j]], tracks.lat[p, slots[j]]
            for quantity in range(3):
                for source in range(forcing.first[quantity], forcing.first[quantity + 1]):
                    found = service(forcing, source, lon, lat, start[source, j], share[source, j], member[p])
                    if found != NOT_SERVED:
                        weighed[j, source, 0] += weight[p]
                        weighed[j, source, 1] += weight[p] if found == SERVED_FILLED else 0.0
                        break
    return weighed


@njit(cache=True, error_model="numpy", nogil=True)
def serving_source(
    forcing: Forcing,
    quantity: int,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    time_s: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Which source of a quantity (0 wind, 1 current, 2 Stokes) serves each point, counted from 0; -1 for none.

    Longitudes in [-180, 180). A source of several members is asked for its first one.
    """
    served = np.full(len(lon), -1, dtype=np.int64)
    first = forcing.first[quantity]
    for i in range(len(lon)):
        for source in range(first, forcing.first[quantity + 1]):
            start, share = interval_at(forcing.time_s[source], forcing.start[source], time_s[i])
            if service(forcing, source, lon[i], lat[i], start, share, 0) != NOT_SERVED:
                served[i] = source - first
                break
    return served
