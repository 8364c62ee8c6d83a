"""A receding-horizon Bayesian planner for drones that look into one cell at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from benchmarks.plan.dsse.scene import ACTIONS, OUTSIDE, SIDE, STAY, Cells, Floats, Place

from sarex.search.success import after_empty_search

ROUNDS: Final = 2
LEG_STEPS_MAX: Final = 6
LOOKS: Final = 3


@dataclass(frozen=True)
class Look:
    """A look into a cell in a step; the drone stands there then."""

    step: int
    cell: int


Route = tuple[Look, ...]


@dataclass(frozen=True)
class _Stake:
    """What one drone can still win.

    tracks  : int64 (step, particle), cell in every step
    weights : float64 (particle,), chance of each particle
    granted : float64 (particle,), the discount at which the rest of the drones find it anyhow; 0 if they do not
    """

    tracks: Cells
    weights: Floats
    granted: Floats
    now: int
    end: int
    discount: float

    def worth(self, left: Floats, step: int) -> Floats:
        """What finding each particle in a step adds, of what is left: float64 (particle,)."""
        return left * np.maximum(self.discount ** (step - self.now) - self.granted, 0.0)

    def without(self, left: Floats, look: Look) -> Floats:
        return np.where(self.tracks[look.step] == look.cell, 0.0, left)

    def of(self, route: Route) -> float:
        """Worth of a route."""
        total, left = 0.0, self.weights
        for look in route:
            total += float(self.worth(left, look.step)[self.tracks[look.step] == look.cell].sum())
            left = self.without(left, look)
        return total


@dataclass(frozen=True)
class _Branch:
    """A route under way: what it is worth, where it stands, and what was left of the cloud before its last look."""

    worth: float
    cell: int
    before: Floats
    route: Route


@dataclass
class CellPlanner:
    """Routes of looks for all drones over the next steps; only their first moves are ever made.

    horizon  : steps looked ahead
    discount : what a find is worth if it comes one step later
    beam     : routes kept for each step
    A step is a move to one of eight neighbours or a look, so that a look that is d cells away costs d + 1 steps. The
    worth of all routes together is the sum over particles of weight x discount to the power of the step of its find.
    Each drone in turn gets the route that adds most to those of the rest, or keeps its old one if none is better.
    """

    horizon: int = 24
    discount: float = 0.98
    beam: int = 6
    routes: list[Route] = field(default_factory=list)

    def actions(self, tracks: Cells, weights: Floats, drones: Sequence[Place], step: int) -> list[int]:
        """What each drone does now.

        tracks  : int64 (step, particle), cell in every step
        weights : float64 (particle,), chance of each particle after all empty looks so far
        """
        end = min(step + self.horizon, len(tracks))
        self._keep(drones, step)
        for _ in range(ROUNDS):
            for drone, place in enumerate(drones):
                granted = self._granted(tracks, drone, step)
                stake = _Stake(tracks, weights, granted, now=step, end=end, discount=self.discount)
                found = self._best(stake, place)
                if found.worth > stake.of(self.routes[drone]) * (1.0 + 1e-9):
                    self.routes[drone] = found.route
        return _moves(self.routes, drones, step)

    def _keep(self, drones: Sequence[Place], step: int) -> None:
        """Drops looks that are past and routes that can no longer be flown in time."""
        kept = [tuple(look for look in route if look.step >= step) for route in self.routes] or [()] * len(drones)
        self.routes = [
            route if not route or _distance(place, route[0].cell) <= route[0].step - step else ()
            for route, place in zip(kept, drones, strict=True)
        ]

    def _granted(self, tracks: Cells, drone: int, now: int) -> Floats:
        granted = np.zeros(tracks.shape[1])
        for look in (look for number, route in enumerate(self.routes) if number != drone for look in route):
            found = tracks[look.step] == look.cell
            granted[found] = np.maximum(granted[found], self.discount ** (look.step - now))
        return granted

    def _best(self, stake: _Stake, place: Place) -> _Branch:
        """The best route of one drone by beam search over times, each branch the next look and the way to it."""
        best = _Branch(0.0, place[1] * SIDE + place[0], stake.weights, ())
        waiting = {stake.now: [best]}
        for step in range(stake.now, stake.end):
            for branch in sorted(waiting.pop(step, []), key=lambda branch: -branch.worth)[: self.beam]:
                for after in _grown(stake, branch, step):
                    waiting.setdefault(after.route[-1].step + 1, []).append(after)
                    best = max(best, after, key=lambda one: one.worth)
        return best


def _grown(stake: _Stake, branch: _Branch, step: int) -> Iterator[_Branch]:
    """The branch with each of the best next looks. Its first leg may be as long as the time allows."""
    left = stake.without(branch.before, branch.route[-1]) if branch.route else branch.before
    legs = min(stake.end - step, LEG_STEPS_MAX + 1) if branch.route else stake.end - step
    for leg in range(legs):
        worth = np.bincount(stake.tracks[step + leg], stake.worth(left, step + leg), OUTSIDE + 1)
        ring = _ring(branch.cell, leg)
        for there in ring[np.argsort(-worth[ring], kind="stable")[:LOOKS]]:
            if worth[there] > 0.0:
                look = Look(step + leg, int(there))
                yield _Branch(branch.worth + float(worth[there]), look.cell, left, (*branch.route, look))


_RINGS: dict[tuple[int, int], Cells] = {}


def _ring(cell: int, distance: int) -> Cells:
    """Cells that are so many moves away."""
    key = cell, distance
    if key not in _RINGS:
        y, x = np.divmod(np.arange(OUTSIDE), SIDE)
        away = np.maximum(np.abs(x - cell % SIDE), np.abs(y - cell // SIDE))
        _RINGS[key] = np.flatnonzero(away == distance)
    return _RINGS[key]


def _distance(place: Place, cell: int) -> int:
    return max(abs(place[0] - cell % SIDE), abs(place[1] - cell // SIDE))


def _moves(routes: Sequence[Route], drones: Sequence[Place], step: int) -> list[int]:
    """The first move of each route. No drone enters a cell where another stands or will stand: it waits instead."""
    places = list(drones)
    for drone, route in enumerate(routes):
        if route:
            taken = {place for number, place in enumerate(places) if number != drone}
            places[drone] = _towards(places[drone], route[0], taken, step)
    return [ACTIONS[new[0] - old[0], new[1] - old[1]] for old, new in zip(drones, places, strict=True)]


def _towards(place: Place, look: Look, taken: set[Place], step: int) -> Place:
    """The free cell beside the place, nearest to the look's, from which it is still reached in time; else the place."""
    if place[1] * SIDE + place[0] == look.cell:
        return place
    around = [(place[0] + east, place[1] + south) for east, south in ACTIONS if (east, south) != (0, 0)]
    free = [new for new in around if new not in taken and _distance(new, look.cell) < look.step - step]
    goal = look.cell % SIDE, look.cell // SIDE
    return min(free, key=lambda new: (new[0] - goal[0]) ** 2 + (new[1] - goal[1]) ** 2, default=place)


@dataclass
class Belief:
    """What is left to believe of a cloud after the looks so far."""

    weights: Floats

    @classmethod
    def even(cls, particles: int) -> Belief:
        return cls(np.full(particles, 1.0 / particles))

    def looked(self, cells_now: Cells, cells: Sequence[int]) -> None:
        """After empty looks, in one step, into these cells; a cloud with nothing left starts afresh."""
        pod = np.isin(cells_now, np.asarray(cells)).astype(np.float64)
        gone = float((self.weights * (1.0 - pod)).sum()) < 1e-12
        self.weights = np.full(pod.size, 1.0 / pod.size) if gone else after_empty_search(self.weights, pod)


def looked_cells(actions: Sequence[int], drones: Sequence[Place]) -> list[int]:
    """Cells that a step's actions look into."""
    pairs = zip(actions, drones, strict=True)
    return [place[1] * SIDE + place[0] for action, place in pairs if action == STAY]
