"""The SHA-256 of a forcing file, for the record of what a result was made from."""

from __future__ import annotations

import hashlib
from pathlib import Path


def file_hash(location: str) -> str:
    """Hash of a file, or for a folder the hash of its files' names and hashes in order of name; "" for an address."""
    path = Path(location)
    if path.is_file():
        return _digest(path)
    if not path.is_dir():
        return ""
    whole = hashlib.sha256()
    for part in sorted(entry for entry in path.rglob("*") if entry.is_file()):
        whole.update(f"{part.relative_to(path).as_posix()} {_digest(part)}\n".encode())
    return whole.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
