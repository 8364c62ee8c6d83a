"""The start as a whole: numbers, weights, sides, members and deviates of the particles."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sarex.drift.particles import Particles
from sarex.drift.start import LEFT, RIGHT, starting_particles
from sarex.model.errors import IncidentError
from sarex.model.incident import Incident

FIX = {"kind": "position", "at": "60 30.0N 004 00.0E", "time": "2015-11-16T06:00Z", "position_error": "2 nm"}


def incident(weights: list[float], objects: Any = "PIW-1", **drift: Any) -> Incident:
    return Incident.model_validate(
        {
            "format": "sarex-incident/1",
            "name": "case",
            "object": objects,
            "scenarios": [{**FIX, "name": f"fix {index}", "weight": weight} for index, weight in enumerate(weights)],
            "drift": {"until": "2015-11-17T06:00Z", **drift},
        }
    )


def objects_of(weights: list[float]) -> list[dict[str, Any]]:
    return [{"object": f"object {index}", "weight": weight} for index, weight in enumerate(weights)]


weights = st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=5)


@given(scenarios=weights, objects=weights, particles=st.integers(25, 2000))
def test_weights_are_the_probabilities_and_sum_to_one(scenarios, objects, particles):
    start = starting_particles(incident(scenarios, objects_of(objects), particles=particles))
    assert abs(math.fsum(start.weight) - 1.0) < 1e-12
    for index, weight in enumerate(scenarios):
        assert math.isclose(start.weight[start.scenario == index].sum(), weight / sum(scenarios), rel_tol=1e-9)
        for place, share in enumerate(objects):
            both = (start.scenario == index) & (start.object_class == place)
            wanted = weight / sum(scenarios) * share / sum(objects)
            assert math.isclose(start.weight[both].sum(), wanted, rel_tol=1e-9)
    numbers = np.bincount(start.scenario, minlength=len(scenarios))
    assert len(start) == particles
    assert (np.diff(numbers) <= 0).all()
    assert np.ptp(numbers) <= 1


@given(
    scenarios=st.integers(1, 4), objects=st.integers(1, 4), particles=st.integers(16, 1500), members=st.integers(1, 60)
)
def test_sides_and_members_are_balanced_in_every_scenario_and_object(scenarios, objects, particles, members):
    start = starting_particles(incident([1.0] * scenarios, objects_of([1.0] * objects), particles=particles))
    for scenario in range(scenarios):
        in_scenario = start.scenario == scenario
        assert abs(np.sum(start.side[in_scenario] == RIGHT) - np.sum(start.side[in_scenario] == LEFT)) <= 1
        for place in range(objects):
            for side in (RIGHT, LEFT):
                cell = in_scenario & (start.object_class == place) & (start.side == side)
                assert np.ptp(np.bincount(start.member[cell] % members, minlength=members)) <= 1


def test_members_do_not_follow_the_sides():
    start = starting_particles(incident([0.7, 0.3], objects_of([1, 2, 3]), particles=9999))
    for members in (2, 3, 4, 6, 10, 51):
        member = start.member % members
        for other in (start.side, start.scenario, start.object_class, start.lon > 4.0, start.downwind_deviate > 0):
            table = np.histogram2d(member, other.astype(float), [members, len(np.unique(other))])[0]
            assert stats.chi2_contingency(table).pvalue > 1e-3


def test_ids_count_from_zero_and_the_arrays_have_their_types():
    start = starting_particles(incident([1.0, 1.0, 1.0], particles=11))
    assert start.particle_id.tolist() == list(range(11))
    assert start.scenario.tolist() == [0] * 4 + [1] * 4 + [2] * 3
    assert start.side.tolist() == [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0]
    kinds = {name: getattr(start, name).dtype.name for name in Particles.__dataclass_fields__}
    assert kinds == {
        "particle_id": "int64", "lon": "float64", "lat": "float64", "birth_s": "float64", "weight": "float64",
        "scenario": "int16", "object_class": "int16", "member": "int32", "side": "int8",
        "downwind_deviate": "float64", "crosswind_deviate": "float64",
    }  # fmt: skip


@settings(max_examples=20)
@given(seed=st.integers(0, 2**63 - 1), fewer=st.integers(2, 99))
def test_same_seed_and_id_give_the_same_start(seed, fewer):
    whole = starting_particles(incident([1.0], particles=100, seed=seed))
    again = starting_particles(incident([1.0], particles=100, seed=seed))
    some = starting_particles(incident([1.0], particles=fewer, seed=seed))
    for name in Particles.__dataclass_fields__:
        assert np.array_equal(getattr(whole, name), getattr(again, name)), name
    for name in ("lon", "lat", "birth_s", "side", "downwind_deviate", "crosswind_deviate"):
        assert np.array_equal(getattr(whole, name)[:fewer], getattr(some, name)), name


def test_another_seed_gives_another_start():
    one, other = (starting_particles(incident([1.0], particles=1000, seed=seed)) for seed in (1, 2))
    assert not np.intersect1d(one.lon, other.lon).size
    assert abs(np.corrcoef(one.lon, other.lon)[0, 1]) < 0.13


def test_scenarios_do_not_repeat_each_others_draws():
    start = starting_particles(incident([1.0, 1.0], particles=2000))
    assert not np.intersect1d(start.lon[:1000], start.lon[1000:]).size


def test_deviates_are_standard_normal_and_independent():
    start = starting_particles(incident([1.0], particles=50_000))
    for deviate in (start.downwind_deviate, start.crosswind_deviate):
        assert stats.kstest(deviate, "norm").pvalue > 1e-3
        for other in (start.lon, start.lat, start.side):
            assert abs(np.corrcoef(deviate, other)[0, 1]) < 4 / math.sqrt(50_000)
    assert abs(np.corrcoef(start.downwind_deviate, start.crosswind_deviate)[0, 1]) < 4 / math.sqrt(50_000)


@pytest.mark.parametrize("drift", [{"leeway_spread": False}, {"noise": "none"}])
def test_no_spread_means_no_deviation_but_the_initial_errors_stay(drift):
    start = starting_particles(incident([1.0], particles=1000, **drift))
    assert not start.downwind_deviate.any()
    assert not start.crosswind_deviate.any()
    assert start.lon.std() > 0.01
    assert start.side.sum() == 500


def test_backward_begins_at_the_same_places():
    forward = starting_particles(incident([1.0], particles=50))
    backward = starting_particles(incident([1.0], particles=50, direction="backward", until="2015-11-15T06:00Z"))
    assert np.array_equal(forward.lon, backward.lon)
    assert np.array_equal(forward.birth_s, backward.birth_s)


def test_too_few_particles_are_refused():
    with pytest.raises(
        IncidentError, match=r"3 particles cannot stand for 2 scenarios with 2 objects each; .* set `part"
    ):
        starting_particles(incident([1.0, 1.0], objects_of([1.0, 1.0]), particles=3))
    assert len(starting_particles(incident([1.0, 1.0], objects_of([1.0, 1.0]), particles=4))) == 4


def test_an_unlikely_object_has_as_many_particles_as_a_likely_one():
    start = starting_particles(incident([1.0], objects_of([0.99, 0.01]), particles=1000))
    assert np.bincount(start.object_class).tolist() == [500, 500]
    assert start.weight[start.object_class == 1].sum() == pytest.approx(0.01)
