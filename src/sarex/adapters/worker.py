"""Worker processes: work that would hold up the server, or that a hostile file could bring down, runs in them.

A worker is spawned, never forked, and ends by itself when the server is gone, however that came.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Final

from sarex.model.errors import SarexError, WorkError
from sarex.model.sentence import Sentence

_SPAWN: Final = multiprocessing.get_context("spawn")
NICE: Final = 5
"""Workers give way to the server, which answers many."""
END_S_MAX: Final = 5.0
TRIES: Final = 2

Send = Callable[[str, Mapping[str, Any]], None]
"""Kind of a message and what it says."""
Entry = Callable[[Mapping[str, Any], Send], Mapping[str, Any]]
Work = Callable[..., Any]


@dataclass(frozen=True)
class Message:
    """What a worker says: `progress`, `done`, or `failed` with a `text`."""

    kind: str
    content: Mapping[str, Any]


class WorkerProcess:
    """One long work in a process of its own, which can be ended at any time.

    entry : a function of a module, called as entry(spec, send) in the worker; what it returns comes as `done`
    """

    def __init__(self, entry: Entry, spec: Mapping[str, Any]) -> None:
        self._mine, theirs = _SPAWN.Pipe(duplex=False)
        self._process = _SPAWN.Process(target=_run, args=(entry, dict(spec), theirs), daemon=True)
        self._process.start()
        theirs.close()

    def messages(self) -> Iterator[Message]:
        """Everything that it says until it ends; the last is `done` or `failed`."""
        last = ""
        with suppress(EOFError, OSError):
            while last not in ("done", "failed"):
                last, content = self._mine.recv()
                yield Message(last, content)
        self._process.join(END_S_MAX)
        if last not in ("done", "failed"):
            yield Message("failed", {"text": f"the worker ended without a word (exit code {self._process.exitcode})"})

    def end(self) -> None:
        """End it now, wherever it is."""
        self._process.terminate()
        self._process.join(END_S_MAX)
        if self._process.is_alive():
            self._process.kill()


class WorkerPool:
    """Short work, each in one of a few processes that stay warm.

    works : functions of modules by name; they take and return plain values
    """

    def __init__(self, works: Mapping[str, Work], size: int) -> None:
        self._works, self._size = works, size
        self._lock = threading.Lock()
        self._pool = self._fresh()

    async def ask(self, work: str, /, *, seconds_max: float, **arguments: Any) -> Any:
        """What the work returns. Raises SarexError as the work does, WorkError where it takes too long or takes its
        process down with it."""
        pool = self._pool
        try:
            async with asyncio.timeout(seconds_max):
                return await asyncio.get_running_loop().run_in_executor(pool, _call(self._works[work], arguments))
        except BrokenProcessPool:
            self._replace(pool)
            raise WorkError("the work took its process down; the file may be damaged, or memory was short") from None
        except TimeoutError:
            # The process goes on by itself, so the others are given fresh ones.
            self._replace(pool)
            raise WorkError(f"the work took more than {seconds_max:g} s; ask for less, or for a smaller area") from None

    def warm(self, work: str) -> None:
        """Begin a work of which nobody waits for the end in every process, so that a later one finds it loaded."""
        with suppress(BrokenProcessPool, RuntimeError):
            for _ in range(self._size):
                self._pool.submit(self._works[work])

    def close(self) -> None:
        """End the workers."""
        self._end(self._pool)

    def _fresh(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._size, mp_context=_SPAWN, initializer=_settle)

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is not broken:
                return
            self._pool = self._fresh()
        self._end(broken)

    def _end(self, pool: ProcessPoolExecutor) -> None:
        processes = list((getattr(pool, "_processes", None) or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()


@dataclass(frozen=True)
class _Call:
    work: Work
    arguments: Mapping[str, Any]

    def __call__(self) -> Any:
        return self.work(**self.arguments)


def _call(work: Work, arguments: Mapping[str, Any]) -> _Call:
    return _Call(work, arguments)


def _settle() -> None:
    """Begin life as a worker: give way, leave Ctrl-C to the server, and go when it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICE)
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _run(entry: Entry, spec: Mapping[str, Any], pipe: Connection) -> None:
    _settle()

    def send(kind: str, content: Mapping[str, Any]) -> None:
        pipe.send((kind, dict(content)))

    try:
        send("done", entry(spec, send))
    except SarexError as error:
        send("failed", {"text": error.said})
    except MemoryError:
        send("failed", {"text": Sentence("fault.memory")})
    except OSError as error:
        send("failed", {"text": Sentence("fault.system", why=error.strerror or error)})
    finally:
        pipe.close()
