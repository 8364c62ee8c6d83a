"""From a particle cloud to a probability map: a kernel over every particle, on an equal-area grid."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sarex.drift.containment import containment_areas
from sarex.drift.equal_area_plane import EqualAreaPlane, weighted_centre
from sarex.drift.smoothing import SMOOTHING_M_MIN, smoothing_length
from sarex.kernels.gridding import add_weights, spread
from sarex.model.errors import CloudError
from sarex.model.particle_cloud import ParticleCloud, Status
from sarex.model.probability_map import ProbabilityMap
from sarex.model.quantities import Position, format_length, format_time, wrap_longitude
from sarex.model.sentence import Sentence

LandTest = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.bool_]]
Grid = NDArray[np.float64]

CELLS_MAX: Final = 1024 * 1024
"""Cells of a grid that is chosen here; a cloud that needs more gets larger cells."""
CELLS_MAX_ASKED: Final = 4096 * 4096
_CELLS_PER_SMOOTHING: Final = 3.0
_KERNEL_REACH: Final = 4.0
"""Standard deviations; the rest, 6e-5, is shared out over what is kept."""
_SCENARIO_NUMBER_MIN: Final = 50.0


@dataclass(frozen=True)
class _Group:
    """Particles that are smoothed alike: x, y [m] and weight (particle,)."""

    name: str
    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    weight: NDArray[np.float64]
    smoothing_m: float


@dataclass(frozen=True)
class _Lattice:
    """Square cells: outer south-west corner [m], side, and number of rows and columns."""

    west_m: float
    south_m: float
    cell_m: float
    shape: tuple[int, int]

    @property
    def x_m(self) -> NDArray[np.float64]:
        return _centres(self.west_m, self.cell_m, self.shape[1])

    @property
    def y_m(self) -> NDArray[np.float64]:
        return _centres(self.south_m, self.cell_m, self.shape[0])


def _centres(edge_m: float, cell_m: float, number: int) -> NDArray[np.float64]:
    return edge_m + (np.arange(number, dtype=np.float64) + 0.5) * cell_m


def probability_map(
    cloud: ParticleCloud,
    time_s: float,
    *,
    cell_m: float | None = None,
    smoothing_m: float | None = None,
    land: LandTest | None = None,
) -> ProbabilityMap:
    """Where the object may be at an output time of the cloud, from its particles afloat.

    A Gaussian kernel is laid over each particle [Silverman1986], of a width found for each scenario by
    `smoothing.smoothing_length`, or of `smoothing_m`; the cells are a third of the narrowest kernel, or `cell_m`.
    Where the grid would grow beyond 1024 x 1024 cells, they are made larger and a note says so. The kernel ends at four
    deviations, and nothing of it leaves the grid: poc.sum() + stranded + left_forcing + under_way == 1.

    land : True for each longitude and latitude (degrees) on land. What a kernel would put there is shared out over the
           water that the same kernel reaches; a cell with particles afloat counts as water. None: water everywhere.
    If nothing is afloat, the grid lies about the stranded particles and holds zeros; the most probable point is then
    their centre. Raises CloudError if `time_s` is no output time, if no particle has a position, or if the cell is too
    small for the extent of the cloud.
    """
    index = cloud.time_index(time_s)
    status, weight = cloud.status[:, index], cloud.weight / cloud.weight.sum()
    chosen, afloat = _placed(cloud, index, weight)
    lon, lat = cloud.lon[chosen, index], cloud.lat[chosen, index]
    centre = weighted_centre(lon, lat, weight[chosen])
    plane = EqualAreaPlane(centre)
    x_m, y_m = plane.to_plane(lon, lat)
    whole = _Group("", x_m, y_m, weight[chosen], _smoothing(x_m, y_m, weight[chosen], smoothing_m))
    groups = _groups(whole, cloud.scenario[chosen], cloud.scenario_names, smoothing_m)
    lattice, notes = _lattice(groups, cell_m)
    poc = np.zeros(lattice.shape)
    if afloat:
        poc = _smoothed(groups, lattice, plane, land)
        poc *= weight[chosen].sum() / poc.sum()
    shares = {kind: float(weight[status == kind].sum()) for kind in Status}
    return ProbabilityMap(
        time_s=float(cloud.time_s[index]),
        centre=centre,
        x_m=lattice.x_m,
        y_m=lattice.y_m,
        poc=poc,
        cell_m=lattice.cell_m,
        smoothing_m=_joint_smoothing(groups, lattice.cell_m),
        stranded=shares[Status.STRANDED],
        left_forcing=shares[Status.LEFT_FORCING],
        under_way=shares[Status.UNDER_WAY],
        most_probable=_most_probable(poc, lattice, plane) if afloat else centre,
        areas=containment_areas(poc, lattice.x_m, lattice.y_m, plane),
        provenance=cloud.provenance.model_copy(update={"notes": (*cloud.provenance.notes, *notes)}),
    )


def _placed(cloud: ParticleCloud, index: int, weight: NDArray[np.float64]) -> tuple[NDArray[np.bool_], bool]:
    """The particles that the map is drawn about, and whether they are afloat; else they are stranded."""
    status = cloud.status[:, index]
    for kind in (Status.AFLOAT, Status.STRANDED):
        chosen = (status == kind) & (weight > 0.0)
        if chosen.any():
            assert np.isfinite(cloud.lon[chosen, index] + cloud.lat[chosen, index]).all()
            return chosen, kind == Status.AFLOAT
    under_way, left = (cloud.share(kind, index) for kind in (Status.UNDER_WAY, Status.LEFT_FORCING))
    raise CloudError(
        f"no particle has a position at {format_time(cloud.time_s[index])}: {under_way:.0%} is under way and "
        f"{left:.0%} left the forcing; choose another output time or load forcing for a larger area"
    )


def _groups(
    whole: _Group, scenario: NDArray[np.int16], names: tuple[str, ...], smoothing_m: float | None
) -> list[_Group]:
    """One group for each scenario, with its own smoothing.

    A scenario with few particles left takes the smoothing of the whole cloud: its own would be as wide as the gaps.
    """
    groups = []
    for number in np.unique(scenario):
        of = scenario == number
        x_m, y_m, weight = whole.x_m[of], whole.y_m[of], whole.weight[of]
        alone = weight.sum() ** 2 > _SCENARIO_NUMBER_MIN * (weight @ weight)
        width_m = _smoothing(x_m, y_m, weight, smoothing_m) if alone else whole.smoothing_m
        groups.append(_Group(names[number], x_m, y_m, weight, width_m))
    return groups


def _smoothing(
    x_m: NDArray[np.float64], y_m: NDArray[np.float64], weight: NDArray[np.float64], asked_m: float | None
) -> float:
    return smoothing_length(x_m, y_m, weight) if asked_m is None else asked_m


def _lattice(groups: list[_Group], cell_m: float | None) -> tuple[_Lattice, tuple[Sentence, ...]]:
    """The grid that takes in every kernel, and what the reader must know of it."""
    smallest_m = min(group.smoothing_m for group in groups)
    notes: tuple[Sentence, ...] = ()
    if len(groups) > 1 and max(group.smoothing_m for group in groups) > 1.5 * smallest_m:
        widths = ", ".join(f"{group.name} {format_length(group.smoothing_m)}" for group in groups)
        notes = (Sentence("drift.smoothed", widths=widths),)
    if cell_m is not None:
        if cell_m <= 0.0:
            raise CloudError("a cell of 0 m has no area; give its side, such as `500 m`, or leave it out")
        lattice = _covering(groups, cell_m)
        if math.prod(lattice.shape) > CELLS_MAX_ASKED:
            raise CloudError(
                f"cells of {format_length(cell_m)} make a grid of {lattice.shape[1]:,} by {lattice.shape[0]:,}, and "
                f"{CELLS_MAX_ASKED:,} are the most; give {format_length(_fitting(groups, cell_m))} or leave it out"
            )
        return lattice, notes
    wanted_m = _two_digits(max(smallest_m, SMOOTHING_M_MIN) / _CELLS_PER_SMOOTHING)
    lattice = _covering(groups, _fitting(groups, wanted_m))
    if lattice.cell_m > 1.5 * wanted_m:
        cell, wanted = format_length(lattice.cell_m), format_length(wanted_m)
        notes += (Sentence("drift.coarse_map", cell=cell, wanted=wanted),)
    return lattice, notes


def _covering(groups: list[_Group], cell_m: float) -> _Lattice:
    """Cells of this side that take in every kernel to its end. One of them is centred on the centre of the plane."""
    reaches = [math.ceil(_KERNEL_REACH * group.smoothing_m / cell_m) + 1 for group in groups]
    sides = list(zip(groups, reaches, strict=True))
    west = min(math.floor(group.x_m.min() / cell_m) - reach for group, reach in sides)
    south = min(math.floor(group.y_m.min() / cell_m) - reach for group, reach in sides)
    east = max(math.ceil(group.x_m.max() / cell_m) + reach for group, reach in sides)
    north = max(math.ceil(group.y_m.max() / cell_m) + reach for group, reach in sides)
    return _Lattice((west - 0.5) * cell_m, (south - 0.5) * cell_m, cell_m, (north - south + 1, east - west + 1))


def _fitting(groups: list[_Group], cell_m: float) -> float:
    """This cell, or the next larger one that keeps the grid within CELLS_MAX."""
    while (cells := math.prod(_covering(groups, cell_m).shape)) > CELLS_MAX:
        cell_m = _two_digits(max(1.1 * cell_m, cell_m * math.sqrt(cells / CELLS_MAX)))
    return cell_m


def _two_digits(length_m: float) -> float:
    """Rounded to two digits, so that a cell is 250 m rather than 246.7 m."""
    unit = 10.0 ** (math.floor(math.log10(length_m)) - 1)
    return round(length_m / unit) * unit


def _smoothed(groups: list[_Group], lattice: _Lattice, plane: EqualAreaPlane, land: LandTest | None) -> Grid:
    """Probability in each cell (y, x)."""
    laid = [np.zeros(lattice.shape) for _ in groups]
    for group, grid in zip(groups, laid, strict=True):
        add_weights(group.x_m, group.y_m, group.weight, lattice.west_m, lattice.south_m, lattice.cell_m, grid)
    kernels = [_taps(group.smoothing_m, lattice.cell_m) for group in groups]
    spread_out = [spread(grid, taps) for grid, taps in zip(laid, kernels, strict=True)]
    if land is None:
        return _sum(spread_out)
    reached, occupied = _sum(spread_out) > 0.0, _sum(laid) > 0.0
    rows, columns = np.nonzero(reached & ~occupied)
    lon, lat = plane.to_globe(lattice.x_m[columns], lattice.y_m[rows])
    # A cell with particles afloat has water in it, whatever lies at its middle.
    water = occupied.astype(np.float64)
    water[rows, columns] = ~land((lon + 180.0) % 360.0 - 180.0, lat)
    return _sum([_over_water(grid, taps, water) for grid, taps in zip(laid, kernels, strict=True)])


def _sum(grids: list[Grid]) -> Grid:
    return np.asarray(np.sum(grids, axis=0))


def _taps(smoothing_m: float, cell_m: float) -> NDArray[np.float64]:
    """The kernel in whole cells: the discrete Gaussian [Lindeberg1990], whose variance is exact however narrow it is.

    Laying a particle into a cell and drawing the cell as a square add a twelfth of the cell's square each; the kernel
    has that much less.
    """
    variance = max((smoothing_m / cell_m) ** 2 - 1.0 / 6.0, 0.0)
    reach = math.ceil(_KERNEL_REACH * smoothing_m / cell_m) if variance > 0.0 else 0
    length = 2 * (4 * reach + 8)  # long enough that the ring on which it is computed does not bite its tail
    wave = 2.0 * np.pi * np.arange(length // 2 + 1) / length
    ring = np.maximum(np.fft.irfft(np.exp(variance * (np.cos(wave) - 1.0)), length), 0.0)
    taps = np.concatenate([ring[1 : reach + 1][::-1], ring[: reach + 1]])
    return np.asarray(taps / taps.sum())


def _over_water(laid: Grid, taps: NDArray[np.float64], water: Grid) -> Grid:
    """Each cell's kernel cut to the water and scaled up so that it still holds all of what was laid there."""
    share = spread(water, taps)
    per_share = np.divide(laid, share, out=np.zeros_like(laid), where=laid > 0.0)
    return spread(per_share, taps) * water


