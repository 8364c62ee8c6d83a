"""A GRIB field opened by `eccodes`: keys and values, with its faults as one error and nothing printed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from sarex.adapters.grib_library import eccodes
from sarex.model.errors import ForcingError

_MISSING = 1.0e36


class GribHandle:
    """One field that `eccodes` holds, until the `with` block of `open_field` ends."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def integer(self, key: str, default: int | None = None) -> int:
        """The value of a key. Raises CodesInternalError where it is missing and there is no default."""
        try:
            return int(eccodes.codes_get_long(self._handle, key))
        except eccodes.KeyValueNotFoundError:
            if default is None:
                raise
            return default

    def number(self, key: str) -> float:
        """The value of a key as float. Raises CodesInternalError."""
        return float(eccodes.codes_get_double(self._handle, key))

    def text(self, key: str) -> str:
        """The value of a key as text. Raises CodesInternalError."""
        return str(eccodes.codes_get_string(self._handle, key))

    def numbers(self, key: str) -> NDArray[np.float64]:
        """An array. Raises CodesInternalError."""
        return np.asarray(eccodes.codes_get_array(self._handle, key), dtype=np.float64)

    def has(self, key: str) -> bool:
        """Whether the field has this key with a value."""
        return bool(eccodes.codes_is_defined(self._handle, key)) and not eccodes.codes_is_missing(self._handle, key)

    def use_seconds(self) -> None:
        """Makes the steps whole seconds. Raises CodesInternalError where they are of no fixed length (months)."""
        eccodes.codes_set(self._handle, "stepUnits", "s")

    def values(self) -> NDArray[np.float64]:
        """All points in the order of the file, NaN where the bitmap or the packing says that there is nothing."""
        eccodes.codes_set_double(self._handle, "missingValue", _MISSING)
        values = np.asarray(eccodes.codes_get_values(self._handle), dtype=np.float64)
        values[values == _MISSING] = np.nan
        return values


@contextmanager
def open_field(message: bytes, where: str) -> Iterator[GribHandle]:
    """Lends the field in these bytes. A fault of the library becomes a ForcingError naming `where`."""
    handle: int | None = None
    try:
        handle = eccodes.codes_new_from_message(message)
        yield GribHandle(handle)
    except eccodes.CodesInternalError as error:
        raise ForcingError(
            f"{where} cannot be decoded ({str(error).lower()}); fetch the file again, or convert it to NetCDF"
        ) from None
    finally:
        if handle is not None:
            eccodes.codes_release(handle)
