"""The planner: the best search for the units at hand, scored on particles that it was not fitted to."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from sarex.model.errors import PlanError
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.search_plan import MarginalValue, OptimiserRecord, SearchPlan, UnusedUnit, UpperFigure
from sarex.model.search_unit import SearchUnit
from sarex.model.sentence import Sentence
from sarex.model.worksheet import Conditions
from sarex.search.cloud_moment import CloudPath
from sarex.search.moving_cloud import MovingCloud, moving_cloud
from sarex.search.optimise.alive_share import AliveShare, alive_share
from sarex.search.optimise.first_plans import programmes_of
from sarex.search.optimise.fleet import Fleet
from sarex.search.optimise.marginal import Marginal
from sarex.search.optimise.muster import Muster, Mustering, mustering
from sarex.search.optimise.optimiser import ITERATIONS_MAX, Found, Limits, Optimiser
from sarex.search.optimise.outing import outing, outing_exposure
from sarex.search.optimise.proposer import Proposer
from sarex.search.optimise.search_case import PlanOptions, SearchCase
from sarex.search.optimise.searcher import Searcher
from sarex.search.optimise.stint import Programme
from sarex.search.optimise.told import Told
from sarex.search.sortie import Refusal
from sarex.search.upper.density import smoothed_cloud
from sarex.search.upper.pos_bound import pos_bound
from sarex.search.upper.pos_ceiling import pos_ceiling
from sarex.search.worksheet_plan import WorksheetOptions, worksheet_plan

if TYPE_CHECKING:
    from numpy.typing import NDArray

PARTICLES_MAX: Final = 20_000
"""A plan is sought on no more; it is scored on all."""
UNITS_MAX: Final = 100
CONDITIONS: Final[tuple[Conditions, ...]] = ("normal", "ideal")
NEAR_POS: Final = 0.03
"""A manual's plan so much below on the fitted cloud is not above on the second."""
MANUAL_NOTE: Final = Sentence("note.manual")
Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Clouds:
    """fitted : what the plan is sought on;  scored : what its figures are from, on the same plane."""

    fitted: MovingCloud
    scored: MovingCloud
    second_seed: int | None


def optimised_plan(
    case: SearchCase,
    options: PlanOptions,
    *,
    clock: Callable[[], float],
    progress: Progress = lambda _share, _text: None,
) -> SearchPlan:
    """The best plan found for all units together. Raises PlanError where no unit can be used.

    clock    : seconds that only grow; it decides when to stop, nothing else
    progress : called with a share from 0 to 1 and a line that names the best POS so far
    """
    _check(case, options)
    clouds = _clouds(case)
    band = mustering(case, options, clouds.fitted)
    muster = band.muster()
    if not muster.searchers:
        reasons = Sentence.row(
            Sentence("case.unit_reason", unit=refusal.unit.name, reason=refusal.reason) for refusal in muster.refusals
        )
        raise PlanError(Sentence("case.no_unit_fit", reasons=reasons))
    progress(0.0, Sentence("job.ready_to_plan"))
    _warm_up(clouds, muster.searchers)
    began_s = clock()
    found = _sought(case, options, clouds, muster, clock=clock, progress=progress)
    if all(out is None for out in found.fleet.outings):
        raise PlanError(_nothing_found(muster))
    progress(1.0, Sentence("job.scoring"))
    return _plan(case, options, clouds, band=band, muster=muster, found=found, seconds=clock() - began_s)


def _check(case: SearchCase, options: PlanOptions) -> None:
    units = case.units.units
    if len(units) > UNITS_MAX:
        raise PlanError(f"there are {len(units)} units, more than {UNITS_MAX}; plan for fewer at a time")
    if not case.cloud.provenance.forward:
        raise PlanError("the cloud was drifted back in time, so it shows where the object came from; drift it forward")
    if options.survival and case.units.conditions.water_temperature is None:
        raise PlanError(
            "a plan weighted by survival needs the water temperature; give `conditions: {water_temperature: 12}` in "
            "the units file (degrees Celsius)"
        )
    if options.seconds <= 0.0 and options.iterations is None:
        raise PlanError(f"{options.seconds:g} s leave no time to plan; give some seconds, or a number of iterations")


def _clouds(case: SearchCase) -> Clouds:
    """Fitted and scored on the same plane. Particles come in pairs, one for each side of the wind, so a cloud is
    halved by pairs."""
    fitted = moving_cloud(case.cloud)
    if case.second is not None:
        return Clouds(fitted, moving_cloud(case.second, fitted.plane), case.second.provenance.seed)
    halves = _halves(fitted.weight)
    if halves is None:
        return Clouds(fitted, fitted, None)
    return Clouds(fitted.chosen(halves[0]), fitted.chosen(halves[1]), None)


