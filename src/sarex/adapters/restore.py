"""A backup becomes a node again."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import Table, insert

from sarex.adapters.backup_archive import BackupArchive, opened_backup
from sarex.adapters.blob_store import BlobStore
from sarex.adapters.case_keys import KeyFile, read_key_file
from sarex.adapters.node_folder import BLOB_FOLDER, Node, open_node
from sarex.adapters.sql_engine import writing
from sarex.adapters.whole_file import check_folder_place, output_error, sync
from sarex.model.backup import BackupManifest
from sarex.model.errors import LogError, OutputError
from sarex.model.events.entry import Entry
from sarex.model.events.people_events import PeopleForgotten


def restore_backup(
    path: Path, folder: Path, *, url: str | None = None, key_file: Path | None = None, tables: Sequence[Table] = ()
) -> BackupManifest:
    """Make a node of a backup, in a folder that is empty or not there, and in an empty database if `url` names one.
    Every event, signature and file is checked; it is all there at the end, or nothing is.

    The node signs with a new key from here on and so begins a new chain: what it wrote after the backup was made may
    be with partners, and no event of the new chain can be taken for one of those. Keys of people come from the key
    file, less those that were destroyed by the word of the log, of the file or of this folder. Raises LogError,
    OutputError.
    """
    check_folder_place(folder)
    if folder.exists() and any(folder.iterdir()):
        raise OutputError(f"the folder {folder} is not empty; restore into a new one, so that nothing is lost")
    keys = read_key_file(key_file) if key_file is not None else KeyFile(keys=(), destroyed=())
    target = folder.resolve()
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        with opened_backup(path) as backup:
            _fill(part, backup, url, keys, tables=tables)
        if target.exists():
            target.rmdir()
        part.rename(target)
        sync(target.parent)
    except OSError as fault:
        raise output_error(folder, fault) from fault
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return backup.manifest


def _fill(part: Path, backup: BackupArchive, url: str | None, keys: KeyFile, *, tables: Sequence[Table]) -> None:
    manifest = backup.manifest
    part.mkdir(mode=0o700)
    blobs = BlobStore(part / BLOB_FOLDER)
    for sha256 in manifest.files:
        _restore_blob(blobs, backup, sha256)
    node = open_node(part, url, manifest.node)
    try:
        _restore_log(node, backup, keys, tables=tables)
    finally:
        node.engine.dispose()


def _restore_log(node: Node, backup: BackupArchive, keys: KeyFile, *, tables: Sequence[Table]) -> None:
    manifest = backup.manifest
    forgotten: list[str] = []
    trusted = {name: frozenset(known) for name, known in manifest.node_keys.items()}
    node.people.take(keys.keys, keys.destroyed)
    count = node.log.restore(_watched(backup.entries(), forgotten), trusted)
    if count != manifest.events:
        raise LogError(f"the backup promises {manifest.events} events and holds {count}; take another backup")
    node.people.destroy(forgotten)
    with writing(node.engine) as connection:
        for table in tables:
            table.create(connection, checkfirst=True)
            rows = list(backup.rows(table))
            if rows:
                connection.execute(insert(table), rows)


def _watched(entries: Iterator[Entry], forgotten: list[str]) -> Iterator[Entry]:
    """Notes the keys that the log says were destroyed."""
    for entry in entries:
        if isinstance(entry.event.payload, PeopleForgotten):
            forgotten.extend(entry.event.payload.keys)
        yield entry


def _restore_blob(blobs: BlobStore, backup: BackupArchive, sha256: str) -> None:
    with backup.blob(sha256) as content:
        if blobs.put_stream(content) != sha256:
            raise LogError(f"file {sha256[:12]} of the backup is damaged; take another backup")
