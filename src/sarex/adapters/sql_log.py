"""The event log in an SQL database: SQLite or PostgreSQL."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, Engine, func, insert, select
from sqlalchemy.exc import IntegrityError

from sarex.adapters.event_table import EVENTS, NODE_KEYS, entry_of, lock_writers, make_tables, row_of
from sarex.adapters.sql_engine import reading, writing
from sarex.model.errors import ConflictError, LogError
from sarex.model.events.chain import CaseEnd, ChainEnd, TrustedKeys, check_case, check_log, seal_all
from sarex.model.events.entry import Entry
from sarex.model.events.event import Draft
from sarex.model.signature import Signer

POLL_S: Final = 0.05
"""How often a waiting reader looks for events of other processes; those of its own process wake it at once."""
CHECK_PAGE: Final = 5000


class SqlLog:
    """Keeps the promise `EventLog` on the tables of one database."""

    def __init__(self, engine: Engine, signer: Signer) -> None:
        self._engine = engine
        self._signer = signer
        self._news = threading.Condition()
        self._appended = 0
        with writing(engine) as connection:
            lock_writers(connection)
            make_tables(connection)
            self._trust(connection, signer.node, signer.key)
            self._trusted = _trusted(connection)

    def append(self, drafts: Sequence[Draft], expected: int | None) -> tuple[Entry, ...]:
        """See `EventLog`."""
        if not drafts:
            return ()
        try:
            with writing(self._engine) as connection:
                lock_writers(connection)
                entries = self._append(connection, drafts, expected)
        except IntegrityError as fault:
            raise LogError(f"the log takes no such event ({fault.orig}); was it written by something else?") from fault
        with self._news:
            self._appended += 1
            self._news.notify_all()
        return entries

    def _append(self, connection: Connection, drafts: Sequence[Draft], expected: int | None) -> tuple[Entry, ...]:
        last = _last_of_case(connection, drafts[0].case)
        version = last.version if last else 0
        if expected is not None and expected != version:
            raise conflict(drafts[0].case, last, expected)
        case = CaseEnd(version, last.event.place, (last.hash,)) if last else CaseEnd()
        sealed = seal_all(drafts, self._signer, _chain_end(connection, self._signer.key), case)
        position = _last_position(connection)
        entries = tuple(Entry(position + n, version + n, one) for n, one in enumerate(sealed, 1))
        connection.execute(insert(EVENTS), [row_of(entry) for entry in entries])
        return entries

    def read(self, after: int = 0, limit: int = 1000) -> list[Entry]:
        """See `EventLog`."""
        wanted = select(EVENTS).where(EVENTS.c.position > after).order_by(EVENTS.c.position).limit(limit)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted).mappings().all()
        return [entry_of(row) for row in rows]

    def read_case(self, case: str, after: int = 0) -> list[Entry]:
        """See `EventLog`."""
        # The event before is read as well, for the first one of the answer must follow it.
        wanted = select(EVENTS).where(EVENTS.c.case_id == case, EVENTS.c.version >= after).order_by(EVENTS.c.version)
        with uncollected():
            with reading(self._engine) as connection:
                rows = connection.execute(wanted).mappings().all()
                self._trusted = _trusted(connection)
            entries = [entry_of(row) for row in rows]
            before = entries.pop(0) if after > 0 and entries else None
            check_case(entries, self._trusted, before)
        return entries

    def last_position(self) -> int:
        """See `EventLog`."""
        with reading(self._engine) as connection:
            return _last_position(connection)

    def heads(self) -> list[Entry]:
        """See `EventLog`."""
        newest = select(EVENTS.c.case_id, func.max(EVENTS.c.version).label("version")).group_by(EVENTS.c.case_id)
        last = newest.subquery()
        joined = (EVENTS.c.case_id == last.c.case_id) & (EVENTS.c.version == last.c.version)
        wanted = select(EVENTS).join(last, joined).order_by(EVENTS.c.position)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted).mappings().all()
        return [entry_of(row) for row in rows]

    def wait(self, after: int, timeout_s: float) -> bool:
        """See `EventLog`."""
        until = time.monotonic() + timeout_s
        while True:
            # Counted before the look, so that what is appended between look and wait does not go unnoticed.
            heard = self._appended
            if self.last_position() > after:
                return True
            left_s = until - time.monotonic()
            if left_s <= 0:
                return False
            with self._news:
                self._news.wait_for(lambda heard=heard: self._appended > heard, min(left_s, POLL_S))  # type: ignore[misc]

    def everything(self) -> Iterator[Entry]:
        """All events as they are now, page by page."""
        with reading(self._engine) as connection:
            yield from _all(connection, _last_position(connection))

    def check(self) -> int:
        """Check every event, chain and signature of the log. Returns the number of events. Raises LogError."""
        return check_log(self.everything(), self.trusted())

    def restore(self, entries: Iterable[Entry], trusted: TrustedKeys) -> int:
        """Fill an empty log with the entries of another one, all or none, every one checked. Returns how many. Raises
        LogError."""
        with writing(self._engine) as connection:
            lock_writers(connection)
            if _last_position(connection):
                raise LogError("this log has events already; restore into an empty folder and database")
            known = {node: set(keys) for node, keys in trusted.items()}
            for node, keys in sorted(known.items()):
                for key in sorted(keys):
                    self._trust(connection, node, key)
            count = check_log(_written(connection, entries), trusted)
            self._trusted = _trusted(connection)
        return count

    def trusted(self) -> TrustedKeys:
        """The public keys that are known to belong to each node."""
        with reading(self._engine) as connection:
            return _trusted(connection)

    def _trust(self, connection: Connection, node: str, key: str) -> None:
        known = select(NODE_KEYS).where(NODE_KEYS.c.node == node, NODE_KEYS.c.key == key)
        if connection.execute(known).first() is None:
            connection.execute(insert(NODE_KEYS).values(node=node, key=key))


@contextmanager
def uncollected() -> Iterator[None]:
    """Let the collector of cycles rest: it would walk thousands of new events again and again, a third of the time, and
    find no cycle among them."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def conflict(case: str, last: Entry | None, expected: int) -> ConflictError:
    """What the later one of two writers is told."""
    if last is None:
        return ConflictError(f"there is no case {case!r}; open it first", by="", what="", version=0)
    return ConflictError(
        f"case {case!r} is at version {last.version}, and you saw {expected}: {last.author} wrote {last.kind} since; "
        "look at it and try again",
        by=last.author, what=last.kind, version=last.version,
    )  # fmt: skip


