"""Why more particles strand in Sarex than in OpenDrift: the causes one by one, on the same tracks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from roaring_landmask import RoaringLandmask
from validation.opendrift.case import HOURS, LEE_SHORE, Forcing, Tracks
from validation.opendrift.sarex_side import sarex_tracks

FINE_S = 60


def points_on_land_share(lon: NDArray[np.float64], lat: NDArray[np.float64], every_s: int) -> list[float]:
    """Share of tracks (particle, time) with a point on land, by the polygons of the coast, until each of the hours."""
    land = RoaringLandmask.new()
    ashore = np.zeros(len(lon), dtype=bool)
    shares = []
    for index in range(lon.shape[1]):
        afloat = np.flatnonzero(~ashore & np.isfinite(lon[:, index]))
        ashore[afloat] = land.contains_many(lon[afloat, index].copy(), lat[afloat, index].copy())
        if index * every_s in [hour * 3600 for hour in HOURS]:
            shares.append(float(ashore.mean()))
    return shares


def cause_rows(ours: dict[str, Tracks], theirs: dict[str, Tracks], forcing: Forcing) -> list[str]:
    """Each line changes one thing from the line above it, from OpenDrift as it is to Sarex as it is."""
    coarse = sarex_tracks(replace(LEE_SHORE, land=False, output_s=LEE_SHORE.step_s), forcing)
    fine = sarex_tracks(replace(LEE_SHORE, land=False, step_s=FINE_S, output_s=FINE_S), forcing)
    rows = []
    for side, own in ours.items():
        steps = (
            ("OpenDrift: land asked for at the end of each step of 600 s", _shares(theirs[side])),
            ("the same question to Sarex's tracks", _asked(coarse[side], LEE_SHORE.step_s)),
            ("the same, asked every 60 s", _asked(fine[side], FINE_S)),
            ("Sarex: the whole path on cells of 232 m", _shares(own)),
        )
        rows += [f"| {side} | {what} | {' | '.join(f'{share:.2%}' for share in shares)} |" for what, shares in steps]
    return rows


def _asked(tracks: Tracks, every_s: int) -> list[float]:
    return points_on_land_share(tracks.lon, tracks.lat, every_s)


def _shares(tracks: Tracks) -> list[float]:
    return [float(tracks.stranded[:, hour].mean()) for hour in HOURS]
