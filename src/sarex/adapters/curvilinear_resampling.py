"""Windows from grids with 2-D longitudes and latitudes: curvilinear, tripolar, staggered ones at their rho points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from sarex.adapters.axis import longitudes
from sarex.adapters.raw_field import CurvilinearGrid
from sarex.adapters.resampling import Resampling
from sarex.adapters.target_grid import TargetGrid, grown, lowest_cosine, spanning
from sarex.model.forcing_window import Box, overlap

SPACING_SHARE = 0.71
"""Spacing of the window over that of the source, as for projected grids."""
NEWTON_STEPS = 8
EDGE = 1e-6
"""How far outside a cell, in cells, a point still belongs to it."""
SECOND_TRIES = 8
"""Nodes around which a point is sought that is not in the four cells around its nearest node."""
REACH_CELLS = 2.0
JOIN_CELLS = 2.0
"""Rims that lie this near to each other, in cells, are sewn together."""
SAMPLE = 300

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class _Mesh:
    """node : (row, column) -> flat stored index, with rims sewn together; xyz : the same nodes as unit vectors, NaN
    where the source gives no position; spacing_rad : usual distance of neighbours."""

    node: Indices
    xyz: Floats
    spacing_rad: float

    @property
    def real(self) -> Flags:
        return np.isfinite(self.xyz[..., 0])


def curvilinear_resampling(grid: CurvilinearGrid, box: Box, *, turned: bool) -> Resampling | None:
    """Bilinear inside the cells of the grid. `turned`: components follow the grid and are turned to east and north.
    None where the box and the grid do not meet."""
    sewn = _sewn(grid)
    part = overlap(box, _sewn_bounds(grid, sewn))
    if part is None:
        return None
    mesh = _mesh_in(grid, sewn, part)
    if mesh is None:
        return None
    spacing = SPACING_SHARE * _finest_deg(mesh)
    target = spanning(part, spacing / lowest_cosine(part), spacing)
    cell, row, column, across, up = _locate(mesh, target)
    if len(cell) == 0:
        return None
    corner = np.array([mesh.node[row + r, column + c] for r in (0, 1) for c in (0, 1)])
    weight = np.array([(1 - across) * (1 - up), across * (1 - up), (1 - across) * up, across * up])
    turn = None
    if turned:
        nodes, place = np.unique(corner, return_inverse=True)
        towards = _x_direction(grid, sewn, nodes)[place.reshape(corner.shape)]
        turn = (towards * weight).sum(axis=0)
        known = np.abs(turn) > 0.1
        if not known.any():
            return None
        cell, corner, weight = cell[known], corner[:, known], weight[:, known]
        turn = (turn[known] / np.abs(turn[known])).astype(np.complex64)
    stored_row, stored_column = np.divmod(corner, grid.lon.shape[1])
    rows = np.arange(stored_row.min(), stored_row.max() + 1)
    columns = np.unique(stored_column)
    index = (stored_row - rows[0]) * len(columns) + np.searchsorted(columns, stored_column)
    return Resampling(target, rows, columns, cell, index.astype(np.int32), weight.astype(np.float32), turn)


def unit_vectors(lon: Floats, lat: Floats) -> Floats:
    """Positions [degrees] as unit vectors (..., 3)."""
    east, north = np.radians(lon), np.radians(lat)
    return np.stack((np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)), axis=-1)


def _tangents(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Unit vectors (..., 3) to the east and to the north."""
    east, north = np.radians(lon), np.radians(lat)
    to_east = np.stack((-np.sin(east), np.cos(east), np.zeros_like(east)), axis=-1)
    to_north = np.stack((-np.sin(north) * np.cos(east), -np.sin(north) * np.sin(east), np.cos(north)), axis=-1)
    return to_east, to_north


def _sewn(grid: CurvilinearGrid) -> Indices:
    """Flat stored indices of the nodes, with the first column again on the right where the grid goes round the globe,
    and the last row again, mirrored, on top where it folds along the northern seam of a tripolar grid."""
    rows, columns = grid.lon.shape
    node = np.arange(rows * columns).reshape(rows, columns)
    if columns < 4 or rows < 4:
        return node
    usual = _apart(grid, *_thinned(node[:, :-1], node[:, 1:]))
    if _joined(_apart(grid, node[:, -1], node[:, 0]), usual):
        node = np.concatenate((node, node[:, :1]), axis=1)
    top = node[-1, :columns]
    usual = _apart(grid, *_thinned(node[:-1, :columns], node[1:, :columns]))
    if _joined(_apart(grid, top, top[::-1]), usual):
        fold = top[::-1]
        extra = node.shape[1] - columns
        node = np.concatenate((node, np.concatenate((fold, fold[:extra]))[None, :]), axis=0)
    return node


def _apart(grid: CurvilinearGrid, one: Indices, other: Indices) -> Floats:
    """Distances [rad] between stored nodes; NaN where a position is missing."""
    lon, lat = grid.lon.ravel(), grid.lat.ravel()
    difference = unit_vectors(lon[one], lat[one]) - unit_vectors(lon[other], lat[other])
    return np.asarray(np.linalg.norm(difference, axis=-1))


