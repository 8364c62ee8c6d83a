"""A made-up sea for the demonstration and for exercises: tides, a through-flow and a passing low.

It stands for no forecast and no real day. The area is the waters between Japan and Korea because the ready case plays
there; currents and winds have the size and the character found there, nothing more. Every file says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Final

import netCDF4
import numpy as np
from numpy.typing import NDArray

from sarex.adapters.whole_file import whole_folder
from sarex.model.errors import ForcingError
from sarex.model.forcing_window import Box

TITLE: Final = "SYNTHETIC sea for demonstration and exercise, not a forecast"
AREA: Final = Box(west=127.0, south=32.5, east=132.0, north=36.5)
CURRENT_FILE: Final = "synthetic_current.nc"
WIND_FILE: Final = "synthetic_wind.nc"
CURRENT_STEP_DEG: Final = 0.05
WIND_STEP_DEG: Final = 0.1
HOURS_MIN: Final = 6

_DEGREE_M: Final = 111_195.0
_CENTRE: Final = (129.5, 34.4)
"""Longitude and latitude of the middle of the strait [degrees]."""
_AXIS: Final = math.radians(45.0)
"""The through-flow and the long axis of the tide, toward the north-east."""
_JET_M_PER_S: Final = 0.65
_JET_WIDTH_M: Final = 45_000.0
_MEANDER_M: Final = 15_000.0
_MEANDER_LENGTH_M: Final = 250_000.0
_TIDES: Final = ((12.4206012 * 3600.0, 0.35, 0.08), (23.93447213 * 3600.0, 0.20, 0.05))
"""Period [s], greatest speed along and across the strait [m/s]: principal lunar (M2) and luni-solar diurnal (K1)."""
_TIDE_LENGTH_M: Final = 400_000.0
_LOW_M_PER_S: Final = 14.0
_LOW_RADIUS_M: Final = 250_000.0
_LOW_TRACK_M_PER_S: Final = (9.8, 6.9)
"""The low moves toward 055 at 12 m/s."""
_BREEZE_M_PER_S: Final = (3.0, 2.0)
_ROUGH_LAND: Final = (
    (131.2, 32.9, 1.25, 0.95), (128.4, 36.3, 1.05, 1.00), (127.2, 35.6, 0.9, 0.9), (131.8, 34.3, 0.8, 0.35),
    (129.32, 34.4, 0.13, 0.33), (128.8, 32.75, 0.2, 0.15),
)  # fmt: skip
"""Longitude, latitude and half axes [degrees] of ellipses, a very rough coast for where no better one is given."""

Floats = NDArray[np.float64]
IsLand = Callable[[Floats, Floats], NDArray[np.bool_]]
At = Callable[[float], list[Floats]]


def write_synthetic_sea(folder: Path, start_s: float, hours: int, is_land: IsLand | None = None) -> list[Path]:
    """Writes current and wind, hourly from `start_s` (seconds since 1970-01-01 UTC) for `hours` hours, and returns the
    two paths. The same arguments give the same fields.

    is_land : tells for longitudes and latitudes (n,) [degrees] which are land. The current has no data there and in the
              cells beside, as with real models; one hour is missing from it. None: a very rough coast.
    Raises ForcingError for too short a period, OutputError if the files cannot be written.
    """
    if hours < HOURS_MIN:
        raise ForcingError(f"a synthetic sea of {hours} hours is too short; ask for {HOURS_MIN} hours or more")
    every_hour = start_s + 3600.0 * np.arange(hours + 1, dtype=np.float64)
    missing = hours // 2
    lon, lat = _axes(CURRENT_STEP_DEG)
    dry = _dry(lon, lat, is_land or rough_land)
    with whole_folder(folder) as part:
        _write(
            part / CURRENT_FILE,
            {"uo": "eastward_sea_water_velocity", "vo": "northward_sea_water_velocity"},
            (lon, lat, np.delete(every_hour, missing)),
            lambda time_s: [np.where(dry, np.nan, side) for side in synthetic_current(*np.meshgrid(lon, lat), time_s)],
        )
        passing_s = start_s + 3600.0 * missing
        wind_lon, wind_lat = _axes(WIND_STEP_DEG)
        _write(
            part / WIND_FILE,
            {"u10": "eastward_wind", "v10": "northward_wind"},
            (wind_lon, wind_lat, every_hour),
            lambda time_s: list(synthetic_wind(*np.meshgrid(wind_lon, wind_lat), time_s - passing_s)),
        )
    return [folder / CURRENT_FILE, folder / WIND_FILE]


def synthetic_current(lon: Floats, lat: Floats, time_s: float) -> tuple[Floats, Floats]:
    """East and north [m/s] at longitudes and latitudes [degrees] of any shape; time in seconds since 1970-01-01 UTC.

    Each part comes from a stream function on the plane, so that water neither gathers nor thins out.
    """
    x, y = _plane(lon, lat)
    along_m, right_m = x * math.sin(_AXIS) + y * math.cos(_AXIS), x * math.cos(_AXIS) - y * math.sin(_AXIS)
    wave = 2.0 * math.pi / _MEANDER_LENGTH_M
    off_m = right_m - _MEANDER_M * np.sin(wave * along_m)
    ahead = _JET_M_PER_S / np.cosh(off_m / _JET_WIDTH_M) ** 2
    aside = ahead * _MEANDER_M * wave * np.cos(wave * along_m)
    for period_s, along, across in _TIDES:
        phase = 2.0 * math.pi * math.fmod(time_s, period_s) / period_s
        ahead = ahead + along * math.cos(phase) * np.cos(right_m / _TIDE_LENGTH_M)
        aside = aside + across * math.sin(phase) * np.cos(along_m / _TIDE_LENGTH_M)
    return (
        ahead * math.sin(_AXIS) + aside * math.cos(_AXIS),
        ahead * math.cos(_AXIS) - aside * math.sin(_AXIS),
    )


def synthetic_wind(lon: Floats, lat: Floats, since_passing_s: float) -> tuple[Floats, Floats]:
    """East and north of the air's motion at 10 m [m/s]; time in seconds since the low passes the middle of the strait.

    A low turns anticlockwise, strongest at its radius and weaker within and without, in a steady breeze.
    """
    x, y = _plane(lon, lat)
    from_x = x - _LOW_TRACK_M_PER_S[0] * since_passing_s
    from_y = y - _LOW_TRACK_M_PER_S[1] * since_passing_s
    turn_per_s = 2.0 * _LOW_M_PER_S / _LOW_RADIUS_M / (1.0 + (from_x**2 + from_y**2) / _LOW_RADIUS_M**2)
    return _BREEZE_M_PER_S[0] - turn_per_s * from_y, _BREEZE_M_PER_S[1] + turn_per_s * from_x


def rough_land(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """A very rough coast of the area, good for a demonstration and nothing else."""
    land = np.zeros(np.shape(lon), dtype=np.bool_)
    for middle_lon, middle_lat, half_lon, half_lat in _ROUGH_LAND:
        land |= ((lon - middle_lon) / half_lon) ** 2 + ((lat - middle_lat) / half_lat) ** 2 < 1.0
    return land


def _plane(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Metres east and north of the middle of the strait."""
    return (lon - _CENTRE[0]) * _DEGREE_M * math.cos(math.radians(_CENTRE[1])), (lat - _CENTRE[1]) * _DEGREE_M


