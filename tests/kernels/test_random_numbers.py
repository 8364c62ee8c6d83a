"""The generator against its published vectors, and the shape of what it draws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sarex.kernels.random_numbers import logarithm, normal, normal_block, philox, uniform_block

# The known answers that come with the paper: counter, key, result. [Salmon2011]
KNOWN_ANSWERS = [
    ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
    ([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    (
        [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
        [0xA4093822, 0x299F31D0],
        [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
    ),
]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_philox_gives_its_published_vectors(counter, key, answer):
    words = philox(tuple(np.uint64(word) for word in counter), tuple(np.uint64(word) for word in key))
    assert [int(word) for word in words] == answer


@given(
    seed=st.integers(0, 2**63 - 1),
    step=st.integers(0, 2**31),
    stream=st.integers(0, 100),
    ids=st.lists(st.integers(0, 2**62), min_size=1, max_size=4),
)
@settings(max_examples=30, deadline=None)
def test_a_draw_depends_only_on_its_name(seed, step, stream, ids):
    names = np.array(ids, dtype=np.int64)
    together = uniform_block(seed, names, step, stream)
    assert np.all((together > 0.0) & (together < 1.0))
    for i, name in enumerate(names):
        assert np.array_equal(together[i], uniform_block(seed, np.array([name]), step, stream)[0])


def test_seed_step_stream_and_particle_each_change_the_draw():
    name = np.array([5], dtype=np.int64)
    draws = [
        uniform_block(7, name, 3, 0),
        uniform_block(8, name, 3, 0),
        uniform_block(7 + 2**40, name, 3, 0),
        uniform_block(7, name, 4, 0),
        uniform_block(7, name, 3, 1),
        uniform_block(7, name + 1, 3, 0),
        uniform_block(7, name + 2**40, 3, 0),
    ]
    assert len({draw.tobytes() for draw in draws}) == len(draws)


def test_normal_is_the_inverse_of_the_normal_distribution():
    probability = np.array([2.0**-33, 1e-9, 1e-6, 0.001, 0.07, 0.08, 0.3, 0.5, 0.61, 0.93, 0.999, 1 - 2.0**-33])
    deviates = [normal(p) for p in probability]
    np.testing.assert_allclose(deviates, stats.norm.ppf(probability), rtol=1e-12, atol=1e-15)


def test_the_logarithm_is_the_library_s():
    numbers = np.array([2.0**-33, 1e-9, 0.01, 0.4999, 0.5, 0.7071, 0.70711, 0.9999, 1.0, 1.4142, 1.41422, 7.0, 1e300])
    np.testing.assert_allclose([logarithm(x) for x in numbers], np.log(numbers), rtol=1e-15, atol=1e-15)


def test_draws_have_the_distribution_they_promise():
    names = np.arange(500, dtype=np.int64)
    uniform, deviates = uniform_block(11, names, 2, 16), normal_block(11, names, 2, 17)
    assert stats.kstest(uniform.ravel(), "uniform").pvalue > 0.001
    assert stats.kstest(deviates.ravel(), "norm").pvalue > 0.001
    correlation = np.corrcoef(deviates.T)
    assert np.all(np.abs(correlation - np.eye(4)) < 0.2)
