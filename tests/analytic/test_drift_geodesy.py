"""Drift in constant fields against geodesy that Sarex does not use: the loxodrome, the pole, the date line."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod
from scipy.optimize import brentq

from drift_scene import T0, constant_sea, drift, particles, settings

WGS84 = Geod(ellps="WGS84")
A, E = 6378137.0, 0.0818191908426215


def isometric_latitude(lat: float) -> float:
    s = np.sin(np.radians(lat))
    return float(np.arctanh(s) - E * np.arctanh(E * s))


def meridian_arc(start: float, end: float) -> float:
    """Length of the meridian between two latitudes [m], by geodesic."""
    return float(np.sign(end - start) * WGS84.inv(0.0, start, 0.0, end)[2])


def loxodrome(lon: float, lat: float, east_m: float, north_m: float) -> tuple[float, float]:
    """The end of a course of constant direction on WGS84: meridian arc in latitude, isometric latitude in longitude."""
    end = brentq(lambda phi: meridian_arc(lat, phi) - north_m, lat - 5, lat + 5, xtol=1e-13)
    if abs(north_m) < 1e-6:
        per_radian = A * np.cos(np.radians(lat)) / np.sqrt(1 - (E * np.sin(np.radians(lat))) ** 2)
        return lon + np.degrees(east_m / per_radian), lat
    change = east_m / north_m * (isometric_latitude(end) - isometric_latitude(lat))
    return lon + np.degrees(change), end


COURSES = [(1.5, 0.0), (0.0, 1.5), (1.06, 1.06), (-1.06, 1.06), (0.3, -1.469), (-1.2, -0.9)]


@pytest.mark.parametrize(("scheme", "limit_m_per_h"), [("euler", 1.0), ("second_order", 0.1)])
@pytest.mark.parametrize("lat", [0.0, 38.0, -45.0, 65.0])
def test_constant_current_follows_the_loxodrome(scheme, limit_m_per_h, lat):
    for east, north in COURSES:
        hours = 24
        track = drift(particles(5.0, lat), constant_sea(current=(east, north)), settings(hours, integrator=scheme))
        # The field is stored in single precision; the loxodrome is laid with the value that was stored.
        east_m, north_m = (float(np.float32(v)) * hours * 3600.0 for v in (east, north))
        lon_end, lat_end = loxodrome(5.0, lat, east_m, north_m)
        miss = WGS84.inv(track.lon[0, -1], track.lat[0, -1], lon_end, lat_end)[2]
        assert miss / hours < limit_m_per_h


def test_leeway_follows_the_loxodrome_too():
    hours = 24
    track = drift(
        particles(5.0, 60.0), constant_sea(wind=(6.0, 8.0), current=(0.2, -0.1)), settings(hours), classes="PIW-1"
    )
    along, across = 0.0096 * 10.0, 0.0054 * 10.0
    # Downwind is (0.6, 0.8); right of it is (0.8, -0.6).
    velocity = np.array([0.6 * along + 0.8 * across + 0.2, 0.8 * along - 0.6 * across - 0.1])
    lon_end, lat_end = loxodrome(5.0, 60.0, *(velocity * hours * 3600.0))
    assert WGS84.inv(track.lon[0, -1], track.lat[0, -1], lon_end, lat_end)[2] / hours < 0.1


@pytest.mark.parametrize("scheme", ["euler", "second_order"])
def test_a_northward_drift_near_the_pole_keeps_its_speed(scheme):
    """Up the meridian to 89.9 north the distance made good is the distance drifted."""
    lat = 89.0
    track = drift(particles([10.0, -170.0], lat), constant_sea(current=(0.0, 1.0)), settings(24, integrator=scheme))
    made_good = WGS84.inv([10.0, -170.0], [lat, lat], track.lon[:, -1], track.lat[:, -1])[2]
    np.testing.assert_allclose(made_good, 86400.0, atol=1.0)
    np.testing.assert_allclose(track.lon[:, -1], [10.0, -170.0], atol=1e-9)


@pytest.mark.parametrize("scheme", ["euler", "second_order"])
@pytest.mark.parametrize(("pole", "towards"), [(90.0, 1.0), (-90.0, -1.0)])
def test_a_drift_passes_over_the_pole_and_goes_on_straight(scheme, pole, towards):
    """The current blows along one straight line over the pole, as seen from above."""
    rows, columns = 81, 361
    lon = np.radians(np.linspace(-180, 180, columns))
    values = np.empty((1, 49, rows, columns, 2))
    # A straight flow from the meridian of 0 to that of 180: north at 0, east at -90, south at 180, west at 90.
    values[..., 0] = -np.sin(lon)
    values[..., 1] = towards * np.cos(lon)
    from drift_scene import Sea, constant, window

    south = 80.0 if pole > 0 else -90.0
    flow = window(
        "current", values, lat_start_deg=south, lat_step_deg=10.0 / (rows - 1), lon_start_deg=-180.0, lon_step_deg=1.0
    )
    sea = Sea("polar", {"current": flow, "wind": constant("wind", 0.0, 0.0)})
    start = particles(0.0, pole - towards * 0.3)
    track = drift(start, sea, settings(24, integrator=scheme, step="5 min"))
    made_good = WGS84.inv(0.0, pole - towards * 0.3, track.lon[0, -1], track.lat[0, -1])[2]
    assert made_good == pytest.approx(86400.0, abs=20.0)
    assert abs(abs(track.lon[0, -1]) - 180.0) < 0.05


def test_the_date_line_is_no_line():
    sea = constant_sea(wind=(5.0, 3.0), current=(0.8, 0.1))
    here = drift(particles([10.0, 10.0], 40.0), sea, settings(24), classes="PIW-1")
    there = drift(particles([179.9, -180.1], 40.0), sea, settings(24), classes="PIW-1")
    assert np.all((there.lon >= -180.0) & (there.lon < 180.0))
    moved_here, moved_there = here.lon - 10.0, (there.lon - [[179.9], [-180.1]] + 180.0) % 360.0 - 180.0
    np.testing.assert_allclose(moved_there, moved_here, atol=1e-9)
    np.testing.assert_allclose(there.lat, here.lat, atol=1e-12)
    assert np.any(np.diff(there.lon[0]) < -300.0)


def test_times_of_the_tracks():
    track = drift(particles(0.0, 50.0), constant_sea(), settings(2.25))
    np.testing.assert_array_equal(track.time_s - T0, [0.0, 3600.0, 7200.0, 8100.0])
