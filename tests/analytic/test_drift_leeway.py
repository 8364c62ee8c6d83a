"""Leeway in constant wind: the published form, both sides of the wind, jibing, calm air, capsizing."""

from __future__ import annotations

import numpy as np
import pytest

from drift_scene import constant_sea, drift, particles, settings
from sarex.model.leeway_class import LeewayClass, LeewayFit, leeway_class

METRES_PER_DEGREE = 6378137.0 * np.pi / 180.0
STILL = {"name": "test", "current_sd": "0 m/s"}
"""Random motion without errors of wind and current: deviations and jibing are on."""
# End positions of the field's open reference for 24 h of constant wind (6, 8) and current (0.2, -0.1) m/s from 4E 60N,
# hourly Euler steps. It drifts to the left what its labels call right; here each side has its own name.
REFERENCE = [
    ("PIW-1", (4.46545, 59.95686), (4.33201, 60.00712)),
    ("FISHING-VESSEL-1", (4.88036, 59.94720), (4.19789, 60.20409)),
    ("SLDMB", (4.30930, 59.92244), (4.30930, 59.92244)),
]


@pytest.mark.parametrize(("key", "right", "left"), REFERENCE)
def test_end_positions_of_the_reference(key, right, left):
    sea = constant_sea(wind=(6.0, 8.0), current=(0.2, -0.1))
    track = drift(particles([4.0, 4.0], 60.0), sea, settings(24, integrator="euler", step="1 h"), classes=key)
    # Half of the last digit and the sphere-like shortcuts of the reference: 10 m in 50 km.
    np.testing.assert_allclose(track.lon[:, -1], [right[0], left[0]], atol=6e-5)
    np.testing.assert_allclose(track.lat[:, -1], [right[1], left[1]], atol=9e-5)


def velocity(wind, key, *, hours=1.0, **given):
    """East and north velocity [m/s] of particles in a constant wind on the equator."""
    how = given.pop("how", settings(hours, noise=STILL, jibing=0.0))
    start = particles(np.zeros(given.pop("number", 2)), 0.0, **given)
    track = drift(start, constant_sea(wind=wind), how, classes=key)
    elapsed = track.time_s[-1] - track.time_s[0]
    return track.lon[:, -1] * METRES_PER_DEGREE / elapsed, track.lat[:, -1] * 110574.4 / elapsed


def test_positive_crosswind_is_to_the_right_of_downwind():
    east, north = velocity((0.0, 10.0), "PIW-1")
    np.testing.assert_allclose(east, [0.054, -0.054], rtol=1e-3)
    np.testing.assert_allclose(north, [0.096, 0.096], rtol=1e-3)
    east, north = velocity((10.0, 0.0), "PIW-1")
    np.testing.assert_allclose(north, [-0.054, 0.054], rtol=1e-3)


@pytest.mark.parametrize("wind", [4.0, 10.0, 20.0])
def test_the_deviation_is_half_offset_and_half_slope(wind):
    """A deviate of one is the standard error at 10 m/s, half of it in calm and one and a half at 20 m/s."""
    fit = leeway_class("PIW-1")
    share = 0.5 + wind / 20.0
    east, north = velocity(
        (0.0, wind), "PIW-1", downwind_deviate=np.array([1.0, -2.0]), crosswind_deviate=np.array([1.0, 1.0])
    )
    down, right, left = fit.downwind, fit.right, fit.left
    np.testing.assert_allclose(
        north, down.slope * wind + share * down.std_m_per_s * np.array([1.0, -2.0]), rtol=1e-3, atol=1e-5
    )
    # Outward on either side: the left branch goes further to the left.
    expected = [right.slope * wind + share * right.std_m_per_s, left.slope * wind - share * left.std_m_per_s]
    np.testing.assert_allclose(east, expected, rtol=1e-3)


def test_leeway_fades_below_two_metres_a_second():
    fit = leeway_class("PIW-4").downwind
    for wind in (0.5, 1.0, 1.9, 2.1, 3.0):
        _, north = velocity((0.0, wind), "PIW-4")
        fade = min(wind / 2.0, 1.0)
        np.testing.assert_allclose(north, (fit.slope * wind + fit.offset_m_per_s) * fade, rtol=2e-3)
    how = settings(1, noise=STILL, jibing=0.0, calm_ramp=False)
    _, north = velocity((0.0, 1.0), "PIW-4", how=how)
    np.testing.assert_allclose(north, fit.slope + fit.offset_m_per_s, rtol=2e-3)


