"""The sea chart of a case: land, areas, agreed lines and depths, from which each unit gets its sea room."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from sarex.kernels.raster_walk import mark_patches
from sarex.model.coast_tile import CELLS_PER_DEGREE
from sarex.model.errors import PlanError
from sarex.model.quantities import NAUTICAL_MILE_M, Position, format_length
from sarex.model.search_conditions import AgreedLine, SeaArea
from sarex.model.search_unit import SearchUnit
from sarex.model.sentence import Sentence
from sarex.search.land_crossing import LandTest
from sarex.search.local_plane import LocalPlane
from sarex.search.sea_raster import NO_SEARCH, Bar, PlaneBox, SeaRaster, sides_of
from sarex.search.sea_room import SeaRoom

Floats = NDArray[np.float64]
DepthTest = Callable[[Floats, Floats], Floats]
"""Longitudes and latitudes of equal shape -> depth of water [m], NaN where unknown."""
MARGIN_M: Final = 10.0 * NAUTICAL_MILE_M
"""Of the chart about the cloud: areas may lie partly outside it, and a way may lead round what lies at its edge."""
CELL_M_MIN: Final = 200.0
CELLS_MAX: Final = 2_500_000
FAR_CELLS_MAX: Final = 4_000_000
"""The ways from one base over so many cells are found in about two seconds."""
REACH_M_MAX: Final = 1_500_000.0
"""Bases further than this from the cloud are off the chart."""
SAME_CELLS: Final = 1.5
"""One raster serves for all unless its cells would be larger than those over the cloud alone by more than this."""
SIDE_M_MAX: Final = 3_000.0
_NODES: Final = 31
"""Places along one degree of the coast that are projected exactly; the plane is straight between them to a metre."""
_DEPTHS_AT_ONCE: Final = 500_000
_DEGREE_M: Final = 111_000.0


@dataclass(frozen=True)
class SeaChart:
    """What is known of the sea of one case.

    box   : of the cloud at all times [m]; see `PlaneBox.about`
    units : all units of the case, for the extent of the chart
    land  : None where the case has no coast
    depth : None where nothing is known of it
    Sides of areas and lines are straight in longitude and latitude, the short way round, as on a chart: a side from
    60N to 60N follows the parallel.
    """

    plane: LocalPlane
    box: PlaneBox
    units: Sequence[SearchUnit]
    areas: Sequence[SeaArea] = ()
    lines: Sequence[AgreedLine] = ()
    land: LandTest | None = None
    depth: DepthTest | None = None
    _rooms: dict[object, SeaRoom] = field(default_factory=dict, init=False, repr=False, compare=False)

    def room(self, unit: SearchUnit) -> SeaRoom:
        """The sea room of a unit; units under the same restrictions share one.

        Raises PlanError where a polygon or a line crosses itself, or where agreed lines contradict each other.
        """
        sides = tuple(self._side(line, unit) for line in self.lines)
        depth_m = 0.0 if unit.airborne else unit.depth_min
        key = unit.airborne, sides, frozenset(unit.allowed), frozenset(unit.forbidden), depth_m
        if key not in self._rooms:
            self._rooms[key] = self._new_room(unit, sides, depth_m)
        return self._rooms[key]

    @staticmethod
    def _side(line: AgreedLine, unit: SearchUnit) -> str:
        if unit.nation and unit.nation in line.left:
            return "left"
        return "right" if unit.nation and unit.nation in line.right else ""

    def _new_room(self, unit: SearchUnit, sides: tuple[str, ...], depth_m: float) -> SeaRoom:
        bare = self._surface if not unit.airborne else self._air
        near = bare[0].copy()
        rasters = [near] if bare[1] is bare[0] else [near, bare[1].copy()]
        notes: list[Sentence] = []
        for raster in rasters:
            for name in unit.forbidden:
                polygon = self._polygon(name)
                raster.fill(_sides(polygon), Bar.FORBIDDEN)
                self._mark_edge(raster, polygon, Bar.FORBIDDEN)
            if unit.allowed:
                self._bar_all_but(raster, unit.allowed)
            if depth_m > 0.0 and self.depth is not None:
                unknown = _bar_shallow(raster, self.plane, self.depth, depth_m)
                if unknown > 0.0 and raster is near:
                    notes.append(Sentence("note.depth_unknown", share=f"{unknown:.0%}"))
        if depth_m > 0.0 and self.depth is None:
            notes.append(Sentence("note.no_depths", depth=f"{depth_m:g}"))
        if near.cell_m > 1.01 * CELL_M_MIN:
            notes.append(Sentence("note.coarse", cell=format_length(near.cell_m)))
        nowhere = self._bar_wrong_sides(rasters, unit, sides)
        return SeaRoom(self.plane, near, rasters[-1], unit.airborne, tuple(notes), nowhere)

    def _bar_all_but(self, raster: SeaRaster, names: Sequence[str]) -> None:
        polygon = shapely.union_all([self._polygon(name) for name in names])
        inside = raster.blank()
        inside.fill(_sides(polygon), Bar.NOT_ALLOWED)
        raster.bars[inside.bars == 0] |= np.uint8(Bar.NOT_ALLOWED)
        self._mark_edge(raster, polygon, Bar.NOT_ALLOWED)

    @staticmethod
    def _mark_edge(raster: SeaRaster, polygon: shapely.Geometry, bar: Bar) -> None:
        for ring in _rings(polygon):
            raster.mark_line(ring, bar)

    def _bar_wrong_sides(self, rasters: list[SeaRaster], unit: SearchUnit, sides: tuple[str, ...]) -> Sentence | None:
        """Bar the wrong side of each line. Returns why nothing is left, if so; PlanError where several lines do it."""
        near = rasters[0]
        open_before = (near.bars & int(NO_SEARCH)) == 0
        barred: dict[str, NDArray[np.bool_]] = {}
        for line, side in zip(self.lines, sides, strict=True):
            if not side:
                continue
            for raster in rasters:
                wrong = self._wrong_side(raster, line, side)
                raster.bars[wrong] |= np.uint8(Bar.WRONG_SIDE)
                if raster is near:
                    barred[line.name] = wrong
        if not open_before.any():
            return Sentence("refusal.areas_leave_nothing" if unit.allowed else "refusal.land_leaves_nothing")
        if ((near.bars & int(NO_SEARCH)) == 0).any():
            return None
        for name, wrong in barred.items():
            if not (open_before & ~wrong).any():
                return Sentence("refusal.line_leaves_nothing", line=name)
        for size in range(2, len(barred) + 1):
            for names in itertools.combinations(barred, size):
                if not (open_before & ~np.logical_or.reduce([barred[name] for name in names])).any():
                    raise PlanError(
                        f"agreed lines {' and '.join(map(repr, names))} contradict each other: together they leave "
                        f"units of {unit.nation} no water of this case; correct which nation is left and right of them"
                    )
        raise AssertionError("lines bar all water, yet not together")

    def _wrong_side(self, raster: SeaRaster, line: AgreedLine, side: str) -> NDArray[np.bool_]:
        """Which cells lie right of a line for a nation on its left, and the other way round, bool like the raster."""
        points = self._path(line.points)
        extent = PlaneBox.about(points[:, 0], points[:, 1]).joined(self._surface[1].box).joined(self._air[1].box)
        left = _left_of(points, extent, line.name)
        inside = raster.blank()
        inside.fill(sides_of(left), Bar.WRONG_SIDE)
        wrong = inside.bars == 0 if side == "left" else inside.bars != 0
        edge = raster.blank()
        # The ring goes on from the end of the line round its left side, far outside the raster.
        edge.mark_line(left, Bar.WRONG_SIDE)
        return np.asarray(wrong | (edge.bars != 0))

    def _polygon(self, name: str) -> shapely.Polygon:
        area = next(area for area in self.areas if area.name == name)
        polygon = shapely.Polygon(self._path((*area.corners, area.corners[0])))
        if not polygon.is_valid:
            raise PlanError(f"the sides of area {name!r} cross or touch each other; list its corners in order round it")
        return polygon

    def _path(self, positions: Sequence[Position]) -> Floats:
        """A path through positions as float64 (vertex, 2) in the plane, fine enough to be straight between vertices."""
        lon, lat = [positions[0].lon], [positions[0].lat]
        for start, end in itertools.pairwise(positions):
            east = (end.lon - start.lon + 180.0) % 360.0 - 180.0
            metres = _DEGREE_M * math.hypot(end.lat - start.lat, east * math.cos(math.radians(start.lat)))
            steps = np.arange(1, math.ceil(metres / SIDE_M_MAX) + 1) / max(math.ceil(metres / SIDE_M_MAX), 1)
            lon += list(start.lon + steps * east)
            lat += list(start.lat + steps * (end.lat - start.lat))
        return np.stack(self.plane.flat(np.array(lon), np.array(lat)), axis=-1)

    @cached_property
    def _surface(self) -> tuple[SeaRaster, SeaRaster]:
        near, far = self._open_sea([unit for unit in self.units if not unit.airborne])
        for raster in {id(one): one for one in (near, far)}.values():
            if self.land is not None:
                for west, south in _tiles(self.plane, raster.box):
                    _mark_land(raster, self.plane, self.land, (west, south))
        return near, far

    @cached_property
    def _air(self) -> tuple[SeaRaster, SeaRaster]:
        return self._open_sea([unit for unit in self.units if unit.airborne])

    def _open_sea(self, units: Sequence[SearchUnit]) -> tuple[SeaRaster, SeaRaster]:
        """Rasters over the cloud, and over the cloud and these units; one and the same where it is fine enough."""
        box = self.box.grown(MARGIN_M)
        near = SeaRaster.over(box, cell_m_min=CELL_M_MIN, cells_max=CELLS_MAX)
        whole = self.box
        for unit in units:
            home = self.plane.point(unit.at)
            if box.grown(REACH_M_MAX).holds(home):
                whole = whole.joined(PlaneBox(home.east, home.north, home.east, home.north))
        # A way round an obstacle may lead out of the rectangle of its ends.
        whole = whole.grown(2.0 * MARGIN_M + 0.1 * whole.longer_m)
        far = SeaRaster.over(whole, cell_m_min=CELL_M_MIN, cells_max=FAR_CELLS_MAX)
        return (far, far) if far.cell_m <= SAME_CELLS * near.cell_m else (near, far)


def _rings(polygon: shapely.Geometry) -> Iterator[Floats]:
    """All rings of a polygon or several, float64 (corner, 2), closed."""
    for part in shapely.get_parts(polygon):
        for ring in (part.exterior, *part.interiors):
            yield np.ascontiguousarray(shapely.get_coordinates(ring))


def _sides(polygon: shapely.Geometry) -> Floats:
    return sides_of(*_rings(polygon))


def _left_of(points: Floats, extent: PlaneBox, name: str) -> Floats:
    """The water left of a line that goes on straight beyond both ends, as a closed ring wider than the extent.

    Raises PlanError where the line, so continued, crosses itself.
    """
    middle = np.array([(extent.west + extent.east) / 2.0, (extent.south + extent.north) / 2.0])
    reach = 4.0 * math.hypot(extent.east - extent.west, extent.north - extent.south)
    ends = []
    for end, before in ((points[0], points[1]), (points[-1], points[-2])):
        onward = (end - before) / np.hypot(*(end - before))
        ends.append(end + reach * onward)
    line = np.concatenate([[ends[0]], points, [ends[1]]])
    turn_from, turn_to = (math.atan2(*(end - middle)[::-1]) for end in (ends[1], ends[0]))
    turns = turn_from + np.linspace(0.0, (turn_to - turn_from) % (2.0 * math.pi), 65)
    around = middle + 3.0 * reach * np.stack([np.cos(turns), np.sin(turns)], axis=-1)
    ring = np.concatenate([line, around, line[:1]])
    if not shapely.Polygon(ring).is_valid:
        raise PlanError(
            f"agreed line {name!r}, continued straight beyond its ends, crosses itself, so that it has no two sides; "
            "give it more points at its ends, or leave out the hook"
        )
    return ring


def _tiles(plane: LocalPlane, box: PlaneBox) -> Iterator[tuple[int, int]]:
    """South-west corners (west, south) of the one degree squares that may touch the box; west may pass 180."""
    across = np.linspace(box.west, box.east, 200)
    up = np.linspace(box.south, box.north, 200)
    places = plane.places(np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2))
    lat, off = places[:, 1], (places[:, 0] - plane.centre.lon + 180.0) % 360.0 - 180.0
    south, north = float(lat.min()) - 0.1, float(lat.max()) + 0.1
    slack = 0.2 / max(math.cos(math.radians(min(max(abs(south), abs(north)), 89.9))), 0.01)
    west, east = plane.centre.lon + float(off.min()) - slack, plane.centre.lon + float(off.max()) + slack
    for pole in (-90.0, 90.0):
        if box.holds(plane.point(Position(0.0, pole))):
            west, east, south, north = -180.0, 179.5, min(south, pole), max(north, pole)
    if east - west >= 360.0:
        west, east = -180.0, 179.5
    for row in range(max(math.floor(south), -90), min(math.floor(north), 89) + 1):
        for column in range(math.floor(west), math.floor(east) + 1):
            yield column, row


def _mark_land(raster: SeaRaster, plane: LocalPlane, land: LandTest, corner: tuple[int, int]) -> None:
    """Bar every cell that the land of a one degree square touches."""
    west, south = corner
    nodes = np.linspace(0.0, 1.0, _NODES)
    lon, lat = np.meshgrid(west + nodes, south + nodes)
    east, north = plane.flat(lon, lat)
    if not np.isfinite(east).all() or not np.isfinite(north).all():
        return  # The far side of the globe.
    box = raster.box
    if east.max() < box.west or east.min() > box.east or north.max() < box.south or north.min() > box.north:
        return
    middles = (np.arange(CELLS_PER_DEGREE) + 0.5) / CELLS_PER_DEGREE
    lon, lat = np.meshgrid((west + middles + 180.0) % 360.0 - 180.0, south + middles)
    marked = land(lon.ravel(), lat.ravel()).reshape(lon.shape)
    if marked.any():
        x, y = (east - raster.west_m) / raster.cell_m, (north - raster.south_m) / raster.cell_m
        mark_patches(marked, x, y, raster.bars, int(Bar.LAND))


def _bar_shallow(raster: SeaRaster, plane: LocalPlane, depth: DepthTest, depth_m: float) -> float:
    """Bar cells whose middle is less deep. Returns the share of the water whose depth is unknown."""
    rows, columns = np.nonzero(raster.bars == 0)
    unknown = 0
    for begin in range(0, len(rows), _DEPTHS_AT_ONCE):
        row, column = rows[begin : begin + _DEPTHS_AT_ONCE], columns[begin : begin + _DEPTHS_AT_ONCE]
        middle = np.stack([raster.west_m + (column + 0.5) * raster.cell_m,
                           raster.south_m + (row + 0.5) * raster.cell_m], axis=-1)  # fmt: skip
        places = plane.places(middle)
        found = depth(places[:, 0], places[:, 1])
        unknown += int(np.isnan(found).sum())
        shallow = found < depth_m
        raster.bars[row[shallow], column[shallow]] |= np.uint8(Bar.SHALLOW)
    return unknown / max(len(rows), 1)
