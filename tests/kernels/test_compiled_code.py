"""What was compiled from other sources is not used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import sarex.kernels

SHOW = "import sarex.kernels; from numba.core import config; print(config.CACHE_DIR)"


def cache_of(tree: Path, base: Path) -> Path:
    environment = {"PYTHONPATH": str(tree), "NUMBA_CACHE_DIR": str(base), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", SHOW], capture_output=True, text=True, check=True, env=environment)
    return Path(done.stdout.strip())


def test_a_changed_source_gets_a_cache_of_its_own(tmp_path: Path) -> None:
    room = tmp_path / "tree" / "sarex" / "kernels"
    room.mkdir(parents=True)
    (room.parent / "__init__.py").write_text("")
    (room / "__init__.py").write_text(Path(sarex.kernels.__file__).read_text(encoding="utf-8"))
    (room / "one.py").write_text("A = 1\n")
    base = tmp_path / "cache"
    first = cache_of(tmp_path / "tree", base)
    assert first.parent == base
    assert cache_of(tmp_path / "tree", base) == first
    first.mkdir(parents=True)
    (room / "one.py").write_text("A = 2\n")
    second = cache_of(tmp_path / "tree", base)
    assert second != first
    assert not first.exists(), "what nobody can use any more is thrown away"
