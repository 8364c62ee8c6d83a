"""Files that nobody but the user of the node may read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from sarex.adapters.whole_file import output_error, sync
from sarex.model.errors import LogError


def write_private(path: Path, content: bytes, *, replace: bool = False) -> bool:
    """Write the file whole, with rights for its owner alone. False where there is one already and `replace` is not
    said, which stays as it is. Raises OutputError."""
    part = path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            part.replace(path)
        elif not _link(part, path):
            return False
        sync(path.parent)
    except OSError as fault:
        raise output_error(path, fault) from fault
    finally:
        part.unlink(missing_ok=True)
    return True


def read_private(path: Path) -> bytes:
    """What the file holds. Raises LogError where others may read it, or where it cannot be read."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise LogError(
                    f"others may read {path} (mode {stat.S_IMODE(mode):04o}), so it may be no secret any more; "
                    "take their rights away with chmod 600 and ask who has read it"
                )
            return file.read()
    except OSError as fault:
        raise LogError(f"{path} cannot be read: {(fault.strerror or str(fault)).lower()}; see its rights") from None


def wipe(path: Path) -> None:
    """Overwrite the file and remove it. What the disk itself keeps of old blocks is beyond this. Raises OutputError."""
    try:
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.write(os.urandom(size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        sync(path.parent)
    except FileNotFoundError:
        return
    except OSError as fault:
        raise output_error(path, fault) from fault


def _link(part: Path, path: Path) -> bool:
    """Give the file its name unless another process was quicker."""
    try:
        os.link(part, path)
    except FileExistsError:
        return False
    except OSError:
        # A file system without hard links: between the look and the renaming another process may still come in.
        if path.exists():
            return False
        part.replace(path)
    return True
