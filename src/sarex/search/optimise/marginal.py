"""What one more resource would add: an hour, a unit of each kind, a lower height."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.search_plan import MarginalValue
from sarex.model.search_unit import SearchUnit
from sarex.model.sentence import Sentence
from sarex.search.optimise.fleet import Fleet, found_of
from sarex.search.optimise.moves import Change, Moves
from sarex.search.optimise.outing import outing
from sarex.search.optimise.proposer import Proposer
from sarex.search.optimise.searcher import Searcher

HOUR_S: Final = 3600.0
PLACINGS: Final = 3
NUDGES: Final = 25
LOWER_HEIGHTS_M: Final = (91.44, 152.4, 304.8)
"""300, 500 and 1000 ft."""
Resighted = Callable[[SearchUnit], Searcher | None]
"""The searcher of a changed unit, its sensing made anew; None where it cannot search."""


@dataclass(frozen=True)
class Marginal:
    """Asks a finished plan what would help, everything else staying as it is.

    resighted : makes the searcher of a changed unit
    """

    fleet: Fleet
    resighted: Resighted
    seed: int

    def values(self) -> tuple[MarginalValue, ...]:
        """The best of each kind of change, the most helpful first."""
        found = [*self._hours(), *self._units(), *self._heights()]
        return tuple(sorted(found, key=lambda value: (-value.pos_gain, value.change)))

    def _moves(self, fleet: Fleet) -> Moves:
        return Moves(fleet, Proposer(fleet.cloud, np.random.Generator(np.random.PCG64(self.seed))))

    def _kinds(self) -> dict[str, list[int]]:
        kinds: dict[str, list[int]] = {}
        for index, searcher in enumerate(self.fleet.searchers):
            if self.fleet.outings[index] is not None and index not in self.fleet.kept:
                kinds.setdefault(searcher.unit.kind, []).append(index)
        return kinds

    def _hours(self) -> Iterator[MarginalValue]:
        for kind, indices in self._kinds().items():
            gains = [self._with(index, _longer(self.fleet.searchers[index].unit)) for index in indices]
            best = int(np.argmax(gains))
            name = self.fleet.searchers[indices[best]].unit.name
            change = Sentence("marginal.hour", unit=name, kind=Sentence(f"kind.{kind}"))
            yield MarginalValue(change=change, pos_gain=max(0.0, gains[best]))

    def _heights(self) -> Iterator[MarginalValue]:
        for index in self.fleet.free:
            unit = self.fleet.searchers[index].unit
            if not unit.airborne or unit.sweep_width is not None or self.fleet.outings[index] is None:
                continue
            lower = [height for height in LOWER_HEIGHTS_M if height < unit.height_m - 1.0]
            gains = [self._with(index, unit.model_copy(update={"height": height})) for height in lower]
            if gains and max(gains) > 0.0:
                height = lower[int(np.argmax(gains))]
                feet, now = f"{height / 0.3048:.0f}", f"{unit.height_m / 0.3048:.0f}"
                change = Sentence("marginal.height", unit=unit.name, feet=feet, now=now)
                yield MarginalValue(change=change, pos_gain=max(gains))

    def _units(self) -> Iterator[MarginalValue]:
        for kind, indices in self._kinds().items():
            searcher = self.fleet.searchers[indices[0]]
            twin = replace(searcher, unit=searcher.unit.model_copy(update={"name": f"{searcher.unit.name} (twin)"}))
            fleet = Fleet(
                [*self.fleet.searchers, twin], self.fleet.cloud, [*self.fleet.outings, None],
                np.vstack([self.fleet.exposures, np.zeros(self.fleet.weight.size)]), self.fleet.kept, self.fleet.alive,
            )  # fmt: skip
            missed = fleet.missed_without([])
            moves = self._moves(fleet)
            gains = [_gain(missed, moves.place(len(fleet.searchers) - 1, blocked=True)) for _ in range(PLACINGS)]
            change = Sentence("marginal.unit", kind=Sentence(f"kind.{kind}"), unit=searcher.unit.name)
            yield MarginalValue(change=change, pos_gain=max(gains))

    def _with(self, index: int, unit: SearchUnit) -> float:
        """Gain of POS with a changed unit that keeps about its place, its pattern fitted anew."""
        searcher = self.resighted(unit)
        if searcher is None:
            return 0.0
        searchers = list(self.fleet.searchers)
        searchers[index] = searcher
        fleet = replace(self.fleet.copy(), searchers=searchers)
        old = self.fleet.outings[index]
        found = None if old is None else outing(searcher, old.programme)
        before = self.fleet.pos
        if found is not None and not fleet.in_the_way(index, found):
            fleet.set(index, found, fleet.exposure(found))
        else:
            fleet.set(index, None, None)
        moves = self._moves(fleet)
        missed = fleet.missed_without([index])
        rest = float(fleet.weight.sum() - missed.sum())
        best = fleet.pos
        if fleet.outings[index] is None:
            return rest + _gain(missed, moves.place(index, blocked=True)) - before
        for _ in range(NUDGES):
            change = moves.nudge(index)
            if change is not None and rest + _gain(missed, change) > best:
                fleet.set(index, *change[index])
                best = rest + _gain(missed, change)
        return best - before


def _gain(missed: NDArray[np.float64], change: Change | None) -> float:
    exposures = [exposure for _, exposure in (change or {}).values() if exposure is not None]
    return found_of(missed, exposures[0]) if exposures else 0.0


def _longer(unit: SearchUnit) -> SearchUnit:
    changes: dict[str, object] = {}
    if unit.endurance is not None:
        changes["endurance"] = unit.endurance + HOUR_S
    if unit.on_scene is not None:
        changes["on_scene"] = unit.on_scene + HOUR_S
    if unit.until is not None:
        changes["until"] = unit.until + timedelta(hours=1)
    return unit.model_copy(update=changes)
