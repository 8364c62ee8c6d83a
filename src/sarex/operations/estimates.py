"""What was computed becomes part of the case, if it still fits it."""

from __future__ import annotations

from sarex.model.canonical import canonical_bytes, sha256_hex
from sarex.model.case import Case
from sarex.model.errors import CaseError
from sarex.model.events.estimate_events import DriftEstimated, MapUpdated, PlanMade
from sarex.model.events.event import Draft
from sarex.model.events.forcing_events import ForcingAttached
from sarex.model.sentence import Sentence
from sarex.operations.command import By, check_open, draft


def record_drift(case: Case, drift: DriftEstimated, by: By) -> list[Draft]:
    """A drift of the incident as it is. Raises CaseError where the incident was revised while it ran."""
    check_open(case)
    if case.incident is None or document_sha256(case.incident) != drift.incident_sha256:
        raise CaseError(Sentence("case.incident_revised"))
    return [draft(case.id, drift, by)]


def record_update(case: Case, update: MapUpdated, by: By) -> list[Draft]:
    """The map after the results that are known. Raises CaseError where the map or the results changed meanwhile."""
    check_open(case)
    if case.drift is None or case.cloud is None:
        raise CaseError(Sentence("case.no_map_results"))
    if update.came_from not in (case.cloud.cloud, case.drift.cloud):
        raise CaseError(Sentence("case.map_anew_update"))
    if update.results != tuple(case.results):
        raise CaseError(Sentence("case.results_changed"))
    return [draft(case.id, update, by)]


def record_plan(case: Case, plan: PlanMade, by: By) -> list[Draft]:
    """A plan on the map and for the units as they are. Raises CaseError where these changed while it was sought, or
    where it does not keep a frozen task."""
    check_open(case)
    if case.cloud is None or case.cloud.cloud != plan.cloud:
        raise CaseError(Sentence("case.map_anew_plan"))
    if case.units is None or document_sha256(case.units) != plan.units_sha256:
        raise CaseError(Sentence("case.units_revised"))
    lost = case.frozen_tasks() - {task.facet for task in plan.kept}
    if lost:
        raise CaseError(Sentence("case.frozen_lost", unit=sorted(lost)[0].partition(" ")[2]))
    return [draft(case.id, plan, by)]


def drifted_as_now(case: Case) -> bool:
    """Whether the newest drift was made from incident, wind and current as they are: nothing revised, taken away, or
    attached since."""
    drift = case.drift
    if drift is None or case.incident is None or document_sha256(case.incident) != drift.incident_sha256:
        return False
    drifted, now = case.facets[("drift", "")].version, set[str]()
    for entry in case.forcing.values():
        assert isinstance(entry.event.payload, ForcingAttached)
        now.add(entry.event.payload.sha256 or "")
        if entry.version > drifted:
            return False
    return all(source.sha256 in now for source in drift.sources if source.sha256)


def document_sha256(document: dict[str, object]) -> str:
    """The hash by which estimates name the incident and the units that they were made from."""
    return sha256_hex(canonical_bytes(document))
