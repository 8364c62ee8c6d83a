"""The ceiling: what no pattern and no lateral range curve with these sweep widths can pass."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.search_plan import UpperFigure
from sarex.search.moving_cloud import MovingCloud
from sarex.search.upper.best_spread import Aim
from sarex.search.upper.density import SmoothedCloud, smoothed_cloud
from sarex.search.upper.effort_law import DefiniteEffort
from sarex.search.upper.effort_window import UnitEffortWindow
from sarex.search.upper.end_cap import CAP_PER_SQUARED_WIDTH
from sarex.search.upper.pos_bound import best_figure

Floats = NDArray[np.float64]

ROUNDING: Final = 0.15
"""Of the corner of min(1, C) while the best weights are sought; the figure itself is that of the sharp corner."""
AIM: Final = Aim(rounds_max=100)


def pos_ceiling(
    cloud: MovingCloud, efforts: Sequence[UnitEffortWindow], *, chart: SmoothedCloud | None = None
) -> UpperFigure:
    """The certificate of decision 11: for any weights u from 0 to w,

    POS <= sum (w - u) + sum over slots of E x the densest place of u,

    E the area that the sensors sweep: W x relative speed x time while they are on, and the caps at the ends of runs.
    The relative speed is the unit's, more by the root mean square of the particles' velocities about their mean, and by
    the mean drift where the speed is over the ground. The u are those of the best spread with b(C) = min(1, C).
    For one slot it is the chance of the densest region of area E: 1 - exp(-E / (2 pi s^2)) for a circular normal.

    chart : the smoothed map for these efforts, where it is at hand
    """
    chart = chart or smoothed_cloud(cloud, efforts)
    if chart is None:
        return UpperFigure(pos=0.0, law="any", cell_m=0.0, smoothing_m=0.0)
    tracks = np.array([swept_track_m(effort, chart) for effort in efforts])
    return best_figure(chart, efforts, tracks, DefiniteEffort(ROUNDING), aim=AIM).figure


def swept_track_m(effort: UnitEffortWindow, chart: SmoothedCloud) -> Floats:
    """Track length through the water for each slot that sweeps what the unit can sweep at most, caps included [m]."""
    time_s = effort.overlap_s(chart.start_s, chart.end_s)
    searched = np.flatnonzero(time_s > 0.0)
    if not searched.size:
        return time_s
    speed = effort.speed_m_per_s + chart.apart_m_per_s + (chart.drift_m_per_s if effort.over_ground else 0.0)
    track = speed * time_s
    length = _cap_lengths_m(effort)
    # What an integrated rate sees in a slot is bounded slot by slot, so that every slot has its own two ends.
    track[searched] += length["inverse_cube"]
    track[searched[0]] += length["definite"]
    track[searched[[0, -1]]] += length["passes"] / 2.0 if searched.size > 1 else length["passes"]
    return np.asarray(track + length["passes"] * effort.turning_rad / (2.0 * math.pi) * time_s / time_s.sum())


def _cap_lengths_m(effort: UnitEffortWindow) -> dict[str, float]:
    """The longest end caps by kind of law, as track length [m]."""
    length = {"inverse_cube": 0.0, "definite": 0.0, "passes": 0.0}
    for index, (law, width_m) in enumerate(zip(effort.law, effort.sweep_width_m, strict=True)):
        if width_m == 0.0 or law == "random":
            continue
        kind = law if law in length else "passes"
        cap_m2 = CAP_PER_SQUARED_WIDTH[law] * width_m**2 if effort.end_cap_m2 is None else effort.end_cap_m2[index]
        length[kind] = max(length[kind], float(cap_m2 / width_m))
    return length
