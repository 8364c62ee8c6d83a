"""A job: long work on a case that runs beside the desk, with its progress and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sarex.model.sentence import Sentence

JobKind = Literal["drift", "plan", "update"]
JobState = Literal["waiting", "running", "done", "failed", "cancelled"]
OVER: Final[frozenset[JobState]] = frozenset({"done", "failed", "cancelled"})


NOTHING: Final = Sentence.plain("")


@dataclass(frozen=True)
class Job:
    """spec     : what to do, plain values that a worker process understands
    share    : done so far, 0 to 1
    text     : what is going on
    best_pos : of a plan that is being sought
    error    : why it failed, in one line
    attempts : how often it was begun; more than once where the server was stopped in its middle
    """

    id: str
    kind: JobKind
    case: str
    author: str
    spec: Mapping[str, Any] = field(repr=False)
    state: JobState = "waiting"
    share: float = 0.0
    text: Sentence = NOTHING
    best_pos: float | None = None
    error: Sentence = NOTHING
    attempts: int = 0
    created_s: float = 0.0

    @property
    def over(self) -> bool:
        return self.state in OVER
