"""The order of each scheme on solid-body rotation, and backward runs that undo forward ones."""

from __future__ import annotations

import numpy as np
import pytest

from drift_scene import HOUR, T0, Sea, constant, constant_sea, drift, particles, settings, window

TURN_S = 24 * HOUR
SCHEMES = [("euler", 1), ("second_order", 2)]


def rotation_sea() -> Sea:
    """Water that turns about (0, 0) once in TURN_S, near enough to the equator that degrees are square.

    Longitude and latitude in degrees turn as in a plane: the components in m/s are those of WGS84 at the place.
    """
    columns = rows = 81
    lon = lat = np.linspace(-1.0, 1.0, columns)
    rate = 2.0 * np.pi / TURN_S
    e2, a, degree = 0.0066943799901413165, 6378137.0, np.pi / 180.0
    w = np.sqrt(1.0 - e2 * np.sin(lat * degree) ** 2)
    per_lon = a / w * np.cos(lat * degree) * degree
    per_lat = a * (1.0 - e2) / w**3 * degree
    values = np.empty((1, 50, rows, columns, 2))
    values[..., 0] = -rate * lat[:, None] * per_lon[:, None]
    values[..., 1] = rate * lon[None, :] * per_lat[:, None]
    flow = window(
        "current", values, lon_start_deg=-1.0, lat_start_deg=-1.0, lon_step_deg=lon[1] - lon[0],
        lat_step_deg=lat[1] - lat[0], time_s=T0 - HOUR + HOUR * np.arange(50),
    )  # fmt: skip
    return Sea("rotation", {"current": flow, "wind": constant("wind", 0.0, 0.0, start_s=T0 - HOUR, hours=50)})


@pytest.mark.parametrize(
    ("scheme", "promised", "steps_min"), [("euler", 1, [20, 10, 5, 2]), ("second_order", 2, [120, 60, 30, 15])]
)
def test_error_shrinks_at_the_promised_order(scheme, promised, steps_min):
    sea = rotation_sea()
    errors = []
    for step in steps_min:
        how = settings(24, integrator=scheme, step=f"{step} min", output="24 h")
        track = drift(particles(0.3, 0.0), sea, how)
        errors.append(np.hypot(track.lon[0, -1] - 0.3, track.lat[0, -1]))
    order = np.polyfit(np.log(steps_min), np.log(errors), 1)[0]
    assert abs(order - promised) < 0.3


@pytest.mark.parametrize(("scheme", "promised"), SCHEMES)
def test_a_backward_run_undoes_a_forward_run_to_its_order(scheme, promised):
    sea, misses, steps_min = rotation_sea(), [], np.array([60, 30, 15])
    for step in steps_min:
        there = drift(particles(0.3, 0.1), sea, settings(6, integrator=scheme, step=f"{step} min"))
        end = particles(there.lon[:, -1], there.lat[:, -1], birth_s=np.array([T0 + 6 * HOUR]))
        how = settings(0, integrator=scheme, step=f"{step} min", direction="backward")
        back = drift(end, sea, how)
        assert back.time_s[0] == T0
        misses.append(np.hypot(back.lon[0, 0] - 0.3, back.lat[0, 0] - 0.1))
    assert np.polyfit(np.log(steps_min), np.log(misses), 1)[0] > promised - 0.3


def test_backward_times_ascend_and_begin_with_the_end_of_the_run():
    start = particles([0.0, 0.0], 50.0, birth_s=np.array([T0 + 6 * HOUR, T0 + 4.5 * HOUR]))
    track = drift(start, constant_sea(current=(1.0, 0.0)), settings(2, direction="backward"))
    np.testing.assert_array_equal((track.time_s - T0) / HOUR, [2, 3, 4, 5, 6])
    np.testing.assert_array_equal(track.status, [[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])
    assert np.all(np.diff(track.lon[0]) > 0.0)
    assert track.lon[0, 0] < track.lon[1, 0] < 0.0
