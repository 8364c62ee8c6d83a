"""The horizontal grid of a variable: which dimensions it has and where its points lie."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sarex.adapters.raw_field import CurvilinearGrid, Grid, ProjectedGrid, RectilinearGrid
from sarex.adapters.stored_file import StoredFile, StoredVariable
from sarex.model.errors import ForcingError

if TYPE_CHECKING:
    from pyproj import CRS

LAT_UNITS: Final = re.compile(r"degrees?_?n(?:orth)?", re.IGNORECASE)
LON_UNITS: Final = re.compile(r"degrees?_?e(?:ast)?", re.IGNORECASE)
LAT_NAMES: Final = re.compile(r"lat|latitude|nav_lat|lat_rho|xlat|y_lat|tlat|gphit|latitude_t|yt_lat|geolat.*", re.I)
LON_NAMES: Final = re.compile(r"lon|longitude|nav_lon|lon_rho|xlong|x_lon|tlon|tlong|glamt|longitude_t|geolon.*", re.I)
LAT_LIMIT_DEG: Final = 90.001
LON_LIMIT_DEG: Final = 720.0
FILL_DEG: Final = 1000.0
AGREE_CELLS: Final = 1.5
AXIS_NAMES: Final = {
    "x": (("projection_x_coordinate", "grid_longitude"), "rlon"),
    "y": (("projection_y_coordinate", "grid_latitude"), "rlat"),
}
AXIS_UNITS: Final = {"m": 1.0, "meter": 1.0, "metre": 1.0, "meters": 1.0, "metres": 1.0, "km": 1000.0}


@dataclass(frozen=True)
class HorizontalGrid:
    """grid, and the dimensions of its rows and columns in the variable."""

    grid: Grid
    y_dim: str
    x_dim: str
    notes: tuple[str, ...] = ()


def horizontal_grid(file: StoredFile, variable: StoredVariable) -> HorizontalGrid:
    """The grid of a variable whose both components lie on the same points. Raises ForcingError."""
    lats = [one for one in coordinates(file, variable) if is_latitude(file, one)]
    lons = [one for one in coordinates(file, variable) if is_longitude(file, one)]
    positions = _along_dims(file, variable, lats, lons) or _over_dims(file, variable, lats, lons)
    if positions is not None and isinstance(positions.grid, RectilinearGrid):
        return positions
    projected = _projected(file, variable)
    if projected is None and positions is None:
        raise ForcingError(
            f"{file.name}: no grid is known for {variable.name} ({', '.join(variable.dims)}); the file needs latitude "
            "and longitude, or projection axes with a grid_mapping"
        )
    if projected is None:
        return _checked(positions)
    if positions is not None and not _agree(projected, positions):
        note = "the projection in the file does not fit its longitudes and latitudes: these are used"
        return HorizontalGrid(positions.grid, positions.y_dim, positions.x_dim, (note,))
    return projected


def _checked(found: HorizontalGrid | None) -> HorizontalGrid:
    assert found is not None
    return found


def coordinates(file: StoredFile, variable: StoredVariable) -> list[StoredVariable]:
    """Variables that may give positions: those the variable names, then those along its dimensions."""
    named = [file.variables[name] for name in variable.text("coordinates").split() if name in file.variables]
    dims = set(variable.dims)
    along = [one for one in file.variables.values() if one.dims and set(one.dims) <= dims and one.name != variable.name]
    return list({one.name: one for one in (*named, *along)}.values())


def is_latitude(file: StoredFile, variable: StoredVariable) -> bool:
    """By standard name, units or name. Raises ForcingError where they contradict each other."""
    return _is(file, variable, "latitude")


def is_longitude(file: StoredFile, variable: StoredVariable) -> bool:
    """By standard name, units or name. Raises ForcingError where they contradict each other."""
    return _is(file, variable, "longitude")


def _is(file: StoredFile, variable: StoredVariable, what: str) -> bool:
    standard = re.sub(r"_at_[uv]_location", "", variable.text("standard_name").lower())
    if standard.startswith("grid_"):
        return False
    names, units, others = (
        (LAT_NAMES, LAT_UNITS, LON_UNITS) if what == "latitude" else (LON_NAMES, LON_UNITS, LAT_UNITS)
    )
    other = "longitude" if what == "latitude" else "latitude"
    by_standard, by_name = standard == what, bool(names.fullmatch(variable.name))
    by_units = bool(units.fullmatch(variable.text("units")))
    against = bool(others.fullmatch(variable.text("units"))) or standard == other
    if (by_standard or by_name) and against:
        raise ForcingError(
            f"{file.name}: {variable.name} has units {variable.text('units')!r} and standard name {standard!r}, which "
            "contradict each other; are latitude and longitude swapped?"
        )
    return by_standard or by_name or by_units


def _along_dims(
    file: StoredFile, variable: StoredVariable, lats: list[StoredVariable], lons: list[StoredVariable]
) -> HorizontalGrid | None:
    for lat in lats:
        for lon in lons:
            if len(lat.dims) != 1 or len(lon.dims) != 1 or not {*lat.dims, *lon.dims} <= set(variable.dims):
                continue
            if lat.dims == lon.dims:
                raise ForcingError(
                    f"{file.name}: {variable.name} lies on {lat.shape[0]} single points or triangles, and only grids "
                    "with rows and columns can be read; interpolate it to a grid"
                )
            at_lon, at_lat = lon.whole(), lat.whole()
            if not (np.isfinite(at_lon).all() and np.isfinite(at_lat).all()):
                raise ForcingError(f"{file.name}: {lat.name} or {lon.name} has missing values; write the axes whole")
            check_range(file, at_lon, at_lat)
            return HorizontalGrid(RectilinearGrid(at_lon, at_lat), lat.dims[0], lon.dims[0])
    return None


def _over_dims(
    file: StoredFile, variable: StoredVariable, lats: list[StoredVariable], lons: list[StoredVariable]
) -> HorizontalGrid | None:
    for lat in lats:
        lon = next((one for one in lons if one.dims == lat.dims), None)
        if lon is None or len(lat.dims) < 2 or not set(lat.dims[-2:]) <= set(variable.dims):
            continue
        y_dim, x_dim = lat.dims[-2:]
        at_lon, at_lat = cleaned_positions(file, lon, lat)
        angle = grid_angle(file, (y_dim, x_dim))
        if angle is None and _separable(at_lon, at_lat):
            return HorizontalGrid(RectilinearGrid(at_lon[0], at_lat[:, 0]), y_dim, x_dim)
        return HorizontalGrid(CurvilinearGrid(at_lon, at_lat, angle), y_dim, x_dim)
    return None


def cleaned_positions(
    file: StoredFile, lon: StoredVariable, lat: StoredVariable
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """2-D positions, NaN where the file has none (often over land). Positions that move in time are read once."""
    at_lon, at_lat = _first_level(lon), _first_level(lat)
    # Fill values come declared, as huge numbers, or as a crowd of nodes at exactly 0, 0.
    missing = ~((np.abs(at_lon) < FILL_DEG) & (np.abs(at_lat) < FILL_DEG))
    at_zero = (at_lon == 0.0) & (at_lat == 0.0)
    if at_zero.sum() > 1:
        missing |= at_zero
    if missing.all():
        raise ForcingError(f"{file.name}: {lon.name} and {lat.name} hold no positions at all; use a file with its grid")
    at_lon, at_lat = np.where(missing, np.nan, at_lon), np.where(missing, np.nan, at_lat)
    check_range(file, at_lon, at_lat)
    return at_lon, at_lat


def _first_level(coordinate: StoredVariable) -> NDArray[np.float64]:
    leading = len(coordinate.shape) - 2
    key = (*(slice(0, 1),) * leading, slice(0, coordinate.shape[-2]), slice(0, coordinate.shape[-1]))
    return np.asarray(coordinate.part(key, np.float64).reshape(coordinate.shape[-2:]))


def check_range(file: StoredFile, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> None:
    """Raises ForcingError for positions that are not on the globe."""
    furthest = float(np.nanmax(np.abs(lat)))
    if furthest > LAT_LIMIT_DEG:
        raise ForcingError(
            f"{file.name}: latitudes reach {furthest:g}, and none is beyond 90; are latitude and longitude swapped?"
        )
    widest = float(np.nanmax(np.abs(lon)))
    if widest > LON_LIMIT_DEG:
        raise ForcingError(f"{file.name}: longitudes reach {widest:g}, and none is beyond 360; check their units")


def _separable(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> bool:
    return bool(
        np.isfinite(lon).all() and np.isfinite(lat).all() and (lon == lon[:1]).all() and (lat == lat[:, :1]).all()
    )


def grid_angle(file: StoredFile, dims: tuple[str, str]) -> NDArray[np.float64] | None:
    """The angle from east to the rows of the grid [rad], where the file has it."""
    angle = file.variables.get("angle")
    if angle is None or angle.dims != dims:
        return None
    values = angle.whole()
    if not np.isfinite(values).any():
        return None
    in_degrees = "deg" in angle.text("units").lower()
    return np.radians(values) if in_degrees else values


def _projected(file: StoredFile, variable: StoredVariable) -> HorizontalGrid | None:
    axes = [_projection_axis(file, variable, letter) for letter in "xy"]
    crs = _crs(file, variable)
    if crs is None or axes[0] is None or axes[1] is None:
        return None
    x, y = (axis.whole() * _axis_factor(axis, crs) for axis in axes if axis is not None)
    if len(x) < 2 or len(y) < 2 or not (np.isfinite(x).all() and np.isfinite(y).all()):
        return None
    return HorizontalGrid(ProjectedGrid(x, y, crs), axes[1].dims[0], axes[0].dims[0])


def _projection_axis(file: StoredFile, variable: StoredVariable, letter: str) -> StoredVariable | None:
    standard, name = AXIS_NAMES[letter]
    axes = [file.variables[dim] for dim in variable.dims if dim in file.variables]
    axes = [axis for axis in axes if axis.dims == (axis.name,)]
    for axis in axes:
        if axis.text("standard_name") in standard:
            return axis
    for axis in axes:
        if axis.text("axis").lower() == letter or axis.name.lower() in (letter, name):
            return axis
    return None


def _axis_factor(axis: StoredVariable, crs: CRS) -> float:
    return 1.0 if crs.is_geographic else AXIS_UNITS.get(axis.text("units").lower(), 1.0)


def _crs(file: StoredFile, variable: StoredVariable) -> CRS | None:
    name = variable.text("grid_mapping").split(":")[0].strip()
    mapping = file.variables.get(name)
    if mapping is None:
        mapping = next((one for one in file.variables.values() if one.text("grid_mapping_name")), None)
    if mapping is None:
        return None
    # Projections take a twentieth of a second to load: only for the files that describe one.
    from sarex.adapters.grid_mapping import map_projection

    return map_projection(mapping.attributes)


def _agree(projected: HorizontalGrid, positions: HorizontalGrid) -> bool:
    """The corners of the projected grid lie where the 2-D positions say, within about a cell."""
    grid, held = projected.grid, positions.grid
    if not isinstance(grid, ProjectedGrid) or not isinstance(held, CurvilinearGrid):
        return True
    if held.lon.shape != (len(grid.y), len(grid.x)):
        return False
    from sarex.adapters.projected_resampling import Projection

    corners = np.ix_((0, -1), (0, -1))
    x, y = np.meshgrid(grid.x[[0, -1]], grid.y[[0, -1]])
    lon, lat = Projection(grid).to_positions(x, y)
    east = np.mod(lon - held.lon[corners] + 180.0, 360.0) - 180.0
    apart = np.hypot(east * np.cos(np.radians(lat)), lat - held.lat[corners])
    diagonal = np.hypot(held.lon[1, 1] - held.lon[0, 0], held.lat[1, 1] - held.lat[0, 0])
    known = np.isfinite(apart)
    return bool(not known.any() or not np.isfinite(diagonal) or (apart[known] <= AGREE_CELLS * diagonal).all())
