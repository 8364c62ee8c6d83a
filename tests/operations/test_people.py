"""People of a case: recorded, revised, read, forgotten."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sarex.adapters.case_keys import CaseKeys
from sarex.adapters.memory_log import MemoryLog
from sarex.adapters.node_identity import open_identity
from sarex.model.case import Case, fold
from sarex.model.errors import CaseError
from sarex.model.events.event import Draft
from sarex.model.events.note_events import NoteWritten
from sarex.model.person_in_distress import PersonInDistress
from sarex.operations.case_life import close_case, open_case
from sarex.operations.command import By
from sarex.operations.notes import read_note, write_note
from sarex.operations.people import finish_forgetting, forget_people, read_person, record_person
from sarex.operations.undoing import undo_last

BY = By("Mori", datetime(2026, 11, 25, 12, 0, tzinfo=UTC))
PERSON = PersonInDistress(name="田中 はるか", age=41, medical="diabetic", telephone="+81 90 0000 0000")


class Room:
    """One case with its log and keys."""

    def __init__(self, folder: Path) -> None:
        self.log, self.vault = MemoryLog(open_identity(folder)), CaseKeys(folder / "keys")
        self.case = fold(self.log.append(open_case("c1", "Overdue", BY, exercise=False), 0))

    def play(self, drafts: list[Draft]) -> Case:
        self.case = fold(self.log.append(drafts, self.case.version), self.case)
        return self.case


@pytest.fixture
def room(tmp_path: Path) -> Room:
    room = Room(tmp_path)
    room.play(record_person(room.case, "p1", PERSON, BY, vault=room.vault))
    return room


def test_what_is_known_is_revised_and_undone_like_everything(room: Room) -> None:
    older = PERSON.model_copy(update={"age": 42})
    room.play(record_person(room.case, "p1", older, BY, vault=room.vault))
    assert read_person(room.case, "p1", room.vault) == older
    assert read_person(room.play(undo_last(room.case, BY)), "p1", room.vault) == PERSON


def test_no_word_of_a_person_is_in_the_log(room: Room) -> None:
    room.play(write_note(room.case, "n1", "the wife of 田中 called", BY, vault=room.vault))
    written = b"".join(entry.sealed.body for entry in room.log.read()).decode()
    for word in ("田中", "diabetic", "+81 90"):
        assert word not in written
    note = room.case.notes["n1"].event.payload
    assert isinstance(note, NoteWritten)
    assert read_note(room.case, note, room.vault) == "the wife of 田中 called"


def test_a_decision_that_a_kill_cut_short_is_finished_later(room: Room, tmp_path: Path) -> None:
    before = room.case
    case = room.play(forget_people(room.case, "asked by the family", BY, room.vault))
    assert read_person(before, "p1", room.vault) == PERSON

    vault = CaseKeys(tmp_path / "keys")
    for _ in range(2):
        assert finish_forgetting(case, vault) == ()
        assert read_person(before, "p1", vault) is None
    assert vault.keys("c1") == ()


def test_forgetting_is_for_ever_and_a_closed_case_can_forget(room: Room) -> None:
    room.play(close_case(room.case, "found", BY))
    room.play(forget_people(room.case, "asked", BY, room.vault))
    finish_forgetting(room.case, room.vault)
    with pytest.raises(CaseError, match="nobody to forget"):
        forget_people(room.case, "again", BY, room.vault)
    with pytest.raises(CaseError, match="no person 'p1'"):
        read_person(room.case, "p1", room.vault)


def test_what_this_desk_never_had_the_key_of_can_be_forgotten_too(room: Room, tmp_path: Path) -> None:
    (key,) = room.vault.keys("c1")
    restored = CaseKeys(tmp_path / "restored")  # without the key file, which lies somewhere
    assert read_person(room.case, "p1", restored) is None
    case = room.play(forget_people(room.case, "asked", BY, restored))
    assert case.forgotten_keys == {key}
    finish_forgetting(case, restored)
    restored.take(room.vault.all(), ())
    assert restored.keys("c1") == ()
    with pytest.raises(CaseError, match="nobody to forget"):
        forget_people(case, "again", BY, restored)


def test_a_key_that_is_to_be_destroyed_seals_nothing_any_more(room: Room) -> None:
    room.play(forget_people(room.case, "asked", BY, room.vault))
    room.play(record_person(room.case, "p2", PERSON, BY, vault=room.vault))  # before the destruction
    finish_forgetting(room.case, room.vault)
    assert read_person(room.case, "p2", room.vault) == PERSON


def test_people_can_be_recorded_again_with_another_key(room: Room) -> None:
    room.play(forget_people(room.case, "asked", BY, room.vault))
    finish_forgetting(room.case, room.vault)
    with pytest.raises(CaseError, match="cannot be undone: destroyed the keys of the people of the case: asked"):
        undo_last(room.case, BY)
    room.play(record_person(room.case, "p2", PERSON, BY, vault=room.vault))
    finish_forgetting(room.case, room.vault)
    assert read_person(room.case, "p2", room.vault) == PERSON