def test_calm_air_moves_and_spreads_nothing():
    generator = np.random.default_rng(5)
    deviates = {name: generator.standard_normal(100) for name in ("downwind_deviate", "crosswind_deviate")}
    start = particles(np.zeros(100), 45.0, **deviates)
    for ramp in (True, False):
        how = settings(24, noise=STILL, calm_ramp=ramp)
        track = drift(start, constant_sea(), how, classes="SAILBOAT-1")
        assert np.all(track.lon == 0.0)
        assert np.all(track.lat == 45.0)


def test_jibed_share_after_a_day():
    """An odd number of jibes within 24 h at 4 % an hour: (1 - exp(-2 rate 24)) / 2 = 0.43, whatever the step."""
    rate = -np.log(0.96)
    expected = (1.0 - np.exp(-2.0 * rate * 24.0)) / 2.0
    number = 20_000
    for step in ("10 min", "60 min"):
        # The side shows in the last hour of drift.
        how = settings(25, noise=STILL, step=step)
        track = drift(particles(np.zeros(number), 0.0, side=np.zeros(number, np.int8)), SOUTHERLY, how, classes="PIW-1")
        last = track.lon[:, -1] - track.lon[:, -2]
        left = np.mean(last < 0.0)
        chance = 1 - 0.96 ** (10 / 60 if step == "10 min" else 1.0)
        per_step = (1.0 - (1.0 - 2.0 * chance) ** (24 * 6 if step == "10 min" else 24)) / 2.0
        # The sign of the last hour is that of the greater part of it: two standard errors and a little.
        assert left == pytest.approx(per_step, abs=0.012)
        assert per_step == pytest.approx(expected, abs=0.01)


SOUTHERLY = constant_sea(wind=(0.0, 10.0))


def test_a_jibe_swaps_slope_offset_and_deviation():
    odd = LeewayClass(
        "ODD", "different on both sides", 0, LeewayFit(0.0, 0.0, 0.0), LeewayFit(0.02, 0.05, 0.03),
        LeewayFit(-0.01, -0.07, 0.02),
    )  # fmt: skip
    number = 500
    start = particles(np.zeros(number), 0.0, side=np.zeros(number, np.int8), crosswind_deviate=np.full(number, 0.5))
    how = settings(12, noise=STILL, jibing=0.3, step="10 min", output="10 min")
    track = drift(start, SOUTHERLY, how, classes=(odd,))
    east = np.diff(track.lon, axis=1) * METRES_PER_DEGREE / 600.0
    right = 0.02 * 10 + 0.05 + 0.5 * 0.03
    left = -0.01 * 10 - 0.07 - 0.5 * 0.02
    assert np.all(np.isclose(east, right, rtol=1e-3) | np.isclose(east, left, rtol=1e-3))
    assert np.all(np.isclose(east[:, 0], right, rtol=1e-3))
    assert 0.3 < np.mean(np.isclose(east[:, -1], left, rtol=1e-3)) < 0.7


def test_capsizing_scales_leeway_from_then_on():
    number = 4000
    how = settings(
        3, noise=STILL, jibing=0.0, leeway_spread=False, output="10 min",
        capsizing={"wind": "30 m/s", "spread": "5 m/s", "factor": 0.4},
    )  # fmt: skip
    track = drift(particles(np.zeros(number), 0.0), constant_sea(wind=(0.0, 30.0)), how, classes="PIW-1")
    north = np.diff(track.lat, axis=1) * 110574.4 / 600.0
    full = 0.0096 * 30.0
    upright = np.isclose(north, full, rtol=1e-3)
    assert np.all(upright | np.isclose(north, 0.4 * full, rtol=1e-3))
    assert np.all(np.diff(upright.astype(int), axis=1) <= 0)
    # A rate of one half an hour at that wind: after 2 h a share exp(-1) is still upright.
    assert np.mean(upright[:, 12]) == pytest.approx(np.exp(-1.0), abs=0.03)
