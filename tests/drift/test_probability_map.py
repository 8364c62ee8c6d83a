"""Laws of the probability map."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import NDArray
from pyproj import Geod

from drift.drawn_cloud import TIME_S, drawn_cloud, normal_places
from sarex.drift.equal_area_plane import EqualAreaPlane, weighted_centre
from sarex.drift.probability_map import CELLS_MAX, probability_map
from sarex.drift.smoothing import SMOOTHING_M_MIN, smoothing_length
from sarex.model.errors import CloudError
from sarex.model.geodesy import distance_m
from sarex.model.particle_cloud import Status
from sarex.model.probability_map import ProbabilityMap
from sarex.model.quantities import Position

PLACES = [
    Position(4.0, 60.0),
    Position(-180.0, -40.0),
    Position(130.0, 35.0),
    Position(30.0, 85.0),
    Position(0.0, 90.0),
    Position(77.0, -90.0),
]


def total(chart: ProbabilityMap) -> float:
    return float(chart.poc.sum()) + chart.stranded + chart.left_forcing + chart.under_way


def sizes_m2(chart: ProbabilityMap) -> list[float]:
    return [area.area_m2 for area in chart.areas]


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    number=st.integers(1, 400),
    spread_m=st.sampled_from([0.0, 3.0, 500.0, 8000.0, 200_000.0]),
    at=st.sampled_from(PLACES),
)
def test_nothing_is_lost_and_half_lies_within_nine_tenths(
    seed: int, number: int, spread_m: float, at: Position
) -> None:
    random = np.random.default_rng(seed)
    status = random.choice([0, 1, 1, 1, 2, 3], number)
    status[0] = Status.AFLOAT
    x_m, y_m = random.normal(0.0, spread_m, (2, number))
    scenario = random.integers(0, 2, number)
    cloud = drawn_cloud(x_m, y_m, at, weight=random.random(number) + 1e-3, status=status, scenario=scenario)
    chart = probability_map(cloud, TIME_S)
    assert total(chart) == pytest.approx(1.0, abs=1e-12)
    assert chart.poc.min() >= 0.0
    assert chart.poc.sum() == pytest.approx(cloud.share(Status.AFLOAT, 0), abs=1e-12)
    assert chart.stranded == pytest.approx(cloud.share(Status.STRANDED, 0), abs=1e-12)
    assert chart.left_forcing == pytest.approx(cloud.share(Status.LEFT_FORCING, 0), abs=1e-12)
    assert chart.under_way == pytest.approx(cloud.share(Status.UNDER_WAY, 0), abs=1e-12)
    assert chart.poc.size <= CELLS_MAX
    half, most = chart.areas
    assert (half.share, most.share) == (0.5, 0.9)
    assert 0.0 < half.area_m2 < most.area_m2
    assert half.density_min_per_m2 >= most.density_min_per_m2
    assert_allclose(np.diff(chart.x_m), chart.cell_m, rtol=1e-6)
    assert_allclose(np.diff(chart.y_m), chart.cell_m, rtol=1e-6)


@pytest.mark.parametrize("at", PLACES)
def test_the_map_is_the_same_anywhere_on_the_globe(at: Position) -> None:
    """The plane about the centre of the particles is not quite that about `at`: a cell here or there, no more."""
    x_m, y_m = normal_places(10_000)
    there = probability_map(drawn_cloud(x_m, y_m, at), TIME_S)
    here = probability_map(drawn_cloud(x_m, y_m, PLACES[0]), TIME_S)
    assert sizes_m2(there) == pytest.approx(sizes_m2(here), rel=0.01)
    assert distance_m(there.centre, at) < 200.0
    assert distance_m(there.most_probable, at) < 5000.0
    assert -180.0 <= there.most_probable.lon < 180.0


@settings(max_examples=15, deadline=None)
@given(angle=st.floats(0.0, 2 * np.pi), east_m=st.floats(-20_000, 20_000), north_m=st.floats(-20_000, 20_000))
def test_turning_and_shifting_the_cloud_keeps_its_areas(angle: float, east_m: float, north_m: float) -> None:
    x_m, y_m = normal_places(3000)
    x_m *= 2.0
    turned = (np.cos(angle) * x_m - np.sin(angle) * y_m, np.sin(angle) * x_m + np.cos(angle) * y_m)
    before = probability_map(drawn_cloud(x_m, y_m), TIME_S)
    after = probability_map(drawn_cloud(turned[0] + east_m, turned[1] + north_m), TIME_S)
    assert after.smoothing_m == pytest.approx(before.smoothing_m, rel=0.15)
    assert sizes_m2(after) == pytest.approx(sizes_m2(before), rel=0.02)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), number=st.integers(1, 300))
def test_two_halves_at_one_place_are_as_one_and_order_does_not_matter(seed: int, number: int) -> None:
    random = np.random.default_rng(seed)
    x_m, y_m = random.normal(0.0, 5000.0, (2, number))
    weight = random.random(number) + 0.01
    once = probability_map(drawn_cloud(x_m, y_m, weight=weight), TIME_S)
    order = random.permutation(2 * number)
    doubled = drawn_cloud(np.tile(x_m, 2)[order], np.tile(y_m, 2)[order], weight=np.tile(weight, 2)[order])
    twice = probability_map(doubled, TIME_S)
    assert twice.smoothing_m == pytest.approx(once.smoothing_m, rel=1e-9)
    assert twice.poc.shape == once.poc.shape
    assert_allclose(twice.poc, once.poc, atol=1e-12)


def test_a_weight_counts_as_that_many_particles() -> None:
    x_m, y_m = normal_places(2000)
    cloud = drawn_cloud(np.r_[x_m, x_m + 60_000], np.r_[y_m, y_m], weight=np.repeat([3.0, 1.0], 2000))
    chart = probability_map(cloud, TIME_S)
    halfway = EqualAreaPlane(chart.centre).to_plane(*np.array([[4.0], [60.0]]))[0][0] + 30_000.0
    assert chart.poc[:, chart.x_m < halfway].sum() == pytest.approx(0.75, abs=1e-6)
    assert distance_m(chart.most_probable, Position(4.0, 60.0)) < 5000.0


def test_a_particle_without_weight_is_not_there() -> None:
    x_m, y_m = normal_places(500)
    some = drawn_cloud(x_m, y_m)
    more = drawn_cloud(np.r_[x_m, 900_000.0], np.r_[y_m, 0.0], weight=np.r_[np.ones(500), 0.0])
    assert_allclose(probability_map(more, TIME_S).poc, probability_map(some, TIME_S).poc, atol=1e-15)


def test_the_stated_smoothing_is_the_variance_that_the_map_adds() -> None:
    x_m, y_m = normal_places(100_000)
    for smoothing_m, cell_m in ((800.0, 250.0), (800.0, 700.0), (3000.0, 300.0)):
        chart = probability_map(drawn_cloud(x_m, y_m), TIME_S, smoothing_m=smoothing_m, cell_m=cell_m)
        assert (chart.smoothing_m, chart.cell_m) == (smoothing_m, cell_m)
        along = chart.poc.sum(axis=0)
        mean = along @ chart.x_m
        variance = along @ (chart.x_m - mean) ** 2 + cell_m**2 / 12
        # The places in the cells are as good as random: four standard errors of their covariance with the positions.
        chance_m2 = 4.0 * 2.0 * 5000.0 * cell_m / np.sqrt(12.0 * 100_000)
        assert variance - x_m.var() == pytest.approx(smoothing_m**2, rel=0.005, abs=chance_m2)


def test_one_particle_is_a_kernel_about_it() -> None:
    chart = probability_map(drawn_cloud([0.0], [0.0]), TIME_S)
    assert chart.smoothing_m == SMOOTHING_M_MIN
    assert distance_m(chart.most_probable, Position(4.0, 60.0)) < 0.1
    area_m2 = 2.0 * np.pi * np.log(2.0) * SMOOTHING_M_MIN**2
    assert chart.areas[0].area_m2 == pytest.approx(area_m2, rel=0.05)


def test_each_scenario_has_its_own_smoothing_and_the_map_says_so() -> None:
    x_m, y_m = normal_places(4000, sd_m=1.0)
    wide = np.arange(4000) % 2 == 1
    scale = np.where(wide, 8000.0, 1000.0)
    cloud = drawn_cloud(scale * x_m + 40_000.0 * wide, scale * y_m, scenario=wide.astype(int))
    chart = probability_map(cloud, TIME_S)
    note = chart.provenance.notes[-1]
    assert note == "the map is smoothed by scenario: last fix 173 m, overdue 0.7 nm"
    # With half of the weight in each, 50 % of all lies above 1/65 of the density at the middle of the small one.
    closed_form_m2 = 2.0 * np.pi * 1000.0**2 * (np.log(65.0) + 64.0 * np.log(65.0 / 64.0))
    assert chart.areas[0].area_m2 == pytest.approx(closed_form_m2, rel=0.06)


def test_a_few_particles_left_of_a_scenario_do_not_widen_the_map() -> None:
    x_m, y_m = normal_places(3000, sd_m=2000.0)
    scenario = np.zeros(3000, dtype=int)
    scenario[:2] = 1
    x_m[0], x_m[1] = -50_000.0, 50_000.0
    chart = probability_map(drawn_cloud(x_m, y_m, scenario=scenario), TIME_S)
    assert chart.smoothing_m < 700.0
    assert chart.x_m[-1] - chart.x_m[0] < 110_000.0


def test_scenarios_an_ocean_apart_get_larger_cells_and_a_note() -> None:
    x_m, y_m = normal_places(10_000, sd_m=3000.0)
    far = np.arange(10_000) % 2
    chart = probability_map(drawn_cloud(x_m + 3e6 * far, y_m + 2e6 * far, scenario=far), TIME_S)
    assert chart.poc.size <= CELLS_MAX
    assert "cells of 0.5 nm, where its detail asks for 150 m" in chart.provenance.notes[-1]
    closed_form_m2 = [-4.0 * np.pi * 3000.0**2 * np.log(1.0 - share) for share in (0.5, 0.9)]
    assert sizes_m2(chart) == pytest.approx(closed_form_m2, rel=0.08)


def test_cells_too_small_for_the_cloud_are_refused_with_one_that_fits() -> None:
    cloud = drawn_cloud(*normal_places(100, sd_m=100_000.0))
    with pytest.raises(
        CloudError, match=r"cells of 1 m make a grid of [\d,]+ by [\d,]+, and .* are the most; give \d+"
    ):
        probability_map(cloud, TIME_S, cell_m=1.0)


def test_a_cell_of_nothing_is_refused_and_no_smoothing_counts_particles() -> None:
    cloud = drawn_cloud(*normal_places(100))
    with pytest.raises(CloudError, match="a cell of 0 m has no area; give its side"):
        probability_map(cloud, TIME_S, cell_m=0.0)
    chart = probability_map(cloud, TIME_S, cell_m=2000.0, smoothing_m=0.0)
    assert_allclose(chart.poc * 100.0, np.rint(chart.poc * 100.0), atol=1e-9)
    assert chart.smoothing_m == pytest.approx(2000.0 / np.sqrt(6.0))


def test_land_takes_no_probability_and_the_water_keeps_it_all() -> None:
    """A shore along the meridian 4E with a cloud against it: sea to the west, land to the east."""
    x_m, y_m = normal_places(5000, sd_m=3000.0)
    x_m = -np.abs(x_m) - 1.0

    def land(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
        assert ((lon >= -180.0) & (lon < 180.0)).all()
        assert (np.abs(lat) <= 90.0).all()
        return lon > 4.0

    cloud = drawn_cloud(x_m, y_m)
    open_sea, coast = probability_map(cloud, TIME_S), probability_map(cloud, TIME_S, land=land)
    lon, lat = EqualAreaPlane(coast.centre).to_globe(*np.meshgrid(coast.x_m, coast.y_m))
    beyond_a_cell = land(lon, lat) & (distance_east_m(lon, lat) > coast.cell_m)
    assert open_sea.poc[beyond_a_cell].sum() > 0.01
    assert coast.poc[beyond_a_cell].max() == 0.0
    assert total(coast) == pytest.approx(1.0, abs=1e-12)
    # Offshore, beyond the reach of the kernels, nothing changes.
    offshore = distance_east_m(lon, lat) < -9.0 * coast.smoothing_m
    assert offshore.any()
    assert_allclose(coast.poc[offshore], open_sea.poc[offshore], rtol=1e-9, atol=1e-15)


def distance_east_m(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance east of the meridian 4E, negative to the west of it."""
    return np.asarray(np.radians(lon - 4.0) * np.cos(np.radians(lat)) * 6.39e6)


