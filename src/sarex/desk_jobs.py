"""The long work of the desk, run in worker processes: drift, plan and update of a case, with their files.

A job takes plain values and hashes of kept files, and gives the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sarex.desk_files import TRACK_SUFFIXES, WorkFolder, plain_name, work_folder
from sarex.model.sentence import Sentence

if TYPE_CHECKING:
    from sarex.model.particle_cloud import ParticleCloud
    from sarex.model.search_plan import SearchPlan
    from sarex.model.search_unit import SearchUnits

Send = Callable[[str, Mapping[str, Any]], None]
PLANNING: Final = ("job.planning", "job.planning_alive")
PLAN_FILE: Final = "plan.json"
"""How a report of a planned search names the plan, whichever it was."""
SECOND: Final = "second.nc"
"""The cloud that the plan was scored on, for tasks that are changed later."""
DRIFT_PART: Final = 0.7
"""Of the work of a drift job; the rest draws its maps."""


@dataclass(frozen=True)
class _Progress:
    """Passes on how far a part of the work is."""

    send: Send
    begins: float = 0.0
    ends: float = 1.0

    def __call__(self, share: float, text: str) -> None:
        said = Sentence.plain(text)
        best = float(said.values["pos"]) if said.code in PLANNING else None
        done = self.begins + (self.ends - self.begins) * min(max(share, 0.0), 1.0)
        self.send("progress", {"share": done, "text": text, "best_pos": best})

    def part(self, begins: float, ends: float) -> _Progress:
        return _Progress(self.send, begins, ends)


def run(spec: Mapping[str, Any], send: Send) -> Mapping[str, Any]:
    """One job. `spec`: `kind`, the node's `data` folder, and what the kind asks for. Raises SarexError."""
    works = {"drift": _drift, "plan": _plan, "update": _update}
    with work_folder(Path(spec["data"])) as folder:
        return works[spec["kind"]](spec, folder, _Progress(send))


def _drift(spec: Mapping[str, Any], folder: WorkFolder, progress: _Progress) -> Mapping[str, Any]:
    """`incident`, `forcing`, `allow_gaps` -> a cloud and what the page draws of it."""
    from sarex import api
    from sarex.formats.incident_yaml import read_incident

    incident, forcing = read_incident(spec["incident"]), folder.forcing(spec["forcing"])
    cloud = api.drift(
        incident, forcing, allow_gaps=bool(spec["allow_gaps"]), progress=progress.part(0.0, DRIFT_PART)
    )  # fmt: skip
    return {
        **_cloud_kept(cloud, folder, progress.part(DRIFT_PART, 1.0)),
        "seed": cloud.provenance.seed,
    }


def _cloud_kept(cloud: ParticleCloud, folder: WorkFolder, progress: _Progress) -> dict[str, Any]:
    """The cloud and its maps as kept files."""
    from sarex import api, wiring
    from sarex.drift.map_series import map_series
    from sarex.formats.drift_summary import drift_json
    from sarex.formats.map_series_files import heat_bytes, particle_bytes, series_json

    path = folder.path / "drifted.nc"
    api.save_cloud(cloud, path)
    cloud = api.cloud_of(path)  # as it is kept, so that the same file gives the same pictures whenever they are made
    land = wiring.land_test(wiring.open_coast()) if cloud.provenance.coast else None
    series = map_series(cloud, land, lambda share: progress(share, Sentence("job.drawing_maps")))
    raster = series.raster
    middle = float(raster.lon_edges[0] + raster.lon_edges[-1]) / 2.0
    files = {
        "series.json.gz": series_json(cloud, series.charts, raster.lon_edges, lat_edges=raster.lat_edges),
        "heat.gz": heat_bytes(series.heat),
        "particles.f32": particle_bytes(cloud, middle),
    }
    told = drift_json(cloud, path, 0.0)
    kept = ("particles", "shares", "from", "until", "notes", "marks", "seed", "noise", "coast")
    shown = {"name", "quantity", "served", "hours"}
    served = [use.model_dump(mode="json", include=shown) for use in cloud.provenance.sources]
    return {
        "cloud": folder.blobs.put_file(path),
        "files": {name: folder.blobs.put(content) for name, content in files.items()},
        "figures": {
            "format": "sarex-figures/1",
            **{name: told[name] for name in kept},
            "notes": [note.stored() for note in cloud.provenance.notes],
            "times": len(cloud.time_s),
            "served": served,
        },
        "sarex_version": cloud.provenance.sarex_version,
        "sources": [{"name": use.name, "sha256": use.sha256} for use in cloud.provenance.sources],
    }


