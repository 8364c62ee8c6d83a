"""One case from its opening to its closing, step by step: the same decisions wherever it is played."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from sarex.formats.incident_yaml import parse_incident
from sarex.formats.units_yaml import parse_units_file
from sarex.model.canonical import sha256_hex
from sarex.model.case import Case, fold
from sarex.model.events.entry import Entry
from sarex.model.events.estimate_events import DriftEstimated, MapUpdated, PlanMade, TaskKey
from sarex.model.events.event import Draft
from sarex.model.events.forcing_events import ForcingAttached
from sarex.model.events.people_events import PersonRecorded
from sarex.model.events.task_events import TaskChanged, TaskOrdered
from sarex.model.sealed import Sealed
from sarex.model.search_result import Sighting
from sarex.operations import case_content, case_life, estimates, notes, results, tasks, undoing
from sarex.operations.command import By, draft
from sarex.ports import EventLog

START = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
INCIDENT = parse_incident(
    """
format: sarex-incident/1
name: Fishing vessel overdue
object: PIW-1
scenarios:
  - {kind: position, name: last call, at: "34 30N 129 12E", time: 2026-11-25T05:30Z, position_error: 2 nm}
drift: {until: 2026-11-26T00:00Z, seed: 9007199254740993}
"""
)
UNITS = parse_units_file(
    """
format: sarex-units/1
units:
  - {name: Rescue One, kind: helicopter, at: "34 20N 129 20E", available: 2026-11-25T07:00Z, transit_speed: 130 kn,
     search_speed: 90 kn, endurance: 4 h, sweep_width: 1 nm}
"""
)
SIGHTING = Sighting.model_validate(
    {"kind": "sighting", "name": "Life ring", "time": "2026-11-25T09:00Z", "at": "34 35N 129 20E",
     "position_error": "1 nm", "confidence": 0.7}
)  # fmt: skip
TASK = TaskKey(unit="Rescue One")
SEALED = Sealed.of("0" * 32, bytes(range(60)))


def hash_of(what: str) -> str:
    """Stands for a kept file."""
    return sha256_hex(what.encode())


def drift_of(case: Case, run: str) -> DriftEstimated:
    assert case.incident is not None
    return DriftEstimated(
        run=run, sarex_version="0.1.0", sources=(), cloud=hash_of(run), seed=7, figures={"afloat": 0.25},
        incident_sha256=estimates.document_sha256(case.incident),
    )  # fmt: skip


def update_of(case: Case, run: str) -> MapUpdated:
    assert case.cloud is not None
    return MapUpdated(
        run=run, sarex_version="0.1.0", sources=(), cloud=hash_of(run), came_from=case.cloud.cloud,
        results=tuple(case.results),
    )  # fmt: skip


def plan_of(case: Case, run: str, *kept: TaskKey) -> PlanMade:
    assert case.cloud is not None
    assert case.units is not None
    return PlanMade(
        run=run, sarex_version="0.1.0", cloud=case.cloud.cloud, units_sha256=estimates.document_sha256(case.units),
        method="optimised", seed=2**62, plan=hash_of(run), pos=0.5, kept=kept,
    )  # fmt: skip


Step = Callable[[Case, By], list[Draft]]
FORCING = ForcingAttached(
    forcing="f1", name="Wind of MSM", source="file", sha256=hash_of("wind"), coverage={"hours": 39.0}
)
STEPS: tuple[Step, ...] = (
    lambda case, by: case_content.revise_incident(case, INCIDENT, by),
    lambda case, by: case_content.revise_units(case, UNITS, by),
    lambda case, by: [draft(case.id, PersonRecorded(person="p1", sealed=SEALED), by)],
    lambda case, by: case_content.attach_forcing(case, FORCING, by),
    lambda case, by: estimates.record_drift(case, drift_of(case, "drift1"), by),
    lambda case, by: estimates.record_plan(case, plan_of(case, "plan1"), by),
    lambda case, by: tasks.change_task(
        case, TaskChanged(task=TASK, order={"pattern": "PS"}, plan=hash_of("changed"), pos=0.4), by
    ),
    undoing.undo_last,
    lambda case, by: tasks.order_task(case, TaskOrdered(task=TASK, plan=hash_of("plan1"), way="VHF 16"), by),
    lambda case, by: notes.write_note(case, "n1", "海上保安庁と해양경찰 informed\nby telephone", by),
    lambda case, by: results.report_result(case, SIGHTING, by),
    lambda case, by: estimates.record_update(case, update_of(case, "update1"), by),
    lambda case, by: estimates.record_plan(case, plan_of(case, "plan2", TASK), by),
    lambda case, by: notes.write_comment(case, "c1", "not ours", by, about=next(iter(case.results.values())).hash),
    lambda case, by: results.undo_result(case, "Life ring", by, reason="from another vessel"),
    lambda case, by: estimates.record_update(case, update_of(case, "update2"), by),
    lambda case, by: case_life.rename_case(case, "Fishing vessel found", by),
    lambda case, by: case_life.close_case(case, "All four found by a passing ship", by),
)


def players() -> Iterator[By]:
    """Two officers who take turns of three steps, a minute a step."""
    for minute in itertools.count():
        yield By(("Mori", "Kim")[minute // 3 % 2], START + timedelta(minutes=minute))


def opening(case_id: str) -> list[Draft]:
    """The first step, before there is a case."""
    return case_life.open_case(case_id, "Fishing vessel overdue", By("Mori", START), exercise=True)


def step_of(case: Case, number: int) -> list[Draft]:
    """What is decided in step `number` of STEPS, from 0."""
    return STEPS[number](case, next(itertools.islice(players(), number, None)))


HALF_ORDER = 10
"""A case has this many events after half of the step that gives an order and freezes its task, and never else."""


def next_step(case: Case) -> list[Draft]:
    """What follows in a case that was played so far."""
    assert case.version != HALF_ORDER, "half of a step was kept"
    return step_of(case, case.version - 1 if case.version < HALF_ORDER else case.version - 2)


def play_on(log: EventLog) -> tuple[Entry, ...]:
    """One step more in the newest case of the log, or the opening of another one when that is closed."""
    heads = log.heads()
    case = fold(log.read_case(heads[-1].case)) if heads else None
    if case is None or case.state == "closed":
        return log.append(opening(f"case-{len(heads) + 1}"), 0)
    return log.append(next_step(case), case.version)
