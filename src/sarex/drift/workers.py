"""Threads that work through the parts of a task side by side; the kernels let go of the interpreter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self, TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")


class Workers:
    """`threads` workers, used in a `with` block; one thread does the parts itself."""

    def __init__(self, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None

    def each(self, task: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
        """The results of the parts, in their order."""
        if self._pool is None:
            return [task(part) for part in parts]
        return [future.result() for future in [self._pool.submit(task, part) for part in parts]]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            # Ctrl-C must not wait for parts that have not begun.
            self._pool.shutdown(wait=True, cancel_futures=True)
