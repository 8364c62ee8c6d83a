"""Random numbers that are counted, not carried: each draw is a pure function of seed, particle, step and stream.

So the same particle meets the same chance whatever thread, chunk or order it is computed in. The generator is
Philox4x32-10 [Salmon2011]; normal deviates are the inverse normal distribution of one uniform number [Wichura1988].

Streams 0 to 15 belong to the time loop, 16 and up to the sampling of start conditions.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

_MASK: Final = np.uint64(0xFFFFFFFF)
_HALF: Final = np.uint64(32)
_MULTIPLIER_A: Final = np.uint64(0xD2511F53)
_MULTIPLIER_B: Final = np.uint64(0xCD9E8D57)
_WEYL_A: Final = np.uint64(0x9E3779B9)
_WEYL_B: Final = np.uint64(0xBB67AE85)
_TO_UNIT: Final = 2.0**-32


@njit(cache=True, forceinline=True)
def _round(a, b, c, d, key_a, key_b):
    product_a, product_b = _MULTIPLIER_A * a, _MULTIPLIER_B * c
    return (
        (product_b >> _HALF) ^ b ^ key_a,
        product_b & _MASK,
        (product_a >> _HALF) ^ d ^ key_b,
        product_a & _MASK,
    )


@njit(cache=True, forceinline=True)
def philox(a, b, c, d, key_a, key_b):
    """Four random words of 32 bits for a counter of four words and a key of two, all held in uint64. [Salmon2011]"""
    a, b, c, d = _round(a, b, c, d, key_a, key_b)
    for _ in range(9):
        key_a = (key_a + _WEYL_A) & _MASK
        key_b = (key_b + _WEYL_B) & _MASK
        a, b, c, d = _round(a, b, c, d, key_a, key_b)
    return a, b, c, d


@njit(cache=True, forceinline=True)
def unit(word):
    """A random word of 32 bits as a number in the open interval (0, 1)."""
    return (np.float64(np.int64(word)) + 0.5) * _TO_UNIT


@njit(cache=True, forceinline=True)
def uniforms(seed, particle_id, step, stream):
    """Four independent uniform numbers in (0, 1). Seed and particle count with 64 bits, step and stream with 32."""
    name, key = np.uint64(particle_id), np.uint64(seed)
    a, b, c, d = philox(
        name & _MASK, name >> _HALF, np.uint64(step) & _MASK, np.uint64(stream) & _MASK, key & _MASK, key >> _HALF
    )
    return unit(a), unit(b), unit(c), unit(d)


@njit(cache=True, forceinline=True)
def normal_centre(q):
    """Standard normal deviate of the probability 0.5 + q for |q| <= 0.425. [Wichura1988] PPND16"""
    r = 0.180625 - q * q
    above = (((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r + 6.7265770927008700853e4) * r
            + 4.5921953931549871457e4) * r + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
            + 1.3314166789178437745e2) * r + 3.3871328727963666080e0)  # fmt: skip
    below = (((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r + 3.9307895800092710610e4) * r
            + 2.1213794301586595867e4) * r + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
            + 4.2313330701600911252e1) * r + 1.0)  # fmt: skip
    return q * above / below


@njit(cache=True)
def normal_tail(tail):
    """Distance from zero beyond which the probability `tail` <= 0.075 lies. [Wichura1988] PPND16"""
    r = math.sqrt(-math.log(tail))
    if r <= 5.0:
        r -= 1.6
        above = (((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r + 2.41780725177450611770e-1) * r
                + 1.27045825245236838258e0) * r + 3.64784832476320460504e0) * r + 5.76949722146069140550e0) * r
                + 4.63033784615654529590e0) * r + 1.42343711074968357734e0)  # fmt: skip
        below = (((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r + 1.51986665636164571966e-2) * r
                + 1.48103976427480074590e-1) * r + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0) * r
                + 2.05319162663775882187e0) * r + 1.0)  # fmt: skip
        return above / below
    r -= 5.0
    above = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.24266094738807843860e-3) * r
            + 2.65321895265761230930e-2) * r + 2.96560571828504891230e-1) * r + 1.78482653991729133580e0) * r
            + 5.46378491116411436990e0) * r + 6.65790464350110377720e0)  # fmt: skip
    below = (((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r + 1.84631831751005468180e-5) * r
            + 7.86869131145613259100e-4) * r + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r
            + 5.99832206555887937690e-1) * r + 1.0)  # fmt: skip
    return above / below


@njit(cache=True)
def normal(probability):
    """Standard normal deviate below which `probability` lies, in (0, 1)."""
    q = probability - 0.5
    if abs(q) <= 0.425:
        return normal_centre(q)
    if q < 0.0:
        return -normal_tail(probability)
    return normal_tail(1.0 - probability)


@njit(cache=True, nogil=True)
def uniform_block(seed: int, particle_id: NDArray[np.int64], step: int, stream: int) -> NDArray[np.float64]:
    """Uniform numbers in the open interval (0, 1), float64 (particle, 4)."""
    block = np.empty((len(particle_id), 4))
    for i in range(len(particle_id)):
        block[i, 0], block[i, 1], block[i, 2], block[i, 3] = uniforms(seed, particle_id[i], step, stream)
    return block


@njit(cache=True, nogil=True)
def normal_block(seed: int, particle_id: NDArray[np.int64], step: int, stream: int) -> NDArray[np.float64]:
    """Independent standard normal deviates, float64 (particle, 4), each from one uniform number of `uniform_block`."""
    block = uniform_block(seed, particle_id, step, stream)
    for i in range(block.shape[0]):
        for j in range(4):
            block[i, j] = normal(block[i, j])
    return block
