"""The list of cases: there at once after a start, right whoever wrote to the database meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sarex.adapters.node_folder import Node, open_node
from sarex.adapters.sql_engine import writing
from sarex.adapters.sql_heads import SqlHeads
from sarex.adapters.sql_log import SqlLog
from sarex.model.events.entry import Entry
from sarex.operations.case_life import open_case, rename_case
from sarex.web.case_room import CaseRoom


class WatchedLog(SqlLog):
    """Remembers which cases were read whole."""

    def __init__(self, node: Node) -> None:
        super().__init__(node.engine, node.log._signer)
        self.folded: list[str] = []

    def read_case(self, case: str, after: int = 0) -> list[Entry]:
        self.folded += [case]
        return super().read_case(case, after)


def started(node: Node, now_s: Callable[[], float] = time.time) -> tuple[CaseRoom, WatchedLog]:
    """A desk's cases right after its start."""
    log = WatchedLog(node)
    return CaseRoom(log, now_s, lambda _: None, SqlHeads(node.engine)), log


def names(room: CaseRoom) -> dict[str, str]:
    return {head.id: head.name for head in room.heads()}


@pytest.fixture(params=["sqlite", "postgresql"])
def node(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Node]:
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else None
    node = open_node(tmp_path / "node", url)
    yield node
    node.engine.dispose()


def rename(room: CaseRoom, case: str, name: str) -> None:
    room._append(rename_case(room.case(case), name, room.by("Kim")), room.case(case).version)


def test_a_start_folds_only_what_it_does_not_know(node: Node) -> None:
    first, log = started(node)
    for number in range(3):
        first.open(f"c{number}", open_case(f"c{number}", f"Case {number}", first.by("Mori"), exercise=True))
    heads = first.heads()
    first.keep_heads()
    again, log = started(node)
    assert again.heads() == heads
    assert [head.id for head in heads] == ["c2", "c1", "c0"]
    assert log.folded == []
    rename(first, "c1", "Found")  # written by another desk, and not kept by it
    later, log = started(node)
    assert names(later) == {"c0": "Case 0", "c1": "Found", "c2": "Case 2"} == names(again)
    assert log.folded == ["c1"]


def test_a_clock_that_is_set_back_changes_neither_order_nor_chain(tmp_path: Path) -> None:
    node = open_node(tmp_path / "node")
    clock = [1.8e9, 1.8e9 + 86_400.0, 1.8e9 - 86_400.0]
    room, _ = started(node, lambda: clock[0])
    for case in ("c1", "c2", "c3"):
        room.open(case, open_case(case, f"Case {case}", room.by("Mori"), exercise=True))
        clock.append(clock.pop(0))
    rename(room, "c1", "Found")
    assert [head.id for head in room.heads()] == ["c1", "c3", "c2"]
    assert [head.id for head in started(node)[0].heads()] == ["c1", "c3", "c2"]
    assert node.log.check() == 4
    node.engine.dispose()


def test_a_desk_that_knows_less_takes_nothing_back(node: Node) -> None:
    slow, _ = started(node)
    slow.open("c1", open_case("c1", "Overdue", slow.by("Mori"), exercise=True))
    slow.heads()
    quick, _ = started(node)
    rename(quick, "c1", "Found")
    quick.heads()
    quick.keep_heads()
    slow.keep_heads()
    last, log = started(node)
    assert (names(last), log.folded) == ({"c1": "Found"}, [])


def test_what_was_kept_in_another_shape_is_made_anew(node: Node) -> None:
    first, _ = started(node)
    first.open("c1", open_case("c1", "Overdue", first.by("Mori"), exercise=True))
    (head,) = first.heads()
    first.keep_heads()
    for change in ("head = '{}'", "head = 'x'", f"hash = '{'0' * 64}'"):
        with writing(node.engine) as connection:
            connection.exec_driver_sql(f"UPDATE case_head SET {change}")
        again, log = started(node)
        assert (again.heads(), log.folded) == ([head], ["c1"])


def test_a_damaged_case_stays_in_the_list_and_hides_no_other(tmp_path: Path) -> None:
    node = open_node(tmp_path / "node")
    first, _ = started(node)
    for case in ("c1", "c2"):
        first.open(case, open_case(case, f"Case {case}", first.by("Mori"), exercise=True))
    rename(first, "c1", "Found")
    with writing(node.engine) as connection:
        for statement in ("DROP TRIGGER event_no_delete", "DELETE FROM event WHERE case_id = 'c1' AND version = 1"):
            connection.exec_driver_sql(statement)
    again, _ = started(node)
    assert names(again) == {"c1": "c1 (damaged)", "c2": "Case c2"}
    again.keep_heads()
    assert [head.id for head in SqlHeads(node.engine).known().values()] == ["c2"], "it is not taken for known"
    node.engine.dispose()
