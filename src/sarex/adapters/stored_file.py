"""An opened NetCDF, Zarr or OPeNDAP source: its variables as stored, read piece by piece."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import unquote

import netCDF4
import numpy as np
from numpy.typing import NDArray

from sarex.adapters.classic_netcdf import check_length
from sarex.adapters.opendap_request import TIMEOUT_S, check_address, fetch
from sarex.model.errors import ForcingError

TRIES_MAX: Final = 3
PAUSE_S: Final = 0.5
"""Wait before the second try; twice as long before the third."""
UNDECLARED_FILL: Final = 1e15
"""No speed, place or time is this large: fill values that a file does not declare are."""
DEFAULT_FILLS: Final = {"i2": -32767, "i4": -2147483647}
"""What the NetCDF library itself writes where nothing was written."""
Key = tuple[slice, ...]
T = TypeVar("T")


@dataclass(frozen=True)
class StoredVariable:
    """A variable as stored. `raw` reads one piece, all dimensions kept, without unpacking."""

    name: str
    dims: tuple[str, ...]
    shape: tuple[int, ...]
    attributes: Mapping[str, Any]
    raw: Callable[[Key], NDArray[Any]]

    def text(self, attribute: str) -> str:
        """An attribute as text, "" where it is missing."""
        value = self.attributes.get(attribute, "")
        return value.decode("utf-8", "replace").strip() if isinstance(value, bytes) else str(value).strip()

    def size(self, dim: str) -> int:
        return self.shape[self.dims.index(dim)]

    def part(self, key: Key, dtype: type[np.floating[Any]] = np.float32) -> NDArray[Any]:
        """A piece, unpacked, NaN where there is nothing."""
        raw = self.raw(key)
        try:
            return unpacked(raw, self.attributes, dtype)
        except ForcingError as fault:
            raise ForcingError(f"{self.name}: {fault}") from None

    def whole(self) -> NDArray[np.float64]:
        """All of it, unpacked, float64; meant for coordinates."""
        return self.part(tuple(slice(0, size) for size in self.shape), np.float64)


@dataclass(frozen=True)
class StoredFile:
    """What was opened. `remote` sources are asked for as little as can be."""

    name: str
    variables: Mapping[str, StoredVariable]
    attributes: Mapping[str, Any] = field(default_factory=dict)
    remote: bool = False

    def attribute(self, name: str) -> str:
        """A global attribute as text, "" where it is missing; OPeNDAP servers may put a prefix before it."""
        return str(self.attributes.get(name, self.attributes.get(f"NC_GLOBAL.{name}", ""))).strip()


def unpacked(raw: NDArray[Any], attributes: Mapping[str, Any], dtype: type[np.floating[Any]]) -> NDArray[Any]:
    """Stored numbers as values: missing ones are NaN, scale and offset are applied."""
    if raw.dtype.kind not in "iufb":
        return np.full(raw.shape, np.nan, dtype)
    values = raw.astype(dtype)
    missing = _missing(raw, attributes)
    scale, offset = _number(attributes, "scale_factor"), _number(attributes, "add_offset")
    if scale is not None:
        values *= dtype(scale)
    if offset is not None:
        values += dtype(offset)
    if missing is not None:
        values[missing] = np.nan
    return values


def _missing(raw: NDArray[Any], attributes: Mapping[str, Any]) -> NDArray[np.bool_] | None:
    fills = []
    for name in ("_FillValue", "missing_value"):
        for value in np.atleast_1d(attributes.get(name, [])).tolist():
            # A fill value that the type cannot hold (packed files carry some) marks nothing.
            if isinstance(value, int | float) and (raw.dtype.kind == "f" or value == int(np.nan_to_num(value))):
                fills.append(value)
    if raw.dtype.kind == "f":
        missing: NDArray[np.bool_] = ~(np.abs(raw) < UNDECLARED_FILL)
        for value in fills:
            missing |= raw == raw.dtype.type(value)
        return missing
    if not fills and raw.dtype.str[1:] in DEFAULT_FILLS:
        fills = [DEFAULT_FILLS[raw.dtype.str[1:]]]
    info = np.iinfo(raw.dtype) if raw.dtype.kind in "iu" else None
    fits = [value for value in fills if info is not None and info.min <= value <= info.max]
    if not fits:
        return None
    return np.asarray(raw == fits[0]) if len(fits) == 1 else np.isin(raw, fits)


def _number(attributes: Mapping[str, Any], name: str) -> float | None:
    """One number, which some files write as text. Raises ForcingError."""
    value = attributes.get(name)
    if value is None:
        return None
    try:
        number = float(np.ravel(value)[0])
    except (ValueError, TypeError, IndexError):
        number = math.nan
    if not math.isfinite(number):
        raise ForcingError(
            f"`{name}` is {value!r}, which is no number, so the values cannot be unpacked; set it right in the file, "
            "or leave it out where they are not packed"
        )
    return number


def open_stored(location: str, name: str) -> StoredFile:
    """Opens a NetCDF file, a Zarr folder or an OPeNDAP address. Raises ForcingError."""
    if location.startswith(("http://", "https://")):
        return _open_remote(location, name)
    path = Path(location)
    if not path.exists():
        raise ForcingError(f"forcing {location} does not exist; check the name")
    if path.is_dir():
        # xarray takes half a second to load, and only Zarr needs it.
        from sarex.adapters.zarr_store import open_zarr_store

        return open_zarr_store(path, name)
    _check_magic(path)
    check_length(path, name)
    dataset = opened(lambda: _dataset(location), name, "it is truncated or damaged; fetch it again")
    return _stored(dataset, name)


def _open_remote(location: str, name: str) -> StoredFile:
    if "[" in unquote(location.partition("?")[2]):
        raise ForcingError(
            f"{name} cuts a piece out of its data (behind the `?`), and pieces of that piece cannot be asked for; give "
            "the address up to the `?`: only what the run needs is fetched"
        )
    netCDF4.rc_set("HTTP.TIMEOUT", str(int(TIMEOUT_S)))
    what, way_out = f"{name} does not answer as an OPeNDAP address", "check it in a browser"
    _persistent(lambda: check_address(location), what, way_out)
    dataset = _persistent(lambda: _dataset(location), what, way_out)
    return _stored(dataset, name, location)


def _dataset(location: str) -> netCDF4.Dataset:
    # Variables that held their dataset would make a ring, and the file stay open until the ring is found.
    return netCDF4.Dataset(location, keepweakref=True)


def opened(opening: Callable[[], T], name: str, way_out: str) -> T:
    """What the library opens. Raises ForcingError where it cannot."""
    try:
        return opening()
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise ForcingError(f"{name} cannot be opened ({one_line(fault)}): {way_out}") from None


def _persistent(action: Callable[[], T], what: str, way_out: str) -> T:
    """Tries a few times: servers of ocean forecasts drop requests under load. Raises ForcingError in the end."""
    fault: Exception | None = None
    for attempt in range(TRIES_MAX):
        if attempt:
            time.sleep(PAUSE_S * attempt)
        try:
            return action()
        except (OSError, RuntimeError, IndexError, ValueError, HTTPException) as error:
            fault = error
    raise ForcingError(f"{what} ({one_line(fault)}, tried {TRIES_MAX} times); {way_out} or use a downloaded file")


def one_line(fault: object) -> str:
    """The first line of what a library says, without its weight of words."""
    text = str(fault).strip().splitlines() or [type(fault).__name__]
    return text[0][:160].rstrip(".:")


def _stored(dataset: netCDF4.Dataset, name: str, remote: str = "") -> StoredFile:
    # Nothing is decoded by the library: packed numbers are unpacked piece by piece, and times are read with care.
    dataset.set_auto_maskandscale(False)
    dataset.set_auto_chartostring(False)
    variables = {
        key: StoredVariable(
            key, tuple(variable.dimensions), tuple(variable.shape), _attributes(variable),
            _remote_reader(variable, name, key, remote) if remote else local_reader(dataset, name, key),
        )
        for key, variable in dataset.variables.items()
    }  # fmt: skip
    return StoredFile(name, variables, _attributes(dataset), bool(remote))


def _attributes(of: netCDF4.Dataset | netCDF4.Variable[Any]) -> dict[str, Any]:
    return {key: _attribute(of, key) for key in of.ncattrs()}


def _attribute(of: netCDF4.Dataset | netCDF4.Variable[Any], key: str) -> object:
    try:
        return of.getncattr(key)
    except UnicodeDecodeError:
        # Old files hold names of people and places in the letters of one country.
        return of.getncattr(key, encoding="latin-1")


def local_reader(dataset: Any, name: str, key: str) -> Callable[[Key], NDArray[Any]]:
    """Reads pieces of a variable of an opened dataset, all of it for a single number, and keeps the dataset open.
    What it reads raises ForcingError where it cannot."""

    def read(piece: Key) -> NDArray[Any]:
        try:
            return np.asarray(dataset.variables[key][piece or ...])
        except (OSError, RuntimeError, IndexError, ValueError) as fault:
            raise ForcingError(
                f"{name}: {key} cannot be read ({one_line(fault)}); the file is truncated or damaged, fetch it again"
            ) from None

    return read


def _remote_reader(
    variable: netCDF4.Variable[Any], name: str, key: str, location: str
) -> Callable[[Key], NDArray[Any]]:
    # Text has the type `str`, which is none of numpy's.
    dtype = variable.dtype if isinstance(variable.dtype, np.dtype) else np.dtype("U1")
    shape, signed = tuple(variable.shape), dtype == np.int8

    def read(piece: Key) -> NDArray[Any]:
        if dtype.kind not in "iuf":
            return np.zeros(shape, "U1")
        whole = [slice(*part.indices(size)) for part, size in zip(piece, shape, strict=True)]
        return _persistent(
            lambda: fetch(location, key, whole, signed_bytes=signed).astype(dtype),
            f"{name}: {key} cannot be fetched", "try later",
        )  # fmt: skip

    return read


def _check_magic(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as fault:
        raise ForcingError(
            f"forcing {path} cannot be read ({one_line(fault.strerror)}); check its permissions"
        ) from None
    if start.startswith(b"CDF") or start == b"\x89HDF\r\n\x1a\n":
        return
    if not start:
        raise ForcingError(f"forcing {path} is empty; fetch it again")
    seen = "GRIB" if start.startswith(b"GRIB") else ascii(start.decode("latin-1"))
    raise ForcingError(f"forcing {path} is no NetCDF file (it begins with {seen}); check what was downloaded")
