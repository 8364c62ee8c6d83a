"""Windows from grids with 1-D longitudes and latitudes."""

from __future__ import annotations

import numpy as np

from sarex.adapters.axis import Axis, ascending, longitudes
from sarex.adapters.raw_field import RectilinearGrid
from sarex.adapters.resampling import Resampling
from sarex.adapters.target_grid import TargetGrid, spanning
from sarex.model.forcing_window import Box


def rectilinear_resampling(grid: RectilinearGrid, box: Box) -> Resampling | None:
    """The part of the grid around the box: as it is where it is uniform, else at its finest spacing. None where the
    box and the grid do not meet."""
    lon = longitudes(grid.lon).around(box.west, box.east)
    lat = ascending(grid.lat).cut(box.south, box.north)
    if lon is None or lat is None:
        return None
    if lon.uniform and lat.uniform:
        target = TargetGrid(float(lon.at[0]), float(lat.at[0]), lon.step, lat.step, len(lon), len(lat))
        cell = np.arange(len(lon) * len(lat))
        return Resampling(
            target, lat.stored, lon.stored, cell, cell[None, :].astype(np.int32), np.ones((1, len(cell)), np.float32)
        )
    return _bilinear(lon, lat)


def _bilinear(lon: Axis, lat: Axis) -> Resampling:
    held = Box(float(lon.at[0]), float(lat.at[0]), float(lon.at[-1]), float(lat.at[-1]))
    target = spanning(held, float(np.diff(lon.at).min()), float(np.diff(lat.at).min()))
    column, across, _ = lon.place(target.lon)
    row, up, _ = lat.place(target.lat)
    index, weight = [], []
    for row_step, row_weight in ((0, 1.0 - up), (1, up)):
        for column_step, column_weight in ((0, 1.0 - across), (1, across)):
            index.append(((row + row_step)[:, None] * len(lon) + (column + column_step)[None, :]).ravel())
            weight.append((row_weight[:, None] * column_weight[None, :]).ravel())
    return Resampling(
        target, lat.stored, lon.stored, np.arange(target.rows * target.columns),
        np.array(index, np.int32), np.array(weight, np.float32),
    )  # fmt: skip
