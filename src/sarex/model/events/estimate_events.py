"""What was computed: clouds, maps and plans, with all that is needed to make them again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from sarex.model.events.payload import Document, Facet, Files, Id, Label, Payload, Seed, Sha256, Text
from sarex.model.task_order import TASKS_MAX

PLAN_FACETS = frozenset({"task_change", "task_freeze", "task_order"})
LAID: Final[Facet] = ("laid", "")
"""How all tasks lie now. One facet for all, for whoever changes a task builds on the changes of others."""


class SourceHash(BaseModel):
    """A forcing source that was used; "" where it has no file to hash."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    sha256: Sha256 | Literal[""] = ""


class _Cloud(Payload):
    run: Id
    job: Id | None = None
    """The computation at this node that it came from."""
    sarex_version: Label
    sources: tuple[SourceHash, ...]
    cloud: Sha256
    """The particle cloud, a CF NetCDF file."""
    files: Files = Field(default_factory=dict)
    """What was made from it, such as the map for the page."""
    figures: Document = Field(default_factory=dict)

    def blobs(self) -> tuple[str, ...]:
        return self.cloud, *self.files.values()


class DriftEstimated(_Cloud):
    """Where it may be, through time: a cloud from the incident as it was then.

    incident_sha256 : of the incident's canonical bytes
    """

    kind: ClassVar[str] = "drift_estimated"

    incident_sha256: Sha256
    seed: Seed

    def settles(self) -> tuple[Facet, ...]:
        return ("drift", ""), ("cloud", "")


class MapUpdated(_Cloud):
    """The same after what the search brought in.

    came_from : the cloud that it was made from
    results   : those that are now applied, in order
    """

    kind: ClassVar[str] = "map_updated"

    came_from: Sha256
    results: tuple[Label, ...]

    def settles(self) -> tuple[Facet, ...]:
        return (("cloud", ""),)


class TaskKey(BaseModel):
    """One task of a plan.

    sortie : which of the unit's tasks, in their order; one sortie may hold several
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: Annotated[Label, Field(max_length=80)]
    sortie: Annotated[int, Field(ge=1, le=TASKS_MAX)] = 1

    @property
    def facet(self) -> str:
        return f"{self.sortie} {self.unit}"


class PlanMade(Payload):
    """Who searches which area with which pattern from when.

    cloud : that it was planned on
    plan  : the plan, a JSON file
    kept  : tasks of the plan before that go on as they were
    """

    kind: ClassVar[str] = "plan_made"

    run: Id
    job: Id | None = None
    sarex_version: Label
    cloud: Sha256
    units_sha256: Sha256
    method: Literal["optimised", "worksheet", "ordered"]
    seed: Seed
    iterations: Annotated[int, Field(ge=0)] | None = None
    plan: Sha256
    files: Files = Field(default_factory=dict)
    pos: Annotated[float, Field(ge=0.0, le=1.0)]
    kept: tuple[TaskKey, ...] = ()
    figures: Document = Field(default_factory=dict)

    def settles(self) -> tuple[Facet, ...]:
        return (("plan", ""), LAID)

    def clears(self, known: Iterable[Facet]) -> tuple[Facet, ...]:
        kept = {task.facet for task in self.kept}
        return tuple(facet for facet in known if facet[0] in PLAN_FACETS and facet[1] not in kept)

    def blobs(self) -> tuple[str, ...]:
        return self.plan, *self.files.values()
