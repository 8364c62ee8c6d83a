"""The cache of the coast on disk: one file a sheet, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import uuid
from pathlib import Path
from typing import Final

from sarex.adapters.coast_sheet import CoastSheet, Corner

CACHE_VARIABLE: Final = "SAREX_CACHE"


def user_cache_folder() -> Path:
    """Where Sarex keeps what it can make again: `SAREX_CACHE` if set, else the platform's own place:
    `%LOCALAPPDATA%\\sarex\\cache` on Windows, `~/Library/Caches/sarex` on macOS, `$XDG_CACHE_HOME/sarex` or
    `~/.cache/sarex` elsewhere."""
    chosen = os.environ.get(CACHE_VARIABLE)
    if chosen:
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else _home() / "AppData" / "Local") / "sarex" / "cache"
    if sys.platform == "darwin":
        return _home() / "Library" / "Caches" / "sarex"
    xdg = os.environ.get("XDG_CACHE_HOME", "")
    # The XDG rules say that a relative path is to be ignored.
    return (Path(xdg) if Path(xdg).is_absolute() else _home() / ".cache") / "sarex"


def _home() -> Path:
    """The home folder, or the folder for temporary files for a user who has none (a container, a service)."""
    try:
        return Path.home()
    except RuntimeError:
        return Path(tempfile.gettempdir())


class CoastCache:
    """Sheets in `folder`, which names the data and the format, so that a new version never reads an old sheet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, corner: Corner) -> CoastSheet | None:
        """The sheet, or None where there is none that can be read: a damaged file counts as none and is made anew."""
        try:
            sheet = CoastSheet.from_bytes(self._path(corner).read_bytes())
        except (OSError, ValueError):
            return None
        return sheet if (sheet.west, sheet.south) == corner else None

    def write(self, sheet: CoastSheet) -> None:
        """Puts the sheet there in one step: another process sees the old file or the new one, never a part.
        Raises OSError where the folder cannot be written; nothing is left behind."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self._path((sheet.west, sheet.south))
        part = path.with_name(f".{path.name}-{uuid.uuid4().hex}")
        try:
            part.write_bytes(sheet.to_bytes())
            part.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise

    def _path(self, corner: Corner) -> Path:
        west, south = corner
        name = f"{'S' if south < 0 else 'N'}{abs(south):02d}{'W' if west < 0 else 'E'}{abs(west):03d}.coast"
        return self.folder / name
