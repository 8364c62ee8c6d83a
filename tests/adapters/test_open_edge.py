"""Past the open edge of a model nothing is filled: only coasts inside its grid are."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import CRS, Transformer

from sarex import api
from sarex.adapters.gridded_file import open_gridded_source
from sarex.adapters.raw_field import CurvilinearGrid, ProjectedGrid, RawField
from sarex.adapters.window_maker import WindowMaker
from sarex.model.forcing_window import Box
from sarex.model.incident import Incident

LAMBERT = CRS("+proj=lcc +lon_0=15 +lat_0=63 +lat_1=63 +lat_2=63 +R=6371000")
FORWARD = Transformer.from_crs(LAMBERT.geodetic_crs, LAMBERT, always_xy=True)


def constant_field(grid, shape, *, land=None):
    values = np.full((1, 1, *shape, 2), 0.25, np.float32)
    if land is not None:
        values[:, :, land] = np.nan
    return RawField(
        source_name="model", quantity="current", variables=("u", "v"), grid=grid, components="east_north",
        time_s=np.zeros(1), members=1, read=lambda first, last: values[:, first:last],
    )  # fmt: skip


def served(window):
    """Positions of the cells, which of them hold data and which were filled."""
    rows, columns = window.values.shape[2:4]
    lon = window.lon_start_deg + window.lon_step_deg * np.arange(columns)
    lat = window.lat_start_deg + window.lat_step_deg * np.arange(rows)
    return *np.meshgrid(lon, lat), np.isfinite(window.values[0, 0, ..., 0]), window.filled


def lambert_axes():
    """200 km x 150 km near 60N 5E, where the map is turned by 9 degrees."""
    x0, y0 = FORWARD.transform(5.0, 60.0)
    return x0 + 2500.0 * np.arange(-40, 41), y0 + 2500.0 * np.arange(-30, 31)


def test_a_projected_grid_ends_at_its_edge():
    x, y = lambert_axes()
    window = WindowMaker(constant_field(ProjectedGrid(x, y, LAMBERT), (61, 81))).window(0, 0, Box(2.0, 59.0, 8.0, 61.0))
    lon, lat, has_data, filled = served(window)
    at_x, at_y = FORWARD.transform(lon, lat)
    inside = (at_x >= x[0]) & (at_x <= x[-1]) & (at_y >= y[0]) & (at_y <= y[-1])
    assert 0.5 < inside.mean() < 0.9
    np.testing.assert_array_equal(has_data, inside)
    assert not filled.any()


def test_land_at_the_edge_is_filled_only_inside():
    x, y = lambert_axes()
    land = np.zeros((61, 81), bool)
    land[:, 75:] = True
    window = WindowMaker(constant_field(ProjectedGrid(x, y, LAMBERT), (61, 81), land=land)).window(
        0, 0, Box(2.0, 59.0, 8.0, 61.0)
    )
    lon, lat, has_data, filled = served(window)
    at_x, at_y = FORWARD.transform(lon, lat)
    assert at_x[filled].min() > x[74]
    assert at_x[filled].max() <= x[-1]
    assert at_y[filled].min() >= y[0]
    assert at_y[filled].max() <= y[-1]
    near = (at_x > x[75]) & (at_x < x[74] + 9_000.0) & (at_y > y[0]) & (at_y < y[-1])
    assert has_data[near].all()


@pytest.mark.parametrize("positions", ["whole", "none over land"])
def test_a_curvilinear_grid_ends_at_its_edge_but_not_at_a_coast_without_positions(positions):
    i, j = np.meshgrid(np.arange(80) - 40.0, np.arange(60) - 30.0)
    turned = (i + 1j * j) * 0.02 * np.exp(1j * np.radians(25.0))
    lon, lat = 5.0 + turned.real / np.cos(np.radians(60.0)), 60.0 + turned.imag
    land = (np.abs(i) < 6) & (np.abs(j) < 5)
    missing = land if positions == "none over land" else np.zeros_like(land)
    grid = CurvilinearGrid(np.where(missing, np.nan, lon), np.where(missing, np.nan, lat))
    window = WindowMaker(constant_field(grid, land.shape, land=land)).window(0, 0, Box(3.0, 59.0, 7.0, 61.0))
    at_lon, at_lat, has_data, filled = served(window)
    back = ((at_lon - 5.0) * np.cos(np.radians(60.0)) + 1j * (at_lat - 60.0)) * np.exp(-1j * np.radians(25.0)) / 0.02
    column, row = back.real, back.imag
    outside = (column < -40.01) | (column > 39.01) | (row < -30.01) | (row > 29.01)
    assert outside.any()
    assert not has_data[outside].any()
    # 10 km are four and a half cells: the islet is five wide from its middle to its north and its south side.
    assert filled.any()
    assert (np.abs(column[filled]) <= 6.01).all()
    assert (np.abs(row[filled]) <= 5.01).all()
    assert has_data[(np.abs(column) < 5.5) & (np.abs(row) < 4.5) & (np.abs(row) > 1.0)].all()


def test_no_wind_of_the_norwegian_model_is_filled(real_data):
    path = real_data / "norway_2015-11-16" / "wind_arome.nc"
    source = open_gridded_source(str(path), name=path.name)
    (coverage,) = source.coverage
    window = source.window("wind", coverage.time_s[0], coverage.time_s[1], coverage.box)
    assert not window.filled.any()
    lon, lat, has_data, _ = served(window)
    # The south-west corner of the box around the turned grid is not in it.
    assert not has_data[(lon < 2.6) & (lat < 59.0)].any()
    assert 0.6 < has_data.mean() < 0.95


def test_a_run_past_the_edge_leaves_the_forcing_and_reports_no_filled_wind(real_data):
    folder = real_data / "norway_2015-11-16"
    incident = Incident.model_validate({
        "format": "sarex-incident/1", "name": "edge", "object": "PIW-1",
        "scenarios": [{"name": "fix", "kind": "position", "at": "60.5N 4.0E", "time": "2015-11-16T00:00Z",
                       "position_error": "5.887 km"}],
        "drift": {"until": "2015-11-17T00:00Z", "particles": 2000, "seed": 7},
    })  # fmt: skip
    cloud = api.drift(incident, [str(folder / name) for name in ("current_norkyst800.nc", "wind_arome.nc")])
    assert not [note for note in cloud.provenance.notes if "of the wind values" in note]
    assert {use.quantity: use.filled for use in cloud.provenance.sources}["wind"] == 0.0
