"""Every kind of event that this version of Sarex understands, and how older shapes become today's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from sarex.model.events.case_events import (
    CaseClosed,
    CaseOpened,
    CaseRenamed,
    CaseReopened,
    IncidentRevised,
    UnitsRevised,
)
from sarex.model.events.estimate_events import DriftEstimated, MapUpdated, PlanMade
from sarex.model.events.forcing_events import ForcingAttached, ForcingDetached
from sarex.model.events.note_events import CommentWritten, FileAttached, NoteWritten, Undone
from sarex.model.events.payload import Payload
from sarex.model.events.people_events import PeopleForgotten, PersonRecorded
from sarex.model.events.result_events import ResultReported, ResultUndone
from sarex.model.events.task_events import TaskChanged, TaskFrozen, TaskOrdered

_PAYLOADS: Final[tuple[type[Payload], ...]] = (
    CaseOpened, CaseRenamed, CaseClosed, CaseReopened, IncidentRevised, UnitsRevised, PersonRecorded, PeopleForgotten,
    ForcingAttached, ForcingDetached, DriftEstimated, MapUpdated, PlanMade, TaskChanged, TaskFrozen, TaskOrdered,
    ResultReported, ResultUndone, NoteWritten, CommentWritten, FileAttached, Undone,
)  # fmt: skip
KINDS: Final[Mapping[str, type[Payload]]] = {payload.kind: payload for payload in _PAYLOADS}

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
"""Takes a payload of one version and gives it in the shape of the next."""
UPCASTERS: Final[Mapping[tuple[str, int], Upcaster]] = {}
"""By kind and the version that it takes. Stored events are never rewritten; they are lifted whenever they are read."""
