"""Containment areas: the smallest areas that hold a share of the probability afloat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

import contourpy
import numpy as np
from numpy.typing import NDArray

from sarex.drift.equal_area_plane import EqualAreaPlane
from sarex.model.probability_map import ContainmentArea

SHARES: Final = (0.5, 0.9)
Ring = NDArray[np.float64]


def containment_areas(
    poc: NDArray[np.float64],
    x_m: NDArray[np.float64],
    y_m: NDArray[np.float64],
    plane: EqualAreaPlane,
    *,
    shares: Sequence[float] = SHARES,
) -> tuple[ContainmentArea, ...]:
    """The areas for each share of `poc` (y, x); none if it holds nothing.

    The cells are taken from the likeliest on until they hold the share, the last one in part, so that the area is exact
    for the grid. The outlines follow the density that parts the cells taken from the rest, by straight lines between
    the cell centres.
    """
    ranked = np.sort(poc[poc > 0.0])[::-1]
    if not len(ranked):
        return ()
    cell_area_m2 = float((x_m[1] - x_m[0]) * (y_m[1] - y_m[0]))
    held = np.cumsum(ranked)
    areas = []
    for share in shares:
        wanted = share * held[-1]
        last = min(int(np.searchsorted(held, wanted)), len(ranked) - 1)
        part = 1.0 - (held[last] - wanted) / ranked[last]
        following = ranked[last + 1] if last + 1 < len(ranked) else 0.0
        areas.append(
            ContainmentArea(
                share=share,
                area_m2=float(last + part) * cell_area_m2,
                density_min_per_m2=float(ranked[last]) / cell_area_m2,
                polygons=_polygons(poc, x_m, y_m, plane, level=float(ranked[last] + following) / 2),
            )
        )
    return tuple(areas)


def _polygons(
    poc: NDArray[np.float64],
    x_m: NDArray[np.float64],
    y_m: NDArray[np.float64],
    plane: EqualAreaPlane,
    *,
    level: float,
) -> tuple[tuple[Ring, ...], ...]:
    """Where the density is above the level: outer rings anticlockwise, each followed by its holes, clockwise."""
    generator = contourpy.contour_generator(x_m, y_m, poc, name="serial", fill_type=contourpy.FillType.OuterOffset)
    points, offsets = cast(
        "tuple[list[Ring], list[NDArray[np.uint32]]]", generator.filled(level, 2.0 * poc.max() + 1.0)
    )
    polygons = []
    for outline, offset in zip(points, offsets, strict=True):
        outer, *holes = (_on_globe(ring, plane) for ring in np.split(outline, offset[1:-1]))
        polygons.append((outer, *(_turned_into(outer, hole) for hole in holes)))
    return tuple(polygons)


def _on_globe(ring: Ring, plane: EqualAreaPlane) -> Ring:
    """The ring as (point, lon-lat), closed; longitudes run on across the date line without a jump."""
    lon, lat = plane.to_globe(ring[:, 0], ring[:, 1])
    lon = np.unwrap(lon, period=360.0)
    if abs(lon[-1] - lon[0]) > 180.0:
        # A ring around a pole does not close on a map of longitude and latitude unless it takes in the pole's edge.
        pole = 90.0 if plane.centre.lat > 0 else -90.0
        lon = np.concatenate([lon, [lon[-1], lon[0], lon[0]]])
        lat = np.concatenate([lat, [pole, pole, lat[0]]])
    else:
        lon[-1], lat[-1] = lon[0], lat[0]
    return np.column_stack([lon, lat])


def _turned_into(outer: Ring, hole: Ring) -> Ring:
    """The hole with its longitudes in the turn of its outer ring; around a pole the two may differ by a whole turn."""
    turns = np.ceil((outer[:, 0].min() - hole[:, 0].min()) / 360.0)
    return np.asarray(hole + np.array([360.0 * turns, 0.0]))
