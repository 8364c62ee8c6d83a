"""Each kind of scenario against its closed form. NumPy draws the uniform numbers here: the laws are what is tested."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pydantic import TypeAdapter
from scipy import stats
from shapely import Polygon, contains_xy

from sarex.drift.births import Births
from sarex.drift.start import scenario_births
from sarex.drift.voyage_start import planned_legs
from sarex.model.errors import IncidentError
from sarex.model.geodesy import wgs84
from sarex.model.incident import Scenario, VoyageScenario
from sarex.model.quantities import KNOT_M_PER_S, NAUTICAL_MILE_M

N = 100_000
SCENARIO: TypeAdapter[Scenario] = TypeAdapter(Scenario)
SIX = datetime(2015, 11, 16, 6, tzinfo=UTC).timestamp()
CUT_SHARE = 1.0 - math.exp(-4.5)
"""Share of a circular normal within 3 standard deviations."""


def uniform(number: int = N, seed: int = 1) -> NDArray[np.float64]:
    return np.clip(np.random.default_rng(seed).random((number, 4)), 1e-300, 1.0 - 2.0**-53)


def births(number: int = N, **scenario: object) -> Births:
    return scenario_births(SCENARIO.validate_python({"name": "one", **scenario}), uniform(number))


def metres_from(lon: float, lat: float, of: Births) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Azimuth [degrees, 0 to 360) and distance [m] of each birth from a point."""
    ones = np.ones(len(of.lon))
    azimuth, _, distance = wgs84().inv(lon * ones, lat * ones, of.lon, of.lat)
    return azimuth % 360.0, distance


def position(**more: object) -> dict[str, object]:
    return {"kind": "position", "at": "60 30.0N 004 00.0E", "time": "2015-11-16T06:00Z", **more}


def test_position_error_is_the_radius_that_holds_half_and_is_cut_at_three_deviations():
    radius = 2 * NAUTICAL_MILE_M
    azimuth, distance = metres_from(4.0, 60.5, births(**position(position_error="2 nm")))
    # The cut tail makes the half a little more: 0.5 / (1 - exp(-4.5)) = 0.5056.
    assert np.mean(distance < radius) == pytest.approx(0.5 / CUT_SHARE, abs=4 * 0.5 / math.sqrt(N))
    assert distance.max() <= 3 * radius / 1.17741 + 0.01
    assert distance.max() > 2.9 * radius / 1.17741
    law = stats.kstest(distance, lambda r: (1 - np.exp(-(r**2) / (2 * (radius / 1.17741) ** 2))) / CUT_SHARE)
    assert law.pvalue > 1e-3
    assert stats.kstest(azimuth / 360.0, "uniform").pvalue > 1e-3


def test_time_error_is_a_truncated_normal():
    time_s = births(**position(time_error="30 min")).birth_s - SIX
    assert stats.kstest(time_s / 1800.0, stats.truncnorm(-3, 3).cdf).pvalue > 1e-3
    assert abs(time_s).max() <= 5400.0
    assert np.mean(abs(time_s) == 5400.0) < 1e-4  # clipping instead of cutting would leave 0.27 % there


def test_zero_errors_give_the_very_same_place_and_time():
    start = births(10, **position(position_error=0, time_error=0))
    assert set(start.lon) == {4.0}
    assert set(start.lat) == {60.5}
    assert set(start.birth_s) == {SIX}


def test_positions_across_the_date_line_stay_in_one_convention():
    start = births(1000, **position(at="0N 180E", position_error="5 nm"))
    assert start.lon.min() >= -180.0
    assert start.lon.max() < 180.0
    assert np.mean(start.lon > 0) == pytest.approx(0.5, abs=0.06)


def test_a_position_near_the_pole_keeps_its_distances():
    start = births(**position(at="89 59.0N 000 00.0E", position_error="5 nm"))
    _, distance = metres_from(0.0, 89 + 59 / 60, start)
    assert np.mean(distance < 5 * NAUTICAL_MILE_M) == pytest.approx(0.5 / CUT_SHARE, abs=0.01)


def bearing(**more: object) -> dict[str, object]:
    base = {"kind": "bearing", "at": "35S 139E", "time": "2015-11-16T06:00Z", "bearing": "350", "range": "10 nm"}
    return {**base, **more}


