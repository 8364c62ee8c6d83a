"""`sarex backup` and `sarex restore` from a terminal."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from sarex.adapters.node_folder import open_node
from sarex.model.case import fold
from sarex.model.person_in_distress import PersonInDistress
from sarex.operations.case_life import open_case
from sarex.operations.command import By
from sarex.operations.people import read_person, record_person

BY = By("Mori", datetime(2026, 11, 25, 12, 0, tzinfo=UTC))
PERSON = PersonInDistress(name="Haruka Tanaka")


@pytest.fixture
def desk(tmp_path):
    node = open_node(tmp_path / "desk", name="mrcc-a")
    case = fold(node.log.append(open_case("c1", "Overdue", BY, exercise=True), 0))
    node.log.append(record_person(case, "p1", PERSON, BY, vault=node.people), 1)
    node.engine.dispose()
    return tmp_path / "desk"


def test_a_desk_comes_back_from_its_backup(sarex, desk, tmp_path):
    backup, keys, again = tmp_path / "desk.zip", tmp_path / "keys.json", tmp_path / "again"
    made = json.loads(sarex("backup", backup, "--data-dir", desk, "--keys", keys, "--json").out)
    assert (made["schema"], made["node"], made["events"]) == ("sarex-backup-summary/1", "mrcc-a", 2)
    back = sarex("restore", backup, "--data-dir", again, "--keys", keys)
    assert back.code == 0
    assert "2 events, 0 files" in back.out
    node = open_node(again, make=False)
    assert read_person(fold(node.log.read_case("c1")), "p1", node.people) == PERSON
    node.engine.dispose()


def test_without_a_key_file_it_says_what_is_missing(sarex, desk, tmp_path):
    told = sarex("backup", tmp_path / "desk.zip", "--data-dir", desk)
    assert told.code == 0
    assert "cannot be read from it" in told.out


def test_faults_are_told_in_one_line(sarex, desk, tmp_path):
    (tmp_path / "text.zip").write_text("no archive")
    for arguments, fault in (
        (("backup", tmp_path / "b.zip", "--data-dir", tmp_path / "nothing"), "there is no desk in"),
        (("backup", tmp_path / "no" / "b.zip", "--data-dir", desk), "there is no folder"),
        (("restore", tmp_path / "text.zip", "--data-dir", tmp_path / "new"), "no backup of Sarex"),
        (("restore", tmp_path / "text.zip", "--data-dir", desk), "is not empty"),
        (
            ("restore", tmp_path / "text.zip", "--data-dir", tmp_path / "new", "--keys", tmp_path / "x"),
            "cannot be read",
        ),
    ):
        answer = sarex(*arguments)
        assert (answer.code, answer.out) == (2, "")
        assert fault in answer.err.splitlines()[-1]
    assert not (tmp_path / "nothing").exists()
    assert not (tmp_path / "new").exists()
