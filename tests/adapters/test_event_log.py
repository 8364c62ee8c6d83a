"""One contract for every keeper of the event log: memory, SQLite, PostgreSQL."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from sarex.adapters import event_table, sql_engine
from sarex.adapters.event_table import lock_writers
from sarex.adapters.memory_log import MemoryLog
from sarex.adapters.node_identity import open_identity
from sarex.adapters.sql_engine import open_engine, sqlite_url, writing
from sarex.adapters.sql_log import SqlLog
from sarex.model.case import fold
from sarex.model.errors import ConflictError, LogError, OutputError
from sarex.model.events.case_events import CaseOpened, CaseRenamed
from sarex.model.events.event import Draft
from sarex.model.events.note_events import NoteWritten
from sarex.model.events.payload import Payload
from scripted_case import STEPS, hash_of, opening, step_of

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
Opener = Callable[[], Any]


def say(payload: Payload, case: str = "c1", author: str = "Mori") -> Draft:
    return Draft(case=case, author=author, time=NOW, payload=payload)


def opened(case: str = "c1") -> list[Draft]:
    return [say(CaseOpened(name="Overdue", exercise=True), case)]


def notes(*names: str, case: str = "c1", author: str = "Mori") -> list[Draft]:
    return [say(NoteWritten(note=name, text=f"note {name}"), case, author) for name in names]


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def open_log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Opens the same log again and again, as another process would. A memory log is there only once."""
    identity, engines = open_identity(tmp_path, "mrcc-a"), []
    if request.param == "memory":
        only = MemoryLog(identity)
        yield lambda: only
        return
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else sqlite_url(tmp_path / "log")

    def opener() -> SqlLog:
        engines.append(open_engine(url))
        return SqlLog(engines[-1], identity)

    yield opener
    for engine in engines:
        engine.dispose()


def test_an_empty_log_has_nothing(open_log: Opener) -> None:
    log = open_log()
    assert (log.read(), log.read_case("c1"), log.last_position(), log.heads()) == ([], [], 0, [])
    assert log.append([], None) == ()


def test_what_was_appended_is_read_by_everybody(open_log: Opener) -> None:
    log, other = open_log(), open_log()
    first = log.append(opened(), 0)
    second = log.append(notes("a", "b"), 1)
    assert other.read() == [*first, *second] == log.read_case("c1")
    assert [(entry.position, entry.version, entry.event.sequence) for entry in other.read()] == [
        (1, 1, 1), (2, 2, 2), (3, 3, 3),
    ]  # fmt: skip
    assert [entry.kind for entry in other.read()] == ["case_opened", "note_written", "note_written"]
    assert {(entry.author, entry.node, entry.time) for entry in other.read()} == {("Mori", "mrcc-a", NOW)}


def test_it_is_read_from_any_place(open_log: Opener) -> None:
    log = open_log()
    log.append(opened(), 0)
    log.append(opened("c2"), 0)
    log.append(notes("a", "b", "c"), 1)
    assert [entry.position for entry in log.read(after=2, limit=2)] == [3, 4]
    assert [entry.version for entry in log.read_case("c1", after=2)] == [3, 4]
    assert log.read_case("c1", after=4) == log.read_case("c1", after=9) == log.read(after=5) == []
    assert log.last_position() == 5
    assert [(head.case, head.version, head.position) for head in log.heads()] == [("c2", 1, 2), ("c1", 4, 5)]


def test_the_later_writer_is_told(open_log: Opener) -> None:
    log, other = open_log(), open_log()
    log.append(opened(), 0)
    other.append(notes("a", author="Kim"), 1)
    with pytest.raises(ConflictError, match="at version 2, and you saw 1: Kim wrote note_written") as told:
        log.append([say(CaseRenamed(name="Mine"))], 1)
    assert (told.value.by, told.value.what, told.value.version) == ("Kim", "note_written", 2)
    with pytest.raises(ConflictError):
        log.append(opened(), 0)
    with pytest.raises(ConflictError, match="there is no case 'c9'"):
        log.append(notes("a", case="c9"), 3)
    assert log.last_position() == 2
    assert log.append(notes("b"), None)[0].version == 3


