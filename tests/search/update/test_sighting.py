"""Sightings against the closed form: a normal times a normal is a normal."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from normal_cloud import NM, normal_cloud
from sarex.model.errors import ResultsError
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.quantities import Position
from sarex.model.search_result import Sighting
from sarex.search.local_plane import LocalPlane
from sarex.search.update.sighting import FIFTY_PERCENT, sighting_told
from sarex.search.update.updated_cloud import UpdateOptions, updated_cloud


def sighting(at: Position, **change: object) -> Sighting:
    told = {
        "name": "ferry", "kind": "sighting", "time": "2026-01-30T06:00Z", "at": f"{at.lat} {at.lon}",
        "position_error": "3 nm", "confidence": 1.0, **change,
    }  # fmt: skip
    return Sighting.model_validate(told)


def moments(cloud: ParticleCloud, centre: Position) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of east and north [nm] at the sixth hour."""
    places = np.stack(LocalPlane(centre).flat(cloud.lon[:, 6], cloud.lat[:, 6])) / NM
    mean = places @ cloud.weight
    return mean, np.sqrt(((places - mean[:, np.newaxis]) ** 2) @ cloud.weight)


@pytest.mark.parametrize("lon", [3.0, 179.95])
def test_a_normal_prior_gives_the_product_of_normals(lon):
    centre = Position(lon, 60.0)
    cloud = normal_cloud(40_000, sigmas_nm=(5.0, 5.0), lon=lon, seed=4)
    seen = LocalPlane(centre).places(np.array([[6.0 * NM, -3.0 * NM]]))[0]
    after = updated_cloud(cloud, [sighting(Position(*seen))], UpdateOptions())
    prior, error = 5.0**2, (3.0 / FIFTY_PERCENT) ** 2
    mean, deviation = moments(after, centre)
    np.testing.assert_allclose(mean, np.array([6.0, -3.0]) * prior / (prior + error), atol=0.06)
    np.testing.assert_allclose(deviation, math.sqrt(prior * error / (prior + error)), rtol=0.02)


def test_half_the_confidence_leaves_half_of_the_prior():
    centre = Position(3.0, 60.0)
    cloud = normal_cloud(40_000, seed=4)
    seen = LocalPlane(centre).places(np.array([[6.0 * NM, 0.0]]))[0]
    sure, unsure = (
        moments(updated_cloud(cloud, [sighting(Position(*seen), confidence=c)], UpdateOptions()), centre)[0]
        for c in (1.0, 0.5)
    )
    before = moments(cloud, centre)[0]
    np.testing.assert_allclose(unsure, 0.5 * (sure + before), atol=1e-9)


def test_the_class_that_was_seen_takes_it_all():
    cloud = normal_cloud(1000)
    kinds = (np.arange(1000) % 2).astype(np.int16)
    cloud = replace(cloud, object_class=kinds, object_keys=("PIW-1", "LIFE-RAFT-DB-10"))
    after = updated_cloud(cloud, [sighting(Position(3.0, 60.0), object="PIW-1", confidence=0.8)], UpdateOptions())
    assert after.weight[kinds == 1].sum() == pytest.approx(0.2 * 0.5)
    with pytest.raises(ResultsError, match="'PIW-9' is none of the case's"):
        sighting_told(sighting(Position(3.0, 60.0), object="PIW-9"), cloud)


def test_under_way_cannot_be_it_and_out_of_the_forcing_nothing_is_known():
    cloud = normal_cloud(400)
    status, lon, lat = cloud.status.copy(), cloud.lon.copy(), cloud.lat.copy()
    status[0], status[1], status[2] = Status.UNDER_WAY, Status.LEFT_FORCING, Status.STRANDED
    lon[:2] = lat[:2] = np.nan
    row = sighting_told(sighting(Position(3.0, 60.0)), replace(cloud, status=status, lon=lon, lat=lat)).row
    assert row[0] == -np.inf
    assert np.isnan(row[1])
    assert row[2] == pytest.approx(sighting_told(sighting(Position(3.0, 60.0)), cloud).row[2])


def test_a_sighting_that_contradicts_the_case_is_refused():
    with pytest.raises(ResultsError, match=r"result 'ferry': .* nearest particle .* nm away"):
        sighting_told(sighting(Position(8.0, 60.0), confidence=0.5), normal_cloud(400))


@pytest.mark.parametrize("time", ["2026-01-29T23:00Z", "2026-02-01T00:00Z"])
def test_a_sighting_outside_the_time_of_the_case_is_refused(time):
    with pytest.raises(ResultsError, match="let the drift run longer"):
        updated_cloud(normal_cloud(100), [sighting(Position(3.0, 60.0), time=time)], UpdateOptions())


def test_between_output_times_the_particle_is_on_its_way():
    cloud = normal_cloud(1, sigmas_nm=(1e-9, 1e-9), drift=(2.0, 90.0))
    half = LocalPlane(Position(3.0, 60.0)).places(np.array([[13.0 * NM, 0.0]]))[0]
    row = sighting_told(sighting(Position(*half), time="2026-01-30T06:30Z"), cloud).row
    sigma_m = 3.0 * NM / FIFTY_PERCENT
    assert row[0] == pytest.approx(-math.log(2.0 * math.pi * sigma_m**2), abs=1e-4)
