"""What the desk's worker processes do: everything that computes, or that opens a file from outside.

Plain values go in and out, for they cross from one process to another.
"""

from __future__ import annotations

import importlib
import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence, Set
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sarex.desk_files import SUFFIXES, TRACK_SUFFIXES, plain_name, work_folder
from sarex.desk_jobs import exports_kept, fleet, kept_plan, plan_kept
from sarex.model.errors import CoastError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sarex.model.coverage import Coverage
    from sarex.model.particle_cloud import ParticleCloud
    from sarex.model.search_plan import SearchPlan, UnusedUnit
    from sarex.model.sentence import Language
    from sarex.ports import CoastSource, ForcingSource

COAST_DEGREES_MAX: Final = 40.0
CLOUDS_MAX: Final = 4
WARMED: Final = ("sarex.api", "sarex.search.optimised_plan", "sarex.formats.plan_view", "sarex.adapters.cloud_file")
WARM_S: Final = 0.2
"""Stays that long, so that the next call to warm up goes to another process."""


@cache
def _coast() -> CoastSource:
    from sarex import wiring

    return wiring.open_coast()


def coast(west: float, south: float, east: float, north: float, *, detail_deg: float) -> str:
    """GeoJSON of the land in a box, which may cross the date line (west > east). Raises CoastError."""
    from sarex.formats.coast_geojson import coast_geojson
    from sarex.model.forcing_window import Box

    east = east + 360.0 if east <= west else east
    if max(east - west, north - south) > COAST_DEGREES_MAX:
        raise CoastError(
            f"the box is {east - west:g} by {north - south:g} degrees, and {COAST_DEGREES_MAX:g} are the most each "
            "way; ask for a smaller part"
        )
    return coast_geojson(_coast().polygons(Box(west, south, east, north)), detail_deg)


def look(path: str, name: str, data: str) -> dict[str, Any]:
    """What is understood of an uploaded forcing file, for people. Raises ForcingError."""
    from sarex import wiring
    from sarex.formats.coverage_report import coverage_json

    with work_folder(Path(data)) as folder:
        place = _put(path, folder.path / plain_name(name, SUFFIXES))
        (source,) = wiring.open_sources([str(place)])
        told = coverage_json(source.coverage)
        used = [_used(source, coverage) for coverage in source.coverage]
    return {"format": told["schema"], **told, "used": used}


def _put(path: str, place: Path) -> Path:
    try:
        os.link(path, place)
    except OSError:
        shutil.copyfile(path, place)
    return place


def track(path: str, name: str, told: Mapping[str, Any], data: str) -> int:
    """Read an uploaded track as a result names it, so that a file that is none is told before it is part of the case;
    returns its number of fixes. Raises ResultsError."""
    from sarex import wiring
    from sarex.model.search_result import Track

    with work_folder(Path(data)) as folder:
        place = _put(path, folder.path / plain_name(name, TRACK_SUFFIXES))
        read = wiring.with_fixes(Track.model_validate({**told, "file": place.name}), folder.path)
    return len(read.fixes or ())


def _used(source: ForcingSource, coverage: Coverage) -> bool:
    """Reading a first piece shows that the file holds what its heading says."""
    first_s = float(coverage.time_s[0])
    return source.window(coverage.quantity, first_s, first_s, coverage.box) is not None


def field(
    data: str, sources: Sequence[Mapping[str, Any]], kind: str, time_s: float,
    *, box: tuple[float, float, float, float], columns: int, rows: int,
) -> dict[str, Any]:  # fmt: skip
    """Wind or current at one time on points of a box: the first source that has it at a point."""
    from sarex import wiring
    from sarex.model.forcing_window import Box

    west, south, east, north = box
    lon, lat = np.linspace(west, east, columns), np.linspace(south, north, rows)
    lons, lats = (axis.ravel() for axis in np.meshgrid(lon, lat))
    found, names = np.full((len(lons), 2), np.nan), []
    with work_folder(Path(data)) as folder:
        opened = wiring.open_sources(folder.forcing(sources)) if sources else []
        for source in opened:
            if np.isfinite(found).all() or all(entry.quantity != kind for entry in source.coverage):
                continue
            window = source.window(kind, time_s, time_s, Box(west, south, east, north))  # type: ignore[arg-type]
            if window is None:
                continue
            here = window.velocity(lons, lats, time_s)
            if (np.isnan(found) & np.isfinite(here)).any():
                names.append(source.name)
            found = np.where(np.isnan(found), here, found)
    u, v = (_shown(found[:, part].reshape(rows, columns)) for part in (0, 1))
    return {"lon": lon.round(6).tolist(), "lat": lat.round(6).tolist(), "u": u, "v": v, "source": " and ".join(names)}


