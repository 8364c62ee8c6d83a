"""The one SQL database of a node: SQLite in its folder by default, PostgreSQL by URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from sarex.model.errors import OutputError

BUSY_MS: Final = 10_000
"""How long a writer waits for another one."""
CONNECTIONS_KEPT: Final = 10
CONNECTIONS_MAX: Final = 60
"""More than the server has threads, so that none ever waits for another's; PostgreSQL itself takes 100."""
_PRAGMAS: Final = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}")


def sqlite_url(path: Path) -> str:
    """The URL of a database file."""
    return f"sqlite:///{path.resolve().as_posix()}"


def open_engine(url: str) -> Engine:
    """The database at this URL; a SQLite file is made if need be. Raises OutputError where it cannot be had."""
    try:
        target = make_url(url)
        lite = target.get_backend_name() == "sqlite"
        arguments: dict[str, Any] = {"connect_args": {"check_same_thread": False}} if lite else {"pool_pre_ping": True}
        more = CONNECTIONS_MAX - CONNECTIONS_KEPT
        engine = create_engine(target, pool_size=CONNECTIONS_KEPT, max_overflow=more, **arguments)
        if lite:
            event.listen(engine, "connect", _prepare)
            event.listen(engine, "begin", _begin)
        with engine.connect():
            pass
    except (ArgumentError, NoSuchModuleError, ImportError, DBAPIError) as fault:
        reason = str(getattr(fault, "orig", None) or fault).splitlines()[0]
        raise OutputError(
            f"the database cannot be opened ({reason}); give sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
        ) from None
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads. Raises OutputError where the database fails."""
    with _told(), engine.begin() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: whole on the disk when the block ends well, or nothing. Raises OutputError."""
    with _told(), engine.execution_options(writing=True).begin() as connection:
        yield connection


@contextmanager
def _told() -> Iterator[None]:
    """A breach of a table's rule is left to the caller; what the disk or the server refuses becomes an OutputError."""
    from sqlalchemy.exc import IntegrityError

    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as fault:
        reason = str(fault.orig).splitlines()[0]
        raise OutputError(
            f"the database refuses ({reason}); nothing was changed, free some space or see that it runs"
        ) from fault


def _prepare(connection: Any, _record: Any) -> None:
    # Transactions are begun by _begin: the driver's own way begins them late, and a reader that turns writer fails.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
