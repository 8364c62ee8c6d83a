"""Proposals: new stints where the probability is, and small changes to those that there are."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.search.local_plane import Point, direction
from sarex.search.moving_cloud import MovingCloud
from sarex.search.optimise.searcher import Searcher, Watch
from sarex.search.optimise.stint import LEGS_MAX, Family, Stint
from sarex.search.pattern.lay import lay
from sarex.search.pattern.time_rule import track_budget_m
from sarex.search.pattern.track_line import along_route_m, part_of_route

COVERAGE_RANGE: Final = (0.25, 2.0)
ASPECT_RANGE: Final = (1.0, 6.0)
SPACING_SIGMA: Final = 0.25
TURN_SIGMA_DEG: Final = 20.0
PLACE_SIGMA: Final = 0.3
"""Of the side of the square with the area of the pattern."""
USE_MIN: Final = 0.05
PUSH: Final = 0.35
"""Of the side of the square with the area of the pattern, away from what bars it."""
WHOLE_SHARE: Final = 0.6
PARTS: Final = (0.5, 0.25, 0.12)
"""New stints take all the time on scene this often, else one of these parts of it."""
CODES: Final[dict[Family, frozenset[str]]] = {
    "ladder": frozenset({"PS", "CS"}),
    "square": frozenset({"SS"}),
    "sector": frozenset({"VS"}),
    "track": frozenset({"TSR", "TSN"}),
}
TRACK_SHARE: Final = 0.15
"""Of the new stints of a unit that may also search along a route."""
LINES_MAX: Final = 6


@dataclass(frozen=True)
class Effort:
    """What a unit can roughly do: when, with which width, and how long a track."""

    watch: Watch
    middle_s: float
    track_m: float


@dataclass(frozen=True)
class Proposer:
    """Draws stints. All randomness comes from `random`, in the order of the calls."""

    cloud: MovingCloud
    random: np.random.Generator

    def effort(self, searcher: Searcher, ready_s: float | None = None) -> Effort | None:
        """Of a unit that searches about the mean particle; None where it cannot come in time."""
        unit = searcher.unit
        start_s = max(ready_s or unit.available.timestamp(), searcher.cloud_start_s)
        watch = searcher.watch_at(start_s)
        if watch is None:
            return None
        way_s = searcher.way_s(searcher.field.distance_m(_mean(self.cloud, max(start_s, watch.start_s))))
        start_s = max(start_s + way_s, watch.start_s)
        stay_s = min(watch.end_s, searcher.cloud_end_s) - start_s
        if unit.endurance is not None:
            stay_s = min(stay_s, unit.endurance - way_s * (2.0 if unit.return_to_base else 1.0))
        if unit.on_scene is not None:
            stay_s = min(stay_s, unit.on_scene)
        if unit.until is not None:
            stay_s = min(stay_s, unit.until.timestamp() - start_s)
        if stay_s <= 0.0:
            return None
        return Effort(watch, start_s + stay_s / 2.0, track_budget_m(unit, stay_s, searcher.rule))

    def fresh(self, searcher: Searcher, effort: Effort, missed: NDArray[np.float64], *, again: bool = False) -> Stint:
        """A stint where much is missed.

        missed : float64 (particle,), probability that each particle is the object and is still missed; weighted by
                 survival (particle * time of death,)
        """
        east, north, weight = self._aim(searcher, effort, missed)
        coverage = math.exp(self.random.uniform(*np.log(COVERAGE_RANGE)))
        spacing_m = max(effort.watch.width_m / coverage, searcher.unit.spacing_m_min)
        # A strong unit's whole area may fit nowhere beside a line or a coast, where a part of it does.
        use = 1.0 if self.random.random() < WHOLE_SHARE else float(self.random.choice(PARTS))
        if self._along_route(searcher):
            first = Stint("track", 0.0, 0.0, 0.0, spacing_m, 1, use, again=again)
            return self._on_route(searcher, effort, np.stack([east, north, weight], axis=-1), first)
        area_m2 = max(use * effort.track_m, spacing_m) * spacing_m
        pick = int(np.searchsorted(np.cumsum(weight) / weight.sum(), self.random.random(), side="right"))
        pick = min(pick, weight.size - 1)
        near = weight * ((east - east[pick]) ** 2 + (north - north[pick]) ** 2 <= area_m2)
        near = np.where(np.isfinite(near), near, 0.0)
        centre, axis_deg, aspect = _blob(east, north, near)
        if not math.isfinite(centre[0]) or self.random.random() < 0.3:
            centre = (float(east[pick]), float(north[pick]))
        if self.random.random() < 0.3:
            axis_deg = self.random.uniform(0.0, 180.0)
        if self.random.random() < 0.5:
            aspect = math.exp(self.random.uniform(*np.log(ASPECT_RANGE)))
        legs = max(1, round(math.sqrt(area_m2 / np.clip(aspect, *ASPECT_RANGE)) / spacing_m))
        return Stint(
            self._family(searcher), centre[0], centre[1], axis_deg, spacing_m, min(legs, LEGS_MAX), use,
            begins_ahead=bool(self.random.integers(2)), begins_left=bool(self.random.integers(2)), again=again,
        )  # fmt: skip

    def _along_route(self, searcher: Searcher) -> bool:
        """Whether a new stint shall follow a route, where there is one that the unit may be asked to follow."""
        allowed = set(searcher.unit.patterns)
        if not searcher.routes or not allowed & CODES["track"]:
            return False
        return not allowed - CODES["track"] or bool(self.random.random() < TRACK_SHARE)

    def _on_route(
        self, searcher: Searcher, effort: Effort, missed: NDArray[np.float64], first: Stint
    ) -> Stint:  # fmt: skip
        """`first` laid along a route as it lies in the middle of the effort, about where much is missed.

        missed : float64 (particle, 3): east, north and weight
        """
        route = searcher.routes[int(self.random.integers(len(searcher.routes)))]
        line, here = route.at(effort.middle_s), missed[self.cloud.scenario == route.scenario]
        reached, mark = np.cumsum(here[:, 2]), self.random.random()
        place = line.mean(axis=0)
        if len(here) and reached[-1] > 0.0:
            place = here[min(int(np.searchsorted(reached, mark * reached[-1], side="right")), len(here) - 1), :2]
        along_m = float(along_route_m(line, place[np.newaxis])[0][0])
        centre = part_of_route(line, 0.0, along_m)[-1]
        chord = line[-1] - line[0] if np.hypot(*(line[-1] - line[0])) > 1.0 else line[1] - line[0]
        along_deg = math.degrees(math.atan2(chord[0], chord[1])) % 360.0
        ahead = np.array(direction(along_deg))
        left = np.array(direction(along_deg).left)
        lines = [one for one in range(1, LINES_MAX + 1) if ("TSN" if one % 2 else "TSR") in searcher.unit.patterns]
        return replace(
            first, east=float(centre[0]), north=float(centre[1]), along_deg=along_deg,
            legs=lines[int(self.random.integers(len(lines)))], begins_ahead=bool(self.random.integers(2)),
            begins_left=bool(self.random.integers(2)),
            alone_m=max(effort.watch.width_m, searcher.unit.spacing_m_min),
            route=tuple(zip(((line - centre) @ ahead).tolist(), ((line - centre) @ left).tolist(), strict=True)),
        )  # fmt: skip

    def _aim(
        self, searcher: Searcher, effort: Effort, missed: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """East and north of every particle in the middle of the effort [m], and how much is to be won there: nothing
        where the unit may not search."""
        east, north = self.cloud.at(effort.middle_s)
        missed = missed.reshape(self.cloud.particles, -1).sum(axis=1)
        open_water = searcher.room.searchable(east, north)
        for here in (open_water, np.isfinite(east)):
            weight = np.where(here, missed * self._seen(effort), 0.0)
            if weight.sum() > 0.0:
                return east, north, weight
        if not np.isfinite(east).any():
            # Nothing is afloat just then: any place is as good.
            return np.zeros(east.size), np.zeros(east.size), np.ones(east.size)
        return east, north, np.isfinite(east).astype(np.float64)

    def pushed(
        self, searcher: Searcher, effort: Effort, missed: NDArray[np.float64], stint: Stint
    ) -> Stint | None:  # fmt: skip
        """The stint a step away from what bars its pattern, toward the unit's own part of the cloud; None where nothing
        bars it. Random draws beside a line or a coast would hardly ever be clear of it."""
        shape = stint.shape(stint.use * effort.track_m, searcher.unit, searcher.rule)
        if shape is None:
            return None
        track = lay(shape, searcher.unit, effort.middle_s, searcher.rule).track
        met = searcher.room.first_blocked(track.east, track.north)
        if met is None:
            return None
        east, north, weight = self._aim(searcher, effort, missed)
        weight = weight / weight.sum()
        away = (float(np.nansum(weight * east)) - met.at.east, float(np.nansum(weight * north)) - met.at.north)
        step_m = PUSH * math.sqrt(stint.use * effort.track_m * stint.spacing_m) / (math.hypot(*away) or 1.0)
        return stint.moved(away[0] * step_m, away[1] * step_m)

    def _seen(self, effort: Effort) -> NDArray[np.float64]:
        """1 for particles of classes that the unit can see at all, else 0."""
        seen = np.array([entry.curve.sweep_width_m > 0.0 for entry in effort.watch.sensing.objects], dtype=np.float64)
        return np.asarray(seen[self.cloud.object_class])

    def _family(self, searcher: Searcher) -> Family:
        asked = set(searcher.unit.patterns)
        allowed: list[Family] = [family for family, codes in CODES.items() if codes & asked and family != "track"]
        if not allowed or ("ladder" in allowed and (len(allowed) == 1 or self.random.random() < 0.85)):
            return "ladder"
        return allowed[int(self.random.integers(len(allowed)))]

    def nudged(self, stint: Stint, side_m: float, scale: float, spacing_m_min: float) -> Stint:
        """The stint with one or two of its choices changed a little.

        side_m : of the square with its area;  scale : 1 for the usual step
        """
        for _ in range(1 + int(self.random.integers(2))):
            stint = self._changed(stint, side_m, scale, spacing_m_min)
        return stint

    def _changed(self, stint: Stint, side_m: float, scale: float, spacing_m_min: float) -> Stint:
        choice = self.random.random()
        step = self.random.standard_normal(2) * scale
        if choice < 0.40:
            return stint.moved(*(step * PLACE_SIGMA * side_m))
        if choice < 0.83:
            return _reshaped(stint, choice, step, spacing_m_min)
        return _retimed(stint, choice, step)


def _reshaped(stint: Stint, choice: float, step: NDArray[np.float64], spacing_m_min: float) -> Stint:
    if choice < 0.55:
        return replace(stint, along_deg=float(stint.along_deg + TURN_SIGMA_DEG * step[0]) % 360.0)
    if choice < 0.70:
        return replace(stint, spacing_m=max(stint.spacing_m * math.exp(SPACING_SIGMA * step[0]), spacing_m_min))
    change = max(1, round(abs(step[0]) * 0.25 * stint.legs))
    return replace(stint, legs=int(np.clip(stint.legs + (change if step[1] > 0 else -change), 1, LEGS_MAX)))


def _retimed(stint: Stint, choice: float, step: NDArray[np.float64]) -> Stint:
    if choice < 0.90:
        return replace(stint, use=float(np.clip(stint.use * math.exp(0.5 * step[0]), USE_MIN, 1.0)))
    if choice < 0.92:
        return replace(stint, delay_s=max(0.0, float(stint.delay_s + 1800.0 * step[0])))
    if choice < 0.96:
        return replace(stint, begins_left=not stint.begins_left)
    return replace(stint, begins_ahead=not stint.begins_ahead)


def _mean(cloud: MovingCloud, time_s: float) -> Point:
    east, north = cloud.at(time_s)
    here = np.isfinite(east)
    weight = cloud.weight[here]
    if weight.sum() <= 0.0:
        return Point(0.0, 0.0)
    return Point(float(weight @ east[here] / weight.sum()), float(weight @ north[here] / weight.sum()))


def _blob(
    east: NDArray[np.float64], north: NDArray[np.float64], weight: NDArray[np.float64]
) -> tuple[tuple[float, float], float, float]:
    """Mean, direction of the long axis from north by east [degrees], and how much longer than wide."""
    total = weight.sum()
    if total <= 0.0:
        return (math.nan, math.nan), 0.0, 1.0
    here = weight > 0.0
    points, weights = np.stack([east[here], north[here]]), weight[here] / total
    mean = points @ weights
    apart = points - mean[:, np.newaxis]
    values, vectors = np.linalg.eigh((weights * apart) @ apart.T)
    axis = vectors[:, 1]
    aspect = math.sqrt(max(values[1], 1e-9) / max(values[0], 1e-9))
    return (float(mean[0]), float(mean[1])), math.degrees(math.atan2(axis[0], axis[1])) % 180.0, aspect
