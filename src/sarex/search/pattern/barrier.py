"""The barrier: a unit that keeps its place in a stream while the water, and what drifts in it, is swept strip by strip.

In the water it is a ladder that creeps upstream; over the ground, where the stream undoes the creep, a bow-tie.
[Koopman1946]
"""

from __future__ import annotations

from typing import Final

from sarex.model.errors import PlanError
from sarex.search.local_plane import Point, direction
from sarex.search.pattern.turn import leg_change
from sarex.search.timed_track import PatternShape

HALVINGS: Final = 60


def barrier_shape(
    centre: Point,
    stream_toward_deg: float,
    stream_speed: float,
    *,
    leg_m: float,
    legs: int,
    unit_speed: float,
    radius_m: float = 0.0,
) -> PatternShape:
    """Legs across the stream whose strips join in the water and whose middles stay at `centre` over the ground.

    The spacing is how far the water goes while the unit does one leg and the change to the next. Raises PlanError
    where there is no stream, or one that the unit cannot stem.
    """
    if not 0.0 < stream_speed < unit_speed:
        raise PlanError(
            f"a barrier needs a stream slower than the unit's {unit_speed:.1f} m/s, this one runs at "
            f"{stream_speed:.2f} m/s; lay another pattern, or send a faster unit"
        )
    spacing_m = _spacing_m(leg_m, stream_speed / unit_speed, radius_m)
    upstream = direction(stream_toward_deg).back
    first_m = stream_speed / unit_speed * leg_m / 2.0
    middle = centre.moved(upstream, first_m + (legs - 1) / 2.0 * spacing_m)
    return PatternShape("B", middle, (stream_toward_deg + 90.0) % 360.0, leg_m, spacing_m, legs, begins_left=True)


def _spacing_m(leg_m: float, ratio: float, radius_m: float) -> float:
    """Where spacing = ratio x (leg + change), which has one solution: the change grows no faster than the spacing, and
    the ratio is below 1."""
    low, high = 0.0, ratio * (leg_m + 8.0 * radius_m) / (1.0 - ratio)
    if radius_m == 0.0:
        return high
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        if middle < ratio * (leg_m + float(leg_change(middle, radius_m).length_m.sum())):
            low = middle
        else:
            high = middle
    return (low + high) / 2.0