def test_bearing_and_range_are_truncated_normals():
    azimuth, distance = metres_from(139.0, -35.0, births(**bearing(bearing_error="10 deg", range_error="2 nm")))
    off = (azimuth - 350.0 + 180.0) % 360.0 - 180.0
    assert stats.kstest(off / 10.0, stats.truncnorm(-3, 3).cdf).pvalue > 1e-3
    assert stats.kstest((distance / NAUTICAL_MILE_M - 10) / 2, stats.truncnorm(-3, 3).cdf).pvalue > 1e-3


def test_a_range_is_never_below_zero_and_its_far_side_keeps_its_tail():
    _, distance = metres_from(139.0, -35.0, births(**bearing(range="2 nm", range_error="2 nm")))
    assert stats.kstest(distance / NAUTICAL_MILE_M / 2 - 1, stats.truncnorm(-1, 3).cdf).pvalue > 1e-3


def test_a_bearing_without_errors_is_one_point():
    start = births(5, **bearing())
    lon, lat, _ = wgs84().fwd(139.0, -35.0, 350.0, 10 * NAUTICAL_MILE_M)
    assert start.lon == pytest.approx(np.full(5, lon), abs=1e-12)
    assert start.lat == pytest.approx(np.full(5, lat), abs=1e-12)
    at_the_observer = births(5, **bearing(range=0))
    assert set(zip(at_the_observer.lon, at_the_observer.lat, strict=True)) == {(139.0, -35.0)}


def test_a_datum_line_is_uniform_along_and_circular_normal_about_it():
    line = {"kind": "datum_line", "line": ["0N 179E", "0N 179W"], "time": "2015-11-16T06:00Z"}
    exact = births(**line)
    assert set(exact.lat) == {0.0}
    assert stats.kstest(((exact.lon - 179.0) % 360.0) / 2.0, "uniform").pvalue > 1e-3
    wide = births(**line, error="1 nm", time_error="10 min")
    across_m = wide.lat * 110_574.3
    # Cut at 3 standard deviations in the plane leaves 0.974 of the deviation along each axis.
    left = math.sqrt(1 - 4.5 * math.exp(-4.5) / CUT_SHARE)
    assert across_m.std() == pytest.approx(NAUTICAL_MILE_M * left, rel=0.01)
    assert abs(across_m).max() < 3 * NAUTICAL_MILE_M + 1
    assert ((wide.lon - 179.0 + 180) % 360 - 180).min() < 0.0  # beyond the ends as well
    assert (wide.birth_s - SIX).std() == pytest.approx(600 * stats.truncnorm(-3, 3).std(), rel=0.01)


def area(*polygon: str, **more: object) -> dict[str, object]:
    period = {"from": "2015-11-16T06:00Z", "until": "2015-11-16T08:00Z"}
    return {"kind": "area", "polygon": list(polygon), **period, **more}


def shares_by_parallels(start: Births, parallels: list[float]) -> NDArray[np.float64]:
    return np.histogram(start.lat, parallels)[0] / len(start.lat)


def test_an_area_is_uniform_by_area_on_the_sphere():
    start = births(**area("0N 10E", "60N 10E", "60N 40E", "0N 40E"))
    parallels = np.arange(0.0, 61.0, 5.0)
    expected = np.diff(np.sin(np.radians(parallels))) / math.sin(math.radians(60)) * N
    counts, _, _ = np.histogram2d(start.lat, start.lon, [parallels, np.arange(10.0, 41.0, 5.0)])
    assert stats.chisquare(counts.ravel(), np.repeat(expected / 6, 6)).pvalue > 1e-3
    assert stats.kstest((start.birth_s - SIX) / 7200.0, "uniform").pvalue > 1e-3


def test_a_concave_area_across_the_date_line_is_uniform_and_nowhere_else():
    # A U of three equal arms' widths, open to the north, around the 180th meridian.
    u_shape = [(178, 10), (184, 10), (184, 16), (182, 16), (182, 12), (180, 12), (180, 16), (178, 16)]
    start = births(**area(*(f"{lat} {lon if lon <= 180 else lon - 360}" for lon, lat in u_shape)))
    lon = start.lon % 360.0
    assert contains_xy(Polygon(u_shape).buffer(1e-9), lon, start.lat).all()
    counts, _, _ = np.histogram2d(start.lat, lon, [np.arange(10, 17, 1.0), np.arange(178, 185, 1.0)])
    cells = np.repeat(np.diff(np.sin(np.radians(np.arange(10, 17, 1.0))))[:, None], 6, axis=1)
    cells[2:, 2:4] = 0.0
    expected = N * cells / cells.sum()
    assert counts[cells == 0].sum() == 0
    assert stats.chisquare(counts[cells > 0], expected[cells > 0]).pvalue > 1e-3


