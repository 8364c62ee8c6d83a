"""The best spread of effort in each period over the cells that an object moves between. [Brown1980] [Washburn1983]"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.errors import PlanError
from sarex.search.upper.effort_law import RANDOM, FillingLaw
from sarex.search.upper.water_filling import water_filling

Floats = NDArray[np.float64]

ROUNDS_MAX: Final = 20_000
_GAIN: Final = 1e-15


@dataclass(frozen=True)
class MovingSpread:
    """effort : float64 (period, cell)
    pos    : chance of detection
    pos_max: no spread of the same effort passes it, if the law is `random`; else no change in a single period does
    """

    effort: Floats
    pos: float
    pos_max: float


def forward_backward(
    start: Floats, motion: Floats, effort: Floats, effectiveness: Floats, *, law: FillingLaw = RANDOM
) -> MovingSpread:
    """Search, then move, in every period; looks in different periods are independent, b(w z) each.

    start         : float64 (cell,), chance of each cell in the first period
    motion        : float64 (cell, cell), chance to move from row to column; or (period - 1, cell, cell)
    effort        : float64 (period,), to be divided at will in each
    effectiveness : float64 (cell,), w: coverage for one unit of effort
    A plan is best when in each period it is best for a still object whose weights are the chances of being there and of
    not being found in any other period: that is repeated until nothing is gained. Raises PlanError where shapes do not
    fit or rows of the motion do not sum to one.
    """
    start, effort = np.asarray(start, dtype=np.float64), np.asarray(effort, dtype=np.float64)
    effectiveness = np.broadcast_to(np.asarray(effectiveness, dtype=np.float64), start.shape)
    motion = _moves(np.asarray(motion, dtype=np.float64), start.size, effort.size)
    spent = np.zeros((effort.size, start.size))
    missed, before = np.ones(spent.shape), float("nan")
    for _ in range(ROUNDS_MAX):
        after = _not_found_after(missed, motion)
        here, gap = start, 0.0
        for period in range(effort.size):
            weight = here * after[period]
            spent[period] = water_filling(weight, effectiveness, float(effort[period]), law)
            missed[period] = 1.0 - law.pod(effectiveness * spent[period])
            here = here * missed[period]
            here = here @ motion[period] if period + 1 < effort.size else here
        pos = float(start.sum() - here.sum())
        if abs(pos - before) <= _GAIN * start.sum():
            break
        before = pos
    gap = _unspent_worth(start, motion, missed, effort=effort, spent=spent, worth=effectiveness, law=law)
    return MovingSpread(spent, pos, pos + gap)


def _moves(motion: Floats, cells: int, periods: int) -> Floats:
    """(period - 1, cell, cell)."""
    moves = np.broadcast_to(motion, (max(periods - 1, 0), cells, cells)) if motion.shape[-1:] == (cells,) else motion
    if moves.shape != (max(periods - 1, 0), cells, cells):
        raise PlanError(
            f"motion of shape {motion.shape} does not lead {cells} cells through {periods} periods; give a square of "
            "chances, or one for every move"
        )
    if not np.allclose(moves.sum(axis=-1), 1.0, atol=1e-9) or (moves < 0.0).any():
        raise PlanError("chances to move out of a cell must be 0 or more and sum to 1; correct the motion")
    return moves


def _not_found_after(missed: Floats, motion: Floats) -> Floats:
    """Chance of not being found in any later period, given the cell: float64 (period, cell)."""
    after = np.ones(missed.shape)
    for period in range(len(missed) - 2, -1, -1):
        after[period] = motion[period] @ (missed[period + 1] * after[period + 1])
    return after


def _unspent_worth(
    start: Floats, motion: Floats, missed: Floats, *, effort: Floats, spent: Floats, worth: Floats, law: FillingLaw
) -> float:
    """Sum over periods of what the best cell promises for the effort beyond what it gives where it is."""
    after, here, gap = _not_found_after(missed, motion), start, 0.0
    for period in range(effort.size):
        rate = here * after[period] * worth * law.slope(worth * spent[period])
        gap += float(effort[period] * rate.max() - rate @ spent[period])
        here = here * missed[period]
        here = here @ motion[period] if period + 1 < effort.size else here
    return max(gap, 0.0)
