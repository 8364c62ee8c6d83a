"""One desk at a time in a data folder."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sarex.adapters.whole_file import output_error
from sarex.model.errors import OutputError

LOCK_FILE: Final = "desk.lock"
_TAKEN: Final = frozenset({errno.EAGAIN, errno.EACCES, errno.EDEADLK})


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Hold the folder, which is made if need be. The system lets go of it when the process ends, however that comes;
    a file system that knows no locks lets everybody in. Raises OutputError where another desk holds it."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = (folder / LOCK_FILE).open("ab")
    except OSError as fault:
        raise output_error(folder, fault) from fault
    with file:
        if not _take(file.fileno()):
            raise OutputError(f"another desk works in {folder}; use its page, end it first, or name another folder")
        yield


def _take(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        return fault.errno not in _TAKEN
    return True
