"""One step of movement for a block of particles: velocities, random errors, moves and jibes.

Loops here are straight lines of arithmetic without branches, so that they run in vectors. What is rare (high latitude,
coast, missing forcing) is marked and left to the second look in `trajectory`.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from sarex.kernels.geodesy import POLAR_LATITUDE, degrees_per_metre, wrapped
from sarex.kernels.lanes import (
    AFLOAT,
    BREEZE_EAST,
    BREEZE_NORTH,
    CHANGE_LAT,
    CHANGE_LON,
    CURRENT,
    CURRENT_NORTH,
    DRAW,
    DURATION,
    EAST,
    ERROR_EAST,
    GUST_EAST,
    GUST_KEEP,
    GUST_KICK,
    GUST_REACH,
    GUST_SCATTER,
    GUST_SHOVE,
    JIBE_CHANCE,
    JIBE_DRAW,
    KEEP,
    KICK,
    LANES,
    LAT,
    LATER_EAST,
    LATER_NORTH,
    LEFT_OFFSET,
    LEFT_SLOPE,
    LON,
    NAME,
    NEXT_LAT,
    NEXT_LON,
    NORTH,
    OFFSET,
    OLD_ERROR_EAST,
    REACH,
    RIGHT_OFFSET,
    RIGHT_SLOPE,
    SAFE,
    SCATTER,
    SHIFT_EAST,
    SHIFT_NORTH,
    SHOVE,
    SIDE,
    SLOPE,
    STATE,
    STOKES,
    STOKES_NORTH,
    UPRIGHT,
    WIND,
    WIND_NORTH,
    row_of,
)
from sarex.kernels.leeway import capsizing_chance, chance_within, leeway_velocity
from sarex.kernels.noise import correlated_step, diffused
from sarex.kernels.random_numbers import normal, uniforms

JIBE_STREAM, ERROR_STREAM, GUST_STREAM, BIRTH_STREAM, CAPSIZING_STREAM = np.arange(5, dtype=np.uint64)


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def step_coefficients(duration, physics):
    """Chance of a jibe and the coefficients of both errors for a step of this length [s]."""
    keep, reach, kick, shove, scatter = correlated_step(duration, physics.current_memory, physics.current_deviation)
    scatter = diffused(scatter, duration, physics.diffusivity)
    return (
        chance_within(physics.jibe_chance_per_hour, duration),
        (keep, reach, kick, shove, scatter),
        correlated_step(duration, physics.wind_memory, physics.wind_deviation),
    )


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def set_duration(lanes, i, duration, sign, coefficients):
    """Give one lane the length of its step and what depends on it."""
    real = lanes.real
    jibe, error, gust = coefficients
    real[DURATION + i] = sign * duration
    real[JIBE_CHANCE + i] = jibe
    real[KEEP + i], real[REACH + i], real[KICK + i], real[SHOVE + i], real[SCATTER + i] = error
    real[GUST_KEEP + i], real[GUST_REACH + i], real[GUST_KICK + i] = gust[0], gust[1], gust[2]
    real[GUST_SHOVE + i], real[GUST_SCATTER + i] = gust[3], gust[4]


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def draw_uniforms(lanes, n, seed, step, stream, into):
    """Four rows of uniform numbers for all lanes."""
    real, whole = lanes.real, lanes.whole
    for i in range(n):
        a, b, c, d = uniforms(seed, whole[NAME + i], step, stream)
        real[into + i] = a
        real[into + LANES + i] = b
        real[row_of(into, 2) + i] = c
        real[row_of(into, 3) + i] = d


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def draw_normals(lanes, n, seed, step, stream):
    """Four rows of standard normal deviates for all lanes, in DRAW."""
    draw_uniforms(lanes, n, seed, step, stream, DRAW)
    real = lanes.real
    for j in range(4):
        row = row_of(DRAW, j)
        for i in range(n):
            real[row + i] = normal(real[row + i])


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def advance_errors(lanes, n, error_row, coefficient_row, shift_row):
    """Carry an error over the step by the deviates in DRAW, and put its displacement [m] into `shift_row`.

    Rows of east and north follow each other, as do the coefficients. The old error is kept beside the new.
    """
    real = lanes.real
    for j in range(2):
        error, draw, into = row_of(error_row, j), row_of(DRAW, 2 * j), row_of(shift_row, j)
        old_row = error + (OLD_ERROR_EAST - ERROR_EAST)
        for i in range(n):
            at = coefficient_row + i
            old, a, b = real[error + i], real[draw + i], real[draw + LANES + i]
            real[into + i] = real[at + LANES] * old + real[row_of(at, 3)] * a + real[row_of(at, 4)] * b
            real[error + i] = real[at] * old + real[row_of(at, 2)] * a
            real[old_row + i] = old


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def random_errors(lanes, n, step, physics):
    """Errors of current and wind over one step: SHIFT is the displacement [m], BREEZE the mean wind error [m/s]."""
    real = lanes.real
    if physics.current_deviation > 0.0 or physics.diffusivity > 0.0:
        draw_normals(lanes, n, physics.seed, step, ERROR_STREAM)
        advance_errors(lanes, n, ERROR_EAST, KEEP, SHIFT_EAST)
        for i in range(n):
            real[SHIFT_EAST + i] *= physics.sign
            real[SHIFT_NORTH + i] *= physics.sign
    if physics.wind_deviation > 0.0:
        draw_normals(lanes, n, physics.seed, step, GUST_STREAM)
        advance_errors(lanes, n, GUST_EAST, GUST_KEEP, BREEZE_EAST)
        for i in range(n):
            # The displacement of the air over the step, as the mean over its length; a lane at rest has none.
            duration = abs(real[DURATION + i])
            per_second = 1.0 / (duration if duration > 0.0 else 1.0)
            real[BREEZE_EAST + i] *= per_second
            real[BREEZE_NORTH + i] *= per_second


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def velocities(lanes, n, into, physics):
    """Sum of current, leeway and Stokes drift [m/s] in the rows `into` (east) and the next (north).

    NaN where wind or current, or Stokes drift if asked for, is missing.
    """
    real, single = lanes.real, lanes.single
    calm = physics.fade_per_wind
    for i in range(n):
        left = real[SIDE + i]
        right = 1.0 - left
        crosswind = (
            left * real[LEFT_SLOPE + i] + right * real[RIGHT_SLOPE + i],
            left * real[LEFT_OFFSET + i] + right * real[RIGHT_OFFSET + i],
        )
        east, north = leeway_velocity(
            np.float64(single[WIND + i]) + real[BREEZE_EAST + i],
            np.float64(single[WIND_NORTH + i]) + real[BREEZE_NORTH + i],
            (real[SLOPE + i], real[OFFSET + i]),
            crosswind,
            (calm, real[UPRIGHT + i]),
        )
        real[into + i] = east + np.float64(single[CURRENT + i])
        real[into + LANES + i] = north + np.float64(single[CURRENT_NORTH + i])
    if physics.stokes:
        for i in range(n):
            real[into + i] += np.float64(single[STOKES + i])
            real[into + LANES + i] += np.float64(single[STOKES_NORTH + i])


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def euler_moves(lanes, n):
    """The end of the step with velocity, latitude and time of its start, in NEXT and CHANGE."""
    real = lanes.real
    for i in range(n):
        per_east, per_north = degrees_per_metre(real[LAT + i])
        duration = real[DURATION + i]
        dlon = (real[EAST + i] * duration + real[SHIFT_EAST + i]) * per_east
        dlat = (real[NORTH + i] * duration + real[SHIFT_NORTH + i]) * per_north
        real[CHANGE_LON + i] = dlon
        real[CHANGE_LAT + i] = dlat
        known = dlon == dlon  # noqa: PLR0124
        real[NEXT_LON + i] = wrapped(real[LON + i] + dlon) if known else real[LON + i]
        real[NEXT_LAT + i] = real[LAT + i] + dlat if known else real[LAT + i]


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def second_order_moves(lanes, n):
    """The end of the step with the means of both ends, NEXT being the first guess of its end (Heun)."""
    real = lanes.real
    for i in range(n):
        per_east, per_north = degrees_per_metre(real[LAT + i])
        later_per_east, later_per_north = degrees_per_metre(real[NEXT_LAT + i])
        duration, east, north = real[DURATION + i], real[SHIFT_EAST + i], real[SHIFT_NORTH + i]
        dlon = 0.5 * (
            (real[EAST + i] * duration + east) * per_east + (real[LATER_EAST + i] * duration + east) * later_per_east
        )
        dlat = 0.5 * (
            (real[NORTH + i] * duration + north) * per_north
            + (real[LATER_NORTH + i] * duration + north) * later_per_north
        )
        real[CHANGE_LON + i] = dlon
        real[CHANGE_LAT + i] = dlat
        real[NEXT_LON + i] = wrapped(real[LON + i] + dlon)
        real[NEXT_LAT + i] = real[LAT + i] + dlat


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def commit_moves(lanes, n):
    """Take the moves that are known to be free, and mark the others in `Lanes.rest`."""
    real, marks = lanes.real, lanes.rest
    for i in range(n):
        dlon, dlat = abs(real[CHANGE_LON + i]), abs(real[CHANGE_LAT + i])
        safe = real[SAFE + i] - (dlon if dlon > dlat else dlat)
        # Written so that NaN in either is not free: the larger of NaN and a number may be either of the two.
        free = (safe >= 0.0) & (dlon + dlat < np.inf) & (abs(real[LAT + i]) <= POLAR_LATITUDE)
        marks[i] = 0 if free else 1
        real[SAFE + i] = safe if free else real[SAFE + i]
        real[LON + i] = real[NEXT_LON + i] if free else real[LON + i]
        real[LAT + i] = real[NEXT_LAT + i] if free else real[LAT + i]


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def jibe(lanes, n, step):
    """Let each lane that draws it change to the other side of the wind."""
    real = lanes.real
    row = row_of(JIBE_DRAW, step & 3)
    for i in range(n):
        real[SIDE + i] = 1.0 - real[SIDE + i] if real[row + i] < real[JIBE_CHANCE + i] else real[SIDE + i]


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def capsize(lanes, n, step, physics):
    """Let each lane that draws it capsize in the wind of the start of the step."""
    real, single = lanes.real, lanes.single
    draw_uniforms(lanes, n, physics.seed, step, CAPSIZING_STREAM, DRAW)
    for i in range(n):
        if lanes.whole[STATE + i] == AFLOAT and real[UPRIGHT + i] == 1.0:
            wind = np.hypot(
                np.float64(single[WIND + i]) + real[BREEZE_EAST + i],
                np.float64(single[WIND_NORTH + i]) + real[BREEZE_NORTH + i],
            )
            chance = capsizing_chance(wind, physics.capsizing_wind, physics.capsizing_spread, abs(real[DURATION + i]))
            if real[DRAW + i] < chance:
                real[UPRIGHT + i] = physics.capsizing_factor
