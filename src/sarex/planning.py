"""One plan from a case, by either method: joins cloud, units, wind and coast for the planner."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from sarex.model.errors import PlanError

if TYPE_CHECKING:
    from sarex.model.leeway_class import LeewayClass
    from sarex.model.particle_cloud import ParticleCloud
    from sarex.model.search_plan import SearchPlan, UnitTask
    from sarex.model.search_unit import SearchUnits
    from sarex.model.task_order import TaskOrder, TaskOrders
    from sarex.ports import ForcingSource
    from sarex.wiring import DepthTest, LandTest

Progress = Callable[[float, str], None]
METHODS: Final = ("optimised", "worksheet")
SECONDS: Final = 10.0


@dataclass(frozen=True)
class PlanRequest:
    """How a plan is asked for.

    method     : `optimised`, or `worksheet`, the IAMSAR manual method
    conditions : of the worksheet: normal (random search curve) or ideal (inverse cube)
    seconds, iterations, seed : of the optimiser; the same iterations and seed give the same plan. It stops after
                 either; the default is SECONDS where no iterations are given, and the seed of the cloud
    timing, moving, survival : see PlanOptions
    only       : names of the units to plan for; none: all
    pattern    : code of the only pattern to plan with; None: what each unit may be asked to do
    order      : tasks that a coordinator orders, or the tasks file (YAML) with them; None: all is sought
    """

    method: str = "optimised"
    conditions: str = "normal"
    seconds: float | None = None
    iterations: int | None = None
    seed: int | None = None
    timing: str = "worksheet"
    moving: bool = False
    survival: bool = False
    marginal: bool = True
    only: Sequence[str] = ()
    pattern: str | None = None
    order: TaskOrders | str | Path | None = None


@dataclass(frozen=True)
class PlanInputs:
    """What a plan is made from; see SearchCase."""

    cloud: ParticleCloud
    units: SearchUnits
    second: ParticleCloud | None = None
    sources: Sequence[ForcingSource] = ()
    land: LandTest | None = None
    own_classes: Sequence[LeewayClass] = ()
    kept: Mapping[str, Sequence[UnitTask]] = field(default_factory=dict)
    depth: DepthTest | None = None
    orders: Sequence[TaskOrder] = ()


def planned(inputs: PlanInputs, request: PlanRequest, progress: Progress) -> SearchPlan:
    """The plan. Raises PlanError, UnitsError."""
    if request.method not in METHODS:
        raise PlanError(f"method {request.method!r} is not known; plan with `optimised` or `worksheet`")
    if request.conditions not in ("normal", "ideal"):
        raise PlanError(f"conditions {request.conditions!r} are not known; plan with `normal` or `ideal`")
    if request.timing not in ("worksheet", "timed"):
        raise PlanError(f"timing {request.timing!r} is not known; plan with `worksheet` or `timed`")
    if not inputs.units.units:
        raise PlanError("there are no search units to plan with; list at least one in the units file")
    return _optimised(inputs, request, progress) if request.method == "optimised" else _worksheet(inputs, request)


def _optimised(inputs: PlanInputs, request: PlanRequest, progress: Progress) -> SearchPlan:
    from sarex.search.optimise.search_case import PlanOptions, SearchCase
    from sarex.search.optimised_plan import optimised_plan

    timing: Literal["worksheet", "timed"] = "timed" if request.timing == "timed" else "worksheet"
    seconds = request.seconds
    if seconds is None:
        seconds = SECONDS if request.iterations is None else math.inf
    options = PlanOptions(
        seconds=seconds, iterations=request.iterations,
        seed=inputs.cloud.provenance.seed if request.seed is None else request.seed, timing=timing,
        moving=request.moving, survival=request.survival, marginal=request.marginal,
    )  # fmt: skip
    case = SearchCase(
        inputs.cloud, inputs.units, inputs.second, inputs.sources, inputs.land, own_classes=inputs.own_classes,
        kept=inputs.kept, depth=inputs.depth, orders=inputs.orders,
    )  # fmt: skip
    return optimised_plan(case, options, clock=time.perf_counter, progress=progress)


def _worksheet(inputs: PlanInputs, request: PlanRequest) -> SearchPlan:
    """The manual knows one sweep width a unit: that of the file, or the mean over the objects in the first light."""
    from sarex.search.optimise.muster import one_width_each
    from sarex.search.optimise.search_case import SearchCase
    from sarex.search.worksheet_plan import WorksheetOptions, worksheet_plan

    units = inputs.units.units
    frozen = next((unit.name for unit in units if unit.frozen), None)
    if frozen is not None:
        raise PlanError(
            f"the worksheet plans every unit anew, so frozen {frozen!r} cannot keep its task; plan with `optimised`, "
            "or take `frozen` out of the units file"
        )
    if inputs.orders:
        raise PlanError("the worksheet plans every unit anew and keeps to no order; plan with `optimised`")
    if any(not set(unit.patterns) & {"PS", "CS"} for unit in units):
        raise PlanError("the worksheet lays parallel sweeps alone; plan with `optimised` for other patterns")
    if any(unit.sweep_width is None for unit in units):
        units = one_width_each(
            SearchCase(
                inputs.cloud, inputs.units, None, inputs.sources, inputs.land, own_classes=inputs.own_classes
            )
        )  # fmt: skip
    conditions: Literal["normal", "ideal"] = "ideal" if request.conditions == "ideal" else "normal"
    return worksheet_plan(inputs.cloud, units, WorksheetOptions(conditions=conditions, land=inputs.land))
