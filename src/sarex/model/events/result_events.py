"""What the search brought in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from pydantic import Field

from sarex.model.events.payload import Document, Facet, Files, Label, Payload, Text


class ResultReported(Payload):
    """An empty search, a sighting, debris or a marker buoy's track.

    result : its name, by which it can be undone
    report : one entry of a `sarex-results/1`
    files  : the tracks that it names
    """

    kind: ClassVar[str] = "result_reported"

    result: Label
    report: Document
    files: Files = Field(default_factory=dict)

    def settles(self) -> tuple[Facet, ...]:
        return (("results", self.result),)

    def blobs(self) -> tuple[str, ...]:
        return tuple(self.files.values())


class ResultUndone(Payload):
    """The result is held for wrong and no longer counts."""

    kind: ClassVar[str] = "result_undone"

    result: Label
    reason: Text = ""

    def clears(self, known: Iterable[Facet]) -> tuple[Facet, ...]:
        facet = ("results", self.result)
        return (facet,) if facet in known else ()
