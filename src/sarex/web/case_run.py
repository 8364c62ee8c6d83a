"""The runs of a case: every map and plan that it had, to be looked at again and compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Query

from sarex.model.case import Case
from sarex.model.events.entry import Entry
from sarex.model.events.estimate_events import DriftEstimated, MapUpdated, PlanMade
from sarex.model.events.task_events import TaskChanged
from sarex.model.sentence import Sentence
from sarex.web.case_view import iso
from sarex.web.fault import RefusedError

MapPayload = DriftEstimated | MapUpdated
PlanPayload = PlanMade | TaskChanged
AskedRun = Annotated[
    str | None,
    Query(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$", description="An earlier run; without it, what holds now."),
]
SEE: Final = "see the list of runs of the case"


@dataclass(frozen=True)
class CaseRun:
    """A map or a plan.

    id      : what the job was called; for a task that was laid by hand, the hash of its event
    made_on : the run whose map a plan was scored on; of a map, itself
    """

    id: str
    entry: Entry
    made_on: str

    @property
    def payload(self) -> MapPayload | PlanPayload:
        payload = self.entry.event.payload
        assert isinstance(payload, MapPayload | PlanPayload)
        return payload


def case_runs(case: Case) -> list[CaseRun]:
    """All of them in the order of the log, with those that were undone."""
    runs: list[CaseRun] = []
    clouds: dict[str, str] = {}
    made_on = ""
    for step in case.steps.values():
        payload = step.entry.event.payload
        if isinstance(payload, MapPayload):
            clouds[payload.cloud] = payload.run
            runs.append(CaseRun(payload.run, step.entry, payload.run))
        elif isinstance(payload, PlanMade):
            made_on = clouds.get(payload.cloud, "")
            runs.append(CaseRun(payload.run, step.entry, made_on))
        elif isinstance(payload, TaskChanged):
            runs.append(CaseRun(step.entry.hash, step.entry, made_on))
    return runs


def map_run(case: Case, run: str | None) -> MapPayload:
    """The map of this run, or the newest. Raises RefusedError 404."""
    if run is None:
        if case.cloud is None:
            raise RefusedError(404, Sentence("refused.no_map"), Sentence("refused.no_map_way"))
        return case.cloud
    for one in case_runs(case):
        if one.id == run and isinstance(one.payload, MapPayload):
            return one.payload
    raise RefusedError(404, "the case has no map of this run", SEE, value=run)


def plan_run(case: Case, run: str | None = None) -> str:
    """Hash of the plan of this run as it was then, or of the plan as it is now. Raises RefusedError 404."""
    if run is None:
        if case.plan_sha256 is None:
            raise RefusedError(404, Sentence("refused.no_plan"), Sentence("refused.no_plan_way"))
        return case.plan_sha256
    for one in case_runs(case):
        if one.id == run and isinstance(one.payload, PlanPayload):
            return one.payload.plan
    raise RefusedError(404, "the case has no plan of this run", SEE, value=run)


def run_view(case: Case, run: CaseRun) -> dict[str, Any]:
    """A line of the list of runs."""
    entry, payload = run.entry, run.payload
    newest = case.plan_entry if isinstance(payload, PlanPayload) else case.facets.get(("cloud", ""))
    return {
        "run": run.id, "kind": entry.kind, "version": entry.version, "time": iso(entry.time), "author": entry.author,
        "made_on": run.made_on, "pos": payload.pos if isinstance(payload, PlanPayload) else None,
        "unit": payload.task.unit if isinstance(payload, TaskChanged) else None,
        "results": list(payload.results) if isinstance(payload, MapUpdated) else [],
        "current": entry is newest, "undone": entry.hash in case.undone,
    }  # fmt: skip
