"""A cloud that moves as DSSE says that its person moves. The law is read from its published program, no person is."""

from __future__ import annotations

from typing import Final

import numpy as np
from benchmarks.plan.dsse.scene import (
    CURRENT_M_S,
    SIDE,
    SPREAD_START,
    START,
    STEPS,
    Cells,
    Floats,
    cell_of,
    cells_per_step,
)

# The person's own velocity is half the current and half the current turned by one of these spans and scaled.
TURNS_DEG: Final = np.array([(0.0, 45.0), (20.0, 55.0), (300.0, 360.0), (315.0, 360.0)])
OWN_WAY: Final = 0.05
_OFFSETS: Final = np.array([(dx, dy) for dy in (-1, 0, 1) for dx in (-1, 0, 1)])


def map_of(step: int, dispersion: float) -> Floats:
    """The map that DSSE shows in a step: float64 (y, x). Its middle moves by whole cells, its spread grows evenly."""
    drift = cells_per_step(np.array(CURRENT_M_S))
    middle = np.array(START) + np.floor((step + 1) * drift + 1e-9)
    spread = SPREAD_START + step * dispersion
    along = np.exp(-((np.arange(SIDE) - middle[:, np.newaxis]) ** 2) / (2.0 * spread**2))
    shown = np.outer(along[1], along[0])
    return np.asarray(shown / shown.sum())


def tracks(particles: int, seed: int, dispersion: float) -> Cells:
    """Cell of each particle in every step, as the drones would meet it: int64 (step, particle).

    A person adds up its drift; once that reaches a cell it moves to one of the nine cells around, by the map of the
    step before plus OWN_WAY for its own direction, and never off the grid.
    """
    random = np.random.default_rng(seed)
    rate = cells_per_step(_velocities(particles, random))
    place = np.tile(np.array(START), (particles, 1))
    owed = np.zeros((particles, 2))
    found = np.empty((STEPS, particles), dtype=np.int64)
    shown = np.zeros((SIDE, SIDE))
    for step in range(STEPS):
        moves = (np.abs(owed) >= 1.0).any(axis=1)
        owed += rate
        way = np.sign(np.rint(owed[moves])).astype(np.int64)
        place[moves] = _moved(place[moves], way, shown, random)
        owed[moves] -= np.where(np.abs(owed[moves]) >= 1.0, np.sign(owed[moves]), 0.0)
        found[step] = cell_of(place[:, 0], place[:, 1])
        shown = map_of(step, dispersion)
    return found


def _velocities(particles: int, random: np.random.Generator) -> Floats:
    """[m/s], float64 (particle, 2)."""
    low, high = TURNS_DEG[random.integers(len(TURNS_DEG), size=particles)].T
    turn = np.radians(random.uniform(low, high))
    factor = 0.5 + np.exp(-np.abs(turn - np.pi / 2.0) / np.pi)
    current = np.array(CURRENT_M_S)
    turned = np.stack([
        np.cos(turn) * current[0] - np.sin(turn) * current[1], np.sin(turn) * current[0] + np.cos(turn) * current[1],
    ], axis=1)  # fmt: skip
    return np.asarray((current + turned * factor[:, np.newaxis]) / 2.0)


def _moved(place: Cells, way: Cells, shown: Floats, random: np.random.Generator) -> Cells:
    around = np.pad(shown, 1)
    at = place[:, np.newaxis, :] + _OFFSETS
    chance = around[at[..., 1] + 1, at[..., 0] + 1]
    chance[np.arange(len(place)), (way[:, 1] + 1) * 3 + way[:, 0] + 1] += OWN_WAY
    reached = np.cumsum(chance, axis=1)
    drawn = random.uniform(size=(len(place), 1)) * reached[:, -1:]
    target = place + _OFFSETS[(reached < drawn).sum(axis=1)]
    return np.where((target >= 0) & (target < SIDE), target, place)
