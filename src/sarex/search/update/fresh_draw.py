"""Particles drawn afresh by their weights, each copy with noise of its own from then on."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from sarex.kernels.random_numbers import uniform_block
from sarex.model.applied_update import AppliedUpdate, FreshDraw
from sarex.model.cloud_history import CloudHistory, Descent
from sarex.model.particle_cloud import ParticleCloud
from sarex.model.quantities import format_time
from sarex.model.redrift import Redrift
from sarex.search.update.weights import systematic_draw

DRAW_STREAM: Final = 18
"""Of random numbers."""
NAMES_APART: Final = 2**32
"""Particles of each fresh draw take names from their own range, so that their noise is new."""

NO_FUTURE: Final = (
    "the weight lies on few particles, and the drift ends before fresh ones could go apart; let the drift run longer"
)


def draws_before(cloud: ParticleCloud) -> int:
    """How many fresh draws led to this cloud."""
    count = 0
    while cloud.history is not None and cloud.history.descent is not None:
        count, cloud = count + 1, cloud.history.descent.before
    return count


def drawn_afresh(cloud: ParticleCloud, told_until_s: float, redrift: Redrift) -> ParticleCloud:
    """As many particles of equal weight, drawn systematically from the weights.

    One copy of each drawn particle goes on as it was; the others go on from the first output time after all that was
    told, with fresh noise. Until then all copies share the way of their ancestor, so that an earlier result may still
    be applied. Where the drift ends with what was told there is nothing to go on, and the weights stay.
    """
    after = np.flatnonzero(cloud.time_s >= told_until_s - 0.5)
    if not after.size or after[0] == len(cloud.time_s) - 1:
        return _with_last(cloud, warning=NO_FUTURE)
    at, draws = int(after[0]), draws_before(cloud) + 1
    start = uniform_block(cloud.provenance.seed, np.zeros(1, dtype=np.int64), draws, DRAW_STREAM)[0, 0]
    ancestor = systematic_draw(cloud.weight, float(start))
    fresh = np.concatenate([[False], ancestor[1:] == ancestor[:-1]])
    lon, lat, status = cloud.lon[ancestor], cloud.lat[ancestor], cloud.status[ancestor]
    copies, name_start = np.flatnonzero(fresh), draws * NAMES_APART
    onward = redrift.onward(cloud, ancestor[copies].astype(np.int64), name_start + copies, at)
    lon[copies, at:], lat[copies, at:], status[copies, at:] = onward.lon, onward.lat, onward.status
    weight = np.full(cloud.particles, 1.0 / cloud.particles)
    drawn = replace(
        cloud,
        lon=lon,
        lat=lat,
        status=status,
        weight=weight,
        scenario=cloud.scenario[ancestor],
        object_class=cloud.object_class[ancestor],
        history=CloudHistory(
            weight, np.empty((0, cloud.particles)), Descent(cloud, ancestor, fresh, float(cloud.time_s[at]), name_start)
        ),
    )
    record = FreshDraw(
        at_s=float(cloud.time_s[at]), kept=int(cloud.particles - copies.size), fresh=int(copies.size),
        forcing=onward.forcing, notes=onward.notes,
    )  # fmt: skip
    note = (
        f"{copies.size:,} particles were drawn afresh and go on from {format_time(record.at_s)} with noise of their own"
    )
    return _with_last(drawn, fresh_draw=record, note=note)


def _with_last(
    cloud: ParticleCloud, *, warning: str = "", note: str = "", fresh_draw: FreshDraw | None = None
) -> ParticleCloud:
    """The cloud with more said of its last update."""
    *earlier, last = cloud.provenance.updates
    said: AppliedUpdate = last.model_copy(
        update={
            "warning": warning or last.warning,
            "notes": (*last.notes, *([note] if note else [])),
            "fresh_draw": fresh_draw or last.fresh_draw,
        }
    )
    return replace(cloud, provenance=cloud.provenance.model_copy(update={"updates": (*earlier, said)}))
