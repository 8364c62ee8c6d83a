"""A backup becomes the same node again, less what was forgotten; a bad one becomes nothing."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sarex.adapters.backup_archive import write_backup
from sarex.adapters.node_folder import Node, open_node
from sarex.adapters.restore import restore_backup
from sarex.adapters.sql_people import KEPT_TABLES, SqlPeople
from sarex.model.case import Case, fold
from sarex.model.errors import LogError, OutputError
from sarex.model.events.forcing_events import ForcingAttached
from sarex.model.events.note_events import FileAttached
from sarex.model.person_in_distress import PersonInDistress
from sarex.operations.case_content import attach_forcing
from sarex.operations.case_life import open_case, rename_case
from sarex.operations.command import By
from sarex.operations.notes import attach_file, keep_sealed_file, read_file, read_note, write_note
from sarex.operations.people import finish_forgetting, forget_people, read_person, record_person

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
BY = By("Mori", NOW)
SECRET = "Haruka Tanaka"
PERSON = PersonInDistress(name=SECRET, age=41, medical="diabetic", telephone="+81 90 0000 0000")
WIND = b"wind of the strait" * 1000


def add(node: Node, case: Case, *steps: Callable[[Case], list]) -> Case:  # type: ignore[type-arg]
    for step in steps:
        case = fold(node.log.append(step(case), case.version), case)
    return case


def photograph(node: Node, case: Case) -> list:  # type: ignore[type-arg]
    sha256, key = keep_sealed_file(case, "f1", f"photograph of {SECRET}".encode(), vault=node.people, blobs=node.blobs)
    file = FileAttached(file="f1", name="photograph", media_type="image/jpeg", sha256=sha256, key=key)
    return attach_file(case, file, BY)


def photo(case: Case) -> FileAttached:
    payload = case.files["f1"].event.payload
    assert isinstance(payload, FileAttached)
    return payload


@pytest.fixture(params=["sqlite", "postgresql"])
def node(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Node]:
    """Two cases: c1 with a person, a sealed note and a sealed photograph, c2 with another person."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else None
    node = open_node(tmp_path / "node", url, "mrcc-a")
    for name in ("c1", "c2"):
        case = fold(node.log.append(open_case(name, f"Case {name}", BY, exercise=True), 0))
        add(node, case, lambda case: record_person(case, "p1", PERSON, BY, vault=node.people))
    wind = ForcingAttached(forcing="w", name="wind", source="file", sha256=node.blobs.put(WIND), coverage={})
    add(
        node, fold(node.log.read_case("c1")),
        lambda case: attach_forcing(case, wind, BY),
        lambda case: write_note(case, "n1", f"the wife of {SECRET} called", BY, vault=node.people),
        lambda case: photograph(node, case),
    )  # fmt: skip
    people = SqlPeople(node.engine)
    people.add("Mori", "coordinator", "correct horse battery", 0.0)
    people.note("Mori", "signed in", now_s=1.0)
    yield node
    node.engine.dispose()


def restored(tmp_path: Path, keys: Path | None = None, name: str = "again") -> Node:
    restore_backup(tmp_path / "b.zip", tmp_path / name, key_file=keys, tables=KEPT_TABLES)
    return open_node(tmp_path / name, make=False)


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_restored_node_is_the_same_and_goes_on(node: Node, tmp_path: Path) -> None:
    made = write_backup(node, tmp_path / "b.zip", NOW, tables=KEPT_TABLES)
    node.people.write_key_file(tmp_path / "keys.json")
    assert (made.node, made.events, len(made.files), made.missing) == ("mrcc-a", 7, 2, ())

    again = restored(tmp_path, tmp_path / "keys.json")
    assert again.log.read() == node.log.read()
    assert again.name == "mrcc-a"
    for name in ("c1", "c2"):
        assert read_person(fold(again.log.read_case(name)), "p1", again.people) == PERSON
    case = fold(again.log.read_case("c1"))
    wind = case.forcing["w"].event.payload
    assert isinstance(wind, ForcingAttached)
    assert again.blobs.read(wind.sha256) == WIND
    people = SqlPeople(again.engine)
    assert [person.name for person in people.everyone()] == ["Mori"]
    assert people.sign_in("Mori", "correct horse battery", 2.0) is not None
    people.note("Mori", "signed in", now_s=3.0)

    # It signs with a key of its own, in a chain of its own: what the lost node wrote later can still be told from it.
    (entry,) = again.log.append(rename_case(case, "Goes on", BY), case.version)
    assert entry.event.key != node.log.read(limit=1)[0].event.key
    assert (entry.event.sequence, again.log.check()) == (1, 8)
    again.engine.dispose()


