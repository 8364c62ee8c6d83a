"""What the routes work with: the keepers of people, cases and files, the workers and the clock, all handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from sarex.adapters.sql_people import SqlPeople
from sarex.adapters.worker import WorkerPool
from sarex.web.settings import WebSettings
from sarex.web.sign_in_limit import SignInLimit


@dataclass(frozen=True)
class Desk:
    """One node's desk.

    node  : its name
    now_s : seconds since 1970-01-01 UTC
    """

    node: str
    people: SqlPeople
    pool: WorkerPool
    settings: WebSettings
    now_s: Callable[[], float]
    sign_ins: SignInLimit = field(default_factory=SignInLimit)

    def open(self) -> None:
        """Begin; called in the server's loop."""

    def close(self) -> None:
        """End the workers."""
        self.pool.close()


def _desk(request: Request) -> Desk:
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk


DeskHere = Annotated[Desk, Depends(_desk)]
