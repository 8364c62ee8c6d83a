"""A few particles that meet everything the time loop knows; as a program it saves their tracks to the file it is given.

So the same runs can be made with the compiler on and off, each in a process of its own.
"""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np

from drift_scene import HOUR, T0, MadeCoast, Sea, drift, no_land, particles, settings, window
from sarex.drift.trajectories import Trajectories

HOURS = 12
NOISE = {"wind_sd": "1 m/s", "current_sd": "0.2 m/s", "diffusivity": "5 m2/s"}


def swirling_sea() -> list[Sea]:
    """Two members of wind, a current with a hole that a second source fills, and Stokes drift, between 4 and 6 E."""
    hour, lat, lon = np.meshgrid(np.arange(HOURS + 2), np.linspace(59, 61, 9), np.linspace(3, 7, 9), indexing="ij")
    turn = 0.4 * hour + lon + 2.0 * lat
    field = np.stack([np.cos(turn), np.sin(turn)], axis=-1)[None]
    place = {"lon_start_deg": 3.0, "lat_start_deg": 59.0, "lon_step_deg": 0.5, "lat_step_deg": 0.25}
    current = 0.6 * field
    holed = np.where((lon > 5.2)[None, ..., None], np.nan, current)
    wind = np.concatenate([6.0 * field + [4.0, 0.0], -8.0 * field + [0.0, 3.0]])
    near = Sea("near", {"wind": window("wind", wind, **place), "current": window("current", holed, **place)})
    far = Sea("far", {"current": window("current", 0.5 * current, **place),
                      "stokes": window("stokes", 0.1 * field, **place)})  # fmt: skip
    return [near, far]


def all_causes() -> Trajectories:
    number = 8
    start = replace(
        particles([3.03, 4.7, 4.8, 4.9, 5.0, 5.2, 5.3, 5.35], 60.0),
        birth_s=T0 + np.array([0, 0, 0, 0, 100, 700, 1800, 5000.0]), member=np.arange(number, dtype=np.int32),
        downwind_deviate=np.linspace(-1.5, 1.5, number), crosswind_deviate=np.linspace(1, -1, number),
    )  # fmt: skip
    how = settings(
        HOURS, noise=NOISE, jibing=0.3, stokes="add", shoreline="stick", seed=5,
        capsizing={"wind": "8 m/s", "spread": "4 m/s", "factor": 0.4},
    )  # fmt: skip
    coast = MadeCoast(lambda lon, lat: (lon > 5.38) | (np.hypot(lon - 5.0, 2 * (lat - 60.03)) < 0.02))
    return drift(start, swirling_sea(), how, coast=coast, classes="FISHING-VESSEL-1")


def backward_along_a_shore() -> Trajectories:
    how = settings(
        until="2026-01-30T00:00Z", direction="backward", integrator="euler", shoreline="slip", noise=NOISE, jibing=0.1
    )
    start = replace(particles([4.9, 5.1, 5.3, 5.4], 60.0), birth_s=np.full(4, T0 + HOURS * HOUR))
    return drift(start, swirling_sea(), how, coast=MadeCoast(lambda lon, lat: lon + 0.0 * lat > 5.42), classes="PIW-1")


def over_the_pole() -> Trajectories:
    values = np.zeros((1, 14, 2, 2, 2))
    values[..., 1] = 1.0
    sea = Sea("polar", {"wind": window("wind", 3.0 * values), "current": window("current", values)})
    how = settings(5, noise=NOISE, shoreline="stick")
    return drift(particles([0.0, 100.0, -170.0], [89.9, 89.95, 89.8]), sea, how, coast=no_land(), classes="PIW-1")


SCENES = {"all causes": all_causes, "backward along a shore": backward_along_a_shore, "over the pole": over_the_pole}


def main() -> None:
    tracks = {name: scene() for name, scene in SCENES.items()}
    np.savez(sys.argv[1], **{f"{name} {part}": getattr(track, part) for name, track in tracks.items()
                             for part in ("lon", "lat", "status")})  # fmt: skip


if __name__ == "__main__":
    main()
