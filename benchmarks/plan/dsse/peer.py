"""DSSE in an environment and a process of its own. It is a program to compare with, never a part of Sarex."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path
from types import TracebackType
from typing import Any, Final

ROOT: Final = Path(__file__).parents[3]
FOLDER: Final = ROOT / "benchmarks" / ".peer-dsse"
PYTHON: Final = FOLDER / "bin" / "python"
REQUIREMENTS: Final = Path(__file__).with_name("requirements-peer.txt")
PROGRAM: Final = Path(__file__).with_name("server.py")


def install() -> None:
    """Makes the environment, about a quarter of a minute and 460 MB the first time."""
    stamp = FOLDER / "requirements.txt"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == REQUIREMENTS.read_text():
        return
    print(f"Installing DSSE into {FOLDER.relative_to(ROOT)} (460 MB) ...", file=sys.stderr)
    if not PYTHON.exists():
        venv.create(FOLDER, with_pip=True)
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "-r", str(REQUIREMENTS)]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"DSSE could not be installed; the last words of pip were:\n{done.stderr[-2000:]}")
    stamp.write_text(REQUIREMENTS.read_text())


class Peer:
    """The process; server.py says what it may be asked."""

    def __enter__(self) -> Peer:
        self._process = subprocess.Popen(
            [str(PYTHON), str(PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True,
        )  # fmt: skip
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def ask(self, **request: Any) -> dict[str, Any]:
        """One answer for one request. Raises SystemExit where the process ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"DSSE's process ended at {sorted(request)}; run {PROGRAM.name} by hand to see why")
        answer: dict[str, Any] = json.loads(line)
        return answer
