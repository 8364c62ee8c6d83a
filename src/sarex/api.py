"""The commands from Python: `from sarex.api import drift, probability_map, plan`.

Paths, addresses and the nouns themselves are taken alike; quantities are text with units, as in the files. Every
function raises a `SarexError` with one plain line for what the caller can mend.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sarex import handover, wiring
from sarex.model.errors import CloudError, ForcingGapError, PlanError, ResultsError, SarexError
from sarex.model.quantities import parse_length, parse_time
from sarex.model.sentence import Sentence
from sarex.planning import PlanInputs, PlanRequest, planned

if TYPE_CHECKING:
    from sarex.model.incident import Incident
    from sarex.model.particle_cloud import ParticleCloud
    from sarex.model.probability_map import ProbabilityMap
    from sarex.model.reported_results import ReportedResults
    from sarex.model.search_plan import SearchPlan, UnitTask
    from sarex.model.search_unit import SearchUnit, SearchUnits
    from sarex.model.task_order import TaskOrder
    from sarex.wiring import LandTest

__all__ = [
    "PlanRequest", "chosen_fleet", "cloud_of", "drift", "file_schema", "plan", "probability_map", "save_cloud",
    "save_map", "save_plan", "second_cloud_of", "update",
]  # fmt: skip
Progress = Callable[[float, str], None]


def _quiet(_share: float, _stage: str) -> None:
    """No progress wanted."""


def drift(
    incident: Incident | str | Path,
    forcing: str | Path | Sequence[str | Path],
    *,
    mapping: Mapping[str, str] | None = None,
    coast_fill: str = "10 km",
    allow_gaps: bool = False,
    own_classes: str | Path | None = None,
    threads: int | None = None,
    progress: Progress = _quiet,
) -> ParticleCloud:
    """Drift the particles of an incident (a noun, or the path of its file) through forcing, the first source first.

    mapping : own names of variables, such as {"current_east": "uo"}
    coast_fill : how far a sea cell without model data may take its nearest sea value
    allow_gaps : go on when more than 1 % of the probability leaves the forcing
    own_classes: CSV with leeway classes of one's own
    Raises IncidentError, ObjectError, ForcingError, ForcingGapError, CoastError.
    """
    case = wiring.read_incident(Path(incident)) if isinstance(incident, str | Path) else incident
    locations = [str(forcing)] if isinstance(forcing, str | Path) else [str(location) for location in forcing]
    if not locations:
        raise ForcingGapError("no wind or current was given; add --forcing FILE, or a hand table (.yaml)")
    from sarex.drift.forecast import ForecastOptions, forecast

    progress(0.0, Sentence("job.reading_forcing"))
    coast_fill_m = parse_length(coast_fill)
    sources = wiring.open_sources(locations, mapping, coast_fill_m)
    coast = None if case.drift.shoreline == "none" else wiring.open_coast(lambda line: progress(0.0, line))
    options = ForecastOptions(allow_gaps=allow_gaps, coast_fill_m=coast_fill_m, threads=threads)
    own = wiring.read_own_classes(None if own_classes is None else Path(own_classes))
    return forecast(case, sources, coast, own_classes=own, options=options, progress=progress)


def cloud_of(
    start: Incident | ParticleCloud | str | Path,
    forcing: str | Path | Sequence[str | Path] = (),
    *,
    finely: bool = False,
    **options: Any,
) -> ParticleCloud:
    """The cloud in a NetCDF file, or the drift of an incident (options as for `drift`). Raises CloudError.

    finely : put out by the steps of the drift, as far as memory allows, as a search needs it
    """
    from sarex.model.particle_cloud import ParticleCloud as Cloud

    if isinstance(start, Cloud):
        return start
    if isinstance(start, str | Path) and _is_netcdf(Path(start)):
        from sarex.adapters.cloud_file import read_cloud

        return read_cloud(Path(start))
    if finely:
        from sarex.drift.fine_output import finely_put_out

        start = finely_put_out(wiring.read_incident(Path(start)) if isinstance(start, str | Path) else start)
    return drift(start, forcing, **options)


def _is_netcdf(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) in (b"\x89HDF", b"CDF\x01", b"CDF\x02", b"CDF\x05")
    except OSError as error:
        raise CloudError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}; check the name") from None


def probability_map(
    cloud: ParticleCloud | str | Path, at: str, *, cell: str | None = None, smoothing: str | None = None
) -> ProbabilityMap:
    """The probability map of a cloud at one of its output times. Raises CloudError, QuantityError."""
    from sarex.drift import probability_map as maps

    samples = cloud_of(cloud)
    return maps.probability_map(
        samples,
        parse_time(at).timestamp(),
        cell_m=None if cell is None else parse_length(cell),
        smoothing_m=None if smoothing is None else parse_length(smoothing),
        land=_land(samples),
    )


def plan(
    start: Incident | ParticleCloud | str | Path,
    units: SearchUnits | Sequence[SearchUnit] | str | Path,
    forcing: str | Path | Sequence[str | Path] = (),
    *,
    request: PlanRequest | None = None,
    second: ParticleCloud | None = None,
    keep: SearchPlan | str | Path | None = None,
    depth: str | Path | None = None,
    own_classes: str | Path | None = None,
    progress: Progress = _quiet,
    **drifting: Any,
) -> SearchPlan:
    """A search plan for the units. Raises CloudError, UnitsError, TasksError, PlanError, and what `drift` raises.

    start   : a cloud or its file; or an incident, which is drifted twice, with two seeds: the plan is fitted to one
              cloud and scored on the other. One cloud alone is split into halves for that
    forcing : for the drift, and for the wind at the place and time of the search
    request : how to plan; by default the optimiser for 10 seconds
    second  : a second cloud of the same incident, where it is at hand
    keep    : an earlier plan, or its `plan.json`: frozen units keep their tasks in it
    depth   : file with depths, for units with a `depth_min`
    drifting: options of `drift`
    """
    wanted = request or PlanRequest()
    fleet, kept, orders = chosen_fleet(units, wanted, keep)
    deep = None if depth is None else wiring.depth_test(Path(depth))
    optimised = wanted.method == "optimised"
    samples = cloud_of(start, forcing, finely=optimised, own_classes=own_classes, progress=progress, **drifting)
    if second is None and optimised:
        second = second_cloud_of(start, forcing, own_classes=own_classes, progress=progress, **drifting)
    locations = [forcing] if isinstance(forcing, str | Path) else list(forcing)
    sources = wiring.open_sources([str(one) for one in locations], drifting.get("mapping")) if locations else []
    own = wiring.read_own_classes(None if own_classes is None else Path(own_classes))
    inputs = PlanInputs(samples, fleet, second, sources, _land(samples), own, kept, deep, orders)
    return planned(inputs, wanted, progress)


def chosen_fleet(
    units: SearchUnits | Sequence[SearchUnit] | str | Path,
    request: PlanRequest,
    keep: SearchPlan | str | Path | None = None,
) -> tuple[SearchUnits, dict[str, tuple[UnitTask, ...]], tuple[TaskOrder, ...]]:
    """The units that a plan is asked for, the tasks that frozen ones keep, and what is ordered. Raises UnitsError,
    PlanError, TasksError."""
    from sarex.model.task_order import units_of
    from sarex.search.chosen_units import check_orders, chosen_units
    from sarex.search.optimise.kept_outing import nothing_kept

    fleet, orders = _fleet(units), _orders(request)
    check_orders(orders, fleet.units)
    kept: dict[str, tuple[UnitTask, ...]] = {}
    if isinstance(keep, str | Path):
        kept = wiring.read_kept_tasks(Path(keep), fleet.units)
    elif keep is not None:
        frozen = [unit.name for unit in fleet.units if unit.frozen]
        kept = {name: tuple(task for task in keep.tasks if task.unit.name == name) for name in frozen}
    bound = {*(name for name, tasks in kept.items() if tasks), *(name for order in orders for name in units_of(order))}
    chosen = chosen_units(fleet, request.only, request.pattern, kept=bound)
    for unit in chosen.units:
        if unit.frozen and not kept.get(unit.name):
            raise PlanError(nothing_kept(unit.name))
    return chosen, kept, orders


def _orders(request: PlanRequest) -> tuple[TaskOrder, ...]:
    if request.order is None:
        return ()
    told = wiring.read_tasks(Path(request.order)) if isinstance(request.order, str | Path) else request.order
    return tuple(told.tasks)


def _fleet(units: SearchUnits | Sequence[SearchUnit] | str | Path) -> SearchUnits:
    from sarex.model.search_unit import SearchUnits as Units

    if isinstance(units, Units):
        return units
    if isinstance(units, str | Path):
        return wiring.read_fleet(Path(units))
    return Units.model_construct(format="sarex-units/1", units=list(units))


def second_cloud_of(
    start: Incident | ParticleCloud | str | Path, forcing: str | Path | Sequence[str | Path] = (), **options: Any
) -> ParticleCloud | None:
    """The drift of an incident with another seed, to score on what was not fitted; None for a cloud."""
    from sarex.model.particle_cloud import ParticleCloud as Cloud

    if isinstance(start, Cloud) or (isinstance(start, str | Path) and _is_netcdf(Path(start))):
        return None
    case = wiring.read_incident(Path(start)) if isinstance(start, str | Path) else start
    settings = case.drift.model_copy(update={"seed": case.drift.seed + 1})
    return cloud_of(case.model_copy(update={"drift": settings}), forcing, finely=True, **options)


def update(
    cloud: ParticleCloud | str | Path,
    results: ReportedResults | str | Path | None = None,
    *,
    forcing: str | Path | Sequence[str | Path] = (),
    undo: str | None = None,
    effective_share: float = 0.3,
    mapping: Mapping[str, str] | None = None,
    coast_fill: str = "10 km",
    allow_gaps: bool = False,
    own_classes: str | Path | None = None,
    threads: int | None = None,
    progress: Progress = _quiet,
) -> ParticleCloud:
    """The cloud with other weights after results of the search, applied in their order: empty searches, sightings,
    debris, marker buoys. `undo` takes an applied result back first.

    results : a results file (YAML) or what `wiring.read_results` made of one
    forcing : wind and current of the case; debris and marker buoys need it, and it lets particles be drawn afresh
    effective_share : of the effective number of particles before; below it they are drawn afresh
    Raises ResultsError, UnitsError, CloudError, PlanError; with forcing what `drift` raises.
    """
    from sarex.search.update.ready_result import Scene, ready_result
    from sarex.search.update.updated_cloud import UpdateOptions, undone_cloud, updated_cloud

    if not 0.0 <= effective_share <= 1.0:
        raise ResultsError(
            f"effective share {effective_share:g} is not from 0 to 1; 0.3 is usual, 0 never draws afresh"
        )
    if results is None and undo is None:
        raise ResultsError("there is nothing to update; give a results file, or the name of a result to undo")
    samples = cloud_of(cloud)
    reported = wiring.read_results(Path(results)) if isinstance(results, str | Path) else results
    own = wiring.read_own_classes(None if own_classes is None else Path(own_classes))
    locations = [str(forcing)] if isinstance(forcing, str | Path) else [str(location) for location in forcing]
    fill_m = parse_length(coast_fill)
    sources = wiring.open_sources(locations, mapping, fill_m) if locations else []
    redrift = None
    if sources:
        from sarex.drift.forecast import ForecastOptions
        from sarex.drift.redrift import ForcingRedrift

        coast = wiring.open_coast(lambda line: progress(0.0, line)) if samples.provenance.coast else None
        drifting = ForecastOptions(allow_gaps=allow_gaps, coast_fill_m=fill_m, threads=threads)
        redrift = ForcingRedrift(sources, coast, own, drifting)
    options = UpdateOptions(redrift, effective_share)
    if undo is not None:
        progress(0.0, Sentence("job.undoing", result=undo))
        samples = undone_cloud(samples, undo, options)
    for number, result in enumerate(reported.results if reported else ()):
        progress(number / len(reported.results) if reported else 1.0, Sentence("job.applying", result=result.name))
        assert reported is not None
        ready = ready_result(result, reported, samples, Scene(sources, own))
        samples = updated_cloud(samples, [ready], options)
    return samples


def _land(cloud: ParticleCloud) -> LandTest | None:
    """The land that the cloud drifted by; none where it drifted without."""
    return wiring.land_test(wiring.open_coast()) if cloud.provenance.coast else None


def file_schema(what: str) -> dict[str, Any]:
    """JSON Schema of the `incident`, `units`, `results` or `tasks` file. Raises SarexError."""
    if what == "incident":
        from sarex.formats.incident_yaml import incident_schema

        return incident_schema()
    if what == "units":
        from sarex.formats.units_yaml import units_schema

        return units_schema()
    if what == "results":
        from sarex.formats.results_yaml import results_schema

        return results_schema()
    if what == "tasks":
        from sarex.formats.tasks_yaml import tasks_schema

        return tasks_schema()
    raise SarexError(f"there is no schema for {what!r}; ask for incident, units, results or tasks")


def save_cloud(cloud: ParticleCloud, path: str | Path) -> None:
    """Write the cloud as CF NetCDF, whole or not at all. Raises OutputError."""
    handover.save_cloud(cloud, Path(path))


def save_map(chart: ProbabilityMap, path: str | Path) -> None:
    """Write the map as its file name says: .nc, .tif, .geojson or .png. Raises OutputError."""
    handover.save_map(chart, Path(path))


def save_plan(search_plan: SearchPlan, cloud: ParticleCloud, folder: str | Path) -> list[Path]:
    """Write the plan's files into the folder, all or none; returns their paths. Raises OutputError.

    cloud : what the plan was made from; its map at the plan's reference time lies under the picture
    """
    from sarex.drift import probability_map as maps

    nearest = cloud.time_s[abs(cloud.time_s - search_plan.reference_time_s).argmin()]
    chart = maps.probability_map(cloud, float(nearest), land=_land(cloud))
    return handover.save_plan(search_plan, chart, Path(folder))
