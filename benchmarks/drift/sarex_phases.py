"""Where the time of a Sarex run goes, phase by phase: one process, one JSON line.

The forecast runs twice. Its first run loads compiled kernels and counts as the forecast; the time loop is taken from
the second, when everything is in place, as it is for OpenDrift's own timer of its main loop.
"""

from __future__ import annotations

import time

BEGAN = time.perf_counter()

import json  # noqa: E402  (the clock starts before the imports)
import os  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from sarex import api, wiring  # noqa: E402
from sarex.drift import drift_run  # noqa: E402
from sarex.drift.forecast import ForecastOptions, forecast  # noqa: E402
from sarex.model.coast_tile import CoastTile  # noqa: E402
from sarex.model.coverage import Coverage  # noqa: E402
from sarex.model.forcing_window import Box, ForcingWindow, Quantity  # noqa: E402
from sarex.model.particle_cloud import ParticleCloud  # noqa: E402
from sarex.ports import CoastSource, ForcingSource  # noqa: E402

IMPORTED = time.perf_counter()


class Clock:
    """Seconds spent in each phase, by the wall and by all processor cores together."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self.cpu: dict[str, float] = {}

    def timed(self, phase: str, action: Any, *arguments: Any) -> Any:
        began, cpu_began = time.perf_counter(), time.process_time()
        result = action(*arguments)
        self.cpu[phase] = self.cpu.get(phase, 0.0) + time.process_time() - cpu_began
        self.spent[phase] = self.spent.get(phase, 0.0) + time.perf_counter() - began
        return result


class TimedSource:
    """A forcing source beside a clock."""

    def __init__(self, inner: ForcingSource, clock: Clock) -> None:
        self.inner, self.clock = inner, clock

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        found: tuple[Coverage, ...] = self.clock.timed("look_at_forcing_s", lambda: self.inner.coverage)
        return found

    def window(self, quantity: Quantity, start_s: float, end_s: float, box: Box) -> ForcingWindow | None:
        made: ForcingWindow | None = self.clock.timed(
            "read_and_resample_forcing_s", self.inner.window, quantity, start_s, end_s, box
        )
        return made


class TimedCoast:
    """A coast beside a clock."""

    def __init__(self, inner: CoastSource, clock: Clock) -> None:
        self.inner, self.clock = inner, clock
        self.name, self.polygons = inner.name, inner.polygons

    def tiles(self, corners: Sequence[tuple[int, int]]) -> list[CoastTile]:
        loaded: list[CoastTile] = self.clock.timed("load_coast_s", self.inner.tiles, corners)
        return loaded


def run(incident: Path, forcing: list[str], clock: Clock) -> ParticleCloud:
    """The forecast, with the clock around the time loop as well."""
    advance = drift_run._Voyage._advance
    drift_run._Voyage._advance = lambda *all_: clock.timed("kernel_s", advance, *all_)  # type: ignore[method-assign]
    try:
        sources = [TimedSource(source, clock) for source in wiring.open_sources(forcing)]
        options = ForecastOptions(threads=len(os.sched_getaffinity(0)))
        return forecast(
            wiring.read_incident(incident), sources, TimedCoast(wiring.open_coast(), clock), options=options
        )
    finally:
        drift_run._Voyage._advance = advance  # type: ignore[method-assign]


def main() -> None:
    incident, *forcing = sys.argv[1:]
    first, second = Clock(), Clock()
    cloud: ParticleCloud = first.timed("forecast_s", run, Path(incident), forcing, first)
    second.timed("forecast_s", run, Path(incident), forcing, second)
    with tempfile.TemporaryDirectory() as folder:
        first.timed("write_netcdf_s", api.save_cloud, cloud, Path(folder) / "cloud.nc")
    loop_s = second.spent["kernel_s"] - second.spent.get("load_coast_s", 0.0)
    named = ("look_at_forcing_s", "read_and_resample_forcing_s", "load_coast_s")
    phases = {"import_s": IMPORTED - BEGAN, **{name: first.spent.get(name, 0.0) for name in named}}
    phases["kernel_s"] = loop_s
    phases["load_kernels_and_the_rest_s"] = first.spent["forecast_s"] - loop_s - sum(phases[name] for name in named)
    phases["write_netcdf_s"] = first.spent["write_netcdf_s"]
    phases["forecast_s"] = first.spent["forecast_s"]
    phases["kernel_cpu_s"] = second.cpu["kernel_s"]
    phases["second_forecast_s"] = second.spent["forecast_s"]
    sys.stdout.write(json.dumps(phases) + "\n")


if __name__ == "__main__":
    main()
