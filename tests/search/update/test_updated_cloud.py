"""Results applied one after the other, drawn afresh, and taken back again: exactly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sarex.adapters.cloud_file import read_cloud, write_cloud
from sarex.model.errors import CloudError, ResultsError
from sarex.model.particle_cloud import ParticleCloud
from sarex.search.update.updated_cloud import UpdateOptions, undone_cloud, updated_cloud
from update_case import NM, case, file_differences, ladder, redrift, seen

ALONE = UpdateOptions()
WEST, EAST = ladder("west"), ladder("east", hour=9.0, east_nm=12.0)


def saved(cloud: ParticleCloud, path: Path) -> ParticleCloud:
    write_cloud(cloud, path)
    return read_cloud(path)


@pytest.fixture
def cloud(tmp_path: Path) -> ParticleCloud:
    return saved(case(), tmp_path / "cloud.nc")


def test_two_searches_count_together(cloud):
    after = updated_cloud(cloud, [WEST, EAST], ALONE)
    first, second = after.provenance.updates
    assert after.weight.sum() == pytest.approx(1.0, abs=1e-12)
    assert 0.2 < first.pos < 0.6
    assert second.pos_cumulative == pytest.approx(1.0 - (1.0 - first.pos) * (1.0 - second.pos), abs=1e-12)
    exposures = after.history.evidence
    assert second.pos_cumulative == pytest.approx(cloud.weight @ -np.expm1(-exposures.sum(axis=0)), abs=1e-12)
    assert second.effective_size == pytest.approx(1.0 / (after.weight**2).sum())
    np.testing.assert_array_equal(after.history.weight_prior, cloud.weight)
    np.testing.assert_array_equal(after.lon, cloud.lon)


def test_the_order_of_independent_searches_does_not_matter(cloud):
    one = updated_cloud(cloud, [WEST, EAST], ALONE)
    other = updated_cloud(cloud, [EAST, WEST], ALONE)
    np.testing.assert_allclose(one.weight, other.weight, rtol=1e-12)
    np.testing.assert_array_equal(one.history.evidence, other.history.evidence[::-1])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(-6.0, 18.0), st.floats(0.05, 3.0), st.sampled_from(["random", "inverse_cube"]), st.floats(6.0, 12.0))
def test_an_empty_search_never_makes_what_was_searched_likelier(east_nm, width_nm, law, hour):
    before = case()
    search = ladder("any", east_nm=east_nm, width_m=width_nm * NM, law=law, hour=hour)
    after = updated_cloud(before, [search], ALONE)
    (exposure,) = after.history.evidence
    assert after.weight.sum() == pytest.approx(1.0, abs=1e-12)
    searched = exposure > np.median(exposure)
    assert after.weight[searched].sum() <= before.weight[searched].sum() + 1e-12
    assert after.provenance.updates[0].pos >= 0.0


def test_undoing_the_last_result_restores_the_file_exactly(cloud, tmp_path):
    steps = [cloud]
    for number, result in enumerate([WEST, seen("ferry"), EAST]):
        steps.append(saved(updated_cloud(steps[-1], [result], ALONE), tmp_path / f"{number}.nc"))
    for number, name in ((2, "east"), (1, "ferry"), (0, "west")):
        before = tmp_path / (f"{number - 1}.nc" if number else "cloud.nc")
        write_cloud(undone_cloud(steps[number + 1], name, ALONE), tmp_path / "undone.nc")
        assert file_differences(before, tmp_path / "undone.nc") == []
        assert file_differences(tmp_path / f"{number}.nc", tmp_path / "undone.nc") != []


@pytest.mark.parametrize("name", ["west", "ferry", "east"])
def test_undoing_an_earlier_result_is_as_if_it_had_never_come(cloud, tmp_path, name):
    results = [WEST, seen("ferry"), EAST]
    every = saved(updated_cloud(cloud, results, ALONE), tmp_path / "every.nc")
    write_cloud(undone_cloud(every, name, ALONE), tmp_path / "undone.nc")
    write_cloud(updated_cloud(cloud, [one for one in results if one.name != name], ALONE), tmp_path / "afresh.nc")
    assert file_differences(tmp_path / "afresh.nc", tmp_path / "undone.nc") == []


def test_few_effective_particles_are_said_loudly_without_forcing(cloud):
    after = updated_cloud(cloud, [seen("ferry", confidence=1.0, position_error="0.5 nm")], ALONE)
    (record,) = after.provenance.updates
    assert record.effective_share < 0.3
    assert "give the forcing with --forcing" in record.warning
    np.testing.assert_array_equal(after.lon, cloud.lon)


@pytest.fixture
def drawn(cloud, tmp_path) -> ParticleCloud:
    """A cloud that a sure sighting at ten made to be drawn afresh, after one search."""
    options = UpdateOptions(redrift())
    once = saved(updated_cloud(cloud, [WEST], options), tmp_path / "once.nc")
    sure = seen("ferry", confidence=1.0, position_error="0.5 nm")
    return saved(updated_cloud(once, [sure], options), tmp_path / "drawn.nc")


def test_particles_are_drawn_afresh_and_go_on_by_themselves(cloud, drawn):
    record = drawn.provenance.updates[-1]
    assert record.fresh_draw is not None
    assert record.fresh_draw.kept + record.fresh_draw.fresh == cloud.particles
    descent = drawn.history.descent
    np.testing.assert_array_equal(drawn.weight, 1.0 / cloud.particles)
    at = int(np.flatnonzero(cloud.time_s == record.fresh_draw.at_s)[0])
    assert cloud.time_s[at] == 1447632000.0 + 10 * 3600.0
    # Until the draw a copy shares the way of its ancestor; those kept share all of it, the fresh ones go apart.
    np.testing.assert_array_equal(drawn.lon[:, : at + 1], cloud.lon[descent.ancestor, : at + 1])
    kept = ~descent.fresh
    np.testing.assert_array_equal(drawn.lon[kept], cloud.lon[descent.ancestor[kept]])
    apart = np.abs(drawn.lon[descent.fresh, -1] - cloud.lon[descent.ancestor[descent.fresh], -1])
    assert np.count_nonzero(apart > 1e-6) == record.fresh_draw.fresh
    assert len(np.unique(drawn.lon[:, -1])) == cloud.particles
    # The mean of the weighted cloud is kept by the draw.
    before = descent.before
    assert before.weight @ before.lon[:, at] == pytest.approx(drawn.lon[:, at].mean(), abs=0.002)


def test_undoing_the_result_that_drew_afresh_restores_the_file_exactly(drawn, tmp_path):
    write_cloud(undone_cloud(drawn, "ferry", ALONE), tmp_path / "undone.nc")
    assert file_differences(tmp_path / "once.nc", tmp_path / "undone.nc") == []


def test_undoing_what_came_after_a_draw_restores_it_exactly(drawn, tmp_path):
    later = saved(updated_cloud(drawn, [EAST, ladder("again", hour=11.0)], ALONE), tmp_path / "later.nc")
    write_cloud(undone_cloud(undone_cloud(later, "again", ALONE), "east", ALONE), tmp_path / "undone.nc")
    assert file_differences(tmp_path / "drawn.nc", tmp_path / "undone.nc") == []


def test_undoing_what_came_before_a_draw_needs_the_forcing_and_equals_the_others_afresh(cloud, drawn, tmp_path):
    later = saved(updated_cloud(drawn, [EAST], ALONE), tmp_path / "later.nc")
    with pytest.raises(CloudError, match=r"drawn afresh after 'ferry'.* give the forcing"):
        undone_cloud(later, "west", ALONE)
    write_cloud(undone_cloud(later, "west", UpdateOptions(redrift())), tmp_path / "undone.nc")
    sure = seen("ferry", confidence=1.0, position_error="0.5 nm")
    write_cloud(updated_cloud(cloud, [sure, EAST], UpdateOptions(redrift())), tmp_path / "afresh.nc")
    assert file_differences(tmp_path / "afresh.nc", tmp_path / "undone.nc") == []


def test_a_draw_at_the_end_of_the_drift_is_none(cloud):
    late = seen("late", time="2015-11-16T17:30Z", at="60 31N 004 08E", confidence=1.0, position_error="0.5 nm")
    after = updated_cloud(cloud, [late], UpdateOptions(redrift()))
    assert after.history.descent is None
    assert "let the drift run longer" in after.provenance.updates[0].warning


def test_what_cannot_be_applied_or_undone_is_refused(cloud):
    after = updated_cloud(cloud, [WEST], ALONE)
    with pytest.raises(ResultsError, match="'west' is already applied"):
        updated_cloud(after, [WEST], ALONE)
    with pytest.raises(CloudError, match=r"no result 'north' .*applied: 'west'"):
        undone_cloud(after, "north", ALONE)
    backward = replace(cloud, provenance=cloud.provenance.model_copy(update={"forward": False}))
    with pytest.raises(CloudError, match="backward"):
        updated_cloud(backward, [WEST], ALONE)
