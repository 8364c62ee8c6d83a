"""Published and closed-form optima of divisible effort. [Charnes1958] [Brown1980]"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from sarex.model.errors import PlanError
from sarex.search.upper.effort_law import EFFORT_LAWS
from sarex.search.upper.forward_backward import forward_backward
from sarex.search.upper.water_filling import several_resources, water_filling

HANDED = [
    ([4], [4], 0.05, [0.05], 0.7250770),
    ([8, 4, 1, 2], [1, 4, 12, 8], 0.05, [0, 0.0333333, 0, 0.0166667], 0.7489601),
    ([4, 2, 8, 1], [4, 1, 1, 12], 0.10, [0.0929801, 0, 0, 0.0070199], 1.3231518),
    ([2, 4, 2], [9, 3, 6], 0.20, [0.0732241, 0.0845173, 0.0422586], 2.3090433),
    ([1, 4, 20, 0], [8, 4, 0, 10], 0.50, [0.1089044, 0.3910956, 0, 0], 3.7446969),
    ([2, 6, 4], [6, 2, 3], 0.50, [0.0833333, 0.25, 0.1666667], 4.7216321),
    ([0, 7, 0, 5], [8, 0, 0, 0], 0.50, [0, 0, 0, 0], 0.0),
    ([0.1935, 0.2581, 0.2903, 0.2581], [1 / 28, 1 / 30, 1 / 14, 1 / 12], 40.0,
     [1.473435, 8.150982, 16.119701, 14.255882], 0.4492576),
]  # fmt: skip


@pytest.mark.parametrize(("chance", "effectiveness", "effort", "spent", "pos"), HANDED)
def test_one_resource(
    chance: list[float], effectiveness: list[float], effort: float, spent: list[float], pos: float
) -> None:
    found = water_filling(np.array(chance, float), np.array(effectiveness, float), effort)
    assert found == pytest.approx(spent, abs=1e-6)
    assert np.array(chance) @ -np.expm1(-np.array(effectiveness) * found) == pytest.approx(pos, abs=1e-6)


@pytest.mark.parametrize(("case", "rate"), [(1, 16.0 * np.exp(-2.0 / 15.0)), (2, 11.0305), (4, 3.3475), (5, 7.2784)])
def test_the_last_effort_is_worth_the_same_in_every_searched_cell(case: int, rate: float) -> None:
    chance, effectiveness, effort = (np.array(part, float) for part in HANDED[case][:3])
    spent = water_filling(chance, effectiveness, float(effort))
    worth = chance * effectiveness * np.exp(-effectiveness * spent)
    assert worth[spent > 0.0] == pytest.approx(rate, abs=1e-4)
    assert (worth[spent == 0.0] <= rate + 1e-4).all()


def test_several_resources() -> None:
    chance, effectiveness = np.array([0.5, 0.5]), np.array([[0.1, 0.05], [0.02, 0.005]])
    spent = several_resources(chance, effectiveness, np.array([16.1, 13.9]))
    assert spent == pytest.approx(np.array([[10.30365, 13.9], [5.79635, 0.0]]), abs=1e-5)
    assert chance @ -np.expm1(-(effectiveness * spent).sum(axis=1)) == pytest.approx(0.4656759, abs=1e-6)


def test_several_resources_are_as_good_as_a_general_solver_finds() -> None:
    random = np.random.default_rng(5)
    chance, effectiveness, effort = random.random(4), random.random((4, 3)), np.array([1.0, 2.0, 0.5])
    spent = several_resources(chance, effectiveness, effort)

    def missed(flat: np.ndarray) -> float:  # type: ignore[type-arg]
        return float(chance @ np.exp(-(effectiveness * flat.reshape(4, 3)).sum(axis=1)))

    found = minimize(
        missed, np.repeat(effort / 4, 4).reshape(3, 4).T.ravel(), bounds=[(0, None)] * 12, tol=1e-12, method="SLSQP",
        constraints={"type": "eq", "fun": lambda flat: flat.reshape(4, 3).sum(axis=0) - effort},
    )  # fmt: skip
    assert missed(spent.ravel()) == pytest.approx(found.fun, abs=1e-8)


def test_two_cells_and_a_one_way_door() -> None:
    spread = forward_backward(np.array([1.0, 0.0]), np.array([[0.5, 0.5], [0.0, 1.0]]), np.ones(2), np.ones(2))
    assert spread.pos == pytest.approx(0.7768698399, abs=1e-9)
    assert spread.effort == pytest.approx(np.array([[1.0, 0.0], [0.5, 0.5]]), abs=1e-6)


def line() -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    motion = np.diag([0.7, 0.4, 0.4, 0.4, 0.7]) + 0.3 * np.eye(5, k=1) + 0.3 * np.eye(5, k=-1)
    return np.eye(5)[2], motion


def myopic(start: np.ndarray, motion: np.ndarray, periods: int) -> float:  # type: ignore[type-arg]
    """Each period filled best without a thought of the next."""
    here = start
    for period in range(periods):
        here = here * np.exp(-water_filling(here, np.ones(start.size), 1.0))
        here = here @ motion if period + 1 < periods else here
    return 1.0 - float(here.sum())


def test_a_walk_on_five_cells() -> None:
    start, motion = line()
    spread = forward_backward(start, motion, np.ones(4), np.ones(5))
    assert spread.pos == pytest.approx(0.8391748843, abs=1e-9)
    assert spread.pos_max == pytest.approx(0.8391748843, abs=1e-9)
    expected = [
        [0, 0, 1, 0, 0], [0, 0.299461, 0.401078, 0.299461, 0], [0, 0.253629, 0.492742, 0.253629, 0],
        [0, 0.278257, 0.443487, 0.278257, 0],
    ]  # fmt: skip
    assert spread.effort == pytest.approx(np.array(expected), abs=2e-6)
    assert myopic(start, motion, 4) == pytest.approx(0.8384406283, abs=1e-9)
    assert spread.pos > myopic(start, motion, 4)


def test_three_periods_without_motion_are_one_search_of_three() -> None:
    start = np.array([0.5, 0.3, 0.2])
    spread = forward_backward(start, np.eye(3), np.ones(3), np.ones(3))
    assert spread.pos == pytest.approx(0.6570739126, abs=1e-9)
    assert spread.effort.sum(axis=0) == pytest.approx([1.4757055, 0.9648798, 0.5594147], abs=1e-6)


def test_no_single_period_can_be_improved_under_the_inverse_cube_law() -> None:
    start, motion = line()
    law = EFFORT_LAWS["inverse_cube"]
    spread = forward_backward(start, motion, np.ones(3), np.ones(5), law=law)
    assert spread.pos_max - spread.pos < 1e-9
    assert spread.pos > forward_backward(start, motion, np.ones(3), np.ones(5)).pos


def test_what_cannot_be_allocated_is_refused() -> None:
    with pytest.raises(PlanError, match="-1 is no chance"):
        water_filling(np.array([1.0, -1.0]), np.ones(2), 1.0)
    with pytest.raises(PlanError, match="2 chances and 3 figures"):
        water_filling(np.ones(2), np.ones(3), 1.0)
    with pytest.raises(PlanError, match="shape"):
        several_resources(np.ones(2), np.ones((3, 1)), np.ones(1))
    with pytest.raises(PlanError, match="sum to 1"):
        forward_backward(np.ones(2) / 2, np.ones((2, 2)), np.ones(2), np.ones(2))
    with pytest.raises(PlanError, match="does not lead 2 cells"):
        forward_backward(np.ones(2) / 2, np.ones((3, 3)), np.ones(2), np.ones(2))
