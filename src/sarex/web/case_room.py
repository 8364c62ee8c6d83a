"""The cases as they are now: folded from the log once, then kept up with it; and who may change which."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Final, Protocol

from sarex.adapters.sql_log import conflict, uncollected
from sarex.model.case import Case, fold
from sarex.model.case_head import CaseHead
from sarex.model.errors import CaseError, ConflictError, LogError
from sarex.model.events.entry import Entry
from sarex.model.events.event import Draft
from sarex.model.person import Person
from sarex.model.sentence import Sentence
from sarex.operations.command import By
from sarex.ports import EventLog
from sarex.web.fault import RefusedError, role_said

CASES_MAX: Final = 100
"""Cases that are kept folded; the one not looked at for longest goes first."""
PAGE: Final = 1000
TRIES_MAX: Final = 20
Command = Callable[[Case, By], list[Draft]]


class HeadShelf(Protocol):
    """Keeps heads by the hash of their newest event from one start to the next."""

    def known(self) -> dict[str, CaseHead]: ...

    def put(self, heads: Iterable[tuple[str, CaseHead]]) -> None: ...


class CaseRoom:
    """Reads and changes cases. Every function may be called from any thread."""

    def __init__(
        self, log: EventLog, now_s: Callable[[], float], told: Callable[[Entry], None], shelf: HeadShelf
    ) -> None:
        """told : called once with every event from now on, in the order of the log"""
        self._log, self._now_s, self._told, self._shelf = log, now_s, told, shelf
        self._cases: OrderedDict[str, Case] = OrderedDict()
        self._heads: dict[str, CaseHead] | None = None
        self._unkept: dict[str, tuple[str, CaseHead]] = {}
        self._read = log.last_position()
        self._lock = threading.RLock()

    def case(self, case_id: str) -> Case:
        """The case with everything that the log has of it. Raises RefusedError 404."""
        with self._lock:
            known = self._cases.get(case_id)
            entries = self._log.read_case(case_id, known.version if known else 0)
            if known is None and not entries:
                raise RefusedError(404, Sentence("refused.no_case"), Sentence("refused.no_case_way"), value=case_id)
            with uncollected():
                return self._keep(fold(entries, known))

    def _keep(self, case: Case) -> Case:
        self._cases[case.id] = case
        self._cases.move_to_end(case.id)
        while len(self._cases) > CASES_MAX:
            self._cases.popitem(last=False)
        return case

    def heads(self) -> list[CaseHead]:
        """All cases, the one changed last first."""
        self.news(self._log.last_position())
        with self._lock:
            return list(reversed(self._all_heads().values()))

    def _all_heads(self) -> dict[str, CaseHead]:
        """The heads in the order of the log, for clocks may be set back. They are read once: from the shelf where it
        knows the newest event of a case, else by folding."""
        if self._heads is None:
            kept = self._shelf.known()
            self._heads = {new.case: kept.get(new.hash) or self._folded(new) for new in self._log.heads()}
        return self._heads

    def _folded(self, newest: Entry) -> CaseHead:
        try:
            case = fold(self._log.read_case(newest.case))
        except LogError:
            return CaseHead.damaged(newest)
        return self._noted(case)

    def _noted(self, case: Case) -> CaseHead:
        head = CaseHead.of(case)
        self._unkept[case.id] = next(reversed(case.steps)), head
        return head

    def keep_heads(self) -> None:
        """Hand what is new of the heads to the shelf. Raises OutputError."""
        with self._lock:
            unkept, self._unkept = self._unkept, {}
        if unkept:
            self._shelf.put(unkept.values())

    def news(self, until: int) -> None:
        """Tell the events up to this position that were not told yet, and keep the heads up with them."""
        with self._lock:
            self._all_heads()
            while self._read < until:
                entries = self._log.read(self._read, min(PAGE, until - self._read))
                if not entries:
                    break
                self._read = entries[-1].position
                self._note(entries)
                for entry in entries:
                    self._told(entry)

    def _note(self, entries: list[Entry]) -> None:
        """Keep the heads of the cases of these events."""
        by_case: dict[str, list[Entry]] = {}
        for entry in entries:
            by_case.setdefault(entry.case, []).append(entry)
        for case_id, news in sorted(by_case.items(), key=lambda pair: pair[1][-1].position):
            self._all_heads().pop(case_id, None)  # to come last
            known = self._cases.get(case_id)
            if known is None and news[0].version == 1:
                known = Case(case_id)
            if known is None or known.version < news[0].version - 1:
                self._all_heads()[case_id] = self._folded(news[-1])
                continue
            case = self._keep(fold([one for one in news if one.version > known.version], known))
            self._all_heads()[case_id] = self._noted(case)

    def act(self, case_id: str, person: Person, command: Command, expected: int | None) -> Case:
        """Carry out a command on a case. Without an expected version it is tried again on the case as others left it.
        Raises ConflictError where the case has another version, RefusedError, CaseError and what the command raises."""
        for _ in range(TRIES_MAX):
            case = self.case(case_id)
            if person.exercises_only and not case.exercise:
                raise RefusedError(
                    403,
                    Sentence("refused.exercises_alone", role=role_said(person.role)),
                    Sentence("refused.ask_coordinator"),
                    value=case.name,
                )
            if expected not in (None, case.version):
                raise conflict(case_id, next(reversed(case.steps.values())).entry, expected)
            drafts = command(case, self.by(person.name))
            if not drafts:
                return case
            try:
                self._append(drafts, case.version)
            except ConflictError:
                if expected is not None:
                    raise
                continue
            return self.case(case_id)
        raise RefusedError(409, Sentence("refused.busy_case"), Sentence("refused.again"))

    def open(self, case_id: str, drafts: list[Draft]) -> Case:
        """A new case by its first events."""
        self._append(drafts, 0)
        return self.case(case_id)

    def _append(self, drafts: list[Draft], expected: int) -> None:
        try:
            self._log.append(drafts, expected)
        except LogError as fault:
            # What is asked for cannot stand in the log, such as a result with more fixes than an event takes.
            raise CaseError(str(fault)) from fault

    def by(self, author: str) -> By:
        """Who gives a command, now."""
        return By(author, datetime.fromtimestamp(self._now_s(), UTC))
