"""The smoothed map: where the object may be in space and time, each particle spread over cells about it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.model.errors import PlanError
from sarex.search.moving_cloud import MovingCloud
from sarex.search.upper.effort_window import UnitEffortWindow

Floats = NDArray[np.float64]

PARTICLES_MAX: Final = 20_000
SLOTS_MAX: Final = 16
SMOOTHING_M_MIN: Final = 50.0
"""No cloud is known better than this: position fixes, the coast cells and the forcing are not."""
_FACTOR: Final = 0.5
_SAMPLES_MAX: Final = 2048
_PROBES_MAX: Final = 128
_FRACTIONS: Final = 128
_GOLDEN: Final = (math.sqrt(5.0) - 1.0) / 2.0


@dataclass(frozen=True)
class SmoothedCloud:
    """Particles spread over the cells of one raster for each slot of time.

    start_s, end_s : float64 (slot,)
    cell_m, smoothing_m : float64 (slot,); standard deviation of the spread of a particle on each axis
    drift_m_per_s  : float64 (slot,), speed of the mean particle
    apart_m_per_s  : float64 (slot,), root mean square of the particles' velocities about the mean
    weight         : float64 (particle,); object_class : int16 (particle,)
    first_cell     : int64 (slot + 1,), where the cells of each slot begin among all cells
    corner, patch, taps, east, north : which cells a particle is spread over, see `kernels/effort.py`
    """

    start_s: Floats
    end_s: Floats
    cell_m: Floats
    smoothing_m: Floats
    drift_m_per_s: Floats
    apart_m_per_s: Floats
    weight: Floats
    object_class: NDArray[np.int16]
    first_cell: NDArray[np.int64]
    corner: NDArray[np.int32]
    patch: NDArray[np.int32]
    taps: Floats
    east: NDArray[np.uint8]
    north: NDArray[np.uint8]

    @property
    def cells(self) -> int:
        return int(self.first_cell[-1])

    @property
    def slots(self) -> int:
        return int(self.start_s.size)


@dataclass(frozen=True)
class _Slot:
    """The raster of one slot; `corner` counts from 0 for each slot, and is negative where a particle is not afloat."""

    cell_m: float
    smoothing_m: float
    speeds: tuple[float, float]
    cells: int
    corner: NDArray[np.int32]
    patch: NDArray[np.int32]
    east: NDArray[np.uint8]
    north: NDArray[np.uint8]


def smoothed_cloud(
    cloud: MovingCloud, efforts: Sequence[UnitEffortWindow], *, fineness: int = 1, slots_max: int = SLOTS_MAX
) -> SmoothedCloud | None:
    """The map for the time in which any unit searches; None where no particle is afloat then.

    Slots are the cloud's output intervals cut by the units' windows, joined where they would be many more than
    `slots_max`; a gap between windows ends a slot.
    In a slot every particle is where it is at the middle of it. Each stands for its neighbourhood: it is spread over
    cells by a cubic B-spline [DeBoor1978], whose width follows the cloud in every slot. Of more than 20 000 particles,
    20 000 are drawn by their weights.

    fineness : 1, or 2, 4 ... for cells of a half, a quarter ... of the size under the same smoothing
    """
    classes = {effort.sweep_width_m.size for effort in efforts}
    known = int(cloud.object_class.max(initial=0)) + 1
    if any(size < known for size in classes):
        raise PlanError(
            f"effort knows {min(classes)} object classes but the cloud has {known}; give a sweep width for each"
        )
    cloud = _drawn(cloud)
    bounds = _slot_bounds(cloud.time_s, efforts, slots_max)
    taps = _taps(fineness)
    made = [(bound, slot) for bound in bounds if (slot := _slot(cloud, *bound, fineness=fineness)) is not None]
    if not made:
        return None
    slots = [slot for _, slot in made]
    corners = np.cumsum([0, *(len(slot.patch) for slot in slots)])
    first = np.cumsum([0, *(slot.cells for slot in slots)])
    return SmoothedCloud(
        start_s=np.array([start for (start, _), _ in made]),
        end_s=np.array([end for (_, end), _ in made]),
        cell_m=np.array([slot.cell_m for slot in slots]),
        smoothing_m=np.array([slot.smoothing_m for slot in slots]),
        drift_m_per_s=np.array([slot.speeds[0] for slot in slots]),
        apart_m_per_s=np.array([slot.speeds[1] for slot in slots]),
        weight=cloud.weight,
        object_class=cloud.object_class,
        first_cell=first.astype(np.int64),
        corner=np.array(
            [np.where(slot.corner >= 0, slot.corner + past, -1) for slot, past in zip(slots, corners, strict=False)]
        ).astype(np.int32),
        patch=np.concatenate([slot.patch + past for slot, past in zip(slots, first, strict=False)]).astype(np.int32),
        taps=taps,
        east=np.array([slot.east for slot in slots]),
        north=np.array([slot.north for slot in slots]),
    )


def _drawn(cloud: MovingCloud) -> MovingCloud:
    """The cloud, or so many of its particles, evenly by weight, that the work stays bounded."""
    if cloud.particles <= PARTICLES_MAX:
        return cloud
    index, times = np.unique(_evenly(cloud.weight, PARTICLES_MAX), return_counts=True)
    return cloud.chosen(index).reweighted(times / PARTICLES_MAX * cloud.weight.sum())


def _evenly(weight: Floats, samples: int) -> NDArray[np.int64]:
    """So many particles, evenly by weight, in an order that has nothing to do with theirs: drawn by every n-th number a
    cloud would be seen by halves, because scenarios, sides and low-discrepancy starts go by the number."""
    order = np.argsort(np.arange(weight.size) * _GOLDEN % 1.0)
    share = np.cumsum(weight[order])
    at = (np.arange(samples) + 0.5) / samples * share[-1]
    return np.asarray(order[np.minimum(np.searchsorted(share, at), weight.size - 1)])


def _slot_bounds(
    time_s: Floats, efforts: Sequence[UnitEffortWindow], slots_max: int
) -> list[tuple[float, float]]:  # fmt: skip
    """(start, end) of slots in which some unit searches, ascending; nothing outside the cloud's time."""
    windows = [(max(one.start_s, time_s[0]), min(one.end_s, time_s[-1])) for one in efforts]
    windows = [(start, end) for start, end in windows if end > start]
    cuts = np.unique([*time_s, *(moment for window in windows for moment in window)])
    pieces = [
        (float(start), float(end))
        for start, end in itertools.pairwise(cuts)
        if any(one <= start and end <= other for one, other in windows)
    ]
    shortest_s = math.fsum(end - start for start, end in pieces) / slots_max
    joined: list[tuple[float, float]] = []
    for start, end in pieces:
        if joined and joined[-1][1] == start and joined[-1][1] - joined[-1][0] < shortest_s * (1.0 - 1e-9):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _taps(fineness: int) -> Floats:
    """Shares of a particle for the cells along one axis about it, float64 (fraction of a cell, cell); rows sum to 1."""
    fraction = (np.arange(_FRACTIONS) + 0.5) / _FRACTIONS
    away = np.abs(fraction[:, np.newaxis] - np.arange(1 - 2 * fineness, 2 * fineness + 1)) / fineness
    near, far = 2.0 / 3.0 - away**2 + away**3 / 2.0, np.maximum(2.0 - away, 0.0) ** 3 / 6.0
    taps = np.where(away <= 1.0, near, far)
    return np.asarray(taps / taps.sum(axis=1, keepdims=True))


