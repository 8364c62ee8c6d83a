"""An event as a log holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sarex.model.events.event import Event, SealedEvent


@dataclass(frozen=True)
class Entry:
    """A sealed event and where this log has it.

    position : among all events of this log, from 1 without a gap, in the order in which they became readable
    version  : among the events of its case in this log, from 1 without a gap
    """

    position: int
    version: int
    sealed: SealedEvent

    @property
    def event(self) -> Event:
        return self.sealed.event

    @property
    def hash(self) -> str:
        return self.sealed.hash

    @property
    def case(self) -> str:
        return self.sealed.event.case

    @property
    def kind(self) -> str:
        return self.sealed.event.kind

    @property
    def author(self) -> str:
        return self.sealed.event.author

    @property
    def node(self) -> str:
        return self.sealed.event.node

    @property
    def time(self) -> datetime:
        return self.sealed.event.time
