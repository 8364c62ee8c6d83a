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


@njit(cache=True, error_model="numpy", forceinline=True)
def _round(words, key):
    a, b, c, d = words
    product_a, product_b = _MULTIPLIER_A * a, _MULTIPLIER_B * c
    return (
        (product_b >> _HALF) ^ b ^ key[0],
        product_b & _MASK,
        (product_a >> _HALF) ^ d ^ key[1],
        product_a & _MASK,
    )


@njit(cache=True, error_model="numpy", forceinline=True)
def _next(key):
    return (key[0] + _WEYL_A) & _MASK, (key[1] + _WEYL_B) & _MASK


@njit(cache=True, error_model="numpy", forceinline=True)
def philox(words, key):
    """Four random words of 32 bits for a counter of four words and a key of two, all held in uint64. [Salmon2011]"""
    # Ten rounds without a loop: a loop in here would keep the loops around it from running in vectors.
    words = _round(words, key)
    key = _next(key)
    words = _round(words, key)
    key = _next(key)
    words = _round(words, key)
    key = _next(key)
    words = _round(words, key)
    key = _next(key)
    words = _round(words, key)
    key = _next(key)
    words = _round(words, key)
    key = _next(key)
    words = _round(words, key)
    key = _next(key)
    words = _round(words, key)
    key = _next(key)
    words = _round(words, key)
    return _round(words, _next(key))


@njit(cache=True, error_model="numpy", forceinline=True)
def unit(word):
    """A random word of 32 bits as a number in the open interval (0, 1)."""
    return (np.float64(np.int64(word)) + 0.5) * _TO_UNIT


@njit(cache=True, error_model="numpy", forceinline=True)
def uniforms(seed, particle_id, step, stream):
    """Four independent uniform numbers in (0, 1). Seed and particle count with 64 bits, step and stream with 32."""
    name, key = np.uint64(particle_id), np.uint64(seed)
    counter = (name & _MASK, name >> _HALF, np.uint64(step) & _MASK, np.uint64(stream) & _MASK)
    a, b, c, d = philox(counter, (key & _MASK, key >> _HALF))
    return unit(a), unit(b), unit(c), unit(d)


@njit(cache=True, error_model="numpy", forceinline=True)
def logarithm(x):
    """Natural logarithm of a normal positive number to 1e-15, without the library's branches: it runs in vectors."""
    bits = np.float64(x).view(np.int64)
    # The mantissa in [sqrt(1/2), sqrt(2)) and the exponent that goes with it.
    shifted = bits - np.int64(0x3FE6A09E667F3BCD)
    exponent = shifted >> np.int64(52)
    mantissa = np.int64(bits - (exponent << np.int64(52))).view(np.float64)
    s = (mantissa - 1.0) / (mantissa + 1.0)
    r = s * s
    series = r * (1 / 3 + r * (1 / 5 + r * (1 / 7 + r * (1 / 9 + r * (1 / 11 + r * (1 / 13 + r * (1 / 15
        + r * (1 / 17 + r * (1 / 19 + r * (1 / 21))))))))))  # fmt: skip
    return np.float64(exponent) * 0.6931471805599453 + 2.0 * (s + s * series)


@njit(cache=True, error_model="numpy", forceinline=True)
def _normal_centre(q):
    r = 0.180625 - q * q
    above = (((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r + 6.7265770927008700853e4) * r
            + 4.5921953931549871457e4) * r + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
            + 1.3314166789178437745e2) * r + 3.3871328727963666080e0)  # fmt: skip
    below = (((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r + 3.9307895800092710610e4) * r
            + 2.1213794301586595867e4) * r + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
            + 4.2313330701600911252e1) * r + 1.0)  # fmt: skip
    return q * above / below


@njit(cache=True, error_model="numpy", forceinline=True)
def _normal_tail(tail):
    r = math.sqrt(-logarithm(tail)) - 1.6
    above = (((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r + 2.41780725177450611770e-1) * r
            + 1.27045825245236838258e0) * r + 3.64784832476320460504e0) * r + 5.76949722146069140550e0) * r
            + 4.63033784615654529590e0) * r + 1.42343711074968357734e0)  # fmt: skip
    below = (((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r + 1.51986665636164571966e-2) * r
            + 1.48103976427480074590e-1) * r + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0) * r
            + 2.05319162663775882187e0) * r + 1.0)  # fmt: skip
    return above / below


@njit(cache=True, error_model="numpy", forceinline=True)
def normal(probability):
    """Standard normal deviate below which `probability` lies, for 1.4e-11 <= probability <= 1 - 1.4e-11. [Wichura1988]

    Algorithm AS 241 (PPND16) without its far tail, which no random number of 32 bits reaches. Centre and tail are both
    computed and one is taken, so that it runs in vectors.
    """
    q = probability - 0.5
    centre = _normal_centre(q)
    tail = _normal_tail(probability if q < 0.0 else 1.0 - probability)
    tail = -tail if q < 0.0 else tail
    return centre if abs(q) <= 0.425 else tail


@njit(cache=True, error_model="numpy", nogil=True)
def uniform_block(seed: int, particle_id: NDArray[np.int64], step: int, stream: int) -> NDArray[np.float64]:
    """Uniform numbers in the open interval (0, 1), float64 (particle, 4)."""
    block = np.empty((len(particle_id), 4))
    for i in range(len(particle_id)):
        block[i, 0], block[i, 1], block[i, 2], block[i, 3] = uniforms(seed, particle_id[i], step, stream)
    return block


@njit(cache=True, error_model="numpy", nogil=True)
def normal_block(seed: int, particle_id: NDArray[np.int64], step: int, stream: int) -> NDArray[np.float64]:
    """Independent standard normal deviates, float64 (particle, 4), each from one uniform number of `uniform_block`."""
    block = uniform_block(seed, particle_id, step, stream)
    for i in range(block.shape[0]):
        for j in range(4):
            block[i, j] = normal(block[i, j])
    return block
