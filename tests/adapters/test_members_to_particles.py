"""An ensemble from the file to the particles: each particle goes with one member, as many with one as with another."""

from __future__ import annotations

import numpy as np
import pytest

from adapters.grib_writer import wind
from adapters.sea_file import SeaFile
from sarex import api
from sarex.model.incident import Incident

HOURS = (0, 3, 6)
BLOWS_M_PER_S = (10.0, -10.0)
LON, LAT = np.arange(2.0, 6.1, 0.5), np.arange(58.0, 62.1, 0.5)


def netcdf_wind(path, speeds):
    sea = SeaFile(path)
    sea.add("time", ("time",), np.array(HOURS, float), units="hours since 2026-01-30 00:00:00")
    sea.add("lat", ("lat",), LAT, units="degrees_north")
    sea.add("lon", ("lon",), LON, units="degrees_east")
    sea.add("number", ("number",), np.arange(len(speeds)))
    shape = (len(HOURS), len(speeds), len(LAT), len(LON))
    dims = ("time", "number", "lat", "lon")
    east = np.broadcast_to(np.array(speeds)[None, :, None, None], shape).astype(np.float32)
    sea.add("u10", dims, east, units="m s-1", standard_name="eastward_wind")
    sea.add("v10", dims, 0 * east, units="m s-1", standard_name="northward_wind")
    return sea.done()


def grib_wind(path, speeds):
    grid = {
        "Ni": len(LON), "Nj": len(LAT), "latitudeOfFirstGridPointInDegrees": LAT[-1],
        "latitudeOfLastGridPointInDegrees": LAT[0], "longitudeOfFirstGridPointInDegrees": LON[0],
        "longitudeOfLastGridPointInDegrees": LON[-1], "iDirectionIncrementInDegrees": 0.5,
        "jDirectionIncrementInDegrees": 0.5, "iScansNegatively": 0, "jScansPositively": 0,
    }  # fmt: skip
    nothing = np.zeros(len(LON) * len(LAT))
    path.write_bytes(b"".join(
        wind(nothing + speed, nothing, grid=grid, stepRange=hour, productDefinitionTemplateNumber=1,
             perturbationNumber=member, numberOfForecastsInEnsemble=len(speeds))
        for hour in HOURS for member, speed in enumerate(speeds)
    ))  # fmt: skip
    return path


def ends(folder, forcing, particles=48):
    """Longitude and latitude at the end, of two scenarios at one place and without any chance."""
    slack = folder / "slack.yaml"
    slack.write_text("current: [{time: 2026-01-30T00:00Z, toward: 0, speed: 0 kn}]\n")
    fix = {"kind": "position", "at": "60N 4E", "time": "2026-01-30T00:00Z", "position_error": "0 nm"}
    incident = Incident.model_validate({
        "format": "sarex-incident/1", "name": "members", "object": "LIFE-RAFT-DB-10",
        "scenarios": [{"name": "one", "weight": 0.5, **fix}, {"name": "two", "weight": 0.5, **fix}],
        "drift": {"until": "2026-01-30T06:00Z", "particles": particles, "noise": "none", "shoreline": "none"},
    })  # fmt: skip
    cloud = api.drift(incident, [str(forcing), str(slack)])
    assert (cloud.status[:, -1] == 1).all()
    return cloud.lon[:, -1], cloud.lat[:, -1], cloud.scenario


def distinct(lon, lat):
    return {(round(float(one), 7), round(float(other), 7)) for one, other in zip(lon, lat, strict=True)}


@pytest.mark.parametrize(("write", "name"), [(netcdf_wind, "wind.nc"), (grib_wind, "wind.grib2")])
def test_two_members_with_opposite_winds_make_two_clouds(tmp_path, write, name):
    lon, lat, scenario = ends(tmp_path, write(tmp_path / name, BLOWS_M_PER_S))
    for number in (0, 1):
        east = lon[scenario == number] > 4.0
        assert east.sum() == 12
        assert (~east).sum() == 12
    # The cloud of each member is that of its wind alone, with both sides of the wind in it.
    for speed, mine in zip(BLOWS_M_PER_S, (lon > 4.0, lon < 4.0), strict=True):
        alone = ends(tmp_path, write(tmp_path / f"alone_{name}", (speed,)))
        assert len(distinct(*alone[:2])) == 2
        assert distinct(lon[mine], lat[mine]) == distinct(*alone[:2])
        assert abs(lon[mine] - 4.0).min() > 0.05


@pytest.mark.parametrize("members", [3, 5])
def test_members_share_the_particles_evenly(tmp_path, members):
    speeds = np.linspace(4.0, 20.0, members)
    lon, lat, _ = ends(tmp_path, netcdf_wind(tmp_path / "wind.nc", speeds), particles=24 * members)
    places = sorted(distinct(lon, lat))
    assert len(places) == 2 * members
    numbers = [int(np.sum((np.round(lon, 7) == place[0]) & (np.round(lat, 7) == place[1]))) for place in places]
    assert min(numbers) >= 10
    assert max(numbers) <= 14
