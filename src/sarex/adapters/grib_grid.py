"""The grid of a GRIB field, and the order in which its points are stored."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from sarex.adapters.grib_handle import GribHandle
from sarex.adapters.raw_field import CurvilinearGrid, Grid, ProjectedGrid, RectilinearGrid
from sarex.model.errors import ForcingError

_ALONG_GRID: Final = 0x08
"""Bit of resolutionAndComponentFlags: components follow the grid. Some grids lack the key uvRelativeToGrid."""
_SOUTH_POLE: Final = 0x80
GAUSSIAN_NUMBER_MAX: Final = 8000
"""Latitudes between a pole and the equator; the finest weather model has 1280."""
POINTS_MAX: Final = 200_000_000
_STAGGERED: Final = 0x0F
_ROUNDING_DEG: Final = 0.0006
"""Edition 1 gives spacings in thousandths of a degree."""


@dataclass(frozen=True)
class GribLayout:
    """A grid with both axes ascending, and how to bring values to it.

    along_grid    : vector components follow the axes of the grid, not east and north
    x_descends, y_descends : the stored order is the other way
    columns_first : neighbouring values follow y
    alternating   : every second line runs backwards
    """

    grid: Grid
    along_grid: bool
    rows: int
    columns: int
    x_descends: bool
    y_descends: bool
    columns_first: bool
    alternating: bool

    def ordered(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """(y, x), both ascending, from the points in the order of the file."""
        if self.columns_first:
            field = self._straight(values.reshape(self.columns, self.rows)).T
        else:
            field = self._straight(values.reshape(self.rows, self.columns))
        return field[:: -1 if self.y_descends else 1, :: -1 if self.x_descends else 1]

    def _straight(self, lines: NDArray[np.float64]) -> NDArray[np.float64]:
        if not self.alternating:
            return lines
        straight = lines.copy()
        straight[1::2] = lines[1::2, ::-1]
        return straight

    def same_grid(self, other: GribLayout) -> bool:
        """Whether both stand for the same points and directions, however they are stored."""
        if (self.rows, self.columns, self.along_grid) != (other.rows, other.columns, other.along_grid):
            return False
        ours, theirs = _axes(self.grid), _axes(other.grid)
        return type(self.grid) is type(other.grid) and all(
            np.allclose(mine, yours, rtol=1e-9, atol=1e-6) for mine, yours in zip(ours, theirs, strict=True)
        )


def _axes(grid: Grid) -> tuple[NDArray[np.float64], ...]:
    if isinstance(grid, ProjectedGrid):
        transformer = Transformer.from_crs(grid.crs.geodetic_crs, grid.crs, always_xy=True)
        corner = transformer.transform([grid.x[0], grid.x[-1]], [grid.y[0], grid.y[-1]], direction="INVERSE")
        return grid.x, grid.y, np.asarray(corner)
    return grid.lon, grid.lat


def grib_layout(field: GribHandle, where: str) -> GribLayout:
    """The layout of a field. Raises ForcingError for one that cannot be read, CodesInternalError for a broken one."""
    kind = field.text("gridType")
    if kind not in _GRIDS:
        raise ForcingError(
            f"{where} has the grid `{kind}`, which cannot be read; known are {', '.join(_GRIDS)}: ask the provider for "
            "a regular longitude and latitude grid, or convert it"
        )
    if field.integer("scanningMode", 0) & _STAGGERED:
        raise ForcingError(f"{where} has lines that are shifted against each other, which cannot be read; convert it")
    columns, rows = field.integer("Ni"), field.integer("Nj")
    if min(columns, rows) < 1 or columns * rows > POINTS_MAX or field.integer("numberOfDataPoints") != columns * rows:
        raise ForcingError(f"{where} says {columns} x {rows} points but holds another number; fetch the file again")
    x_descends, y_descends = bool(field.integer("iScansNegatively")), not field.integer("jScansPositively")
    axes = _Axes(columns, rows, x_descends=x_descends, y_descends=y_descends)
    return GribLayout(
        grid=_GRIDS[kind](field, axes, where),
        along_grid=kind in _OWN_DIRECTIONS and bool(field.integer("resolutionAndComponentFlags", 0) & _ALONG_GRID),
        rows=rows,
        columns=columns,
        x_descends=x_descends,
        y_descends=y_descends,
        columns_first=bool(field.integer("jPointsAreConsecutive", 0)),
        alternating=bool(field.integer("alternativeRowScanning", 0)),
    )


@dataclass(frozen=True)
class _Axes:
    columns: int
    rows: int
    x_descends: bool
    y_descends: bool

    def even(self, x: float, y: float, step_x: float, step_y: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Ascending axes from the first point of the file and the spacing."""
        first_x = x - step_x * (self.columns - 1) * self.x_descends
        first_y = y - step_y * (self.rows - 1) * self.y_descends
        return _even(first_x, step_x, self.columns), _even(first_y, step_y, self.rows)


