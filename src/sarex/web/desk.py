"""What the routes work with: the keepers of people, cases and files, the workers and the clock, all handed in."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final

from fastapi import Depends, Request

from sarex.adapters.sql_people import SqlPeople
from sarex.adapters.worker import WorkerPool
from sarex.model.errors import SarexError
from sarex.ports import BlobStore, EventLog, PeopleVault
from sarex.web.case_room import CaseRoom
from sarex.web.job_board import JobBoard
from sarex.web.plan_shelf import PlanShelf
from sarex.web.settings import WebSettings
from sarex.web.sign_in_limit import SignInLimit
from sarex.web.stream import Stream

WAIT_S: Final = 0.5
FAULT_WAIT_S: Final = 1.0


@dataclass(frozen=True)
class Desk:
    """One node's desk.

    node    : its name
    folder  : where its data lies, for worker processes
    people  : who may sign in;  vault : keeps what is known of people in distress
    exports : hashes of the files of plans whose tasks were changed, by the hash of the plan
    now_s   : seconds since 1970-01-01 UTC
    """

    node: str
    folder: Path
    log: EventLog
    blobs: BlobStore
    people: SqlPeople
    vault: PeopleVault
    cases: CaseRoom
    board: JobBoard
    pool: WorkerPool
    stream: Stream
    settings: WebSettings
    now_s: Callable[[], float]
    plans: PlanShelf
    sign_ins: SignInLimit = field(default_factory=SignInLimit)
    exports: dict[str, dict[str, str]] = field(default_factory=dict)
    particles_max: int = 1_000_000
    _closing: threading.Event = field(default_factory=threading.Event)

    @property
    def upload_folder(self) -> Path:
        """Where what comes in lies until it is kept."""
        return self.folder / "scratch"

    def open(self) -> None:
        """Begin; called in the server's loop."""
        self.stream.open()
        self.board.open()
        threading.Thread(target=self._follow, name="log", daemon=True).start()

    def _follow(self) -> None:
        """Tell the browsers whatever comes into the log, whoever wrote it."""
        told = 0
        while not self._closing.is_set():
            try:
                if self.log.wait(told, WAIT_S):
                    told = self.log.last_position()
                    self.cases.news(told)
                else:
                    self.cases.keep_heads()
            except SarexError as fault:
                # A full disk or a database that is started anew: what comes later must still be told.
                sys.stderr.write(f"{fault}\n")
                self._closing.wait(FAULT_WAIT_S)

    def closed(self, wait_s: float) -> bool:
        """Whether it is closed; waits so long for that."""
        return self._closing.wait(wait_s)

    def close(self) -> None:
        """End the workers and the streams."""
        self._closing.set()
        self.board.close()
        self.pool.close()
        with suppress(SarexError):
            self.cases.keep_heads()


def _desk(request: Request) -> Desk:
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk


DeskHere = Annotated[Desk, Depends(_desk)]
