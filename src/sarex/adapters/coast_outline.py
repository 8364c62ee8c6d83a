"""Outlines of land cells, for the map: exactly the borders between land and sea cells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

EAST, NORTH, WEST, SOUTH = range(4)


def outlines(land: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Closed rings around the land of a bool (row, column) array, rows from the south.

    Each ring is int64 (point, column-row), corners of cells, without points on straight lines, its last point the
    first again. Land lies to the left: the outer ring of an island turns anticlockwise, the ring of a lake or of the
    sea inside an atoll clockwise. Cells that touch only at a corner are two islands. The array's border closes land.
    """
    start, end, heading = _sides(land)
    if len(start) == 0:
        return []
    following = _following(start, end, heading)
    return _rings(start, following)


def _sides(land: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Straight sides with land to the left: start (side, column-row), end (side, column-row), heading (side,)."""
    framed = np.pad(land, 1).astype(np.int8)
    step_up = np.diff(framed, axis=0)[:, 1:-1]
    step_right = np.diff(framed, axis=1)[1:-1].T
    starts, ends, headings = [], [], []
    # Across a line of cell corners, land begins (+1) or ends (-1). Runs of equal steps are one side.
    for step, sign, heading in (
        (step_up, 1, EAST),
        (step_up, -1, WEST),
        (step_right, -1, NORTH),
        (step_right, 1, SOUTH),
    ):
        line, low, high = _runs(step == sign)
        horizontal = heading in (EAST, WEST)
        low_end = np.stack([low, line] if horizontal else [line, low], axis=1)
        high_end = np.stack([high, line] if horizontal else [line, high], axis=1)
        forward = heading in (EAST, NORTH)
        starts.append(low_end if forward else high_end)
        ends.append(high_end if forward else low_end)
        headings.append(np.full(len(line), heading))
    return np.concatenate(starts), np.concatenate(ends), np.concatenate(headings)


def _runs(flags: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Runs of True along the rows: row, first place, place after the last."""
    edges = np.diff(np.pad(flags, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    row, low = np.nonzero(edges == 1)
    high = np.nonzero(edges == -1)[1]
    return row, low, high


def _following(start: NDArray[np.int64], end: NDArray[np.int64], heading: NDArray[np.int64]) -> list[int]:
    """For each side, the side that goes on from its end. Where two do (cells that touch at a corner), the left turn
    is taken, which keeps to the same cell."""
    width = int(max(start[:, 0].max(), end[:, 0].max())) + 1
    start_key = (start[:, 1] * width + start[:, 0]) * 4 + heading
    order = np.argsort(start_key)
    sorted_key = start_key[order]
    corner_key = (end[:, 1] * width + end[:, 0]) * 4
    left = corner_key + (heading + 1) % 4
    place = np.minimum(np.searchsorted(sorted_key, left), len(order) - 1)
    turns_left = sorted_key[place] == left
    right = corner_key + (heading - 1) % 4
    place = np.where(turns_left, place, np.searchsorted(sorted_key, right))
    following: list[int] = order[place].tolist()
    return following


def _rings(start: NDArray[np.int64], following: list[int]) -> list[NDArray[np.int64]]:
    seen = bytearray(len(following))
    rings = []
    for first in range(len(following)):
        if seen[first]:
            continue
        ring, side = [], first
        while not seen[side]:
            seen[side] = 1
            ring.append(side)
            side = following[side]
        ring.append(first)
        rings.append(start[ring])
    return rings
