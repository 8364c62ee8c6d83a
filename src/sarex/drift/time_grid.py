"""The grid of times of a run: where steps begin and which times are put out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sarex.model.incident import DriftSettings


@dataclass(frozen=True)
class TimeGrid:
    """Steps of one run, in the order in which they are done.

    time_s      : float64 (step + 1,), where steps begin and end; descending for a backward run
    key         : int64 (step,), the number of each step counted from 1970, so that the random numbers of a particle do
                  not depend on when the run begins
    output_step : int64 (time,), steps done at each output time, in the order of time (ascending seconds)
    sign        : 1 forward, -1 backward
    """

    time_s: NDArray[np.float64]
    key: NDArray[np.int64]
    output_step: NDArray[np.int64]
    sign: float

    @property
    def steps(self) -> int:
        return len(self.key)

    @property
    def output_s(self) -> NDArray[np.float64]:
        """The output times, ascending."""
        return self.time_s[self.output_step]

    def output_slots(self) -> NDArray[np.int64]:
        """Place of the state after each number of steps among the output times, int64 (step + 1,); -1 for none."""
        slots = np.full(self.steps + 1, -1, dtype=np.int64)
        slots[self.output_step] = np.arange(len(self.output_step))
        return slots

    def birth_step(self, birth_s: NDArray[np.float64]) -> NDArray[np.int64]:
        """The step in which each birth lies, its end excluded; `steps` for a birth at or beyond the end of the run."""
        after = np.searchsorted(self.sign * self.time_s, self.sign * birth_s, side="right")
        return np.maximum(after - 1, 0, dtype=np.int64)


def time_grid(settings: DriftSettings, birth_s: NDArray[np.float64]) -> TimeGrid:
    """The grid from the whole output interval before the first birth (backward: after the last) to `until`.

    The last step is short where `until` is no multiple of the step; `until` is always put out.
    """
    forward = settings.direction == "forward"
    sign = 1.0 if forward else -1.0
    until_s = settings.until.timestamp()
    first = math.floor(birth_s.min() / settings.output) if forward else math.ceil(birth_s.max() / settings.output)
    per_output = round(settings.output / settings.step)
    start_key = first * per_output
    span_s = sign * (until_s - start_key * settings.step)
    whole = max(math.floor(span_s / settings.step + 1e-9), 0)
    # A step of 4.1 minutes is no whole number of seconds in binary: rounded, the grid still meets a birth on it.
    time_s = np.round((start_key + int(sign) * np.arange(whole + 1)) * settings.step, 6)
    if abs(until_s - time_s[-1]) > 1e-6 and span_s > 0.0:
        time_s = np.append(time_s, until_s)
    else:
        time_s[-1] = until_s if span_s > 0.0 else time_s[-1]
    steps = len(time_s) - 1
    key = start_key + int(sign) * np.arange(steps, dtype=np.int64) - (0 if forward else 1)
    output_step = np.unique(np.append(np.arange(0, steps + 1, per_output), steps))
    return TimeGrid(time_s, key, output_step if forward else output_step[::-1].copy(), sign)