def _last_of_case(connection: Connection, case: str) -> Entry | None:
    wanted = select(EVENTS).where(EVENTS.c.case_id == case).order_by(EVENTS.c.version.desc()).limit(1)
    row = connection.execute(wanted).mappings().first()
    return None if row is None else entry_of(row)


def _chain_end(connection: Connection, key: str) -> ChainEnd:
    columns = select(EVENTS.c.sequence, EVENTS.c.hash).where(EVENTS.c.key == key)
    row = connection.execute(columns.order_by(EVENTS.c.sequence.desc()).limit(1)).first()
    return ChainEnd() if row is None else ChainEnd(row.sequence, row.hash)


def _last_position(connection: Connection) -> int:
    return connection.execute(select(func.max(EVENTS.c.position))).scalar() or 0


def _trusted(connection: Connection) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for node, key in connection.execute(select(NODE_KEYS.c.node, NODE_KEYS.c.key)).all():
        found.setdefault(node, set()).add(key)
    return {node: frozenset(keys) for node, keys in found.items()}


def _all(connection: Connection, last: int) -> Iterator[Entry]:
    position = 0
    while position < last:
        wanted = select(EVENTS).where(EVENTS.c.position > position, EVENTS.c.position <= last)
        rows = connection.execute(wanted.order_by(EVENTS.c.position).limit(CHECK_PAGE)).mappings().all()
        yield from (entry_of(row) for row in rows)
        position = rows[-1]["position"] if rows else last


def _written(connection: Connection, entries: Iterable[Entry]) -> Iterator[Entry]:
    for entry in entries:
        connection.execute(insert(EVENTS), [row_of(entry)])
        yield entry
