"""The forecast: from an incident, forcing and a coast to the particle cloud."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sarex.drift.departure import Departure, check_departure, departure_text, first_departure, narrowed
from sarex.drift.drift_run import DriftRun
from sarex.drift.forcing_rule import ForcingNeed, check_given, check_period, check_seeds, percent, too_much
from sarex.drift.particles import Particles
from sarex.drift.reach_box import reach_box, start_box
from sarex.drift.run_record import run_record
from sarex.drift.seed_shore import INLAND_M_MAX, seeds_at_sea
from sarex.drift.start import starting_particles
from sarex.model.coverage import Coverage
from sarex.model.errors import CoastError, IncidentError
from sarex.model.forcing_window import Quantity
from sarex.model.incident import DriftSettings, Incident
from sarex.model.leeway_class import LeewayClass, leeway_class
from sarex.model.particle_cloud import ParticleCloud
from sarex.model.quantities import format_length
from sarex.model.sentence import Sentence
from sarex.ports import CoastSource, ForcingSource

CHUNK_BYTES: Final = 256_000_000
Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class ForecastOptions:
    """How to run, apart from what the incident says.

    allow_gaps   : go on where more than 1 % of the probability has no forcing
    coast_fill_m : how far the sources let sea without data take its nearest value; told to the reader
    threads      : processor cores, None for all; chunk_bytes : forcing held in memory at a time
    """

    allow_gaps: bool = False
    coast_fill_m: float = 10_000.0
    threads: int | None = None
    chunk_bytes: int = CHUNK_BYTES


DEFAULT_OPTIONS: Final = ForecastOptions()


def forecast(
    incident: Incident,
    sources: Sequence[ForcingSource],
    coast: CoastSource | None,
    *,
    own_classes: Iterable[LeewayClass] = (),
    options: ForecastOptions = DEFAULT_OPTIONS,
    progress: Progress | None = None,
) -> ParticleCloud:
    """Where the objects of the incident may be at each output time, with where it all came from.

    sources : the first that holds a value serves it; coast : needed unless the shoreline is "none"
    Raises IncidentError, ObjectError, CoastError, ForcingGapError, ForcingError.
    """
    settings = incident.drift
    classes = leeway_classes_of(incident, own_classes)
    if progress is not None:
        progress(0.0, Sentence("job.placing"))
    shore = _shore(settings, coast)
    particles, notes = _placed(incident, shore)
    coverages = [coverage for source in sources for coverage in source.coverage]
    need = _need(settings, particles, coverages)
    check_given(need, coverages)
    if not options.allow_gaps:
        check_period(need, coverages)
    run = DriftRun(
        settings, classes, sources, shore, need.box, threads=options.threads or 0, window_bytes_max=options.chunk_bytes
    )
    if not options.allow_gaps:
        _check_seeds(run, need, particles, coverages, coast_fill_m=options.coast_fill_m)
    trajectories = run.run(particles, progress)
    cloud = ParticleCloud(
        time_s=trajectories.time_s,
        lon=trajectories.lon,
        lat=trajectories.lat,
        status=trajectories.status,
        weight=particles.weight,
        scenario=particles.scenario,
        object_class=particles.object_class,
        scenario_names=tuple(scenario.name for scenario in incident.scenarios),
        object_keys=tuple(found.key for found in classes),
        provenance=run_record(
            incident,
            coverages,
            trajectories.uses,
            period_s=(need.start_s, need.end_s),
            coast=shore.name if shore else "",
            notes=(*notes, *trajectories.notes),
        ),
    )
    first = _departure(run, cloud, particles, need.quantities)
    if first is not None and not options.allow_gaps:
        check_departure(first, coverages)
    return _noted(cloud, first, coverages, options.coast_fill_m)


def leeway_classes_of(incident: Incident, own_classes: Iterable[LeewayClass] = ()) -> tuple[LeewayClass, ...]:
    """The leeway class of each object of the incident. Raises ObjectError, and IncidentError for one named twice."""
    own = tuple(own_classes)
    classes = tuple(leeway_class(one.object, own) for one in incident.objects)
    keys = [found.key for found in classes]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise IncidentError(f"object {twice} is listed {keys.count(twice)} times; give it once, with its whole weight")
    return classes


def _shore(settings: DriftSettings, coast: CoastSource | None) -> CoastSource | None:
    """The coast that the run meets, if any."""
    if settings.shoreline == "none":
        return None
    if coast is None:
        raise CoastError(
            f"`shoreline: {settings.shoreline}` needs a coast and none was given; give one or set it to none"
        )
    return coast


def _placed(incident: Incident, shore: CoastSource | None) -> tuple[Particles, list[Sentence]]:
    """The particles at their start, none of them on land, and what the reader must know of it."""
    particles = starting_particles(incident)
    if shore is None:
        return particles, [Sentence("drift.no_coast")]
    shored = seeds_at_sea(particles, shore)
    notes = []
    if shored.moved:
        notes = [Sentence("drift.moved", moved=shored.moved, all=len(particles))]
    if shored.strays:
        notes.append(Sentence("drift.strays", strays=shored.strays, distance=format_length(INLAND_M_MAX)))
    return shored.particles, notes


def _need(settings: DriftSettings, particles: Particles, coverages: Sequence[Coverage]) -> ForcingNeed:
    """Which quantities the run asks for, when and where."""
    quantities: tuple[Quantity, ...] = (
        ("wind", "current", "stokes") if settings.stokes == "add" else ("wind", "current")
    )
    end_s = settings.until.timestamp()
    if settings.direction == "forward":
        period = min(float(particles.birth_s.min()), end_s), end_s
    else:
        period = end_s, max(float(particles.birth_s.max()), end_s)
    start = start_box(particles.lon, particles.lat)
    return ForcingNeed(quantities, *period, reach_box(start, period[1] - period[0], coverages, quantities))


def _check_seeds(
    run: DriftRun, need: ForcingNeed, particles: Particles, coverages: Sequence[Coverage], *, coast_fill_m: float
) -> None:
    """Every quantity must be known where and when particles begin, save 1 % of the weight. Raises ForcingGapError."""
    begins = (particles.birth_s >= need.start_s) & (particles.birth_s <= need.end_s)
    for quantity in need.quantities:
        served_by = run.served_by(quantity, particles.lon, particles.lat, particles.birth_s)
        check_seeds(quantity, particles, begins & (served_by < 0), coverages, coast_fill_m=coast_fill_m)


def _departure(
    run: DriftRun, cloud: ParticleCloud, particles: Particles, quantities: tuple[Quantity, ...]
) -> Departure | None:
    """What left the forcing, and which quantity was missing."""
    backward = run.settings.direction == "backward"
    first = first_departure(cloud, particles, quantities, backward=backward)
    return None if first is None else narrowed(first, run.served_by)


def _noted(
    cloud: ParticleCloud, first: Departure | None, coverages: Sequence[Coverage], coast_fill_m: float
) -> ParticleCloud:
    """The cloud with notes on what left the forcing and what took its values from other cells."""
    record, notes = cloud.provenance, []
    if first is not None:
        code = "drift.left_allowed" if too_much(first.share) else "drift.left"
        notes.append(Sentence(code, share=percent(first.share), first=departure_text(first, coverages)))
    notes += [
        Sentence(
            "drift.filled",
            share=percent(use.filled),
            quantity=Sentence(f"quantity.{use.quantity}"),
            source=use.name,
            distance=format_length(coast_fill_m),
        )
        for use in record.sources
        if use.filled > 0
    ]
    return replace(cloud, provenance=record.model_copy(update={"notes": (*record.notes, *notes)}))
