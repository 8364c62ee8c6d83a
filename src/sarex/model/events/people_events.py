"""People in distress: what is known of them is sealed, and can be forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar

from pydantic import Field

from sarex.model.events.payload import Facet, Id, Payload, Text
from sarex.model.sealed import KeyId, Sealed


class PersonRecorded(Payload):
    """What is known of a person from now on, whole: a sealed `PersonInDistress`."""

    kind: ClassVar[str] = "person_recorded"

    person: Id
    sealed: Sealed

    def settles(self) -> tuple[Facet, ...]:
        return (("people", self.person),)


class PeopleForgotten(Payload):
    """The keys of the people of this case were destroyed. Whoever restores the log must destroy them too."""

    kind: ClassVar[str] = "people_forgotten"
    undoable: ClassVar[bool] = False

    keys: Annotated[tuple[KeyId, ...], Field(max_length=100)]
    reason: Text

    def settles(self) -> tuple[Facet, ...]:
        return tuple(("forgotten", key) for key in self.keys)

    def clears(self, known: Iterable[Facet]) -> tuple[Facet, ...]:
        return tuple(facet for facet in known if facet[0] == "people")
