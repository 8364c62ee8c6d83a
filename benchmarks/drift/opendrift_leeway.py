"""One run of OpenDrift's Leeway model, in its own process and environment: a request file in, one JSON line out.

Runs in `benchmarks/.peer`, where Sarex is not installed. OpenDrift is a program to compare with, never a part of Sarex.
The request names the forcing files, the start (either positions or a normal cloud), and what is switched on.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

BEGAN = time.perf_counter()

import numpy as np  # noqa: E402  (the clock starts before the heavy imports)
from opendrift.models.leeway import Leeway  # noqa: E402
from opendrift.readers import reader_netCDF_CF_generic as cf_reader  # noqa: E402

LAND_OFF = {"environment:constant:land_binary_mask": 0}


def prepare(request: dict[str, Any]) -> Leeway:
    """The model with its readers and settings; deviation of the fit and jibing as the request says."""
    model = Leeway(loglevel=50)
    if not request["land"]:
        for key, value in LAND_OFF.items():
            model.set_config(key, value)
    model.add_reader([cf_reader.Reader(request["current"]), cf_reader.Reader(request["wind"])])
    return model


def seed(model: Leeway, request: dict[str, Any]) -> None:
    """Elements at the given positions, or a normal cloud about one; `both_sides` puts one of each side at each."""
    np.random.seed(request["seed"])  # noqa: NPY002  (the generator that OpenDrift draws from)
    start = datetime.fromisoformat(request["start"])
    shared = {"time": start, "object_type": request["object_number"], "jibe_probability": request["jibing"]}
    if "positions" in request:
        positions = np.load(request["positions"])
        sides = 2 if request.get("both_sides") else 1
        lon, lat = (np.repeat(positions[name], sides) for name in ("lon", "lat"))
        model.seed_elements(lon=lon, lat=lat, number=len(lon), radius=0, **shared)
    else:
        model.seed_elements(
            lon=request["lon"], lat=request["lat"], number=request["particles"], radius=request["sd_m"], **shared
        )
    if not request["deviation"]:
        model.elements_scheduled.downwind_eps[:] = 0.0
        model.elements_scheduled.crosswind_eps[:] = 0.0


def save(model: Leeway, path: str) -> None:
    """Positions by (particle, time), NaN after an element ended; why each ended, and its first side (0 is LEFT)."""
    result = model.result
    ended = np.full(result.sizes["trajectory"], "active", dtype="U16")
    gone = model.elements_deactivated
    for element, status in zip(np.atleast_1d(gone.ID), np.atleast_1d(gone.status), strict=True):
        ended[int(element)] = model.status_categories[int(status)]
    np.savez(path, lon=result.lon.values, lat=result.lat.values, ended=ended,
             orientation=result.orientation.values[:, 0])  # fmt: skip


def main() -> None:
    request = json.loads(Path(sys.argv[1]).read_text())
    imported = time.perf_counter()
    model = prepare(request)
    seed(model, request)
    seeded, cpu_seeded = time.perf_counter(), time.process_time()
    output = {"outfile": request["netcdf"]} if request.get("netcdf") else {}
    model.run(
        duration=timedelta(hours=request["hours"]),
        time_step=request["step_s"],
        time_step_output=request["output_s"],
        **output,
    )
    finished, cpu_finished = time.perf_counter(), time.process_time()
    if request.get("save"):
        save(model, request["save"])
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    timing = {name: value.total_seconds() for name, value in model.timing.items()}
    print(
        json.dumps(
            {
                "import_s": imported - BEGAN,
                "seed_s": seeded - imported,
                "run_s": finished - seeded,
                "run_cpu_s": cpu_finished - cpu_seeded,
                "loop_s": timing.get("main loop"),
                "peak_mb": peak_kb / 1024,
                "particles": int(model.num_elements_total()),
                "active": int(model.num_elements_active()),
            }
        )
    )


if __name__ == "__main__":
    main()
