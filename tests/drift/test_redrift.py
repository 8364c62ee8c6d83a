"""What is drifted again goes on as if it had never been stopped, but for its noise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sarex.adapters.memory_source import MemorySource, memory_field
from sarex.drift.forecast import forecast
from sarex.drift.redrift import ForcingRedrift, roots
from sarex.model.cloud_history import CloudHistory, Descent
from sarex.model.errors import CloudError, ForcingGapError, ResultsError
from sarex.model.forcing_window import Box
from sarex.model.incident import Incident
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.quantities import Position

HOUR = 3600.0
MIDNIGHT = 1447632000.0  # 2015-11-16T00:00Z
NOISELESS = {"name": "own", "current_sd": 0, "wind_sd": 0}
FIX = {"name": "fix", "kind": "position", "at": "60 30.0N 004 00.0E", "time": "2015-11-16T06:00Z",
       "position_error": "2 nm", "time_error": "1 h"}  # fmt: skip
AREA = {"name": "area", "kind": "area", "polygon": ["60N 3E", "60N 4E", "61N 4E"], "from": "2015-11-16T05:00Z",
        "until": "2015-11-16T11:00Z"}  # fmt: skip


def incident(**drift: Any) -> Incident:
    return Incident.model_validate({
        "format": "sarex-incident/1", "name": "case", "object": [{"object": "PIW-1"}, {"object": "LIFE-RAFT-DB-10"}],
        "scenarios": [FIX, AREA],
        "drift": {"until": "2015-11-16T17:00Z", "particles": 200, "noise": NOISELESS, "shoreline": "none", "seed": 5,
                  "jibing": 0.5, **drift},
    })  # fmt: skip


def sea(wind: Any = (4.0, 9.0), current: Any = (0.3, -0.1), last_h: float = 36) -> MemorySource:
    times = [MIDNIGHT + hour * HOUR for hour in np.arange(last_h + 1)]
    fields = [
        memory_field(quantity, velocity, Box(0.0, 58.0, 8.0, 63.0), times, bridge_s_max=2 * HOUR)
        for quantity, velocity in (("wind", wind), ("current", current))
    ]
    return MemorySource("sea.nc", tuple(fields), sha256="5ea")


def everyone(cloud: ParticleCloud) -> np.ndarray:
    return np.arange(cloud.particles)


@pytest.mark.parametrize("at", [3, 5, 8])
def test_without_noise_the_same_names_go_the_same_way(at):
    """Place, birth, leeway of each particle, side after many jibes, and the grid of times are all taken up again."""
    cloud = forecast(incident(), [sea()], None)
    assert (cloud.status[:, 3] == Status.UNDER_WAY).any()
    onward = ForcingRedrift([sea()], None).onward(cloud, everyone(cloud), everyone(cloud), at)
    np.testing.assert_array_equal(onward.status, cloud.status[:, at:])
    np.testing.assert_allclose(onward.lon, cloud.lon[:, at:], atol=1e-12)
    np.testing.assert_allclose(onward.lat, cloud.lat[:, at:], atol=1e-12)
    assert "wind from sea.nc: 100.0% of the drift, sha256 5ea" in onward.forcing


def drawn(cloud: ParticleCloud, ancestor: np.ndarray, at: int, name_start: int) -> ParticleCloud:
    """All copies go on by themselves from `at`."""
    onward = ForcingRedrift([sea()], None).onward(cloud, ancestor, name_start + everyone(cloud), at)
    lon, lat, status = cloud.lon[ancestor], cloud.lat[ancestor], cloud.status[ancestor]
    lon[:, at:], lat[:, at:], status[:, at:] = onward.lon, onward.lat, onward.status
    fresh = np.ones(cloud.particles, dtype=np.bool_)
    descent = Descent(cloud, ancestor.astype(np.int32), fresh, float(cloud.time_s[at]), name_start)
    return replace(
        cloud, lon=lon, lat=lat, status=status, object_class=cloud.object_class[ancestor],
        scenario=cloud.scenario[ancestor], history=CloudHistory(cloud.weight, np.empty((0, cloud.particles)), descent),
    )  # fmt: skip


def test_a_second_draw_takes_up_what_the_first_one_did():
    cloud = forecast(incident(), [sea()], None)
    ancestor = np.sort(np.random.default_rng(1).integers(0, cloud.particles, cloud.particles))
    once = drawn(cloud, ancestor, at=5, name_start=2**32)
    np.testing.assert_array_equal(roots(once), ancestor)
    again = ForcingRedrift([sea()], None).onward(once, everyone(once), 2**32 + everyone(once), 8)
    np.testing.assert_allclose(again.lon, once.lon[:, 8:], atol=1e-12)
    np.testing.assert_allclose(again.lat, once.lat[:, 8:], atol=1e-12)


def test_fresh_noise_spreads_the_copies_of_one_particle_as_the_law_says():
    noise = {"current_sd": "0.3 m/s", "current_half_life": "7 h"}
    told = incident(noise=noise, jibing=0, particles=1200, leeway_spread=False, until="2015-11-16T17:00Z")
    cloud = forecast(told, [sea()], None)
    chosen = int(np.flatnonzero(cloud.status[:, 6] == Status.AFLOAT)[0])
    names = 2**32 + everyone(cloud)
    onward = ForcingRedrift([sea()], None).onward(cloud, np.full(1200, chosen), names, 6)
    hours = float(cloud.time_s[-1] - cloud.time_s[6]) / HOUR
    memory = 7.0 / np.log(2.0)
    h = hours / memory
    expected_m = 0.3 * HOUR * memory * np.sqrt(2.0 * (h + np.expm1(-h)))
    north_m = np.radians(onward.lat[:, -1]) * 6_371_000.0
    assert north_m.std() == pytest.approx(expected_m, rel=0.06)


def test_what_has_ended_stays_where_it_is():
    cloud = forecast(incident(), [sea()], None)
    status = cloud.status.copy()
    status[0, 4:] = Status.STRANDED
    ended = replace(cloud, status=status)
    onward = ForcingRedrift([sea()], None).onward(ended, np.array([0]), np.array([9]), 6)
    assert (onward.status == Status.STRANDED).all()
    np.testing.assert_array_equal(onward.lon[0], cloud.lon[0, 6:])
    assert onward.forcing == ()


def test_forcing_that_ends_too_early_is_refused():
    cloud = forecast(incident(), [sea()], None)
    with pytest.raises(ForcingGapError, match="load"):
        ForcingRedrift([sea(last_h=10)], None).onward(cloud, everyone(cloud), everyone(cloud), 6)


def test_a_cut_cloud_cannot_be_drifted_again():
    cloud = forecast(incident(), [sea()], None)
    half = replace(cloud, **{
        name: getattr(cloud, name)[::2]
        for name in ("lon", "lat", "status", "weight", "scenario", "object_class")
    })  # fmt: skip
    with pytest.raises(CloudError, match="not all those of its incident"):
        ForcingRedrift([sea()], None).onward(half, everyone(half), everyone(half), 6)


def test_debris_starts_where_the_particles_started():
    cloud = forecast(incident(noise="none"), [sea()], None)
    drift = ForcingRedrift([sea(wind=(0.0, 0.0))], None).debris(cloud, "PIW-1", MIDNIGHT + 13 * HOUR)
    np.testing.assert_array_equal(drift.scenario, cloud.scenario)
    np.testing.assert_array_equal(drift.root, everyone(cloud))
    first = int(np.flatnonzero(cloud.status[50] == Status.AFLOAT)[0])
    # Without wind debris moves with the water: 0.3 m/s east for the time since its own start.
    hours = (MIDNIGHT + 13 * HOUR - drift.birth_s) / HOUR
    moved_m = np.radians(drift.lon - drift.start_lon) * 6_378_137.0 * np.cos(np.radians(drift.start_lat))
    placed = drift.status == Status.AFLOAT
    np.testing.assert_allclose(moved_m[placed] / (hours[placed] * HOUR), 0.3, rtol=0.01)
    assert cloud.time_s[first] >= drift.birth_s[50]
    with pytest.raises(ResultsError, match="cannot come from this case"):
        ForcingRedrift([sea()], None).debris(cloud, "PIW-1", MIDNIGHT)


def test_water_goes_with_the_current_alone():
    cloud = forecast(incident(noise="drifters-2020"), [sea()], None)
    end = ForcingRedrift([sea()], None).water(cloud, Position(4.0, 60.5), MIDNIGHT + 6.3 * HOUR, MIDNIGHT + 11.8 * HOUR)
    north_m = np.radians(end.lat - 60.5) * 6_378_000.0
    assert north_m == pytest.approx(-0.1 * 5.5 * HOUR, rel=0.01)
    with pytest.raises(ForcingGapError):
        ForcingRedrift([sea()], None).water(cloud, Position(7.99, 60.5), MIDNIGHT + 6 * HOUR, MIDNIGHT + 12 * HOUR)
