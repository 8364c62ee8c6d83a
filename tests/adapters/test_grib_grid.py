"""Grids of GRIB fields against the positions that eccodes finds for them point by point."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pyproj import Transformer

from adapters.grib_writer import REGULAR, grib1, grib2
from sarex.adapters.grib_file import open_grib
from sarex.adapters.grib_library import eccodes
from sarex.adapters.gridded_source import GriddedSource
from sarex.adapters.raw_field import CurvilinearGrid, ProjectedGrid, RawField
from sarex.model.forcing_window import Box

DAY_S = 1769731200.0
SIZE: dict[str, Any] = {"Nx": 7, "Ny": 5, "iScansNegatively": 0, "jScansPositively": 1}
LAMBERT = SIZE | {
    "DxInMetres": 40_000.0, "DyInMetres": 30_000.0, "LaDInDegrees": 38.0, "LoVInDegrees": 126.0,
    "Latin1InDegrees": 30.0, "Latin2InDegrees": 60.0, "latitudeOfFirstGridPointInDegrees": 32.0,
    "longitudeOfFirstGridPointInDegrees": 127.0,
}  # fmt: skip
SOUTHERN_LAMBERT = LAMBERT | {
    "LaDInDegrees": -40.0, "Latin1InDegrees": -35.0, "Latin2InDegrees": -45.0, "projectionCentreFlag": 128,
    "latitudeOfFirstGridPointInDegrees": -42.0, "longitudeOfFirstGridPointInDegrees": 179.0, "LoVInDegrees": 175.0,
}  # fmt: skip
NORTH_POLE = SIZE | {
    "DxInMetres": 80_000.0, "DyInMetres": 80_000.0, "LaDInDegrees": 60.0, "orientationOfTheGridInDegrees": 70.0,
    "latitudeOfFirstGridPointInDegrees": 58.0, "longitudeOfFirstGridPointInDegrees": 2.0, "projectionCentreFlag": 0,
}  # fmt: skip
SOUTH_POLE = NORTH_POLE | {
    "LaDInDegrees": -60.0, "projectionCentreFlag": 128, "latitudeOfFirstGridPointInDegrees": -55.0,
    "longitudeOfFirstGridPointInDegrees": 300.0, "orientationOfTheGridInDegrees": 0.0,
}  # fmt: skip
MERCATOR = {
    "Ni": 7, "Nj": 5, "iScansNegatively": 0, "jScansPositively": 1, "LaDInDegrees": 20.0, "DiInMetres": 50_000.0,
    "DjInMetres": 50_000.0, "latitudeOfFirstGridPointInDegrees": 30.0, "longitudeOfFirstGridPointInDegrees": 178.0,
}  # fmt: skip
ROTATED = REGULAR | {
    "Ni": 7, "Nj": 5, "latitudeOfFirstGridPointInDegrees": -3.0, "latitudeOfLastGridPointInDegrees": 5.0,
    "longitudeOfFirstGridPointInDegrees": 355.0, "longitudeOfLastGridPointInDegrees": 7.0, "jScansPositively": 1,
    "iDirectionIncrementInDegrees": 2.0, "jDirectionIncrementInDegrees": 2.0,
    "latitudeOfSouthernPoleInDegrees": -35.0, "longitudeOfSouthernPoleInDegrees": 10.0,
}  # fmt: skip
SOUTHERN_ROTATED = ROTATED | {"latitudeOfSouthernPoleInDegrees": 40.0, "longitudeOfSouthernPoleInDegrees": 175.0}


def mercator_corner(grid: dict[str, Any], radius: float) -> dict[str, Any]:
    """Mercator headings carry the last corner as well."""
    plane = Transformer.from_pipeline(f"+proj=merc +lat_ts={grid['LaDInDegrees']} +R={radius}")
    x, y = plane.transform(0.0, math.radians(grid["latitudeOfFirstGridPointInDegrees"]))
    lon, lat = plane.transform(x + 6 * grid["DiInMetres"], y + 4 * grid["DjInMetres"], direction="INVERSE")
    return grid | {
        "latitudeOfLastGridPointInDegrees": math.degrees(lat),
        "longitudeOfLastGridPointInDegrees": grid["longitudeOfFirstGridPointInDegrees"] + math.degrees(lon),
    }


def positions(field: RawField) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    grid = field.grid
    if isinstance(grid, CurvilinearGrid):
        return grid.lon, grid.lat
    assert isinstance(grid, ProjectedGrid)
    plane = Transformer.from_crs(grid.crs.geodetic_crs, grid.crs, always_xy=True)
    lon, lat = plane.transform(*np.meshgrid(grid.x, grid.y), direction="INVERSE")
    return np.asarray(lon), np.asarray(lat)


def told_by_the_library(message: bytes) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    handle = eccodes.codes_new_from_message(message)
    lon, lat = (eccodes.codes_get_array(handle, key) for key in ("longitudes", "latitudes"))
    eccodes.codes_release(handle)
    return np.asarray(lon).reshape(5, 7), np.asarray(lat).reshape(5, 7)


GLOBES = (0, 2, 4, 5, 6, 8)
"""Values of shapeOfTheEarth: spheres of three radii and three ellipsoids. The library has no ellipsoid at the poles;
a Mercator heading carries its last corner, which is made here for one globe."""
CASES = [
    *(("lambert", grid, globe) for grid in (LAMBERT, SOUTHERN_LAMBERT) for globe in GLOBES),
    *(("rotated_ll", grid, globe) for grid in (ROTATED, SOUTHERN_ROTATED) for globe in (0, 5)),
    *(("polar_stereographic", grid, globe) for grid in (NORTH_POLE, SOUTH_POLE) for globe in (0, 6, 8)),
    ("mercator", mercator_corner(MERCATOR, 6371229.0), 6),
]


@pytest.mark.parametrize(("kind", "grid", "shape"), CASES)
def test_points_lie_where_the_library_says(kind: str, grid: dict[str, Any], shape: int, tmp_path: Path) -> None:
    part = np.arange(35.0)
    messages = [grib2((0, 2, n), part, grid={"shapeOfTheEarth": shape} | grid, kind=kind) for n in (2, 3)]
    path = tmp_path / "f.grib2"
    path.write_bytes(b"".join(messages))
    (field,) = open_grib(path, "f")
    lon, lat = positions(field)
    true_lon, true_lat = told_by_the_library(messages[0])
    np.testing.assert_allclose(lat, true_lat, atol=2e-5)
    np.testing.assert_allclose((lon - true_lon + 180.0) % 360.0 - 180.0, 0.0, atol=4e-5)
    np.testing.assert_allclose(field.read(0, 1)[0, 0, ..., 0], part.reshape(5, 7), atol=1e-4)


@pytest.mark.parametrize(("kind", "grid"), [("lambert", LAMBERT), ("polar_stereographic", NORTH_POLE)])
def test_the_same_in_edition_1(kind: str, grid: dict[str, Any], tmp_path: Path) -> None:
    keys = {key: value for key, value in grid.items() if key != "LaDInDegrees"}
    whole = {key: round(value) if key.startswith("D") else value for key, value in keys.items()}
    messages = [grib1((2, n), np.arange(35.0), grid=whole, kind=kind) for n in (33, 34)]
    path = tmp_path / "f.grib"
    path.write_bytes(b"".join(messages))
    (field,) = open_grib(path, "f")
    lon, lat = positions(field)
    true_lon, true_lat = told_by_the_library(messages[0])
    np.testing.assert_allclose(lat, true_lat, atol=2e-5)
    np.testing.assert_allclose((lon - true_lon + 180.0) % 360.0 - 180.0, 0.0, atol=4e-5)


@pytest.mark.parametrize("grid", [ROTATED, SOUTHERN_ROTATED])
def test_the_angle_of_a_turned_grid_is_that_of_its_neighbours(grid: dict[str, Any], tmp_path: Path) -> None:
    fine = grid | {
        "longitudeOfLastGridPointInDegrees": 355.006, "iDirectionIncrementInDegrees": 0.001, "uvRelativeToGrid": 1,
        "latitudeOfLastGridPointInDegrees": -2.996, "jDirectionIncrementInDegrees": 0.001,
    }  # fmt: skip
    path = tmp_path / "f.grib2"
    path.write_bytes(b"".join(grib2((0, 2, n), np.ones(35), grid=fine, kind="rotated_ll") for n in (2, 3)))
    (field,) = open_grib(path, "f")
    assert field.components == "grid"
    turned = field.grid
    assert isinstance(turned, CurvilinearGrid)
    assert turned.angle_rad is not None
    east = np.diff(turned.lon, axis=1) * np.cos(np.radians(turned.lat[:, 1:]))
    found = np.arctan2(np.diff(turned.lat, axis=1), east)
    assert abs(found[0, 0]) > 0.01
    np.testing.assert_allclose(turned.angle_rad[:, 1:], found, atol=1e-4)


def test_a_wind_that_blows_east_everywhere_does_so_through_a_turned_grid(tmp_path: Path) -> None:
    """Components written along the turned axes come out east in the window."""
    path = tmp_path / "f.grib2"
    path.write_bytes(b"".join(grib2((0, 2, n), np.ones(35), grid=ROTATED, kind="rotated_ll") for n in (2, 3)))
    (plain,) = open_grib(path, "f")
    assert isinstance(plain.grid, CurvilinearGrid)
    assert plain.components == "east_north"
    angle = plain.grid.angle_rad
    assert angle is not None
    along = ROTATED | {"uvRelativeToGrid": 1}
    parts = (10.0 * np.cos(angle), -10.0 * np.sin(angle))
    path.write_bytes(
        b"".join(grib2((0, 2, n), part, grid=along, kind="rotated_ll") for n, part in zip((2, 3), parts, strict=True))
    )
    window = GriddedSource("f", open_grib(path, "f")).window("wind", DAY_S, DAY_S, Box(9.0, 55.0, 13.0, 57.0))
    assert window is not None
    np.testing.assert_allclose(window.values[0, 0, ..., 0], 10.0, atol=0.02)
    np.testing.assert_allclose(window.values[0, 0, ..., 1], 0.0, atol=0.05)


def test_a_gaussian_grid_keeps_its_uneven_latitudes(tmp_path: Path) -> None:
    messages = []
    for number in (2, 3):
        handle = eccodes.codes_grib_new_from_samples("regular_gg_sfc_grib2")
        for key, value in {"discipline": 0, "parameterCategory": 2, "parameterNumber": number}.items():
            eccodes.codes_set(handle, key, value)
        for key, value in {"typeOfFirstFixedSurface": 103, "scaleFactorOfFirstFixedSurface": 0}.items():
            eccodes.codes_set(handle, key, value)
        eccodes.codes_set(handle, "scaledValueOfFirstFixedSurface", 10)
        messages.append(bytes(eccodes.codes_get_message(handle)))
        lats = np.unique(eccodes.codes_get_array(handle, "latitudes"))
        eccodes.codes_release(handle)
    path = tmp_path / "f.grib2"
    path.write_bytes(b"".join(messages))
    (field,) = open_grib(path, "f")
    assert not isinstance(field.grid, ProjectedGrid)
    np.testing.assert_allclose(field.grid.lat, lats, atol=1e-6)
    assert len(np.unique(np.diff(field.grid.lat).round(6))) > 1