def _halves(weight: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]] | None:
    """The particles that a plan is sought on, and those that it is scored on; None where a half would be empty."""
    pair = np.arange(len(weight)) // 2 % 2
    sought, scored = np.flatnonzero(pair == 0), np.flatnonzero(pair == 1)
    whole = len(weight) >= 4 and weight[sought].sum() > 0.0 and weight[scored].sum() > 0.0
    return (sought, scored) if whole else None


def _sought(
    case: SearchCase,
    options: PlanOptions,
    clouds: Clouds,
    muster: Muster,
    *,
    clock: Callable[[], float],
    progress: Progress,
) -> Found:
    """The best fleet on the fitted cloud."""
    fitted = clouds.fitted.sampled(PARTICLES_MAX, np.random.Generator(np.random.PCG64(options.seed)))
    fleet = _first_fleet(case, options, fitted, muster)
    most = ITERATIONS_MAX if options.iterations is None else options.iterations
    limits = Limits(iterations=most if fleet.free else 0, seconds=options.seconds)
    what, share = ("job.planning", 1.0) if fleet.alive is None else ("job.planning_alive", fleet.alive.share)

    def told(seconds: float, pos: float) -> None:
        done = seconds / limits.seconds if options.iterations is None else 0.0
        progress(min(done, 1.0), Sentence(what, pos=f"{share * pos:.3f}"))

    firsts = _worksheet_programmes(case, clouds.fitted, fleet)
    return Optimiser(fleet, seed=options.seed, clock=clock).run(limits, firsts=firsts, progress=told)


def _first_fleet(case: SearchCase, options: PlanOptions, cloud: MovingCloud, muster: Muster) -> Fleet:
    """Nobody sent yet but frozen units."""
    fleet = Fleet(
        muster.searchers, cloud, kept=frozenset(muster.kept), alive=_alive(case, options, cloud, muster.searchers)
    )
    for index, out in muster.kept.items():
        fleet.set(index, out, fleet.exposure(out))
    return fleet


def _alive(
    case: SearchCase, options: PlanOptions, cloud: MovingCloud, searchers: Sequence[Searcher]
) -> AliveShare | None:
    """How people count who may die before they are found, where the plan is to know it."""
    temperature_c = case.units.conditions.water_temperature
    if not options.survival or temperature_c is None:
        return None
    first_s = min(max(searcher.unit.available.timestamp(), searcher.cloud_start_s) for searcher in searchers)
    last_s = searchers[0].cloud_end_s
    return alive_share(cloud, case.in_water, temperature_c, period_s=(min(first_s, last_s), last_s))


def _warm_up(clouds: Clouds, searchers: Sequence[Searcher]) -> None:
    """Have the kernels compiled or loaded before the time for planning runs."""
    small = clouds.fitted.chosen(np.arange(min(2, clouds.fitted.particles)))
    proposer = Proposer(small, np.random.Generator(np.random.PCG64(0)))
    for searcher in searchers:
        effort = proposer.effort(searcher)
        found = None if effort is None else outing(searcher, (proposer.fresh(searcher, effort, small.weight),))
        if found is not None:
            for cloud in (small, clouds.fitted):
                outing_exposure(found, cloud)


def _worksheet_programmes(case: SearchCase, cloud: MovingCloud, fleet: Fleet) -> list[list[Programme]]:
    """The manual's plans for the units that are free, by both sets of its factors, where they can be made. Datum and
    error are those of the particles that the plan is sought on."""
    free = [fleet.searchers[index] for index in fleet.free]
    units = [searcher.unit.model_copy(update={"sweep_width": searcher.watches[0].width_m}) for searcher in free]
    source = case.cloud if case.second is not None else _halved(case.cloud)
    found = []
    for conditions in CONDITIONS:
        try:
            plan = worksheet_plan(source, units, WorksheetOptions(conditions=conditions))
        except PlanError:
            continue
        found.append(programmes_of(plan, fleet.searchers, cloud.plane))
    return found


def _halved(cloud: ParticleCloud) -> ParticleCloud:
    """The half of a cloud that a plan is sought on."""
    halves = _halves(cloud.weight)
    if halves is None:
        return cloud
    chosen = halves[0]
    weight = cloud.weight[chosen]
    return replace(
        cloud, lon=cloud.lon[chosen], lat=cloud.lat[chosen], status=cloud.status[chosen], weight=weight / weight.sum(),
        scenario=cloud.scenario[chosen], object_class=cloud.object_class[chosen], history=None,
    )  # fmt: skip


