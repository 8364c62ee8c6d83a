"""The GRIB library `eccodes`, loaded so that it does not disturb its neighbours, and kept quiet.

On Linux its Python package loads all the libraries that it brings (among them PROJ, SQLite and curl) for the whole
process. A `pyproj` or `rasterio` loaded after it then calls those of another version, and the process dies. Here they
are loaded for `eccodes` alone, before it can do so. Always take `eccodes` from here.
See docs/decisions/0008-grib-by-code.md.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

LIBRARIES = "eccodeslib"
_DEPENDENCIES = "findlibs_dependencies"
"""Where a package of libraries names those that are to be loaded before its own."""


def _load_for_itself(package: ModuleType) -> None:
    """Loads what the libraries of this package need, visible to nothing else."""
    for name in getattr(package, _DEPENDENCIES, ()):
        needed = importlib.import_module(name)
        _load_for_itself(needed)
        for folder in (Path(needed.__file__ or "").parent / part for part in ("lib", "lib64")):
            for library in sorted(folder.glob("*.so*")):
                ctypes.CDLL(str(library), mode=ctypes.RTLD_LOCAL)


def _load() -> Any:
    if sys.platform.startswith("linux") and importlib.util.find_spec(LIBRARIES) is not None:
        package = importlib.import_module(LIBRARIES)
        _load_for_itself(package)
        setattr(package, _DEPENDENCIES, [])
    return importlib.import_module("eccodes")


eccodes = _load()
# It prints its complaints to stderr; our errors name the file and the way out instead. It may write there until the
# process ends, so nothing closes this.
_log = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", closefd=False)
eccodes.codes_context_set_logging(_log)
