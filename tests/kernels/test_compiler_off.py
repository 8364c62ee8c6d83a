"""The kernels mean the same with the compiler off: within a metre, and the same fate for every particle."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numba import config

import every_cause
from sarex.drift.trajectories import Trajectories
from sarex.model.particle_cloud import Status

APART_M_MAX = 1.0


@pytest.fixture(scope="module")
def here() -> dict[str, Trajectories]:
    return {name: scene() for name, scene in every_cause.SCENES.items()}


@pytest.fixture(scope="module")
def other_way(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    """The scenes in a process where the compiler is off if it is on here, and on if it is off."""
    file = tmp_path_factory.mktemp("scenes") / "tracks.npz"
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "0" if config.DISABLE_JIT else "1"}
    folders = [str(Path(every_cause.__file__).parent), *sys.path]
    environment["PYTHONPATH"] = os.pathsep.join(folder for folder in folders if folder)
    subprocess.run([sys.executable, every_cause.__file__, str(file)], env=environment, check=True)
    return dict(np.load(file))


@pytest.mark.parametrize("scene", every_cause.SCENES)
def test_tracks_agree_within_a_metre(
    scene: str, here: dict[str, Trajectories], other_way: dict[str, np.ndarray]
) -> None:
    ours = here[scene]
    lon, lat, status = (other_way[f"{scene} {part}"] for part in ("lon", "lat", "status"))
    np.testing.assert_array_equal(ours.status, status)
    known = np.isfinite(ours.lon)
    np.testing.assert_array_equal(known, np.isfinite(lon))
    lon, lat = np.radians(lon[known]), np.radians(lat[known])
    our_lon, our_lat = np.radians(ours.lon[known]), np.radians(ours.lat[known])
    # By way of chords, which hold at a pole too.
    points = [np.array([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])
              for x, y in ((lon, lat), (our_lon, our_lat))]  # fmt: skip
    assert 6_378_137.0 * np.linalg.norm(points[0] - points[1], axis=0).max() < APART_M_MAX


def test_the_scenes_hold_what_they_promise(here: dict[str, Trajectories]) -> None:
    assert set(here["all causes"].status.ravel()) == set(Status)
    along = here["backward along a shore"]
    assert (along.status == Status.AFLOAT).all()
    assert along.lon.max() == pytest.approx(5.42, abs=0.01)
    polar = np.diff(here["over the pole"].lat)
    assert polar.max() > 0.0 > polar.min()