def test_a_particle_in_a_cell_of_land_keeps_its_cell() -> None:
    """A narrow inlet: the particle is afloat though the middle of its cell is ashore."""
    chart = probability_map(drawn_cloud([0.0], [0.0]), TIME_S, land=lambda lon, _lat: np.ones(lon.shape, dtype=bool))
    assert chart.poc.max() == pytest.approx(1.0, abs=1e-12)
    assert np.count_nonzero(chart.poc) == 1


def test_all_stranded_is_a_map_of_zeros_about_them() -> None:
    cloud = drawn_cloud(*normal_places(200, sd_m=2000.0), status=Status.STRANDED)
    chart = probability_map(cloud, TIME_S)
    assert (chart.poc.sum(), chart.stranded, chart.areas) == (0.0, pytest.approx(1.0), ())
    assert distance_m(chart.most_probable, Position(4.0, 60.0)) < 1000.0
    assert chart.most_probable == chart.centre


def test_stranded_particles_do_not_draw_the_map_to_the_shore() -> None:
    x_m, y_m = normal_places(1000)
    stranded = drawn_cloud(np.r_[x_m, np.full(1000, 300_000.0)], np.r_[y_m, y_m], status=np.repeat([1, 2], 1000))
    chart = probability_map(stranded, TIME_S)
    assert chart.stranded == pytest.approx(0.5)
    assert_allclose(chart.poc, 0.5 * probability_map(drawn_cloud(x_m, y_m), TIME_S).poc, atol=1e-15)