def _shown(values: NDArray[np.float64]) -> list[list[float | None]]:
    return [[None if np.isnan(value) else round(float(value), 3) for value in row] for row in values]


def exports(data: str, plan: str, cloud: str) -> dict[str, str]:
    """Hashes of all files of a plan whose tasks were changed, by name."""
    from sarex import api

    with work_folder(Path(data)) as folder:
        samples = api.cloud_of(folder.put("cloud.nc", cloud))
        return exports_kept(kept_plan(folder, plan), samples, folder)


def score(
    data: str, *, cloud: str, second: str | None, plan: str, units: Mapping[str, Any],
    forcing: Sequence[Mapping[str, Any]], orders: Sequence[Mapping[str, Any]], without: Sequence[str], keep: bool,
    language: Language = "en",
) -> dict[str, Any]:  # fmt: skip
    """The plan with these orders for one unit, without the tasks of some, and with those of all others as they are:
    POS, and its hash where it is to be kept. Raises PlanError where it cannot be, TasksError."""
    from sarex import api
    from sarex.formats.plan_view import numbered, plan_view
    from sarex.formats.tasks_yaml import FILE
    from sarex.planning import PlanRequest

    with work_folder(Path(data)) as folder:
        before = kept_plan(folder, plan)
        told = FILE.read({"format": "sarex-tasks/1", "tasks": list(orders)}, "task") if orders else None
        ordered = {name for order in orders for name in (order["unit"], order.get("with")) if name}
        kept = {task.unit.name for task in before.tasks} - ordered - set(without)
        request = PlanRequest(
            iterations=0, marginal=False, order=told, only=sorted(kept | ordered), timing=before.tasks[0].timing,
            moving=any(task.motion is not None for task in before.tasks),
        )  # fmt: skip
        after = api.plan(
            _cloud(data, cloud), fleet(units, sorted(kept)), folder.forcing(forcing), request=request,
            second=None if second is None else _cloud(data, second), keep=before,
        )  # fmt: skip
        after = after.model_copy(update={"unused": (*after.unused, *_unused(before, ordered, without))})
        sha256 = plan_kept(after, folder)["plan"] if keep else None
    by_unit = [{"unit": task.unit.name, "n": n, "pos": task.pos} for n, task in numbered(after)]
    return {"plan": sha256, "pos": after.pos, "pos_by_unit": by_unit, "view": plan_view(after, language)}


def _unused(before: SearchPlan, ordered: Set[str], without: Sequence[str]) -> list[UnusedUnit]:
    """Who still has no task, and whose was taken away."""
    from sarex.model.search_plan import UnusedUnit
    from sarex.model.sentence import Sentence

    units = {task.unit.name: task.unit for task in before.tasks}
    still = [one for one in before.unused if one.unit.name not in ordered]
    return [*still, *(UnusedUnit(unit=units[name], unused_reason=Sentence("refusal.taken_away")) for name in without)]


def warm() -> None:
    """Load what scoring needs, while the first plan is being sought."""
    for module in WARMED:
        importlib.import_module(module)
    time.sleep(WARM_S)


@lru_cache(maxsize=CLOUDS_MAX)
def _cloud(data: str, sha256: str) -> ParticleCloud:
    """A kept cloud; those of the last cases stay, for an area that is dragged is scored again and again."""
    from sarex import api

    with work_folder(Path(data)) as folder:
        return api.cloud_of(folder.put("cloud.nc", sha256))


WORKS: Final[dict[str, Callable[..., Any]]] = {
    "coast": coast, "look": look, "track": track, "field": field, "exports": exports, "score": score, "warm": warm,
}  # fmt: skip
