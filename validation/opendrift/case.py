"""The cases on which Sarex and OpenDrift must agree: PIW-1, Euler steps, nothing random."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from validation.opendrift.start import normal_cloud

HOURS = (6, 12, 24)
OBJECT = "PIW-1"
OBJECT_NUMBER = 1
START = datetime(2015, 11, 16)
SIDES = ("right", "left")
"""Of downwind, as Sarex counts. OpenDrift mirrors them: its orientation 1 drifts right."""


@dataclass(frozen=True)
class Case:
    """One start, drifted for a day."""

    name: str
    lon: float
    lat: float
    land: bool
    step_s: int = 600
    output_s: int = 3_600
    sd_m: float = 5_000.0
    particles: int = 10_000

    def start(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return normal_cloud(self.lon, self.lat, self.sd_m, self.particles)


OPEN_SEA = Case("open sea, no land", 4.0, 60.5, land=False)
OPEN_SEA_WITH_LAND = Case("open sea, land on", 4.0, 60.5, land=True)
LEE_SHORE = Case("off the coast, land on", 4.5, 60.5, land=True)
CASES = (OPEN_SEA, OPEN_SEA_WITH_LAND, LEE_SHORE)


@dataclass(frozen=True)
class Forcing:
    """The Norway pair of 16 November 2015."""

    current: Path
    wind: Path

    @staticmethod
    def below(data: Path) -> Forcing:
        folder = data / "norway_2015-11-16"
        return Forcing(folder / "current_norkyst800.nc", folder / "wind_arome.nc")


@dataclass(frozen=True)
class Tracks:
    """Hourly positions of one side of the wind.

    lon, lat  : (particle, hour) [degrees]; NaN without forcing, and after stranding
    stranded  : bool (particle, hour)
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    stranded: NDArray[np.bool_]
