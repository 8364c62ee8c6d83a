"""Writes GRIB1 and GRIB2 files for the tests, with eccodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sarex.adapters.grib_library import eccodes

MISSING = 9999.0
REGULAR: dict[str, Any] = {
    "Ni": 4,
    "Nj": 3,
    "latitudeOfFirstGridPointInDegrees": 36.0,
    "latitudeOfLastGridPointInDegrees": 34.0,
    "longitudeOfFirstGridPointInDegrees": 128.0,
    "longitudeOfLastGridPointInDegrees": 131.0,
    "iDirectionIncrementInDegrees": 1.0,
    "jDirectionIncrementInDegrees": 1.0,
    "iScansNegatively": 0,
    "jScansPositively": 0,
}
"""4 x 3 points, rows from the north, 128 to 131 E, 34 to 36 N."""


def grib2(
    code: Sequence[int],
    values: ArrayLike,
    *,
    level: tuple[int, float] = (103, 10),
    grid: Mapping[str, Any] = REGULAR,
    kind: str = "regular_ll",
    **keys: Any,
) -> bytes:
    """One field of edition 2; values in the order of the file, NaN for missing ones."""
    handle = eccodes.codes_grib_new_from_samples("GRIB2")
    late = {key: keys.pop(key) for key in ("productDefinitionTemplateNumber",) if key in keys}
    _set(handle, {"tablesVersion": 28, "dataDate": 20260130, "dataTime": 0, "gridType": kind, **late})
    _set(handle, {"discipline": code[0], "parameterCategory": code[1], "parameterNumber": code[2]})
    _set(handle, {"typeOfFirstFixedSurface": level[0], "scaleFactorOfFirstFixedSurface": 1})
    _set(handle, {"scaledValueOfFirstFixedSurface": round(level[1] * 10)})
    return _finish(handle, grid, keys, values)


def grib1(
    code: Sequence[int],
    values: ArrayLike,
    *,
    level: tuple[int, int] = (105, 10),
    grid: Mapping[str, Any] = REGULAR,
    kind: str = "regular_ll",
    **keys: Any,
) -> bytes:
    """One field of edition 1; code is (table, indicator)."""
    handle = eccodes.codes_grib_new_from_samples("GRIB1")
    _set(handle, {"dataDate": 20260130, "dataTime": 0, "gridType": kind})
    _set(handle, {"table2Version": code[0], "indicatorOfParameter": code[1]})
    _set(handle, {"indicatorOfTypeOfLevel": level[0], "level": level[1]})
    return _finish(handle, grid, keys, values)


def grib2_together(*messages: bytes) -> bytes:
    """One message with all these fields of one grid, the way section 4 to 7 may repeat."""
    body = messages[0][16:-4]
    for message in messages[1:]:
        body += _from_section(message, 4)
    return messages[0][:8] + (len(body) + 20).to_bytes(8, "big") + body + b"7777"


def _from_section(message: bytes, number: int) -> bytes:
    place = 16
    while message[place + 4] < number:
        place += int.from_bytes(message[place : place + 4], "big")
    return message[place:-4]


def _set(handle: int, keys: Mapping[str, Any]) -> None:
    for key, value in keys.items():
        eccodes.codes_set(handle, key, value)


def _finish(handle: int, grid: Mapping[str, Any], keys: Mapping[str, Any], values: ArrayLike) -> bytes:
    _set(handle, {**grid, **keys})
    field: NDArray[np.float64] = np.asarray(values, dtype=np.float64).ravel()
    if np.isnan(field).any():
        _set(handle, {"bitmapPresent": 1, "missingValue": MISSING})
        field = np.where(np.isnan(field), MISSING, field)
    eccodes.codes_set(handle, "bitsPerValue", 24)
    eccodes.codes_set_values(handle, field)
    message = eccodes.codes_get_message(handle)
    eccodes.codes_release(handle)
    return bytes(message)
