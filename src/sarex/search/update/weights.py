"""Bayes' rule on the weights of particles. [Kratzke2010]"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sarex.model.errors import ResultsError

Floats = NDArray[np.float64]


def after_search(weight: Floats, exposure: Floats) -> tuple[Floats, float]:
    """Weights after a search that found nothing, and its POS: weight x (1 - POD), and sum of weight x POD.

    weight   : float64 (particle,), sums to one
    exposure : float64 (particle,), -ln(1 - POD), >= 0
    Raises ResultsError where every particle would have been found for certain.

    >>> posterior, pos = after_search(np.array([0.6, 0.4]), -np.log1p(-np.array([0.78, 0.0])))
    >>> round(pos, 6), np.round(posterior, 6).tolist()
    (0.468, [0.24812, 0.75188])
    """
    assert (exposure >= 0.0).all()
    missed = weight * np.exp(-exposure)
    left = float(missed.sum())
    if not left > 0.0:
        raise ResultsError(
            "this search would have found every particle for certain, so nothing is left to search for; check its "
            "sweep width, its law and its track, or give the cloud a wider scenario"
        )
    return missed / left, float((weight * -np.expm1(-exposure)).sum())


def after_evidence(weight: Floats, log_likelihood: Floats, confidence: float) -> Floats:
    """Weights after something that may be true with this confidence c: w (c L / mean L + 1 - c).

    log_likelihood : float64 (particle,); -inf where it cannot be so, NaN where it says nothing of a particle, which
                     then keeps its weight
    Raises ResultsError where no particle could be true.

    >>> after_evidence(np.array([0.5, 0.5]), np.log(np.array([3.0, 1.0])), 0.5).tolist()
    [0.625, 0.375]
    """
    told = ~np.isnan(log_likelihood)
    share = float(weight[told].sum())
    possible = told & np.isfinite(log_likelihood) & (weight > 0.0)
    if not possible.any():
        raise ResultsError(
            "no particle could be what was found, so the case and this result contradict each other; check its place, "
            "time and object, lower its `confidence`, or drift a further scenario"
        )
    # In logarithms, weights too: a likely particle of hardly any weight would leave the others no likelihood.
    joint = np.full(weight.shape, -np.inf)
    joint[possible] = np.log(weight[possible]) + log_likelihood[possible]
    believed = np.exp(joint - joint.max())
    posterior = np.where(told, confidence * share * believed / believed.sum() + (1.0 - confidence) * weight, weight)
    return np.asarray(posterior / posterior.sum())


def effective_size(weight: Floats) -> float:
    """How many particles of equal weight would tell as much: (sum w)^2 / sum w^2. [Kong1994]"""
    return float(weight.sum() ** 2 / (weight**2).sum())


def systematic_draw(weight: Floats, start: float) -> NDArray[np.int32]:
    """Whose copy each of as many new particles is, int32 (particle,), ascending: each particle is drawn as often as its
    weight times their number says, rounded up or down. [Kitagawa1996]

    start : one uniform number in [0, 1)

    >>> systematic_draw(np.array([0.5, 0.25, 0.25, 0.0]), 0.5).tolist()
    [0, 0, 1, 2]
    """
    edges = np.cumsum(weight)
    points = (np.arange(weight.size) + start) / weight.size * edges[-1]
    # A last edge that rounding left below a point must not lead beyond the last particle that has weight.
    last = int(np.flatnonzero(weight > 0.0)[-1])
    return np.asarray(np.minimum(np.searchsorted(edges, points, side="right"), last), dtype=np.int32)
