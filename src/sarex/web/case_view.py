"""A case as a page shows it: plain values from what its events say."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sarex.formats.event_line import event_line
from sarex.formats.plan_view import numbered
from sarex.model.case import Case
from sarex.model.case_head import CaseHead
from sarex.model.events.entry import Entry
from sarex.model.events.estimate_events import DriftEstimated, MapUpdated, PlanMade, TaskKey
from sarex.model.events.forcing_events import ForcingAttached
from sarex.model.events.note_events import NoteWritten
from sarex.model.events.result_events import ResultReported
from sarex.model.job import Job
from sarex.model.search_plan import SearchPlan
from sarex.model.sentence import Sentence
from sarex.model.task_order import TASKS_MAX
from sarex.operations.command import By
from sarex.operations.estimates import drifted_as_now
from sarex.operations.undoing import would_redo, would_undo


def iso(instant: datetime | None) -> str | None:
    """UTC with Z, to the millisecond."""
    return None if instant is None else instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def head_view(head: CaseHead) -> dict[str, Any]:
    """A line of the list of cases."""
    return {**vars(head), "changed": iso(head.changed)}


def line_view(entry: Entry) -> dict[str, Any]:
    """An event on the timeline and in the live stream."""
    return {
        "sequence": entry.position, "case": entry.case, "version": entry.version, "kind": entry.kind,
        "author": entry.author, "node": entry.node, "time": iso(entry.time), "summary": event_line(entry.event),
        "hash": entry.hash,
    }  # fmt: skip


def job_view(job: Job) -> dict[str, Any]:
    """A job, in answers and in the live stream."""
    return {
        "id": job.id, "kind": job.kind, "case": job.case, "author": job.author, "state": job.state,
        "share": round(job.share, 4), "text": job.text, "best_pos": job.best_pos, "error": job.error or None,
    }  # fmt: skip


def case_view(case: Case, plan: SearchPlan | None, now_s: float, by: By) -> dict[str, Any]:
    """The whole case.

    plan : as it is now, with every change of a task in it
    by   : who looks: `undo` and `redo` name the kind of event that theirs would act on
    """
    return {
        "id": case.id,
        "name": case.name,
        "state": case.state,
        "exercise": case.exercise,
        "version": case.version,
        "opened": iso(case.opened),
        "changed": iso(case.changed),
        "changed_by": case.changed_by,
        "incident": case.incident,
        "units": case.units,
        "forcing": [_forcing(entry, now_s) for entry in case.forcing.values()],
        "drift": None if case.cloud is None else _cloud(case),
        "plan": None if case.plan is None else _plan(case),
        "results": [_result(entry, case) for entry in case.results.values()],
        "tasks": [] if plan is None else [_task(case, key) for key in _keys(plan)],
        "notes": [_note(entry, case) for entry in case.notes.values()],
        "undo": None if (undone := would_undo(case, by)) is None else undone.kind,
        "redo": None if (again := would_redo(case, by)) is None else again.kind,
    }


def _said(entry: Entry) -> dict[str, Any]:
    return {"author": entry.author, "time": iso(entry.time)}


def _forcing(entry: Entry, now_s: float) -> dict[str, Any]:
    payload = entry.event.payload
    assert isinstance(payload, ForcingAttached)
    quantities = payload.coverage.get("sources", [])
    begins = [one["from"] for one in quantities if one.get("from")]
    ends = [one["until"] for one in quantities if one.get("until")]
    return {
        "id": payload.forcing, "name": payload.name, "kind": payload.source,
        "sources": sorted({one["quantity"] for one in quantities}), "from": min(begins, default=None),
        "until": max(ends, default=None), "age_s": max(now_s - entry.time.timestamp(), 0.0),
        "coverage": payload.coverage, **_said(entry),
    }  # fmt: skip


def _cloud(case: Case) -> dict[str, Any]:
    entry, cloud = case.facets[("cloud", "")], case.cloud
    assert isinstance(cloud, DriftEstimated | MapUpdated)
    applied = case.results_applied
    return {
        "run": cloud.run, "kind": cloud.kind, "cloud": cloud.cloud, **_said(entry), "figures": _figures(cloud),
        "sources": [source.model_dump() for source in cloud.sources], "results": list(applied),
        "current": tuple(case.results) == applied and drifted_as_now(case),
    }  # fmt: skip


def _figures(cloud: DriftEstimated | MapUpdated) -> dict[str, Any]:
    return {**cloud.figures, "notes": [Sentence.read(note) for note in cloud.figures.get("notes", [])]}


def _plan(case: Case) -> dict[str, Any]:
    entry, plan = case.facets[("plan", "")], case.plan
    assert isinstance(plan, PlanMade)
    return {
        "run": plan.run, "plan": case.plan_sha256, "method": plan.method, "pos": plan.pos, "figures": plan.figures,
        "iterations": plan.iterations, "seed": plan.seed, **_said(entry),
        "current": case.cloud is not None and case.cloud.cloud == plan.cloud,
    }  # fmt: skip


def _result(entry: Entry, case: Case) -> dict[str, Any]:
    payload = entry.event.payload
    assert isinstance(payload, ResultReported)
    applied = payload.result in case.results_applied
    return {"id": payload.result, "report": payload.report, "applied": applied, **_said(entry)}


def _keys(plan: SearchPlan) -> list[TaskKey]:
    return [TaskKey(unit=task.unit.name, sortie=number) for number, task in numbered(plan) if number <= TASKS_MAX]


def _task(case: Case, key: TaskKey) -> dict[str, Any]:
    state = case.task(key)
    ordered = state.ordered
    return {
        "unit": key.unit, "n": key.sortie, "changed": state.changed is not None, "frozen": state.frozen,
        "ordered": None if ordered is None else {"way": ordered.way, "text": ordered.text},
    }  # fmt: skip


def _note(entry: Entry, case: Case) -> dict[str, Any]:
    payload = entry.event.payload
    assert isinstance(payload, NoteWritten)
    forgotten = payload.sealed is not None and payload.sealed.key in case.forgotten_keys
    return {
        "id": payload.note, "version": entry.version, "text": payload.text, "sealed": payload.sealed is not None,
        "forgotten": forgotten, **_said(entry),
    }  # fmt: skip
