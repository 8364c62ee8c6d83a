"""The search cut into pieces on which a unit and every particle both move straight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHARED_WORK_MIN: Final = 200_000
"""Pieces of all particles together below which threads cost more than they save, the more so on a busy machine."""


class RelativePieces(NamedTuple):
    """One entry a piece, in order of time; the same pieces hold for all particles.

    interval     : int64, the output interval of the cloud that it lies in
    column       : int64, the first of the record times that is not before its end, or their number
    joined       : bool, it goes on where the piece before it ended
    seconds      : float64, its length in time
    begin, end   : float64 (piece, 3): the part of the output interval that is over (0 to 1), and where the unit is,
                   east and north [m]
    """

    interval: NDArray[np.int64]
    column: NDArray[np.int64]
    joined: NDArray[np.bool_]
    seconds: NDArray[np.float64]
    begin: NDArray[np.float64]
    end: NDArray[np.float64]


@njit(cache=True)
def relative_pieces(time, east, north, sensing, cloud_time, record_time):
    """Cut a track where it bends, at the output times of the cloud and at the record times.

    time, east, north : float64 (vertex,), never descending [s], [m]; sensing : bool (vertex - 1,)
    cloud_time, record_time : float64, ascending [s]
    Only what lies inside the cloud's time and where the sensor looks is kept. A leg without duration is kept whole.
    """
    room = len(time) + len(cloud_time) + len(record_time) + 1
    interval, column = np.empty(room, np.int64), np.empty(room, np.int64)
    joined, seconds = np.empty(room, np.bool_), np.empty(room)
    begin, end = np.empty((room, 3)), np.empty((room, 3))
    count, slot, record, last_leg = 0, 0, 0, -2
    slots, records = len(cloud_time) - 1, len(record_time)
    for leg in range(len(time) - 1 if slots > 0 else 0):
        start, finish = time[leg], time[leg + 1]
        now, until = max(start, cloud_time[0]), min(finish, cloud_time[slots])
        if not sensing[leg] or now > until or (now == until and start < finish):
            continue
        while True:
            while slot < slots - 1 and cloud_time[slot + 1] <= now:
                slot += 1
            while record < records and record_time[record] <= now:
                record += 1
            then = min(until, cloud_time[slot + 1])
            if record < records:
                then = min(then, record_time[record])
            interval[count], column[count] = slot, record
            joined[count] = count > 0 and (last_leg == leg or last_leg == leg - 1)
            seconds[count] = then - now
            width = cloud_time[slot + 1] - cloud_time[slot]
            first = (now - start) / (finish - start) if start < finish else 0.0
            last = (then - start) / (finish - start) if start < finish else 1.0
            begin[count, 0], end[count, 0] = (now - cloud_time[slot]) / width, (then - cloud_time[slot]) / width
            begin[count, 1] = east[leg] + first * (east[leg + 1] - east[leg])
            begin[count, 2] = north[leg] + first * (north[leg + 1] - north[leg])
            end[count, 1] = east[leg] + last * (east[leg + 1] - east[leg])
            end[count, 2] = north[leg] + last * (north[leg + 1] - north[leg])
            count, last_leg = count + 1, leg
            if then >= until:
                break
            now = then
    return RelativePieces(interval[:count], column[:count], joined[:count], seconds[:count], begin[:count], end[:count])
