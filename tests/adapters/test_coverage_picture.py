"""The small picture of a source: no holes where a grid is coarse, and none closed where data are missing."""

from __future__ import annotations

import numpy as np
import pytest

from sarex.adapters.gridded_source import GriddedSource
from sarex.adapters.raw_field import CurvilinearGrid, RawField, RectilinearGrid


def picture_of(grid, values):
    """values (y, x): speed to the east, NaN where there is nothing."""
    vectors = np.stack((values, 0.0 * values), axis=-1).astype(np.float32)[None, None]
    field = RawField(
        source_name="test", quantity="wind", variables=("u", "v"), grid=grid, components="east_north",
        time_s=np.zeros(1), members=1, read=lambda first, last: vectors[:, first:last],
    )  # fmt: skip
    (coverage,) = GriddedSource("test", [field]).coverage
    return coverage.has_data


def speeds(rows, columns):
    return 1.0 + np.arange(rows * columns, dtype=float).reshape(rows, columns) / (rows * columns)


@pytest.mark.parametrize(
    ("rows", "columns"),
    [(2, 2), (2, 3), (3, 2), (2, 60), (60, 2), (3, 5), (4, 40), (13, 7), (24, 48), (25, 49), (100, 3)],
)
@pytest.mark.parametrize("down", [False, True], ids=["north-up", "north-first"])
def test_a_grid_of_any_shape_has_no_holes(rows, columns, down):
    lon, lat = np.linspace(3.0, 9.0, columns), np.linspace(58.0, 61.0, rows)
    assert picture_of(RectilinearGrid(lon, lat[::-1] if down else lat), speeds(rows, columns)).all()


def test_a_missing_point_of_a_coarse_grid_stays_missing():
    values = speeds(3, 5)
    values[1, 2] = np.nan
    picture = picture_of(RectilinearGrid(np.linspace(0.0, 12.0, 5), np.linspace(50.0, 56.0, 3)), values)
    assert not picture[8:16, 20:28].any()
    assert picture[:5].all()
    assert picture[19:].all()
    assert picture[:, :17].all()
    assert picture[:, 31:].all()
    assert 0.9 < picture.sum() / (24 * 48 * 14 / 15) < 1.1


@pytest.mark.parametrize("step", [30.0, 5.0, 1.0])
def test_a_global_grid_has_no_seam(step):
    lon, lat = np.arange(0.0, 360.0, step), np.arange(90.0, -90.1, -step)
    assert picture_of(RectilinearGrid(lon, lat), speeds(len(lat), len(lon))).all()


@pytest.mark.parametrize("middle", [5.0, 180.0])
def test_the_corners_around_a_turned_coarse_grid_stay_empty(middle):
    i, j = np.meshgrid(np.arange(5) - 2.0, np.arange(5) - 2.0)
    turned = (i + 1j * j) * np.exp(1j * np.radians(45.0))
    lon = np.mod(middle + turned.real + 180.0, 360.0) - 180.0
    picture = picture_of(CurvilinearGrid(lon, turned.imag), speeds(5, 5))
    down, across = np.meshgrid((np.arange(24) - 11.5) / 12, (np.arange(48) - 23.5) / 24, indexing="ij")
    apart = np.abs(down) + np.abs(across)
    assert picture[apart < 0.9].all()
    assert not picture[apart > 1.2].any()
