"""From the fields of a GRIB file to one series: for each time and member both components of one vector."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sarex.adapters.grib_field import GribField
from sarex.adapters.grib_pair import ANY_LEVEL_RANK, GribPair, level_text
from sarex.model.errors import ForcingError
from sarex.model.quantities import format_time

Halves = dict[int, dict[int, list[GribField | None]]]
"""By run and member: the fields of the first and of the second code."""


@dataclass(frozen=True)
class GribSeries:
    """fields[time][member] : the first and the second field of the pair
    time_s : float64 (time,), strictly increasing; mean_s : length of the mean that each value is, 0 for instants"""

    pair: GribPair
    time_s: NDArray[np.float64]
    mean_s: float
    level: str
    fields: tuple[tuple[tuple[GribField, GribField], ...], ...]
    notes: tuple[str, ...]

    @property
    def first(self) -> GribField:
        return self.fields[0][0][0]


def series_of(pair: GribPair, fields: Sequence[GribField], name: str) -> GribSeries:
    """The fields of this pair, all at levels that serve, in order. Raises ForcingError where a component is missing,
    where grids differ, or where no time has all members."""
    notes: list[str] = []
    fields = _nearest_surface(pair, fields, name, notes)
    fields, mean_s = _one_treatment(pair, fields, name, notes)
    _one_grid(pair, fields, name)
    by_time = _halves(pair, fields, notes)
    for valid_s, runs in by_time.items():
        _both_parts(pair, runs, valid_s, name)
    members = sorted({member for runs in by_time.values() for run in runs.values() for member in run})
    chosen = _newest(by_time, members, notes)
    if not chosen:
        raise ForcingError(
            f"{name}: no time has all {len(members)} members of {pair.quantity}; give the members one file each, or "
            "one model a file"
        )
    times = sorted(chosen)
    return GribSeries(
        pair=pair,
        time_s=np.array(times, dtype=np.float64),
        mean_s=mean_s,
        level=_level(pair, fields[0]),
        fields=tuple(chosen[time] for time in times),
        notes=tuple(notes),
    )


def _level(pair: GribPair, field: GribField) -> str:
    return "10 m" if pair.quantity == "wind" and not _odd_wind(pair, field) else field.level_words


def _odd_wind(pair: GribPair, field: GribField) -> bool:
    """A wind that the user chose by its code, at a level that is not known to be 10 m."""
    return pair.any_level and field.level_words not in ("surface", "10 m height")


def _nearest_surface(pair: GribPair, fields: Sequence[GribField], name: str, notes: list[str]) -> list[GribField]:
    levels: dict[tuple[int, float], float] = {}
    for field in fields:
        rank = field.rank(pair)
        assert rank is not None
        levels[field.level_type, field.level] = rank
    best = min(levels, key=lambda level: (levels[level], level))
    others = sorted({field.level_words for field in fields if (field.level_type, field.level) != best})
    shown = ", ".join(others[:3]) + (f" and {len(others) - 3} more" if len(others) > 3 else "")
    if others and levels[best] == ANY_LEVEL_RANK:
        raise ForcingError(
            f"{name} has {pair.parts[0]} at {level_text(*best)}, {shown}, and none of them is known to be the surface; "
            "give a file with one level"
        )
    if others:
        notes.append(f"the level nearest to the surface is taken; not used: {shown}")
    return [field for field in fields if (field.level_type, field.level) == best]


def _one_treatment(
    pair: GribPair, fields: list[GribField], name: str, notes: list[str]
) -> tuple[list[GribField], float]:
    """Instants if there are any, else means of one length; never extremes or sums."""
    instants = [field for field in fields if field.treatment == "instant"]
    means = [field for field in fields if field.treatment == "avg"]
    used = instants or means
    if not used:
        kinds = ", ".join(sorted({field.treatment for field in fields}))
        raise ForcingError(
            f"{name} has {pair.quantity} only as {kinds} over a period; give a file with values at instants or means"
        )
    if len(used) < len(fields):
        notes.append(f"{len(fields) - len(used)} fields of means, extremes or sums over a period are not used")
    lengths = {field.end_s - field.start_s for field in used} if not instants else {0.0}
    if len(lengths) > 1:
        shown = ", ".join(f"{length / 3600:g} h" for length in sorted(lengths))
        raise ForcingError(f"{name} has {pair.quantity} as means over {shown}; give a file with one length of mean")
    return used, lengths.pop()


def _one_grid(pair: GribPair, fields: list[GribField], name: str) -> None:
    kept = [fields[0].layout]
    for field in fields:
        if not any(field.layout is layout for layout in kept):
            if not field.layout.same_grid(kept[0]):
                raise ForcingError(
                    f"{name} has {pair.quantity} on more than one grid ({kept[0].columns} x {kept[0].rows} and "
                    f"{field.layout.columns} x {field.layout.rows}); give one file for each grid"
                )
            kept.append(field.layout)


def _halves(pair: GribPair, fields: list[GribField], notes: list[str]) -> dict[float, Halves]:
    by_time: dict[float, Halves] = defaultdict(lambda: defaultdict(lambda: defaultdict(lambda: [None, None])))
    twice = 0
    for field in fields:
        middle_s = field.end_s if field.treatment == "instant" else (field.start_s + field.end_s) / 2.0
        slot = by_time[middle_s][int(field.run_s)][field.member]
        part = pair.part(field.code)
        assert part is not None
        twice += slot[part] is not None
        slot[part] = field
    if twice:
        notes.append(f"{twice} fields are in the file twice; the last one is used")
    return by_time


def _both_parts(pair: GribPair, runs: Halves, valid_s: float, name: str) -> None:
    """Half a vector is never used, nor is it passed over in silence."""
    for members in runs.values():
        for member, parts in members.items():
            if None in parts:
                here, gone = (1, 0) if parts[0] is None else (0, 1)
                of = f" of member {member}" if len(members) > 1 else ""
                raise ForcingError(
                    f"{name} has {pair.quantity} {pair.parts[here]} but no {pair.parts[gone]} for "
                    f"{format_time(valid_s)}{of}; both components are needed: fetch the file again with both"
                )


def _newest(
    by_time: dict[float, Halves], members: list[int], notes: list[str]
) -> dict[float, tuple[tuple[GribField, GribField], ...]]:
    """For each time the newest run that has all members."""
    chosen: dict[float, tuple[tuple[GribField, GribField], ...]] = {}
    used: set[int] = set()
    for valid_s, runs in by_time.items():
        whole = [run for run in runs if len(runs[run]) == len(members)]
        if whole:
            chosen[valid_s] = tuple((fields[0], fields[1]) for fields in _pairs_of(runs[max(whole)], members))
            used.add(max(whole))
    if len(chosen) < len(by_time):
        notes.append(f"{len(by_time) - len(chosen)} times that lack some of the {len(members)} members are not used")
    if len({run for runs in by_time.values() for run in runs}) > 1:
        notes.append(f"several model runs; for each time the newest, from {format_time(min(used))} to "
                     f"{format_time(max(used))}" if len(used) > 1 else
                     f"several model runs; that of {format_time(max(used))} is used")  # fmt: skip
    return chosen


def _pairs_of(run: dict[int, list[GribField | None]], members: list[int]) -> list[tuple[GribField, GribField]]:
    pairs = []
    for member in members:
        first, second = run[member]
        assert first is not None
        assert second is not None
        pairs.append((first, second))
    return pairs
