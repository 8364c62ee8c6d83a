"""The time loop: every particle of a block through all steps of a chunk of time. [design decision 4]

Nothing here depends on which particles share a block, where a chunk of time ends, or what ran before: a particle's
track is a function of its own state, its name and the fields.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sarex.kernels.geodesy import POLAR_LATITUDE, great_circle_move, turned, wrapped
from sarex.kernels.interpolation import Forcing
from sarex.kernels.lane_forcing import choose_members, read_forcing, set_own_time, set_time
from sarex.kernels.lane_motion import (
    BIRTH_STREAM,
    JIBE_STREAM,
    capsize,
    commit_moves,
    draw_uniforms,
    euler_moves,
    jibe,
    random_errors,
    second_order_moves,
    set_duration,
    step_coefficients,
    velocities,
)
from sarex.kernels.lanes import (
    AFLOAT,
    BEGIN,
    CHANGE_LAT,
    CHANGE_LON,
    DONE,
    DURATION,
    EAST,
    ERROR_EAST,
    ERROR_NORTH,
    GUST_EAST,
    GUST_NORTH,
    JIBE_DRAW,
    LANES,
    LAT,
    LATER_EAST,
    LATER_NORTH,
    LON,
    NAME,
    NEXT_LAT,
    NEXT_LON,
    NORTH,
    OLD_ERROR_EAST,
    PARTICLE,
    SAFE,
    SHIFT_EAST,
    SHIFT_NORTH,
    SIDE,
    SLOPE,
    STATE,
    UPRIGHT,
    WAITING_FOR_BIRTH,
    WAITING_FOR_COAST,
    WIND,
    empty_lanes,
    row_of,
)
from sarex.kernels.random_numbers import normal, uniforms
from sarex.kernels.shoreline import (
    LAND,
    UNKNOWN,
    Tiles,
    move_along_shore,
    move_over_pole,
    safe_degrees,
)

UNDER_WAY_STATUS, AFLOAT_STATUS, STRANDED_STATUS, LEFT_STATUS = 0, 1, 2, 3
"""As in model.particle_cloud.Status."""
NEVER: Final = 2**62
_RESTING: Final = (0.0, (1.0, 0.0, 0.0, 0.0, 0.0), (1.0, 0.0, 0.0, 0.0, 0.0))


class Physics(NamedTuple):
    """What moves the particles, as plain numbers.

    seed : of the random numbers;  second_order : Heun's scheme, else Euler's;  sign : 1 forward, -1 backward in time
    stokes : whether Stokes drift is added;  coast, slip : whether there is land, and whether particles slide along it
    fade_per_wind : 1 / wind [s/m] below which leeway fades; huge for never
    jibe_chance_per_hour;  capsizing, capsizing_wind, capsizing_spread [m/s], capsizing_factor
    current_deviation, wind_deviation [m/s];  current_memory, wind_memory [s];  diffusivity [m2/s]
    """

    seed: int
    second_order: bool
    sign: float
    stokes: bool
    coast: bool
    slip: bool
    fade_per_wind: float
    jibe_chance_per_hour: float
    capsizing: bool
    capsizing_wind: float
    capsizing_spread: float
    capsizing_factor: float
    current_deviation: float
    current_memory: float
    wind_deviation: float
    wind_memory: float
    diffusivity: float


class Steps(NamedTuple):
    """A chunk of the time grid.

    first  : number of its first step in the whole run
    time_s : float64 (step + 1,), where steps begin and end, descending for a backward run
    key    : int64 (step,), names the steps in the random numbers, the same whatever the run starts with
    output : int64 (step + 1,), place in the tracks of the state at each time, -1 for none
    start  : int64 (source, step + 1), place in the forcing buffer of the interval that holds each time; -1 for none
    share  : float32 (source, step + 1), the share of it that has passed
    """

    first: int
    time_s: NDArray[np.float64]
    key: NDArray[np.int64]
    output: NDArray[np.int64]
    start: NDArray[np.int64]
    share: NDArray[np.float32]


class Fleet(NamedTuple):
    """All particles between two calls.

    name       : int64, the particle in the random numbers
    member     : int64, of a forcing ensemble
    birth_s    : float64;  birth_step : int64, the step of the run in which it is born, NEVER if none
    begin      : int64, the step from which it is to be carried on, NEVER once it has ended
    end        : int64, the step in which it stranded or left the forcing, NEVER before
    leeway     : float64 (particle, 6), slope and offset [m/s] of downwind, right and left fit, deviation included
    state      : float64 (particle, 9): lon, lat, error east and north, gust east and north [m/s], safe degrees,
                 side (0 right, 1 left), factor of leeway after capsizing (1 upright)
    status     : int8
    """

    name: NDArray[np.int64]
    member: NDArray[np.int64]
    birth_s: NDArray[np.float64]
    birth_step: NDArray[np.int64]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    leeway: NDArray[np.float64]
    state: NDArray[np.float64]
    status: NDArray[np.int8]


class Tracks(NamedTuple):
    """Where the particles were: lon, lat float64 and status int8, each (particle, time)."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    status: NDArray[np.int8]


