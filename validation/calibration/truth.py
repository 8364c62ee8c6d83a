"""Hidden targets: each one drifts by itself, and the search finds it or does not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from validation.calibration.case import TRUTH, Case
from validation.calibration.promise import Promise, exposures

from sarex.model.incident import NOISE_PRESETS, Noise
from sarex.search.local_plane import LocalPlane
from sarex.search.moving_cloud import MovingCloud, moving_cloud

TARGETS = 1000
SAME = "same"
TARGET_STREAM, DETECTION_STREAM = 1, 2


def other_laws(assumed: Noise) -> dict[str, Noise]:
    """Laws under which the sea really drifts while the plan assumed another one."""
    return {
        "half": _times(assumed, 0.5),
        "double": _times(assumed, 2.0),
        "sarops-low": NOISE_PRESETS["sarops-low"],
        "sarops-high": NOISE_PRESETS["sarops-high"],
    }


def _times(law: Noise, factor: float) -> Noise:
    return law.model_copy(
        update={
            "name": "own", "wind_sd": law.wind_sd * factor, "current_sd": law.current_sd * factor,
            "diffusivity": law.diffusivity * factor**2,
        }
    )  # fmt: skip


@dataclass(frozen=True)
class Truth:
    """Targets of one case under one law.

    every  : all particles of the independent drift, known every time step, on the plane of the plans
    chosen : int64 (target,), which of them are the hidden targets, drawn by their weights
    luck   : float64 (target,), exposure at which each of them is found: found with chance 1 - exp(-exposure)
    """

    every: MovingCloud
    chosen: NDArray[np.int64]
    luck: NDArray[np.float64]


@dataclass(frozen=True)
class Outcome:
    """What a plan did.

    found    : share of the hidden targets
    by_mark  : float64 (mark,), share found by each mark of the promise
    """

    found: float
    by_mark: NDArray[np.float64]


def truth(case: Case, plane: LocalPlane, law: Noise | None = None, targets: int = TARGETS) -> Truth:
    """A drift with a new seed whose tracks are known at every time step, where the plans know them by the hour.

    Under every law the same targets are drawn, with the same luck, so that only the law makes the difference.
    """
    every = moving_cloud(case.cloud(TRUTH, law, case.incident.drift.step), plane)
    seed = case.incident.drift.seed + TRUTH
    places, chances = (
        np.random.Generator(np.random.Philox(key=[seed, stream])) for stream in (TARGET_STREAM, DETECTION_STREAM)
    )  # fmt: skip
    chosen = places.choice(every.particles, size=targets, p=every.weight / every.weight.sum())
    return Truth(every, chosen, chances.standard_exponential(targets))


def outcome(promise: Promise, real: Truth) -> Outcome:
    """Search for the hidden targets as the plan says."""
    hidden = real.every.chosen(real.chosen)
    hit = exposures(promise.searches, hidden, promise.marks_s) >= real.luck[:, np.newaxis]
    by_mark = hit.mean(axis=0)
    return Outcome(float(by_mark[-1]), by_mark)


def expected(promise: Promise, every: MovingCloud) -> float:
    """Chance to find a target, averaged over all particles of a drift: what is found, without the luck of the draw."""
    reached = exposures(promise.searches, every, promise.marks_s[-1:])[:, 0]
    return float(every.weight @ -np.expm1(-reached))


def spread_m(cloud: MovingCloud, time_s: float) -> float:
    """Root mean square distance of the particles afloat from their mean [m]."""
    east, north = cloud.at(time_s)
    here = np.isfinite(east)
    weight = cloud.weight[here] / cloud.weight[here].sum()
    return float(np.sqrt(sum(weight @ (axis[here] - weight @ axis[here]) ** 2 for axis in (east, north))))
