"""The case that both programs drift: the same files, start, physics, step and output."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

RADIUS_50_PER_SD = math.sqrt(2.0 * math.log(2.0))
"""Radius that holds half of a circular normal cloud, in standard deviations."""


@dataclass(frozen=True)
class Case:
    """PIW-1, Euler steps, deviation of the fit and jibing on, no further noise, land on."""

    current: Path
    wind: Path
    lon: float = 4.0
    lat: float = 60.5
    sd_m: float = 5_000.0
    start: datetime = datetime(2015, 11, 16)
    hours: int = 24
    step_s: int = 600
    output_s: int = 3_600
    seed: int = 1

    @property
    def steps(self) -> int:
        return self.hours * 3_600 // self.step_s

    def opendrift(self, particles: int, netcdf: Path | None = None) -> dict[str, Any]:
        """The request that opendrift_leeway.py reads."""
        return {
            "current": str(self.current), "wind": str(self.wind), "lon": self.lon, "lat": self.lat, "sd_m": self.sd_m,
            "particles": particles, "start": self.start.isoformat(), "hours": self.hours, "step_s": self.step_s,
            "output_s": self.output_s, "seed": self.seed, "object_number": 1, "land": True, "deviation": True,
            "jibing": 0.04, "netcdf": None if netcdf is None else str(netcdf),
        }  # fmt: skip

    def incident(self, particles: int) -> str:
        """The incident file that `sarex drift` reads."""
        until = self.start + timedelta(hours=self.hours)
        return f"""format: sarex-incident/1
name: Benchmark
object: PIW-1
scenarios:
  - name: start
    kind: position
    at: "{self.lat:.6f} {self.lon:.6f}"
    time: {self.start:%Y-%m-%dT%H:%MZ}
    position_error: {self.sd_m * RADIUS_50_PER_SD:.1f} m
drift:
  until: {until:%Y-%m-%dT%H:%MZ}
  step: {self.step_s} s
  output: {self.output_s} s
  particles: {particles}
  seed: {self.seed}
  noise: {{current_sd: 0 m/s}}
  leeway_spread: true
  jibing: 0.04
  calm_ramp: false
  integrator: euler
  shoreline: stick
"""