def _even(first: float, step: float, count: int) -> NDArray[np.float64]:
    return np.asarray(first + step * np.arange(count), dtype=np.float64)


def _degrees(field: GribHandle, axes: _Axes, where: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitudes and latitudes, ascending, from the corners of the file. The corners are exact, the spacing is often
    rounded or left out; but only the spacing tells where a grid round the globe ends."""
    west, east = (field.number(f"longitudeOf{which}GridPointInDegrees") for which in ("First", "Last"))
    south, north = (field.number(f"latitudeOf{which}GridPointInDegrees") for which in ("First", "Last"))
    if axes.x_descends:
        west, east = east, west
    if axes.y_descends:
        south, north = north, south
    told = field.number("iDirectionIncrementInDegrees") if field.has("iDirectionIncrement") else 0.0
    if east == west and axes.columns > 1:
        east = west + told * (axes.columns - 1)
    elif east < west:
        east += 360.0 * math.ceil((west - east) / 360.0)
    step = (east - west) / max(axes.columns - 1, 1)
    if axes.columns > 1 and (
        step <= 0.0 or (told > 0.0 and abs(told - step) > max(_ROUNDING_DEG, told / axes.columns))
    ):
        raise ForcingError(
            f"{where} has {axes.columns} columns from {west:g} to {east:g} degrees, which does not go with its spacing "
            f"of {told:g}; fetch the file again, or convert it"
        )
    if north < south or (north == south and axes.rows > 1):
        raise ForcingError(f"{where} has latitudes that run against its scanning order; convert it")
    step_y = (north - south) / max(axes.rows - 1, 1)
    return _even(west, step, axes.columns), _even(south, step_y, axes.rows)


def _regular_ll(field: GribHandle, axes: _Axes, where: str) -> Grid:
    lon, lat = _degrees(field, axes, where)
    return RectilinearGrid(lon, lat)


def _regular_gg(field: GribHandle, axes: _Axes, where: str) -> Grid:
    lon, _ = _degrees(field, axes, where)
    if field.integer("N") > GAUSSIAN_NUMBER_MAX:
        raise ForcingError(f"{where} has {field.integer('N')} Gaussian latitudes a hemisphere; fetch the file again")
    lat = np.sort(field.numbers("distinctLatitudes"))
    if len(lat) != axes.rows:
        raise ForcingError(f"{where} has {axes.rows} rows but {len(lat)} Gaussian latitudes; convert it")
    return RectilinearGrid(lon, lat)


def _rotated_ll(field: GribHandle, axes: _Axes, where: str) -> Grid:
    """On a turned sphere: positions, and the angle from east to the turned east, by turning unit vectors back."""
    if field.number("angleOfRotationInDegrees") != 0.0:
        raise ForcingError(f"{where} is turned about its new pole as well, which cannot be read; convert it")
    lon, lat = (np.radians(axis) for axis in np.meshgrid(*_degrees(field, axes, where)))
    pole_lon = math.radians(field.number("longitudeOfSouthernPoleInDegrees"))
    pole_lat = math.radians(field.number("latitudeOfSouthernPoleInDegrees"))
    # The turn about the y axis that brings the turned south pole to its latitude on the meridian of Greenwich.
    cosine, sine = -math.sin(pole_lat), -math.cos(pole_lat)

    def turned_back(x: NDArray[np.float64], y: NDArray[np.float64], z: NDArray[np.float64]) -> NDArray[np.float64]:
        ahead, up = cosine * x + sine * z, cosine * z - sine * x
        return np.array(
            [
                math.cos(pole_lon) * ahead - math.sin(pole_lon) * y,
                math.sin(pole_lon) * ahead + math.cos(pole_lon) * y,
                up,
            ]
        )

    place = turned_back(np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat))
    way = turned_back(-np.sin(lon), np.cos(lon), np.zeros_like(lon))
    true_lon, true_lat = np.arctan2(place[1], place[0]), np.arcsin(np.clip(place[2], -1.0, 1.0))
    east = -np.sin(true_lon) * way[0] + np.cos(true_lon) * way[1]
    north = np.cos(true_lat) * way[2] - np.sin(true_lat) * (np.cos(true_lon) * way[0] + np.sin(true_lon) * way[1])
    return CurvilinearGrid(np.degrees(true_lon), np.degrees(true_lat), np.arctan2(north, east))


def _globe(field: GribHandle) -> str:
    if field.has("earthMajorAxisInMetres"):
        return f"+a={field.number('earthMajorAxisInMetres')!r} +b={field.number('earthMinorAxisInMetres')!r}"
    return f"+R={field.number('radius')!r}"


def _projected(field: GribHandle, axes: _Axes, where: str, projection: str, *, steps: tuple[float, float]) -> Grid:
    try:
        crs = CRS.from_proj4(f"{projection} {_globe(field)} +units=m +no_defs +type=crs")
        transformer = Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
    except ProjError as error:
        raise ForcingError(f"{where} has a projection that cannot be ({projection}); fetch the file again") from error
    x, y = transformer.transform(
        field.number("longitudeOfFirstGridPointInDegrees"), field.number("latitudeOfFirstGridPointInDegrees")
    )
    if not (math.isfinite(x) and math.isfinite(y) and min(steps) > 0.0):
        raise ForcingError(f"{where} has a first point or a spacing that is none; fetch the file again")
    return ProjectedGrid(*axes.even(float(x), float(y), *steps), crs)


def _lambert(field: GribHandle, axes: _Axes, where: str) -> Grid:
    lat_1, lat_2 = field.number("Latin1InDegrees"), field.number("Latin2InDegrees")
    projection = f"+proj=lcc +lat_1={lat_1!r} +lat_2={lat_2!r} +lat_0={lat_1!r} +lon_0={field.number('LoVInDegrees')!r}"
    return _projected(field, axes, where, projection, steps=(field.number("DxInMetres"), field.number("DyInMetres")))


def _polar_stereographic(field: GribHandle, axes: _Axes, where: str) -> Grid:
    sign = -1.0 if field.integer("projectionCentreFlag") & _SOUTH_POLE else 1.0
    true_lat = sign * abs(field.number("LaDInDegrees"))
    projection = (
        f"+proj=stere +lat_0={90.0 * sign!r} +lat_ts={true_lat!r} "
        f"+lon_0={field.number('orientationOfTheGridInDegrees')!r}"
    )
    return _projected(field, axes, where, projection, steps=(field.number("DxInMetres"), field.number("DyInMetres")))


def _mercator(field: GribHandle, axes: _Axes, where: str) -> Grid:
    if field.integer("orientationOfTheGrid", 0) != 0:
        raise ForcingError(f"{where} is a turned Mercator grid, which cannot be read; convert it")
    # The first column is the central meridian, so that a grid across the date line has no jump in x.
    lon_0 = field.number(f"longitudeOf{'Last' if axes.x_descends else 'First'}GridPointInDegrees")
    projection = f"+proj=merc +lat_ts={field.number('LaDInDegrees')!r} +lon_0={lon_0!r}"
    return _projected(field, axes, where, projection, steps=(field.number("DiInMetres"), field.number("DjInMetres")))


_GRIDS: Final[dict[str, Callable[[GribHandle, _Axes, str], Grid]]] = {
    "regular_ll": _regular_ll,
    "regular_gg": _regular_gg,
    "rotated_ll": _rotated_ll,
    "lambert": _lambert,
    "polar_stereographic": _polar_stereographic,
    "mercator": _mercator,
}
_OWN_DIRECTIONS: Final = ("rotated_ll", "lambert", "polar_stereographic")
"""Grids whose axes do not run east and north."""
