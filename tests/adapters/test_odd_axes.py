"""Axes that a careless cut or join leaves behind: empty, a single line, repeated, or without a single number."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import CRS

from adapters.sea_file import START_S, plain_sea
from sarex.adapters.axis import ascending
from sarex.adapters.gridded_file import open_gridded_source
from sarex.adapters.gridded_source import GriddedSource
from sarex.adapters.horizontal_grid import grid_angle
from sarex.adapters.raw_field import CurvilinearGrid, ProjectedGrid, RawField
from sarex.adapters.stored_file import StoredFile, StoredVariable
from sarex.adapters.vertical_level import surface_level, ten_metre_level
from sarex.adapters.window_maker import WindowMaker
from sarex.model.errors import ForcingError
from sarex.model.forcing_window import Box

LAT = np.arange(33.0, 36.1, 0.25)


def source(path):
    return open_gridded_source(str(path), name=path.name)


@pytest.mark.parametrize("axis", ["lat", "lon"])
def test_a_cut_that_left_nothing_is_refused(tmp_path, axis):
    path = plain_sea(tmp_path / "cut.nc", **{axis: np.zeros(0)}).done()
    with pytest.raises(ForcingError, match=f"nothing along {axis}; cut the area"):
        source(path)


@pytest.mark.parametrize(
    ("change", "shape"),
    [({"lat": LAT[:1]}, "1 x 17"), ({"lon": np.array([130.0])}, "13 x 1"), ({"lat": np.full(5, 34.0)}, "1 x 17")],
    ids=["one row", "one column", "one latitude again and again"],
)
def test_a_single_line_of_points_is_refused_before_anything_is_worked_out(tmp_path, change, shape):
    with pytest.raises(ForcingError, match=f"a grid of {shape} points"):
        _ = source(plain_sea(tmp_path / "line.nc", **change).done()).coverage


def test_a_row_that_two_joined_files_have_in_common_counts_once(tmp_path):
    joined = source(plain_sea(tmp_path / "joined.nc", lat=np.concatenate([LAT[:6], LAT[5:]])).done())
    whole = source(plain_sea(tmp_path / "whole.nc").done())
    box = Box(129, 33.5, 131, 35.5)
    ours, theirs = (one.window("current", START_S, START_S, box) for one in (joined, whole))
    assert (ours.lat_start_deg, ours.lat_step_deg) == (theirs.lat_start_deg, theirs.lat_step_deg)
    assert np.array_equal(ours.values, theirs.values)
    assert ascending(np.array([3.0, 1.0, 3.0, 2.0])).stored.tolist() == [1, 3, 0]


def test_axes_of_fill_values_end_in_one_line_without_a_warning(tmp_path):
    sea = plain_sea(tmp_path / "fill.nc", lat=np.full(5, np.nan))
    with pytest.raises(ForcingError, match="missing values"):
        source(sea.done())


def on_levels(name, dim, values):
    def variable(key, dims, values, **attributes):
        return StoredVariable(key, dims, values.shape, attributes, lambda piece: values[piece])

    field = variable(name, (dim, "lat", "lon"), np.zeros((len(values), 2, 2)))
    return StoredFile("levels.nc", {name: field, dim: variable(dim, (dim,), np.array(values), units="m")}), field


@pytest.mark.parametrize("find", [surface_level, ten_metre_level])
def test_levels_without_a_number_serve_only_where_there_is_one(find):
    file, field = on_levels("uo" if find is surface_level else "uwnd", "lev", [np.nan])
    assert find(file, field, "lev").index == 0
    file, field = on_levels("uo" if find is surface_level else "uwnd", "lev", [np.nan, np.nan, np.nan])
    assert find(file, field, "lev") is None


def test_what_a_file_has_at_no_usable_level_is_said_beside_what_is_used(tmp_path):
    sea = plain_sea(tmp_path / "both.nc")
    sea.add("lev", ("lev",), np.array([np.nan, np.nan]), units="m")
    for name in ("u10", "v10"):
        sea.add(name, ("time", "lev", "lat", "lon"), np.zeros((4, 2, 13, 17), np.float32), units="m s-1")
    (current,) = source(sea.done()).coverage
    assert current.quantity == "current"
    assert "not used: u10, v10 have no level at 10 m along lev" in current.notes


def raw(grid, components="east_north"):
    values = np.full((1, 1, *RawField("t", "current", (), grid, "grid", np.zeros(1), 1, lambda *_: 0).shape, 2), 0.2)
    return RawField(
        "odd.nc", "current", ("u", "v"), grid, components, np.zeros(1), 1,
        lambda first, last: values[:, first:last].astype(np.float32),
    )  # fmt: skip


def test_positions_that_make_no_cell_are_refused():
    lon, lat = np.meshgrid(np.arange(0.0, 4.0), np.arange(60.0, 64.0))
    lon[::2] = np.nan
    with pytest.raises(ForcingError, match="no cell whose four corners all have a position"):
        _ = GriddedSource("odd.nc", [raw(CurvilinearGrid(lon, lat))]).coverage


def test_repeated_axes_of_a_projection_count_once():
    crs = CRS.from_proj4("+proj=stere +lat_0=90 +lat_ts=60 +lon_0=0 +R=6371000")
    x, y = np.arange(-2e5, 2.1e5, 2e4), np.arange(-3.4e6, -2.9e6, 2e4)
    plain = GriddedSource("odd.nc", [raw(ProjectedGrid(x, y, crs))])
    again = GriddedSource("odd.nc", [raw(ProjectedGrid(np.concatenate([x[:9], x[8:]]), y, crs))])
    box = Box(-1.0, 61.0, 1.0, 62.0)
    ours, theirs = (one.window("current", 0.0, 0.0, box) for one in (again, plain))
    assert ours.values.shape == theirs.values.shape
    assert np.array_equal(ours.values, theirs.values, equal_nan=True)
    with pytest.raises(ForcingError, match="a grid of 24 x 1 points"):
        _ = GriddedSource("odd.nc", [raw(ProjectedGrid(np.full(9, 1e5), np.unique(y)[:24], crs))]).coverage


def test_an_angle_of_fill_values_is_no_angle():
    lon, lat = np.meshgrid(np.arange(0.0, 4.0, 0.25), np.arange(60.0, 64.0, 0.25))
    maker = WindowMaker(raw(CurvilinearGrid(lon, lat, np.full(lon.shape, np.nan)), "grid"))
    assert maker.window(0.0, 0.0, Box(1.0, 61.0, 2.0, 62.0)) is None
    angle = StoredVariable("angle", ("y", "x"), lon.shape, {}, lambda piece: np.full(lon.shape, np.nan)[piece])
    assert grid_angle(StoredFile("odd.nc", {"angle": angle}), ("y", "x")) is None