def _axes(step_deg: float) -> tuple[Floats, Floats]:
    columns, rows = round((AREA.east - AREA.west) / step_deg), round((AREA.north - AREA.south) / step_deg)
    return np.linspace(AREA.west, AREA.east, columns + 1), np.linspace(AREA.south, AREA.north, rows + 1)


def _dry(lon: Floats, lat: Floats, is_land: IsLand) -> NDArray[np.bool_]:
    """bool (lat, lon): land, and the cells that touch it, which a model of this spacing leaves out."""
    columns, rows = np.meshgrid(lon, lat)
    land = np.asarray(is_land(columns.ravel(), rows.ravel()), dtype=np.bool_).reshape(columns.shape)
    wide = np.pad(land, 1)
    return land | wide[:-2, 1:-1] | wide[2:, 1:-1] | wide[1:-1, :-2] | wide[1:-1, 2:]


def _write(
    path: Path, names: dict[str, str], axes: tuple[Floats, Floats, Floats], at: Callable[[float], list[Floats]]
) -> None:
    """One CF file with (time, lat, lon), one time after the other. names : east and north to their standard names"""
    lon, lat, time_s = axes
    with netCDF4.Dataset(path, "w", format="NETCDF4") as file:
        file.setncatts({
            "Conventions": "CF-1.8", "title": TITLE, "sarex_synthetic": np.int32(1),
            "source": "analytic fields: tides M2 and K1, a meandering through-flow, a passing low",
            "comment": "made by Sarex; stands for no real day, never use it for a real incident",
        })  # fmt: skip
        for name, values, units, standard in (
            ("time", time_s, "seconds since 1970-01-01 00:00:00 UTC", "time"),
            ("lat", lat, "degrees_north", "latitude"),
            ("lon", lon, "degrees_east", "longitude"),
        ):
            file.createDimension(name, len(values))
            axis = file.createVariable(name, "f8", (name,))
            axis.setncatts(
                {"units": units, "standard_name": standard, "axis": {"time": "T", "lat": "Y"}.get(name, "X")}
            )
            axis[:] = values
        file["time"].calendar = "standard"
        fill, one_time = np.float32(1e20), (1, len(lat), len(lon))
        for name, standard in names.items():
            stored = file.createVariable(
                name, "f4", ("time", "lat", "lon"), zlib=True, complevel=4, fill_value=fill, chunksizes=one_time
            )
            stored.setncatts({"units": "m s-1", "standard_name": standard, "long_name": f"SYNTHETIC {standard}"})
        for number, instant in enumerate(time_s):
            for name, values in zip(names, at(float(instant)), strict=True):
                file[name][number] = np.where(np.isnan(values), fill, values).astype(np.float32)