STATE_ROWS: Final = (LON, LAT, ERROR_EAST, ERROR_NORTH, GUST_EAST, GUST_NORTH, SAFE, SIDE, UPRIGHT)


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _load(lanes, particles, fleet, steps):
    """Bring particles into the lanes, at rest until their step begins."""
    real, whole = lanes.real, lanes.whole
    for i in range(np.uintp(len(particles))):
        p = particles[i]
        whole[PARTICLE + i], whole[NAME + i] = p, fleet.name[p]
        whole[BEGIN + i] = fleet.begin[p] - steps.first
        whole[STATE + i] = WAITING_FOR_BIRTH
        for j in range(6):
            real[row_of(SLOPE, j) + i] = fleet.leeway[p, j]
        for j in range(len(STATE_ROWS)):
            real[STATE_ROWS[j] + i] = fleet.state[p, j]
        set_duration(lanes, i, 0.0, 1.0, _RESTING)
        for j in range(4):
            real[row_of(SHIFT_EAST, j) + i] = 0.0


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _store(lanes, n, fleet, next_step):
    """Take the lanes back into the fleet, each with the step of the run from which it goes on."""
    real, whole = lanes.real, lanes.whole
    for i in range(n):
        p = whole[PARTICLE + i]
        for j in range(len(STATE_ROWS)):
            fleet.state[p, j] = real[STATE_ROWS[j] + i]
        state = whole[STATE + i]
        if state == AFLOAT:
            fleet.begin[p] = next_step
        elif state == WAITING_FOR_COAST:
            # It repeats the step that the others have done.
            fleet.begin[p] = next_step - 1
        elif state == DONE:
            fleet.begin[p] = NEVER


