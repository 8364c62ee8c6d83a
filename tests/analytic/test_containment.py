"""Containment areas against closed forms."""

import numpy as np
import pytest
from numpy.typing import NDArray
from pyproj import Geod
from shapely.geometry import Point, Polygon

from drift.drawn_cloud import TIME_S, drawn_cloud, normal_places
from sarex.drift.containment import containment_areas
from sarex.drift.equal_area_plane import EqualAreaPlane
from sarex.drift.probability_map import probability_map
from sarex.model.probability_map import ContainmentArea
from sarex.model.quantities import Position

Array = NDArray[np.float64]
CELL_M = 50.0
AXIS_M = np.arange(-400, 401) * CELL_M
SD_M = 3000.0


def normal_map(sd_x_m: float = SD_M, sd_y_m: float = SD_M) -> Array:
    poc = np.exp(-(AXIS_M**2) / (2 * sd_x_m**2))[None, :] * np.exp(-(AXIS_M**2) / (2 * sd_y_m**2))[:, None]
    return np.asarray(poc / poc.sum())


def normal_area_m2(share: float, sd_x_m: float = SD_M, sd_y_m: float = SD_M) -> float:
    """The ellipse that holds the share of a normal distribution: -2 ln(1 - share) pi sd_x sd_y."""
    return float(-2.0 * np.log(1.0 - share) * np.pi * sd_x_m * sd_y_m)


def enclosed_m2(area: ContainmentArea) -> float:
    """Geodesic area of the outlines: anticlockwise rings count, clockwise ones are taken off."""
    return sum(
        Geod(ellps="WGS84").polygon_area_perimeter(ring[:, 0], ring[:, 1])[0]
        for polygon in area.polygons
        for ring in polygon
    )


@pytest.mark.parametrize("at", [Position(4.0, 60.0), Position(-180.0, -40.0), Position(30.0, 85.0)])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_areas_and_outlines_of_a_normal_density(at: Position, share: float) -> None:
    (area,) = containment_areas(normal_map(), AXIS_M, AXIS_M, EqualAreaPlane(at), shares=[share])
    assert area.area_m2 == pytest.approx(normal_area_m2(share), rel=2e-3)
    assert enclosed_m2(area) == pytest.approx(normal_area_m2(share), rel=5e-3)
    peak_per_m2 = 1.0 / (2.0 * np.pi * SD_M**2)
    assert area.density_min_per_m2 == pytest.approx((1.0 - share) * peak_per_m2, rel=5e-3)


def test_a_tenth_of_a_cell_counts() -> None:
    """Four cells of 0.4, 0.3, 0.2 and 0.1: half is the first and a third of the second."""
    poc = np.zeros((4, 5))
    poc[1, 1:4], poc[2, 2] = (0.4, 0.3, 0.2), 0.1
    axis_m = np.arange(5) * 10.0
    half, most = containment_areas(poc, axis_m, axis_m[:4], EqualAreaPlane(Position(0.0, 0.0)))
    assert half.area_m2 == pytest.approx((1 + 1 / 3) * 100.0)
    assert most.area_m2 == pytest.approx(3 * 100.0)


def test_no_probability_has_no_areas() -> None:
    assert containment_areas(np.zeros((3, 3)), AXIS_M[:3], AXIS_M[:3], EqualAreaPlane(Position(0.0, 0.0))) == ()


def test_a_ring_of_probability_has_a_hole_and_a_second_piece_its_own_outline() -> None:
    x_m, y_m = np.meshgrid(AXIS_M, AXIS_M)
    ring = np.exp(-((np.hypot(x_m + 8000, y_m) - 6000) ** 2) / (2 * 500**2))
    blob = np.exp(-((x_m - 15000) ** 2 + y_m**2) / (2 * 1000**2))
    poc = ring / ring.sum() + blob / blob.sum()
    _, most = containment_areas(poc, AXIS_M, AXIS_M, EqualAreaPlane(Position(179.9, 10.0)))
    assert sorted(len(polygon) for polygon in most.polygons) == [1, 2]
    with_hole = max(most.polygons, key=len)
    hull, hole = (Polygon(outline) for outline in with_hole)
    assert hull.exterior.is_ccw
    assert not hole.exterior.is_ccw
    assert hull.contains(hole)


@pytest.mark.parametrize(("pole", "turn"), [(90.0, 360.0), (-90.0, -360.0)])
def test_an_area_around_a_pole_takes_in_the_pole(pole: float, turn: float) -> None:
    (area,) = containment_areas(normal_map(), AXIS_M, AXIS_M, EqualAreaPlane(Position(20.0, pole)), shares=[0.9])
    ((ring,),) = area.polygons
    assert tuple(ring[0]) == tuple(ring[-1])
    assert ring[-3, 0] - ring[0, 0] == pytest.approx(turn)
    assert (ring[-3:-1, 1] == pole).all()
    assert Polygon(ring).exterior.is_ccw
    assert Polygon(ring).contains(Point(ring[:, 0].mean(), pole * 0.9999))


def test_across_the_date_line_longitudes_run_on() -> None:
    (area,) = containment_areas(normal_map(), AXIS_M, AXIS_M, EqualAreaPlane(Position(179.99, 60.0)), shares=[0.9])
    ((ring,),) = area.polygons
    assert ring[:, 0].max() > 180.0
    assert np.abs(np.diff(ring[:, 0])).max() < 0.01


@pytest.mark.parametrize("seed", range(12))
def test_ten_thousand_normal_particles_give_the_closed_form_within_five_percent(seed: int) -> None:
    for area in probability_map(drawn_cloud(*normal_places(10_000, seed=seed)), TIME_S).areas:
        assert area.area_m2 == pytest.approx(normal_area_m2(area.share, 5000.0, 5000.0), rel=0.05)


@pytest.mark.parametrize(("number", "mean_error", "worst_error"), [(1_000, 0.03, 0.12), (100_000, 0.015, 0.02)])
def test_smoothing_is_right_for_few_and_for_many(number: int, mean_error: float, worst_error: float) -> None:
    errors = np.array([
        [
            area.area_m2 / normal_area_m2(area.share, 5000.0, 5000.0) - 1.0
            for area in probability_map(drawn_cloud(*normal_places(number, seed=seed)), TIME_S).areas
        ]
        for seed in range(8)
    ])  # fmt: skip
    assert np.abs(errors.mean(axis=0)).max() < mean_error
    assert np.abs(errors).max() < worst_error


def test_a_long_cloud_is_not_made_fat() -> None:
    random = np.random.default_rng(4)
    cloud = drawn_cloud(random.normal(0.0, 10_000.0, 10_000), random.normal(0.0, 2000.0, 10_000))
    for area in probability_map(cloud, TIME_S).areas:
        assert area.area_m2 == pytest.approx(normal_area_m2(area.share, 10_000.0, 2000.0), rel=0.07)


def test_two_groups_far_apart_are_not_smoothed_into_one() -> None:
    """Nothing says which particle is of which group; the joint spread would ask for a width of 17 km."""
    random = np.random.default_rng(5)
    x_m, y_m = random.normal(0.0, 3000.0, (2, 10_000))
    x_m[:5000] += 200_000.0
    for area in probability_map(drawn_cloud(x_m, y_m), TIME_S).areas:
        assert area.area_m2 == pytest.approx(2.0 * normal_area_m2(area.share, 3000.0, 3000.0), rel=0.1)
