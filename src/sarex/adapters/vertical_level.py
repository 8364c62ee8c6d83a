"""Which level of a variable lies at the surface, or at 10 m for wind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from sarex.adapters.stored_file import StoredFile, StoredVariable

WIND_HEIGHT_M: Final = 10.0
WIND_HEIGHT_ERROR_M: Final = 1.0
DEEP_M: Final = 5.0
"""A top level further down than this is no surface current any more."""
LAYER_UNITS: Final = ("m", "meter", "meters", "metre", "metres")
PRESSURE_UNITS: Final = ("pa", "hpa", "mbar", "millibar", "mb", "millibars")
S_NAMES: Final = re.compile(r"s_rho|sc_r|sigma|siglay|s_w|.*sigma_coordinate.*|ocean_s_coordinate.*")
HEIGHT_IN_NAME: Final = re.compile(r"(?:^|[^0-9])(\d{1,3})\s*_?(?:m(?:etre|eter)?s?\b|m(?=above|_|$))", re.IGNORECASE)


@dataclass(frozen=True)
class VerticalLevel:
    """index along `dim` (None: there is none), what it is in words, and what must be said about it."""

    dim: str | None
    index: int
    text: str
    notes: tuple[str, ...] = ()


def surface_level(file: StoredFile, variable: StoredVariable, dim: str | None) -> VerticalLevel | None:
    """The level nearest to the surface of the sea; None where the dimension is no vertical one."""
    if dim is None:
        return VerticalLevel(None, 0, "surface")
    axis, size = _axis(file, dim), variable.size(dim)
    values = np.full(size, np.nan) if axis is None else axis.whole()
    if axis is None or np.isnan(values).all():
        return _unnumbered(dim, size)
    index = int(np.nanargmin(np.abs(values)))
    value, units = float(values[index]), axis.text("units").lower()
    if S_NAMES.fullmatch(dim.lower()) or S_NAMES.fullmatch(axis.text("standard_name")):
        return _s_level(dim, index, value, size)
    if units in LAYER_UNITS or not units:
        deep = abs(value) > DEEP_M
        note = f"WARNING: the level nearest to the surface lies at {abs(value):g} m: no surface current"
        return VerticalLevel(dim, index, f"depth {abs(value):g} m" + _of(size), (note,) if deep else ())
    if units in PRESSURE_UNITS:
        return None
    return VerticalLevel(dim, index, f"{dim} {value:g} {units}" + _of(size))


def _unnumbered(dim: str, size: int) -> VerticalLevel | None:
    if size == 1:
        return VerticalLevel(dim, 0, f"{dim}, the only level")
    if not S_NAMES.fullmatch(dim.lower()):
        return None
    note = f"{dim} has no values: its last level is taken as the top"
    return VerticalLevel(dim, size - 1, f"{dim}, last of {size}", (note,))


def _s_level(dim: str, index: int, value: float, size: int) -> VerticalLevel:
    text = f"top layer, {dim} {value:.3f}" + _of(size)
    # Layers of equal s-thickness: the top one has its middle half a layer below 0.
    far_down = value < -1.5 / max(size, 10)
    note = f"WARNING: the highest layer in the file is {dim} {value:.3f}, which is not the surface (0)"
    return VerticalLevel(dim, index, text, (note,) if far_down else ())


def _of(size: int) -> str:
    return f" of {size} levels" if size > 1 else ""


def ten_metre_level(file: StoredFile, variable: StoredVariable, dim: str | None) -> VerticalLevel | None:
    """The level at 10 m of a wind; None where it has none. A height that nothing states is taken as 10 m, and said."""
    if dim is None:
        height = stated_height_m(file, variable)
        if height is None:
            note = f"the height of {variable.name} is not stated: taken as 10 m"
            return VerticalLevel(None, 0, "10 m (not stated)", (note,))
        return VerticalLevel(None, 0, "10 m") if abs(height - WIND_HEIGHT_M) <= WIND_HEIGHT_ERROR_M else None
    axis = _axis(file, dim)
    values = np.full(variable.size(dim), np.nan) if axis is None else axis.whole()
    if axis is None or np.isnan(values).all():
        named = _height_in(dim, variable.name, variable.text("long_name"))
        single = variable.size(dim) == 1
        at_ten = named is None or abs(named - WIND_HEIGHT_M) <= WIND_HEIGHT_ERROR_M
        return VerticalLevel(dim, 0, "10 m" if named else "10 m (not stated)") if single and at_ten else None
    units = axis.text("units").lower()
    if units in PRESSURE_UNITS or (units and units not in LAYER_UNITS):
        return None
    index = int(np.nanargmin(np.abs(values - WIND_HEIGHT_M)))
    if len(values) == 1 and values[0] == 0.0:
        # Height 0 stands for "surface" in files that name the 10 m wind by its variable only.
        return ten_metre_level(file, variable, None) and VerticalLevel(dim, 0, "10 m")
    at_ten = abs(float(values[index]) - WIND_HEIGHT_M) <= WIND_HEIGHT_ERROR_M
    return VerticalLevel(dim, index, "10 m" + _of(len(values))) if at_ten else None


def stated_height_m(file: StoredFile, variable: StoredVariable) -> float | None:
    """The height that a scalar coordinate, the name or the description of a wind states [m]."""
    for name in variable.text("coordinates").split():
        scalar = file.variables.get(name)
        if scalar is not None and int(np.prod(scalar.shape)) == 1 and "height" in (name + scalar.text("standard_name")):
            return float(scalar.whole().ravel()[0])
    return _height_in(variable.name, variable.text("long_name"))


def _height_in(*texts: str) -> float | None:
    for text in texts:
        found = HEIGHT_IN_NAME.search(text) or re.fullmatch(r"[uv](\d{2,3})n?|(\d{2,3})[uv]", text.lower())
        if found:
            return float(next(group for group in found.groups() if group))
    return None


def _axis(file: StoredFile, dim: str) -> StoredVariable | None:
    axis = file.variables.get(dim)
    if axis is not None and axis.dims == (dim,):
        return axis
    vertical = ("depth", "lev", "level", "height", "altitude", "z", "s_rho", "sc_r")
    for one in file.variables.values():
        if one.dims == (dim,) and (one.name.lower() in vertical or one.text("axis") == "Z"):
            return one
    return None