def _slot(cloud: MovingCloud, start_s: float, end_s: float, *, fineness: int) -> _Slot | None:
    east, north = cloud.at((start_s + end_s) / 2.0)
    afloat = np.isfinite(east) & np.isfinite(north) & (cloud.weight > 0.0)
    if not afloat.any():
        return None
    x, y, weight = east[afloat], north[afloat], cloud.weight[afloat]
    smoothing_m = local_spread_m(x, y, weight)
    # The variance of the spline on cells of this size, and of the cell itself, add up to the smoothing.
    cell_m = smoothing_m / math.sqrt(fineness**2 / 3.0 + 1.0 / 12.0)
    across, up = ((axis - weight @ axis / weight.sum()) / cell_m - 0.5 for axis in (x, y))
    column, row = (np.floor(axis).astype(np.int64) for axis in (across, up))
    fractions = [
        np.minimum((axis - whole) * _FRACTIONS, _FRACTIONS - 1) for axis, whole in ((across, column), (up, row))
    ]
    reach = np.arange(1 - 2 * fineness, 2 * fineness + 1)
    stride = int(np.ptp(column)) + 4 * fineness + 1
    place, corner = np.unique((row - row.min()) * stride + column - column.min(), return_inverse=True)
    rows = place[:, np.newaxis] + reach * stride
    cells = np.unique(rows[:, :, np.newaxis] + reach)
    everyone = np.full(cloud.particles, -1, dtype=np.int32)
    everyone[afloat] = corner
    sides = [np.zeros(cloud.particles, dtype=np.uint8) for _ in fractions]
    for side, fraction in zip(sides, fractions, strict=True):
        side[afloat] = fraction
    patch = np.searchsorted(cells, rows + reach[0])
    speeds = _speeds(cloud, start_s, end_s)
    return _Slot(cell_m, smoothing_m, speeds, cells.size, everyone, patch, *sides)


def _speeds(cloud: MovingCloud, start_s: float, end_s: float) -> tuple[float, float]:
    """Speed of the mean of the particles afloat throughout, and how fast they move apart (root mean square) [m/s]."""
    before, after = cloud.at(start_s), cloud.at(end_s)
    velocity = np.stack([(last - first) / (end_s - start_s) for first, last in zip(before, after, strict=True)])
    found = np.isfinite(velocity).all(axis=0)
    total = cloud.weight[found].sum()
    if total == 0.0:
        return 0.0, 0.0
    mean = velocity[:, found] @ cloud.weight[found] / total
    variance = ((velocity[:, found] - mean[:, np.newaxis]) ** 2).sum(axis=0) @ cloud.weight[found] / total
    return float(np.hypot(*mean)), math.sqrt(float(variance))


def local_spread_m(x: Floats, y: Floats, weight: Floats) -> float:
    """Standard deviation of the smoothing [m] for weighted points in a plane: half the median radius about a particle
    that holds the share n^(-1/3) / 4 of them, n the number of equally likely ones that the weights amount to.

    On a circular normal that radius is sd n^(-1/6) [Silverman1986]; but being local it leaves narrow track lines and
    groups far apart as they are. The half keeps the loss of sharpness below what sampling adds (see decision 11).
    """
    number = float(weight.sum() ** 2 / (weight @ weight))
    samples = min(weight.size, _SAMPLES_MAX)
    sample = (x + 1j * y)[_evenly(weight, samples)]
    if samples == 1:
        return SMOOTHING_M_MIN
    probe = sample[:: -(-samples // _PROBES_MAX)]
    neighbour = min(max(round(samples * number ** (-1.0 / 3.0) / 4.0), 1), samples - 1)
    radius = np.partition(np.abs(probe[:, np.newaxis] - sample), neighbour, axis=1)[:, neighbour]
    return max(_FACTOR * float(np.median(radius)), SMOOTHING_M_MIN)
