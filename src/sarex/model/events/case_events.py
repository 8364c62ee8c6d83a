"""The case itself: opened, named, closed, and what is known of the distress and of who can search."""

from __future__ import annotations

from typing import ClassVar

from sarex.model.events.payload import Document, Facet, Label, Payload, Text


class CaseOpened(Payload):
    """A case begins. `exercise` can never change: what is played must not become real, nor the other way round."""

    kind: ClassVar[str] = "case_opened"
    undoable: ClassVar[bool] = False

    name: Label
    exercise: bool

    def settles(self) -> tuple[Facet, ...]:
        return ("name", ""), ("state", ""), ("exercise", "")


class CaseRenamed(Payload):
    kind: ClassVar[str] = "case_renamed"

    name: Label

    def settles(self) -> tuple[Facet, ...]:
        return (("name", ""),)


class CaseClosed(Payload):
    """The search ends, with the reason."""

    kind: ClassVar[str] = "case_closed"

    reason: Text

    def settles(self) -> tuple[Facet, ...]:
        return (("state", ""),)


class CaseReopened(Payload):
    kind: ClassVar[str] = "case_reopened"

    reason: Text

    def settles(self) -> tuple[Facet, ...]:
        return (("state", ""),)


class IncidentRevised(Payload):
    """What is known of the distress from now on, whole: a `sarex-incident/1`."""

    kind: ClassVar[str] = "incident_revised"

    incident: Document

    def settles(self) -> tuple[Facet, ...]:
        return (("incident", ""),)


class UnitsRevised(Payload):
    """Who can search from now on, whole: a `sarex-units/1`."""

    kind: ClassVar[str] = "units_revised"

    units: Document

    def settles(self) -> tuple[Facet, ...]:
        return (("units", ""),)
