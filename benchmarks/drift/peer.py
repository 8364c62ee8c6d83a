"""OpenDrift in an environment and a process of its own. It is a program to compare with, never a part of Sarex."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "benchmarks" / ".peer"
PYTHON = FOLDER / "bin" / "python"
REQUIREMENTS = Path(__file__).with_name("requirements-peer.txt")
PROGRAM = Path(__file__).with_name("opendrift_leeway.py")
LAUNCH = [str(PYTHON), str(PROGRAM)]


def is_ready() -> bool:
    """Whether the environment holds what requirements-peer.txt asks for."""
    stamp = FOLDER / "requirements.txt"
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == REQUIREMENTS.read_text()


def install() -> None:
    """Makes the environment, about a minute and 1.2 GB the first time."""
    if is_ready():
        return
    print(f"Installing OpenDrift into {FOLDER.relative_to(ROOT)} (about a minute, 1.2 GB) ...", file=sys.stderr)
    venv.create(FOLDER, with_pip=True)
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "-r", str(REQUIREMENTS)]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"OpenDrift could not be installed; the last words of pip were:\n{done.stderr[-2000:]}")
    (FOLDER / "requirements.txt").write_text(REQUIREMENTS.read_text())


def run(request: dict[str, Any], folder: Path) -> dict[str, Any]:
    """One run of OpenDrift for a request (see opendrift_leeway.py); what it reports."""
    file = folder / "request.json"
    file.write_text(json.dumps(request))
    done = subprocess.run([*LAUNCH, str(file)], stdout=subprocess.PIPE, text=True, check=True, cwd=folder)
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return report
