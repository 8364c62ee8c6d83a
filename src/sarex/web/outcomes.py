"""What jobs bring becomes part of their case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sarex.model.case import Case
from sarex.model.events.estimate_events import DriftEstimated, MapUpdated, PlanMade, SourceHash, TaskKey
from sarex.model.events.event import Draft
from sarex.model.job import Job
from sarex.model.person import DESK, Person
from sarex.operations.command import By
from sarex.operations.estimates import record_drift, record_plan, record_update
from sarex.web.case_room import CaseRoom


class Outcomes:
    """Keeps the promise `Finisher` of the board of jobs."""

    def __init__(self, cases: CaseRoom) -> None:
        self._cases = cases

    def finish(self, job: Job, outcome: Mapping[str, Any]) -> None:
        """Append the event of this outcome. Raises CaseError where the case has gone on without it."""
        commands: dict[str, Callable[[Case, By], list[Draft]]] = {
            "drift": lambda case, by: record_drift(case, _drift(job, outcome), by),
            "plan": lambda case, by: record_plan(case, _plan(job, outcome), by),
            "update": lambda case, by: record_update(case, _update(job, outcome), by),
        }
        # What the person may do was settled when the job was asked for.
        # A map follows from the results, whoever reported them: to undo one is to undo its report.
        author = DESK if job.kind == "update" else job.author
        self._cases.act(job.case, Person(author, "coordinator"), commands[job.kind], None)

    def finished(self, job: Job) -> bool:
        """Whether an event of the case came from this job."""
        steps = self._cases.case(job.case).steps.values()
        return any(getattr(step.entry.event.payload, "job", None) == job.id for step in steps)


def _cloud(job: Job, outcome: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "run": job.id, "job": job.id, "sarex_version": outcome["sarex_version"], "cloud": outcome["cloud"],
        "sources": tuple(SourceHash.model_validate(source) for source in outcome["sources"]),
        "files": outcome["files"], "figures": outcome["figures"],
    }  # fmt: skip


def _drift(job: Job, outcome: Mapping[str, Any]) -> DriftEstimated:
    incident = job.spec["incident_sha256"]
    return DriftEstimated(**_cloud(job, outcome), incident_sha256=incident, seed=outcome["seed"])


def _update(job: Job, outcome: Mapping[str, Any]) -> MapUpdated:
    results = tuple(outcome["results"])
    return MapUpdated(**_cloud(job, outcome), came_from=outcome["came_from"], results=results)


def _plan(job: Job, outcome: Mapping[str, Any]) -> PlanMade:
    kept = tuple(TaskKey.model_validate(key) for key in job.spec["kept"])
    return PlanMade(
        run=job.id, job=job.id, sarex_version=outcome["sarex_version"], cloud=job.spec["cloud"],
        units_sha256=job.spec["units_sha256"], method=job.spec["request"]["method"], seed=outcome["seed"],
        iterations=outcome["iterations"], plan=outcome["plan"], files=outcome["files"], pos=outcome["pos"], kept=kept,
        figures=outcome["figures"],
    )  # fmt: skip
