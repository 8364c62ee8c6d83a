"""What the published map alone says of the person: where its middle goes and how fast it spreads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from benchmarks.plan.dsse.scene import SIDE, STEPS, Cells, Floats, cell_of


@dataclass
class MapDrift:
    """A cloud that follows the maps seen so far and carries their drift on.

    deviates : float64 (particle, 2), place of each particle in the map, in spreads from its middle
    A spread that grows evenly in time is what unknown but constant velocities give: each particle keeps its deviate.
    """

    deviates: Floats

    def __post_init__(self) -> None:
        self.middles: list[Floats] = []
        self.spreads: list[float] = []

    @classmethod
    def drawn(cls, particles: int, seed: int) -> MapDrift:
        return cls(np.random.default_rng(seed).standard_normal((particles, 2)))

    def see(self, shown: Floats) -> None:
        """Takes in the map of one step: float64 (y, x), summing to one."""
        axis = np.arange(SIDE)
        columns, rows = shown.sum(axis=0), shown.sum(axis=1)
        middle = np.array([axis @ columns, axis @ rows]) / shown.sum()
        variance = (columns @ (axis - middle[0]) ** 2 + rows @ (axis - middle[1]) ** 2) / (2.0 * shown.sum())
        self.middles.append(middle)
        self.spreads.append(float(np.sqrt(variance)))

    def tracks(self) -> Cells:
        """Cell of each particle in every step: int64 (step, particle), by straight lines through what was seen."""
        steps, seen = np.arange(STEPS), np.arange(len(self.spreads))
        degree = min(1, len(seen) - 1)
        middle = np.stack([np.polyval(np.polyfit(seen, axis, degree), steps) for axis in np.array(self.middles).T])
        spread = np.maximum(np.polyval(np.polyfit(seen, self.spreads, degree), steps), 0.1)
        place = np.rint(middle.T[:, np.newaxis, :] + spread[:, np.newaxis, np.newaxis] * self.deviates)
        return cell_of(place[..., 0], place[..., 1])
