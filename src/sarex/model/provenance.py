"""Where a result came from: enough to make it again and to judge it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from sarex.model.applied_update import AppliedUpdate
from sarex.model.sentence import Sentence


class SourceUse(BaseModel):
    """How much one source served.

    `served` is the share of particle-times that took their value here; `filled` the share that took it from a cell
    filled from its nearest sea neighbour. `hours` are the periods (UTC text) in which it served anything.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    quantity: str
    sha256: str = ""
    served: float
    filled: float
    hours: tuple[tuple[str, str], ...]
    synthetic: bool = False
    notes: tuple[str, ...] = ()


class Provenance(BaseModel):
    """What a cloud was made from and by."""

    model_config = ConfigDict(frozen=True)

    sarex_version: str
    incident: str
    """The incident as JSON, complete with the defaults that were used."""
    incident_sha256: str
    forward: bool = True
    """False for a run back in time."""
    seed: int
    noise: str
    sources: tuple[SourceUse, ...]
    coast: str
    notes: tuple[Sentence, ...] = ()
    """What the reader must know: seeds moved off land, gaps allowed, filled coast cells, double counting."""
    synthetic: bool = False
    exercise: bool = False
    updates: tuple[AppliedUpdate, ...] = ()
    """Results of the search that were applied, in order."""
