"""Opens whatever the user named as forcing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from sarex.adapters.grib_code import is_grib_code
from sarex.model.errors import ForcingError, GridFileError
from sarex.ports import ForcingSource

HEADING_BYTES: Final = 1024
_REMOTE: Final = ("http://", "https://")
_TABLE_SUFFIXES: Final = (".yaml", ".yml")
_NETCDF: Final = (b"CDF\1", b"CDF\2", b"CDF\5", b"\x89HDF\r\n\x1a\n")
_OTHERS: Final = (
    (b"\x1f\x8b", "is compressed (gzip); unpack it first, for example with `gunzip`"),
    (b"BZh", "is compressed (bzip2); unpack it first, for example with `bunzip2`"),
    (b"\xfd7zXZ", "is compressed (xz); unpack it first, for example with `unxz`"),
    (b"\x28\xb5\x2f\xfd", "is compressed (zstd); unpack it first, for example with `unzstd`"),
    (b"PK\3\4", "is a zip archive; unpack it first and name the file in it"),
    (b"BUFR", "is a BUFR file, which holds observations; give a forecast in NetCDF or GRIB"),
    (b"<", "is a web page or XML, most likely the answer of a server that had no data; fetch the file again"),
    (b"version https://git-lfs", "is only a pointer to a large file; fetch the file itself with `git lfs pull`"),
)
_KNOWN: Final = "give NetCDF, a Zarr folder, GRIB, an OPeNDAP address, or a hand table whose name ends in .yaml"


def open_all_forcing(
    locations: Sequence[str],
    *,
    mapping: Mapping[str, str] | None = None,
    coast_fill_m: float = 10_000.0,
    on_grid_file: Callable[[GridFileError], None] | None = None,
) -> list[ForcingSource]:
    """The sources behind these names, in their order. Variables named in the mapping are used in the files that have
    them; the others are read as if nothing had been named.

    on_grid_file : takes files that are understood but hold no forcing, which are refused otherwise
    Raises ForcingError, also where no source has the variables that were named.
    """
    sources: list[ForcingSource] = []
    lacking: dict[str, ForcingError] = {}
    for location in locations:
        try:
            sources.append(_opened(location, dict(mapping or {}), coast_fill_m, lacking))
        except GridFileError as understood:
            if on_grid_file is None:
                raise
            on_grid_file(understood)
    if mapping:
        _check_all_used(mapping, sources, lacking)
    return sources


def _opened(
    location: str, mapping: dict[str, str], coast_fill_m: float, lacking: dict[str, ForcingError]
) -> ForcingSource:
    """The source, with what is named of the quantities that it has by those names; the others go to `lacking`."""
    if not mapping:
        return open_forcing(location, coast_fill_m=coast_fill_m)
    from sarex.adapters.variable_names import NoSuchVariableError, component

    first: NoSuchVariableError | None = None
    while True:
        try:
            return open_forcing(location, mapping=mapping, coast_fill_m=coast_fill_m)
        except NoSuchVariableError as fault:
            first = first or fault
            lacking.setdefault(fault.quantity, fault)
            mapping = {key: name for key, name in mapping.items() if component(key)[0] != fault.quantity}
        except GridFileError:
            raise
        except ForcingError as fault:
            # A file that holds nothing without what was named is told by the name that it lacks.
            raise first or fault from None


def _check_all_used(
    mapping: Mapping[str, str], sources: Sequence[ForcingSource], lacking: Mapping[str, ForcingError]
) -> None:
    from sarex.adapters.gridded_source import GriddedSource
    from sarex.adapters.variable_names import component

    used = {quantity for source in sources if isinstance(source, GriddedSource) for quantity in source.named}
    for key, name in mapping.items():
        quantity = component(key)[0]
        if quantity not in used:
            raise lacking.get(quantity) or ForcingError(
                f"no source uses {key}={name}: none has fields of that name or code for both components; look at the "
                "files with `sarex forcing check`, without --variable"
            )


def open_forcing(
    location: str, *, mapping: Mapping[str, str] | None = None, coast_fill_m: float = 10_000.0
) -> ForcingSource:
    """The source behind a file name or an address, known by its content first and by its ending next.

    mapping      : component to variable name or GRIB code, such as {"current_east": "uo"} or {"wind_east": "0/2/2"};
                   codes are for GRIB files only, names for all others only
    coast_fill_m : how far a sea cell without data may take its nearest sea value [m]
    Nothing but headings is read. Raises ForcingError in one line that says what the file is and what to give instead.
    """
    if location.startswith(_REMOTE):
        return _gridded(location, location, mapping, coast_fill_m)
    path = Path(location)
    start = _start(path, location)
    if path.is_dir() or start.startswith(_NETCDF):
        return _gridded(location, path.name or location, mapping, coast_fill_m)
    if start.startswith(b"GRIB"):
        return _grib(path, mapping, coast_fill_m)
    if path.suffix.lower() in _TABLE_SUFFIXES:
        from sarex.adapters.hand_table import open_hand_table

        return open_hand_table(path, path.name)
    # Weather bulletins and radio mail put a heading before the first message.
    if b"GRIB" in start:
        return _grib(path, mapping, coast_fill_m)
    raise ForcingError(f"forcing {location} {_what_it_is(start)}")


def _start(path: Path, location: str) -> bytes:
    """The first bytes of a file, none of a folder."""
    if path.is_dir():
        return b""
    try:
        with path.open("rb") as file:
            return file.read(HEADING_BYTES)
    except FileNotFoundError:
        raise ForcingError(f"forcing {location} does not exist; check the name") from None
    except OSError as error:
        raise ForcingError(
            f"forcing {location} cannot be read ({error.strerror}); check its permissions and the disk"
        ) from None


def _what_it_is(start: bytes) -> str:
    if not start.strip():
        return "is empty; fetch it again"
    for magic, words in _OTHERS:
        if start.lstrip().startswith(magic):
            return words
    return f"is of no kind that is known (it begins with {start[:8].decode('latin-1')!a}); {_KNOWN}"


def _grib(path: Path, mapping: Mapping[str, str] | None, coast_fill_m: float) -> ForcingSource:
    from sarex.adapters.file_hash import file_hash
    from sarex.adapters.grib_file import open_grib
    from sarex.adapters.gridded_source import GriddedSource

    fields = open_grib(path, path.name, mapping)
    return GriddedSource(path.name, fields, sha256=lambda: file_hash(str(path)), coast_fill_m=coast_fill_m)


def _gridded(location: str, name: str, mapping: Mapping[str, str] | None, coast_fill_m: float) -> ForcingSource:
    from sarex.adapters.gridded_file import open_gridded_source

    names = {key: value for key, value in (mapping or {}).items() if not is_grib_code(value)}
    return open_gridded_source(location, name=name, mapping=names or None, coast_fill_m=coast_fill_m)
