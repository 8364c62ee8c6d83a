"""What a cloud was before results were applied, inside its file: prior weights, evidence, and the cloud before a fresh
draw as a group with the same content."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from sarex.model.cloud_history import CloudHistory, Descent
from sarex.model.particle_cloud import ParticleCloud

BEFORE: Final = "before"
_COMPRESSION: Final = {"compression": "zlib", "complevel": 1, "shuffle": True}


def write_history(dataset: Any, cloud: ParticleCloud, write: Callable[[Any, ParticleCloud], None]) -> None:
    """Write the history of a cloud that was updated.

    Dimensions (update, trajectory): `evidence`; (trajectory): `weight_prior`, and after a fresh draw `ancestor`,
    `fresh` and the group `before`, which `write` writes like a cloud of its own.
    """
    history = cloud.history
    if history is None:
        return
    prior = dataset.createVariable("weight_prior", "f8", ("trajectory",), fill_value=False, **_COMPRESSION)
    prior.setncatts({"long_name": "weight before the results in `evidence`", "units": "1"})
    prior[:] = history.weight_prior
    if len(history.evidence):
        dataset.createDimension("update", len(history.evidence))
        rows = dataset.createVariable("evidence", "f8", ("update", "trajectory"), fill_value=False, **_COMPRESSION)
        rows.long_name = "of a search -ln(1 - POD), else logarithm of the likelihood; NaN: says nothing"
        rows[:] = history.evidence
    if history.descent is not None:
        _write_descent(dataset, history.descent, write)


def _write_descent(dataset: Any, descent: Descent, write: Callable[[Any, ParticleCloud], None]) -> None:
    ancestor = dataset.createVariable("ancestor", "i4", ("trajectory",), fill_value=False, **_COMPRESSION)
    ancestor.setncatts({
        "long_name": "particle of the group `before` whose copy this is",
        "drawn_at_s": np.float64(descent.at_s),
        "name_start": np.int64(descent.name_start),
    })  # fmt: skip
    ancestor[:] = descent.ancestor
    fresh = dataset.createVariable("fresh", "i1", ("trajectory",), fill_value=False, **_COMPRESSION)
    fresh.long_name = "1 where it has noise of its own since it was drawn"
    fresh[:] = descent.fresh.astype(np.int8)
    write(dataset.createGroup(BEFORE), descent.before)


def read_history(dataset: Any, particles: int, read: Callable[[Any], ParticleCloud]) -> CloudHistory | None:
    """The history that the file holds; None for a cloud that was not updated. Raises LookupError, ValueError."""
    if "weight_prior" not in dataset.variables:
        return None
    evidence = np.empty((0, particles))
    if "evidence" in dataset.variables:
        evidence = dataset["evidence"][:].astype(np.float64)
    descent = None
    if "ancestor" in dataset.variables:
        before = read(dataset.groups[BEFORE])
        ancestor = dataset["ancestor"][:].astype(np.int32)
        if ((ancestor < 0) | (ancestor >= before.particles)).any():
            raise ValueError("an `ancestor` is no particle of the group `before`")
        descent = Descent(
            before=before,
            ancestor=ancestor,
            fresh=dataset["fresh"][:].astype(np.bool_),
            at_s=float(dataset["ancestor"].drawn_at_s),
            name_start=int(dataset["ancestor"].name_start),
        )
    return CloudHistory(dataset["weight_prior"][:].astype(np.float64), evidence, descent)