def test_a_slanting_side_stays_straight_in_longitude_and_latitude():
    start = births(**area("50N 0E", "60N 10E", "50N 10E"))
    # Strips 0.1 degree high bend the side by less than a metre or two.
    assert ((start.lat - 50.0) <= start.lon + 3e-5).all()
    # The share south of 53 N by quadrature on the sphere.
    latitudes = np.linspace(50, 60, 100_001)
    density = (60 - latitudes) * np.cos(np.radians(latitudes))
    below = density[latitudes < 53].sum() / density.sum()
    assert np.mean(start.lat < 53) == pytest.approx(below, abs=0.006)


@given(
    radii=st.lists(st.floats(0.1, 2.0), min_size=3, max_size=12),
    lon=st.floats(-180, 179),
    lat=st.floats(-80, 80),
    seed=st.integers(0, 2**32),
)
def test_every_particle_of_any_star_shaped_area_is_inside(radii, lon, lat, seed):
    angles = np.arange(len(radii)) * 2 * math.pi / len(radii)
    corners = [(lon + r * math.cos(a), lat + r * math.sin(a)) for r, a in zip(radii, angles, strict=True)]
    texts = [f"{y:.6f} {(x + 180) % 360 - 180:.6f}" for x, y in corners]
    scenario = SCENARIO.validate_python({"name": "one", **area(*texts)})
    start = scenario_births(scenario, uniform(200, seed))
    around = (start.lon - lon + 180) % 360 - 180 + lon
    assert contains_xy(Polygon(corners).buffer(2e-4), around, start.lat).all()


@pytest.mark.parametrize(
    ("corners", "fault"),
    [
        (["0N 0E", "1N 1E", "1N 0E", "0N 1E"], "crosses or touches itself near 00 30.000N 000 30.000E"),
        (["0N 0E", "1N 1E", "2N 2E"], "no inside"),
        (["80N 0E", "80N 120E", "80N 120W"], "goes round a pole"),
        (["80N 0E", "80N 20E", "90N 0E"], "goes round a pole or touches it"),
        (["0N 0E", "1N 1E", "0N 0E"], "no inside"),
    ],
)
def test_areas_that_are_none_are_refused(corners, fault):
    with pytest.raises(IncidentError, match=f"area 'one' .*({fault})"):
        births(10, **area(*corners))


def test_a_closed_ring_is_the_same_area():
    ring = ["0N 0E", "0N 1E", "1N 1E"]
    assert np.array_equal(births(100, **area(*ring)).lon, births(100, **area(*ring, ring[0])).lon)


ROUTE = [{"at": "60 00.0N 003 00.0E", "time": "2015-11-16T06:00Z"}, {"at": "61 00.0N 003 00.0E"}]


def voyage(**more: object) -> dict[str, object]:
    return {"kind": "voyage", "route": ROUTE, "speed": "8 kn", **more}


def distress(first: str, last: str) -> dict[str, str]:
    return {"from": f"2015-11-16T{first}Z", "until": f"2015-11-16T{last}Z"}


def test_distress_is_uniform_in_time_and_the_craft_is_where_its_speed_brings_it():
    start = births(**voyage())
    length_m = wgs84().inv(3.0, 60.0, 3.0, 61.0)[2]
    duration_s = length_m / (8 * KNOT_M_PER_S)
    assert stats.kstest((start.birth_s - SIX) / duration_s, "uniform").pvalue > 1e-3
    _, run_m = metres_from(3.0, 60.0, start)
    assert run_m == pytest.approx((start.birth_s - SIX) * 8 * KNOT_M_PER_S, abs=1e-3)
    assert start.lon == pytest.approx(np.full(N, 3.0), abs=1e-9)


