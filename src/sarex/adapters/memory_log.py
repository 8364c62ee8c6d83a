"""A memory twin of the event log, for tests and for what need not last."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from sarex.adapters.sql_log import conflict
from sarex.model.events.chain import CaseEnd, ChainEnd, check_case, seal_all
from sarex.model.events.entry import Entry
from sarex.model.events.event import Draft
from sarex.model.signature import Signer


class MemoryLog:
    """Keeps the promise `EventLog` in a list."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self._entries: list[Entry] = []
        self._cases: dict[str, list[Entry]] = {}
        self._news = threading.Condition()

    def append(self, drafts: Sequence[Draft], expected: int | None) -> tuple[Entry, ...]:
        """See `EventLog`."""
        if not drafts:
            return ()
        with self._news:
            earlier = self._cases.get(drafts[0].case, [])
            last, version, position = earlier[-1] if earlier else None, len(earlier), len(self._entries)
            if expected is not None and expected != version:
                raise conflict(drafts[0].case, last, expected)
            newest = self._entries[-1] if self._entries else None
            chain = ChainEnd(newest.event.sequence, newest.hash) if newest else ChainEnd()
            case = CaseEnd(version, last.event.place, (last.hash,)) if last else CaseEnd()
            sealed = seal_all(drafts, self._signer, chain, case)
            entries = tuple(Entry(position + n, version + n, one) for n, one in enumerate(sealed, 1))
            self._entries.extend(entries)
            self._cases.setdefault(drafts[0].case, []).extend(entries)
            self._news.notify_all()
        return entries

    def read(self, after: int = 0, limit: int = 1000) -> list[Entry]:
        """See `EventLog`."""
        return self._entries[after : after + limit]

    def read_case(self, case: str, after: int = 0) -> list[Entry]:
        """See `EventLog`."""
        entries = self._cases.get(case, [])
        before = entries[after - 1] if 0 < after <= len(entries) else None
        check_case(entries[after:], {self._signer.node: frozenset({self._signer.key})}, before)
        return entries[after:]

    def last_position(self) -> int:
        """See `EventLog`."""
        return len(self._entries)

    def heads(self) -> list[Entry]:
        """See `EventLog`."""
        return sorted((entries[-1] for entries in self._cases.values()), key=lambda entry: entry.position)

    def wait(self, after: int, timeout_s: float) -> bool:
        """See `EventLog`."""
        with self._news:
            return self._news.wait_for(lambda: len(self._entries) > after, timeout_s)
