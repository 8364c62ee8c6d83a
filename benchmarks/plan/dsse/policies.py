"""Who flies the drones: the planner with one of two clouds, and a plain greedy as the control of the settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from benchmarks.plan.dsse import person_law
from benchmarks.plan.dsse.cell_planner import Belief, CellPlanner, looked_cells
from benchmarks.plan.dsse.map_drift import MapDrift
from benchmarks.plan.dsse.scene import ACTIONS, SIDE, Cells, Floats, Place


class Policy(Protocol):
    """Called once for each step, in order, as long as nothing is found."""

    def actions(self, shown: Floats, drones: Sequence[Place], step: int) -> list[int]:
        """shown : float64 (y, x), the map as DSSE shows it; drones : (x, y) of each."""
        ...


class ByMap:
    """The planner, told the maps as they are shown and nothing else."""

    def __init__(self, particles: int, seed: int) -> None:
        self._drift = MapDrift.drawn(particles, seed)
        self._belief = Belief.even(particles)
        self._planner = CellPlanner()

    def actions(self, shown: Floats, drones: Sequence[Place], step: int) -> list[int]:
        self._drift.see(shown)
        return _planned(self._planner, self._belief, self._drift.tracks(), drones, step=step)


class ByLaw:
    """The planner, told how persons move in DSSE, as a drift model tells Sarex. It needs no map."""

    def __init__(self, particles: int, seed: int, dispersion: float) -> None:
        self._tracks = person_law.tracks(particles, seed, dispersion)
        self._belief = Belief.even(particles)
        self._planner = CellPlanner()

    def actions(self, shown: Floats, drones: Sequence[Place], step: int) -> list[int]:  # noqa: ARG002
        return _planned(self._planner, self._belief, self._tracks, drones, step=step)


class Greedy:
    """Each drone makes for one of the likeliest cells of the map; it looks once there, or when its way is taken."""

    def actions(self, shown: Floats, drones: Sequence[Place], step: int) -> list[int]:  # noqa: ARG002
        likeliest = np.argsort(shown.astype(np.float32), axis=None)[-len(drones) :]
        places = list(drones)
        for drone, cell in enumerate(likeliest):
            x, y = places[drone]
            new = x + int(np.sign(cell % SIDE - x)), y + int(np.sign(cell // SIDE - y))
            places[drone] = (x, y) if new in places else new
        return [ACTIONS[new[0] - old[0], new[1] - old[1]] for old, new in zip(drones, places, strict=True)]


def _planned(planner: CellPlanner, belief: Belief, tracks: Cells, drones: Sequence[Place], *, step: int) -> list[int]:
    """The planner's actions; the belief then holds what an empty step leaves."""
    actions = planner.actions(tracks, belief.weights, drones, step)
    cells = looked_cells(actions, drones)
    if cells:
        belief.looked(tracks[step], cells)
    return actions
