"""The scene of DSSE's published search tests: its settings, its map and its grid of cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Cells = NDArray[np.int64]

SIDE: Final = 40
# One place beyond the grid stands for everything outside.
OUTSIDE: Final = SIDE * SIDE
STEPS: Final = 100
DRONES: Final = ((20, 0), (20, 39), (0, 20), (39, 20))
START: Final = (20, 20)
CURRENT_M_S: Final = (1.1, 1.0)
CELL_M: Final = 130.0
DRONE_SPEED_M_S: Final = 10.0
SPREAD_START: Final = 0.5
STAY: Final = 8
ACTIONS: Final = {
    (-1, 0): 0, (1, 0): 1, (0, -1): 2, (0, 1): 3, (-1, -1): 4, (1, -1): 5, (-1, 1): 6, (1, 1): 7, (0, 0): STAY,
}  # fmt: skip
Place = tuple[int, int]


@dataclass(frozen=True)
class Published:
    """A column of DSSE's published tables 1 and 2: episodes with a find in %, actions and reward of an episode."""

    found: float
    actions: float
    actions_median: float
    reward: float


@dataclass(frozen=True)
class Setting:
    """What the two tables differ in, and what they publish."""

    dispersion: float
    published: dict[str, Published]

    def constructor(self) -> dict[str, Any]:
        """Arguments of the environment as DSSE's own evaluation scripts give them; the rest stays as it is."""
        return {
            "grid_size": SIDE, "drone_amount": len(DRONES), "dispersion_inc": self.dispersion,
            "person_initial_position": list(START),
        }  # fmt: skip


SETTINGS: Final = (
    Setting(0.05, {"greedy": Published(50.18, 65.07, 94, 0.86), "PPO": Published(83.0, 35.91, 22, 1.48)}),
    Setting(0.1, {"greedy": Published(35.84, 77.48, 100, 0.59), "PPO": Published(75.44, 42.47, 23, 1.34)}),
)


def cell_of(x: NDArray[Any], y: NDArray[Any]) -> Cells:
    """Number of the cell, row by row; OUTSIDE where the place is off the grid."""
    inside = (x >= 0) & (x < SIDE) & (y >= 0) & (y < SIDE)
    return np.where(inside, y * SIDE + x, OUTSIDE).astype(np.int64)


def step_s() -> float:
    """The time in which a drone crosses one cell."""
    return CELL_M / DRONE_SPEED_M_S


def cells_per_step(velocity_m_s: Floats) -> Floats:
    """What DSSE adds to a drift in each step: float64 (..., 2).

    Its relation of time steps holds the speed once more, so that the drift grows with the square of the speed.
    """
    speed = np.linalg.norm(velocity_m_s, axis=-1, keepdims=True)
    return np.asarray(velocity_m_s * speed * step_s() / CELL_M)
