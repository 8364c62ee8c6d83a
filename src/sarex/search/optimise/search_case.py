"""A case to be planned: the cloud, the units, and what is known of the scene; and how the plan is to be sought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sarex.model.leeway_class import LeewayClass
from sarex.model.particle_cloud import ParticleCloud
from sarex.model.search_plan import UnitTask
from sarex.model.search_unit import SearchUnits
from sarex.model.task_order import TaskOrder
from sarex.ports import ForcingSource
from sarex.search.land_crossing import LandTest
from sarex.search.sea_chart import DepthTest
from sarex.search.sensing.object_class import object_class


@dataclass(frozen=True)
class SearchCase:
    """What a plan is made from.

    cloud   : the plan is fitted to it
    second  : another cloud of the same incident with another seed, on which the plan is scored; without it the first
              is split, one half to fit and one to score
    sources : wind for the sweep widths
    land    : True on land; None where the case has no coast
    kept    : tasks of an earlier plan, by the name of the frozen unit that keeps them
    orders  : tasks that a coordinator ordered, of units of the case that are not frozen
    """

    cloud: ParticleCloud
    units: SearchUnits
    second: ParticleCloud | None = None
    sources: Sequence[ForcingSource] = ()
    land: LandTest | None = field(default=None, compare=False)
    depth: DepthTest | None = field(default=None, compare=False)
    own_classes: Sequence[LeewayClass] = ()
    kept: Mapping[str, Sequence[UnitTask]] = field(default_factory=dict)
    orders: Sequence[TaskOrder] = ()

    @property
    def in_water(self) -> NDArray[np.bool_]:
        """Which object classes of the cloud are people in the water, bool (object class,)."""
        return np.array([object_class(key, self.own_classes).in_water for key in self.cloud.object_keys])


@dataclass(frozen=True)
class PlanOptions:
    """How the plan is sought.

    seconds, iterations : stop after either; iterations and seed together give the same plan again
    timing   : `worksheet`, 0.85 of the time on scene on the pattern with turns free, or `timed`, 0.95 with every turn
    moving   : legs are laid relative to the drifting datum
    survival : people in the water count by their chance to be alive when found (needs the water temperature)
    marginal : also ask what one more resource would add
    """

    seconds: float = 10.0
    iterations: int | None = None
    seed: int = 0
    timing: Literal["worksheet", "timed"] = "worksheet"
    moving: bool = False
    survival: bool = False
    marginal: bool = True
