"""Published figures of Bayes' rule on particles and cells."""

from __future__ import annotations

import numpy as np
import pytest

from sarex.search.update.weights import after_search


def exposure(*pods: float) -> np.ndarray:
    return -np.log1p(-np.array(pods))


def test_pos_of_three_particles():
    """V19: equal particles with POD .2, .6, .4 fail with .8, .4, .6; POS .40. [Allen2014]"""
    weight = np.full(3, 1.0 / 3.0)
    posterior, pos = after_search(weight, exposure(0.2, 0.6, 0.4))
    assert pos == pytest.approx(0.40, abs=1e-12)
    np.testing.assert_allclose(posterior, np.array([0.8, 0.4, 0.6]) / 1.8, rtol=1e-14)


def test_two_cells():
    """V20: POC .6/.4, the first searched with POD .78: posterior .248120/.751880, POS .468. [Addendum2004]"""
    posterior, pos = after_search(np.array([0.6, 0.4]), exposure(0.78, 0.0))
    assert pos == pytest.approx(0.468, abs=1e-12)
    np.testing.assert_allclose(posterior, [0.248120, 0.751880], atol=5e-7)
    np.testing.assert_allclose(posterior, np.array([0.132, 0.4]) / 0.532, rtol=1e-14)


def test_half_of_the_poc():
    """V20: 50 % POC searched with 78 % POD gives POS .39. [Addendum2004]"""
    assert after_search(np.array([0.5, 0.5]), exposure(0.78, 0.0))[1] == pytest.approx(0.39, abs=1e-12)
