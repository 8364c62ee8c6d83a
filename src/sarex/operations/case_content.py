"""What is known of the distress, who can search, and the wind and current to drift in."""

from __future__ import annotations

from typing import Any

from sarex.model.case import Case
from sarex.model.errors import CaseError
from sarex.model.events.case_events import IncidentRevised, UnitsRevised
from sarex.model.events.event import Draft
from sarex.model.events.forcing_events import ForcingAttached, ForcingDetached
from sarex.model.events.payload import plain_document
from sarex.model.incident import Incident
from sarex.model.search_unit import SearchUnits
from sarex.operations.command import By, check_open, draft


def revise_incident(case: Case, incident: Incident, by: By) -> list[Draft]:
    """What is known from now on, complete with the defaults of today. In an exercise it is marked as one. No event
    where it is known already. Raises CaseError where an exercise's incident is given to a real case."""
    check_open(case)
    if incident.exercise and not case.exercise:
        raise CaseError(
            f"the incident is marked as an exercise and case {case.name!r} is real; open an exercise for it, or take "
            "the mark away"
        )
    document = plain_document(incident.model_copy(update={"exercise": case.exercise}))
    return [] if document == case.incident else [draft(case.id, IncidentRevised(incident=document), by)]


def revise_units(case: Case, units: SearchUnits, by: By) -> list[Draft]:
    """Who can search from now on, complete with the defaults of today. No event where that is so already."""
    check_open(case)
    document = plain_document(units)
    return [] if document == case.units else [draft(case.id, UnitsRevised(units=document), by)]


def attach_forcing(case: Case, forcing: ForcingAttached, by: By) -> list[Draft]:
    """One more source, which goes after those before it. Raises CaseError where it has the id of another."""
    check_open(case)
    if forcing.forcing in case.forcing:
        raise CaseError(f"the case has a forcing {forcing.forcing!r} already; give this one another id")
    return [draft(case.id, forcing, by)]


def detach_forcing(case: Case, forcing: str, by: By) -> list[Draft]:
    """The source no longer serves; what was drifted in it stays. Raises CaseError where there is none."""
    check_open(case)
    if forcing not in case.forcing:
        raise CaseError(f"the case has no forcing {forcing!r}; it has {_listed(list(case.forcing))}")
    return [draft(case.id, ForcingDetached(forcing=forcing), by)]


def _listed(names: list[Any]) -> str:
    return ", ".join(map(str, names)) or "none"
