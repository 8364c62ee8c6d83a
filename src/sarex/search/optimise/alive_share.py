"""Who is still alive to be found: the objective of a plan that is weighted by survival."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.search.moving_cloud import MovingCloud
from sarex.search.sensing.survival import survival_chance

Floats = NDArray[np.float64]
HOUR_S: Final = 3600.0
SLOTS: Final = 6
STEP_S: Final = 300.0
FOUND_DEAD: Final = 0.05
"""What it counts to find somebody who is dead by the survival curve, against 1 alive. The curve knows no person and no
clothing: no search is called off by it, and hours after it ends are still used well."""


@dataclass(frozen=True)
class AliveShare:
    """Splits every particle by the time until which it can be found alive.

    A search of exposure E(t) finds somebody who dies at T alive with the chance 1 - exp(-E(T)). So the chance to find a
    particle alive, the integral of S dPOD, is the mean of POD(T) over its time of death T (integration by parts). Here
    T takes a few values, the same for all particles: between the edges of a slot it is the slot's middle. Then a
    weighted plan is judged as any other, on more particles. S has the floor FOUND_DEAD.

    temperature_c : of the water
    in_water : bool (object class,); the others, in rafts and boats, do not die
    edges_s  : float64 (slot + 1,), in each slot as many people die
    times_s  : float64 (slot + 1,), middles of the slots, then infinity for those who outlive the search
    share    : what it would count to find everybody when the first unit can search; weights are scaled by it, so that
               this has 1
    """

    temperature_c: float
    in_water: NDArray[np.bool_]
    edges_s: Floats
    times_s: Floats
    share: float

    def weight(self, cloud: MovingCloud) -> Floats:
        """Probability by particle and time of death, float64 (particle * (slot + 1),)."""
        alive = _alive(cloud, self.edges_s, self.in_water, self.temperature_c)
        dying = np.concatenate([alive[:, :-1] - alive[:, 1:], alive[:, -1:]], axis=1)
        return np.ascontiguousarray(cloud.weight[:, np.newaxis] * dying / self.share).ravel()


def alive_share(
    cloud: MovingCloud, in_water: NDArray[np.bool_], temperature_c: float, *, period_s: tuple[float, float]
) -> AliveShare | None:
    """For a search in this period; None where nobody is in the water.

    in_water : bool (object class,)
    """
    wet = in_water[cloud.object_class] & (cloud.weight > 0.0)
    if not wet.any():
        return None
    first_s, last_s = period_s
    grid = np.linspace(first_s, last_s, max(2, 1 + round((last_s - first_s) / STEP_S)))
    living = cloud.weight @ _alive(cloud, grid, in_water, temperature_c)
    share = float(living[0] / cloud.weight.sum())
    # Descending, so both are turned round for the interpolation; flat parts lie at the ends and do no harm.
    levels = np.linspace(living[0], living[-1], 2 * SLOTS + 1)
    marks = np.interp(-levels, -living, grid)
    marks[0], marks[-1] = first_s, last_s
    return AliveShare(temperature_c, in_water, marks[::2], np.append(marks[1::2], np.inf), share)


def _alive(cloud: MovingCloud, times_s: Floats, in_water: NDArray[np.bool_], temperature_c: float) -> Floats:
    """What each particle counts when it is found at these times, float64 (particle, time)."""
    # A particle goes into the water when it begins to drift.
    entered_s = cloud.time_s[cloud.afloat.argmax(axis=1)]
    chance = survival_chance((times_s - entered_s[:, np.newaxis]) / HOUR_S, temperature_c)
    return np.where(in_water[cloud.object_class][:, np.newaxis], FOUND_DEAD + (1.0 - FOUND_DEAD) * chance, 1.0)
