"""A current of which only one component is known is no current: the particle has left the forcing."""

from __future__ import annotations

import numpy as np
import pytest

from drift_scene import HOUR, T0, Sea, constant, drift, no_land, particles, settings, window
from sarex.model.particle_cloud import Status

HOURS = 25


@pytest.mark.parametrize("missing", [0, 1], ids=["east", "north"])
@pytest.mark.parametrize("integrator", ["euler", "second_order"])
@pytest.mark.parametrize("shoreline", ["none", "stick"])
def test_half_a_current_is_none(missing: int, integrator: str, shoreline: str) -> None:
    lon = np.linspace(3.0, 5.0, 41)
    values = np.empty((1, HOURS, 2, lon.size, 2))
    values[..., 0], values[..., 1] = 1.0, 0.2
    values[:, :, :, lon > 4.0, missing] = np.nan
    current = window(
        "current", values, time_s=T0 + HOUR * np.arange(HOURS), lon_start_deg=3.0, lon_step_deg=0.05,
        lat_start_deg=59.0, lat_step_deg=3.0, filled=np.zeros((2, lon.size), dtype=np.bool_),
    )  # fmt: skip
    sea = Sea("half a current", {"wind": constant("wind", 0.0, 0.0, HOURS), "current": current})
    how = settings(24.0, integrator=integrator, shoreline=shoreline)
    tracks = drift(particles([3.5, 3.9], [60.0, 60.0]), sea, how, coast=no_land() if shoreline == "stick" else None)
    assert (tracks.status[:, -1] == Status.LEFT_FORCING).all()
    known = np.isfinite(tracks.lon)
    assert tracks.lon[known].min() >= 3.5
    assert tracks.lon[known].max() <= 4.0 + 600.0 / 55_000.0
    assert (np.isfinite(tracks.lat) == known).all()
    # Both go 1 m/s eastward, 0.0648 degrees of longitude an hour, until the last cell that is whole ends at 4.0 E.
    assert np.isfinite(tracks.lon).sum(axis=1).tolist() == [8, 2]


def test_windows_of_files_miss_both_components_together() -> None:
    from sarex.adapters.window_maker import MISSING

    missing = np.full(2, MISSING, np.complex64).view(np.float32)
    assert np.isnan(missing).all()