def test_speed_error_is_kept_along_the_voyage_and_leaves_the_mean():
    start = births(**voyage(speed_error="1 kn", distress=distress("08:00", "08:00")))
    _, run_m = metres_from(3.0, 60.0, start)
    knots = run_m / (2 * NAUTICAL_MILE_M)
    assert stats.kstest(knots - 8, stats.truncnorm(-3, 3).cdf).pvalue > 1e-3


def test_track_error_is_square_to_the_track_and_not_pinched_at_the_route_points():
    for hour in ("07:00", "13:00"):
        start = births(**voyage(track_error="1 nm", distress=distress(hour, hour)))
        across_m = (start.lon - 3.0) * math.cos(math.radians(start.lat.mean())) * 111_320 / NAUTICAL_MILE_M
        assert across_m.std() == pytest.approx(stats.truncnorm(-3, 3).std(), rel=0.01)
        assert abs(across_m).max() < 3.02


def test_a_positive_track_error_is_to_starboard_on_every_leg():
    there_and_east = [ROUTE[0], {"at": "60 10.0N 003 00.0E"}, {"at": "60 10.0N 004 00.0E"}]
    scenario = SCENARIO.validate_python({"name": "one", **voyage(route=there_and_east, track_error="1 nm")})
    draws = np.full((2, 4), 0.9)
    draws[:, 0] = (0.05, 0.95)
    start = scenario_births(scenario, draws)
    assert start.lon[0] > 3.0
    assert start.lat[1] < 60 + 10 / 60


def test_given_times_fix_the_speed_of_each_leg_and_a_stop_waits():
    route = [
        {"at": "0N 0E", "time": "2015-11-16T06:00Z"},
        {"at": "0N 1E", "time": "2015-11-16T16:00Z"},
        {"at": "0N 1E", "time": "2015-11-16T18:00Z"},
        {"at": "0N 3E", "time": "2015-11-16T20:00Z"},
    ]
    for hour, lon in (("11:00", 0.5), ("17:00", 1.0), ("19:00", 2.0), ("20:00", 3.0), ("23:00", 3.0)):
        start = births(4, kind="voyage", route=route, distress=distress(hour, hour))
        assert start.lon == pytest.approx(np.full(4, lon), abs=1e-9), hour
    untimed = [route[0], {"at": "0N 1E"}, {"at": "0N 1E"}, {"at": "0N 3E", "time": "2015-11-16T12:00Z"}]
    legs = planned_legs(VoyageScenario.model_validate({"name": "x", "speed": "5 kn", "route": untimed}))
    assert [leg.duration_s for leg in legs] == pytest.approx([7200, 0, 14400])
    assert births(
        1, kind="voyage", speed="5 kn", route=untimed, distress=distress("10:00", "10:00")
    ).lon == pytest.approx([2.0])


def test_who_arrives_before_the_distress_stays_at_the_end():
    start = births(1000, **voyage(speed_error="1 kn", distress=distress("20:00", "22:00")))
    assert start.lon == pytest.approx(np.full(1000, 3.0), abs=1e-9)
    assert start.lat == pytest.approx(np.full(1000, 61.0), abs=1e-9)


def test_speeds_stay_positive_and_their_mean_the_planned_one_whatever_the_error():
    start = births(**voyage(speed_error="20 kn", distress=distress("07:00", "07:00")))
    azimuth, run_m = metres_from(3.0, 60.0, start)
    knots = run_m / NAUTICAL_MILE_M
    assert (((azimuth + 90) % 360) < 180).all()
    assert knots.min() > 0.0
    assert knots.mean() == pytest.approx(8.0, abs=0.1)


def test_a_voyage_across_the_date_line():
    route = [{"at": "10S 179E", "time": "2015-11-16T06:00Z"}, {"at": "10S 179W", "time": "2015-11-16T16:00Z"}]
    start = births(1000, kind="voyage", route=route)
    assert start.lon.min() >= -180
    assert start.lon.max() < 180
    passed_h = (start.birth_s - SIX) / 3600.0
    assert (start.lon - 179) % 360 == pytest.approx(passed_h / 5, abs=1e-3)


def test_distress_before_the_departure_is_refused():
    with pytest.raises(
        IncidentError,
        match=r"voyage 'one': distress from 2015-11-16 05:00Z is before the departure 2015-11-16 06:00Z; .*: begin",
    ):
        births(10, **voyage(distress=distress("05:00", "08:00")))