def _not_below(found: Found, scored: Fleet, cloud: MovingCloud) -> tuple[Fleet, Fleet]:
    """The fleet and its score; those of the manual's plan, flown by the same rules, where that scores better on the
    second cloud. A choice between two or three plans takes next to nothing from the second cloud's honesty."""
    best, best_scored = found.fleet, scored
    for fleet in found.firsts if found.fleet.alive is None else ():
        if fleet.pos > found.fleet.pos - NEAR_POS:
            other = fleet.unweighted(cloud)
            if other.pos > best_scored.pos:
                best, best_scored = fleet, other
    return best, best_scored


def _nothing_found(muster: Muster) -> Sentence:
    names = ", ".join(searcher.unit.name for searcher in muster.searchers)
    return Sentence.row([Sentence("case.nothing_found", units=names), *muster.notes])


def _plan(
    case: SearchCase,
    options: PlanOptions,
    clouds: Clouds,
    *,
    band: Mustering,
    muster: Muster,
    found: Found,
    seconds: float,
) -> SearchPlan:
    fleet, scored = _not_below(found, found.fleet.unweighted(clouds.scored), clouds.scored)
    manual = fleet is not found.fleet
    found = replace(found, fleet=fleet)
    fitted = found.fleet if found.fleet.alive is None else found.fleet.unweighted(found.fleet.cloud)
    told = Told(case, options, scored, clouds.fitted.plane)
    middle_s = told.middle_s
    shares = CloudPath(case.cloud).shares(middle_s)
    law, bound, ceiling = _upper(told, clouds.scored)
    incident = json.loads(case.cloud.provenance.incident) if case.cloud.provenance.incident else {}
    unused = [*muster.refusals, *_idle(found.fleet)]
    return SearchPlan(
        name=str(incident.get("name", "Search plan")),
        search_object=told.search_object(incident),
        method="optimised",
        reference_time_s=middle_s,
        datums=told.datums(),
        law=law,
        conditions=told.law_words,
        pos=scored.pos,
        bound=bound,
        ceiling=ceiling,
        pos_by_scenario=told.pos_by(case.cloud.scenario_names, clouds.scored.scenario),
        pos_by_object=told.pos_by(case.cloud.object_keys, clouds.scored.object_class),
        pos_by_hour=told.pos_by_hour(),
        marginal=_marginal(band, found, options),
        optimiser=OptimiserRecord(
            seed=options.seed, iterations=found.iterations, seconds=seconds, stopped_by=found.stopped_by,
            particles=clouds.fitted.particles, pos_fitted=fitted.pos, second_seed=clouds.second_seed,
        ),
        survival=told.survival() if options.survival else None,
        afloat=shares[Status.AFLOAT],
        stranded=shares[Status.STRANDED],
        left_forcing=shares[Status.LEFT_FORCING],
        under_way=shares[Status.UNDER_WAY],
        tasks=told.tasks(),
        unused=tuple(UnusedUnit(unit=one.unit, unused_reason=one.reason) for one in unused),
        notes=(*told.notes(), *((MANUAL_NOTE,) if manual else ()), *muster.notes),
        provenance=case.cloud.provenance,
    )  # fmt: skip


def _idle(fleet: Fleet) -> list[Refusal]:
    return [
        Refusal(searcher.unit, Sentence("refusal.idle"))
        for searcher, out in zip(fleet.searchers, fleet.outings, strict=True)
        if out is None
    ]


def _upper(told: Told, cloud: MovingCloud) -> tuple[str, UpperFigure | None, UpperFigure | None]:
    """Both upper figures for the same effort in the same hours, and the words for the laws of the plan."""
    efforts = told.efforts()
    chart = smoothed_cloud(cloud, efforts)
    law = told.bound_law
    return told.laws, pos_bound(cloud, efforts, law, chart=chart), pos_ceiling(cloud, efforts, chart=chart)


def _marginal(band: Mustering, found: Found, options: PlanOptions) -> tuple[MarginalValue, ...]:
    if not options.marginal:
        return ()

    def resighted(unit: SearchUnit) -> Searcher | None:
        made = band.searcher(unit)
        return made if isinstance(made, Searcher) else None

    share = 1.0 if found.fleet.alive is None else found.fleet.alive.share
    values = Marginal(found.fleet, resighted, options.seed).values()
    return tuple(value.model_copy(update={"pos_gain": share * value.pos_gain}) for value in values)