@njit(cache=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _rest(lanes, i, state):
    """Let a lane lie still."""
    lanes.whole[STATE + i] = state
    set_duration(lanes, i, 0.0, 1.0, _RESTING)


@njit(cache=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _end(lanes, i, status, step, fleet):
    """Let a lane lie still for good from the end of this step of the run."""
    p = lanes.whole[PARTICLE + i]
    fleet.status[p], fleet.end[p] = status, step
    _rest(lanes, i, DONE)


@njit(cache=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _write(lanes, i, slot, tracks):
    """Write where a lane is afloat at an output time."""
    p = lanes.whole[PARTICLE + i]
    tracks.status[p, slot] = AFLOAT_STATUS
    tracks.lon[p, slot] = lanes.real[LON + i]
    tracks.lat[p, slot] = lanes.real[LAT + i]


@njit(cache=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _set_adrift(lanes, i, k, steps, physics, forcing, fleet, tracks):
    """Begin a lane in this step, at its birth or where it was left. Returns whether its step is shorter than others."""
    p = lanes.whole[PARTICLE + i]
    lanes.whole[STATE + i] = AFLOAT
    begin_s = steps.time_s[k]
    if fleet.birth_step[p] == steps.first + k:
        begin_s = fleet.birth_s[p]
        fleet.status[p] = AFLOAT_STATUS
        a, b, c, d = uniforms(physics.seed, fleet.name[p], 0, BIRTH_STREAM)
        lanes.real[ERROR_EAST + i] = physics.current_deviation * normal(a)
        lanes.real[ERROR_NORTH + i] = physics.current_deviation * normal(b)
        lanes.real[GUST_EAST + i] = physics.wind_deviation * normal(c)
        lanes.real[GUST_NORTH + i] = physics.wind_deviation * normal(d)
        if begin_s == steps.time_s[k] and steps.output[k] >= 0:
            _write(lanes, i, steps.output[k], tracks)
    duration = abs(steps.time_s[k + 1] - begin_s)
    set_duration(lanes, i, duration, physics.sign, step_coefficients(duration, physics))
    if begin_s != steps.time_s[k]:
        set_own_time(lanes, i, begin_s, forcing)
        return True
    return False


@njit(cache=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _polar_move(lanes, i, final, physics):
    """Replace the move of a lane at high latitude by a great circle; `final` averages both ends of the step.

    What was a direction at the start is turned with the meridians, so that an error keeps its course over the pole.
    """
    real = lanes.real
    lon, lat, duration = real[LON + i], real[LAT + i], real[DURATION + i]
    east, north = real[EAST + i] * duration + real[SHIFT_EAST + i], real[NORTH + i] * duration + real[SHIFT_NORTH + i]
    new_lon, new_lat, turn = great_circle_move(lon, lat, east, north)
    if final and physics.second_order:
        later_east, later_north = turned(real[LATER_EAST + i], real[LATER_NORTH + i], -turn)
        east = 0.5 * (real[EAST + i] + later_east) * duration + real[SHIFT_EAST + i]
        north = 0.5 * (real[NORTH + i] + later_north) * duration + real[SHIFT_NORTH + i]
        new_lon, new_lat, turn = great_circle_move(lon, lat, east, north)
    real[NEXT_LON + i], real[NEXT_LAT + i] = new_lon, new_lat
    real[CHANGE_LON + i], real[CHANGE_LAT + i] = wrapped(new_lon - lon), new_lat - lat
    return turn


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _polar_guesses(lanes, n, physics):
    """First guesses of the end of the step at high latitude."""
    for i in range(n):
        if abs(lanes.real[LAT + i]) > POLAR_LATITUDE and not math.isnan(lanes.real[EAST + i]):
            _polar_move(lanes, i, False, physics)


@njit(cache=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _turn_errors(lanes, i, turn):
    real = lanes.real
    real[ERROR_EAST + i], real[ERROR_NORTH + i] = turned(real[ERROR_EAST + i], real[ERROR_NORTH + i], turn)
    real[GUST_EAST + i], real[GUST_NORTH + i] = turned(real[GUST_EAST + i], real[GUST_NORTH + i], turn)


@njit(cache=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _meet_coast(lanes, i, k, steps, physics, tiles, fleet):
    """Take the move of a lane as far as the coast lets it. Returns the tile that must be loaded first, or -1."""
    real = lanes.real
    lon, lat, dlon, dlat = real[LON + i], real[LAT + i], real[CHANGE_LON + i], real[CHANGE_LAT + i]
    size, safe = max(abs(dlon), abs(dlat)), safe_degrees(lon, lat, tiles)
    if size <= safe:
        real[SAFE + i] = safe - size
        real[LON + i], real[LAT + i] = real[NEXT_LON + i], real[NEXT_LAT + i]
        return -1
    if abs(dlon) > 90.0:
        found, new_lon, new_lat = move_over_pole(lon, lat, real[NEXT_LON + i], real[NEXT_LAT + i], tiles)
    else:
        found, new_lon, new_lat = move_along_shore(lon, lat, dlon, dlat, physics.slip, tiles)
    if found == UNKNOWN:
        for j in range(4):
            real[row_of(ERROR_EAST, j) + i] = real[row_of(OLD_ERROR_EAST, j) + i]
        _rest(lanes, i, WAITING_FOR_COAST)
        return int(new_lon)
    real[LON + i], real[LAT + i] = wrapped(new_lon), new_lat
    real[SAFE + i] = 0.0
    if found == LAND and not physics.slip:
        _end(lanes, i, STRANDED_STATUS, steps.first + k, fleet)
    return -1


@njit(cache=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _second_look(lanes, i, k, steps, physics, tiles, fleet):
    """Finish the step of a lane that could not simply move. Returns the tile that must be loaded first, or -1."""
    real = lanes.real
    if lanes.whole[STATE + i] != AFLOAT:
        return -1
    if math.isnan(real[EAST + i]) or (physics.second_order and math.isnan(real[LATER_EAST + i])):
        _end(lanes, i, LEFT_STATUS, steps.first + k, fleet)
        return -1
    turn = 0.0
    if abs(real[LAT + i]) > POLAR_LATITUDE:
        turn = _polar_move(lanes, i, True, physics)
    if physics.coast:
        tile = _meet_coast(lanes, i, k, steps, physics, tiles, fleet)
        if tile >= 0:
            return tile
    else:
        real[LON + i], real[LAT + i] = real[NEXT_LON + i], real[NEXT_LAT + i]
    if turn != 0.0:
        _turn_errors(lanes, i, turn)
    return -1


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _read_all(lanes, n, lon_row, physics, forcing):
    for quantity in range(3 if physics.stokes else 2):
        read_forcing(lanes, n, lon_row, quantity, row_of(WIND, 2 * quantity), forcing)


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _move(lanes, n, k, steps, physics, forcing):
    """Work out the move of every lane, and take those that are free."""
    random_errors(lanes, n, steps.key[k], physics)
    _read_all(lanes, n, LON, physics, forcing)
    velocities(lanes, n, EAST, physics)
    euler_moves(lanes, n)
    if physics.second_order:
        _polar_guesses(lanes, n, physics)
        set_time(lanes, n, steps.start, steps.share, k + 1)
        _read_all(lanes, n, NEXT_LON, physics, forcing)
        velocities(lanes, n, LATER_EAST, physics)
        second_order_moves(lanes, n)
    commit_moves(lanes, n)


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _prepare(lanes, n, k, first, filled_s, steps, physics):
    """Length and time of a step for all lanes. Returns the length that the lanes are filled with."""
    duration = abs(steps.time_s[k + 1] - steps.time_s[k])
    if duration != filled_s:
        coefficients = step_coefficients(duration, physics)
        for i in range(n):
            if lanes.whole[STATE + i] == AFLOAT:
                set_duration(lanes, i, duration, physics.sign, coefficients)
    set_time(lanes, n, steps.start, steps.share, k)
    if physics.jibe_chance_per_hour > 0.0 and (k == first or steps.key[k] >> 2 != steps.key[k - 1] >> 2):
        draw_uniforms(lanes, n, physics.seed, steps.key[k] >> 2, JIBE_STREAM, JIBE_DRAW)
    return duration


@njit(cache=True, error_model="numpy", forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _begin_lanes(lanes, n, k, filled_s, steps, physics, forcing, fleet, tracks):
    """Begin the lanes whose step this is. Returns the length [s] that all lanes are filled with, -1 where they differ,
    and the next step in which one begins."""
    next_begin = NEVER
    for i in range(n):
        begin = lanes.whole[BEGIN + i]
        if lanes.whole[STATE + i] != WAITING_FOR_BIRTH:
            continue
        if begin == k:
            if _set_adrift(lanes, i, k, steps, physics, forcing, fleet, tracks):
                filled_s = -1.0
        elif begin < next_begin:
            next_begin = begin
    return filled_s, next_begin


@njit(cache=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _second_looks(lanes, n, k, steps, physics, tiles, fleet, wanted):
    """Finish the step of all lanes that could not simply move. Returns whether any lies still from now on, and how many
    wait for the coast."""
    ended, waiting = False, 0
    for eight in range((n + np.uintp(7)) // np.uintp(8)):
        # Most steps of most lanes are simple: eight are passed over at once.
        if lanes.rest_eights[eight] == 0:
            continue
        for i in range(np.uintp(8) * eight, min(np.uintp(8) * eight + np.uintp(8), n)):
            if lanes.rest[i] != 0:
                tile = _second_look(lanes, i, k, steps, physics, tiles, fleet)
                ended |= lanes.whole[STATE + i] != AFLOAT
                if tile >= 0:
                    wanted[lanes.whole[PARTICLE + i]] = tile
                    waiting += 1
    return ended, waiting


@njit(cache=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _first_begin(lanes, n, steps):
    """The first step of the chunk in which a lane begins; its number of steps for none."""
    first = len(steps.key)
    for i in range(n):
        first = min(first, lanes.whole[BEGIN + i])
    return first


@njit(cache=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _any_afloat(lanes, n):
    for i in range(n):
        if lanes.whole[STATE + i] == AFLOAT:
            return True
    return False


@njit(cache=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)
def _drift_block(lanes, particles, steps, physics, forcing, tiles, fleet, tracks, wanted):
    n = np.uintp(len(particles))
    _load(lanes, particles, fleet, steps)
    choose_members(lanes, n, fleet.member, forcing)
    first = _first_begin(lanes, n, steps)
    next_begin, filled_s, waiting, done = first, -1.0, 0, len(steps.key)
    for k in range(first, len(steps.key)):
        filled_s = _prepare(lanes, n, k, first, filled_s, steps, physics)
        if k >= next_begin:
            filled_s, next_begin = _begin_lanes(lanes, n, k, filled_s, steps, physics, forcing, fleet, tracks)
        _move(lanes, n, k, steps, physics, forcing)
        ended, waiting = _second_looks(lanes, n, k, steps, physics, tiles, fleet, wanted)
        if physics.jibe_chance_per_hour > 0.0:
            jibe(lanes, n, steps.key[k])
        if physics.capsizing:
            capsize(lanes, n, steps.key[k], physics)
        if steps.output[k + 1] >= 0:
            for i in range(n):
                if lanes.whole[STATE + i] == AFLOAT:
                    _write(lanes, i, steps.output[k + 1], tracks)
        if waiting > 0 or (ended and next_begin == NEVER and not _any_afloat(lanes, n)):
            # Where one waits for the coast all stop: they go on side by side once it is there.
            done = k + 1
            break
    _store(lanes, n, fleet, steps.first + done)
    return waiting


@njit(cache=True, error_model="numpy", nogil=True)
def drift_particles(
    steps: Steps,
    physics: Physics,
    forcing: Forcing,
    tiles: Tiles,
    fleet: Fleet,
    tracks: Tracks,
    wanted: NDArray[np.int64],
    particles: NDArray[np.int64],
) -> int:
    """Carry `particles` (places in the fleet) through a chunk of time; only their rows are written.

    A particle whose path touches a tile that is not loaded stops before that step, with the index of the tile in
    `wanted` (see `Tiles`), and its block after it: another call carries them on from `fleet.begin`. Returns how many
    wait for a tile.
    """
    lanes = empty_lanes(len(forcing.map_at))
    waiting = 0
    for first in range(0, len(particles), np.int64(LANES)):
        block = particles[first : first + np.int64(LANES)]
        waiting += _drift_block(lanes, block, steps, physics, forcing, tiles, fleet, tracks, wanted)
    return waiting


@njit(cache=True, error_model="numpy", nogil=True)
def write_ends(fleet: Fleet, tracks: Tracks, output_step: NDArray[np.int64]) -> None:
    """Write the particles that ended at all output times after their end: stranded ones lie where they are.

    output_step : int64 (time,), steps of the run done by each output time
    """
    for p in range(len(fleet.end)):
        if fleet.end[p] == NEVER:
            continue
        for slot in range(len(output_step)):
            if output_step[slot] > fleet.end[p]:
                tracks.status[p, slot] = fleet.status[p]
                if fleet.status[p] == STRANDED_STATUS:
                    tracks.lon[p, slot] = fleet.state[p, 0]
                    tracks.lat[p, slot] = fleet.state[p, 1]
