"""The reference figure: what divisible effort could reach at best under a named detection law."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sarex.model.search_plan import UpperFigure
from sarex.search.moving_cloud import MovingCloud
from sarex.search.upper.best_spread import Aim, EffortBudget, best_spread
from sarex.search.upper.density import SmoothedCloud, smoothed_cloud
from sarex.search.upper.effort_law import EFFORT_LAWS, BoundLaw, EffortLaw
from sarex.search.upper.effort_window import UnitEffortWindow

Floats = NDArray[np.float64]


def pos_bound(
    cloud: MovingCloud, efforts: Sequence[UnitEffortWindow], law: BoundLaw, *, chart: SmoothedCloud | None = None
) -> UpperFigure:
    """The optimum when each unit's effort W V dt may be spread at will over the water, at every time anew.

    A particle of class k is found with the chance b(sum of z W_k), z the track length per area that it meets in all
    slots of time. With one slot this is Stone's optimum, with more the forward-backward one [Frost2001] [Brown1980].
    The figure is certified on the smoothed map: nothing that the optimiser may have missed lies above it, and it is
    itself at most 0.2 % above what was reached. Outside the cloud's time nothing can be found.

    chart : the smoothed map for these efforts, where it is at hand
    """
    chart = chart or smoothed_cloud(cloud, efforts)
    if chart is None:
        return UpperFigure(pos=0.0, law=law, cell_m=0.0, smoothing_m=0.0)
    tracks = np.array([effort.speed_m_per_s * effort.overlap_s(chart.start_s, chart.end_s) for effort in efforts])
    return best_figure(chart, efforts, tracks, EFFORT_LAWS[law]).figure


class BestFigure(NamedTuple):
    """figure : the certified one; reached : by the spread that was found."""

    figure: UpperFigure
    reached: float


def best_figure(
    chart: SmoothedCloud,
    efforts: Sequence[UnitEffortWindow],
    track_m: Floats,
    law: EffortLaw,
    *,
    aim: Aim | None = None,
) -> BestFigure:
    """The best spread of track lengths, float64 (unit, slot). Units that see the classes in the same proportion share
    one budget: their effort is the same to a particle, so that their order and number cannot matter."""
    budgets: dict[tuple[float, ...], Floats] = {}
    for effort, track in zip(efforts, track_m, strict=True):
        widest = float(np.max(effort.sweep_width_m, initial=0.0))
        if widest * track.sum() > 0.0:
            shares = tuple(float(share) for share in np.round(effort.sweep_width_m / widest, 9))
            budgets[shares] = budgets.get(shares, 0.0) + widest * track
    if not budgets:
        return BestFigure(UpperFigure(pos=0.0, law=law.name, cell_m=0.0, smoothing_m=0.0), 0.0)
    groups = sorted(budgets)
    swept = np.array([budgets[group] for group in groups])
    found = best_spread(chart, EffortBudget(np.array(groups), swept), law, aim=aim)
    weight = swept.sum(axis=0) / swept.sum()
    figure = UpperFigure(
        pos=min(found.certified, 1.0),
        law=law.name,
        cell_m=float(weight @ chart.cell_m),
        smoothing_m=float(weight @ chart.smoothing_m),
    )
    return BestFigure(figure, found.reached)
