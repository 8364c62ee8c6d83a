"""A global 0-360 wind of a weather service, from the file to the particles, at the date line and at Greenwich."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

from adapters.grib_writer import wind
from adapters.sea_file import SeaFile
from sarex import api
from sarex.model.incident import Incident

GLOBAL_LON = np.arange(0.0, 360.0, 0.25)
GLOBAL_LAT = np.arange(90.0, -90.1, -0.25)
HOURS = (0, 3, 6, 9, 12)
SINCE = "hours since 2026-01-30 00:00:00"
CURRENT_M_PER_S = 1.0


def wind_at(hour):
    """Depends on latitude and time only, so that every meridian sees the same: east, north (lat, lon) [m/s]."""
    east = np.broadcast_to((8.0 + 0.05 * GLOBAL_LAT + 0.2 * hour)[:, None], (len(GLOBAL_LAT), len(GLOBAL_LON)))
    return east, 3.0 - 0.5 * east


@pytest.fixture(scope="module")
def netcdf_wind(tmp_path_factory):
    sea = SeaFile(tmp_path_factory.mktemp("gfs") / "gfs.nc")
    sea.add("time", ("time",), np.array(HOURS, float), units=SINCE)
    sea.add("latitude", ("latitude",), GLOBAL_LAT, units="degrees_north")
    sea.add("longitude", ("longitude",), GLOBAL_LON, units="degrees_east")
    fields = np.array([wind_at(hour) for hour in HOURS], np.float32)
    for number, name in enumerate(("ugrd10m", "vgrd10m")):
        sea.add(name, ("time", "latitude", "longitude"), fields[:, number], units="m s-1")
    return sea.done()


@pytest.fixture(scope="module")
def grib_wind(tmp_path_factory):
    grid = {
        "Ni": 1440, "Nj": 721, "latitudeOfFirstGridPointInDegrees": 90.0, "latitudeOfLastGridPointInDegrees": -90.0,
        "longitudeOfFirstGridPointInDegrees": 0.0, "longitudeOfLastGridPointInDegrees": 359.75,
        "iDirectionIncrementInDegrees": 0.25, "jDirectionIncrementInDegrees": 0.25,
        "iScansNegatively": 0, "jScansPositively": 0,
    }  # fmt: skip
    path = tmp_path_factory.mktemp("gfs") / "gfs.grib2"
    path.write_bytes(b"".join(wind(*wind_at(hour), grid=grid, stepRange=hour) for hour in HOURS))
    return path


@pytest.fixture(scope="module")
def current(tmp_path_factory):
    """Global at 1 degree from -180 to 179, constant to the east."""
    sea = SeaFile(tmp_path_factory.mktemp("sea") / "current.nc")
    sea.add("time", ("time",), np.array(HOURS, float), units=SINCE)
    sea.add("lat", ("lat",), np.arange(-80.0, 80.1), units="degrees_north")
    sea.add("lon", ("lon",), np.arange(-180.0, 180.0), units="degrees_east")
    for name, speed in (("uo", CURRENT_M_PER_S), ("vo", 0.0)):
        sea.add(name, ("time", "lat", "lon"), np.full((len(HOURS), 161, 360), speed, np.float32), units="m s-1")
    return sea.done()


def drifted(position, forcing, **drift):
    incident = Incident.model_validate({
        "format": "sarex-incident/1", "name": "globe", "object": "PIW-1",
        "scenarios": [
            {"name": "fix", "kind": "position", "at": position, "time": "2026-01-30T00:00Z", "position_error": "2 nm"}
        ],
        "drift": {"until": "2026-01-30T12:00Z", "particles": 60, "seed": 3, "shoreline": "none", **drift},
    })  # fmt: skip
    return api.drift(incident, [str(path) for path in forcing])


def turned(lon, west):
    """Longitudes on the turn that begins at `west`."""
    return np.mod(lon - west, 360.0) + west


@pytest.mark.parametrize("kind", ["netcdf", "grib"])
@pytest.mark.parametrize(
    ("place", "lon"), [("40N 179.8E", 179.8), ("40N 179.9W", -179.9), ("40N 0.2W", -0.2), ("40N 0.1E", 0.1)]
)
def test_the_same_sea_moves_alike_at_every_meridian(request, current, kind, place, lon):
    forcing = (request.getfixturevalue(f"{kind}_wind"), current)
    here, there = drifted(place, forcing), drifted("40N 100E", forcing)
    assert (here.status == 1).all()
    assert ((here.lon >= -180.0) & (here.lon < 180.0)).all()
    np.testing.assert_allclose(turned(here.lon - lon, -180.0), there.lon - 100.0, atol=1e-5)
    np.testing.assert_allclose(here.lat, there.lat, atol=1e-5)
    served = {use.quantity: (use.served, use.filled) for use in here.provenance.sources}
    assert served == {"wind": (1.0, 0.0), "current": (1.0, 0.0)}


@pytest.mark.parametrize(("place", "west"), [("40N 179.8E", 0.0), ("40N 0.2W", -180.0), ("30S 179.8E", 0.0)])
def test_a_current_carries_across_the_meridian_as_far_as_it_runs(tmp_path, current, place, west):
    calm = tmp_path / "calm.yaml"
    calm.write_text("wind: [{time: 2026-01-30T00:00Z, from: 0, speed: 0 kn}]\n")
    cloud = drifted(place, (calm, current), noise="none")
    lon = turned(cloud.lon, west)
    assert (lon[:, 0] < west + 180.0).any()
    assert (lon[:, -1] > west + 180.0).all()
    assert (np.diff(lon, axis=1) > 0).all()
    np.testing.assert_allclose(cloud.lat, np.repeat(cloud.lat[:, :1], cloud.lat.shape[1], axis=1), atol=1e-7)
    wgs84 = Geod(ellps="WGS84")
    # Along a parallel the way is the sum of many short ones.
    steps = np.linspace(lon[:, 0], lon[:, -1], 400)
    lat = np.broadcast_to(cloud.lat[:, 0], steps[1:].shape)
    way_m = np.asarray(wgs84.inv(steps[:-1], lat, steps[1:], lat)[2]).sum(axis=0)
    np.testing.assert_allclose(way_m, CURRENT_M_PER_S * 12 * 3600.0, atol=1.2)
