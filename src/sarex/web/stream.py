"""The live stream: what happens on the desk, to every browser at once, and from where it left off after a break."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sarex.model.events.entry import Entry
from sarex.model.job import Job
from sarex.model.sentence import Language, told
from sarex.web.case_view import job_view, line_view

QUEUE_MAX: Final = 2000
"""A browser that is so far behind is cut off; it comes back and is told what it missed from the log."""
BEAT_S: Final = 15.0
REPLAY_PART: Final = 500


@dataclass(frozen=True)
class Line:
    """One event of the stream. Those of the log have the global place in it, by which a browser goes on."""

    event: str
    data: Mapping[str, Any]
    place: int | None = None

    def text(self, language: Language = "en") -> bytes:
        """As the wire has it, for a reader of this language."""
        head = "" if self.place is None else f"id: {self.place}\n"
        data = json.dumps(told(self.data, language), ensure_ascii=False)
        return f"{head}event: {self.event}\ndata: {data}\n\n".encode()


def log_line(entry: Entry) -> Line:
    """An event of the log."""
    return Line("log", line_view(entry), entry.position)


def job_line(job: Job) -> Line:
    """A step of a job."""
    return Line("job", job_view(job))


@dataclass(eq=False)
class Listener:
    """One browser: a queue that is filled in the server's loop, and how far in the log it was told."""

    queue: asyncio.Queue[Line | None] = field(default_factory=lambda: asyncio.Queue(QUEUE_MAX))
    told: int = 0


class Stream:
    """Hands every line to every listener. `publish` may be called from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: set[Listener] = set()

    def open(self) -> None:
        """Belong to the running loop."""
        self._loop = asyncio.get_running_loop()

    def close(self) -> None:
        """End every stream; called in its loop."""
        for listener in list(self._listeners):
            self._drop(listener)

    @property
    def listeners(self) -> int:
        return len(self._listeners)

    def publish(self, line: Line) -> None:
        """To everybody; nothing before the stream is open, or where nobody listens."""
        loop = self._loop
        if loop is not None and self._listeners and not loop.is_closed():
            loop.call_soon_threadsafe(self._hand_out, line)

    def _hand_out(self, line: Line) -> None:
        for listener in list(self._listeners):
            try:
                listener.queue.put_nowait(line)
            except asyncio.QueueFull:
                self._drop(listener)

    def _drop(self, listener: Listener) -> None:
        self._listeners.discard(listener)
        while not listener.queue.empty():
            listener.queue.get_nowait()
        listener.queue.put_nowait(None)

    async def listen(
        self, hello: Line, since: int, *, replay: Callable[[int, int], list[Line]], beat: Callable[[], Line | None],
        language: Language = "en",
    ) -> AsyncIterator[bytes]:  # fmt: skip
        """The stream for one browser.

        since  : place in the log up to which it was told
        replay : lines of the log after a place, at most so many
        beat   : what is said every 15 s, so that a cut line is told from a quiet desk; None where it may listen no more
        """
        listener = Listener(told=since)
        # Listening comes before reading, so that nothing falls between the two; what comes twice is told once.
        self._listeners.add(listener)
        try:
            yield hello.text()
            while True:
                missed = await asyncio.to_thread(replay, listener.told, REPLAY_PART)
                for line in missed:
                    listener.told = line.place or listener.told
                    yield line.text(language)
                if len(missed) < REPLAY_PART:
                    break
            async for text in self._following(listener, beat, language):
                yield text
        finally:
            self._listeners.discard(listener)

    async def _following(
        self, listener: Listener, beat: Callable[[], Line | None], language: Language
    ) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        due_s = loop.time() + BEAT_S
        while True:
            try:
                line = await asyncio.wait_for(listener.queue.get(), due_s - loop.time())
            except TimeoutError:
                line = await asyncio.to_thread(beat)
                due_s = loop.time() + BEAT_S
            if line is None:
                return
            if line.place is None or line.place > listener.told:
                listener.told = line.place or listener.told
                yield line.text(language)
