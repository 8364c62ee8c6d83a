"""A part of a pattern: the unit goes its whole way, and looks in one period of it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from sarex.search.timed_track import LaidPattern, SweptArea, TimedTrack

Floats = NDArray[np.float64]


def searched_part(laid: LaidPattern, *, after_s: float = -math.inf, until_s: float = math.inf) -> LaidPattern:
    """The pattern with eyes closed before and after these times, seconds since 1970-01-01 UTC."""
    track = _with_vertex(_with_vertex(laid.track, after_s), until_s)
    if track is laid.track and after_s <= track.time_s[0] and until_s >= track.time_s[-1]:
        return laid
    looking = (track.time_s[:-1] >= after_s) & (track.time_s[1:] <= until_s)
    swept = tuple(
        _part(laid, area, max(after_s, area.start_s), min(until_s, area.end_s))
        for area in laid.swept
        if max(after_s, area.start_s) < min(until_s, area.end_s)
    )
    return replace(
        laid, track=replace(track, sensing=track.sensing & looking), swept=swept, run=np.empty(0, np.int64)
    )  # fmt: skip


def _with_vertex(track: TimedTrack, time_s: float) -> TimedTrack:
    at = int(np.searchsorted(track.time_s, time_s))
    if at in (0, len(track.time_s)) or track.time_s[at] == time_s:
        return track
    east, north = (np.interp(time_s, track.time_s, axis) for axis in (track.east, track.north))
    return TimedTrack(
        np.insert(track.time_s, at, time_s), np.insert(track.east, at, east), np.insert(track.north, at, north),
        np.insert(track.piece, at, track.piece[at - 1]), np.insert(track.sensing, at, track.sensing[at - 1]),
    )  # fmt: skip


def _part(laid: LaidPattern, area: SweptArea, start_s: float, end_s: float) -> SweptArea:
    """What is swept between two times of it: in the water, half a spacing about that part of the track."""
    if (start_s, end_s) == (area.start_s, area.end_s):
        return area
    bends, track = area.shifts[:, 0], laid.track
    moments = _between(bends, start_s, end_s)
    moved = _at(moments, bends, area.shifts[:, 1:])
    times = _between(track.time_s, start_s, end_s)
    points = _at(times, track.time_s, np.stack([track.east, track.north], axis=-1))
    still = points - _at(times, bends, area.shifts[:, 1:])
    about = shapely.MultiPoint(still).convex_hull.buffer(laid.shape.spacing_m / 2.0, join_style="mitre")
    whole = shapely.Polygon(area.corners)
    outline = shapely.intersection(about, whole)
    if outline.geom_type != "Polygon" or not outline.area > 0.0:
        # A moment in a turn outside the area: no effort to speak of.
        outline = whole
    corners = np.array(shapely.geometry.polygon.orient(outline).exterior.coords)[:-1]
    share = (end_s - start_s) / (area.end_s - area.start_s)
    shifts = np.column_stack([moments, moved - moved[0]])
    return SweptArea(corners + moved[0], shifts, start_s, end_s, area.track_m * share, float(outline.area))


def _between(time_s: Floats, start_s: float, end_s: float) -> Floats:
    return np.concatenate([[start_s], time_s[(time_s > start_s) & (time_s < end_s)], [end_s]])


def _at(moments: Floats, time_s: Floats, values: Floats) -> Floats:
    return np.stack([np.interp(moments, time_s, column) for column in values.T], axis=-1)
