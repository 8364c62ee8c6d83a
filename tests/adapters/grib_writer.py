"""Writes GRIB1 and GRIB2 files for the tests, with eccodes, and reads them back with ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from sarex.adapters.grib_file import open_grib
from sarex.adapters.grib_library import eccodes
from sarex.adapters.raw_field import RawField
from sarex.model.errors import ForcingError

MISSING = 9999.0
DAY_S = 1769731200.0  # 2026-01-30 00:00 UTC
EAST = np.arange(12.0).reshape(3, 4) / 10.0  # rows from the north, as the files store them
NORTH = -EAST - 0.5
SURFACE = (1, 0.0)
WIND_U, WIND_V = (0, 2, 2), (0, 2, 3)
CURRENT_U, CURRENT_V = (10, 1, 2), (10, 1, 3)
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


def current(east: object = EAST, north: object = NORTH, **keys: object) -> bytes:
    level = keys.pop("level", SURFACE)
    return grib2(CURRENT_U, east, level=level, **keys) + grib2(CURRENT_V, north, level=level, **keys)  # type: ignore[arg-type]


def wind(east: object = EAST, north: object = NORTH, **keys: object) -> bytes:
    return grib2(WIND_U, east, **keys) + grib2(WIND_V, north, **keys)  # type: ignore[arg-type]


def values(field: RawField, time: int = 0, member: int = 0) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """East and north with the rows from the north, as they were written."""
    whole = field.read(0, len(field.time_s))
    assert whole.dtype == np.float32
    return whole[member, time, ::-1, :, 0], whole[member, time, ::-1, :, 1]


def mean(first: int, last: int, **keys: object) -> bytes:
    return wind(productDefinitionTemplateNumber=8, typeOfStatisticalProcessing=0, stepRange=f"{first}-{last}", **keys)


Read = Callable[..., list[RawField]]
Refusal = Callable[..., str]


def read_back(folder: Path, *messages: bytes, mapping: dict[str, str] | None = None) -> list[RawField]:
    """The fields of a file with these messages."""
    path = folder / "forecast.grib2"
    path.write_bytes(b"".join(messages))
    return open_grib(path, "forecast.grib2", mapping)


def refusal_of(folder: Path, *messages: bytes, mapping: dict[str, str] | None = None) -> str:
    """The one line with which such a file is refused when it is opened or read."""

    def read_all() -> None:
        for field in read_back(folder, *messages, mapping=mapping):
            field.read(0, len(field.time_s))

    with pytest.raises(ForcingError) as caught:
        read_all()
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    assert "forecast.grib2" in message
    return message
