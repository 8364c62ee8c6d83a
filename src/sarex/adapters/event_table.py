"""The table of events, which takes nothing but additions."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    LargeBinary,
    MetaData,
    RowMapping,
    String,
    Table,
    UniqueConstraint,
    inspect,
)

from sarex.adapters.sql_engine import BUSY_MS
from sarex.model.events.entry import Entry
from sarex.model.events.event import SealedEvent, read_stored

TABLES: Final = MetaData()
EVENTS: Final = Table(
    "event", TABLES,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("case_id", String(64), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("place", BigInteger, nullable=False),
    Column("key", String(64), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("signature", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("case_id", "version"),
    UniqueConstraint("key", "sequence"),
)  # fmt: skip
NODE_KEYS: Final = Table(
    "node_key", TABLES, Column("node", String(32), primary_key=True), Column("key", String(64), primary_key=True)
)
"""The public keys that are known to belong to a node: the own ones, and later those of partners."""

_ONLY_ADDITIONS: Final = "events are only ever added"
_GUARDS: Final = {
    "sqlite": tuple(
        f"CREATE TRIGGER event_no_{what} BEFORE {what} ON event BEGIN SELECT RAISE(ABORT, '{_ONLY_ADDITIONS}'); END"
        for what in ("update", "delete")
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION event_only_additions() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_ONLY_ADDITIONS}'; END $$",
        "CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON event "
        "FOR EACH STATEMENT EXECUTE FUNCTION event_only_additions()",
    ),
}

# One writer at a time, so that positions have no gap and come to readers in order. SQLite has but one writer by itself.
_LOCK: Final = 7_363_078_001
"""Of all programs on a PostgreSQL database that take advisory locks, those with this number are event logs of Sarex."""


def lock_writers(connection: Connection) -> None:
    """Keep every other writer of events out until the end of this transaction, and have it on the disk then."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {BUSY_MS}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        connection.exec_driver_sql("SET LOCAL synchronous_commit = on")


def make_tables(connection: Connection) -> None:
    """Make what is missing, with the guards against every change of an event."""
    if not inspect(connection).has_table(EVENTS.name):
        TABLES.create_all(connection)
        for guard in _GUARDS[connection.dialect.name]:
            connection.exec_driver_sql(guard)


def row_of(entry: Entry) -> dict[str, Any]:
    """The entry as a row of the table."""
    event, sealed = entry.event, entry.sealed
    return {
        "position": entry.position, "case_id": event.case, "version": entry.version, "place": event.place,
        "key": event.key, "sequence": event.sequence, "hash": sealed.hash, "signature": sealed.signature,
        "body": sealed.body,
    }  # fmt: skip


def entry_of(row: RowMapping) -> Entry:
    """The entry in a row. Raises LogError where it cannot be read."""
    body = bytes(row["body"])
    sealed = SealedEvent(read_stored(body), body, bytes(row["signature"]), row["hash"])
    return Entry(row["position"], row["version"], sealed)