def test_a_backup_holds_no_secret(node: Node, tmp_path: Path) -> None:
    write_backup(node, tmp_path / "b.zip", NOW, tables=KEPT_TABLES)
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert b"wind of the strait" in content
    for secret in (SECRET, "diabetic", "+81 90", "PRIVATE KEY", *(key.secret for key in node.people.all())):
        assert secret.encode() not in content
    again = restored(tmp_path)
    case = fold(again.log.read_case("c1"))
    assert read_person(case, "p1", again.people) is None
    again.engine.dispose()


def test_a_destroyed_key_makes_the_person_unreadable_everywhere_and_nothing_else(node: Node, tmp_path: Path) -> None:
    write_backup(node, tmp_path / "b.zip", NOW, tables=KEPT_TABLES)
    node.people.write_key_file(tmp_path / "keys.json")
    before = fold(node.log.read_case("c1"))
    assert read_file(before, photo(before), vault=node.people, blobs=node.blobs) == f"photograph of {SECRET}".encode()
    secrets = [key.secret.encode() for key in node.people.all() if key.case == "c1"]
    case = add(node, before, lambda case: forget_people(case, "asked by the person", BY, node.people))
    assert finish_forgetting(case, node.people) == ()

    # In the node: log and chain are whole, the other case is untouched.
    assert node.log.check() == 8
    assert case.people == {}
    sealed = before.people["p1"].event.payload
    assert node.people.unseal("c1", "person p1", sealed.sealed) is None  # type: ignore[attr-defined]
    assert read_file(case, photo(case), vault=node.people, blobs=node.blobs) is None
    assert read_note(case, case.notes["n1"].event.payload, node.people) is None  # type: ignore[arg-type]
    assert read_person(fold(node.log.read_case("c2")), "p1", node.people) == PERSON
    for secret in secrets:
        assert secret not in everything_in(tmp_path)

    # In the backup made before, with the key file that lay beside it.
    again = restored(tmp_path, tmp_path / "keys.json")
    old = fold(again.log.read_case("c1"))
    assert list(old.people) == ["p1"]
    assert read_person(old, "p1", again.people) is None
    assert read_person(fold(again.log.read_case("c2")), "p1", again.people) == PERSON
    assert set(old.notes) == set(case.notes)
    again.engine.dispose()


def test_an_old_copy_of_the_key_file_opens_nothing_that_the_log_forgot(node: Node, tmp_path: Path) -> None:
    node.people.write_key_file(tmp_path / "keys.json")
    shutil.copy2(tmp_path / "keys.json", tmp_path / "copy.json")
    case = fold(node.log.read_case("c1"))
    finish_forgetting(add(node, case, lambda case: forget_people(case, "asked", BY, node.people)), node.people)
    write_backup(node, tmp_path / "b.zip", NOW)
    again = restored(tmp_path, tmp_path / "copy.json")
    assert again.people.keys("c1") == ()
    assert read_person(fold(again.log.read_case("c2")), "p1", again.people) == PERSON
    again.engine.dispose()


