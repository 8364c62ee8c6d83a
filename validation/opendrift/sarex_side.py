"""The cases in Sarex: the same start positions, each side of the wind by itself."""

from __future__ import annotations

from datetime import UTC, timedelta

import numpy as np
from validation.opendrift.case import OBJECT, SIDES, START, Case, Forcing, Tracks

from sarex import wiring
from sarex.drift.drift_run import DriftRun
from sarex.drift.particles import Particles
from sarex.drift.reach_box import reach_box, start_box
from sarex.model.incident import NOISE_PRESETS, DriftSettings
from sarex.model.leeway_class import leeway_class
from sarex.model.particle_cloud import Status

DAY_S = 24 * 3600.0


def sarex_tracks(case: Case, forcing: Forcing) -> dict[str, Tracks]:
    """Tracks by side."""
    sources = wiring.open_sources([str(forcing.current), str(forcing.wind)])
    lon, lat = case.start()
    coverages = [coverage for source in sources for coverage in source.coverage]
    box = reach_box(start_box(lon, lat), DAY_S, coverages, ("wind", "current"))
    coast = wiring.open_coast() if case.land else None
    run = DriftRun(settings(case), (leeway_class(OBJECT),), sources, coast, box)
    return {side: _drift(run, particles_at(lon, lat, number)) for number, side in enumerate(SIDES)}


def settings(case: Case) -> DriftSettings:
    return DriftSettings(
        until=START.replace(tzinfo=UTC) + timedelta(days=1), step=f"{case.step_s} s", output=f"{case.output_s} s",
        particles=case.particles, noise=NOISE_PRESETS["none"], calm_ramp=False, integrator="euler",
        shoreline="stick" if case.land else "none",
    )  # fmt: skip


def particles_at(lon: np.ndarray, lat: np.ndarray, side: int) -> Particles:
    """Particles at these positions, all on one side of the wind (0 right, 1 left)."""
    count = len(lon)
    return Particles(
        particle_id=np.arange(count), lon=lon, lat=lat,
        birth_s=np.full(count, START.replace(tzinfo=UTC).timestamp()), weight=np.full(count, 1.0 / count),
        scenario=np.zeros(count, np.int16), object_class=np.zeros(count, np.int16), member=np.zeros(count, np.int32),
        side=np.full(count, side, np.int8), downwind_deviate=np.zeros(count), crosswind_deviate=np.zeros(count),
    )  # fmt: skip


def _drift(run: DriftRun, particles: Particles) -> Tracks:
    result = run.run(particles)
    afloat, stranded = result.status == Status.AFLOAT, result.status == Status.STRANDED
    return Tracks(np.where(afloat, result.lon, np.nan), np.where(afloat, result.lat, np.nan), stranded)
