"""Compiled arithmetic on bare SI arrays. The only room that knows numba."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from numba.core import config


def _keep_compiled_code_by_content() -> None:
    """Keep what numba has compiled in a folder named after the sources of this room, and throw away that of others.

    numba forgets the code of a function when its own file changes, but not when a file does whose functions it has
    built in: after an update some kernels would go on as they were. Where the folder cannot be written numba finds a
    place of its own.
    """
    here = Path(__file__).parent
    base = Path(config.CACHE_DIR) if config.CACHE_DIR else here / "__pycache__"
    sources = hashlib.sha256()
    for path in sorted(here.glob("*.py")):
        sources.update(path.read_bytes())
    try:
        base.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    if not os.access(base, os.W_OK):
        return
    folder = base / f"compiled-{sources.hexdigest()[:16]}"
    for other in base.glob("compiled-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    config.CACHE_DIR = str(folder)


_keep_compiled_code_by_content()
