"""Cloud files keep every particle, open in the field's readers, and never half exist."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import netCDF4
import numpy as np
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from numpy.typing import NDArray

from sarex.adapters.cloud_file import read_cloud, write_cloud
from sarex.model.errors import CloudError, OutputError
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.provenance import Provenance, SourceUse

START_S = 1447632000.0  # 2015-11-16 00:00Z

PROVENANCE = Provenance(
    sarex_version="0.1.0",
    incident='{"name": "Life raft west of Øygarden"}',
    incident_sha256="ab" * 32,
    seed=7,
    noise="drifters-2020",
    sources=(
        SourceUse(
            name="norkyst.nc", quantity="current", sha256="cd" * 32, served=0.993, filled=0.021,
            hours=(("2015-11-16 00:00Z", "2015-11-17 00:00Z"),),
        ),
        SourceUse(name="arome.nc", quantity="wind", served=1.0, filled=0.0, hours=(), synthetic=True),
    ),
    coast="GSHHG full, 231 m",
    notes=("12 start positions were moved off land",),
    synthetic=True,
    exercise=True,
)  # fmt: skip


def some_cloud(particles: int = 50, times: int = 5, seed: int = 3) -> ParticleCloud:
    """Particles of every status, across the date line, some without positions at first or at last."""
    random = np.random.default_rng(seed)
    lon = (179.9 + random.normal(0, 0.3, (particles, times)) + 180.0) % 360.0 - 180.0
    lat = -44.0 + random.normal(0, 0.3, (particles, times))
    status = random.integers(0, 4, (particles, times)).astype(np.int8)
    absent = (status == Status.UNDER_WAY) | (status == Status.LEFT_FORCING)
    lon[absent] = lat[absent] = np.nan
    weight = random.random(particles)
    return ParticleCloud(
        time_s=START_S + 3600.0 * np.arange(times),
        lon=lon,
        lat=lat,
        status=status,
        weight=weight / weight.sum(),
        scenario=(np.arange(particles) % 2).astype(np.int16),
        object_class=(np.arange(particles) % 3).astype(np.int16),
        scenario_names=("last fix", "遅れ, overdue"),
        object_keys=("PIW-1", "LIFE-RAFT-DB-10", "FISHING-VESSEL-1"),
        provenance=PROVENANCE,
    )


def miss_m(got: ParticleCloud, put: ParticleCloud) -> NDArray[np.float64]:
    """How far each position moved [m], on the sphere; NaN where there is none."""
    east = (got.lon - put.lon + 180.0) % 360.0 - 180.0
    metre_per_degree = 6371008.8 * np.pi / 180.0
    return np.hypot(east * np.cos(np.radians(put.lat)), got.lat - put.lat) * metre_per_degree


def assert_same_cloud(got: ParticleCloud, put: ParticleCloud) -> None:
    assert_array_equal(np.isnan(got.lon), np.isnan(put.lon))
    assert_array_equal(np.isnan(got.lat), np.isnan(put.lat))
    there = ~np.isnan(put.lon)
    if there.any():
        assert miss_m(got, put)[there].max() < 0.01
        assert got.lon[there].min() >= -180.0
        assert got.lon[there].max() < 180.0
    for name in ("time_s", "status", "weight", "scenario", "object_class"):
        assert_array_equal(getattr(got, name), getattr(put, name))
        assert getattr(got, name).dtype == getattr(put, name).dtype
    assert got.scenario_names == put.scenario_names
    assert got.object_keys == put.object_keys
    assert got.provenance == put.provenance


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(particles=st.integers(1, 40), times=st.integers(1, 70), seed=st.integers(0, 2**32 - 1))
def test_a_cloud_comes_back_within_a_centimetre(tmp_path: Path, particles: int, times: int, seed: int) -> None:
    cloud = some_cloud(particles, times, seed)
    write_cloud(cloud, tmp_path / "cloud.nc")
    assert_same_cloud(read_cloud(tmp_path / "cloud.nc"), cloud)


def test_many_chunks_come_back_and_writing_again_changes_nothing(tmp_path: Path) -> None:
    cloud = some_cloud(particles=9001, times=33)
    write_cloud(cloud, tmp_path / "once.nc")
    once = read_cloud(tmp_path / "once.nc")
    assert_same_cloud(once, cloud)
    write_cloud(once, tmp_path / "twice.nc")
    twice = read_cloud(tmp_path / "twice.nc")
    assert_array_equal(twice.lon, once.lon)
    assert_array_equal(twice.lat, once.lat)
    assert (tmp_path / "once.nc").read_bytes() == (tmp_path / "twice.nc").read_bytes()


def test_the_date_line_and_the_poles_stay_where_they_are(tmp_path: Path) -> None:
    lon = np.array([[179.99999999], [-180.0], [-179.99999999], [0.0]])
    lat = np.array([[90.0], [-90.0], [0.00000004], [-89.99999999]])
    cloud = replace(some_cloud(4, 1), lon=lon, lat=lat, status=np.ones((4, 1), dtype=np.int8))
    write_cloud(cloud, tmp_path / "cloud.nc")
    got = read_cloud(tmp_path / "cloud.nc")
    assert_array_equal(got.lon[:, 0], [-180.0, -180.0, -180.0, 0.0])
    assert_array_equal(got.lat[:, 0], [90.0, -90.0, 0.0, -90.0])


def test_a_long_incident_fits_in_the_provenance(tmp_path: Path) -> None:
    cloud = replace(some_cloud(), provenance=PROVENANCE.model_copy(update={"incident": "x" * 300_000}))
    write_cloud(cloud, tmp_path / "cloud.nc")
    assert read_cloud(tmp_path / "cloud.nc").provenance == cloud.provenance


def test_xarray_sees_the_cf_names_units_flags_and_marks(tmp_path: Path) -> None:
    cloud = some_cloud()
    write_cloud(cloud, tmp_path / "cloud.nc")
    with xr.open_dataset(tmp_path / "cloud.nc") as seen:
        assert dict(seen.sizes) == {"trajectory": 50, "time": 5}
        assert seen.lon.dims == seen.lat.dims == seen.status.dims == ("trajectory", "time")
        np.testing.assert_allclose(seen.lon.values, cloud.lon, rtol=0, atol=5.1e-8)
        assert seen.time.values[0] == np.datetime64("2015-11-16T00:00:00")
        assert (seen.lon.attrs["standard_name"], seen.lon.attrs["units"]) == ("longitude", "degrees_east")
        assert (seen.lat.attrs["standard_name"], seen.lat.attrs["units"]) == ("latitude", "degrees_north")
        assert seen.trajectory.attrs["cf_role"] == "trajectory_id"
        assert seen.status.dtype == np.int8
        assert seen.status.attrs["flag_meanings"] == "under_way afloat stranded left_forcing"
        assert_array_equal(seen.status.attrs["flag_values"], [0, 1, 2, 3])
        assert seen.scenario.attrs["flag_meanings"].split() == ["last_fix", "_overdue"]
        assert seen.object_class.attrs["flag_meanings"].split() == list(cloud.object_keys)
        assert seen.attrs["featureType"] == "trajectory"
        assert seen.attrs["marks"].startswith("EXERCISE EXERCISE EXERCISE; SYNTHETIC")
        assert seen.attrs["marks"].endswith("NOT FOR NAVIGATION")
        assert seen.attrs["incident_name"] == "Life raft west of Øygarden"
        assert "current from norkyst.nc: 99.3% of the drift, 2.1% from filled coast cells" in seen.attrs["sources"]
        assert (seen.attrs["seed"], seen.attrs["noise_preset"]) == ("7", "drifters-2020")


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::PendingDeprecationWarning")
def test_trajan_takes_it_as_trajectories_on_one_time_axis(tmp_path: Path) -> None:
    import trajan  # noqa: F401  (brings the .traj accessor)

    lon = np.array([[4.0, 4.1], [5.0, 5.0]])
    lat = np.array([[60.0, 60.0], [60.0, 60.2]])
    cloud = replace(some_cloud(2, 2), lon=lon, lat=lat, status=np.ones((2, 2), dtype=np.int8))
    write_cloud(cloud, tmp_path / "cloud.nc")
    with xr.open_dataset(tmp_path / "cloud.nc") as seen:
        assert type(seen.traj).__name__ == "Orthogonal"
        speed = seen.traj.speed().values[:, 0]
    # On WGS84 at 60N: 0.1 degree of longitude is 5 580.0 m, 0.2 degree of latitude 22 282.8 m; both in an hour.
    np.testing.assert_allclose(speed * 3600.0, [5580.0, 22282.8], rtol=1e-5)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CloudError, match=r"there is no cloud file .*cloud\.nc"):
        read_cloud(tmp_path / "cloud.nc")


def test_text_is_no_cloud(tmp_path: Path) -> None:
    (tmp_path / "cloud.nc").write_text("format: sarex-incident/1\n")
    with pytest.raises(CloudError, match="damaged or no NetCDF file"):
        read_cloud(tmp_path / "cloud.nc")


def test_a_forcing_file_is_no_cloud(tmp_path: Path) -> None:
    xr.Dataset({"u10": ("x", np.zeros(3))}).to_netcdf(tmp_path / "wind.nc")
    with pytest.raises(CloudError, match="no Sarex cloud; give a file that `sarex drift` wrote"):
        read_cloud(tmp_path / "wind.nc")


@pytest.mark.parametrize("kept", [0.02, 0.3, 0.6, 0.9, 0.999])
def test_a_cut_file_is_refused_in_one_line(tmp_path: Path, kept: float) -> None:
    write_cloud(some_cloud(5000), tmp_path / "whole.nc")
    content = (tmp_path / "whole.nc").read_bytes()
    (tmp_path / "cut.nc").write_bytes(content[: int(kept * len(content))])
    with pytest.raises(CloudError) as caught:
        read_cloud(tmp_path / "cut.nc")
    assert "\n" not in str(caught.value)
    assert "cut.nc" in str(caught.value)


def spoil_format(dataset: netCDF4.Dataset) -> None:
    dataset.sarex_format = "sarex-cloud/0"


def spoil_provenance(dataset: netCDF4.Dataset) -> None:
    dataset.sarex_provenance = '{"seed": "seven"}'


def spoil_weight(dataset: netCDF4.Dataset) -> None:
    dataset["weight"][:] = dataset["weight"][:] * 2


def spoil_status(dataset: netCDF4.Dataset) -> None:
    dataset["status"][0, 0] = 9


def spoil_position(dataset: netCDF4.Dataset) -> None:
    dataset["status"][0, 0] = Status.AFLOAT
    dataset["lon"].set_auto_maskandscale(False)
    dataset["lon"][0, 0] = -(2**31)


def spoil_time(dataset: netCDF4.Dataset) -> None:
    dataset["time"][1] = dataset["time"][0]


def spoil_last_time(dataset: netCDF4.Dataset) -> None:
    dataset["time"][-1] = np.nan


def spoil_packing(dataset: netCDF4.Dataset) -> None:
    """As xarray does it after any arithmetic: degrees as they are, under the same name."""
    dataset.renameVariable("lon", "packed")
    dataset.createVariable("lon", "f8", ("trajectory", "time"))[:] = dataset["packed"][:]


def spoil_scenario(dataset: netCDF4.Dataset) -> None:
    dataset["scenario"][0] = 5


def spoil_name(dataset: netCDF4.Dataset) -> None:
    dataset.renameVariable("weight", "gewicht")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (spoil_format, "has the format sarex-cloud/0, this version reads sarex-cloud/1"),
        (spoil_provenance, "provenance: "),
        (spoil_weight, "weights do not sum to one"),
        (spoil_status, "a status is none of 0 to 3"),
        (spoil_position, "afloat or stranded has no position"),
        (spoil_time, "times do not ascend"),
        (spoil_last_time, "times do not ascend"),
        (spoil_packing, "`lon` is not in whole numbers of 1e-07 degree"),
        (spoil_scenario, "a scenario has no name"),
        (spoil_name, "weight"),
    ],
)
def test_a_cloud_that_another_tool_spoiled_is_refused(tmp_path: Path, spoil: object, says: str) -> None:
    write_cloud(some_cloud(), tmp_path / "cloud.nc")
    with netCDF4.Dataset(tmp_path / "cloud.nc", "a") as dataset:
        assert callable(spoil)
        spoil(dataset)
    with pytest.raises(CloudError, match=says) as caught:
        read_cloud(tmp_path / "cloud.nc")
    assert "\n" not in str(caught.value)


FULL_DISK = """
import resource, runpy, sys
from pathlib import Path
from sarex.adapters.cloud_file import write_cloud
from sarex.model.errors import OutputError
cloud = runpy.run_path(sys.argv[2])["some_cloud"](20_000, 25)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
try:
    write_cloud(cloud, Path(sys.argv[1]) / "cloud.nc")