def test_no_position_at_all_is_said() -> None:
    cloud = drawn_cloud(np.zeros(4), np.zeros(4), status=[0, 0, 0, 3])
    says = "no particle has a position at 2015-11-16 12:00Z: 75% is under way and 25% left the forcing; choose another"
    with pytest.raises(CloudError, match=says):
        probability_map(cloud, TIME_S)


def test_a_time_between_outputs_is_refused() -> None:
    with pytest.raises(CloudError, match="no positions at 2015-11-16 12:10Z"):
        probability_map(drawn_cloud([0.0], [0.0]), TIME_S + 600.0)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), at=st.sampled_from(PLACES))
def test_the_plane_goes_there_and_back_and_keeps_areas(seed: int, at: Position) -> None:
    x_m, y_m = np.random.default_rng(seed).uniform(-300_000.0, 300_000.0, (2, 50))
    plane = EqualAreaPlane(at)
    lon, lat = plane.to_globe(x_m, y_m)
    assert np.abs(lon - at.lon).max() <= 180.0
    back_x_m, back_y_m = plane.to_plane(lon, lat)
    assert_allclose(back_x_m, x_m, atol=0.01)
    assert_allclose(back_y_m, y_m, atol=0.01)
    square = plane.to_globe(np.array([0.0, 1e4, 1e4, 0.0]) + x_m[0], np.array([0.0, 0.0, 1e4, 1e4]) + y_m[0])
    assert Geod(ellps="WGS84").polygon_area_perimeter(*square)[0] == pytest.approx(1e8, rel=1e-4)


