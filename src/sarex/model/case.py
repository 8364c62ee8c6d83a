"""A case: what all its events together say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final, Literal, NamedTuple

from sarex.model.events.case_events import CaseClosed, CaseOpened, CaseRenamed, IncidentRevised, UnitsRevised
from sarex.model.events.entry import Entry
from sarex.model.events.estimate_events import LAID, DriftEstimated, MapUpdated, PlanMade, TaskKey
from sarex.model.events.note_events import Undone
from sarex.model.events.payload import Facet, Payload, UnreadPayload
from sarex.model.events.task_events import TaskChanged, TaskFrozen, TaskOrdered

CLOUD: Final[Facet] = ("cloud", "")
PLAN: Final[Facet] = ("plan", "")


class Change(NamedTuple):
    """What one event did to one facet.

    old         : what stood there before
    old_touched : hash of the event that had said something of it before
    touched     : the same after it
    """

    facet: Facet
    old: Entry | None
    old_touched: str
    touched: str


class Step(NamedTuple):
    """What one event did to the case."""

    entry: Entry
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class TaskState:
    """What people did with one task of the plan."""

    changed: TaskChanged | None
    frozen: bool
    ordered: TaskOrdered | None


@dataclass(frozen=True)
class Case:
    """A fold over the events of a case, in the order of the log; frozen.

    version : how many events it has; a command names it, so that nobody overwrites what he has not seen
    facets  : the newest event about each thing that is true now
    touched : hash of the event that said something of each facet last, undone ones aside
    steps   : by hash, in order
    undone  : hashes of events that do not hold now
    unread  : how many events a newer version of Sarex wrote
    """

    id: str
    version: int = 0
    opened: datetime | None = None
    changed: datetime | None = None
    changed_by: str = ""
    facets: Mapping[Facet, Entry] = field(default_factory=dict)
    touched: Mapping[Facet, str] = field(default_factory=dict)
    steps: dict[str, Step] = field(default_factory=dict)
    undone: frozenset[str] = frozenset()
    unread: int = 0

    def after(self, entry: Entry) -> Case:
        """The case with one more event."""
        return fold((entry,), self)

    @property
    def name(self) -> str:
        payload = self._payload(("name", ""))
        return payload.name if isinstance(payload, CaseOpened | CaseRenamed) else ""

    @property
    def exercise(self) -> bool:
        payload = self._payload(("exercise", ""))
        return isinstance(payload, CaseOpened) and payload.exercise

    @property
    def state(self) -> Literal["open", "closed"]:
        return "closed" if isinstance(self._payload(("state", "")), CaseClosed) else "open"

    @property
    def incident(self) -> dict[str, Any] | None:
        """A `sarex-incident/1`."""
        payload = self._payload(("incident", ""))
        return payload.incident if isinstance(payload, IncidentRevised) else None

    @property
    def units(self) -> dict[str, Any] | None:
        """A `sarex-units/1`."""
        payload = self._payload(("units", ""))
        return payload.units if isinstance(payload, UnitsRevised) else None

    @property
    def drift(self) -> DriftEstimated | None:
        """The newest drift from the incident, before any result."""
        payload = self._payload(("drift", ""))
        return payload if isinstance(payload, DriftEstimated) else None

    @property
    def cloud(self) -> DriftEstimated | MapUpdated | None:
        """Where it may be now: the newest drift or update."""
        payload = self._payload(CLOUD)
        return payload if isinstance(payload, DriftEstimated | MapUpdated) else None

    @property
    def plan(self) -> PlanMade | None:
        payload = self._payload(PLAN)
        return payload if isinstance(payload, PlanMade) else None

    @property
    def plan_entry(self) -> Entry | None:
        """The event that made the plan what it is now: a plan, or the newest change of a task."""
        return self.facets.get(LAID)

    @property
    def plan_sha256(self) -> str | None:
        """The plan as it is now, with the newest change of a task in it."""
        payload = self.plan_entry.event.payload if self.plan_entry else None
        return payload.plan if isinstance(payload, TaskChanged | PlanMade) else None

    @cached_property
    def forcing(self) -> Mapping[str, Entry]:
        """Sources by id, in the order in which they go first."""
        return self._all("forcing")

    @cached_property
    def people(self) -> Mapping[str, Entry]:
        return self._all("people")

    @cached_property
    def results(self) -> Mapping[str, Entry]:
        """By name, in the order in which they were reported; undone ones are not among them."""
        return self._all("results")

    @cached_property
    def notes(self) -> Mapping[str, Entry]:
        return self._all("notes")

    @cached_property
    def comments(self) -> Mapping[str, Entry]:
        return self._all("comments")

    @cached_property
    def files(self) -> Mapping[str, Entry]:
        return self._all("files")

    @cached_property
    def forgotten_keys(self) -> frozenset[str]:
        return frozenset(which for what, which in self.facets if what == "forgotten")

    @property
    def results_applied(self) -> tuple[str, ...]:
        """Names of the results that the cloud knows of; where they are not those of `results`, it is to be updated."""
        return self.cloud.results if isinstance(self.cloud, MapUpdated) else ()

    def frozen_tasks(self) -> frozenset[str]:
        """Facets of the tasks that the next plan must keep."""
        entries = ((facet, entry.event.payload) for facet, entry in self.facets.items() if facet[0] == "task_freeze")
        return frozenset(facet[1] for facet, freeze in entries if isinstance(freeze, TaskFrozen) and freeze.frozen)

    def task(self, task: TaskKey) -> TaskState:
        changed, frozen, ordered = (
            self._payload((what, task.facet)) for what in ("task_change", "task_freeze", "task_order")
        )
        return TaskState(
            changed if isinstance(changed, TaskChanged) else None,
            isinstance(frozen, TaskFrozen) and frozen.frozen,
            ordered if isinstance(ordered, TaskOrdered) else None,
        )

    def _payload(self, facet: Facet) -> Payload | None:
        entry = self.facets.get(facet)
        return None if entry is None else entry.event.payload

    def _all(self, what: str) -> Mapping[str, Entry]:
        found = {facet[1]: entry for facet, entry in self.facets.items() if facet[0] == what}
        return dict(sorted(found.items(), key=lambda pair: pair[1].version))


class _Folding:
    """The case while events are applied to it, one copy for all of them."""

    def __init__(self, case: Case) -> None:
        self.facets = dict(case.facets)
        self.touched = dict(case.touched)
        self.steps = dict(case.steps)
        self.undone = set(case.undone)

    def apply(self, entry: Entry) -> None:
        payload = entry.event.payload
        if isinstance(payload, Undone):
            after = self._as_before(payload.event)
        else:
            cleared, settled = payload.clears(self.facets), payload.settles()
            after = {facet: (None, entry.hash) for facet in cleared} | {facet: (entry, entry.hash) for facet in settled}
        self.steps[entry.hash] = Step(entry, tuple([self._set(facet, *new) for facet, new in after.items()]))

    def _set(self, facet: Facet, newest: Entry | None, touched: str) -> Change:
        change = Change(facet, self.facets.get(facet), self.touched.get(facet, ""), touched)
        self.touched[facet] = touched
        if newest is None:
            self.facets.pop(facet, None)
        else:
            self.facets[facet] = newest
        return change

    def _as_before(self, event: str) -> dict[Facet, tuple[Entry | None, str]]:
        """The facets of that event as they were; those of which something was said since stay as they are."""
        step = self.steps.get(event)
        if step is None or event in self.undone:
            return {}
        turned: str | None = event
        # To undo an undoing is to do again what it undid.
        while turned is not None:
            self.undone ^= {turned}
            payload = self.steps[turned].entry.event.payload
            turned = payload.event if isinstance(payload, Undone) and payload.event in self.steps else None
        return {
            change.facet: (change.old, change.old_touched)
            for change in step.changes
            if self.touched.get(change.facet) == change.touched
        }


def fold(entries: Iterable[Entry], case: Case | None = None) -> Case:
    """What these events make of a case, or of nothing. Any events of a case can be folded: rules are kept by commands,
    before an event is written. Raises ValueError where there is neither a case nor an event."""
    entries = list(entries)
    if case is None:
        if not entries:
            raise ValueError("without an event there is no case")
        case = Case(entries[0].case)
    if not entries:
        return case
    folding = _Folding(case)
    for entry in entries:
        folding.apply(entry)
    newest = entries[-1]
    return Case(
        id=case.id, version=newest.version, opened=case.opened or entries[0].time, changed=newest.time,
        changed_by=newest.author, facets=folding.facets, touched=folding.touched, steps=folding.steps,
        undone=frozenset(folding.undone),
        unread=case.unread + sum(isinstance(entry.event.payload, UnreadPayload) for entry in entries),
    )  # fmt: skip
