"""Results are written whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from sarex.model.errors import OutputError

_REASONS: Final = {
    errno.ENOSPC: ("the disk is full", "free some space or choose another place"),
    errno.EDQUOT: ("your disk quota is used up", "free some space or choose another place"),
    errno.EFBIG: ("the file is larger than is allowed here", "use fewer particles or times or choose another place"),
    errno.EACCES: ("no permission to write there", "choose a folder of your own"),
    errno.EPERM: ("no permission to write there", "choose a folder of your own"),
    errno.EROFS: ("the disk is read-only", "choose another place"),
    errno.ENOENT: ("there is no such folder", "make the folder first or correct the path"),
    errno.ENOTDIR: ("its folder is a file", "correct the path"),
    errno.EISDIR: ("it is a folder", "give the name of a file"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter name"),
}
_PROBE_BYTES: Final = 1 << 20


def output_error(path: Path, error: OSError) -> OutputError:
    """The one line that tells why `path` could not be written and what to do."""
    reason, way_out = _REASONS.get(error.errno or 0, (error.strerror or str(error), "choose another place"))
    return OutputError(f"cannot write {path}: {reason}; nothing was left behind, {way_out}")


def check_place(path: Path, *, inputs: Iterable[str | Path] = ()) -> None:
    """Make sure that a file could be written at `path`, so that a long run does not end at a closed door, and that it
    is none of the `inputs`, which would be lost.

    Folders are not made: one that is missing is more often a slip of the pen. Raises OutputError.
    """
    _check_parent(path)
    for one in inputs:
        with suppress(OSError):
            if path.samefile(one):
                raise OutputError(f"cannot write {path}: this command reads it; give the result a name of its own")
    if path.is_dir():
        raise output_error(path, IsADirectoryError(errno.EISDIR, ""))
    if path.exists() and not path.is_file():
        raise OutputError(f"cannot write {path}: it is a device or a pipe; give the name of an ordinary file")


def check_folder_place(folder: Path) -> None:
    """The same for a folder of results, which may stand already or be made in its parent. Raises OutputError."""
    _check_parent(folder)
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"cannot write the folder {folder}: it is a file; give the name of a folder")
    if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
        raise output_error(folder, PermissionError(errno.EACCES, ""))


def _check_parent(path: Path) -> None:
    parent = path.resolve().parent
    if not parent.exists():
        raise OutputError(f"cannot write {path}: there is no folder {parent}; make it first or correct the path")
    if not parent.is_dir():
        raise output_error(path, NotADirectoryError(errno.ENOTDIR, ""))
    if not os.access(parent, os.W_OK | os.X_OK):
        raise output_error(path, PermissionError(errno.EACCES, ""))


def write_whole(path: Path, content: bytes | str) -> None:
    """Write text (UTF-8) or bytes to `path`, whole or not at all. Raises OutputError."""
    with whole_file(path) as part:
        part.write_bytes(content.encode() if isinstance(content, str) else content)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Lend a path in the folder of `path` to write to; it takes the place of `path` when the block ends well.

    On any error, Ctrl-C included, the lent file is removed and an older `path` stays as it was. An OSError becomes an
    OutputError; so does a RuntimeError if the disk takes no more, for the NetCDF library reports it so.
    """
    check_place(path)
    target = path.resolve()
    part = target.with_name(_part_name(target.name))
    try:
        yield part
        sync(part)
        part.replace(target)
        sync(target.parent)
    except (OSError, RuntimeError) as error:
        _raise_output_error(path, part, error)
        raise
    finally:
        with suppress(OSError):
            part.unlink()


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """Lend an empty folder for a set of files; all of them appear in `folder` when the block ends well, or none.

    `folder` itself is made if need be, its parents are not. Other files in it stay; those of the same name are
    replaced, and put back if a later one of the set cannot be. Raises OutputError.
    """
    check_folder_place(folder)
    target = folder.resolve()
    part = target.with_name(_part_name(target.name))
    try:
        part.mkdir()
        yield part
        for file in part.iterdir():
            sync(file)
        if target.exists():
            _move_all(part, target)
        else:
            part.rename(target)
        sync(target)
        sync(target.parent)
    except (OSError, RuntimeError) as error:
        _raise_output_error(folder, part / "probe", error)
        raise
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _part_name(name: str) -> str:
    # Long names are cut so that the lent name stays within what file systems take.
    return f".{name[:150]}.{uuid.uuid4().hex[:8]}.part"


def _move_all(part: Path, target: Path) -> None:
    """Move every file of `part` into `target`; undo the moves already made if one fails or the user interrupts."""
    kept = part / ".replaced"
    files = sorted(part.iterdir())
    kept.mkdir()
    try:
        for file in files:
            old = target / file.name
            if old.exists():
                old.rename(kept / file.name)
            file.rename(old)
    except BaseException:
        for file in files:
            if not file.exists():
                (target / file.name).unlink(missing_ok=True)
            if (kept / file.name).exists():
                (kept / file.name).replace(target / file.name)
        raise


def sync(path: Path) -> None:
    """Have the disk hold it, so that a power cut after the renaming does not leave an empty file."""
    if path.is_dir() and os.name == "nt":
        return  # Windows opens no folders; its renaming is in the journal.
    descriptor = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _raise_output_error(path: Path, part: Path, error: OSError | RuntimeError) -> None:
    """Raise OutputError with what the system itself says when more is written after `part`, for the NetCDF library
    calls a full disk a lack of permission or a RuntimeError. Returns on a RuntimeError that is none of the disk's.
    """
    try:
        with part.open("ab") as file:
            file.write(bytes(_PROBE_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        raise output_error(path, fault) from error
    if isinstance(error, OSError):
        raise output_error(path, error) from error
