"""GRIB files written with eccodes and read back against their values."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from adapters.grib_writer import (
    DAY_S,
    EAST,
    NORTH,
    REGULAR,
    SURFACE,
    WIND_U,
    WIND_V,
    Read,
    Refusal,
    current,
    grib1,
    grib2,
    grib2_together,
    mean,
    read_back,
    refusal_of,
    values,
    wind,
)
from sarex.adapters.gridded_source import GriddedSource
from sarex.adapters.raw_field import ProjectedGrid, RectilinearGrid
from sarex.model.forcing_window import Box


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return partial(read_back, tmp_path)


@pytest.fixture
def refusal(tmp_path: Path) -> Refusal:
    return partial(refusal_of, tmp_path)


@pytest.mark.parametrize("level", [(1, 0.0), (101, 0.0), (160, 0.0), (160, 0.5), (168, 1.0), (255, 0.0)])
def test_surface_current_of_edition_2_keeps_both_components(read: Read, level: tuple[int, float]) -> None:
    (field,) = read(current(level=level))
    assert field.quantity == "current"
    assert field.variables == ("u 10/1/2", "v 10/1/3")
    assert isinstance(field.grid, RectilinearGrid)
    np.testing.assert_allclose(field.grid.lon, [128, 129, 130, 131])
    np.testing.assert_allclose(field.grid.lat, [34, 35, 36])
    np.testing.assert_array_equal(field.time_s, [DAY_S])
    assert field.components == "east_north"
    np.testing.assert_allclose(values(field), (EAST, NORTH), atol=1e-6)


@pytest.mark.parametrize(
    ("u", "v"),
    [((10, 1, 5), (10, 1, 6)), ((10, 3, 14), (10, 3, 15)), ((10, 4, 23), (10, 4, 24)), ((10, 4, 25), (10, 4, 26))],
)
def test_the_other_codes_of_current(read: Read, u: tuple[int, ...], v: tuple[int, ...]) -> None:
    (field,) = read(grib2(u, EAST, level=SURFACE), grib2(v, NORTH, level=SURFACE))
    assert field.quantity == "current"
    np.testing.assert_allclose(values(field), (EAST, NORTH), atol=1e-6)


@pytest.mark.parametrize(
    ("codes", "level", "keys", "quantity"),
    [
        (((2, 33), (2, 34)), (105, 10), {}, "wind"),
        (((128, 165), (128, 166)), (1, 0), {"centre": 98}, "wind"),
        (((2, 49), (2, 50)), (1, 0), {}, "current"),
        (((2, 49), (2, 50)), (160, 0), {"centre": 7}, "current"),
        (((3, 49), (3, 50)), (102, 0), {}, "current"),
        (((151, 131), (151, 132)), (160, 5), {"centre": 98}, "current"),
        (((140, 215), (140, 216)), (1, 0), {"centre": 98}, "stokes"),
    ],
)
def test_edition_1(
    read: Read,
    codes: tuple[tuple[int, int], tuple[int, int]],
    level: tuple[int, int],
    keys: dict[str, int],
    quantity: str,
) -> None:
    messages = [grib1(code, part, level=level, **keys) for code, part in zip(codes, (EAST, NORTH), strict=True)]
    (field,) = read(*messages)
    assert field.quantity == quantity
    assert field.level in (("10 m",) if quantity == "wind" else ("surface", "sea level", "5 m depth"))
    np.testing.assert_allclose(values(field), (EAST, NORTH), atol=1e-6)


def test_one_file_may_hold_all_three_and_much_else(read: Read) -> None:
    other = grib2((0, 3, 1), EAST + 1000.0, level=(101, 0))
    stokes = grib2((10, 0, 21), EAST, level=SURFACE) + grib2((10, 0, 22), NORTH, level=SURFACE)
    fields = read(other, stokes, wind(), other, current())
    assert [field.quantity for field in fields] == ["wind", "current", "stokes"]


def test_missing_cells_are_nan_in_both_components(read: Read) -> None:
    east, north = EAST.copy(), NORTH.copy()
    east[0, 1] = north[0, 1] = north[2, 3] = np.nan
    (field,) = read(current(east, north))
    holes = np.zeros((3, 4), dtype=bool)
    holes[0, 1] = holes[2, 3] = True
    for part, written in zip(values(field), (east, north), strict=True):
        np.testing.assert_array_equal(np.isnan(part), holes)
        np.testing.assert_allclose(part[~holes], written[~holes], atol=1e-6)


@pytest.mark.parametrize("writer", ["grib1", "grib2"])
def test_constant_fields_are_not_lost(read: Read, writer: str) -> None:
    ones = np.ones((3, 4))
    if writer == "grib2":
        (field,) = read(current(ones * 0.7, ones * 0.0))
    else:
        (field,) = read(grib1((2, 49), ones * 0.7, level=(1, 0)), grib1((2, 50), ones * 0.0, level=(1, 0)))
    np.testing.assert_allclose(values(field), (ones * 0.7, ones * 0.0), atol=1e-6)


@pytest.mark.parametrize("columns_first", [0, 1])
@pytest.mark.parametrize("alternating", [0, 1])
@pytest.mark.parametrize("from_south", [0, 1])
@pytest.mark.parametrize("from_east", [0, 1])
def test_every_scanning_order(
    read: Read, from_east: int, from_south: int, alternating: int, columns_first: int
) -> None:
    grid = dict(REGULAR)
    if from_south:
        grid |= {"latitudeOfFirstGridPointInDegrees": 34.0, "latitudeOfLastGridPointInDegrees": 36.0}
    if from_east:
        grid |= {"longitudeOfFirstGridPointInDegrees": 131.0, "longitudeOfLastGridPointInDegrees": 128.0}
    grid |= {"iScansNegatively": from_east, "jScansPositively": from_south, "jPointsAreConsecutive": columns_first}
    grid |= {"alternativeRowScanning": alternating}

    def stored(part: NDArray[np.float64]) -> NDArray[np.float64]:
        lines = part[:: -1 if from_south else 1, :: -1 if from_east else 1]
        lines = (lines.T if columns_first else lines).copy()
        if alternating:
            lines[1::2] = lines[1::2, ::-1].copy()
        return lines

    (field,) = read(current(stored(EAST), stored(NORTH), grid=grid))
    assert isinstance(field.grid, RectilinearGrid)
    np.testing.assert_allclose(field.grid.lon, [128, 129, 130, 131])
    np.testing.assert_allclose(field.grid.lat, [34, 35, 36])
    np.testing.assert_allclose(values(field), (EAST, NORTH), atol=1e-6)


@pytest.mark.parametrize(
    ("first", "last", "lon"),
    [
        (358.0, 1.0, [358, 359, 360, 361]),
        (178.5, 181.5, [178.5, 179.5, 180.5, 181.5]),
        (-2.0, 1.0, [358, 359, 360, 361]),
        (0.0, 180.0, [0, 60, 120, 180]),
    ],
)
@pytest.mark.parametrize("writer", [grib1, grib2], ids=["grib1", "grib2"])
def test_longitudes_across_the_meridian_and_the_date_line(
    read: Read, writer: Callable[..., bytes], first: float, last: float, lon: list[float]
) -> None:
    step = lon[1] - lon[0]
    grid = REGULAR | {
        "longitudeOfFirstGridPointInDegrees": first,
        "longitudeOfLastGridPointInDegrees": last,
        "iDirectionIncrementInDegrees": step,
    }
    codes = ((2, 33), (2, 34)) if writer is grib1 else (WIND_U, WIND_V)
    (field,) = read(*(writer(code, part, grid=grid) for code, part in zip(codes, (EAST, NORTH), strict=True)))
    assert isinstance(field.grid, RectilinearGrid)
    np.testing.assert_allclose(np.mod(field.grid.lon - lon[0], 360.0) % 360.0, np.array(lon) - lon[0], atol=1e-9)
    assert np.all(np.diff(field.grid.lon) > 0)


def test_a_twelfth_of_a_degree_is_not_refused_for_the_rounding_of_edition_1(read: Read) -> None:
    grid = REGULAR | {
        "Ni": 4320, "Nj": 2, "latitudeOfFirstGridPointInDegrees": 36.0, "latitudeOfLastGridPointInDegrees": 35.917,
        "longitudeOfFirstGridPointInDegrees": 0.0, "longitudeOfLastGridPointInDegrees": 359.917,
        "iDirectionIncrementInDegrees": 0.083, "jDirectionIncrementInDegrees": 0.083,
    }  # fmt: skip
    part = np.ones((2, 4320))
    (field,) = read(grib1((2, 33), part, grid=grid), grib1((2, 34), part, grid=grid))
    assert isinstance(field.grid, RectilinearGrid)
    np.testing.assert_allclose(np.diff(field.grid.lon), 1.0 / 12.0, atol=1e-6)


def test_two_members_stay_apart_and_in_order(read: Read) -> None:
    def member(number: int) -> bytes:
        keys = {"productDefinitionTemplateNumber": 1, "perturbationNumber": number, "numberOfForecastsInEnsemble": 2}
        return wind(EAST + number, NORTH - number, **keys) + wind(EAST * 2 + number, NORTH, stepRange=6, **keys)

    (field,) = read(member(2), member(1))
    assert field.members == 2
    assert field.read(0, 2).shape == (2, 2, 3, 4, 2)
    np.testing.assert_allclose(values(field, 0, 0)[0], EAST + 1, atol=1e-5)
    np.testing.assert_allclose(values(field, 0, 1)[0], EAST + 2, atol=1e-5)
    np.testing.assert_allclose(values(field, 1, 1)[0], EAST * 2 + 2, atol=1e-5)
    np.testing.assert_array_equal(field.time_s, [DAY_S, DAY_S + 6 * 3600])


def test_a_time_without_all_members_is_left_out_and_said(read: Read) -> None:
    def member(number: int, hour: int) -> bytes:
        keys = {"productDefinitionTemplateNumber": 1, "perturbationNumber": number, "numberOfForecastsInEnsemble": 2}
        return wind(stepRange=hour, **keys)

    (field,) = read(member(0, 0), member(1, 0), member(0, 6))
    assert field.members == 2
    np.testing.assert_array_equal(field.time_s, [DAY_S])
    assert "1 times that lack some of the 2 members are not used" in field.notes


def test_the_newest_run_wins_at_each_valid_time(read: Read) -> None:
    old = [wind(EAST + hour, stepRange=hour) for hour in (0, 6, 12, 18)]
    new = [wind(EAST + 100.0 + hour, dataTime=600, stepRange=hour - 6) for hour in (6, 12)]
    for messages in (old + new, new + old):
        (field,) = read(*messages)
        np.testing.assert_array_equal(field.time_s, DAY_S + 3600 * np.array([0, 6, 12, 18]))
        offsets = [float((values(field, time)[0] - EAST).mean()) for time in range(4)]
        np.testing.assert_allclose(offsets, [0, 106, 112, 18], atol=1e-3)
        assert any("several model runs" in note for note in field.notes)
        assert field.run_s == DAY_S + 6 * 3600


@pytest.mark.parametrize(
    ("writer", "keys", "seconds"),
    [
        (grib2, {"indicatorOfUnitOfTimeRange": 0, "forecastTime": 45}, 45 * 60),
        (grib2, {"indicatorOfUnitOfTimeRange": 1, "forecastTime": 78}, 78 * 3600),
        (grib2, {"indicatorOfUnitOfTimeRange": 11, "forecastTime": 2}, 12 * 3600),
        (grib2, {"indicatorOfUnitOfTimeRange": 13, "forecastTime": 90}, 90),
        (grib1, {"indicatorOfUnitOfTimeRange": 0, "P1": 45}, 45 * 60),
        (grib1, {"indicatorOfUnitOfTimeRange": 1, "P1": 78}, 78 * 3600),
        (grib1, {"indicatorOfUnitOfTimeRange": 1, "timeRangeIndicator": 10, "P1": 1, "P2": 44}, 300 * 3600),
    ],
)
def test_steps_in_any_unit_across_midnight(
    read: Read, writer: Callable[..., bytes], keys: dict[str, int], seconds: int
) -> None:
    codes = ((2, 33), (2, 34)) if writer is grib1 else (WIND_U, WIND_V)
    parts = zip(codes, (EAST, NORTH), strict=True)
    (field,) = read(*(writer(code, part, dataDate=20260228, dataTime=1830, **keys) for code, part in parts))
    run_s = 1772303400.0  # 2026-02-28 18:30 UTC
    np.testing.assert_array_equal(field.time_s, [run_s + seconds])


def test_means_stand_at_the_middle_of_their_period_and_say_so(read: Read) -> None:
    (field,) = read(mean(0, 6), mean(6, 12))
    np.testing.assert_array_equal(field.time_s, [DAY_S + 3 * 3600, DAY_S + 9 * 3600])
    assert field.time_mean_s == 6 * 3600


def test_instants_go_before_means(read: Read) -> None:
    (field,) = read(mean(0, 6), wind(stepRange=6))
    np.testing.assert_array_equal(field.time_s, [DAY_S + 6 * 3600])
    assert field.time_mean_s == 0
    assert any("2 fields of means" in note for note in field.notes)


def test_only_wind_at_10_m_is_taken(read: Read, refusal: Refusal) -> None:
    aloft = wind(EAST + 30.0, level=(103, 100)) + wind(EAST + 40.0, level=(100, 85000))
    (field,) = read(aloft, wind())
    assert field.level == "10 m"
    np.testing.assert_allclose(values(field), (EAST, NORTH), atol=1e-6)
    message = refusal(aloft)
    assert "wind only at 100 m height, 85000 Pa or hPa" in message
    (only,) = read(aloft, current())
    assert only.quantity == "current"
    assert any("wind only at" in note for note in only.notes)


def test_the_current_nearest_to_the_surface_is_taken_and_said(read: Read, refusal: Refusal) -> None:
    (field,) = read(current(EAST + 9.0, level=(160, 10.0)), current(level=(160, 0.5)), current(level=(160, 3.0)))
    assert field.level == "0.5 m depth"
    np.testing.assert_allclose(values(field), (EAST, NORTH), atol=1e-6)
    assert field.notes == ("the level nearest to the surface is taken; not used: 10 m depth, 3 m depth",)
    assert "current only at 100 m depth" in refusal(current(level=(160, 100.0)))


def test_speed_and_direction_become_a_vector(read: Read) -> None:
    ten, from_west = np.full((3, 4), 10.0), np.full((3, 4), 270.0)
    fields = read(
        grib2((0, 2, 1), ten), grib2((0, 2, 0), from_west),
        grib2((10, 1, 1), ten / 10, level=SURFACE), grib2((10, 1, 0), from_west, level=SURFACE),
    )  # fmt: skip
    np.testing.assert_allclose(values(fields[0])[0], 10.0, atol=1e-5)
    np.testing.assert_allclose(values(fields[0])[1], 0.0, atol=1e-5)
    np.testing.assert_allclose(values(fields[1])[0], -1.0, atol=1e-5)
    assert "direction read as from where the wind blows" in fields[0].notes[0]
    assert "direction read as toward where the water goes" in fields[1].notes[0]
    (old,) = read(grib1((2, 32), ten), grib1((2, 31), from_west))
    np.testing.assert_allclose(values(old)[0], 10.0, atol=1e-5)


def test_components_go_before_speed_and_direction(read: Read) -> None:
    (field,) = read(grib2((0, 2, 1), EAST), grib2((0, 2, 0), EAST), wind())
    assert field.variables == ("u 0/2/2", "v 0/2/3")


def test_many_fields_in_one_message_share_grid_and_bitmap(read: Read) -> None:
    east, north = EAST.copy(), NORTH.copy()
    east[1, 1] = north[1, 1] = np.nan
    both = grib2_together(grib2(WIND_U, east), grib2(WIND_V, north))
    (field,) = read(both, wind(stepRange=3))
    assert len(field.time_s) == 2
    np.testing.assert_allclose(values(field)[0], east, atol=1e-6)
    np.testing.assert_allclose(values(field)[1], north, atol=1e-6)

    # The second field points to the bitmap of the first.
    sections = grib2(WIND_V, north)
    place = 16
    while sections[place + 4] != 6:
        place += int.from_bytes(sections[place : place + 4], "big")
    length = int.from_bytes(sections[place : place + 4], "big")
    pointing = sections[:place] + b"\0\0\0\6\6\xfe" + sections[place + length :]
    (shared,) = read(grib2_together(grib2(WIND_U, east), pointing))
    np.testing.assert_allclose(values(shared)[1], north, atol=1e-6)


def test_a_part_is_the_part_of_the_whole(read: Read) -> None:
    (field,) = read(*(wind(EAST + hour, stepRange=hour) for hour in (0, 1, 2, 3)))
    rows, columns = slice(1, 3), slice(0, 4, 2)
    np.testing.assert_array_equal(field.part(1, 3, rows, columns), field.read(0, 4)[:, 1:3, rows, columns])


def test_a_mapping_chooses_codes_and_leaves_names_of_other_files_alone(read: Read, refusal: Refusal) -> None:
    messages = [grib2((10, 200, 1), EAST, level=(160, 40)), grib2((10, 200, 2), NORTH, level=(160, 40))]
    (field,) = read(*messages, mapping={"current_east": "10/200/1", "current_north": "10/200/2", "wind_east": "u10"})
    assert field.quantity == "current"
    assert field.level == "40 m depth"
    np.testing.assert_allclose(values(field), (EAST, NORTH), atol=1e-6)
    assert "name the codes with --variable" in refusal(*messages)
    assert "current_east makes no whole current" in refusal(*messages, mapping={"current_east": "10/200/1"})
    old = [grib1((200, 7), EAST, level=(1, 0)), grib1((200, 8), NORTH, level=(1, 0))]
    (field,) = read(*old, mapping={"current_x": "200/7", "current_y": "200/8"})
    np.testing.assert_allclose(values(field), (EAST, NORTH), atol=1e-6)
    (toward,) = read(
        grib2((10, 200, 1), EAST * 0 + 2.0, level=SURFACE), grib2((10, 200, 2), EAST * 0 + 90.0, level=SURFACE),
        mapping={"stokes_speed": "10/200/1", "stokes_to": "10/200/2"},
    )  # fmt: skip
    assert toward.quantity == "stokes"
    np.testing.assert_allclose(values(toward), (EAST * 0 + 2.0, EAST * 0), atol=1e-5)


def test_two_grids_are_refused_and_a_turned_storage_of_one_grid_is_not(read: Read, refusal: Refusal) -> None:
    wider = REGULAR | {"longitudeOfLastGridPointInDegrees": 134.0, "iDirectionIncrementInDegrees": 2.0}
    assert "wind on more than one grid" in refusal(wind(), wind(grid=wider, stepRange=3))
    flipped = REGULAR | {
        "latitudeOfFirstGridPointInDegrees": 34.0, "latitudeOfLastGridPointInDegrees": 36.0, "jScansPositively": 1,
    }  # fmt: skip
    (field,) = read(wind(), wind(EAST[::-1], NORTH[::-1], grid=flipped, stepRange=3))
    np.testing.assert_allclose(values(field, 1), (EAST, NORTH), atol=1e-6)


def test_a_long_message_of_edition_1_is_read(read: Read) -> None:
    grid = REGULAR | {
        "Ni": 2400, "Nj": 1400, "latitudeOfFirstGridPointInDegrees": 70.0, "latitudeOfLastGridPointInDegrees": 0.05,
        "longitudeOfFirstGridPointInDegrees": 0.0, "longitudeOfLastGridPointInDegrees": 239.9,
        "iDirectionIncrementInDegrees": 0.1, "jDirectionIncrementInDegrees": 0.05,
    }  # fmt: skip
    part = np.sin(np.arange(2400 * 1400.0)).reshape(1400, 2400)
    messages = [grib1((2, 33), part, grid=grid), grib1((2, 34), -part, grid=grid)]
    assert len(messages[0]) > 2**23
    (field,) = read(*messages)
    np.testing.assert_allclose(values(field), (part, -part), atol=1e-5)


def test_grid_relative_wind_on_a_lambert_grid_says_so(read: Read) -> None:
    grid = {
        "Nx": 4, "Ny": 3, "DxInMetres": 5000.0, "DyInMetres": 5000.0, "LaDInDegrees": 38.0, "LoVInDegrees": 126.0,
        "Latin1InDegrees": 30.0, "Latin2InDegrees": 60.0, "latitudeOfFirstGridPointInDegrees": 34.0,
        "longitudeOfFirstGridPointInDegrees": 129.0, "shapeOfTheEarth": 6, "jScansPositively": 1, "iScansNegatively": 0,
    }  # fmt: skip
    for relative, components in ((1, "grid"), (0, "east_north")):
        (field,) = read(wind(EAST[::-1], NORTH[::-1], grid=grid, kind="lambert", uvRelativeToGrid=relative))
        assert isinstance(field.grid, ProjectedGrid)
        assert field.components == components
        np.testing.assert_allclose(np.diff(field.grid.x), 5000.0)
        np.testing.assert_allclose(values(field), (EAST, NORTH), atol=1e-6)


def test_grid_relative_wind_is_turned_to_east_and_north_in_the_window(read: Read) -> None:
    """On a Lambert cone the grid's x axis turns from east by sin(standard parallel) x (longitude - central one)."""
    grid = {
        "Nx": 40, "Ny": 30, "DxInMetres": 5000.0, "DyInMetres": 5000.0, "LaDInDegrees": 45.0, "LoVInDegrees": 120.0,
        "Latin1InDegrees": 45.0, "Latin2InDegrees": 45.0, "latitudeOfFirstGridPointInDegrees": 34.0,
        "longitudeOfFirstGridPointInDegrees": 129.0, "shapeOfTheEarth": 6, "jScansPositively": 1, "iScansNegatively": 0,
        "uvRelativeToGrid": 1,
    }  # fmt: skip
    along_x = wind(np.full((30, 40), 10.0), np.zeros((30, 40)), grid=grid, kind="lambert")
    window = GriddedSource("f", read(along_x)).window("wind", DAY_S, DAY_S, Box(129.5, 34.3, 130.0, 34.8))
    assert window is not None
    lon = window.lon_start_deg + window.lon_step_deg * np.arange(window.values.shape[3])
    turn = -np.sin(np.radians(45.0)) * np.radians(lon - 120.0)
    east, north = window.values[0, 0, ..., 0], window.values[0, 0, ..., 1]
    np.testing.assert_allclose(east, np.broadcast_to(10.0 * np.cos(turn), east.shape), atol=0.01)
    np.testing.assert_allclose(north, np.broadcast_to(10.0 * np.sin(turn), north.shape), atol=0.01)


@pytest.mark.parametrize("first", ["eccodes", "pyproj"])
def test_the_library_lives_beside_pyproj_and_rasterio_in_either_order(first: str) -> None:
    ours, theirs = "from sarex.adapters.grib_library import eccodes", "import pyproj, rasterio.warp"
    code = "\n".join(
        [
            *((ours, theirs) if first == "eccodes" else (theirs, ours)),
            "handle = eccodes.codes_grib_new_from_samples('GRIB2')",
            "to = pyproj.Transformer.from_crs('EPSG:4326', 'EPSG:32633', always_xy=True)",
            "assert abs(to.transform(15.0, 60.0)[0] - 5e5) < 1e-3",
            "assert abs(rasterio.warp.transform('EPSG:4326', 'EPSG:32633', [15.0], [60.0])[0][0] - 5e5) < 1e-3",
        ]
    )
    run = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
