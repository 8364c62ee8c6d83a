"""kill -9 at 50 random points: no accepted event is lost, no chain is broken, no step is kept by half."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sarex.adapters.memory_log import MemoryLog
from sarex.adapters.node_folder import Node, open_node
from sarex.adapters.node_identity import open_identity
from sarex.model.case import fold
from scripted_case import HALF_ORDER, play_on

KILLS = 50
WORDS_MAX = 12
"""A child is killed somewhere after so many words at most."""
STEP_S = 0.02
Accepted = dict[int, str]


class Writer:
    """Runs `killed_writer.py` and kills its children, or itself where processes cannot fork."""

    def __init__(self, folder: Path, url: str | None) -> None:
        self._command = [sys.executable, str(Path(__file__).with_name("killed_writer.py")), str(folder)]
        self._command += [url] if url else []
        self._process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def killed(self, words: int, then_s: float) -> Accepted:
        """What was accepted by a child that is killed so long after so many words."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"play\n")
        self._process.stdin.flush()
        heard = [self._hear() for _ in range(words + hasattr(os, "fork"))]
        time.sleep(then_s)
        child = next((int(word[1]) for word in heard if word[0] == "child"), self._process.pid)
        os.kill(child, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        while (word := self._hear()) != ["dead"]:
            heard.append(word)
        if child == self._process.pid:
            self._process.wait()
            self._process = self._start()
        return {int(word[1]): word[2] for word in heard if word[0] == "accepted"}

    def _hear(self) -> list[str]:
        assert self._process.stdout is not None
        return self._process.stdout.readline().decode().split() or ["dead"]

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


@contextmanager
def writer(folder: Path, url: str | None) -> Iterator[Writer]:
    one = Writer(folder, url)
    try:
        yield one
    finally:
        one.close()


def check_nothing_lost(node: Node, accepted: Accepted) -> None:
    """Every accepted event is there; each child may have kept one step more, of which no word came through."""
    entries = node.log.read(limit=100_000)
    assert accepted.items() <= {entry.position: entry.hash for entry in entries}.items()
    assert len(entries) <= len(accepted) + 2 * KILLS
    assert node.log.check() == len(entries)
    assert HALF_ORDER not in {head.version for head in node.log.heads()}


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_50_kills_lose_nothing(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("postgresql_url") if database == "postgresql" else None
    chance = random.Random(20261125)
    accepted: Accepted = {}
    with writer(tmp_path / "node", url) as process:
        for _ in range(KILLS):
            accepted |= process.killed(chance.randint(0, WORDS_MAX), chance.uniform(0.0, STEP_S))
    node = open_node(tmp_path / "node", url)
    check_nothing_lost(node, accepted)

    play_on(node.log)
    never_killed = MemoryLog(open_identity(tmp_path / "node"))
    while never_killed.last_position() < node.log.last_position():
        play_on(never_killed)
    entries = node.log.read(limit=100_000)
    assert len(entries) > 3 * KILLS
    assert entries == never_killed.read(limit=len(entries))
    assert fold(node.log.read_case("case-1")).state == "closed"
    node.engine.dispose()
