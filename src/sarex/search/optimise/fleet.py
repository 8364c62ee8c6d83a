"""The fleet during optimisation: every unit's outing, and what all of them together miss."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sarex.search.moving_cloud import MovingCloud
from sarex.search.optimise.alive_share import AliveShare
from sarex.search.optimise.outing import Outing, outing_exposure, outing_exposure_by
from sarex.search.optimise.searcher import Searcher
from sarex.search.separation import Claim, conflict

Floats = NDArray[np.float64]


@dataclass
class Fleet:
    """Outings of all units and the exposure of every particle to each. Weighted by survival, a particle counts once for
    each time until which it may be found alive.

    outings   : one for each searcher; None where it is not used
    exposures : float64 (unit, particle)
    kept      : places of units whose outing may not change (frozen)
    alive     : None where everybody counts, whenever found
    weight    : float64 (particle,), what each counts; it follows from cloud and alive
    """

    searchers: Sequence[Searcher]
    cloud: MovingCloud
    outings: list[Outing | None] = field(default_factory=list)
    exposures: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    kept: frozenset[int] = frozenset()
    alive: AliveShare | None = None
    weight: Floats = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        if not self.weight.size:
            self.weight = self.cloud.weight if self.alive is None else self.alive.weight(self.cloud)
        if not self.outings:
            self.outings = [None] * len(self.searchers)
            self.exposures = np.zeros((len(self.searchers), self.weight.size))

    @property
    def free(self) -> list[int]:
        return [index for index in range(len(self.searchers)) if index not in self.kept]

    @property
    def pos(self) -> float:
        return found_of(self.weight, self.exposures.sum(axis=0))

    def missed_without(self, indices: Iterable[int]) -> Floats:
        """Probability of each particle that all units but these miss it, float64 (particle,)."""
        left = np.ones(len(self.searchers), dtype=np.bool_)
        left[list(indices)] = False
        return np.asarray(self.weight * np.exp(-self.exposures[left].sum(axis=0)))

    def exposure(self, found: Outing) -> Floats:
        if self.alive is None:
            return outing_exposure(found, self.cloud)
        return outing_exposure_by(found, self.cloud, self.alive.times_s).ravel()

    def claims(self, without: Iterable[int] = ()) -> list[tuple[int, Claim]]:
        """The claims of all units but these, each with the place of its unit."""
        skipped = set(without)
        return [
            (index, claim)
            for index, found in enumerate(self.outings)
            if found is not None and index not in skipped
            for claim in found.claims
        ]

    def in_the_way(self, index: int, found: Outing) -> set[int]:
        """Units whose areas are too near to this outing of the unit at `index`."""
        return {
            other
            for other, claim in self.claims(without=(index,))
            if any(conflict(own, claim) > 0.0 for own in found.claims)
        }  # fmt: skip

    def set(self, index: int, found: Outing | None, exposure: Floats | None) -> None:
        self.outings[index] = found
        self.exposures[index] = 0.0 if found is None or exposure is None else exposure

    def onto(self, cloud: MovingCloud) -> Fleet:
        """The same outings on other particles."""
        return self._with_exposures(Fleet(self.searchers, cloud, kept=self.kept, alive=self.alive))

    def unweighted(self, cloud: MovingCloud) -> Fleet:
        """The same outings on these particles, judged by whether they find, not by whether alive."""
        return self._with_exposures(Fleet(self.searchers, cloud, kept=self.kept))

    def _with_exposures(self, fleet: Fleet) -> Fleet:
        for index, found in enumerate(self.outings):
            fleet.set(index, found, None if found is None else fleet.exposure(found))
        return fleet

    def copy(self) -> Fleet:
        return replace(self, outings=list(self.outings), exposures=self.exposures.copy())


def found_of(missed: Floats, exposure: Floats) -> float:
    """How much of what is missed is found with this exposure; both float64 of the same shape (particle,).

    Not by `@`: its library shares long sums among threads, which costs far more than it saves on a busy machine, and
    makes the last digits depend on their number.
    """
    return float(np.einsum("i,i->", missed, -np.expm1(-exposure)))
