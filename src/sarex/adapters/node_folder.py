"""The folder of a node: database, large files, keys of people, and who the node is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from sarex.adapters.blob_store import BlobStore
from sarex.adapters.case_keys import CaseKeys
from sarex.adapters.node_identity import KEY_FILE, open_identity
from sarex.adapters.sql_engine import open_engine, sqlite_url
from sarex.adapters.sql_log import SqlLog
from sarex.adapters.whole_file import output_error
from sarex.model.errors import LogError

DATABASE_FILE: Final = "desk.sqlite"
BLOB_FOLDER: Final = "files"
KEY_FOLDER: Final = "keys"


@dataclass(frozen=True)
class Node:
    """What a node keeps, opened."""

    name: str
    folder: Path
    engine: Engine
    log: SqlLog
    blobs: BlobStore
    people: CaseKeys


def open_node(folder: Path, url: str | None = None, name: str = "node", *, make: bool = True) -> Node:
    """The node in this folder; folder, database, identity and tables are made where they are missing.

    url  : of a PostgreSQL database; a SQLite file in the folder without it
    name : for a new node
    make : False refuses a folder without a node
    Raises LogError, OutputError.
    """
    if not make and not (folder / KEY_FILE).is_file():
        raise LogError(f"there is no desk in {folder}; name its folder with --data-dir")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as fault:
        raise output_error(folder, fault) from fault
    identity = open_identity(folder, name)
    engine = open_engine(url or sqlite_url(folder / DATABASE_FILE))
    return Node(
        identity.node, folder, engine, SqlLog(engine, identity), BlobStore(folder / BLOB_FOLDER),
        CaseKeys(folder / KEY_FOLDER),
    )  # fmt: skip
