"""Chance of success, and what is left to believe after an empty search."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def success(poc: NDArray[np.float64], pod: NDArray[np.float64]) -> float:
    """POS: the sum over cells or particles of POC x POD.

    poc, pod : float64 of equal shape; pod is the probability of detection if the object is there
    """
    return float(np.sum(poc * pod))


def after_empty_search(poc: NDArray[np.float64], pod: NDArray[np.float64]) -> NDArray[np.float64]:
    """POC of the same cells or particles once nothing was found, summing to one again (Bayes).

    >>> after_empty_search(np.array([0.6, 0.4]), np.array([0.78, 0.0])).round(6).tolist()
    [0.24812, 0.75188]
    """
    missed = poc * (1.0 - pod)
    total = float(missed.sum())
    assert total > 0.0, "a search that certainly finds the object cannot have been empty"
    return np.asarray(missed / total, dtype=np.float64)
