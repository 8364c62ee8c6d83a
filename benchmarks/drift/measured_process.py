"""One program, measured from outside: wall time, processor time and peak memory, its children included (Linux)."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
SAMPLE_S = 0.05


@dataclass(frozen=True)
class Measured:
    """What a program cost. peak_mb: the most that it and its children held in memory at one moment."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    stdout: str


def measure(command: Sequence[str], *, cores: int, environment: Mapping[str, str], folder: Path) -> Measured:
    """Runs the command on the first `cores` processor cores. Raises SystemExit with its last words when it fails."""
    own = ",".join(str(core) for core in sorted(os.sched_getaffinity(0))[:cores])
    pinned = ["taskset", "-c", own, *command]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        child = subprocess.Popen(pinned, stdout=out, stderr=err, cwd=folder, env={**os.environ, **environment})
        peak, (status, usage) = _watch(child)
        wall_s = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            err.seek(0)
            raise SystemExit(f"{' '.join(command[:3])} ... failed:\n{err.read().decode()[-2000:]}")
        out.seek(0)
        text = out.read().decode()
    peak_mb = max(peak, usage.ru_maxrss * 1024) / 2**20
    return Measured(wall_s, usage.ru_utime + usage.ru_stime, peak_mb, text)


def _watch(child: subprocess.Popen[bytes]) -> tuple[int, tuple[int, os.struct_rusage]]:
    """Peak memory [bytes] of the process and its descendants, sampled until it ends; its exit status and usage."""
    peak = 0
    while True:
        done, status, usage = os.wait4(child.pid, os.WNOHANG)
        if done:
            return peak, (status, usage)
        peak = max(peak, _held(child.pid))
        time.sleep(SAMPLE_S)


def _held(pid: int) -> int:
    """Memory that the process and its descendants hold now [bytes]; a process that just ended holds none."""
    folder = Path("/proc") / str(pid)
    try:
        pages = int((folder / "statm").read_text().split()[1])
        children = [int(word) for task in folder.glob("task/*/children") for word in task.read_text().split()]
    except OSError:
        return 0
    return pages * PAGE_BYTES + sum(_held(child) for child in children)
