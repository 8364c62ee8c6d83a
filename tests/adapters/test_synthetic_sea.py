"""The made-up sea: marked everywhere, smooth, of the right size, the same every time."""

from __future__ import annotations

from pathlib import Path

import netCDF4
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sarex.adapters.forcing import open_forcing
from sarex.adapters.synthetic_sea import (
    AREA,
    rough_land,
    synthetic_current,
    synthetic_wind,
    write_synthetic_sea,
)
from sarex.model.errors import ForcingError
from sarex.model.forcing_window import Box

START_S = 1769731200.0  # 2026-01-30 00:00 UTC
HOUR = 3600.0
DEGREE_M = 111_195.0
LON, LAT = np.meshgrid(np.linspace(127.0, 132.0, 51), np.linspace(32.5, 36.5, 41))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_synthetic_sea(tmp_path_factory.mktemp("sea") / "forcing", START_S, 24)


def test_both_files_are_understood_and_marked(files: list[Path]) -> None:
    current, wind = (open_forcing(str(path)).coverage[0] for path in files)
    assert (current.quantity, wind.quantity) == ("current", "wind")
    assert current.synthetic
    assert wind.synthetic
    assert (wind.level, wind.step_s, len(wind.time_s)) == ("10 m", HOUR, 25)
    for path in files:
        with netCDF4.Dataset(path) as file:
            assert file.title == "SYNTHETIC sea for demonstration and exercise, not a forecast"
            assert file.sarex_synthetic == 1
            assert file.Conventions == "CF-1.8"


def test_one_hour_of_the_current_is_missing_and_bridged(files: list[Path]) -> None:
    (current,) = open_forcing(str(files[0])).coverage
    assert len(current.time_s) == 24
    assert current.gaps_s == ()
    assert current.bridged_s == ((START_S + 11 * HOUR, START_S + 13 * HOUR),)


