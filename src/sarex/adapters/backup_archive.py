"""A backup: one ZIP file with the log, the files that it names and the people of the desk, whole and checked.

It holds no secret key: neither that by which the node signs, nor those that open what is known of people.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from pydantic import ValidationError
from sqlalchemy import RowMapping, Table, inspect, select

from sarex import __version__
from sarex.adapters.blob_store import BlobStore
from sarex.adapters.node_folder import Node
from sarex.adapters.sql_engine import reading
from sarex.adapters.whole_file import whole_file
from sarex.model.backup import BackupManifest
from sarex.model.canonical import sha256_hex
from sarex.model.errors import LogError
from sarex.model.events.chain import check_log
from sarex.model.events.entry import Entry
from sarex.model.events.event import EVENT_BYTES_MAX, SealedEvent, read_body

MANIFEST: Final = "sarex-backup.json"
EVENTS: Final = "events.jsonl"
LINE_BYTES_MAX: Final = 7 * EVENT_BYTES_MAX
"""An event in quotes: a character can take six bytes."""
MANIFEST_BYTES_MAX: Final = 100_000_000


def write_backup(node: Node, path: Path, now: datetime, *, tables: Sequence[Table] = ()) -> BackupManifest:
    """Write a backup of a node, which may go on working meanwhile. An older file at `path` stays until this one is
    whole. Raises LogError where the log is damaged, OutputError.

    tables : what else of the database belongs into it, if it is there
    """
    trusted = node.log.trusted()
    with reading(node.engine) as connection:
        tables = [table for table in tables if inspect(connection).has_table(table.name)]
    named: dict[str, None] = {}
    with whole_file(path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(EVENTS, "w", force_zip64=True) as lines:
            events = check_log(_noted(node.log.everything(), lines, named), trusted)
        for table in tables:
            with archive.open(_table_file(table), "w", force_zip64=True) as lines, reading(node.engine) as connection:
                _write_rows(lines, connection.execute(select(table)).mappings())
        missing = [sha256 for sha256 in named if not _copied(node.blobs, sha256, archive)]
        manifest = BackupManifest(
            node=node.name, made=now, sarex_version=__version__, events=events,
            node_keys={name: tuple(sorted(keys)) for name, keys in trusted.items()},
            files=tuple(sha256 for sha256 in named if sha256 not in missing), missing=tuple(missing),
            tables=tuple(table.name for table in tables),
        )  # fmt: skip
        archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))
    return manifest


def _noted(entries: Iterable[Entry], lines: IO[bytes], named: dict[str, None]) -> Iterator[Entry]:
    """Writes each entry as it passes, and notes the files that it names."""
    for entry in entries:
        sealed = entry.sealed
        line = {"position": entry.position, "version": entry.version, "signature": sealed.signature.hex(),
                "body": sealed.body.decode()}  # fmt: skip
        lines.write(json.dumps(line).encode() + b"\n")
        named.update(dict.fromkeys(entry.event.payload.blobs()))
        yield entry


def _write_rows(lines: IO[bytes], rows: Iterable[RowMapping]) -> None:
    for row in rows:
        lines.write(json.dumps(dict(row)).encode() + b"\n")


def _copied(blobs: BlobStore, sha256: str, archive: zipfile.ZipFile) -> bool:
    """Whether the file was there and sound."""
    try:
        source = blobs.path(sha256)
    except LogError:
        return False
    # Kept as they are: arrays are packed already.
    archive.write(source, _blob_file(sha256), zipfile.ZIP_STORED)
    return True


@dataclass(frozen=True)
class BackupArchive:
    """An opened backup. Nothing in it is believed before it is checked, and no name in it becomes a path."""

    manifest: BackupManifest
    archive: zipfile.ZipFile

    def entries(self) -> Iterator[Entry]:
        """The log, event by event. Raises LogError."""
        for number, line in enumerate(self._lines(EVENTS), 1):
            try:
                body = str(line["body"]).encode()
                sealed = SealedEvent(read_body(body), body, bytes.fromhex(line["signature"]), sha256_hex(body))
                yield Entry(int(line["position"]), int(line["version"]), sealed)
            except (KeyError, TypeError, ValueError) as fault:
                raise LogError(f"event {number} of the backup cannot be read ({fault}); take another backup") from None

    def rows(self, table: Table) -> Iterator[dict[str, Any]]:
        """What a table held, without numbers that the database gives itself. Raises LogError."""
        if table.name not in self.manifest.tables:
            return
        given = {column.name for column in table.columns} - {getattr(table.autoincrement_column, "name", None)}
        for line in self._lines(_table_file(table)):
            if not given <= line.keys():
                raise LogError(
                    f"the backup's {table.name} lacks {', '.join(sorted(given - line.keys()))}; take another"
                )
            yield {name: line[name] for name in given}

    @contextmanager
    def blob(self, sha256: str) -> Iterator[IO[bytes]]:
        """A file of the backup, to be read. Raises LogError."""
        try:
            with self.archive.open(_blob_file(sha256)) as content:
                yield content
        except (KeyError, zipfile.BadZipFile) as fault:
            raise LogError(f"file {sha256[:12]} of the backup cannot be read ({fault}); take another backup") from None

    def _lines(self, name: str) -> Iterator[dict[str, Any]]:
        try:
            with self.archive.open(name) as lines:
                while text := lines.readline(LINE_BYTES_MAX + 1):
                    yield _object(text)
        except (KeyError, ValueError, RecursionError, zipfile.BadZipFile, OSError) as fault:
            raise LogError(f"{name} of the backup cannot be read ({fault}); take another backup") from None


@contextmanager
def opened_backup(path: Path) -> Iterator[BackupArchive]:
    """Lends a backup. Raises LogError where this is none."""
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as fault:
        raise LogError(f"{path} is no backup of Sarex ({fault}); give a file that `sarex backup` wrote") from None
    with archive:
        try:
            if archive.getinfo(MANIFEST).file_size > MANIFEST_BYTES_MAX:
                raise LogError(f"{path} has too large a list of contents for a backup of Sarex")
            manifest = BackupManifest.model_validate_json(archive.read(MANIFEST))
        except (KeyError, ValidationError, zipfile.BadZipFile):
            raise LogError(f"{path} is no backup of Sarex; give a file that `sarex backup` wrote") from None
        yield BackupArchive(manifest, archive)


def _object(text: bytes) -> dict[str, Any]:
    line = json.loads(text)
    if not isinstance(line, dict):
        raise ValueError("a line holds something else than an object")
    return line


def _blob_file(sha256: str) -> str:
    return f"files/{sha256}"


def _table_file(table: Table) -> str:
    return f"tables/{table.name}.jsonl"
