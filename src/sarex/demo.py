"""A ready case for the waters between Japan and Korea, on a sea that Sarex makes itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sarex.model.errors import OutputError
from sarex.model.quantities import parse_time

if TYPE_CHECKING:
    from sarex.model.search_plan import SearchPlan

START: Final = "2026-01-30T00:00Z"
HOURS: Final = 36
ITERATIONS: Final = 400
"""For the optimiser: by number and not by time, so that the plan is the same on every machine."""
SECONDS_MAX: Final = 60.0

INCIDENT: Final = """\
# The ready case of `sarex demo`: an exercise on a synthetic sea.
format: sarex-incident/1
name: Two people missing from a survey launch
exercise: true
object:
  - {object: LIFE-RAFT-NB-1, weight: 0.6}   # a small raft without ballast, or
  - {object: PIW-1, weight: 0.4}            # a person in the water
scenarios:
  - name: last radio call
    weight: 0.65
    kind: position
    at: "34 50.0N 130 05.0E"
    time: 2026-01-30T03:00Z
    position_error: 2 nm
    time_error: 20 min
  - name: on the way home
    weight: 0.35
    kind: voyage
    speed: 9 kn
    speed_error: 1 kn
    track_error: 1 nm
    route:
      - {at: "34 50.0N 130 05.0E", time: 2026-01-30T03:00Z}
      - {at: "34 20.0N 129 55.0E"}
      - {at: "33 50.0N 130 15.0E"}
    distress: {from: 2026-01-30T03:00Z, until: 2026-01-30T05:30Z}
drift: {until: 2026-01-30T21:00Z, particles: 10000, seed: 7}
"""

UNITS: Final = """\
# Units of two nations, all for the exercise.
format: sarex-units/1
units:
  - {name: Patrol vessel A, nation: JPN, kind: vessel, at: "34 05N 130 20E", available: 2026-01-30T06:30Z,
     transit_speed: 20 kn, search_speed: 14 kn, endurance: 10 h, sweep_width: 1.6 nm}
  - {name: Patrol vessel B, nation: KOR, kind: vessel, at: "35 05N 129 15E", available: 2026-01-30T07:00Z,
     transit_speed: 22 kn, search_speed: 15 kn, endurance: 10 h, sweep_width: 1.6 nm}
  - {name: Helicopter A, nation: JPN, kind: helicopter, at: "33 35N 130 27E", available: 2026-01-30T07:00Z,
     transit_speed: 130 kn, search_speed: 90 kn, endurance: 3 h 30 min, sweep_width: 1.1 nm}
  - {name: Helicopter B, nation: KOR, kind: helicopter, at: "35 11N 128 56E", available: 2026-01-30T07:30Z,
     transit_speed: 130 kn, search_speed: 90 kn, endurance: 3 h 30 min, sweep_width: 1.1 nm}
"""


def run_demo(folder: Path, progress: Callable[[float, str], None]) -> tuple[SearchPlan, Path]:
    """Write the ready case into the folder, drift it, plan it. Returns the plan and the page that shows it.

    Raises OutputError where the folder cannot be made, and what drift and plan raise.
    """
    from sarex import api
    from sarex.planning import PlanRequest

    demo_folder(folder)
    progress(0.0, "making a synthetic sea")
    forcing = write_demo_sea(folder)
    cloud = api.drift(folder / "incident.yaml", forcing, progress=progress)
    progress(1.0, "planning")
    request = PlanRequest(seconds=SECONDS_MAX, iterations=ITERATIONS)
    plan = api.plan(cloud, folder / "units.yaml", forcing, request=request, progress=progress)
    api.save_cloud(cloud, folder / "cloud.nc")
    files = api.save_plan(plan, cloud, folder / "plan")
    return plan, next(path for path in files if path.suffix == ".html")


def demo_folder(folder: Path) -> None:
    """Make the folder and write the ready case into it, for people to look at. Raises OutputError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in (("incident.yaml", INCIDENT), ("units.yaml", UNITS)):
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"the folder {folder} cannot be used: {error.strerror}; name another with -o") from None


def write_demo_sea(folder: Path) -> list[Path]:
    """Current and wind of the ready case. Raises OutputError."""
    from sarex import wiring
    from sarex.adapters.synthetic_sea import write_synthetic_sea

    land = wiring.land_test(wiring.open_coast())
    return write_synthetic_sea(folder, parse_time(START).timestamp(), HOURS, land)
