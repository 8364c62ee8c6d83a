"""The list of cases as it was last known, so that a desk that starts need not read its whole log first."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Column, Engine, MetaData, String, Table, Text, select, text

from sarex.adapters.sql_engine import reading, writing
from sarex.model.case_head import CaseHead

_tables = MetaData()
_heads = Table(
    "case_head", _tables,
    Column("case_id", String(64), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("head", Text, nullable=False),
)  # fmt: skip
# Of two desks on one database the one that knows less must not undo what the other wrote.
_PUT: Final = text(
    "INSERT INTO case_head (case_id, version, hash, head) VALUES (:case_id, :version, :hash, :head) "
    "ON CONFLICT (case_id) DO UPDATE SET version = excluded.version, hash = excluded.hash, head = excluded.head "
    "WHERE excluded.version >= case_head.version"
)


class SqlHeads:
    """Keeps heads by the hash of the newest event that they know of: as that hash stands for the whole history of its
    case, a head is right for the log that has it, and for no other. Nothing is lost with this table."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        with writing(engine) as connection:
            _tables.create_all(connection)

    def known(self) -> dict[str, CaseHead]:
        """Heads by the hash of their newest event."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(_heads.c.hash, _heads.c.head)).all()
        return {hash_: head for hash_, stored in rows if (head := _read(stored)) is not None}

    def put(self, heads: Iterable[tuple[str, CaseHead]]) -> None:
        """Keep these heads, each with the hash of its newest event. Raises OutputError."""
        rows = [
            {"case_id": head.id, "version": head.version, "hash": hash_,
             "head": json.dumps({**asdict(head), "changed": head.changed.isoformat()})}
            for hash_, head in heads
        ]  # fmt: skip
        with writing(self._engine) as connection:
            connection.execute(_PUT, rows)


def _read(stored: str) -> CaseHead | None:
    """None for what another version of Sarex kept."""
    try:
        fields = json.loads(stored)
        return CaseHead(**{**fields, "changed": datetime.fromisoformat(fields["changed"])})
    except (ValueError, TypeError, KeyError):
        return None
