"""The usual step of a source, and how long a hole in time may be bridged by straight lines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BRIDGE_S_MIN = 3 * 3600.0
BRIDGE_STEPS = 1.5
REPEATS_MIN = 4
"""A forecast that goes on with a longer step is no hole: a step is usual when it comes this many times in a row."""

Pairs = tuple[tuple[float, float], ...]


def usual_step_s(time_s: NDArray[np.float64]) -> float:
    """The median step, or a longer one that repeats (forecasts thin out with lead time); 0 for a single time."""
    if len(time_s) < 2:
        return 0.0
    steps = np.diff(time_s)
    usual = float(np.median(steps))
    if len(steps) >= REPEATS_MIN:
        rows = np.lib.stride_tricks.sliding_window_view(steps, REPEATS_MIN)
        steady = rows[(rows.max(axis=1) - rows.min(axis=1)) < 1.0]
        usual = max(usual, float(steady.max(initial=0.0)))
    return usual


def bridge_s_max(time_s: NDArray[np.float64]) -> float:
    """Neighbouring times further apart than this are a gap [s]."""
    return max(BRIDGE_STEPS * usual_step_s(time_s), BRIDGE_S_MIN)


def holes(time_s: NDArray[np.float64]) -> tuple[Pairs, Pairs]:
    """(gaps, bridged): neighbouring times that are further apart than usual, beyond and within what may be bridged."""
    steps = np.diff(time_s)
    median = float(np.median(steps)) if len(steps) else 0.0
    usual, limit = usual_step_s(time_s), bridge_s_max(time_s)
    gaps, bridged = [], []
    for at in np.flatnonzero(steps > 1.01 * median):
        pair = (float(time_s[at]), float(time_s[at + 1]))
        if steps[at] > limit:
            gaps.append(pair)
        elif steps[at] > 1.01 * usual or not _steady(steps, int(at)):
            bridged.append(pair)
    return tuple(gaps), tuple(bridged)


def _steady(steps: NDArray[np.float64], at: int) -> bool:
    """This step is one of several equal ones in a row."""
    near = steps[max(at - 1, 0) : at + 2]
    return bool((np.abs(near - steps[at]) < 1.0).sum() >= 2)
