"""Large files beside the log, named by the SHA-256 of what they hold."""

from __future__ import annotations

import hashlib
import os
import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from sarex.adapters.whole_file import output_error, sync
from sarex.model.errors import LogError

PART_S_MAX: Final = 24 * 3600.0
"""What a killed writer left behind is removed when it is this old: no upload takes a day."""
_CHUNK: Final = 1 << 20
_HASH: Final = re.compile(r"[0-9a-f]{64}")


class BlobStore:
    """Keeps the promise `BlobStore` in a folder. Nothing but a hash ever becomes part of a path, so no name from
    outside reaches the disk. Needs only the folder, so every process makes its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts = folder / "parts"
        try:
            self._parts.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as fault:
            raise output_error(self._parts, fault) from fault
        self._sweep()

    def put(self, content: bytes) -> str:
        """See `BlobStore`."""
        with self._part() as (part, file):
            file.write(content)
            return self._keep(part, file, hashlib.sha256(content).hexdigest())

    def put_file(self, path: Path) -> str:
        """See `BlobStore`. The hash is that of the copy, so the original may change meanwhile."""
        with path.open("rb") as source:
            return self.put_stream(source)

    def put_stream(self, source: IO[bytes]) -> str:
        """Keep all that can still be read there. Returns the hash. Raises OutputError."""
        with self._part() as (part, file):
            digest = hashlib.sha256()
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                file.write(chunk)
            return self._keep(part, file, digest.hexdigest())

    def read(self, sha256: str) -> bytes:
        """See `BlobStore`."""
        try:
            content = self._place(sha256).read_bytes()
        except OSError:
            raise _missing(sha256) from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise _damaged(sha256)
        return content

    def path(self, sha256: str) -> Path:
        """See `BlobStore`."""
        place = self._place(sha256)
        if not place.is_file():
            raise _missing(sha256)
        if not self._sound(place, sha256):
            raise _damaged(sha256)
        return place

    @contextmanager
    def _part(self) -> Iterator[tuple[Path, IO[bytes]]]:
        part = self._parts / uuid.uuid4().hex
        try:
            with part.open("xb") as file:
                yield part, file
        except OSError as fault:
            raise output_error(Path(fault.filename or part), fault) from fault
        finally:
            with suppress(OSError):
                part.unlink()

    def _keep(self, part: Path, file: IO[bytes], sha256: str) -> str:
        file.flush()
        os.fsync(file.fileno())
        file.close()
        place = self._place(sha256)
        # What is there already is kept if it is sound; a damaged one is healed by the new one.
        if not (place.is_file() and self._sound(place, sha256)):
            place.parent.mkdir(exist_ok=True, mode=0o700)
            part.replace(place)
            sync(place.parent)
            sync(self._folder)
        return sha256

    def _place(self, sha256: str) -> Path:
        if not _HASH.fullmatch(sha256):
            raise LogError(f"{sha256[:80]!r} is no name of a kept file; it has 64 hexadecimal digits")
        return self._folder / sha256[:2] / sha256

    @staticmethod
    def _sound(place: Path, sha256: str) -> bool:
        with place.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256

    def _sweep(self) -> None:
        for part in self._parts.iterdir():
            with suppress(OSError):
                if time.time() - part.stat().st_mtime > PART_S_MAX:
                    part.unlink()


def _missing(sha256: str) -> LogError:
    return LogError(f"the file {sha256[:12]} that the log names is not here; restore it from a backup")


def _damaged(sha256: str) -> LogError:
    return LogError(f"the file {sha256[:12]} is damaged: it no longer has the hash it is named by; restore a backup")
