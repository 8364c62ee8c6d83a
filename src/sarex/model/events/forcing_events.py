"""Wind and current that a case drifts in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal

from sarex.model.events.payload import Document, Facet, Id, Label, Payload, Sha256


class ForcingAttached(Payload):
    """A source of wind or current. Later ones go after earlier ones.

    sha256   : of the file or table; "" for an address
    coverage : what was understood of it, for people
    """

    kind: ClassVar[str] = "forcing_attached"

    forcing: Id
    name: Label
    source: Literal["file", "table", "address", "synthetic"]
    sha256: Sha256 | Literal[""]
    coverage: Document

    def settles(self) -> tuple[Facet, ...]:
        return (("forcing", self.forcing),)

    def blobs(self) -> tuple[str, ...]:
        return (self.sha256,) if self.sha256 else ()


class ForcingDetached(Payload):
    kind: ClassVar[str] = "forcing_detached"

    forcing: Id

    def clears(self, known: Iterable[Facet]) -> tuple[Facet, ...]:
        facet = ("forcing", self.forcing)
        return (facet,) if facet in known else ()