def _plan(spec: Mapping[str, Any], folder: WorkFolder, progress: _Progress) -> Mapping[str, Any]:
    """`cloud`, `units`, `forcing`, `incident`, `request`, `keep` and `frozen` -> a plan and its exports.

    redrift : whether the map is what a drift of `incident` through `forcing` gives. Then the plan is sought on the same
              particles put out by the steps of the drift, and scored on a second cloud; else on halves of the map's
    """
    from sarex import api
    from sarex.formats.incident_yaml import read_incident
    from sarex.planning import PlanRequest

    forcing = folder.forcing(spec["forcing"])
    cloud = api.cloud_of(folder.put("cloud.nc", spec["cloud"]))
    request = PlanRequest(**spec["request"])
    sought, second, begins = cloud, None, 0.0
    if request.method == "optimised" and spec.get("redrift") and not cloud.provenance.updates:
        incident, begins = read_incident(spec["incident"]), 0.2
        sought = api.cloud_of(incident, forcing, finely=True, allow_gaps=True, progress=progress.part(0.0, 0.1))
        second = api.second_cloud_of(incident, forcing, allow_gaps=True, progress=progress.part(0.1, begins))
    keep = None if spec["keep"] is None else kept_plan(folder, spec["keep"])
    units = fleet(spec["units"], spec["frozen"])
    plan = api.plan(
        sought, units, forcing, request=request, second=second, keep=keep, progress=progress.part(begins, 0.95)
    )  # fmt: skip
    progress(0.95, Sentence("job.writing_plan"))
    files = exports_kept(plan, cloud, folder)
    if second is not None:
        path = folder.path / SECOND
        api.save_cloud(second, path)
        files[SECOND] = folder.blobs.put_file(path)
    return {**plan_kept(plan, folder), "files": files}


def kept_plan(folder: WorkFolder, sha256: str) -> SearchPlan:
    """A plan that was kept."""
    from sarex.model.search_plan import SearchPlan

    return SearchPlan.model_validate_json(folder.blobs.read(sha256))


def fleet(units: Mapping[str, Any], frozen: list[str]) -> SearchUnits:
    """The units of a case, with those named frozen."""
    from sarex.formats.units_yaml import read_units_file

    told = read_units_file(dict(units))
    held = [unit.model_copy(update={"frozen": True}) if unit.name in frozen else unit for unit in told.units]
    return told.model_copy(update={"units": held})


def plan_kept(plan: SearchPlan, folder: WorkFolder) -> dict[str, Any]:
    """The plan as a kept file, with the figures that a list shows."""
    found = plan.optimiser
    return {
        "plan": folder.blobs.put(plan.model_dump_json().encode()),
        "pos": min(max(plan.pos, 0.0), 1.0),
        "seed": plan.provenance.seed if found is None else found.seed,
        "iterations": None if found is None else found.iterations,
        "sarex_version": plan.provenance.sarex_version,
        "figures": {
            "format": "sarex-figures/1",
            "bound": None if plan.bound is None else plan.bound.pos,
            "ceiling": None if plan.ceiling is None else plan.ceiling.pos,
            "units": len(plan.tasks),
            "unused": len(plan.unused),
        },
    }


def exports_kept(plan: SearchPlan, cloud: ParticleCloud, folder: WorkFolder) -> dict[str, str]:
    """Hashes of all files of the plan by name."""
    from sarex import api

    paths = api.save_plan(plan, cloud, folder.path / "plan")
    return {path.name: folder.blobs.put_file(path) for path in paths}


def _update(spec: Mapping[str, Any], folder: WorkFolder, progress: _Progress) -> Mapping[str, Any]:
    """`cloud` (of the drift), `forcing`, `units`, `results`: reports in order, `result_files`: the files of each -> the
    cloud after all of them. Every update begins from the drift, so that a result undone leaves no trace."""
    import json

    from sarex import api

    cloud = api.cloud_of(folder.put("cloud.nc", spec["cloud"]))
    names = [report["name"] for report in spec["results"]]
    if names:
        forcing = folder.forcing(spec["forcing"])
        path = folder.path / "results.yaml"
        path.write_text(json.dumps(_results_file(spec, folder), ensure_ascii=False), encoding="utf-8")
        cloud = api.update(cloud, path, forcing=forcing, allow_gaps=True, progress=progress.part(0.0, DRIFT_PART))
    updates = [one.model_dump(mode="json", exclude={"result"}) for one in cloud.provenance.updates]
    kept = _cloud_kept(cloud, folder, progress.part(DRIFT_PART, 1.0))
    figures = {**kept["figures"], "updates": updates}
    return {**kept, "figures": figures, "came_from": spec["cloud"], "results": names}


def _results_file(spec: Mapping[str, Any], folder: WorkFolder) -> dict[str, Any]:
    """A results file that names our own files only, whatever the reports named."""
    import json

    from sarex.formats.plan_json import plan_json

    results = []
    for number, report in enumerate(spec["results"], 1):
        told, kept = dict(report), spec["result_files"].get(report["name"], {})
        track = told.get("track")
        named = track if isinstance(track, str) else (track or {}).get("file")
        if named is not None:
            name = f"{number}/{plain_name(str(named), TRACK_SUFFIXES)}"
            folder.put(name, kept[named])
            told["track"] = {**(track if isinstance(track, dict) else {}), "file": name}
        if told.get("plan") is not None:
            text = json.dumps(plan_json(kept_plan(folder, kept[PLAN_FILE])), ensure_ascii=False)
            told["plan"] = f"plan_{number}.json"
            (folder.path / told["plan"]).write_text(text, encoding="utf-8")
        results.append(told)
    file: dict[str, Any] = {"format": "sarex-results/1", "results": results}
    if spec["units"] is not None:
        (folder.path / "units.yaml").write_text(json.dumps(spec["units"], ensure_ascii=False), encoding="utf-8")
        file["units"] = "units.yaml"
    return file
