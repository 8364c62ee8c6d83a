"""The correlated errors against their closed form. (drift notes, velocity error)"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from drift_scene import HOUR, constant_sea, drift, particles, settings
from sarex.model.leeway_class import LeewayClass, LeewayFit

METRES_PER_DEGREE = 6378137.0 * np.pi / 180.0
NUMBER = 4000
DOWNWIND = LeewayClass(
    "DOWNWIND", "no crosswind leeway", 0, LeewayFit(0.04, 0.0, 0.0), LeewayFit(0.0, 0.0, 0.0), LeewayFit(0.0, 0.0, 0.0)
)


def spread_m(deviation: float, half_life_s: float, time_s: float) -> float:
    memory = half_life_s / np.log(2.0)
    variance = 2.0 * deviation**2 * memory**2 * (time_s / memory - 1.0 + np.exp(-time_s / memory))
    return float(np.sqrt(variance))


def positions_m(track, start_lat=0.0):
    """East and north from the start [m], (2, particle, time), near the equator."""
    return np.stack([track.lon * METRES_PER_DEGREE, (track.lat - start_lat) * 110574.4])


@pytest.mark.parametrize("step", ["1 min", "10 min", "60 min"])
def test_the_spread_of_the_current_error_does_not_depend_on_the_step(step):
    noise = {"name": "test", "current_sd": "0.3 m/s", "current_half_life": "1 h"}
    how = settings(12, step=step, noise=noise, output="1 h", jibing=0.0)
    track = drift(particles(np.zeros(NUMBER), 0.0), constant_sea(), how)
    spread = positions_m(track).std(axis=1)
    for hours in (1, 3, 12):
        expected = spread_m(0.3, HOUR, hours * HOUR)
        # The standard error of a standard deviation is 1/sqrt(2 n): 1.1 % here.
        np.testing.assert_allclose(spread[:, hours], expected, rtol=0.045)


def test_the_velocity_error_is_stationary_and_forgets_at_its_half_life():
    """Mean velocities over short steps are as good as velocities; their correlation halves in a half-life."""
    noise = {"name": "test", "current_sd": "0.3 m/s", "current_half_life": "2 h"}
    how = settings(8, step="5 min", output="5 min", noise=noise, jibing=0.0)
    track = drift(particles(np.zeros(NUMBER), 0.0), constant_sea(), how)
    velocity = np.diff(positions_m(track), axis=2) / 300.0
    deviation = velocity.std(axis=1)
    np.testing.assert_allclose(deviation, 0.3, rtol=0.06)
    for lag_h, expected in [(1, 2**-0.5), (2, 0.5), (4, 0.25)]:
        lag = lag_h * 12
        found = (velocity[:, :, :-lag] * velocity[:, :, lag:]).mean() / (velocity**2).mean()
        assert found == pytest.approx(expected, abs=0.03)
    assert abs(np.corrcoef(velocity[0].ravel(), velocity[1].ravel())[0, 1]) < 0.05


def test_wind_errors_move_by_way_of_leeway():
    """At a mean wind far above its error, the downwind leeway follows the wind error along the wind."""
    noise = {"name": "test", "wind_sd": "1 m/s", "wind_half_life": "1 h"}
    for step in ("10 min", "60 min"):
        how = settings(12, step=step, noise=noise, jibing=0.0, leeway_spread=False)
        track = drift(particles(np.zeros(NUMBER), 0.0), constant_sea(wind=(0.0, 20.0)), how, classes=(DOWNWIND,))
        north = positions_m(track)[1, :, -1]
        assert north.std() == pytest.approx(0.04 * spread_m(1.0, HOUR, 12 * HOUR), rel=0.05)


def test_diffusivity_spreads_by_the_square_root_of_two_d_t():
    noise = {"name": "test", "diffusivity": "10 m2/s"}
    for step in ("10 min", "60 min"):
        track = drift(particles(np.zeros(NUMBER), 0.0), constant_sea(), settings(6, noise=noise, step=step))
        spread = positions_m(track)[:, :, -1].std(axis=1)
        np.testing.assert_allclose(spread, np.sqrt(2 * 10.0 * 6 * HOUR), rtol=0.045)


@pytest.mark.parametrize("scheme", ["euler", "second_order"])
def test_a_birth_between_grid_times_has_the_same_closed_form(scheme):
    """The first step is short, and the spread is that of the time since birth."""
    noise = {"name": "test", "current_sd": "0.3 m/s", "current_half_life": "1 h"}
    start = particles(np.zeros(NUMBER), 0.0)
    late = start.birth_s + 2 * HOUR - 1234.5
    start = replace(start, birth_s=late)
    how = settings(4, step="60 min", noise=noise, jibing=0.0, integrator=scheme)
    track = drift(start, constant_sea(current=(0.5, 0.0)), how)
    np.testing.assert_array_equal(track.time_s - track.time_s[0], [0.0, HOUR, 2 * HOUR, 3 * HOUR])
    east, north = positions_m(track)
    assert np.all(np.isnan(east[:, 0]))
    age = track.time_s[1:] - late[0]
    np.testing.assert_allclose(north[:, 1:].std(axis=0), [spread_m(0.3, HOUR, t) for t in age], rtol=0.045)
    assert np.all(np.abs(east[:, 1:].mean(axis=0) - 0.5 * age) < 4 * 0.3 * age / np.sqrt(NUMBER))


def test_no_noise_means_no_random_motion_at_all():
    start = particles(np.zeros(200), 45.0, downwind_deviate=np.ones(200), crosswind_deviate=np.ones(200))
    track = drift(start, constant_sea(wind=(7.0, 2.0)), settings(24, noise="none"), classes="PIW-4")
    assert len(np.unique(track.lon[:, -1])) == 2