def test_land_and_the_cells_beside_it_have_no_current_but_wind(tmp_path: Path) -> None:
    def is_land(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
        assert lon.ndim == 1
        return np.asarray((np.abs(lon - 129.0) < 0.01) & (np.abs(lat - 34.0) < 0.01))

    current, wind = write_synthetic_sea(tmp_path, START_S, 6, is_land)
    with netCDF4.Dataset(current) as file:
        gone = np.ma.getmaskarray(file["uo"][0])
        at = np.argwhere(gone)
        places = {(round(float(file["lon"][x]), 2), round(float(file["lat"][y]), 2)) for y, x in at}
        assert places == {(129.0, 34.0), (128.95, 34.0), (129.05, 34.0), (129.0, 33.95), (129.0, 34.05)}
        np.testing.assert_array_equal(gone, np.ma.getmaskarray(file["vo"][5]))
    with netCDF4.Dataset(wind) as file:
        assert not np.ma.getmaskarray(file["u10"][:]).any()


def test_the_values_in_the_file_are_those_of_the_fields(files: list[Path]) -> None:
    box = Box(129.9, 34.8, 130.3, 35.1)
    window = open_forcing(str(files[0])).window("current", START_S, START_S + 2 * HOUR, box)
    assert window is not None
    lon = window.lon_start_deg + window.lon_step_deg * np.arange(window.values.shape[3])
    lat = window.lat_start_deg + window.lat_step_deg * np.arange(window.values.shape[2])
    expected = synthetic_current(*np.meshgrid(lon, lat), float(window.time_s[1]))
    for part in (0, 1):
        np.testing.assert_allclose(window.values[0, 1, ..., part], expected[part], atol=1e-5)


def test_the_same_arguments_give_the_same_fields(files: list[Path], tmp_path: Path) -> None:
    again = write_synthetic_sea(tmp_path / "again", START_S, 24)
    for old, new in zip(files, again, strict=True):
        with netCDF4.Dataset(old) as first, netCDF4.Dataset(new) as second:
            assert list(first.variables) == list(second.variables)
            for name in first.variables:
                np.testing.assert_array_equal(first[name][:], second[name][:])


def test_the_through_flow_and_the_low_have_the_size_that_they_should() -> None:
    times = START_S + HOUR * np.arange(0, 24 * 15)
    east, north = (
        np.mean(part, axis=0) for part in zip(*(synthetic_current(LON, LAT, at) for at in times), strict=True)
    )
    mean = np.hypot(east, north)
    assert 0.6 < mean.max() < 0.75
    fastest = np.unravel_index(mean.argmax(), mean.shape)
    assert east[fastest] > 0.2
    assert north[fastest] > 0.2
    strongest = max(float(np.hypot(*synthetic_current(LON, LAT, at)).max()) for at in times)
    assert 0.9 < strongest < 1.4
    winds = [float(np.hypot(*synthetic_wind(LON, LAT, hour * HOUR)).max()) for hour in range(-24, 25)]
    assert 16.0 < max(winds) <= 18.0


def test_tides_come_back_with_the_moon() -> None:
    """Sampled every M2 period the current changes by K1 alone, and after their common period hardly at all."""
    place = np.array([129.0]), np.array([34.2])
    m2_s, k1_s = 12.4206012 * HOUR, 23.93447213 * HOUR
    times = START_S + np.arange(0.0, 27.554 * 86400.0, 1800.0)
    speeds = np.array([synthetic_current(*place, at) for at in times])[:, :, 0]
    angles = 2 * np.pi * times[:, np.newaxis] / np.array([m2_s, k1_s])
    design = np.hstack([np.cos(angles), np.sin(angles), np.ones((len(times), 1))])
    solved, *_ = np.linalg.lstsq(design, speeds, rcond=None)
    np.testing.assert_allclose(design @ solved, speeds, atol=1e-6)


@given(
    lon=st.floats(AREA.west, AREA.east), lat=st.floats(AREA.south, AREA.north), hour=st.floats(0.0, 400.0)
)  # fmt: skip
def test_no_water_and_no_air_gathers_anywhere(lon: float, lat: float, hour: float) -> None:
    step_m = 50.0
    east_deg, north_deg = step_m / DEGREE_M / np.cos(np.radians(34.4)), step_m / DEGREE_M
    lons = np.array([lon - east_deg, lon + east_deg, lon, lon])
    lats = np.array([lat, lat, lat - north_deg, lat + north_deg])
    current = synthetic_current(lons, lats, START_S + hour * HOUR)
    wind = synthetic_wind(lons, lats, hour * HOUR)
    for east, north in (current, wind):
        divergence = (east[1] - east[0] + north[3] - north[2]) / (2 * step_m)
        assert abs(divergence) < 1e-9


@given(
    lon=st.floats(AREA.west, AREA.east), lat=st.floats(AREA.south, AREA.north), hour=st.floats(-400.0, 400.0)
)  # fmt: skip
def test_nothing_jumps_in_space_or_time(lon: float, lat: float, hour: float) -> None:
    place, beside = (np.array([lon]), np.array([lat])), (np.array([lon + 0.01]), np.array([lat + 0.01]))
    at = START_S + hour * HOUR
    here = np.array([*synthetic_current(*place, at), *synthetic_wind(*place, hour * HOUR)])
    there = np.array([*synthetic_current(*beside, at), *synthetic_wind(*beside, hour * HOUR)])
    later = np.array([*synthetic_current(*place, at + 60.0), *synthetic_wind(*place, hour * HOUR + 60.0)])
    assert np.abs(there - here).max() < 0.3
    assert np.abs(later - here).max() < 0.15
    assert np.isfinite(here).all()


def test_the_strait_is_sea_and_its_shores_are_land_on_the_rough_coast() -> None:
    lon = np.array([129.0, 129.9, 130.3, 131.0, 128.0, 129.32])
    lat = np.array([34.9, 34.3, 35.5, 33.0, 36.0, 34.4])
    np.testing.assert_array_equal(rough_land(lon, lat), [False, False, False, True, True, True])


def test_too_short_a_period_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ForcingError, match="a synthetic sea of 5 hours is too short"):
        write_synthetic_sea(tmp_path / "sea", START_S, 5)
    assert list(tmp_path.iterdir()) == []
