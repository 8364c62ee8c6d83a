"""The grid of times of a run meets the births."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from sarex.drift.time_grid import time_grid
from sarex.model.incident import DriftSettings


@pytest.mark.parametrize("direction", ["forward", "backward"])
@pytest.mark.parametrize(("step", "output"), [("10 min", "1 h"), ("4.1 min", "41 min"), ("1.1 s", "3.3 s")])
def test_a_birth_on_the_grid_lies_in_its_first_step(step, output, direction):
    """Also where the step is no whole number of seconds in binary: 4.1 min are 245.99999999999997 s."""
    shape = DriftSettings(until="2015-11-16T00:00Z", step=step, output=output)
    every_s, sign = round(shape.output, 3), 1.0 if direction == "forward" else -1.0
    births_s = every_s * np.arange(round(1.4476e9 / every_s), round(1.4476e9 / every_s) + 200)
    for birth_s in births_s[births_s == np.round(births_s)]:
        until = datetime.fromtimestamp(birth_s, UTC) + sign * timedelta(hours=2)
        grid = time_grid(shape.model_copy(update={"until": until, "direction": direction}), np.array([birth_s]))
        (first,) = grid.birth_step(np.array([birth_s]))
        assert first >= 0
        assert grid.time_s[first] == birth_s
