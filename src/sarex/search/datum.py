"""The manual's datum worksheet: drift of a last known position by leeway to both sides of the wind and by current."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sarex.model.geodesy import destination
from sarex.model.quantities import KNOT_M_PER_S, Position

DEFAULT_ERROR_M_PER_S: Final = 0.3 * KNOT_M_PER_S
"""Probable error of each current, of leeway and of a steady wind, where nothing better is known. [NATSAR2023]"""


class Velocity(NamedTuple):
    """East and north [m/s]."""

    east: float
    north: float

    @property
    def speed(self) -> float:
        return math.hypot(self.east, self.north)

    @property
    def toward_deg(self) -> float:
        return math.degrees(math.atan2(self.east, self.north)) % 360.0


def velocity(speed_m_per_s: float, toward_deg: float) -> Velocity:
    """From speed and the true direction that it goes to."""
    angle = math.radians(toward_deg)
    return Velocity(speed_m_per_s * math.sin(angle), speed_m_per_s * math.cos(angle))


@dataclass(frozen=True)
class ManualLeeway:
    """The manual's leeway: speed = multiplier x wind + modifier, left and right of downwind by an angle."""

    multiplier: float
    modifier_m_per_s: float
    divergence_deg: float


@dataclass(frozen=True)
class DriftedDatum:
    """Where the datum went.

    centre, left, right : drift velocity without divergence, and with leeway to either side of the wind
    distance_m          : DD, between the left and the right datum
    drift_error_m       : De
    """

    centre: Velocity
    left: Velocity
    right: Velocity
    duration_s: float
    distance_m: float
    drift_error_m: float

    def positions(self, start: Position) -> tuple[Position, Position, Position]:
        """Centre, left and right datum of a last known position."""
        centre, left, right = (
            destination(start, drift.toward_deg, drift.speed * self.duration_s)
            for drift in (self.centre, self.left, self.right)
        )
        return centre, left, right


def drift_error_m(errors_m_per_s: Sequence[float], duration_s: float) -> float:
    """De: independent probable errors of the drift velocity, added as squares, over the time adrift.

    >>> round(drift_error_m([0.3, 0.3, 0.3], 24.0), 4)
    12.4708
    """
    return math.hypot(*errors_m_per_s) * duration_s


def drifted_datum(
    leeway: ManualLeeway,
    wind: Velocity,
    currents: Sequence[Velocity],
    *,
    duration_s: float,
    errors_m_per_s: Sequence[float],
) -> DriftedDatum:
    """Drift by constant wind and currents. [NATSAR2023]

    wind : the vector that the air moves along
    errors_m_per_s : probable errors: wind (as it acts on drift), each current, leeway
    """
    speed = leeway.multiplier * wind.speed + leeway.modifier_m_per_s if wind.speed > 0.0 else 0.0
    east, north = sum(current.east for current in currents), sum(current.north for current in currents)

    def drift(turn_deg: float) -> Velocity:
        push = velocity(speed, wind.toward_deg + turn_deg)
        return Velocity(push.east + east, push.north + north)

    return DriftedDatum(
        centre=drift(0.0),
        left=drift(-leeway.divergence_deg),
        right=drift(leeway.divergence_deg),
        duration_s=duration_s,
        distance_m=2.0 * speed * duration_s * math.sin(math.radians(leeway.divergence_deg)),
        drift_error_m=drift_error_m(errors_m_per_s, duration_s),
    )
