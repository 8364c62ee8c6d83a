"""A recorded track, checked, cleaned and thinned; what was done to it is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.errors import ResultsError
from sarex.model.quantities import (
    Position,
    format_duration,
    format_length,
    format_position,
    format_speed,
    format_time,
)
from sarex.model.search_result import Track
from sarex.model.searched_path import Fix
from sarex.search.cloud_moment import position_of, unit_vectors
from sarex.search.local_plane import LocalPlane

Floats = NDArray[np.float64]

OUT_OF_ORDER_S_MAX: Final = 120.0
"""Receivers deliver late by less; what goes back further is a clock that was set."""
SPIKE_SHARE_MAX: Final = 0.05
"""More wild fixes than this are no slips of the receiver."""
STILL_SHARE: Final = 0.2
"""Of the usual speed: slower over a gap, the craft lay still, or its clock jumped ahead."""
SPEED_M_PER_S_MAX: Final = 200.0
"""Of a craft of which nothing is known."""


@dataclass(frozen=True)
class FlownTrack:
    """Fixes in order of time on a plane about them.

    time_s, east, north : float64 (fix,) [s, m]
    """

    plane: LocalPlane
    time_s: Floats
    east: Floats
    north: Floats
    notes: tuple[str, ...]

    @property
    def speeds(self) -> Floats:
        """Over the ground between neighbours, float64 (fix - 1,) [m/s]."""
        return np.asarray(np.hypot(np.diff(self.east), np.diff(self.north)) / np.diff(self.time_s))

    @property
    def fixes(self) -> tuple[Fix, ...]:
        places = self.plane.places(np.stack([self.east, self.north], axis=-1))
        return tuple(
            (round(float(when), 3), round(float(lon), 7), round(float(lat), 7))
            for when, (lon, lat) in zip(self.time_s, places, strict=True)
        )

    def chosen(self, index: NDArray[np.intp] | NDArray[np.bool_], note: str = "") -> FlownTrack:
        notes = (*self.notes, note) if note else self.notes
        return FlownTrack(self.plane, self.time_s[index], self.east[index], self.north[index], notes)

    def position(self, index: int) -> Position:
        lon, lat = self.plane.places(np.array([[self.east[index], self.north[index]]]))[0]
        return Position(float(lon), float(lat))


def flown_track(track: Track, what: str, *, speed_max: float = SPEED_M_PER_S_MAX) -> FlownTrack:
    """The track that was asked for, with its clock set right, in order, without doubles and wild fixes.

    what : how errors call it, such as `result 'first search'`;  speed_max [m/s]
    Raises ResultsError for a track of less than two fixes, a clock that jumps back, and speeds that cannot be.
    """
    fixes = np.array(track.fixes, dtype=np.float64).reshape(-1, 3)
    time_s = fixes[:, 0] - track.clock_ahead + track.clock_behind
    wanted = np.ones(time_s.size, dtype=np.bool_)
    if track.from_ is not None:
        wanted &= time_s >= track.from_.timestamp()
    if track.until is not None:
        wanted &= time_s <= track.until.timestamp()
    if np.count_nonzero(wanted) < 2:
        period = f" ({format_time(time_s.min())} to {format_time(time_s.max())})" if time_s.size else ""
        raise ResultsError(
            f"{what}: {np.count_nonzero(wanted)} of {time_s.size} fixes{period} lie between `from` and `until`, and a "
            "track needs two; correct the times, or give the whole file"
        )
    time_s, lon, lat = time_s[wanted], fixes[wanted, 1], fixes[wanted, 2]
    plane = LocalPlane(position_of(unit_vectors(lon, lat).sum(axis=0)))
    east, north = plane.flat(lon, lat)
    whole = FlownTrack(plane, time_s, east, north, track.notes)
    return _without_spikes(_without_doubles(_in_order(whole, what), what), what, speed_max)


def _in_order(track: FlownTrack, what: str) -> FlownTrack:
    back = np.maximum.accumulate(track.time_s) - track.time_s
    worst = int(back.argmax())
    if back[worst] > OUT_OF_ORDER_S_MAX:
        raise ResultsError(
            f"{what}: the clock of its track jumps back by {format_duration(float(back[worst]))} at fix {worst + 1} "
            f"({format_time(float(track.time_s[:worst].max()))}, then {format_time(float(track.time_s[worst]))}); "
            "give the parts before and after as two results with `from`, `until` and `clock_ahead` or `clock_behind`, "
            "or correct the file"
        )
    late = np.count_nonzero(back > 0.0)
    if not late:
        return track
    return track.chosen(np.argsort(track.time_s, kind="stable"), f"{late} fixes came late and were put in order")


def _without_doubles(track: FlownTrack, what: str) -> FlownTrack:
    first = np.concatenate([[True], np.diff(track.time_s) > 0.0])
    doubles = first.size - np.count_nonzero(first)
    if not doubles:
        return track
    if np.count_nonzero(first) < 2:
        raise ResultsError(
            f"{what}: all fixes of its track have the same time {format_time(float(track.time_s[0]))}; the recorder's "
            "clock stood still, so write the times of a few `fixes` by hand"
        )
    return track.chosen(first, f"{doubles} fixes with the time of the one before were left out")


def _without_spikes(track: FlownTrack, what: str, speed_max: float) -> FlownTrack:
    """Leave out single fixes that the craft could reach or leave only too fast, while their neighbours agree."""
    fast = track.speeds > speed_max
    if not fast.any():
        return track
    if fast.size == 1:
        _refuse_speed(track, what, speed_max)
    # The fix between two fast pieces is the wild one; at an end, the outer one.
    wild = np.concatenate([[fast[0] and not fast[1]], fast[:-1] & fast[1:], [fast[-1] and not fast[-2]]])
    spikes = np.count_nonzero(wild)
    left = track.chosen(~wild, f"{spikes} wild fixes were left out")
    if (left.speeds > speed_max).any() or spikes > max(1.0, SPIKE_SHARE_MAX * wild.size):
        _refuse_speed(track, what, speed_max)
    return left


def _refuse_speed(track: FlownTrack, what: str, speed_max: float) -> None:
    worst = int(track.speeds.argmax())
    raise ResultsError(
        f"{what}: its track goes from {format_position(track.position(worst))} to "
        f"{format_position(track.position(worst + 1))} in {track.time_s[worst + 1] - track.time_s[worst]:.0f} s "
        f"({format_time(float(track.time_s[worst]))}), {format_speed(float(track.speeds[worst]))}, more than the "
        f"{format_speed(speed_max)} that it can do; two craft in one file, wrong positions or a clock that jumps: cut "
        "the part out with `from` and `until`, or correct the file"
    )


def within_period(track: FlownTrack, start_s: float, end_s: float, what: str) -> FlownTrack:
    """The part of the track in this period, its ends where the straight pieces cross it. Raises ResultsError."""
    first, last = float(track.time_s[0]), float(track.time_s[-1])
    if last <= start_s or first >= end_s:
        raise ResultsError(
            f"{what}: its track ({format_time(first)} to {format_time(last)}) lies outside the case, whose cloud runs "
            f"from {format_time(start_s)} to {format_time(end_s)}; let the drift run longer, correct the clock with "
            "`clock_ahead` or `clock_behind`, or give the track of this case"
        )
    if first >= start_s and last <= end_s:
        return track
    begin, finish = max(first, start_s), min(last, end_s)
    inside = track.time_s[(track.time_s > begin) & (track.time_s < finish)]
    times = np.concatenate([[begin], inside, [finish]])
    east, north = (np.interp(times, track.time_s, values) for values in (track.east, track.north))
    note = f"only {format_time(begin)} to {format_time(finish)} of it lies within the cloud's time"
    return FlownTrack(track.plane, times, east, north, (*track.notes, note))


def gap_notes(track: FlownTrack, gap_s: float) -> tuple[str, ...]:
    """What must be known of gaps in the track: they do not count, and a clock that jumped ahead looks like one."""
    steps = np.diff(track.time_s)
    gaps = np.flatnonzero(steps > gap_s)
    if not gaps.size:
        return ()
    worst = int(gaps[steps[gaps].argmax()])
    notes = [
        f"{gaps.size} gaps of more than {format_duration(gap_s)} ({format_duration(float(steps[gaps].sum()))} in all, "
        f"the longest from {format_time(float(track.time_s[worst]))}) do not count as searched"
    ]
    speeds = track.speeds
    usual = float(np.median(speeds[steps <= gap_s])) if gaps.size < steps.size else 0.0
    if speeds[worst] < STILL_SHARE * usual:
        notes.append(
            f"it went {format_length(float(speeds[worst] * steps[worst]))} in that gap: it lay still, or its clock "
            "jumped ahead; compare the times after it with another source"
        )
    return tuple(notes)


def stretches(track: FlownTrack, gap_s: float) -> list[FlownTrack]:
    """The parts of the track without a longer gap, two fixes each at least; their notes are empty."""
    cuts = np.flatnonzero(np.diff(track.time_s) > gap_s) + 1
    parts = np.split(np.arange(track.time_s.size), cuts)
    return [
        FlownTrack(track.plane, track.time_s[part], track.east[part], track.north[part], ())
        for part in parts
        if part.size > 1
    ]


def thinned(track: FlownTrack, tolerance_m: float) -> FlownTrack:
    """The track with few fixes that keep it within the tolerance at every moment. [Douglas1973]"""
    keep = np.zeros(track.time_s.size, dtype=np.bool_)
    keep[[0, -1]] = True
    stack = [(0, track.time_s.size - 1)]
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        inner = slice(first + 1, last)
        part = (track.time_s[inner] - track.time_s[first]) / (track.time_s[last] - track.time_s[first])
        miss = np.hypot(*(
            way[inner] - way[first] - part * (way[last] - way[first]) for way in (track.east, track.north)
        ))  # fmt: skip
        worst = int(miss.argmax())
        if miss[worst] > tolerance_m:
            middle = first + 1 + worst
            keep[middle] = True
            stack += [(first, middle), (middle, last)]
    return track.chosen(keep)