def test_the_centre_lies_between_points_across_the_date_line_and_over_the_pole() -> None:
    one = np.ones(2)
    across = weighted_centre(np.array([179.0, -179.0]), np.array([10.0, 10.0]), one)
    assert across.lon == -180.0
    assert across.lat == pytest.approx(10.0, abs=0.01)
    over = weighted_centre(np.array([0.0, 180.0]), np.array([89.0, 87.0]), one)
    assert over.lat == pytest.approx(89.0, abs=1e-6)
    assert over.lon == pytest.approx(-180.0)
    opposite = weighted_centre(np.array([20.0, -160.0]), np.array([5.0, -5.0]), one)
    assert opposite == Position(20.0, 5.0)


@pytest.mark.parametrize("pole", [90.0, -90.0])
@pytest.mark.parametrize("off_m", [0.0, 0.01, 1.0, 50.0, 200.0])
def test_a_small_cloud_at_a_pole_keeps_its_size(pole: float, off_m: float) -> None:
    x_m, y_m = normal_places(2000, sd_m=300.0)
    chart = probability_map(drawn_cloud(x_m - x_m.mean() + off_m, y_m - y_m.mean(), Position(0.0, pole)), TIME_S)
    here = probability_map(drawn_cloud(x_m, y_m), TIME_S)
    assert sizes_m2(chart) == pytest.approx(sizes_m2(here), rel=0.02)
    assert distance_m(chart.centre, Position(0.0, pole)) == pytest.approx(off_m if off_m > 112.0 else 0.0, abs=0.1)


def test_the_kernel_width_is_six_tenths_of_silvermans_for_a_normal_cloud() -> None:
    for number in (1000, 10_000, 200_000):
        width_m = smoothing_length(*normal_places(number), np.full(number, 1.0 / number))
        assert width_m == pytest.approx(0.6 * 5000.0 * number ** (-1 / 6), rel=0.08)


def test_the_kernel_width_of_one_place_is_the_smallest() -> None:
    here = np.full(100, 12.0)
    assert_array_equal(smoothing_length(here, here, np.full(100, 0.01)), SMOOTHING_M_MIN)
