"""What people do with the tasks of a plan."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from sarex.model.events.estimate_events import LAID, TaskKey
from sarex.model.events.payload import Document, Facet, Files, Payload, Sha256, Text


class TaskChanged(Payload):
    """The task is laid as told instead of as planned, or added, or taken away.

    order : one entry of a `sarex-tasks/1`; empty where the unit no longer does this task
    plan  : the plan with that task in it, and its POS
    """

    kind: ClassVar[str] = "task_changed"

    task: TaskKey
    order: Document
    plan: Sha256
    pos: Annotated[float, Field(ge=0.0, le=1.0)]

    def settles(self) -> tuple[Facet, ...]:
        return (("task_change", self.task.facet), LAID)

    def blobs(self) -> tuple[str, ...]:
        return (self.plan,)


class TaskFrozen(Payload):
    """The next plan must keep this task as it is; or need not any more."""

    kind: ClassVar[str] = "task_frozen"

    task: TaskKey
    frozen: bool

    def settles(self) -> tuple[Facet, ...]:
        return (("task_freeze", self.task.facet),)


class TaskOrdered(Payload):
    """The unit was told. What has left the room cannot be taken back: give another order.

    way  : such as VHF 16 or e-mail
    text : as it was sent
    """

    kind: ClassVar[str] = "task_ordered"
    undoable: ClassVar[bool] = False

    task: TaskKey
    plan: Sha256
    way: Annotated[Text, Field(max_length=200)] = ""
    text: Text = ""
    files: Files = Field(default_factory=dict)

    def settles(self) -> tuple[Facet, ...]:
        return (("task_order", self.task.facet),)

    def blobs(self) -> tuple[str, ...]:
        return self.plan, *self.files.values()
