"""A drift run: particles, forcing and coast in, trajectories out."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.drift.forcing_account import ForcingAccount, empty_times
from sarex.drift.forcing_stream import ForcingStream
from sarex.drift.motions import leeway_lines, physics
from sarex.drift.packed_forcing import QUANTITIES
from sarex.drift.particles import Particles
from sarex.drift.shoreline import Shoreline, wrapped
from sarex.drift.time_grid import TimeGrid, time_grid
from sarex.drift.trajectories import Trajectories
from sarex.drift.workers import Workers
from sarex.kernels.forcing_service import serving_source, weigh_service
from sarex.kernels.interpolation import Forcing, intervals_at
from sarex.kernels.trajectory import (
    AFLOAT_STATUS,
    NEVER,
    Fleet,
    Steps,
    Tracks,
    drift_particles,
    write_ends,
)
from sarex.model.forcing_window import Box, Quantity
from sarex.model.incident import DriftSettings
from sarex.model.leeway_class import LeewayClass
from sarex.model.quantities import format_time
from sarex.model.sentence import Sentence
from sarex.ports import CoastSource, ForcingSource

WINDOW_BYTES_MAX: Final = 256 * 2**20
STEPS_MAX: Final = 2048
_REPORT_STEPS: Final = 50_000_000
"""Particle-steps between two reports of progress: one to three seconds."""
CALL_STEPS_MAX: Final = 4_000_000
"""Particle-steps of one call of the kernel: about a tenth of a second, so that Ctrl-C gets through."""
_SLICE_MIN: Final = 1024
_SLICES_A_THREAD: Final = 8
_ACCOUNT_SLICE: Final = 8192
Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class DriftRun:
    """One way to drift particles. The same particles and seed give the same bits for any threads, chunks and order.

    sources : wind, current and Stokes drift, earlier = higher priority
    coast   : None, or settings with `shoreline: none`, for no land at all
    box     : the area that windows of forcing are asked for; particles that leave it leave the forcing
    threads : 0 for as many as the machine has;  window_bytes_max : memory for forcing at any one time
    """

    settings: DriftSettings
    classes: tuple[LeewayClass, ...]
    sources: Sequence[ForcingSource]
    coast: CoastSource | None
    box: Box
    threads: int = 0
    window_bytes_max: int = WINDOW_BYTES_MAX
    steps_max: int = STEPS_MAX

    def run(self, particles: Particles, progress: Progress | None = None) -> Trajectories:
        """Drift the particles from their births until the end of the run. Raises ForcingError, CoastError."""
        return _Voyage(self, particles, progress or _silent).trajectories()

    def served_by(
        self, quantity: Quantity, lon: NDArray[np.float64], lat: NDArray[np.float64], time_s: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """Which of `sources` serves a quantity at points and times (of equal length), -1 for none.

        lon, lat in degrees, any longitude. A source of several members is asked for its first. Raises ForcingError.
        """
        stream = ForcingStream(self.sources, self.box, [quantity], bytes_max=self.window_bytes_max)
        found = np.full(len(lon), -1, dtype=np.int64)
        if len(lon) == 0:
            return found
        lon, lat = wrapped(lon), np.ascontiguousarray(lat, dtype=np.float64)
        times = np.unique(time_s)
        for part, forcing, present in stream.chunks(times):
            within = np.flatnonzero((time_s >= times[part][0]) & (time_s <= times[part][-1]))
            serving = serving_source(
                forcing, QUANTITIES.index(quantity), lon[within], lat[within], np.asarray(time_s, np.float64)[within]
            )
            numbers = np.array([self._number(stream, place) for place in present] + [-1], dtype=np.int64)
            found[within] = numbers[serving]
        return found

    def _number(self, stream: ForcingStream, place: int) -> int:
        wanted = stream.served[place].source
        return next(number for number, source in enumerate(self.sources) if source is wanted)


class _Voyage:
    """What one run carries from chunk to chunk."""

    def __init__(self, plan: DriftRun, particles: Particles, progress: Progress) -> None:
        self.plan, self.particles, self.progress = plan, particles, progress
        settings = plan.settings
        land = plan.coast is not None and settings.shoreline != "none"
        self.physics = physics(settings, coast=land)
        self.shoreline = Shoreline(plan.coast if land else None)
        quantities: list[Quantity] = ["wind", "current", *(["stokes"] if settings.stokes == "add" else [])]  # type: ignore[list-item]
        self.stream = ForcingStream(plan.sources, plan.box, quantities, bytes_max=plan.window_bytes_max)
        self.grid = time_grid(settings, particles.birth_s)
        self.fleet = _fleet(plan, particles, self.grid, land=land)
        self.tracks = _empty_tracks(len(particles), len(self.grid.output_step))
        self.account = ForcingAccount(self.stream.served, self.grid.output_s)
        self.threads = plan.threads or os.cpu_count() or 1
        self.wanted = np.full(len(particles), -1, dtype=np.int64)
        if land:
            self.shoreline.touch(self.fleet.state[:, 0], self.fleet.state[:, 1])

    def trajectories(self) -> Trajectories:
        slots = self.grid.output_slots()
        stride = max(1, min(self.plan.steps_max, _REPORT_STEPS // max(len(self.particles), 1)))
        with Workers(self.threads) as workers:
            for part, forcing, present in self.stream.chunks(self.grid.time_s):
                for first in range(part.start, max(part.stop - 1, part.start), stride):
                    last = min(first + stride, part.stop - 1)
                    self._advance(self._steps(first, last, forcing, slots), forcing, workers)
                    self._report(last)
                self._settle(slots, part, forcing, present, workers=workers)
        self._write_last_births()
        write_ends(self.fleet, self.tracks, self.grid.output_step)
        tracks = self.tracks
        notes = empty_times(self.stream.served, self.stream.empty_s, np.sort(self.grid.time_s[[0, -1]]))
        return Trajectories(self.grid.output_s, tracks.lon, tracks.lat, tracks.status, self.account.uses(), notes)

    def _write_last_births(self) -> None:
        """Particles born at the very end of the run are there, but do not move any more."""
        last = np.flatnonzero(self.particles.birth_s == self.grid.time_s[-1])
        slot = self.grid.output_slots()[-1]
        self.tracks.lon[last, slot], self.tracks.lat[last, slot] = self.fleet.state[last, 0], self.fleet.state[last, 1]
        self.tracks.status[last, slot] = AFLOAT_STATUS

    def _steps(self, first: int, last: int, forcing: Forcing, slots: NDArray[np.int64]) -> Steps:
        time_s = self.grid.time_s[first : last + 1]
        start, share = intervals_at(forcing, time_s)
        return Steps(first, time_s, self.grid.key[first:last], slots[first : last + 1], start, share)

    def _advance(self, steps: Steps, forcing: Forcing, workers: Workers) -> None:
        """Carry all particles to the end of these steps, loading the coast that they touch on the way."""
        todo = self._order(np.flatnonzero(self.fleet.begin < steps.first + len(steps.key)))
        while len(todo) > 0:
            size = _slice_size(len(todo), len(steps.key), self.threads)
            parts = [todo[at : at + size] for at in range(0, len(todo), size)]
            arguments = (steps, self.physics, forcing, self.shoreline.tiles, self.fleet, self.tracks, self.wanted)
            if sum(workers.each(partial(drift_particles, *arguments), parts)) == 0:
                return
            self.shoreline.load(self.wanted[todo][self.wanted[todo] >= 0])
            self.wanted[todo] = -1
            todo = todo[self.fleet.begin[todo] < steps.first + len(steps.key)]

    def _order(self, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
        """Particles that begin together side by side, so that few lanes of a block lie idle."""
        begin = self.fleet.begin[chosen]
        if len(chosen) == 0 or begin.min() == begin.max():
            return chosen
        return chosen[np.argsort(begin, kind="stable")]

    def _settle(
        self, slots: NDArray[np.int64], part: slice, forcing: Forcing, present: Sequence[int], *, workers: Workers
    ) -> None:
        """Account for the forcing at the output times of a chunk; the time that two chunks share belongs to both."""
        chosen = slots[part]
        time_s = self.grid.time_s[part][chosen >= 0]
        chosen = np.ascontiguousarray(chosen[chosen >= 0])
        if len(chosen) == 0:
            return
        start, share = intervals_at(forcing, time_s)
        begins = range(0, len(self.particles), _ACCOUNT_SLICE)
        parts = [np.arange(at, min(at + _ACCOUNT_SLICE, len(self.particles))) for at in begins]

        def weigh(which: NDArray[np.int64]) -> NDArray[np.float64]:
            mine = slice(which[0], which[-1] + 1)
            tracks = Tracks(self.tracks.lon[mine], self.tracks.lat[mine], self.tracks.status[mine])
            weight = self.particles.weight[mine]
            return weigh_service(forcing, tracks, chosen, start, share, self.fleet.member[mine], weight)

        self.account.add(chosen, present, np.sum(workers.each(weigh, parts), axis=0))
        afloat = self.tracks.status[:, chosen] == AFLOAT_STATUS
        self.account.add_afloat(chosen, self.particles.weight @ afloat)

    def _report(self, done: int) -> None:
        self.progress(
            done / max(self.grid.steps, 1), Sentence("job.drifted", time=format_time(float(self.grid.time_s[done])))
        )


def _silent(share: float, message: str) -> None:
    """Progress that nobody asked for."""


def _slice_size(particles: int, steps: int, threads: int) -> int:
    fair = -(-particles // (threads * _SLICES_A_THREAD))
    return max(min(fair, CALL_STEPS_MAX // max(steps, 1)), _SLICE_MIN)


def _empty_tracks(particles: int, times: int) -> Tracks:
    return Tracks(
        np.full((particles, times), np.nan),
        np.full((particles, times), np.nan),
        np.zeros((particles, times), dtype=np.int8),
    )


def _fleet(plan: DriftRun, particles: Particles, grid: TimeGrid, *, land: bool) -> Fleet:
    """All particles before their birth. Those born after the end of the run are never begun."""
    birth_step = grid.birth_step(particles.birth_s)
    birth_step[birth_step >= grid.steps] = NEVER
    state = np.zeros((len(particles), 9))
    state[:, 0], state[:, 1] = wrapped(particles.lon), particles.lat
    state[:, 6] = 0.0 if land else np.inf
    state[:, 7], state[:, 8] = particles.side, 1.0
    return Fleet(
        name=np.ascontiguousarray(particles.particle_id, dtype=np.int64),
        member=particles.member.astype(np.int64),
        birth_s=np.ascontiguousarray(particles.birth_s, dtype=np.float64),
        birth_step=birth_step,
        begin=birth_step.copy(),
        end=np.full(len(particles), NEVER, dtype=np.int64),
        leeway=leeway_lines(particles, plan.classes, plan.settings),
        state=state,
        status=np.zeros(len(particles), dtype=np.int8),
    )