def _thinned(one: Indices, other: Indices) -> tuple[Indices, Indices]:
    """Enough pairs of neighbours to know what is usual on a large grid."""
    rows, columns = (max(size // SAMPLE, 1) for size in one.shape)
    return one[::rows, ::columns], other[::rows, ::columns]


def _joined(apart: Floats, usual: Floats) -> bool:
    """Most nodes of two rims are neighbours, and not the same nodes stored twice."""
    if not np.isfinite(apart).any() or not np.isfinite(usual).any():
        return False
    cell = float(np.nanmedian(usual))
    near = (apart <= JOIN_CELLS * cell) & (apart > 0.05 * cell)
    return bool(near.sum() > 0.8 * np.isfinite(apart).sum())


def curvilinear_bounds(grid: CurvilinearGrid) -> Box:
    """The box around the nodes."""
    return _sewn_bounds(grid, _sewn(grid))


def usual_spacing_deg(grid: CurvilinearGrid) -> float:
    """Median distance of neighbours along both axes [degrees of latitude], the smaller of the two."""
    node = np.arange(grid.lon.size).reshape(grid.lon.shape)
    along = _apart(grid, *_thinned(node[:, :-1], node[:, 1:]))
    up = _apart(grid, *_thinned(node[:-1], node[1:]))
    return float(np.degrees(min(np.nanmedian(along), np.nanmedian(up))))


def _sewn_bounds(grid: CurvilinearGrid, sewn: Indices) -> Box:
    real = np.isfinite(grid.lon) & np.isfinite(grid.lat)
    south, north = float(grid.lat[real].min()), float(grid.lat[real].max())
    if sewn.shape[1] > grid.lon.shape[1]:
        return Box(-180.0, south, 180.0, 90.0 if north > 88.0 else north)
    thin = tuple(max(size // SAMPLE, 1) for size in grid.lon.shape)
    chosen = np.zeros_like(real)
    chosen[:: thin[0], :: thin[1]] = True
    chosen[[0, -1], :] = chosen[:, [0, -1]] = True
    axis = longitudes(grid.lon[chosen & real])
    west, east = float(axis.at[0]), float(axis.at[-1])
    hole_deg = 360.0 - (east - west)
    cell_deg = np.degrees(float(np.nanmax(_apart(grid, *_thinned(sewn[:, :-1], sewn[:, 1:])))))
    if hole_deg < 3.0 * max(thin) * cell_deg / max(np.cos(np.radians(max(abs(south), abs(north)))), 0.05):
        return Box(-180.0, south, 180.0, 90.0 if north > 88.0 else north)
    return Box(west, south, east, north)


def _mesh_in(grid: CurvilinearGrid, sewn: Indices, part: Box) -> _Mesh | None:
    """The rectangle of the sewn grid that holds the part of the globe, with a few cells around it."""
    usual = float(np.nanmedian(_apart(grid, *_thinned(sewn[:, :-1], sewn[:, 1:]))))
    wide = grown(part, 4.0 * usual * 6_371_000.0)
    lon, lat = grid.lon.ravel()[sewn], grid.lat.ravel()[sewn]
    inside = (lat >= wide.south) & (lat <= wide.north) & (np.mod(lon - wide.west, 360.0) <= wide.east - wide.west)
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if len(rows) == 0 or len(columns) == 0:
        return None
    cut = (
        slice(max(int(rows[0]) - 1, 0), int(rows[-1]) + 2),
        slice(max(int(columns[0]) - 1, 0), int(columns[-1]) + 2),
    )
    if min(sewn[cut].shape) < 2:
        return None
    return _Mesh(sewn[cut], unit_vectors(lon[cut], lat[cut]), usual)


def _finest_deg(mesh: _Mesh) -> float:
    """The finest spacing of the cells, in degrees."""
    across = np.linalg.norm(np.diff(mesh.xyz, axis=1), axis=-1).ravel()
    up = np.linalg.norm(np.diff(mesh.xyz, axis=0), axis=-1).ravel()
    steps = np.concatenate((across[np.isfinite(across)], up[np.isfinite(up)]))
    steps = steps[steps > 0.05 * mesh.spacing_rad]
    return float(np.degrees(np.percentile(steps, 5))) if len(steps) else float(np.degrees(mesh.spacing_rad))


def _locate(mesh: _Mesh, target: TargetGrid) -> tuple[NDArray[np.int64], Indices, Indices, Floats, Floats]:
    """Target cells that lie in a cell of the mesh: their number, the cell's row and column, and the place in it."""
    lon, lat = (part.ravel() for part in np.meshgrid(target.lon, target.lat))
    row, column = np.full(len(lon), -1, np.intp), np.full(len(lon), -1, np.intp)
    across, up = np.zeros(len(lon)), np.zeros(len(lon))
    places = np.argwhere(mesh.real)
    tree = cKDTree(mesh.xyz[mesh.real])
    points = unit_vectors(lon, lat)
    distance, nearest = tree.query(points)
    # Points far from any node are outside and need no search.
    todo = np.flatnonzero(distance <= REACH_CELLS * max(mesh.spacing_rad, _widest(mesh)))
    for tries in (1, SECOND_TRIES):
        if len(todo) == 0:
            break
        near = np.asarray(nearest)[todo, None] if tries == 1 else _nearest(tree, points[todo], min(tries, len(places)))
        for one in range(near.shape[1]):
            for down, left in ((0, 0), (0, 1), (1, 0), (1, 1)):
                open_points = np.flatnonzero(row[todo] < 0)
                chosen = todo[open_points]
                corner = places[near[open_points, one]] - (down, left)
                found, at = _in_cell(mesh, corner, (lon[chosen], lat[chosen]))
                hit = chosen[found]
                row[hit], column[hit] = corner[found].T
                across[hit], up[hit] = at
        todo = todo[row[todo] < 0]
    cell = np.flatnonzero(row >= 0)
    return cell, row[cell], column[cell], across[cell], up[cell]


def _nearest(tree: cKDTree, points: Floats, count: int) -> Indices:
    return np.asarray(tree.query(points, k=count)[1]).reshape(len(points), count)


def _widest(mesh: _Mesh) -> float:
    """A wide cell of the mesh [rad]: where cells are very unequal, points lie further from their nearest node."""
    steps = np.concatenate([np.linalg.norm(np.diff(mesh.xyz, axis=axis), axis=-1).ravel() for axis in (0, 1)])
    return float(np.nanpercentile(steps, 99))


def _in_cell(mesh: _Mesh, corner: Indices, points: tuple[Floats, Floats]) -> tuple[Indices, tuple[Floats, Floats]]:
    """Which points lie in the cell whose lower left node is `corner`, and where in it, by Newton's method in the plane
    that touches the globe at each point: there is no pole and no date line in it."""
    rows, columns = mesh.node.shape
    exists = np.flatnonzero(
        (corner[:, 0] >= 0) & (corner[:, 1] >= 0) & (corner[:, 0] < rows - 1) & (corner[:, 1] < columns - 1)
    )
    row, column = corner[exists].T
    to_east, to_north = _tangents(points[0][exists], points[1][exists])
    flat = []
    for r, c in ((0, 0), (0, 1), (1, 0), (1, 1)):
        xyz = mesh.xyz[row + r, column + c]
        flat.append((xyz * to_east).sum(axis=-1) + 1j * (xyz * to_north).sum(axis=-1))
    origin, x_side, y_side = flat[0], flat[1] - flat[0], flat[2] - flat[0]
    twist = flat[3] - flat[1] - flat[2] + flat[0]
    across, up = np.full(len(exists), 0.5), np.full(len(exists), 0.5)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        for _ in range(NEWTON_STEPS):
            miss = origin + across * x_side + up * y_side + across * up * twist
            by_x, by_y = x_side + up * twist, y_side + across * twist
            area = by_x.real * by_y.imag - by_x.imag * by_y.real
            across = across - (miss.real * by_y.imag - miss.imag * by_y.real) / area
            up = up - (by_x.real * miss.imag - by_x.imag * miss.real) / area
        inside = (np.abs(across - 0.5) <= 0.5 + EDGE) & (np.abs(up - 0.5) <= 0.5 + EDGE)
    return exists[inside], (np.clip(across[inside], 0.0, 1.0), np.clip(up[inside], 0.0, 1.0))


def _x_direction(grid: CurvilinearGrid, sewn: Indices, node: Indices) -> NDArray[np.complex128]:
    """The unit number east + i north that points along a row of the grid, at these stored nodes; 0 where unknown."""
    if grid.angle_rad is not None:
        return np.asarray(np.nan_to_num(np.exp(1j * grid.angle_rad.ravel()[node])))
    columns = grid.lon.shape[1]
    lon, lat = grid.lon.ravel(), grid.lat.ravel()
    row, column = np.divmod(node, columns)
    xyz = unit_vectors(lon[node], lat[node])
    ends = []
    for step in (1, -1):
        beside = column + step
        on_grid = (beside >= 0) & (beside < columns) | (sewn.shape[1] > columns)
        other = row * columns + beside % columns
        there = unit_vectors(lon[other], lat[other])
        # Beside a missing node the step on the other side alone gives the direction.
        ends.append(np.where(on_grid[:, None] & np.isfinite(there), there, xyz))
    to_east, to_north = _tangents(lon[node], lat[node])
    along = ends[0] - ends[1]
    towards = (along * to_east).sum(axis=-1) + 1j * (along * to_north).sum(axis=-1)
    length = np.abs(towards)
    known = np.isfinite(length) & (length > 0)
    return np.where(known, towards / np.where(known, length, 1.0), 0.0)
