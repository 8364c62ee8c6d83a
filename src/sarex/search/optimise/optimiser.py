"""The optimiser: all units together, the best plan so far at any time."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sarex.search.moving_cloud import MovingCloud
from sarex.search.optimise.fleet import Fleet, found_of
from sarex.search.optimise.moves import Change, Moves, aside, replaced
from sarex.search.optimise.outing import Outing, outing
from sarex.search.optimise.probe import Pace
from sarex.search.optimise.proposer import Proposer
from sarex.search.optimise.stint import Programme, Stint

WARMTH: Final = 0.015
"""How much POS a move may lose at the beginning of a round and still be taken."""
COOLINGS: Final = 5.0
"""In a round that falls to exp(-COOLINGS) of itself."""
ROUND: Final = 20
"""Iterations for each unit in the first round; each later one has twice as many. So the search leaves poor places at
any length, and soon has a plan that is adjusted."""
SETTLED: Final = 0.001
"""Below this warmth places are mostly adjusted, seldom changed."""
GAIN_MIN: Final = 2e-5
STALL_ITERATIONS: Final = 2500
ITERATIONS_MAX: Final = 1_000_000
SPARE_POS: Final = 1e-3
"""Time on scene that adds less than this to POS is not used."""
STAYS: Final = (0.25, 0.5, 0.75, 1.0)
ASIDES: Final = 3
SQUEEZES: Final = (1.0, 0.97, 0.94, 0.9, 0.8, 0.6)
REPORT_EVERY: Final = 20
STAGES: Final = ((140, 1500), (300, 4000))
"""Up to these iterations for each unit moves are tried on so many particles, then on all."""


@dataclass(frozen=True)
class Limits:
    """When to stop, whichever comes first. Only `seconds` depends on the machine.

    stall : iterations without a gain
    """

    iterations: int = ITERATIONS_MAX
    seconds: float = math.inf
    stall: int = STALL_ITERATIONS


@dataclass(frozen=True)
class Found:
    """The best fleet, and how it was found."""

    fleet: Fleet
    iterations: int
    stopped_by: str
    history: tuple[tuple[float, float], ...]
    """(seconds, best POS); the last after giving back time."""
    best_pos: float
    """Before time was given back: on the same particles never less for more iterations."""
    firsts: tuple[Fleet, ...] = ()
    """The whole plans that were given, as they can be carried out."""


class Optimiser:
    """Simulated annealing over the moves of moves.py, from the better of several first plans, on ever more particles.
    For one seed and number of iterations the plan is the same, however long the machine takes: the clock is only asked
    whether to stop.

    stages : (iterations for each unit, particles): rough places are found on few particles, the last on all
    """

    def __init__(
        self, fleet: Fleet, *, seed: int, clock: Callable[[], float], stages: Sequence[tuple[int, int]] = STAGES
    ) -> None:
        self._random = np.random.Generator(np.random.PCG64(seed))
        self._whole = fleet
        self._clock = clock
        units = max(1, len(fleet.free))
        self._units = units
        self._stages = [(units * iterations, particles) for iterations, particles in stages]
        self._until: float = 0
        self._pace = Pace()
        self._begin(fleet)

    def run(
        self,
        limits: Limits,
        *,
        firsts: Sequence[Sequence[Programme]] = (),
        progress: Callable[[float, float], None] = lambda _seconds, _pos: None,
    ) -> Found:
        """Improve until a limit is met.

        firsts   : whole plans to begin from, one programme for each unit (empty: not used)
        progress : called with seconds and the best POS so far, which the next stage judges on more particles
        """
        began_s = self._clock()
        history: list[tuple[float, float]] = []
        self._next_stage()
        self._take(self._first(firsts))
        pos, gained, iteration = self._moves.fleet.pos, 0, 0
        stopped_by = "iterations"
        while iteration < limits.iterations:
            if iteration % REPORT_EVERY == 0:
                seconds = self._clock() - began_s
                history.append((seconds, self._best_pos))
                progress(seconds, self._best_pos)
                if seconds > limits.seconds:
                    stopped_by = "time"
                    break
            if iteration >= self._until:
                self._next_stage()
                pos, gained = self._best_pos, iteration
            if iteration - gained > limits.stall:
                stopped_by = "no gain"
                break
            iteration += 1
            before = self._best_pos
            pos = self._improve(pos, _warmth(iteration / self._units))
            if self._best_pos > before + GAIN_MIN:
                gained = iteration
        given = self._finish(firsts)
        history.append((self._clock() - began_s, self._moves.fleet.pos))
        return Found(
            self._moves.fleet.copy(), iteration, stopped_by, tuple(history), best_pos=self._best_pos, firsts=given
        )  # fmt: skip

    def _begin(self, fleet: Fleet) -> None:
        self._proposer = Proposer(fleet.cloud, self._random)
        self._moves = Moves(fleet, self._proposer, self._pace)
        self._best, self._best_pos = fleet.copy(), fleet.pos

    def _next_stage(self) -> None:
        """Go on with the best plan on the particles of the next stage; after the last, on all."""
        everyone = (math.inf, self._whole.cloud.particles)
        self._until, particles = self._stages.pop(0) if self._stages else everyone
        seed = np.random.Generator(np.random.PCG64(particles))
        self._onto(self._whole.cloud.sampled(particles, seed))

    def _onto(self, cloud: MovingCloud) -> None:
        if cloud is self._best.cloud:
            return
        self._begin(self._best.onto(cloud))

    def _improve(self, pos: float, warmth: float) -> float:
        """One move; the best plan is kept, and taken up again where the way has led too far down."""
        pos = self._step(pos, warmth)
        if pos > self._best_pos:
            self._best, self._best_pos = self._moves.fleet.copy(), pos
        elif pos < self._best_pos - 5.0 * max(warmth, GAIN_MIN):
            self._take(self._best.copy())
            pos = self._best_pos
        return pos

    def _finish(self, firsts: Sequence[Sequence[Programme]]) -> tuple[Fleet, ...]:
        """The best plan on all particles, or a first plan if that is better there, with the stay it needs. Returns the
        first plans."""
        self._onto(self._whole.cloud)
        plans = tuple(self._given(given) for given in firsts)
        self._take(max([self._best.copy(), *plans], key=lambda fleet: fleet.pos))
        self._trim()
        return plans

    def _take(self, fleet: Fleet) -> None:
        self._moves = Moves(fleet, self._proposer, self._pace)
        if fleet.pos > self._best_pos:
            self._best, self._best_pos = fleet.copy(), fleet.pos

    def _step(self, pos: float, warmth: float) -> float:
        """One move, taken or not; returns the POS afterwards."""
        fleet = self._moves.fleet
        drawn = self._moves.drawn(settled=warmth < SETTLED)
        if drawn.change is None:
            self._moves.learn(drawn, helped=False)
            return pos
        trial_pos = self._pos_after(drawn.change)
        self._moves.learn(drawn, helped=trial_pos > pos)
        if not trial_pos > pos - warmth * self._random.random():
            return pos
        for index, (found, exposure) in drawn.change.items():
            fleet.set(index, found, exposure)
        return trial_pos

    def _pos_after(self, change: Change) -> float:
        fleet = self._moves.fleet
        missed = fleet.missed_without(change)
        added = sum((exposure for _, exposure in change.values() if exposure is not None), np.zeros(missed.size))
        return float(fleet.weight.sum() - missed.sum()) + found_of(missed, added)

    def _first(self, firsts: Sequence[Sequence[Programme]]) -> Fleet:
        """The best of the plans given, and of units placed one after the other, the strongest first."""
        plans = [self._greedy(), *(self._given(programmes) for programmes in firsts)]
        return max(plans, key=lambda fleet: fleet.pos)

    def _empty(self) -> Fleet:
        """Nobody sent but whose outing may not change."""
        fleet = self._moves.fleet.copy()
        for index in fleet.free:
            fleet.set(index, None, None)
        return fleet

    def _greedy(self) -> Fleet:
        fleet = self._empty()
        efforts = {index: self._proposer.effort(fleet.searchers[index]) for index in fleet.free}
        strength = {
            index: 0.0 if effort is None else effort.track_m * effort.watch.width_m for index, effort in efforts.items()
        }
        for index in sorted(fleet.free, key=lambda index: (-strength[index], index)):
            for _ in range(2):
                change = Moves(fleet, self._proposer).place(index, blocked=True)
                if change is not None and replaced(fleet, change).pos > fleet.pos:
                    fleet = replaced(fleet, change)
            fleet = self._again(fleet, index)
        return fleet

    def _again(self, fleet: Fleet, index: int) -> Fleet:
        """The unit sent out again as often as it may and it helps."""
        for _ in range(2 * (fleet.searchers[index].unit.sorties - 1)):
            found = fleet.outings[index]
            change = None if found is None else Moves(fleet, self._proposer).another(index, found)
            if change is not None and replaced(fleet, change).pos > fleet.pos:
                fleet = replaced(fleet, change)
        return fleet

    def _given(self, programmes: Sequence[Programme]) -> Fleet:
        """A plan that was given, as far as it can be carried out. Areas that are too near to others step aside, or are
        drawn in till they are clear, whichever finds more."""
        fleet = self._empty()
        for index in fleet.free:
            plans = [fleet]
            for found in (
                self._beside(fleet, index, programmes[index]),
                self._drawn_in(fleet, index, programmes[index]),
            ):
                if found is not None:
                    plans.append(replaced(fleet, {index: (found, fleet.exposure(found))}))
            fleet = max(plans, key=lambda plan: plan.pos)
        return fleet

    def _beside(self, fleet: Fleet, index: int, programme: Programme) -> Outing | None:
        found = outing(fleet.searchers[index], programme) if programme else None
        for _ in range(ASIDES):
            gone = sorted(fleet.in_the_way(index, found)) if found is not None else []
            for other in gone:
                stays = fleet.outings[other]
                if found is not None and stays is not None:
                    found = outing(found.searcher, aside(found, stays))
        return found if found is not None and not fleet.in_the_way(index, found) else None

    def _drawn_in(self, fleet: Fleet, index: int, programme: Programme) -> Outing | None:
        for scale in SQUEEZES if programme else ():
            squeezed = tuple(_squeezed(stint, scale, fleet, index) for stint in programme)
            found = outing(fleet.searchers[index], squeezed)
            if found is not None and not fleet.in_the_way(index, found):
                return found
        return None

    def _trim(self) -> None:
        """Use all the time on scene that brings something, and give back what brings nothing: of several lengths of
        stay the shortest whose POS is within SPARE_POS of the best."""
        for index in self._moves.fleet.free:
            found = self._moves.fleet.outings[index]
            if found is None:
                continue
            fleet = self._moves.fleet
            plans = [replaced(fleet, {index: (None, None)}), fleet.copy()]
            for share in STAYS:
                programme = tuple(replace(stint, use=share) for stint in found.programme)
                other = outing(found.searcher, programme) if len(found.programme) == 1 else None
                if other is not None and not fleet.in_the_way(index, other):
                    plans.append(replaced(fleet, {index: (other, fleet.exposure(other))}))
            enough = max(plan.pos for plan in plans) - SPARE_POS
            good = [plan for plan in plans if plan.pos >= enough]
            self._take(min(good, key=lambda plan: _stay_s(plan, index)))


def _warmth(iterations: float) -> float:
    """After so many iterations for each unit."""
    begun = math.floor(math.log2(iterations / ROUND + 1.0))
    length = ROUND * 2.0**begun
    return WARMTH * math.exp(-COOLINGS * (iterations - length + ROUND) / length)


def _squeezed(stint: Stint, scale: float, fleet: Fleet, index: int) -> Stint:
    """The same number of legs nearer to each other, and no longer."""
    spacing_m = max(stint.spacing_m * scale, fleet.searchers[index].unit.spacing_m_min)
    return replace(stint, spacing_m=spacing_m, use=stint.use * scale)


def _stay_s(fleet: Fleet, index: int) -> float:
    found = fleet.outings[index]
    return 0.0 if found is None else found.stay_s