def test_a_key_file_out_of_reach_is_told(node: Node, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    node.people.write_key_file(tmp_path / "stick" / "keys.json")
    shutil.rmtree(tmp_path / "stick")
    case = fold(node.log.read_case("c1"))
    case = add(node, case, lambda case: forget_people(case, "asked", BY, node.people))
    assert finish_forgetting(case, node.people) == (str(tmp_path / "stick" / "keys.json"),)


def test_a_missing_file_is_told_and_the_rest_is_kept(node: Node, tmp_path: Path) -> None:
    sha256 = node.blobs.put(WIND)
    node.blobs.path(sha256).write_bytes(b"rotten")
    made = write_backup(node, tmp_path / "b.zip", NOW)
    assert (made.missing, len(made.files)) == ((sha256,), 1)
    again = restored(tmp_path)
    assert again.log.read() == node.log.read()
    again.engine.dispose()


def rewritten(source: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)


def without_last_event(name: str, content: bytes) -> bytes:
    return b"".join(content.splitlines(keepends=True)[:-1]) if name == "events.jsonl" else content


def another_name(_name: str, content: bytes) -> bytes:
    return content.replace(b"Case c2", b"Case c3")


def another_wind(_name: str, content: bytes) -> bytes:
    return content.replace(b"wind of", b"Wind of")


@pytest.mark.parametrize("node", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (another_name, "a signature that is not of mrcc-a"),
        (without_last_event, "promises 7 events and holds 6"),
        (another_wind, "damaged"),
        (lambda name, content: None if name.startswith("files/") else content, "cannot be read"),
        (lambda name, content: None if name.endswith("backup.json") else content, "no backup of Sarex"),
        (lambda name, content: b"{}" if name.endswith("backup.json") else content, "no backup of Sarex"),
        (lambda name, content: b"[1]\n" if name == "events.jsonl" else content, "something else than an object"),
        (lambda name, content: b'{"position": 1}\n' if name == "events.jsonl" else content, "event 1 of the backup"),
        (lambda name, content: b'{"a": 1}\n' if name.startswith("tables/") else content, "lacks"),
    ],
)
def test_a_bad_backup_becomes_nothing(
    node: Node, tmp_path: Path, change: Callable[[str, bytes], bytes | None], fault: str
) -> None:
    write_backup(node, tmp_path / "good.zip", NOW, tables=KEPT_TABLES)
    rewritten(tmp_path / "good.zip", tmp_path / "b.zip", change)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(LogError, match=fault):
        restored(tmp_path)
    assert sorted(tmp_path.iterdir()) == before


def test_nothing_is_restored_over_something(node: Node, tmp_path: Path) -> None:
    write_backup(node, tmp_path / "b.zip", NOW)
    with pytest.raises(OutputError, match="is not empty"):
        restored(tmp_path, name="node")
    (tmp_path / "text.zip").write_text("no archive")
    with pytest.raises(LogError, match="no backup of Sarex"):
        restore_backup(tmp_path / "text.zip", tmp_path / "x")
    with pytest.raises(OutputError, match="there is no folder"):
        restore_backup(tmp_path / "b.zip", tmp_path / "no" / "x")


def test_it_is_restored_into_an_empty_postgresql_database(tmp_path: Path, postgresql_url: str) -> None:
    node = open_node(tmp_path / "node", name="mrcc-a")
    node.log.append(open_case("c1", "Case", BY, exercise=True), 0)
    write_backup(node, tmp_path / "b.zip", NOW)
    node.engine.dispose()
    restore_backup(tmp_path / "b.zip", tmp_path / "pg", url=postgresql_url)
    with pytest.raises(LogError, match="has events already"):
        restore_backup(tmp_path / "b.zip", tmp_path / "pg2", url=postgresql_url)
    assert not (tmp_path / "pg2").exists()
    again = open_node(tmp_path / "pg", postgresql_url)
    assert fold(again.log.read_case("c1")).name == "Case"
    again.engine.dispose()


def test_a_damaged_log_leaves_the_older_backup(tmp_path: Path) -> None:
    node = open_node(tmp_path / "node", name="mrcc-a")
    node.log.append(open_case("c1", "Case", BY, exercise=True), 0)
    write_backup(node, tmp_path / "b.zip", NOW)
    older = (tmp_path / "b.zip").read_bytes()
    with node.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM node_key")
    with pytest.raises(LogError, match="the log is damaged"):
        write_backup(node, tmp_path / "b.zip", NOW)
    assert (tmp_path / "b.zip").read_bytes() == older
    assert json.loads(zipfile.ZipFile(tmp_path / "b.zip").read("sarex-backup.json"))["events"] == 1
    node.engine.dispose()
