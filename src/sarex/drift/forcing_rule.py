"""The coverage rule: wind and current must be known where and when the run needs them. Missing is never zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.drift.particles import Particles
from sarex.model.coverage import Coverage
from sarex.model.errors import ForcingGapError
from sarex.model.forcing_window import Box, Quantity, overlap
from sarex.model.quantities import Position, format_length, format_time, wrap_longitude

UNCOVERED_SHARE_MAX: Final = 0.01
SLACK_S: Final = 1.0
WORDS: Final[dict[Quantity, str]] = {"wind": "wind", "current": "current", "stokes": "Stokes drift"}
Interval = tuple[float, float]


@dataclass(frozen=True)
class ForcingNeed:
    """What a run asks of its sources: these quantities over this box from start to end, seconds since 1970 UTC."""

    quantities: tuple[Quantity, ...]
    start_s: float
    end_s: float
    box: Box

    @property
    def period(self) -> str:
        return f"{format_time(self.start_s)} until {format_time(self.end_s)}"


def check_given(need: ForcingNeed, coverages: Sequence[Coverage]) -> None:
    """Every quantity must be in some source. Raises ForcingGapError."""
    for quantity in need.quantities:
        if not _of(coverages, quantity):
            names = ", ".join(dict.fromkeys(coverage.source_name for coverage in coverages)) or "no source at all"
            unused = dict.fromkeys(note for one in coverages for note in one.notes if note.startswith("not used: "))
            names = "; ".join((names, *unused))
            way_out = "a file or a hand table (.yaml) that has it with --forcing"
            if quantity == "stokes":
                way_out += ", or set `stokes: none`"
            raise ForcingGapError(
                f"no {WORDS[quantity]} was given ({names}), and a drift without it would be wrong; add {way_out}"
            )


def check_period(need: ForcingNeed, coverages: Sequence[Coverage]) -> None:
    """The sources that meet the box must together hold the whole period. Raises ForcingGapError."""
    for quantity in need.quantities:
        held = _of(coverages, quantity)
        near = [coverage for coverage in held if coverage.everywhere or overlap(need.box, coverage.box) is not None]
        if not near:
            raise ForcingGapError(
                f"{held_text(held)} and the run begins about {_centre(need.box)}; load {WORDS[quantity]} for that area"
            )
        gaps = uncovered_periods([period for coverage in near for period in coverage.periods], need.start_s, need.end_s)
        if gaps:
            more = f" (the first of {len(gaps)} gaps)" if len(gaps) > 1 else ""
            raise ForcingGapError(
                f"no {WORDS[quantity]} from {format_time(gaps[0][0])} until {format_time(gaps[0][1])}{more}, and the "
                f"run needs it from {need.period}; {times_text(near)}: load a forecast that holds the whole period, "
                "change `until`, or run with --allow-gaps"
            )


def uncovered_periods(periods: Sequence[Interval], start_s: float, end_s: float) -> list[Interval]:
    """The parts from start to end that none of the periods holds, those below a second left out."""
    gaps, reached = [], start_s
    for start, end in sorted(periods):
        if start > reached + SLACK_S and reached < end_s - SLACK_S:
            gaps.append((reached, min(start, end_s)))
        reached = max(reached, end)
    if reached < end_s - SLACK_S:
        gaps.append((reached, end_s))
    return gaps


def check_seeds(
    quantity: Quantity, particles: Particles, uncovered: NDArray[np.bool_], coverages: Sequence[Coverage], *,
    coast_fill_m: float,
) -> None:  # fmt: skip
    """At most 1 % of the weight may begin where a quantity is not known; uncovered : bool (particle,).

    Raises ForcingGapError.
    """
    share = float(particles.weight[uncovered].sum())
    if not too_much(share):
        return
    one = int(np.flatnonzero(uncovered)[0])
    place = Position(float(particles.lon[one]), float(particles.lat[one]))
    raise ForcingGapError(
        f"no {WORDS[quantity]} at the start of {percent(share)} of the probability (1 % is allowed), such as at "
        f"{place} at {format_time(round(particles.birth_s[one]))}; {held_text(_of(coverages, quantity))}, and sea "
        f"without data takes the nearest value within {format_length(coast_fill_m)}: load {WORDS[quantity]} for that "
        "place, set --coast-fill larger, or run with --allow-gaps"
    )


def too_much(share: float) -> bool:
    """Whether more than 1 % of the probability is concerned, rounding forgiven."""
    return share > UNCOVERED_SHARE_MAX + 1e-9


def percent(share: float) -> str:
    """
    >>> percent(0.0123456)
    '1.23 %'
    """
    return f"{100.0 * share:.3g} %"


def held_text(coverages: Sequence[Coverage]) -> str:
    """Which area each source holds, for people."""
    return ", ".join(
        f"{one.source_name} holds {WORDS[one.quantity]} "
        + ("everywhere" if one.everywhere else f"from {_corner(one.box, 'sw')} to {_corner(one.box, 'ne')}")
        for one in coverages
    )


def times_text(coverages: Sequence[Coverage]) -> str:
    """Which period each source holds, for people."""
    return ", ".join(
        f"{one.source_name} holds it from {format_time(one.time_s[0])} until {format_time(one.time_s[-1])}"
        + (" with gaps" if one.gaps_s else "")
        for one in coverages
    )


def _of(coverages: Sequence[Coverage], quantity: Quantity) -> list[Coverage]:
    return [coverage for coverage in coverages if coverage.quantity == quantity]


def _corner(box: Box, which: str) -> Position:
    lon, lat = (box.west, box.south) if which == "sw" else (box.east, box.north)
    return Position(wrap_longitude(lon), lat)


def _centre(box: Box) -> Position:
    return Position(wrap_longitude(0.5 * (box.west + box.east)), 0.5 * (box.south + box.north))
