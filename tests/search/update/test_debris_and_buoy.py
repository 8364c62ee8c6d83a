"""Debris and marker buoys against closed forms on normal clouds."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import numpy as np
import pytest

from normal_cloud import NM, START_S, provenance, scattered
from sarex.model.errors import ResultsError
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.quantities import Position
from sarex.model.redrift import DebrisDrift
from sarex.model.search_result import Debris, MarkerBuoy, Track
from sarex.search.local_plane import LocalPlane
from sarex.search.update.debris import debris_told
from sarex.search.update.marker_buoy import current_error_m_per_s, marker_buoy_told
from sarex.search.update.sighting import FIFTY_PERCENT
from sarex.search.update.updated_cloud import UpdateOptions, updated_cloud
from update_case import case, redrift

HOUR = 3600.0
CENTRE = Position(3.0, 60.0)
PLANE = LocalPlane(CENTRE)


def places(east_nm: np.ndarray, north_nm: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    found = PLANE.places(np.stack([east_nm, north_nm], axis=-1) * NM)
    return found[:, 0], found[:, 1]


@dataclass(frozen=True)
class MadeDrift:
    """Stands for the drift: debris as told, water that goes east at `water` m/s."""

    drift: DebrisDrift | None = None
    water_m_per_s: float = 0.0

    def onward(self, *_: object) -> None:
        raise AssertionError

    def debris(self, *_: object) -> DebrisDrift:
        assert self.drift is not None
        return self.drift

    def water(self, _cloud: ParticleCloud, start: Position, start_s: float, end_s: float) -> Position:
        point = PLANE.point(start)
        moved = PLANE.places(np.array([[point.east + self.water_m_per_s * (end_s - start_s), point.north]]))
        return Position(*moved[0])


def debris(east_nm: float = 10.0, **change: object) -> Debris:
    (lon,), (lat,) = places(np.array([east_nm]), np.array([0.0]))
    told = {"name": "oar", "kind": "debris", "object": "PIW-1", "time": "2026-01-30T12:00Z", "at": f"{lat} {lon}"}
    return Debris.model_validate({**told, "position_error": "1 nm", **change})


def normal_debris(count: int, start_nm: float, way_nm: float, *, seed: int = 2) -> tuple[np.ndarray, DebrisDrift]:
    """Starts normal about the centre; debris goes 6 nm east with a normal error."""
    random = np.random.default_rng(seed)
    starts = random.normal(0.0, start_nm, (2, count))
    ends = starts + np.array([[6.0], [0.0]]) + random.normal(0.0, way_nm, (2, count))
    lon, lat = places(*ends)
    start_lon, start_lat = places(*starts)
    return starts, DebrisDrift(
        start_lon=start_lon, start_lat=start_lat, birth_s=np.full(count, START_S),
        scenario=np.zeros(count, dtype=np.int16), lon=lon, lat=lat,
        status=np.full(count, Status.AFLOAT, dtype=np.int8), root=np.arange(count),
    )  # fmt: skip


def test_debris_moves_the_start_as_the_product_of_normals_says():
    """Start 3 nm, way 2 nm, position 1 nm at 50 %: found 4 nm east of where debris goes on average."""
    starts, drift = normal_debris(4000, 3.0, 2.0)
    cloud = scattered(starts.T * NM, lon=CENTRE.lon, lat=CENTRE.lat)
    after = updated_cloud(cloud, [debris(10.0)], UpdateOptions(MadeDrift(drift), share_min=0.0))
    error = 2.0**2 + (1.0 / FIFTY_PERCENT) ** 2
    mean = starts @ after.weight
    # The kernels that smooth over starts and debris make the likelihood wider, so the mean stays a little behind.
    assert mean[0] == pytest.approx(4.0 * 9.0 / (9.0 + error), rel=0.12)
    assert mean[1] == pytest.approx(0.0, abs=0.25)
    deviation = np.sqrt((starts[1] - mean[1]) ** 2 @ after.weight)
    assert deviation == pytest.approx(np.sqrt(9.0 * error / (9.0 + error)), rel=0.12)


def test_debris_says_nothing_between_starts_that_are_all_alike():
    _, drift = normal_debris(500, 0.0, 2.0)
    row = debris_told(debris(7.0), scattered(np.zeros((500, 2)), lon=3.0, lat=60.0), MadeDrift(drift)).row
    np.testing.assert_allclose(row, row[0], rtol=1e-12)


def test_debris_tells_one_scenario_from_another():
    """On a real drift: found where the west one sends it, 12 nm from where the east one does."""
    cloud = case()
    found = Debris.model_validate({
        "name": "oar", "kind": "debris", "object": "PIW-1", "time": "2015-11-16T12:00Z", "at": "60 30N 004 05E",
        "position_error": "1 nm", "confidence": 0.9,
    })  # fmt: skip
    after = updated_cloud(cloud, [found], UpdateOptions(redrift(), share_min=0.0))
    west = after.weight[after.scenario == 0].sum()
    # What is not believed (0.1) leaves its share with the east, 0.1 x 0.4 of the weight; 3 deviations a little more.
    assert 0.04 <= 1.0 - west < 0.06


def test_debris_that_nothing_explains_or_without_forcing_is_refused():
    starts, drift = normal_debris(500, 1.0, 1.0)
    cloud = scattered(starts.T * NM, lon=CENTRE.lon, lat=CENTRE.lat)
    with pytest.raises(ResultsError, match="from no start of the case"):
        debris_told(debris(60.0), cloud, MadeDrift(drift))
    with pytest.raises(ResultsError, match="with --forcing"):
        debris_told(debris(), cloud, None)
    gone = replace(drift, status=np.full(500, Status.LEFT_FORCING, dtype=np.int8))
    with pytest.raises(ResultsError, match="from no start of the case"):
        debris_told(debris(6.0), cloud, MadeDrift(gone))


def with_errors(count: int, sd: float, *, seed: int = 3) -> tuple[np.ndarray, ParticleCloud]:
    """Particles that began together, each with its own steady error [m/s] on a current of 0.2 m/s eastward."""
    own = np.random.default_rng(seed).normal(0.0, sd, (count, 2))
    still = scattered(np.zeros((count, 2)), lon=CENTRE.lon, lat=CENTRE.lat, hours=6)
    lon, lat = still.lon.copy(), still.lat.copy()
    for hour in range(7):
        moved = PLANE.places((own + np.array([0.2, 0.0])) * hour * HOUR)
        lon[:, hour], lat[:, hour] = moved[:, 0], moved[:, 1]
    told = json.dumps({
        "format": "sarex-incident/1", "name": "case", "object": "PIW-1",
        "scenarios": [{"name": "fix", "at": "60N 3E", "time": "2026-01-30T00:00Z"}],
        "drift": {"until": "2026-01-30T06:00Z",
                  "noise": {"current_sd": f"{sd} m/s", "current_half_life": "5000 h"}},
    })  # fmt: skip
    told = told.replace('"at": "60N 3E"', '"kind": "position", "at": "60N 3E"')
    return own, replace(still, lon=lon, lat=lat, provenance=provenance(incident=told))


def buoy(east: float, north: float, *, hours: float = 4.0, **change: object) -> MarkerBuoy:
    """A track from the centre at a steady velocity [m/s], a fix every half hour."""
    time_s = np.arange(0.0, hours * HOUR + 1.0, 1800.0)
    found = PLANE.places(np.stack([east * time_s, north * time_s], axis=-1))
    fixes = tuple((START_S + float(t), float(x), float(y)) for t, (x, y) in zip(time_s, found, strict=True))
    told = {"name": "buoy", "kind": "marker_buoy", "track": {"fixes": fixes}, "correlation_length": "1e6 km", **change}
    return MarkerBuoy.model_validate(told)


def test_a_near_buoy_moves_the_error_as_the_product_of_normals_says():
    """Error 0.2 m/s, slip 0.1 m/s: the buoy went 0.3 m/s north and 0.1 m/s faster east than the forcing."""
    own, cloud = with_errors(20_000, 0.2)
    told = marker_buoy_told(buoy(0.3, 0.3, slip="0.1 m/s"), cloud, MadeDrift(water_m_per_s=0.2))
    after = updated_cloud(
        cloud, [buoy(0.3, 0.3, slip="0.1 m/s")], UpdateOptions(MadeDrift(water_m_per_s=0.2), share_min=0.0)
    )
    gain = 0.2**2 / (0.2**2 + 0.1**2)
    np.testing.assert_allclose(after.weight @ own, [0.1 * gain, 0.3 * gain], atol=0.012)
    deviation = np.sqrt(((own - after.weight @ own) ** 2).T @ after.weight)
    np.testing.assert_allclose(deviation, 0.2 * np.sqrt(1.0 - gain), rtol=0.06)
    assert "buoy differed from the forcing by 0.6 kn" in told.law


def test_a_far_buoy_says_nothing():
    _, cloud = with_errors(500, 0.2)
    row = marker_buoy_told(buoy(0.3, 0.3, correlation_length="1 m"), cloud, MadeDrift(water_m_per_s=0.2)).row
    np.testing.assert_allclose(row, row[0], atol=1e-9)


def test_a_particle_that_is_not_afloat_throughout_is_told_nothing():
    _, cloud = with_errors(50, 0.2)
    status = cloud.status.copy()
    status[7, 3:] = Status.STRANDED
    row = marker_buoy_told(buoy(0.3, 0.3), replace(cloud, status=status), MadeDrift()).row
    assert np.isnan(row[7])
    assert np.isfinite(np.delete(row, 7)).all()


def test_the_mean_error_fades_with_the_length_of_the_track():
    """Ornstein-Uhlenbeck: nearly the whole deviation in minutes, sqrt(2 memory / T) of it in the long run."""
    _, cloud = with_errors(5, 0.2)
    assert current_error_m_per_s(cloud, 600.0, "buoy") == pytest.approx(0.2, rel=1e-3)
    memory = 5000 * HOUR / np.log(2.0)
    assert current_error_m_per_s(cloud, 1000.0 * memory, "buoy") == pytest.approx(0.2 * np.sqrt(2e-3), rel=1e-3)


def test_what_a_buoy_cannot_tell_is_refused():
    _, cloud = with_errors(50, 0.2)
    with pytest.raises(ResultsError, match="with --forcing"):
        marker_buoy_told(buoy(0.3, 0.3), cloud, None)
    cut = replace(cloud, time_s=cloud.time_s + 600.0)
    with pytest.raises(ResultsError, match="too short"):
        marker_buoy_told(buoy(0.3, 0.3, hours=0.5), cut, MadeDrift())
    quiet = replace(cloud, provenance=provenance(incident=cloud.provenance.incident.replace("0.2 m/s", "0 m/s")))
    with pytest.raises(ResultsError, match="without an error of the current"):
        marker_buoy_told(buoy(0.3, 0.3), quiet, MadeDrift())


def test_a_buoy_on_a_real_drift_turns_the_cloud_its_way():
    """The water went 0.3 m/s north where the forcing has none: the mean of the cloud follows part of the way."""
    cloud = case(3000)
    plane = LocalPlane(Position(4.1, 60.5))
    time_s = np.arange(0.0, 4 * HOUR + 1.0, 1800.0)
    found = plane.places(np.stack([0.1 * time_s, 0.3 * time_s], axis=-1))
    start_s = 1447632000.0 + 7 * HOUR
    fixes = tuple((start_s + float(t), float(x), float(y)) for t, (x, y) in zip(time_s, found, strict=True))
    drifter = MarkerBuoy(name="buoy", kind="marker_buoy", track=Track(fixes=fixes))
    after = updated_cloud(cloud, [drifter], UpdateOptions(redrift(), share_min=0.0))
    north = np.radians(cloud.lat[:, 6] - cloud.lat[:, 1]) * 6_378_000.0
    assert 0.1 * 5 * HOUR < after.weight @ north - cloud.weight @ north < 0.3 * 5 * HOUR
