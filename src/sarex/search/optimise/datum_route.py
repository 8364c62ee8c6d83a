"""The route that a craft meant to follow, as the water has carried it since: where a track line search looks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.quantities import Position, parse_position
from sarex.search.moving_cloud import MovingCloud
from sarex.search.pattern.track_line import (
    BEND_DEG_MAX,
    SAME_M,
    along_route_m,
    part_of_route,
    sharpest_bend_deg,
)

Floats = NDArray[np.float64]
PARTICLES_MIN: Final = 8
LENGTH_M_MIN: Final = 1000.0
"""A route on which all began nearer together is a point."""


@dataclass(frozen=True)
class DatumRoute:
    """route   : float64 (corner, 2), the part of it on which something may have begun to drift, at that time [m]
    scenario : of the cloud
    particles : int64 (particle,), those of the scenario
    began_m  : float64 (particle,), how far along the route each of them began to drift
    """

    route: Floats
    scenario: int
    particles: NDArray[np.int64]
    began_m: Floats
    cloud: MovingCloud

    def at(self, time_s: float) -> Floats:
        """The route then, float64 (corner, 2) [m]: every point is carried as those are that began near it, by a
        straight fit along the route, as those that began later were carried less far."""
        east, north = (axis[self.particles] for axis in self.cloud.at(time_s))
        here = np.isfinite(east)
        if here.sum() < PARTICLES_MIN:
            return self.route
        corner_m, on_route = along_route_m(self.route, self.route)[0], _at(self.route, self.began_m)
        drifted = np.stack([east, north], axis=-1) - on_route
        weight = self.cloud.weight[self.particles][here]
        weight = weight / weight.sum()
        began_m, drifted = self.began_m[here], drifted[here]
        mean_m, mean = weight @ began_m, weight @ drifted
        spread = weight @ (began_m - mean_m) ** 2
        slope = (weight * (began_m - mean_m)) @ (drifted - mean) / spread if spread > 0.0 else np.zeros(2)
        return np.asarray(self.route + mean + (corner_m - mean_m)[:, np.newaxis] * slope)


def datum_routes(cloud: MovingCloud, names: Sequence[str], incident: str) -> tuple[DatumRoute, ...]:
    """The routes of voyages and datum lines.

    names    : of the scenarios of the cloud
    incident : as the cloud's provenance keeps it; empty where it is not known
    """
    told = json.loads(incident).get("scenarios", []) if incident else []
    routes = (
        _route(cloud, names.index(scenario["name"]), _points(scenario))
        for scenario in told
        if scenario["kind"] in ("voyage", "datum_line") and scenario["name"] in names
    )
    return tuple(route for route in routes if route is not None)


def _points(scenario: dict[str, Any]) -> list[Position]:
    places = scenario["line"] if scenario["kind"] == "datum_line" else [point["at"] for point in scenario["route"]]
    return [parse_position(place) for place in places]


def _route(cloud: MovingCloud, scenario: int, points: Sequence[Position]) -> DatumRoute | None:
    """None where too little began on it, all at one place, or where it turns back on itself."""
    corners = np.array([cloud.plane.point(at) for at in points])
    corners = corners[np.concatenate([[True], np.hypot(*np.diff(corners, axis=0).T) > SAME_M])]
    particles = np.flatnonzero((cloud.scenario == scenario) & cloud.afloat.any(axis=1))
    if len(corners) < 2 or len(particles) < PARTICLES_MIN or sharpest_bend_deg(corners) > BEND_DEG_MAX:
        return None
    first = cloud.afloat[particles].argmax(axis=1)
    began = np.stack([cloud.east[particles, first], cloud.north[particles, first]], axis=-1)
    began_m, _ = along_route_m(corners, began)
    start_m, end_m = float(began_m.min()), float(began_m.max())
    if end_m - start_m < LENGTH_M_MIN:
        return None
    return DatumRoute(part_of_route(corners, start_m, end_m), scenario, particles, began_m - start_m, cloud)


def _at(route: Floats, along_m: Floats) -> Floats:
    """Places so far along a route, float64 (place, 2)."""
    reached_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(route, axis=0).T))])
    return np.stack([np.interp(along_m, reached_m, route[:, axis]) for axis in (0, 1)], axis=-1)