def test_the_order_is_that_of_the_log_whatever_the_clocks_say(open_log: Opener) -> None:
    log = open_log()
    log.append(opened(), 0)
    times = [NOW - timedelta(days=400), NOW + timedelta(days=400), NOW]
    for number, time_ in enumerate(times):
        log.append([notes(f"n{number}")[0].model_copy(update={"time": time_})], number + 1)
    case = fold(log.read_case("c1"))
    assert [entry.time for entry in log.read(after=1)] == times
    assert (list(case.notes), case.changed) == (["n0", "n1", "n2"], NOW)


def test_all_or_nothing(open_log: Opener) -> None:
    log = open_log()
    log.append(opened(), 0)
    large = say(CaseRenamed.model_construct(name="x" * 1_100_000))
    with pytest.raises(LogError, match="keep what is large as a file"):
        log.append([*notes("a"), large], 1)
    with pytest.raises(LogError, match="one case at a time"):
        log.append([*notes("a"), *notes("a", case="c2")], 1)
    assert [entry.kind for entry in log.read()] == ["case_opened"]
    assert log.append(notes("b"), 1)[0].event.sequence == 2


def test_writers_at_once_lose_nothing_and_never_share_a_place(open_log: Opener) -> None:
    log, other = open_log(), open_log()
    log.append(opened(), 0)
    accepted: list[str] = []
    conflicts: list[ConflictError] = []

    def write(to: Any, author: str) -> None:
        for number in range(20):
            expected = to.read_case("c1")[-1].version if number % 2 else None
            try:
                accepted.extend(entry.hash for entry in to.append(notes(f"{author}{number}", author=author), expected))
            except ConflictError as told:
                conflicts.append(told)

    threads = [threading.Thread(target=write, args=(log if n % 2 else other, f"Author{n}")) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries = log.read_case("c1")
    assert len(accepted) + len(conflicts) == 80
    assert {entry.hash for entry in entries[1:]} == set(accepted)
    assert [entry.position for entry in log.read()] == list(range(1, len(accepted) + 2))


def test_a_reader_waits_for_what_is_new(open_log: Opener) -> None:
    log, other = open_log(), open_log()
    log.append(opened(), 0)
    assert log.wait(0, 0.0)
    assert not log.wait(1, 0.05)
    for writer in (log, other):
        position = log.last_position()
        timer = threading.Timer(0.05, lambda writer=writer: writer.append(notes(f"n{time.monotonic_ns()}"), None))
        timer.start()
        assert log.wait(position, 30.0)
        timer.join()


def test_the_scripted_case_is_the_same_in_every_log(open_log: Opener) -> None:
    log = open_log()
    case = fold(log.append(opening("c1"), 0))
    for number in range(len(STEPS)):
        for entry in log.append(step_of(case, number), case.version):
            case = case.after(entry)
    read = fold(open_log().read_case("c1"))
    assert read == case
    assert (read.name, read.state, read.version, read.changed_by) == ("Fishing vessel found", "closed", 20, "Kim")
    assert read.plan_sha256 == hash_of("plan2")
    assert (read.results, read.results_applied, list(read.people)) == ({}, (), ["p1"])


@pytest.fixture(params=["sqlite", "postgresql"])
def sql_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return (
        str(request.getfixturevalue("postgresql_url"))
        if request.param == "postgresql"
        else sqlite_url(tmp_path / "log")
    )


@pytest.mark.parametrize("statement", ["UPDATE event SET version = 9", "DELETE FROM event"])
def test_the_database_refuses_to_change_an_event(sql_url: str, tmp_path: Path, statement: str) -> None:
    engine = open_engine(sql_url)
    log = SqlLog(engine, open_identity(tmp_path))
    log.append(opened(), 0)
    with pytest.raises(DBAPIError, match="only ever added"), engine.begin() as connection:
        connection.execute(text(statement))
    assert len(log.read()) == 1
    engine.dispose()


def without_guards(engine: Any, statement: str, **values: Any) -> None:
    """What somebody does who owns the database."""
    with writing(engine) as connection:
        for trigger in ("event_no_update", "event_no_delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
        connection.execute(text(statement), values)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE event SET body = replace(body, 'note b', 'note B') WHERE version = 3", "was changed after"),
        ("DELETE FROM event WHERE version = 3", "does not follow event 2"),
        ("DELETE FROM event WHERE version <= 2", "does not follow event 0"),
        ("UPDATE event SET signature = zeroblob(64) WHERE version = 4", "a signature that is not of mrcc-a"),
        ("DELETE FROM node_key", "a key that is not known"),
    ],
)
def test_tampering_is_seen(tmp_path: Path, statement: str, fault: str) -> None:
    engine = open_engine(sqlite_url(tmp_path / "log"))
    log = SqlLog(engine, open_identity(tmp_path, "mrcc-a"))
    log.append(opened(), 0)
    log.append(notes("a", "b", "c"), 1)
    without_guards(engine, statement.replace("replace(body, 'note b', 'note B')",
                   "CAST(replace(CAST(body AS TEXT), 'note b', 'note B') AS BLOB)"))  # fmt: skip
    with pytest.raises(LogError, match=fault):
        log.read_case("c1")
    with pytest.raises(LogError):
        log.check()
    engine.dispose()


