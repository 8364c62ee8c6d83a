"""The co-ordinated creeping line: an aircraft flies legs across the way of a ship and passes over it on each."""

from __future__ import annotations

from sarex.model.errors import PlanError
from sarex.search.local_plane import Point, direction
from sarex.search.pattern.turn import leg_change
from sarex.search.timed_track import PatternShape


def ship_speed_m_per_s(leg_m: float, spacing_m: float, aircraft_speed: float, *, radius_m: float = 0.0) -> float:
    """Speed at which the ship advances one spacing for each leg of the aircraft, S Va / (L + S); timed turns take the
    place of the cross leg. [NSS2000]"""
    return spacing_m * aircraft_speed / (leg_m + float(leg_change(spacing_m, radius_m).length_m.sum()))


def spacing_for_ship_m(leg_m: float, ship_speed: float, aircraft_speed: float) -> float:
    """Spacing that goes with a ship's speed, turns free: Vs L / (Va - Vs). PlanError where the ship is as fast."""
    if not ship_speed < aircraft_speed:
        raise PlanError(
            f"the ship's {ship_speed:.1f} m/s is not below the aircraft's {aircraft_speed:.1f} m/s, so the aircraft "
            "cannot fly legs across its way; slow the ship down"
        )
    return ship_speed * leg_m / (aircraft_speed - ship_speed)


def ship_shape(aircraft: PatternShape, *, radius_m: float = 0.0) -> PatternShape:
    """What the ship does meanwhile: the middle line across the aircraft's legs, begun at the same moment. It is under
    the aircraft in the middle of every leg if it goes at `ship_speed_m_per_s`."""
    side = 1.0 if aircraft.begins_left else -1.0
    left = direction(aircraft.along_deg).left
    lead_m = ship_speed_m_per_s(aircraft.leg_m, aircraft.spacing_m, 1.0, radius_m=radius_m) * aircraft.leg_m / 2.0
    reach_m = side * ((aircraft.legs - 1) / 2.0 * aircraft.spacing_m + lead_m)
    route: tuple[Point, ...] = (aircraft.centre.moved(left, reach_m), aircraft.centre.moved(left, -reach_m))
    return PatternShape("TSN", route[0], aircraft.along_deg, 0.0, aircraft.spacing_m, 1, route=route)
