"""Moves: ways from one plan for the fleet to another. Each gives the units that change and what they would do."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.search.optimise.fleet import Fleet, found_of
from sarex.search.optimise.outing import Outing, outing
from sarex.search.optimise.probe import AXES, Key, Pace, probed
from sarex.search.optimise.proposer import Effort, Proposer
from sarex.search.optimise.stint import Programme, Stint
from sarex.search.optimise.way_clear import way_clear

Floats = NDArray[np.float64]
Change = dict[int, tuple[Outing | None, Floats | None]]
"""By the place of a unit: its new outing and the exposure to it."""
FRESH_TRIES: Final = 4
CLIMB_STEPS: Final = 6
EVICTED_MAX: Final = 2
PUSHES_MAX: Final = 4
PARALLEL: Final = 0.3
"""New stints lie so often parallel to the legs of another unit."""


MIX: Final = {"nudge": 0.35, "probe": 0.35, "place": 0.10, "split": 0.08, "evict": 0.06, "swap": 0.03, "shift": 0.03}
"""How often each move is drawn at first."""
SETTLED_MIX: Final = {
    "nudge": 0.44, "probe": 0.45, "place": 0.03, "split": 0.03, "evict": 0.02, "swap": 0.01, "shift": 0.02,
}  # fmt: skip
"""And later, when a new place hardly ever beats one that has been adjusted: what costs most is drawn seldom."""


@dataclass(frozen=True)
class Drawn:
    """A move, of which unit, and what it comes to; None where it cannot be carried out."""

    name: str
    index: int
    change: Change | None
    key: Key | None = None


@dataclass
class Moves:
    """Draws changes of a fleet. A change that cannot be carried out is None."""

    fleet: Fleet
    proposer: Proposer
    pace: Pace = field(default_factory=Pace)

    @property
    def random(self) -> np.random.Generator:
        return self.proposer.random

    def drawn(self, *, settled: bool = False) -> Drawn:
        mix = SETTLED_MIX if settled else MIX
        name = str(self.random.choice(list(mix), p=list(mix.values())))
        index = int(self.random.choice(self.fleet.free))
        if name in ("evict", "swap") and len(self.fleet.free) < 2:
            name = "nudge"
        if self.fleet.outings[index] is None and name not in ("evict", "shift"):
            return Drawn("place", index, self.place(index, blocked=True))
        if name == "probe":
            return self.probe(index)
        if name == "place":
            return Drawn(name, index, self.place(index, blocked=True))
        if name == "shift":
            return Drawn(name, index, self.shift())
        return Drawn(name, index, getattr(self, name)(index))

    def learn(self, drawn: Drawn, *, helped: bool) -> None:
        """Longer steps where they help, shorter ones where not."""
        if drawn.key is not None:
            self.pace.probe_helped(drawn.key, helped)
        elif drawn.name == "nudge" and drawn.change is not None:
            self.pace.nudge_helped(drawn.index, helped)
        elif helped:
            for index in drawn.change or ():
                self.pace.forget(index)

    def probe(self, index: int) -> Drawn:
        """One stint along one of its axes."""
        found = self.fleet.outings[index]
        assert found is not None
        place = int(self.random.integers(len(found.programme)))
        key = index, place, AXES[int(self.random.integers(len(AXES)))]
        if key[2] == "parallel":
            stint = replace(
                found.programme[place], along_deg=self._bearing_beside(index, found.programme[place].along_deg)
            )
            programme = (*found.programme[:place], stint, *found.programme[place + 1 :])
            return Drawn("probe", index, self._carried(index, programme))
        stint = probed(
            found.programme[place], key[2], self.pace.stride(key), side_m=_side_m(found, place),
            spacing_m_min=found.searcher.unit.spacing_m_min,
        )  # fmt: skip
        if stint == found.programme[place]:
            return Drawn("probe", index, None, key)
        programme = (*found.programme[:place], stint, *found.programme[place + 1 :])
        return Drawn("probe", index, self._carried(index, programme), key)

    def nudge(self, index: int) -> Change | None:
        found = self.fleet.outings[index]
        assert found is not None
        place = int(self.random.integers(len(found.programme)))
        programme = self._nudged(index, found, place)
        return self._carried(index, programme)

    def _nudged(self, index: int, found: Outing, place: int) -> Programme:
        stint = self.proposer.nudged(
            found.programme[place], _side_m(found, place), self.pace.scale(index), found.searcher.unit.spacing_m_min
        )
        return (*found.programme[:place], stint, *found.programme[place + 1 :])

    def place(self, index: int, *, blocked: bool, missed: Floats | None = None) -> Change | None:
        """The unit anew where most is missed: the best of some draws, then a short climb from it.

        blocked : keep clear of the other units' areas
        """
        searcher = self.fleet.searchers[index]
        effort = self.proposer.effort(searcher)
        if effort is None:
            return None
        missed = self.fleet.missed_without([index]) if missed is None else missed
        best, best_gain, best_exposure = None, 0.0, None
        for _ in range(FRESH_TRIES):
            found = self._fresh(index, effort, missed, blocked=blocked)
            if found is None:
                continue
            exposure = self.fleet.exposure(found)
            gain = found_of(missed, exposure)
            if best is None or gain > best_gain:
                best, best_gain, best_exposure = found, gain, exposure
        for _ in range(CLIMB_STEPS if best is not None else 0):
            found = self._outing(index, self._nudged(index, best, 0), blocked=blocked) if best is not None else None
            if found is None:
                continue
            exposure = self.fleet.exposure(found)
            gain = found_of(missed, exposure)
            if gain > best_gain:
                best, best_gain, best_exposure = found, gain, exposure
        return None if best is None else {index: (best, best_exposure)}

    def evict(self, index: int) -> Change | None:
        """The unit anew, whoever is in its way; those are placed anew after it. So no unit keeps a place only because
        it came first."""
        change = self.place(index, blocked=False)
        if change is None:
            return None
        found = change[index][0]
        assert found is not None
        gone = self.fleet.in_the_way(index, found)
        if len(gone) > EVICTED_MAX or gone & self.fleet.kept:
            return None
        trial = replaced(self.fleet, {**change, **{other: (None, None) for other in gone}})
        for other in sorted(gone):
            moves = Moves(trial, self.proposer)
            again = moves.place(other, blocked=True)
            if again is not None:
                change |= again
                trial = replaced(trial, again)
            else:
                change[other] = (None, None)
        return change

    def swap(self, index: int) -> Change | None:
        """Two units trade places."""
        used = [other for other in self.fleet.free if other != index and self.fleet.outings[other] is not None]
        own = self.fleet.outings[index]
        if not used or own is None:
            return None
        other = int(self.random.choice(used))
        theirs = self.fleet.outings[other]
        assert theirs is not None
        trial = replaced(self.fleet, {index: (None, None), other: (None, None)})
        change: Change = {}
        for taker, giver, old in ((index, theirs, own), (other, own, theirs)):
            stint = replace(
                old.programme[0], east=giver.programme[0].east, north=giver.programme[0].north,
                along_deg=giver.programme[0].along_deg,
            )  # fmt: skip
            part = Moves(trial, self.proposer)._carried(taker, (stint, *old.programme[1:]))
            if part is None:
                return None
            change |= part
            trial = replaced(trial, part)
        return change

    def shift(self) -> Change | None:
        """Every free unit by the same step."""
        step_m = self.random.standard_normal(2) * 2000.0
        free = [index for index in self.fleet.free if self.fleet.outings[index] is not None]
        trial = replaced(self.fleet, {index: (None, None) for index in free})
        change: Change = {}
        for index in free:
            found = self.fleet.outings[index]
            assert found is not None
            moved = tuple(stint.moved(*step_m) for stint in found.programme)
            part = Moves(trial, self.proposer)._carried(index, moved)
            if part is None:
                return None
            change |= part
            trial = replaced(trial, part)
        return change or None

    def split(self, index: int) -> Change | None:
        """One area more or less for the unit."""
        found = self.fleet.outings[index]
        if found is None:
            return self.place(index, blocked=True)
        stints = len(found.programme)
        if stints > 1 and (self.random.random() < 0.4 or stints >= max(2, found.searcher.unit.sorties)):
            dropped = int(self.random.integers(stints))
            kept = [stint for place, stint in enumerate(found.programme) if place != dropped]
            return self._carried(index, (replace(kept[0], again=False), *kept[1:]))
        return self.another(index, found)

    def another(self, index: int, found: Outing) -> Change | None:
        """One area more, where most is missed: in a further sortie where the unit may go out again, or for a part of
        the time of its last one. The best of some draws."""
        searcher, last = found.searcher, found.programme[-1]
        again = found.performed[-1].sortie < searcher.unit.sorties and bool(self.random.random() < 0.7)
        ready_s = found.performed[-1].home_s or found.performed[-1].leave_s
        effort = self.proposer.effort(searcher, ready_s if again else None)
        if effort is None:
            return None
        if not again:
            last = replace(last, use=float(self.random.uniform(0.3, 0.7)))
        missed = self.fleet.missed_without([index])
        left = missed * np.exp(-self.fleet.exposures[index])
        best: tuple[float, Change] | None = None
        for _ in range(FRESH_TRIES):
            out = self._fresh(index, effort, left, blocked=True, before=(*found.programme[:-1], last), again=again)
            change: Change | None = None if out is None else {index: (out, self.fleet.exposure(out))}
            if change is not None:
                gain = found_of(missed, _exposure(change, index))
                best = max(best, (gain, change), key=lambda tried: tried[0]) if best else (gain, change)
        return None if best is None else best[1]

    def _fresh(
        self, index: int, effort: Effort, missed: Floats, *, blocked: bool, before: Programme = (), again: bool = False
    ) -> Outing | None:
        """A new stint where much is missed, after others of the unit, pushed clear of what bars it."""
        searcher = self.fleet.searchers[index]
        drawn = self.proposer.fresh(searcher, effort, missed, again=again)
        if self.random.random() < PARALLEL:
            drawn = replace(drawn, along_deg=self._bearing_beside(index, drawn.along_deg))
        stint: Stint | None = drawn
        for _ in range(1 + PUSHES_MAX):
            if stint is None:
                return None
            found = outing(searcher, (*before, stint))
            if found is not None:
                return None if blocked and self.fleet.in_the_way(index, found) else found
            stint = self.proposer.pushed(searcher, effort, missed, stint)
        return None

    def _bearing_beside(self, index: int, own_deg: float) -> float:
        """The bearing of the legs of another unit, as patterns that lie side by side fill the sea best; its own where
        there is none."""
        bearings = [
            stint.along_deg for other, found in enumerate(self.fleet.outings) if found is not None and other != index
            for stint in found.programme
        ]  # fmt: skip
        return bearings[int(self.random.integers(len(bearings)))] if bearings else own_deg

    def _carried(self, index: int, programme: Programme) -> Change | None:
        """The programme, clear of the others: where it is not, they make way, or it does."""
        found = outing(self.fleet.searchers[index], programme)
        if found is None:
            return None
        gone = self.fleet.in_the_way(index, found)
        if not gone:
            return {index: (found, self.fleet.exposure(found))}
        if len(gone) > EVICTED_MAX:
            return None
        if self.random.random() < 0.5 and not gone & self.fleet.kept:
            return self._pushed_away(index, found, sorted(gone))
        return self._drawn_back(index, found)

    def _pushed_away(self, index: int, found: Outing, gone: list[int]) -> Change | None:
        """The units in the way a step aside, where they can."""
        change: Change = {index: (found, None)}
        trial = replaced(self.fleet, {**change, **{other: (None, None) for other in gone}})
        for other in gone:
            theirs = self.fleet.outings[other]
            assert theirs is not None
            moved = outing(theirs.searcher, aside(theirs, found))
            if moved is None or trial.in_the_way(other, moved):
                return None
            change[other] = moved, None
            trial = replaced(trial, {other: (moved, None)})
        return {
            place: (out, None if out is None else self.fleet.exposure(out)) for place, (out, _) in change.items()
        }  # fmt: skip

    def _drawn_back(self, index: int, found: Outing) -> Change | None:
        """The unit itself a step aside."""
        programme = found.programme
        for other in sorted(self.fleet.in_the_way(index, found)):
            theirs = self.fleet.outings[other]
            assert theirs is not None
            programme = aside(replace(found, programme=programme), theirs)
        back = self._outing(index, programme, blocked=True)
        return None if back is None else {index: (back, self.fleet.exposure(back))}

    def _outing(self, index: int, programme: tuple[Stint, ...], *, blocked: bool) -> Outing | None:
        found = outing(self.fleet.searchers[index], programme)
        if found is None or (blocked and self.fleet.in_the_way(index, found)):
            return None
        return found


def aside(goes: Outing, stays: Outing) -> Programme:
    """The stints of one unit, each a step away from the areas of the other that it is too near to."""
    programme = []
    for stint, own in zip(goes.programme, goes.claims, strict=True):
        steps = [way_clear(theirs, own) for theirs in stays.claims]
        step = max(steps, key=lambda step: math.hypot(*step))
        programme.append(stint.moved(*step))
    return tuple(programme)


def _side_m(found: Outing, place: int) -> float:
    """Of the square with the area of one of its patterns."""
    return math.sqrt(sum(area.area_m2 for area in found.performed[place].laid.swept))


def _exposure(change: Change, index: int) -> Floats:
    exposure = change[index][1]
    assert exposure is not None
    return exposure


def replaced(fleet: Fleet, change: Mapping[int, tuple[Outing | None, Floats | None]]) -> Fleet:
    """Another fleet with these changes."""
    trial = fleet.copy()
    for index, (found, exposure) in change.items():
        trial.set(index, found, exposure)
    return trial
