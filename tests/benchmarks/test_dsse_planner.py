"""The planner that is flown in DSSE's scene: what it believes, how it moves, and that it finds more than greedy."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.plan.dsse import person_law
from benchmarks.plan.dsse.cell_planner import Belief, CellPlanner, looked_cells
from benchmarks.plan.dsse.map_drift import MapDrift
from benchmarks.plan.dsse.policies import Greedy
from benchmarks.plan.dsse.scene import (
    ACTIONS,
    CURRENT_M_S,
    OUTSIDE,
    SIDE,
    START,
    Cells,
    Floats,
    cell_of,
    cells_per_step,
)
from hypothesis import given
from hypothesis import strategies as st

DRONES = [(20, 8), (8, 20)]
STEPS = 36
WAYS = {action: way for way, action in ACTIONS.items()}


def drifting(particles: int, seed: int) -> Cells:
    """Cells of objects that set out from one place, each with a constant velocity that is not known."""
    random = np.random.default_rng(seed)
    velocity = random.normal((0.12, 0.08), 0.06, size=(particles, 2))
    place = np.rint(np.array(START) + np.arange(STEPS)[:, np.newaxis, np.newaxis] * velocity)
    return cell_of(place[..., 0], place[..., 1])


def map_from(cells: Cells, weights: Floats) -> Floats:
    return np.bincount(cells, weights, OUTSIDE + 1)[:OUTSIDE].reshape(SIDE, SIDE)


def share_found(cloud: Cells, targets: Cells, planner: CellPlanner | None) -> float:
    """Share of targets that two drones look at in time. Greedy is shown the same belief as the planner."""
    drones, belief = list(DRONES), Belief.even(cloud.shape[1])
    found = np.zeros(targets.shape[1], dtype=bool)
    for step in range(STEPS):
        if planner:
            actions = planner.actions(cloud, belief.weights, drones, step)
        else:
            actions = Greedy().actions(map_from(cloud[step], belief.weights), drones, step)
        cells = looked_cells(actions, drones)
        found |= np.isin(targets[step], cells)
        belief.looked(cloud[step], cells)
        assert belief.weights.sum() == pytest.approx(1.0)
        drones = [(x + WAYS[action][0], y + WAYS[action][1]) for (x, y), action in zip(drones, actions, strict=True)]
        assert len(set(drones)) == len(drones)
        assert all(0 <= x < SIDE and 0 <= y < SIDE for x, y in drones)
    return float(found.mean())


def test_more_drifting_targets_are_found_than_by_greedy() -> None:
    cloud, targets = drifting(800, seed=1), drifting(2000, seed=2)
    planned = share_found(cloud, targets, CellPlanner(horizon=12, beam=3))
    greedy = share_found(cloud, targets, None)
    # The standard error of each share is 0.011.
    assert planned > greedy + 0.05
    assert planned > 0.6


def test_a_target_whose_track_is_known_is_met_as_early_as_a_drone_can_be_there() -> None:
    steps = np.arange(STEPS)
    x, y = 10 + steps // 2, 30 - steps // 3
    track = cell_of(x, y)[:, np.newaxis]
    away = np.min([np.maximum(np.abs(x - east), np.abs(y - south)) for east, south in DRONES], axis=0)
    earliest = int(np.flatnonzero(away <= steps)[0])
    drones, planner = list(DRONES), CellPlanner()
    for step in range(earliest + 1):
        actions = planner.actions(track, np.ones(1), drones, step)
        met = int(track[step, 0]) in looked_cells(actions, drones)
        assert met == (step == earliest)
        drones = [(a + WAYS[action][0], b + WAYS[action][1]) for (a, b), action in zip(drones, actions, strict=True)]


@given(
    st.lists(st.integers(0, 5), min_size=2, max_size=40),
    st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=3), min_size=1, max_size=6),
)
def test_belief_sums_to_one_and_leaves_nothing_where_was_looked(cells: list[int], looks: list[list[int]]) -> None:
    cloud, belief = np.array(cells), Belief.even(len(cells))
    for look in looks:
        before = belief.weights
        belief.looked(cloud, look)
        assert belief.weights.sum() == pytest.approx(1.0)
        elsewhere = ~np.isin(cloud, look)
        if before[elsewhere].sum() > 0.0:
            assert belief.weights[~elsewhere].sum() == 0.0
            expected = before[elsewhere] / before[elsewhere].sum()
            assert belief.weights[elsewhere] == pytest.approx(expected)


def test_drift_is_read_off_the_maps_alone() -> None:
    """Maps with a known middle and spread, whole cells nowhere: 30 of them foretell the 90th."""
    axis, drift = np.arange(SIDE), MapDrift.drawn(20_000, seed=3)
    for step in range(30):
        spread = 1.0 + 0.04 * step
        east, south = (np.exp(-((axis - 12 - rate * step) ** 2) / (2 * spread**2)) for rate in (0.1, 0.07))
        shown = np.outer(south, east)
        drift.see(shown / shown.sum())
    cells = drift.tracks()[90]
    y, x = np.divmod(cells[cells != OUTSIDE], SIDE)
    # Rounding to cells adds a twelfth to the variance.
    spread = np.sqrt((1.0 + 0.04 * 90) ** 2 + 1.0 / 12.0)
    assert (x.mean(), y.mean()) == pytest.approx((12 + 9.0, 12 + 6.3), abs=0.1)
    assert (x.std(), y.std()) == pytest.approx((spread, spread), rel=0.03)


def test_the_law_keeps_persons_on_the_grid_and_to_one_cell_a_step() -> None:
    cells = person_law.tracks(500, seed=4, dispersion=0.1)
    y, x = np.divmod(cells, SIDE)
    assert (x[0] == START[0]).all()
    assert (y[0] == START[1]).all()
    assert (cells < OUTSIDE).all()
    assert np.abs(np.diff(x, axis=0)).max() == 1
    assert np.abs(np.diff(y, axis=0)).max() == 1


def test_the_map_is_the_one_that_the_settings_give() -> None:
    """1.1 and 1.0 m/s over cells of 130 m in steps of 13 s, times the speed: 0.1635 and 0.1487 cells a step."""
    assert cells_per_step(np.array(CURRENT_M_S)) == pytest.approx([0.16353, 0.14866], abs=1e-5)
    shown = person_law.map_of(40, 0.05)
    assert shown.sum() == pytest.approx(1.0)
    y, x = np.unravel_index(int(shown.argmax()), shown.shape)
    assert (x, y) == (20 + int(41 * 0.16353), 20 + int(41 * 0.14866))
