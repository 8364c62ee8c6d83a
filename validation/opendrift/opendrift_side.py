"""The cases in OpenDrift, in its own environment and process."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from benchmarks.drift import peer
from validation.opendrift.case import OBJECT_NUMBER, SIDES, START, Case, Forcing, Tracks

ORIENTATION = {"right": 1, "left": 0}


def opendrift_tracks(case: Case, forcing: Forcing) -> dict[str, Tracks]:
    """Tracks by side. Both sides start at every position, in one run."""
    lon, lat = case.start()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        np.savez(folder / "start.npz", lon=lon, lat=lat)
        request = {
            "current": str(forcing.current), "wind": str(forcing.wind), "positions": str(folder / "start.npz"),
            "both_sides": True, "start": START.isoformat(), "hours": 24, "step_s": case.step_s,
            "output_s": case.output_s, "object_number": OBJECT_NUMBER, "land": case.land,
            "deviation": False, "jibing": 0.0, "seed": 1, "save": str(folder / "tracks.npz"),
        }  # fmt: skip
        peer.run(request, folder)
        saved = dict(np.load(folder / "tracks.npz"))
    return {side: _tracks(saved, saved["orientation"] == ORIENTATION[side]) for side in SIDES}


def _tracks(saved: dict[str, np.ndarray], of_side: np.ndarray) -> Tracks:
    lon, lat = saved["lon"][of_side].astype(np.float64), saved["lat"][of_side].astype(np.float64)
    ends = saved["ended"][of_side] == "stranded"
    # OpenDrift writes where an element stranded at the output time that follows, and nothing after it.
    known = np.isfinite(lon)
    last = lon.shape[1] - 1 - known[:, ::-1].argmax(axis=1)
    stranded = ends[:, None] & (np.arange(lon.shape[1]) >= last[:, None])
    return Tracks(np.where(stranded, np.nan, lon), np.where(stranded, np.nan, lat), stranded)
