"""The run around the time loop: bit-equality, births, members, sources, gaps, coast, accounting."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from drift_scene import (
    GLOBE,
    HOUR,
    T0,
    MadeCoast,
    Sea,
    constant,
    constant_sea,
    drift,
    no_land,
    particles,
    settings,
    taken,
    window,
)
from sarex.drift.drift_run import DriftRun
from sarex.drift.particles import Particles
from sarex.drift.trajectories import Trajectories
from sarex.model.leeway_class import leeway_class

NUMBER = 300
METRES_PER_DEGREE = 6378137.0 * np.pi / 180.0


def busy_sea() -> Sea:
    """Wind and current that change in place and time, wind with three members."""
    generator = np.random.default_rng(8)
    grid = {"lon_start_deg": 8.0, "lat_start_deg": 48.0, "lon_step_deg": 0.25, "lat_step_deg": 0.25}
    wind = generator.normal(3.0, 6.0, (3, 14, 17, 17, 2))
    current = generator.normal(0.2, 0.4, (1, 14, 17, 17, 2))
    return Sea("busy", {"wind": window("wind", wind, **grid), "current": window("current", current, **grid)})


def islets(lon, lat):
    return (np.floor(lon * 40) * 31 + np.floor(lat * 40) * 17) % 53 == 0


def crowd() -> Particles:
    generator = np.random.default_rng(4)
    lon, lat = generator.normal(10.0, 0.2, NUMBER), generator.normal(50.0, 0.2, NUMBER)
    return particles(
        lon,
        lat,
        particle_id=generator.permutation(NUMBER).astype(np.int64) + 10**12,
        birth_s=T0 + generator.uniform(0, 3 * HOUR, NUMBER).round(),
        member=generator.integers(0, 7, NUMBER).astype(np.int32),
        downwind_deviate=generator.standard_normal(NUMBER),
        crosswind_deviate=generator.standard_normal(NUMBER),
    )


def busy_run(start: Particles, **plan) -> Trajectories:
    how = settings(
        9.5,
        noise={"name": "test", "wind_sd": "1 m/s", "current_sd": "0.2 m/s", "diffusivity": "1 m2/s"},
        jibing=0.2,
        shoreline=plan.pop("shoreline", "stick"),
        seed=11,
        capsizing={"wind": "12 m/s", "spread": "5 m/s", "factor": 0.4},
        integrator=plan.pop("integrator", "second_order"),
    )
    return drift(start, busy_sea(), how, coast=MadeCoast(islets), classes="PIW-4", **plan)


def same(one: Trajectories, other: Trajectories) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=name != "status")
        for name in ("lon", "lat", "status")
    )


@pytest.fixture(scope="module")
def reference() -> Trajectories:
    track = busy_run(crowd())
    assert {1, 2} <= set(track.status[:, -1].tolist())
    return track


@given(
    threads=st.integers(1, 4),
    window_bytes_max=st.sampled_from([1, 200_000, 10**9]),
    steps_max=st.sampled_from([1, 7, 24, 2048]),
    order=st.integers(0, 1000),
)
@hypothesis_settings(max_examples=25, deadline=None)
def test_threads_chunks_and_order_change_no_bit(reference, threads, window_bytes_max, steps_max, order):
    start = crowd()
    places = np.random.default_rng(order).permutation(NUMBER)
    track = busy_run(taken(places, start), threads=threads, window_bytes_max=window_bytes_max, steps_max=steps_max)
    back = np.argsort(places)
    again = replace(track, lon=track.lon[back], lat=track.lat[back], status=track.status[back])
    assert same(again, reference)
    assert track.uses == reference.uses


@given(chosen=st.sets(st.integers(0, NUMBER - 1), min_size=1, max_size=20))
@hypothesis_settings(max_examples=10, deadline=None)
def test_a_particle_does_not_feel_the_others(reference, chosen):
    places = np.array(sorted(chosen))
    track = busy_run(taken(places, crowd()))
    last = track.lon.shape[1]
    assert np.array_equal(track.lon, reference.lon[places, -last:], equal_nan=True)
    assert np.array_equal(track.status, reference.status[places, -last:])


def test_the_compiler_off_agrees_within_a_metre(tmp_path):
    script = (
        "import sys, numpy as np; sys.path[:0] = ['tests/drift', 'tests']\n"
        "from test_drift_run import busy_run, crowd, taken\n"
        "track = busy_run(taken(np.arange(5), crowd()), shoreline='none')\n"
        f"np.savez({str(tmp_path / 'off.npz')!r}, lon=track.lon, lat=track.lat)\n"
    )
    root = Path(__file__).parents[2]
    subprocess.run(
        [sys.executable, "-c", script], check=True, cwd=root, env={**os.environ, "NUMBA_DISABLE_JIT": "1"}, timeout=120
    )
    off, on = np.load(tmp_path / "off.npz"), busy_run(taken(np.arange(5), crowd()), shoreline="none")
    np.testing.assert_allclose(off["lon"], on.lon, atol=1e-5)
    np.testing.assert_allclose(off["lat"], on.lat, atol=8e-6)


def test_particles_begin_at_their_own_second():
    births = T0 + np.array([0.0, 3600.0, 5000.0, 7199.0, 7200.0, 14_400.0, 20_000.0])
    start = particles(np.zeros(7), 0.0, birth_s=births)
    track = drift(start, constant_sea(current=(1.0, 0.0)), settings(4))
    age = track.time_s[None, :] - births[:, None]
    np.testing.assert_array_equal(track.status, np.where(age >= 0.0, 1, 0))
    expected = np.where(age >= 0.0, age / METRES_PER_DEGREE, np.nan)
    np.testing.assert_allclose(track.lon, expected, atol=1e-9)


def test_the_run_begins_with_a_whole_output_interval_and_ends_at_its_end():
    start = particles([0.0, 1.0], 50.0, birth_s=np.array([T0 + 4000.0, T0 + 9000.0]))
    track = drift(start, constant_sea(), settings(3.7))
    np.testing.assert_allclose(track.time_s - T0, [3600.0, 7200.0, 10_800.0, 13_320.0])


def test_members_go_round_the_members_of_each_source():
    values = np.zeros((3, 30, 2, 2, 2))
    values[..., 0] = np.array([0.1, 0.2, 0.4])[:, None, None, None]
    sea = Sea("ensemble", {"current": window("current", values), "wind": constant("wind", 0.0, 0.0)})
    start = particles(np.zeros(7), 0.0, member=np.arange(7, dtype=np.int32))
    track = drift(start, sea, settings(10))
    speed = track.lon[:, -1] * METRES_PER_DEGREE / (10 * HOUR)
    np.testing.assert_allclose(speed, np.array([0.1, 0.2, 0.4, 0.1, 0.2, 0.4, 0.1]), rtol=1e-6)


def patch(east: float, **change) -> Sea:
    """A current on a small grid about (0.5, 0.5) without data in its middle cell corner."""
    values = np.full((1, 49, 11, 11, 2), east)
    values[:, :, 5, 5] = np.nan
    grid = {"lon_start_deg": 0.0, "lat_start_deg": 0.0, "lon_step_deg": 0.1, "lat_step_deg": 0.1}
    return Sea("patch", {"current": window("current", values, **grid, **change)})


def test_each_source_fills_the_holes_of_those_before_it():
    start = particles([0.15, 0.45, 2.0], 0.45)
    seas = [patch(1.0), constant_sea(current=(0.25, 0.0))]
    track = drift(start, seas, settings(1))
    speed = (track.lon[:, -1] - track.lon[:, 0]) * METRES_PER_DEGREE / HOUR
    np.testing.assert_allclose(speed, [1.0, 0.25, 0.25], rtol=1e-3)
    patch_use, wind_use, current_use = sorted(track.uses, key=lambda use: (use.name != "patch", use.quantity != "wind"))
    assert (patch_use.served, current_use.served) == pytest.approx((1 / 3, 2 / 3))
    assert wind_use.served == pytest.approx(1.0)
    assert patch_use.hours == (("2026-01-30 00:00Z", "2026-01-30 01:00Z"),)


def test_without_a_value_a_particle_leaves_the_forcing():
    """Its place is not known from then on; the time it was last known is put out."""
    start = particles([0.15, 0.45, 2.0, 0.95], 0.25)
    start = replace(start, lat=np.array([0.25, 0.45, 0.25, 0.25]))
    wind = Sea("wind", {"wind": constant("wind", 0.0, 0.0)})
    track = drift(start, [patch(1.0), wind], settings(4))
    np.testing.assert_array_equal(track.status, [[1, 1, 1, 1, 1], [1, 3, 3, 3, 3], [1, 3, 3, 3, 3], [1, 1, 3, 3, 3]])
    assert np.array_equal(np.isnan(track.lon), track.status == 3)
    no_wind = drift(start, [patch(1.0)], settings(4))
    assert np.all(no_wind.status[:, 1:] == 3)


def test_a_gap_in_time_serves_nothing_and_bridges_serve():
    values = np.full((1, 4, 2, 2, 2), 0.5)
    times = T0 + HOUR * np.array([0.0, 1.0, 5.0, 6.0])
    for bridge_h, status in ((4.5, 1), (3.0, 3)):
        flow = window("current", values, time_s=times, bridge_s_max=bridge_h * HOUR)
        sea = Sea("gap", {"current": flow, "wind": constant("wind", 0.0, 0.0)})
        track = drift(particles(0.0, 0.0), sea, settings(6), window_bytes_max=1)
        assert track.status[0, -1] == status
        assert track.status[0, 1] == 1


def test_stokes_drift_is_added_when_asked_for():
    sea = constant_sea(current=(0.1, 0.0))
    sea.windows["stokes"] = constant("stokes", 0.05, 0.0)
    for asked, speed in (("none", 0.1), ("add", 0.15)):
        track = drift(particles(0.0, 0.0), sea, settings(2, stokes=asked))
        assert track.lon[0, -1] * METRES_PER_DEGREE / (2 * HOUR) == pytest.approx(speed, rel=1e-6)
    without = drift(particles(0.0, 0.0), constant_sea(current=(0.1, 0.0)), settings(2, stokes="add"))
    assert without.status[0, -1] == 3


def wall(lon, lat):
    return (lon > 0.35) & (lon < 0.36) & (np.abs(lat) < 0.3)


@pytest.mark.parametrize("step", ["1 min", "10 min", "8 h"])
def test_no_step_is_long_enough_to_jump_an_island(step):
    """A wall one cell wide, and a step that would carry a particle right over it."""
    how = settings(16, step=step, output="8 h", shoreline="stick")
    coast = MadeCoast(wall)
    track = drift(particles([0.0, 0.0], [0.1, 0.5]), constant_sea(current=(1.0, 0.0)), how, coast=coast)
    np.testing.assert_array_equal(track.status[:, -1], [2, 1])
    first_column = np.floor(0.35 * 480) / 480
    assert first_column - 0.001 < track.lon[0, -1] < 0.3535
    assert not wall(*(np.floor(track.lon[:1, -1:] * 480) + 0.5) / 480, 0.1).any()
    assert track.lat[0, -1] == pytest.approx(0.1, abs=1e-9)
    assert all(len(set(corners)) == len(corners) for corners in coast.asked)


def test_stranding_lies_on_the_path_and_stays():
    how = settings(24, shoreline="stick")
    free = drift(particles(0.0, 0.1), constant_sea(current=(0.6, 0.3)), settings(24))
    track = drift(particles(0.0, 0.1), constant_sea(current=(0.6, 0.3)), how, coast=MadeCoast(wall))
    ended = int(np.argmax(track.status[0] == 2))
    assert 0 < ended < 24
    assert np.ptp(track.lon[0, ended:]) == 0.0
    slope = (free.lat[0, -1] - 0.1) / free.lon[0, -1]
    assert track.lat[0, ended] - 0.1 == pytest.approx(slope * track.lon[0, ended], abs=2e-6)
    np.testing.assert_array_equal(track.lon[0, :ended], free.lon[0, :ended])


def test_slipping_particles_stay_afloat_and_go_round():
    how = settings(36, shoreline="slip")
    sea = constant_sea(current=(0.6, 0.3))
    track = drift(particles(0.0, 0.0), sea, how, coast=MadeCoast(wall))
    assert np.all(track.status == 1)
    assert track.lon[0, 20] < 0.3535
    assert track.lat[0, 25] > 0.2
    assert track.lon[0, -1] > 0.4
    stuck = drift(particles(0.0, 0.0), constant_sea(current=(0.6, 0.0)), how, coast=MadeCoast(wall))
    assert stuck.lon[0, -1] < 0.3535


def test_no_shoreline_touches_no_coast():
    coast = MadeCoast(wall)
    track = drift(particles(0.0, 0.1), constant_sea(current=(1.0, 0.0)), settings(24), coast=coast)
    assert coast.asked == []
    assert track.lon[0, -1] > 0.7


def test_tiles_are_loaded_when_touched_and_only_once():
    coast = no_land()
    start = particles([179.7, -10.3], [0.5, 59.9])
    drift(start, constant_sea(current=(1.0, 0.5)), settings(24, shoreline="stick"), coast=coast)
    asked = [corner for corners in coast.asked for corner in corners]
    assert len(asked) == len(set(asked))
    assert set(asked) == {(179, 0), (-180, 0), (-11, 59), (-10, 59), (-10, 60), (-9, 60)}


def test_filled_cells_are_counted():
    filled = np.zeros((11, 11), dtype=np.bool_)
    filled[:, 6:] = True
    sea = patch(0.0, filled=filled)
    sea.windows["wind"] = constant("wind", 0.0, 0.0)
    start = particles([0.15, 0.75], 0.25, weight=np.array([0.25, 0.75]))
    use = next(use for use in drift(start, sea, settings(3)).uses if use.quantity == "current")
    assert (use.served, use.filled) == pytest.approx((1.0, 0.75))


def test_which_source_serves_a_place_and_time():
    seas = [patch(1.0), constant_sea()]
    run = DriftRun(settings(1), (leeway_class("PIW-1"),), seas, None, GLOBE, window_bytes_max=1)
    lon, lat = np.array([0.15, 0.45, 360.15, 5.0, 5.0]), np.array([0.45, 0.45, 0.45, 0.45, 0.45])
    time = T0 + HOUR * np.array([0.0, 5.0, 40.0, 2.5, 99.0])
    assert run.served_by("current", lon, lat, time).tolist() == [0, 1, 0, 1, -1]
    assert run.served_by("wind", lon, lat, time).tolist() == [1, 1, 1, 1, -1]
    assert run.served_by("stokes", lon, lat, time).tolist() == [-1] * 5
    assert run.served_by("wind", lon[:0], lat[:0], time[:0]).tolist() == []


def test_forcing_streams_through_time_in_small_windows():
    sea = constant_sea()
    drift(particles(0.0, 0.0), sea, settings(24), window_bytes_max=1)
    spans = [end - start for _, start, end in sea.asked]
    assert len(spans) > 48
    assert max(spans) <= 600.0


def test_progress_rises_to_one():
    heard: list[tuple[float, str]] = []
    run = DriftRun(settings(24), (leeway_class("PIW-1"),), [constant_sea()], None, GLOBE, threads=1, steps_max=30)
    run.run(particles(0.0, 0.0), lambda share, text: heard.append((share, text)))
    shares = [share for share, _ in heard]
    assert shares == sorted(shares)
    assert heard[-1] == (1.0, "drifted to 2026-01-31 00:00Z")
    assert len(heard) >= 5


def test_ctrl_c_gets_through():
    def interrupt(share: float, text: str) -> None:
        raise KeyboardInterrupt

    run = DriftRun(settings(24), (leeway_class("PIW-1"),), [constant_sea()], None, GLOBE, threads=2)
    with pytest.raises(KeyboardInterrupt):
        run.run(particles(0.0, 0.0), interrupt)
