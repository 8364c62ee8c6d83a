"""A case is what its events say; what is undone is as if it had not been done."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarex.adapters.memory_log import MemoryLog
from sarex.adapters.node_identity import open_identity
from sarex.model.case import Case, fold
from sarex.model.errors import CaseError
from sarex.model.events.event import Draft
from sarex.model.events.note_events import Undone
from sarex.model.events.people_events import PersonRecorded
from sarex.model.events.task_events import TaskChanged, TaskOrdered
from sarex.operations import case_content, case_life, estimates, notes, results, tasks
from sarex.operations.command import By, draft
from sarex.operations.undoing import redo_last, undo_last
from scripted_case import (
    FORCING,
    INCIDENT,
    SEALED,
    SIGHTING,
    STEPS,
    TASK,
    UNITS,
    drift_of,
    hash_of,
    opening,
    plan_of,
    step_of,
    update_of,
)

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
MORI, KIM = By("Mori", NOW), By("Kim", NOW)


class Table:
    """One case in a log, on which commands are played."""

    def __init__(self, folder: Path) -> None:
        self.log = MemoryLog(open_identity(folder))
        self.case = fold(self.log.append(case_life.open_case("c1", "Overdue", MORI, exercise=True), 0))

    def play(self, drafts: list[Draft]) -> Case:
        self.case = fold(self.log.append(drafts, self.case.version), self.case)
        return self.case

    def play_script(self, steps: int) -> Case:
        for number in range(steps):
            self.play(step_of(self.case, number))
        return self.case


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return Table(tmp_path)


@given(st.lists(st.integers(0, 20), max_size=4))
def test_folding_in_pieces_is_folding_at_once(tmp_path_factory: pytest.TempPathFactory, cuts: list[int]) -> None:
    table = Table(tmp_path_factory.mktemp("t"))
    table.play_script(len(STEPS))
    entries = table.log.read()
    pieces = [0, *sorted(cuts), len(entries)]
    case = None
    for start, end in itertools.pairwise(pieces):
        case = fold(entries[start:end], case) if case or entries[start:end] else None
    assert case == table.case


def test_without_events_there_is_no_case() -> None:
    with pytest.raises(ValueError, match="no case"):
        fold([])


def test_undo_and_redo_walk_back_and_forth(table: Table) -> None:
    for name in ("A", "B", "C"):
        table.play(case_life.rename_case(table.case, name, MORI))
    walk = [(undo_last, "B"), (undo_last, "A"), (redo_last, "B"), (undo_last, "A"), (undo_last, "Overdue"),
            (redo_last, "A"), (redo_last, "B"), (redo_last, "C")]  # fmt: skip
    for step, name in walk:
        assert table.play(step(table.case, MORI)).name == name
    with pytest.raises(CaseError, match=r"nothing .* done again"):
        redo_last(table.case, MORI)
    table.play(undo_last(table.case, MORI))
    table.play(case_life.rename_case(table.case, "D", MORI))
    with pytest.raises(CaseError, match=r"nothing .* done again"):
        redo_last(table.case, MORI)


def test_everybody_undoes_the_own_steps(table: Table) -> None:
    table.play(case_life.rename_case(table.case, "Mine", MORI))
    table.play(notes.write_note(table.case, "n1", "informed", KIM))
    assert table.play(undo_last(table.case, MORI)).name == "Overdue"
    assert list(table.case.notes) == ["n1"]
    assert table.play(undo_last(table.case, KIM)).notes == {}
    with pytest.raises(CaseError, match="Kim has done nothing"):
        undo_last(table.case, KIM)


def test_what_others_built_on_is_not_undone(table: Table) -> None:
    table.play(case_life.rename_case(table.case, "Mine", MORI))
    table.play(case_life.rename_case(table.case, "Theirs", KIM))
    with pytest.raises(CaseError, match="since then Kim renamed the case to Theirs; say what holds now"):
        undo_last(table.case, MORI)
    table.play(undo_last(table.case, KIM))
    assert table.play(undo_last(table.case, MORI)).name == "Overdue"


def test_what_has_left_the_room_is_not_undone(table: Table) -> None:
    with pytest.raises(CaseError, match="cannot be undone: opened the exercise Overdue"):
        undo_last(table.case, MORI)
    table.play_script(6)
    order = TaskOrdered(task=TASK, plan=hash_of("plan1"))
    table.play(tasks.order_task(table.case, order, MORI))
    table.play(undo_last(table.case, MORI))  # the freezing that came with it
    with pytest.raises(CaseError, match="cannot be undone: gave Rescue One its task"):
        undo_last(table.case, MORI)


def test_an_undoing_of_nothing_changes_nothing(table: Table) -> None:
    table.play_script(4)
    facets = dict(table.case.facets)
    table.play([draft("c1", Undone(event="f" * 64), MORI)])
    assert table.case.facets == facets
    target = next(iter(table.case.steps))
    table.play([draft("c1", Undone(event=target), MORI)])
    once = table.case
    table.play([draft("c1", Undone(event=target), MORI)])
    assert (table.case.facets, table.case.undone) == (once.facets, once.undone)


def test_a_new_plan_ends_the_tasks_of_the_old_one_but_those_kept(table: Table) -> None:
    table.play_script(6)
    table.play(tasks.change_task(table.case, TaskChanged(task=TASK, order={}, plan=hash_of("x"), pos=0.4), MORI))
    assert table.case.plan_sha256 == hash_of("x")
    table.play(tasks.freeze_task(table.case, TASK, MORI))
    assert table.case.task(TASK).frozen
    with pytest.raises(CaseError, match="does not keep the frozen task of Rescue One"):
        estimates.record_plan(table.case, plan_of(table.case, "plan2"), MORI)
    table.play(estimates.record_plan(table.case, plan_of(table.case, "plan2", TASK), MORI))
    assert table.case.task(TASK).frozen
    assert table.case.plan_sha256 == hash_of("plan2")
    table.play(tasks.freeze_task(table.case, TASK, MORI, frozen=False))
    table.play(estimates.record_plan(table.case, plan_of(table.case, "plan3"), MORI))
    state = table.case.task(TASK)
    assert (state.changed, state.frozen, state.ordered) == (None, False, None)
    table.play(undo_last(table.case, MORI))
    assert table.case.task(TASK).changed is not None


def test_a_change_of_a_task_is_not_undone_under_those_that_build_on_it(table: Table) -> None:
    table.play_script(6)
    other = TASK.model_copy(update={"unit": "Rescue Two"})
    table.play(tasks.change_task(table.case, TaskChanged(task=TASK, order={}, plan=hash_of("x"), pos=0.4), MORI))
    table.play(tasks.change_task(table.case, TaskChanged(task=other, order={}, plan=hash_of("y"), pos=0.5), KIM))
    with pytest.raises(CaseError, match=r"since then Kim took away the task of Rescue Two, POS 50.0%"):
        undo_last(table.case, MORI)
    table.play(undo_last(table.case, KIM))
    assert table.case.plan_sha256 == hash_of("x")
    assert table.play(undo_last(table.case, MORI)).plan_sha256 == hash_of("plan1")


def test_a_result_counts_until_it_is_undone(table: Table) -> None:
    table.play_script(6)
    table.play(results.report_result(table.case, SIGHTING, MORI))
    assert table.case.results_applied != tuple(table.case.results)
    table.play(estimates.record_update(table.case, update_of(table.case, "u1"), MORI))
    assert table.case.results_applied == tuple(table.case.results) == ("Life ring",)
    table.play(results.undo_result(table.case, "Life ring", KIM))
    assert (table.case.results_applied, dict(table.case.results)) == (("Life ring",), {})
    assert list(table.play(undo_last(table.case, KIM)).results) == ["Life ring"]


def test_the_case_opens_with_nothing(table: Table) -> None:
    case = table.case
    assert (case.incident, case.units, case.drift, case.cloud, case.plan, case.plan_sha256) == (None,) * 6
    assert (case.name, case.state, case.exercise, case.version) == ("Overdue", "open", True, 1)
    assert (case.opened, case.changed, case.changed_by) == (NOW, NOW, "Mori")
    assert case.frozen_tasks() == set()


def test_commands_that_the_case_cannot_take_say_why(table: Table) -> None:
    case = table.case
    faults = {
        "no plan yet": lambda: tasks.freeze_task(case, TASK, MORI),
        "no forcing 'f9'": lambda: case_content.detach_forcing(case, "f9", MORI),
        "no result 'x'": lambda: results.undo_result(case, "x", MORI),
        "no map yet": lambda: estimates.record_update(case, update_of(played, "u"), MORI),
        "incident was revised": lambda: estimates.record_drift(case, drift_of(played, "d"), MORI),
        "map was made anew while this plan": lambda: estimates.record_plan(case, plan_of(played, "p"), MORI),
        "is open": lambda: case_life.reopen_case(case, "why", MORI),
        "no event": lambda: notes.write_comment(case, "c", "what", MORI, about="0" * 64),
        "cannot be called": lambda: case_life.rename_case(case, " x", MORI),
        "cannot be written": lambda: notes.write_note(case, "n", "\x00", MORI),
        "author: ": lambda: case_life.rename_case(case, "x", By("a\nb", NOW)),
        "case: ": lambda: case_life.open_case("../x", "x", MORI, exercise=False),
    }
    played = Table.__new__(Table)
    played.log, played.case = table.log, case
    played = played.play_script(6)
    for fault, command in faults.items():
        with pytest.raises(CaseError, match=fault):
            command()


def test_a_closed_case_takes_notes_and_nothing_else(table: Table) -> None:
    table.play_script(6)
    closed = table.play(case_life.close_case(table.case, "found", MORI))
    for command in (
        lambda: case_life.rename_case(closed, "x", MORI), lambda: case_content.revise_incident(closed, INCIDENT, MORI),
        lambda: case_content.revise_units(closed, UNITS, MORI), lambda: tasks.freeze_task(closed, TASK, MORI),
        lambda: case_content.attach_forcing(closed, FORCING, MORI), lambda: undo_last(closed, MORI),
        lambda: results.report_result(closed, SIGHTING, MORI), lambda: case_life.close_case(closed, "again", MORI),
    ):  # fmt: skip
        with pytest.raises(CaseError, match="is closed; reopen it"):
            command()
    table.play(notes.write_note(closed, "n1", "the family was told", MORI))
    table.play([draft("c1", PersonRecorded(person="p1", sealed=SEALED), MORI)])
    assert table.play(case_life.reopen_case(table.case, "another one", MORI)).state == "open"


def test_saying_what_is_known_already_gives_no_event(table: Table) -> None:
    table.play_script(2)
    assert case_content.revise_incident(table.case, INCIDENT, MORI) == []
    assert case_content.revise_units(table.case, UNITS, MORI) == []
    assert case_life.rename_case(table.case, "Overdue", MORI) == []


def test_an_exercise_stays_an_exercise(table: Table, tmp_path: Path) -> None:
    table.play(case_content.revise_incident(table.case, INCIDENT, MORI))
    assert table.case.incident is not None
    assert table.case.incident["exercise"] is True
    real = fold(MemoryLog(open_identity(tmp_path)).append(case_life.open_case("c2", "Real", MORI, exercise=False), 0))
    with pytest.raises(CaseError, match="marked as an exercise and case 'Real' is real"):
        case_content.revise_incident(real, INCIDENT.model_copy(update={"exercise": True}), MORI)


def test_results_share_no_name(table: Table) -> None:
    table.play(results.report_result(table.case, SIGHTING, MORI))
    with pytest.raises(CaseError, match="a result 'Life ring' already"):
        results.report_result(table.case, SIGHTING, KIM)


def test_the_script_opens_with_its_own_words() -> None:
    assert [one.payload.kind for one in opening("c1")] == ["case_opened"]
