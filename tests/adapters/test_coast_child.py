"""The child process: whatever happens to it, one line comes out and nothing stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sarex.adapters import coast_child
from sarex.adapters.coast_child import build_in_child
from sarex.adapters.coast_sheet import CoastSheet
from sarex.model.errors import CoastError

SHEET_ANSWER = """
import sys
from sarex.adapters.coast_sheet import CoastSheet
for line in sys.stdin:
    west, south = map(int, line.split())
    data = CoastSheet({west}, south, (("sea", b""),) * 100).to_bytes()
    sys.stdout.buffer.write(len(data).to_bytes(4, "little") + data)
"""


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a module `stand_in` that takes the builder's place."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path / "stand_in.py"


def test_brings_the_sheets_in_the_order_asked(stand_in: Path) -> None:
    stand_in.write_text(SHEET_ANSWER.format(west="west"))
    sheets = build_in_child([(170, -90), (-180, 0)], "stand_in")
    assert sheets == [CoastSheet(170, -90, (("sea", b""),) * 100), CoastSheet(-180, 0, (("sea", b""),) * 100)]


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("raise MemoryError", "MemoryError"),
        ("import no_such_package", "No module named 'no_such_package'"),
        ("import os; os.abort()", "killed by signal 6"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "killed by signal 9"),
        ("raise SystemExit(3)", "its builder said nothing"),
        ("print('hello')", "not a coast sheet"),
        ("pass", "answered for other places"),
        (SHEET_ANSWER.format(west="west + 10"), "answered for other places"),
        (SHEET_ANSWER.format(west="west").replace("+ data)", "+ data[:-1])"), "not a coast sheet"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="the signals are POSIX")
def test_every_failure_is_one_line_with_a_way_out(stand_in: Path, program: str, says: str) -> None:
    stand_in.write_text(program)
    with pytest.raises(CoastError) as failure:
        build_in_child([(0, 0)], "stand_in")
    message = str(failure.value)
    assert says in message
    assert "\n" not in message
    assert "shoreline: none" in message


def test_a_child_that_hangs_is_ended(stand_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in.write_text("import time; time.sleep(600)")
    monkeypatch.setattr(coast_child, "START_S_MAX", 0.3)
    monkeypatch.setattr(coast_child, "SHEET_S_MAX", 0.2)
    began = time.monotonic()
    with pytest.raises(CoastError, match="could not be built within 0 s"):
        build_in_child([(0, 0)], "stand_in")
    assert time.monotonic() - began < 30


def test_a_python_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    with pytest.raises(CoastError, match="does not start"):
        build_in_child([(0, 0)])


def test_a_module_in_the_users_folder_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("json", "struct", "numpy", "stand_in"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the file in the working folder was run')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    with pytest.raises(CoastError, match="No module named stand_in"):
        build_in_child([(0, 0)], "stand_in")


@pytest.mark.skipif(sys.platform == "win32", reason="signals to one process are POSIX")
@pytest.mark.parametrize("whole_group", [True, False], ids=["from the keyboard", "to the parent alone"])
def test_ctrl_c_leaves_no_orphan(stand_in: Path, whole_group: bool) -> None:
    born = stand_in.with_name("born")
    stand_in.write_text(
        f"import os, pathlib, time\npathlib.Path({str(born)!r}).write_text(str(os.getpid()) + '.')\ntime.sleep(600)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", "from sarex.adapters.coast_child import *; build_in_child([(0, 0)], 'stand_in')"],
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    child = _wait_for_child(born)
    (os.killpg if whole_group else os.kill)(parent.pid, signal.SIGINT)
    _, said = parent.communicate(timeout=30)
    assert said.decode().strip().endswith("KeyboardInterrupt")
    assert parent.returncode != 0
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def _wait_for_child(born: Path) -> int:
    for _ in range(600):
        if born.exists() and born.read_text().endswith("."):
            return int(born.read_text()[:-1])
        time.sleep(0.05)
    pytest.fail("the child was not started within 30 s")
