"""Keys for what is known of people: one of each case, outside the log, so that destroying it makes the people of the
case unreadable wherever a copy of the log lies."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from sarex.adapters.private_file import read_private, wipe, write_private
from sarex.adapters.whole_file import output_error
from sarex.model.canonical import canonical_bytes
from sarex.model.errors import LogError, OutputError
from sarex.model.events.event import CaseId
from sarex.model.sealed import KeyId, Sealed

NONCE_BYTES: Final = 12
COPIES_FILE: Final = "copies.json"
_ID: Final = TypeAdapter(KeyId)
_CASE: Final = TypeAdapter(CaseId)


class CaseKey(BaseModel):
    """A key of a case.

    secret : 32 bytes in hexadecimal
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: KeyId
    case: CaseId
    secret: str = Field(pattern=r"^[0-9a-f]{64}$", repr=False)


class CaseKeys:
    """Keeps the promise `PeopleVault` in a folder: a file for each key, and an empty file for each destroyed one, so
    that none comes back with an old copy. It remembers where key files were written for backups, and takes destroyed
    keys out of them too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.RLock()
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as fault:
            raise output_error(folder, fault) from fault
        self._finish(self.destroyed())

    def seal(self, case: str, about: str, content: bytes) -> Sealed:
        """See `PeopleVault`. AES-256-GCM with a random nonce. [Dworkin2007]"""
        with self._lock:
            own = self._of_case(case)
            key = own[-1] if own else self._make(case)
        nonce = os.urandom(NONCE_BYTES)
        cipher = AESGCM(bytes.fromhex(key.secret))
        return Sealed.of(key.key, nonce + cipher.encrypt(nonce, content, _bound(case, about)))

    def unseal(self, case: str, about: str, sealed: Sealed) -> bytes | None:
        """See `PeopleVault`."""
        with self._lock:
            path = self._find(sealed.key)
            key = None if path is None else self._read(path)
        if key is None:
            return None
        content = sealed.content()
        try:
            cipher = AESGCM(bytes.fromhex(key.secret))
            return cipher.decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], _bound(case, about))
        except InvalidTag:
            raise LogError(
                f"what is sealed about {about} of case {case} was changed, or was sealed elsewhere"
            ) from None

    def keys(self, case: str) -> tuple[str, ...]:
        """See `PeopleVault`."""
        with self._lock:
            return tuple(key.key for key in self._of_case(case))

    def destroy(self, keys: Sequence[str]) -> tuple[Path, ...]:
        """See `PeopleVault`. The mark comes first: what a kill leaves half done is finished at the next start."""
        with self._lock:
            for key in keys:
                if not self._mark(key).exists():
                    write_private(self._mark(key), b"")
            self._finish(keys)
            return tuple(copy for copy in self._copies() if not self._clean(copy))

    def let_go(self, copy: Path) -> None:
        """See `PeopleVault`."""
        with self._lock:
            self._remember([one for one in self._copies() if one != copy])

    def write_key_file(self, path: Path) -> None:
        """Write all keys to a file that goes beside a backup, on another medium; there should be one such file, written
        over each time. Raises OutputError."""
        path = path.resolve()
        copies = self._copies()
        if path not in copies:
            self._remember([*copies, path])
        try:
            write_private(path, _key_file(self.all(), self.destroyed()), replace=True)
        except OutputError:
            self._remember(copies)
            raise
        # The desk is another process and may have destroyed a key meanwhile, before this file was there to be cleaned.
        self._clean(path)

    def all(self) -> tuple[CaseKey, ...]:
        """Every key there is."""
        found = (self._read(path) for path in sorted(self._folder.glob("*.key")))
        return tuple(key for key in found if key is not None)

    def cases(self) -> list[str]:
        """Cases of which there is a key."""
        return sorted({path.name.partition(".")[0] for path in self._folder.glob("*.key")})

    def destroyed(self) -> tuple[str, ...]:
        """Names of all keys that were destroyed here."""
        return tuple(path.stem for path in sorted(self._folder.glob("*.destroyed")))

    def take(self, keys: Sequence[CaseKey], destroyed: Sequence[str]) -> None:
        """Take in the keys of a key file, but none that was destroyed, here or there."""
        self.destroy(destroyed)
        for key in keys:
            if not self._mark(key.key).exists():
                write_private(self._file(key), key.model_dump_json().encode())

    def _make(self, case: str) -> CaseKey:
        key = CaseKey(key=os.urandom(16).hex(), case=case, secret=os.urandom(32).hex())
        write_private(self._file(key), key.model_dump_json().encode())
        return key

    def _of_case(self, case: str) -> list[CaseKey]:
        found = (self._read(path) for path in sorted(self._folder.glob(f"{_CASE.validate_python(case)}.*.key")))
        return [key for key in found if key is not None]

    def _find(self, key: str) -> Path | None:
        return next(self._folder.glob(f"*.{_ID.validate_python(key)}.key"), None)

    def _read(self, path: Path) -> CaseKey | None:
        try:
            key = CaseKey.model_validate_json(read_private(path))
        except (ValidationError, LogError) as fault:
            if self._mark(path.stem.rpartition(".")[2]).exists():
                return None  # another process destroys it just now
            if isinstance(fault, LogError):
                raise
            raise LogError(f"{path} is damaged; put the key file of the last backup back") from None
        return None if self._mark(key.key).exists() else key

    def _finish(self, destroyed: Sequence[str]) -> None:
        for key in destroyed:
            path = self._find(key)
            if path is not None:
                wipe(path)

    def _copies(self) -> list[Path]:
        file = self._folder / COPIES_FILE
        return [Path(copy) for copy in json.loads(read_private(file))] if file.exists() else []

    def _remember(self, copies: Sequence[Path]) -> None:
        write_private(self._folder / COPIES_FILE, json.dumps([str(one) for one in copies]).encode(), replace=True)

    def _clean(self, copy: Path) -> bool:
        """Take destroyed keys out of a key file; False where it cannot be reached."""
        try:
            kept = read_key_file(copy)
            gone = {*kept.destroyed, *self.destroyed()}
            if gone == set(kept.destroyed) and gone.isdisjoint(key.key for key in kept.keys):
                return True
            content = _key_file([key for key in kept.keys if key.key not in gone], sorted(gone))
            return write_private(copy, content, replace=True)
        except (LogError, OutputError):
            return False

    def _file(self, key: CaseKey) -> Path:
        return self._folder / f"{key.case}.{key.key}.key"

    def _mark(self, key: str) -> Path:
        return self._folder / f"{_ID.validate_python(key)}.destroyed"


class KeyFile(BaseModel):
    """What goes beside a backup: the keys that there were, and the names of those that must not come back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["sarex-keys/1"] = "sarex-keys/1"
    keys: tuple[CaseKey, ...]
    destroyed: tuple[KeyId, ...]


def read_key_file(path: Path) -> KeyFile:
    """Raises LogError where it cannot be read. Its rights are not looked at: the sticks and shares where it is kept
    often know none."""
    try:
        return KeyFile.model_validate_json(path.read_bytes())
    except OSError as fault:
        raise LogError(f"{path} cannot be read: {(fault.strerror or str(fault)).lower()}; check the name") from None
    except ValidationError:
        raise LogError(f"{path} is no key file of Sarex, or is damaged; give the file that --keys wrote") from None


def _key_file(keys: Sequence[CaseKey], destroyed: Sequence[str]) -> bytes:
    return KeyFile(keys=tuple(keys), destroyed=tuple(destroyed)).model_dump_json(indent=1).encode()


def _bound(case: str, about: str) -> bytes:
    """What the seal is bound to: moved to another case or person, it no longer opens."""
    return canonical_bytes({"about": about, "case": case, "format": "sarex-sealed/1"})
