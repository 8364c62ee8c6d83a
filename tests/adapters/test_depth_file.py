"""Depths from files: which way is down, which way the axes run, and what lies beyond the grid."""

from __future__ import annotations

from pathlib import Path

import netCDF4
import numpy as np
import pytest

from sarex.adapters.depth_file import open_depth
from sarex.model.errors import ForcingError


def written(
    path: Path, lon, lat, values, *, name="deptho", units="m", dims=("lat", "lon"), positive="", axis_units=True
) -> Path:
    with netCDF4.Dataset(path, "w") as file:
        for axis, places, unit in (("lat", lat, "degrees_north"), ("lon", lon, "degrees_east")):
            file.createDimension(axis, len(places))
            variable = file.createVariable(axis, "f8", (axis,))
            variable[:] = places
            if axis_units:
                variable.units = unit
        if "time" in dims:
            file.createDimension("time", 1)
        variable = file.createVariable(name, "f4", dims, fill_value=-9999.0)
        variable[:] = np.ma.masked_invalid(values)
        variable.units = units
        if positive:
            variable.positive = positive
    return path


LON, LAT = np.arange(0.0, 8.0), np.arange(58.0, 63.0)
SHELF = 10.0 * (LON[np.newaxis, :] + 1.0) + (LAT[:, np.newaxis] - 58.0)
"""Deeper eastward by 10 m, northward by 1 m a degree."""
PLACES = (np.array([2.5, 6.9, 0.0, 7.0]), np.array([59.5, 61.2, 58.0, 62.0]))
LEAST = [31.0, 73.0, 10.0, 83.0]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"lat": LAT[::-1], "values": SHELF[::-1]},
        {"lon": LON[::-1], "values": SHELF[:, ::-1]},
        {"name": "elevation", "values": -SHELF},
        {"name": "h", "values": -SHELF, "positive": "up"},
        {"units": "km", "values": SHELF / 1000.0},
        {"values": SHELF.T, "dims": ("lon", "lat")},
        {"values": SHELF[np.newaxis], "dims": ("time", "lat", "lon")},
        {"lon": LON + 360.0},
    ],
    ids=lambda changes: "-".join(changes) or "plain",
)
def test_the_least_of_the_points_around_however_it_is_stored(tmp_path, changes):
    told = {"lon": LON, "lat": LAT, "values": SHELF, **changes}
    depths = open_depth(written(tmp_path / "depth.nc", **told))
    assert depths.at(*PLACES) == pytest.approx(LEAST, rel=1e-6)


def test_a_shoal_of_one_point_is_not_smoothed_away(tmp_path):
    values = np.full(SHELF.shape, 50.0)
    values[2, 3] = 4.0
    depths = open_depth(written(tmp_path / "depth.nc", LON, LAT, values))
    assert depths.at(np.array([3.99, 2.01, 4.01]), np.array([60.99, 59.01, 60.0])) == pytest.approx([4.0, 4.0, 50.0])


def test_unknown_is_told_apart_from_shallow(tmp_path):
    values = SHELF.copy()
    values[:, :3] = np.nan
    depths = open_depth(written(tmp_path / "depth.nc", LON, LAT, values))
    found = depths.at(np.array([0.5, 2.5, -1.0, 8.5, 4.0, 4.0]), np.array([60.5, 60.5, 60.0, 60.0, 57.0, 63.0]))
    assert np.isnan(found[[0, 2, 3, 4, 5]]).all()
    assert found[1] == pytest.approx(42.0)


@pytest.mark.parametrize("lon", [np.arange(0.0, 360.0, 10.0), np.arange(-180.0, 180.0, 10.0)])
def test_round_the_globe_there_is_no_seam(tmp_path, lon):
    values = np.broadcast_to(100.0 + np.abs((lon + 180.0) % 360.0 - 180.0), (len(LAT), len(lon)))
    depths = open_depth(written(tmp_path / "depth.nc", lon, LAT, values))
    places = np.array([-175.0, 175.0, 179.99, -180.0, -5.0, 5.0, 355.0])
    assert depths.at(places, np.full(7, 60.5)) == pytest.approx([270.0, 270.0, 270.0, 270.0, 100.0, 100.0, 100.0])


def test_across_the_date_line(tmp_path):
    lon = np.array([178.0, 179.0, -180.0, -179.0, -178.0])
    values = np.broadcast_to([10.0, 20.0, 30.0, 40.0, 50.0], (len(LAT), 5))
    depths = open_depth(written(tmp_path / "depth.nc", lon, LAT, values))
    found = depths.at(np.array([178.5, 179.5, -179.5, -178.5, 177.0, -177.0]), np.full(6, 60.0))
    assert found[:4] == pytest.approx([10.0, 20.0, 30.0, 40.0])
    assert np.isnan(found[4:]).all()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "salinity"}, r"holds no depth on a grid; .*\(there: lat, lon, salinity\)"),
        ({"units": "fathoms"}, "deptho is in 'fathoms', not in metres"),
        ({"lon": np.array([0.0, 1, 2, 5, 4, 6, 7, 8])}, "."),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path, changes, said):
    told = {"lon": LON, "lat": LAT, "values": SHELF, **changes}
    with pytest.raises(ForcingError, match=said):
        open_depth(written(tmp_path / "depth.nc", **told))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ForcingError, match=r"depth file .* does not exist"):
        open_depth(tmp_path / "none.nc")