def _joint_smoothing(groups: list[_Group], cell_m: float) -> float:
    """The root of the mean variance that the kernels, or else the cells, add to a particle."""
    variance = [max(group.smoothing_m**2, cell_m**2 / 6.0) * group.weight.sum() for group in groups]
    return math.sqrt(sum(variance) / sum(group.weight.sum() for group in groups))


def _most_probable(poc: Grid, lattice: _Lattice, plane: EqualAreaPlane) -> Position:
    """The top of the parabola through the likeliest cell and its neighbours, each way."""
    row, column = np.unravel_index(np.argmax(poc), poc.shape)
    x_m = lattice.x_m[column] + lattice.cell_m * _top(poc[row, column - 1 : column + 2])
    y_m = lattice.y_m[row] + lattice.cell_m * _top(poc[row - 1 : row + 2, column])
    lon, lat = plane.to_globe(np.array([x_m]), np.array([y_m]))
    return Position(wrap_longitude(float(lon[0])), float(lat[0]))


def _top(three: NDArray[np.float64]) -> float:
    """Place of the top of the parabola through three values at -1, 0 and 1, of which the middle one is the largest."""
    if len(three) < 3:
        return 0.0
    before, middle, after = (float(value) for value in three)
    bend = before - 2.0 * middle + after
    return 0.5 * (before - after) / bend if bend < 0.0 else 0.0
