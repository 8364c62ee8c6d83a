"""The cloud after results of the search, and without one of them again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from sarex.model.applied_update import AppliedUpdate
from sarex.model.cloud_history import CloudHistory
from sarex.model.errors import CloudError, ResultsError
from sarex.model.particle_cloud import ParticleCloud
from sarex.model.quantities import format_time
from sarex.model.redrift import Redrift
from sarex.model.search_result import Debris, Evidence, FlownSearch, MarkerBuoy, Sighting, evidence_end_s
from sarex.search.update.debris import debris_told
from sarex.search.update.empty_search import search_told
from sarex.search.update.fresh_draw import drawn_afresh
from sarex.search.update.marker_buoy import marker_buoy_told
from sarex.search.update.sighting import sighting_told
from sarex.search.update.told import Told
from sarex.search.update.weights import after_evidence, after_search, effective_size

AnyEvidence = FlownSearch | Sighting | Debris | MarkerBuoy
Floats = NDArray[np.float64]
_EVIDENCE: Final[TypeAdapter[AnyEvidence]] = TypeAdapter(Evidence)


@dataclass(frozen=True)
class UpdateOptions:
    """How to apply results.

    redrift   : drifts again where that is needed; None where no forcing was given
    share_min : of the effective size before the first result; below it particles are drawn afresh
    """

    redrift: Redrift | None = None
    share_min: float = 0.3


def updated_cloud(cloud: ParticleCloud, results: Sequence[AnyEvidence], options: UpdateOptions) -> ParticleCloud:
    """The cloud with these results applied in order. Raises ResultsError, CloudError, PlanError, and with a drift what
    that raises."""
    if not cloud.provenance.forward:
        raise CloudError(
            "the cloud was drifted backward, so the search of today says nothing of its particles; drift forward from "
            "the start and update that cloud"
        )
    for result in results:
        if result.name in {applied.name for applied in cloud.provenance.updates}:
            raise ResultsError(
                f"result {result.name!r} is already applied to this cloud; undo it first, or give the new one another "
                "name"
            )
        cloud = applied(cloud, result, told(cloud, result, options.redrift), options)
    return cloud


def told(cloud: ParticleCloud, result: AnyEvidence, redrift: Redrift | None) -> Told:
    """What one result says of each particle, whatever their weights. Raises as `updated_cloud`."""
    end_s = evidence_end_s(result)
    if not cloud.time_s[0] <= end_s <= cloud.time_s[-1] + 0.5:
        raise ResultsError(
            f"result {result.name!r} is of {format_time(end_s)}, but the cloud runs from "
            f"{format_time(cloud.time_s[0])} to {format_time(cloud.time_s[-1])}; let the drift run longer, or correct "
            "the time"
        )
    match result:
        case FlownSearch():
            return search_told(result, cloud)
        case Sighting():
            return sighting_told(result, cloud)
        case Debris():
            return debris_told(result, cloud, redrift)
        case MarkerBuoy():
            return marker_buoy_told(result, cloud, redrift)


def applied(
    cloud: ParticleCloud,
    result: AnyEvidence,
    row: Told,
    options: UpdateOptions,
) -> ParticleCloud:
    """The cloud with new weights by one row of evidence, and with fresh particles where too few carry the weight."""
    history = cloud.history or CloudHistory(cloud.weight, np.empty((0, cloud.particles)))
    weight, pos = _reweighted(cloud.weight, result, row.row)
    missed = np.prod([1.0 - one.pos for one in cloud.provenance.updates if one.pos is not None] + [1.0 - (pos or 0.0)])
    size = effective_size(weight)
    share = size / effective_size(history.weight_prior)
    text = result.model_dump_json(by_alias=True)
    low = share < options.share_min
    record = AppliedUpdate(
        name=result.name, kind=result.kind, result=text, result_sha256=hashlib.sha256(text.encode()).hexdigest(),
        pos=pos, pos_cumulative=float(1.0 - missed), effective_size=size, effective_share=share, law=row.law,
        notes=row.notes, warning=_warning(size, cloud.particles, options) if low else "",
    )  # fmt: skip
    changed = replace(
        cloud,
        weight=weight,
        history=replace(history, evidence=np.concatenate([history.evidence, row.row[np.newaxis]])),
        provenance=cloud.provenance.model_copy(update={"updates": (*cloud.provenance.updates, record)}),
    )
    if low and options.redrift is not None:
        return drawn_afresh(changed, _told_until_s(changed), options.redrift)
    return changed


def _reweighted(weight: Floats, result: AnyEvidence, row: Floats) -> tuple[Floats, float | None]:
    """Weights after one row of evidence, and the POS of a search."""
    try:
        if isinstance(result, FlownSearch):
            return after_search(weight, row)
        confidence = 1.0 if isinstance(result, MarkerBuoy) else result.confidence
        return after_evidence(weight, row, confidence), None
    except ResultsError as fault:
        raise ResultsError(f"result {result.name!r}: {fault}") from None


def _warning(size: float, particles: int, options: UpdateOptions) -> str:
    if options.redrift is not None:
        return ""
    return (
        f"the weight lies on few particles: {size:,.0f} equal ones of {particles:,} would tell as much, so the map "
        "and the next plan are coarse; give the forcing with --forcing so that particles are drawn afresh"
    )


def _told_until_s(cloud: ParticleCloud) -> float:
    """The last moment that any applied result tells of: fresh noise may begin only after it."""
    return max(evidence_end_s(evidence_of(one)) for one in cloud.provenance.updates)


def evidence_of(record: AppliedUpdate) -> AnyEvidence:
    """The result that was applied, ready to be applied again."""
    return _EVIDENCE.validate_json(record.result)


def undone_cloud(cloud: ParticleCloud, name: str, options: UpdateOptions) -> ParticleCloud:
    """The cloud as if the result of this name had never come: what was before it exactly, with what followed applied
    again. Raises CloudError for an unknown name, and where particles were drawn afresh since and no forcing is given.
    """
    names = [one.name for one in cloud.provenance.updates]
    if name not in names:
        known = ", ".join(repr(one) for one in names) or "none"
        raise CloudError(f"no result {name!r} was applied to this cloud (applied: {known}); give one of these names")
    level = cloud
    while name not in (own := [one.name for one in own_updates(level)]):
        assert level.history is not None
        assert level.history.descent is not None
        level = level.history.descent.before
    later = cloud.provenance.updates[names.index(own[-1]) + 1 :]
    if level is not cloud and options.redrift is None and (later or name != own[-1]):
        raise CloudError(
            f"particles were drawn afresh after {own[-1]!r}, so what followed {name!r} must be drifted again; give the "
            "forcing with --forcing"
        )
    place = own.index(name)
    rebuilt = _as_it_was(level, place)
    for number, record in enumerate(own_updates(level)[place + 1 :], start=place + 1):
        assert level.history is not None
        result = evidence_of(record)
        same_particles = rebuilt.particles == level.particles and rebuilt.lon is level.lon
        row = Told(level.history.evidence[number], record.law, record.notes)
        rebuilt = applied(rebuilt, result, row if same_particles else told(rebuilt, result, options.redrift), options)
    return updated_cloud(rebuilt, [evidence_of(record) for record in later], options)


def own_updates(cloud: ParticleCloud) -> tuple[AppliedUpdate, ...]:
    """Those that were applied to these very particles."""
    count = 0 if cloud.history is None else len(cloud.history.evidence)
    return cloud.provenance.updates[len(cloud.provenance.updates) - count :]


def _as_it_was(cloud: ParticleCloud, count: int) -> ParticleCloud:
    """These particles after the first `count` of the results that were applied to them."""
    history = cloud.history
    assert history is not None
    weight = history.weight_prior
    own = own_updates(cloud)
    for record, row in zip(own[:count], history.evidence, strict=False):
        weight, _ = _reweighted(weight, evidence_of(record), row)
    kept = cloud.provenance.updates[: len(cloud.provenance.updates) - len(own) + count]
    bare = count == 0 and history.descent is None
    return replace(
        cloud,
        weight=weight,
        history=None if bare else replace(history, evidence=history.evidence[:count]),
        provenance=cloud.provenance.model_copy(update={"updates": kept}),
    )