def test_a_writer_does_not_wait_for_ever(sql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_table, "BUSY_MS", 50)
    monkeypatch.setattr(sql_engine, "_PRAGMAS", ("journal_mode=WAL", "busy_timeout=50"))
    hindering, engine = open_engine(sql_url), open_engine(sql_url)
    log = SqlLog(engine, open_identity(tmp_path))
    log.append(opened(), 0)
    with writing(hindering) as connection:
        lock_writers(connection)
        with pytest.raises(OutputError, match="the database refuses"):
            log.append(notes("a"), 1)
    assert log.append(notes("a"), 1)[0].version == 2
    engine.dispose()
    hindering.dispose()


def test_a_full_disk_keeps_nothing_of_an_event_and_the_log_goes_on(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "log"))
    log = SqlLog(engine, open_identity(tmp_path))
    log.append(opened(), 0)
    with writing(engine) as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    large = say(NoteWritten(note="large", text="x" * 19_000))
    with pytest.raises(OutputError, match=r"database or disk is full.*free some space"):
        log.append([*notes("a"), large], 1)
    assert [entry.kind for entry in log.read()] == ["case_opened"]
    assert log.append(notes("b"), 1)[0].version == 2
    assert log.check() == 2
    engine.dispose()


def test_a_new_key_begins_a_new_chain_in_the_same_log(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "log"))
    first = SqlLog(engine, open_identity(tmp_path, "mrcc-a"))
    first.append(opened(), 0)
    (tmp_path / "node.key").unlink()
    second = SqlLog(engine, open_identity(tmp_path))
    (entry,) = second.append(notes("a"), 1)
    assert (entry.event.sequence, entry.event.previous, entry.node) == (1, "", "mrcc-a")
    assert len(second.read_case("c1")) == second.check() == 2
    engine.dispose()


def test_many_events_are_read_checked_and_folded(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "log"))
    log = SqlLog(engine, open_identity(tmp_path, "mrcc-a"))
    log.append(opened(), 0)
    log.append(notes(*(f"n{number}" for number in range(2000))), 1)
    case = fold(log.read_case("c1"))
    assert (case.version, len(case.notes)) == (2001, 2000)
    engine.dispose()
