"""Jobs in the SQL database of the node, so that none is lost when the server is stopped."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Column, Engine, Float, Integer, MetaData, String, Table, Text, delete, insert, select, update

from sarex.adapters.sql_engine import reading, writing
from sarex.model.job import OVER, Job, JobState
from sarex.model.sentence import Sentence

KEPT_S: Final = 30 * 86_400.0
"""Jobs that are over are forgotten after so long."""
SAID: Final = ("text", "error")
_tables = MetaData()
_jobs = Table(
    "job", _tables,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("case_id", String(64), nullable=False, index=True),
    Column("author", String(80), nullable=False),
    Column("spec", Text, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("share", Float, nullable=False),
    Column("text", Text, nullable=False),
    Column("best_pos", Float),
    Column("error", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_s", Float, nullable=False),
)  # fmt: skip


class SqlJobs:
    """Keeps jobs. Every function may be called from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        with writing(engine) as connection:
            _tables.create_all(connection)

    def add(self, job: Job) -> None:
        """A new job."""
        with writing(self._engine) as connection:
            connection.execute(delete(_jobs).where(_jobs.c.state.in_(OVER), _jobs.c.created_s < job.created_s - KEPT_S))
            connection.execute(insert(_jobs).values(_row(job)))

    def put(self, job: Job) -> None:
        """The job as it is now."""
        with writing(self._engine) as connection:
            connection.execute(update(_jobs).where(_jobs.c.id == job.id).values(_row(job)))

    def get(self, job_id: str) -> Job | None:
        """The job as it was last put."""
        with reading(self._engine) as connection:
            row = connection.execute(select(_jobs).where(_jobs.c.id == job_id)).mappings().first()
        return None if row is None else _job(row)

    def in_state(self, *states: JobState) -> list[Job]:
        """Jobs in any of these states, the oldest first."""
        with reading(self._engine) as connection:
            wanted = select(_jobs).where(_jobs.c.state.in_(states)).order_by(_jobs.c.sequence)
            return [_job(row) for row in connection.execute(wanted).mappings().all()]


def _row(job: Job) -> dict[str, Any]:
    row = asdict(job)
    row["case_id"], row["spec"] = row.pop("case"), json.dumps(dict(job.spec), ensure_ascii=False)
    return row | {name: json.dumps(row[name].stored(), ensure_ascii=False) for name in SAID}


def _job(row: Any) -> Job:
    values = {key: row[key] for key in row if key not in ("sequence", "case_id", "spec")}
    values |= {name: _said(values[name]) for name in SAID}
    return Job(case=row["case_id"], spec=json.loads(row["spec"]), **values)


def _said(kept: str) -> Sentence:
    """Jobs of earlier versions hold bare text."""
    return Sentence.read(json.loads(kept)) if kept[:1] in ('"', "{") else Sentence.plain(kept)
