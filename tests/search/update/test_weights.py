"""The laws of reweighting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sarex.model.errors import ResultsError
from sarex.search.update.weights import after_evidence, after_search, effective_size, systematic_draw

PARTICLES = st.integers(1, 40)
FLOATS = np.float64


@st.composite
def weights(draw: st.DrawFn, count: int | None = None) -> np.ndarray:
    raw = draw(arrays(FLOATS, draw(PARTICLES) if count is None else count, elements=st.floats(0.0, 1.0)))
    assume(raw.sum() > 1e-6)
    return np.asarray(raw / raw.sum())


@st.composite
def searched(draw: st.DrawFn, rows: int = 1) -> tuple[np.ndarray, np.ndarray]:
    weight = draw(weights())
    return weight, draw(arrays(FLOATS, (rows, weight.size), elements=st.floats(0.0, 50.0)))


@given(searched())
def test_an_empty_search_never_makes_the_searched_area_likelier(case):
    weight, (exposure,) = case
    posterior, pos = after_search(weight, exposure)
    assert posterior.sum() == pytest.approx(1.0, abs=1e-12)
    assert 0.0 <= pos <= 1.0 + 1e-12
    best = exposure.argmax()
    assert posterior[best] <= weight[best] + 1e-12
    worst = exposure.argmin()
    assert posterior[worst] >= weight[worst] - 1e-12


@given(searched(rows=3), st.permutations(range(3)))
def test_the_order_of_searches_does_not_matter(case, order):
    weight, rows = case
    one = other = weight
    missed = [1.0, 1.0]
    for row in rows:
        one, pos = after_search(one, row)
        missed[0] *= 1.0 - pos
    for number in order:
        other, pos = after_search(other, rows[number])
        missed[1] *= 1.0 - pos
    np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-300)
    assert missed[0] == pytest.approx(missed[1], abs=1e-9)
    # Cumulative POS is that of all searches at once.
    assert 1.0 - missed[0] == pytest.approx(after_search(weight, rows.sum(axis=0))[1], abs=1e-9)


def test_a_search_that_leaves_nothing_is_refused():
    with pytest.raises(ResultsError, match="for certain"):
        after_search(np.array([1.0, 0.0]), np.array([np.inf, 0.0]))


@given(weights(5), arrays(FLOATS, 5, elements=st.floats(-800.0, 800.0)), st.floats(0.01, 1.0))
def test_evidence_keeps_the_sum_and_no_confidence_changes_nothing(weight, row, confidence):
    posterior = after_evidence(weight, row, confidence)
    assert posterior.sum() == pytest.approx(1.0, abs=1e-12)
    assert (posterior >= weight * (1.0 - confidence) - 1e-12).all()
    np.testing.assert_allclose(after_evidence(weight, np.full(5, -700.0), confidence), weight, atol=1e-12)


def test_a_likely_particle_of_hardly_any_weight_overflows_nothing():
    posterior = after_evidence(np.array([1.0, 5e-324, 0.0]), np.array([0.0, 710.0, 710.0]), 1.0)
    assert posterior == pytest.approx([1.0, 0.0, 0.0], abs=1e-12)


def test_confidence_mixes_as_the_formula_says():
    weight, likelihood = np.array([0.2, 0.3, 0.5]), np.array([2.0, 1.0, 0.1])
    mean = (weight * likelihood).sum()
    expected = weight * (0.7 * likelihood / mean + 0.3)
    np.testing.assert_allclose(after_evidence(weight, np.log(likelihood), 0.7), expected, rtol=1e-13)


def test_what_nothing_is_known_of_keeps_its_weight():
    posterior = after_evidence(np.array([0.4, 0.3, 0.3]), np.array([np.nan, 0.0, -np.inf]), 1.0)
    np.testing.assert_allclose(posterior, [0.4, 0.6, 0.0], rtol=1e-14)


def test_evidence_that_no_particle_can_meet_is_refused():
    with pytest.raises(ResultsError, match="contradict"):
        after_evidence(np.array([0.5, 0.5]), np.full(2, -np.inf), 0.5)


@given(weights())
def test_the_effective_size_lies_between_one_and_all(weight):
    assert 1.0 - 1e-9 <= effective_size(weight) <= np.count_nonzero(weight) + 1e-6


@given(weights(), st.floats(0.0, 1.0, exclude_max=True))
def test_a_systematic_draw_takes_each_as_often_as_its_weight_says(weight, start):
    drawn = systematic_draw(weight, start)
    counts = np.bincount(drawn, minlength=weight.size)
    assert counts.sum() == weight.size
    assert (np.abs(counts - weight * weight.size) < 1.0 + 1e-6).all()
    assert (counts[weight == 0.0] == 0).all()
    assert (np.diff(drawn) >= 0).all()