except OutputError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no size limits there")
@pytest.mark.parametrize("bytes_max", [0, 10_000, 1_000_000])
def test_a_disk_that_is_full_in_mid_write_leaves_nothing_but_one_line(tmp_path: Path, bytes_max: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path), __file__, str(bytes_max)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1
    assert "cloud.nc: the file is larger than is allowed here; nothing was left behind" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_in_mid_write_leaves_the_older_cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "cloud.nc"
    older = some_cloud(seed=1)
    write_cloud(older, path)

    def interrupt(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sarex.adapters.cloud_file._write_tracks", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_cloud(some_cloud(seed=2), path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["cloud.nc"]
    assert_same_cloud(read_cloud(path), older)


def test_no_folder_is_made_for_it(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="there is no folder"):
        write_cloud(some_cloud(), tmp_path / "cases" / "cloud.nc")
    assert list(tmp_path.iterdir()) == []


def test_a_position_takes_at_most_six_bytes_and_a_half(tmp_path: Path) -> None:
    """Against 17 in memory: a file of 1e5 particles at 25 times stays below 14 MB."""
    random = np.random.default_rng(5)
    drifted = np.cumsum(random.normal(0, 0.01, (20_000, 25)), axis=1)
    lon, lat = 4.0 + 2 * drifted, 60.0 + np.flip(drifted, axis=0)
    cloud = replace(some_cloud(20_000, 25), lon=lon, lat=lat, status=np.ones((20_000, 25), dtype=np.int8))
    write_cloud(cloud, tmp_path / "cloud.nc")
    assert (tmp_path / "cloud.nc").stat().st_size < 6.5 * lon.size
