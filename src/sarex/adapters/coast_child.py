"""The child process that builds coast sheets, seen from its parent."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from typing import Final

from sarex.adapters.coast_sheet import CoastSheet, Corner
from sarex.model.errors import CoastError

LENGTH_BYTES: Final = 4
START_S_MAX: Final = 120.0
"""Reading the data takes 3 s on a quiet machine; a slow disk or a busy processor may need many times that."""
SHEET_S_MAX: Final = 10.0
_WAY_OUT: Final = (
    "free some memory (it needs 0.5 GB for some seconds), install Sarex anew if a package is missing, or run with "
    "`shoreline: none`"
)


def build_in_child(corners: Sequence[Corner], module: str = "sarex.adapters.coast_builder") -> list[CoastSheet]:
    """The sheets at these corners, built by `python -m module`. The child ends with this call, whatever happens.
    Raises CoastError where it fails."""
    # -P keeps the user's folder off the child's import path: a file json.py that lies there must not be run.
    command = [sys.executable, "-P", "-m", module]
    asked = "".join(f"{west} {south}\n" for west, south in corners)
    try:
        child = subprocess.run(
            command,
            input=asked.encode(),
            capture_output=True,
            timeout=START_S_MAX + SHEET_S_MAX * len(corners),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            check=False,
        )
    except subprocess.TimeoutExpired as expired:
        raise CoastError(f"the coast could not be built within {expired.timeout:.0f} s; {_WAY_OUT}") from None
    except OSError as error:
        raise CoastError(
            f"the coast could not be built: {sys.executable!r} does not start ({error}); {_WAY_OUT}"
        ) from None
    if child.returncode != 0:
        raise CoastError(f"the coast could not be built: {_reason(child)}; {_WAY_OUT}")
    try:
        sheets = _sheets(child.stdout)
    except ValueError as error:
        raise CoastError(f"the coast could not be built: {error}; {_WAY_OUT}") from None
    if [(sheet.west, sheet.south) for sheet in sheets] != list(corners):
        raise CoastError(f"the coast could not be built: its builder answered for other places; {_WAY_OUT}")
    return sheets


def _reason(child: subprocess.CompletedProcess[bytes]) -> str:
    """The child's last line, or how it ended."""
    lines = child.stderr.decode(errors="replace").split("\n")
    said = [line.strip() for line in lines if line.strip()]
    if said:
        return said[-1][:300]
    return (
        f"its builder was killed by signal {-child.returncode}" if child.returncode < 0 else "its builder said nothing"
    )


def _sheets(answer: bytes) -> list[CoastSheet]:
    sheets, at = [], 0
    while at < len(answer):
        start = at + LENGTH_BYTES
        at = start + int.from_bytes(answer[at:start], "little")
        sheets.append(CoastSheet.from_bytes(answer[start:at]))
    return sheets
