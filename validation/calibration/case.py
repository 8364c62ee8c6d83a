"""A made-up case of the calibration: an incident, units and a sea, all in `cases/NAME/`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np

from sarex import wiring
from sarex.adapters.memory_coast import MemoryCoast
from sarex.adapters.memory_source import MemorySource, memory_field
from sarex.adapters.synthetic_sea import AREA, rough_land, synthetic_current, synthetic_wind
from sarex.drift.forecast import forecast
from sarex.model.incident import Incident, Noise
from sarex.model.particle_cloud import ParticleCloud
from sarex.model.quantities import parse_time
from sarex.model.search_unit import SearchUnits
from sarex.ports import CoastSource, ForcingSource
from sarex.search.land_crossing import LandTest

FOLDER = Path(__file__).parent / "cases"
STRAIT_FROM_S = parse_time("2026-05-09T12:00Z").timestamp()
STRAIT_HOURS = 30
STRAIT_SHAPE = (41, 51)
"""Rows and columns: 0.1 degrees."""
SECOND, TRUTH = 1, 5000
"""Added to the seed of the incident: for the cloud that plans are scored on, as `sarex.api` does, and for the truth."""


@dataclass(frozen=True)
class Case:
    """One case. Without a `sea.yaml` it lies on the synthetic sea between Japan and Korea.

    timing, moving : of the optimised plan; the worksheet's is always still, with turns free
    coast : the very rough coast of the synthetic sea
    particles : of each cloud; the default is what the incident says
    """

    name: str
    timing: Literal["worksheet", "timed"] = "worksheet"
    moving: bool = False
    coast: bool = False
    particles: int | None = None

    @property
    def title(self) -> str:
        return self.name.replace("_", " ")

    @cached_property
    def incident(self) -> Incident:
        read = wiring.read_incident(FOLDER / self.name / "incident.yaml")
        if self.particles is None:
            return read
        return read.model_copy(update={"drift": read.drift.model_copy(update={"particles": self.particles})})

    @cached_property
    def units(self) -> SearchUnits:
        return wiring.read_fleet(FOLDER / self.name / "units.yaml")

    @cached_property
    def sources(self) -> list[ForcingSource]:
        table = FOLDER / self.name / "sea.yaml"
        return wiring.open_sources([str(table)]) if table.exists() else [strait()]

    @cached_property
    def shore(self) -> CoastSource | None:
        return MemoryCoast(rough_land, "very rough coast") if self.coast else None

    @property
    def land(self) -> LandTest | None:
        return None if self.shore is None else wiring.land_test(self.shore)

    def cloud(self, seed: int = 0, noise: Noise | None = None, output_s: float | None = None) -> ParticleCloud:
        """The drift of the incident with so much added to its seed, under its own law of noise or another."""
        settings = self.incident.drift
        changed = settings.model_copy(
            update={
                "seed": settings.seed + seed, "noise": noise or settings.noise, "output": output_s or settings.output
            }
        )  # fmt: skip
        return forecast(self.incident.model_copy(update={"drift": changed}), self.sources, self.shore)


def strait() -> MemorySource:
    """The synthetic sea, held in memory."""
    time_s = STRAIT_FROM_S + 3600.0 * np.arange(STRAIT_HOURS + 1)
    rows, columns = STRAIT_SHAPE
    grid = np.meshgrid(np.linspace(AREA.west, AREA.east, columns), np.linspace(AREA.south, AREA.north, rows))
    passing_s = STRAIT_FROM_S + 3600.0 * STRAIT_HOURS / 2
    current = np.stack([np.stack(synthetic_current(*grid, now_s), axis=-1) for now_s in time_s])
    wind = np.stack([np.stack(synthetic_wind(*grid, now_s - passing_s), axis=-1) for now_s in time_s])
    fields = (
        memory_field("current", current[np.newaxis], AREA, time_s.tolist(), synthetic=True),
        memory_field("wind", wind[np.newaxis], AREA, time_s.tolist(), synthetic=True),
    )
    return MemorySource("synthetic sea", fields)


CASES = (
    Case("person_in_the_water"),
    Case("overdue_across_the_line"),
    Case("somewhere_on_the_banks"),
    Case("red_flare"),
    Case("missed_on_the_crossing"),
    Case("two_last_calls"),
    Case("paddler_and_drones"),
    Case("skiff_beside_an_island", coast=True),
    Case("raft_in_a_stream", timing="timed", moving=True),
    Case("yacht_by_own_curves", timing="timed"),
)
