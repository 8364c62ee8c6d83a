"""Which datum the worksheet takes for a cloud."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from normal_cloud import NM, normal_offsets
from sarex.search.cloud_shape import CloudShape, cloud_shape, ellipse_of


def shape_of(offsets: NDArray[np.float64], search_error_m: float = 0.0) -> CloudShape:
    return cloud_shape(offsets[:, 0], offsets[:, 1], np.ones(len(offsets)), search_error_m=search_error_m)


@given(
    sigmas=st.tuples(st.floats(0.5, 20.0), st.floats(0.5, 20.0)), bearing=st.floats(0.0, 180.0), seed=st.integers(0, 99)
)
@settings(max_examples=40)
def test_a_normal_cloud_is_one_datum_whatever_its_axes(sigmas: tuple[float, float], bearing: float, seed: int) -> None:
    along, across = max(sigmas), min(sigmas)
    offsets = normal_offsets(4000, [along * NM, across * NM], bearing_deg=bearing, seed=seed)
    shape = shape_of(offsets)
    assert shape.kind == "point"
    assert len(shape.groups) == 1
    assert shape.groups[0].all()
    assert shape.ellipses[0].probable_error_m == pytest.approx(1.17741 * math.sqrt(along * across) * NM, rel=0.05)
    if along > 1.5 * across:
        toward = math.degrees(math.atan2(*shape.ellipses[0].axis)) % 180.0
        assert abs((toward - bearing + 90.0) % 180.0 - 90.0) < 5.0


def test_the_navigation_error_widens_every_datum() -> None:
    offsets = normal_offsets(4000, [3000.0, 1000.0])
    plain, wide = shape_of(offsets).ellipses[0], shape_of(offsets, 1177.41).ellipses[0]
    assert wide.across_m == pytest.approx(math.hypot(plain.across_m, 1000.0), rel=1e-5)
    assert wide.along_m == pytest.approx(math.hypot(plain.along_m, 1000.0), rel=1e-5)


@pytest.mark.parametrize("weights", [(0.5, 0.5), (0.75, 0.25)])
@pytest.mark.parametrize(
    ("apart_in_e", "kind"),
    [(1.0, "point"), (2.0, "point"), (3.5, "leeway_divergence"), (4.5, "two_points"), (12.0, "two_points")],
)
def test_two_sides_of_the_wind(apart_in_e: float, kind: str, weights: tuple[float, float]) -> None:
    error = 1.1774100225 * 2000.0
    offsets = normal_offsets(8000, [2000.0, 2000.0], seed=4)
    first = int(8000 * weights[0])
    offsets[:first, 1] += apart_in_e * error
    shape = shape_of(offsets)
    assert shape.kind == kind
    if kind == "point":
        assert shape.distance_m == 0.0
        return
    assert shape.distance_m == pytest.approx(apart_in_e * error, rel=0.05)
    assert [cluster.sum() / 8000 for cluster in shape.clusters] == pytest.approx(sorted(weights), abs=0.03) or [
        cluster.sum() / 8000 for cluster in shape.clusters
    ] == pytest.approx(sorted(weights, reverse=True), abs=0.03)
    assert all(ellipse.probable_error_m == pytest.approx(error, rel=0.08) for ellipse in shape.ellipses)
    assert not (shape.clusters[0] & shape.clusters[1]).any()


def test_an_even_line_with_an_error_across() -> None:
    rng = np.random.default_rng(5)
    along, across = rng.uniform(-20_000, 20_000, 6000), rng.normal(0, 1500, 6000)
    along = along + rng.normal(0, 1500, 6000)
    turn = math.radians(40.0)
    offsets = np.stack(
        [along * math.sin(turn) + across * math.cos(turn), along * math.cos(turn) - across * math.sin(turn)], axis=1
    )
    shape = shape_of(offsets)
    assert shape.kind == "line"
    assert shape.line_length_m == pytest.approx(40_000.0, rel=0.03)
    assert shape.ellipses[0].across_m == pytest.approx(1500.0, rel=0.05)
    assert math.degrees(math.atan2(*shape.ellipses[0].axis)) % 180.0 == pytest.approx(40.0, abs=1.0)


def test_particles_that_are_not_afloat_say_nothing() -> None:
    offsets = normal_offsets(2000, [2000.0, 2000.0])
    more = np.concatenate([offsets, np.full((500, 2), np.nan)])
    assert shape_of(more).ellipses == shape_of(offsets).ellipses


def test_one_place_for_all() -> None:
    shape = shape_of(np.zeros((50, 2)), search_error_m=185.2)
    assert shape.kind == "point"
    assert shape.ellipses[0].probable_error_m == pytest.approx(185.2)
    assert shape.ellipses[0].aspect == pytest.approx(1.0)
    assert ellipse_of(np.zeros(5), np.zeros(5), np.ones(5)).aspect == 1.0
