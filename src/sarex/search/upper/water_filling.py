"""The best split of search effort between places where the object lies still. [Charnes1958]"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from sarex.model.errors import PlanError
from sarex.search.upper.effort_law import RANDOM, FillingLaw

Floats = NDArray[np.float64]

ROUNDS_MAX: Final = 20_000
_GAP: Final = 1e-13


def water_filling(chance: Floats, effectiveness: Floats, effort: float, law: FillingLaw = RANDOM) -> Floats:
    """Effort for each cell that maximises sum p b(w t), with sum t <= effort.

    chance        : float64 (cell,), p >= 0; need not sum to one
    effectiveness : float64 (cell,), w >= 0: coverage for one unit of effort
    Where effort goes, its marginal worth p w b'(w t) is the same, and nowhere more. All 0 where no cell is of use.
    Raises PlanError where a figure is negative, or the arrays differ in shape.

    >>> water_filling(np.array([8.0, 4.0, 1.0, 2.0]), np.array([1.0, 4.0, 12.0, 8.0]), 0.05).round(6)
    array([0.      , 0.033333, 0.      , 0.016667])
    """
    chance, effectiveness = np.asarray(chance, dtype=np.float64), np.asarray(effectiveness, dtype=np.float64)
    _check(chance, effectiveness, np.array([effort]))
    spent, useful = np.zeros(chance.shape), chance * effectiveness > 0.0
    if effort == 0.0 or not useful.any():
        return spent
    worth = np.log(chance[useful]) + np.log(effectiveness[useful])

    def left_over(level: float) -> float:
        return float((law.coverage_at(worth - level) / effectiveness[useful]).sum()) - effort

    highest = float(worth.max())
    depth = 1.0
    while left_over(highest - depth) < 0.0:
        depth *= 2.0
    level = brentq(left_over, highest - depth, highest, xtol=1e-14, rtol=8.9e-16)
    filled = law.coverage_at(worth - level) / effectiveness[useful]
    spent[useful] = filled * (effort / filled.sum())
    return spent


def several_resources(chance: Floats, effectiveness: Floats, effort: Floats) -> Floats:
    """Effort of each resource in each area that minimises sum over areas of p exp(-sum over resources of w t).

    chance : float64 (area,); effectiveness : float64 (area, resource); effort : float64 (resource,), the most of each
    Returns float64 (area, resource). Each resource in turn is filled best against the others until none can gain: the
    problem is convex and the budgets are separate, so that this ends at the optimum. [Tseng2001]
    Raises PlanError as `water_filling` does.
    """
    chance, effectiveness = np.asarray(chance, dtype=np.float64), np.asarray(effectiveness, dtype=np.float64)
    effort = np.asarray(effort, dtype=np.float64)
    if effectiveness.shape != (chance.size, effort.size):
        raise PlanError(
            f"effectiveness has shape {effectiveness.shape} for {chance.size} areas and {effort.size} resources; give "
            "one figure for each pair"
        )
    spent = np.zeros(effectiveness.shape)
    for _ in range(ROUNDS_MAX):
        for resource in range(effort.size):
            others = (effectiveness * spent).sum(axis=1) - effectiveness[:, resource] * spent[:, resource]
            spent[:, resource] = water_filling(
                chance * np.exp(-others), effectiveness[:, resource], float(effort[resource])
            )
        missed = chance * np.exp(-(effectiveness * spent).sum(axis=1))
        worth = missed[:, np.newaxis] * effectiveness
        if float(effort @ worth.max(axis=0, initial=0.0) - (worth * spent).sum()) <= _GAP * chance.sum():
            break
    return spent


def _check(chance: Floats, effectiveness: Floats, effort: Floats) -> None:
    if chance.shape != effectiveness.shape or chance.ndim != 1:
        raise PlanError(
            f"{chance.size} chances and {effectiveness.size} figures of effectiveness do not go together; give one of "
            "each for every cell"
        )
    figures = np.concatenate([chance, effectiveness, effort])
    if not (np.isfinite(figures).all() and (figures >= 0.0).all()):
        worst = figures[~(figures >= 0.0) | ~np.isfinite(figures)][0]
        raise PlanError(
            f"{worst:g} is no chance, effectiveness or effort: all must be finite and 0 or more; correct it"
        )
