"""The best spread of divisible effort over a moving map, with a certificate of how near to the best it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.kernels.effort import exposure_of, spread_back, within_budget
from sarex.search.upper.density import SmoothedCloud
from sarex.search.upper.effort_law import EffortLaw

Floats = NDArray[np.float64]

_HALVINGS_MAX: Final = 40
_ROUND_OFF: Final = 1e-13


@dataclass(frozen=True)
class Aim:
    """gap : stop where what is certified is at most this part of itself above what was reached; or after rounds_max."""

    gap: float = 0.002
    rounds_max: int = 400


@dataclass(frozen=True)
class EffortBudget:
    """What may be spread in each slot.

    share    : float64 (group, class), sweep width for each class as a share of the widest, 0 to 1
    swept_m2 : float64 (group, slot), track length x widest sweep width
    """

    share: Floats
    swept_m2: Floats


@dataclass(frozen=True)
class BestSpread:
    """reached : chance that the spread found gives; certified : no spread gives more; rounds : how many it took."""

    reached: float
    certified: float
    rounds: int


class _Map:
    """Coverage of cells to coverage of particles and back, linear both ways. Coverage is that of the group's widest."""

    def __init__(self, cloud: SmoothedCloud, budget: EffortBudget) -> None:
        self.cloud = cloud
        self.relative = budget.share
        self.budget = budget.swept_m2 / cloud.cell_m**2
        self.even = np.repeat(self.budget / np.diff(cloud.first_cell), np.diff(cloud.first_cell), axis=1)

    def exposure(self, effort: Floats) -> Floats:
        cloud, met = self.cloud, np.empty(self.cloud.weight.size)
        exposure_of(
            self.relative.T @ effort, cloud.object_class, cloud.corner, cloud.patch, cloud.taps, cloud.east,
            cloud.north, met,
        )  # fmt: skip
        return met

    def value(self, share: Floats) -> Floats:
        cloud, value = self.cloud, np.empty((self.relative.shape[1], self.cloud.cells))
        spread_back(
            share, cloud.object_class, cloud.corner, cloud.patch, cloud.taps, cloud.east, cloud.north, value
        )  # fmt: skip
        return self.relative @ value

    def at_best(self, value: Floats) -> float:
        """All effort of each slot in its most valuable cell."""
        return float((self.budget * np.maximum.reduceat(value, self.cloud.first_cell[:-1], axis=1)).sum())


def best_spread(cloud: SmoothedCloud, budget: EffortBudget, law: EffortLaw, *, aim: Aim | None = None) -> BestSpread:
    """Maximise sum w b(C) over all spreads of the effort in each slot, C the coverage that a particle meets in all.

    Accelerated projected gradient with restarts [Beck2009]. Because b is concave, for any coverages C' the value
    sum w (b(C') - b'(C') C') + sum over slots of effort x largest worth of a cell, the worth being w b'(C') laid back
    on the cells, bounds every spread from above; the least of these is `certified`.
    """
    chart, weight, aim = _Map(cloud, budget), cloud.weight, aim or Aim()
    effort = chart.even
    met = chart.exposure(effort)
    reached, certified = _product(weight, law.pod(met)), float(weight.sum())
    ahead, ahead_met, momentum, rounds = effort, met, 1.0, 0
    step = 1.0 / max(float(chart.value(weight).max()), np.finfo(np.float64).tiny)
    while rounds < aim.rounds_max:
        rounds += 1
        seen = np.maximum(ahead_met, 0.0)
        value = chart.value(weight * law.slope(seen))
        certified = min(certified, _product(weight, law.kept_back(seen)) + chart.at_best(value))
        if certified - reached <= aim.gap * certified:
            break
        moved, moved_met, step = _advance(chart, law, (ahead, ahead_met), value=value, step=step)
        gained = _product(weight, law.pod(moved_met))
        if gained < reached and momentum == 1.0:
            break
        if gained < reached:
            ahead, ahead_met, momentum = effort, met, 1.0
            continue
        following = (1.0 + math.sqrt(1.0 + 4.0 * momentum**2)) / 2.0
        swing = (momentum - 1.0) / following
        ahead, ahead_met = moved + swing * (moved - effort), moved_met + swing * (moved_met - met)
        effort, met, reached, momentum = moved, moved_met, gained, following
    return BestSpread(reached, certified, rounds)


def _advance(
    chart: _Map, law: EffortLaw, ahead: tuple[Floats, Floats], *, value: Floats, step: float
) -> tuple[Floats, Floats, float]:
    """From (effort, coverage met) along the worth of cells, as far as it keeps what the slope promises; and the step
    to try next."""
    effort, met = ahead
    weight = chart.cloud.weight
    base = _product(weight, law.pod(met))
    for _ in range(_HALVINGS_MAX):
        moved = effort + step * value
        within_budget(moved, chart.cloud.first_cell, chart.budget)
        moved_met, change = chart.exposure(moved), moved - effort
        promised = base + _product(value, change) - _product(change, change) / (2.0 * step)
        if _product(weight, law.pod(moved_met)) >= promised - _ROUND_OFF:
            break
        step /= 2.0
    return moved, moved_met, 1.2 * step


def _product(one: Floats, other: Floats) -> float:
    """Sum of the products, without the threads of a matrix library: its digits depend on their number, and for arrays
    of this size waiting for them costs more than the sum."""
    return float(np.einsum("i,i->", one.ravel(), other.ravel()))
