"""The command line answers at once: nothing heavy is imported before it is needed."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("numba", "xarray", "netCDF4", "zarr", "pandas", "pyproj", "matplotlib", "scipy", "rasterio", "shapely",
         "eccodes", "roaring_landmask", "sqlalchemy", "cryptography", "fastapi")  # fmt: skip
PROGRAM = f"""
import sys
from sarex.cli import main
sys.argv = ["sarex", "--help"]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print("heavy:", *sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)
"""


def test_help_imports_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert "drift" in done.stdout
    assert done.stderr.splitlines()[-1].split() == ["heavy:"]
