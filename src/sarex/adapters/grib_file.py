"""Wind, current and Stokes drift from a GRIB file of edition 1 or 2.

Fields are known by (discipline, category, number) in edition 2 and by (table, indicator) in edition 1, and by their
level, never by the library's short names: it has none for currents, and readers that go by names lose a component.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from sarex.adapters.grib_code import code_of, code_text
from sarex.adapters.grib_field import GribField, GribReader
from sarex.adapters.grib_handle import open_field
from sarex.adapters.grib_message import grib_messages
from sarex.adapters.grib_pair import GribPair, pairs_of
from sarex.adapters.grib_series import GribSeries, series_of
from sarex.adapters.raw_field import RawField
from sarex.model.errors import ForcingError
from sarex.model.forcing_window import Quantity


def open_grib(path: Path, name: str, mapping: Mapping[str, str] | None = None) -> list[RawField]:
    """One field for each of wind at 10 m, surface current and Stokes drift that the file holds. Data are read later,
    when they are asked for.

    name    : how messages and outputs call the file
    mapping : codes chosen by the user, such as {"current_east": "10/1/2", "current_north": "10/1/3"}
    Raises ForcingError: broken file, a component without the other, nothing that serves, an unknown grid.
    """
    pairs = pairs_of(mapping, name)
    seen: dict[str, int] = {}

    def serves(edition: int, code: tuple[int, int, int]) -> bool:
        key = code_of(edition, code)
        seen[code_text(key)] = seen.get(code_text(key), 0) + 1
        return any(pair.part(key) is not None for pair in pairs)

    try:
        messages = list(grib_messages(path, name, serves))
        with path.open("rb") as file:
            reader = GribReader(file, name)
            fields = [reader.field(message) for message in messages]
    except OSError as error:
        raise ForcingError(f"{name} cannot be read ({error.strerror}); check the name and the disk") from None
    quantities: tuple[Quantity, ...] = ("wind", "current", "stokes")
    unused: list[str] = []
    found = [_series(quantity, pairs, fields, name=name, unused=unused) for quantity in quantities]
    raw = [_raw_field(path, name, series, unused) for series in found if series is not None]
    if not raw:
        raise _nothing(name, seen, unused)
    return raw


def _nothing(name: str, seen: dict[str, int], unused: list[str]) -> ForcingError:
    if unused:
        return ForcingError(f"{name} has {'; '.join(unused)}; give a file with wind at 10 m or surface current")
    shown = ", ".join(sorted(seen)[:8]) + (" ..." if len(seen) > 8 else "")
    return ForcingError(
        f"{name} holds no wind at 10 m, surface current or Stokes drift (its GRIB codes: {shown or 'none'}); give "
        "another file, or name the codes with --variable current_east=CODE --variable current_north=CODE"
    )


def _series(
    quantity: Quantity, pairs: Sequence[GribPair], fields: Sequence[GribField], *, name: str, unused: list[str]
) -> GribSeries | None:
    """The first pair of codes of this quantity that the file has whole, at a level that serves."""
    half: tuple[GribPair, list[GribField]] | None = None
    for pair in (pair for pair in pairs if pair.quantity == quantity):
        found = [field for field in fields if pair.part(field.code) is not None]
        served = [field for field in found if field.rank(pair) is not None]
        if found and not served:
            levels = sorted({field.level_words for field in found})
            unused.append(f"{quantity} only at {', '.join(levels[:4])}{' ...' if len(levels) > 4 else ''}")
        if served:
            if len({pair.part(field.code) for field in served}) == 2:
                return series_of(pair, served, name)
            half = half or (pair, served)
    # Only a pair of which one component is there: the series says which one is not.
    return None if half is None else series_of(*half, name)


def _raw_field(path: Path, name: str, series: GribSeries, unused: Sequence[str]) -> RawField:
    pair, layout = series.pair, series.first.layout

    def read_part(first: int, last: int, rows: slice, columns: slice) -> NDArray[np.float32]:
        with path.open("rb") as file:
            steps = [
                [_vector(file, name, pair, parts)[rows, columns] for parts in members]
                for members in series.fields[first:last]
            ]
        return np.asarray(steps, dtype=np.float32).swapaxes(0, 1)

    def read(first: int, last: int) -> NDArray[np.float32]:
        return read_part(first, last, slice(0, layout.rows), slice(0, layout.columns))

    notes = list(series.notes)
    if pair.kind == "speed_direction":
        meaning = "from where the wind blows" if pair.quantity == "wind" else "toward where the water goes"
        notes.append(f"made from speed and direction, the direction read as {meaning}")
    return RawField(
        source_name=name,
        quantity=pair.quantity,
        variables=pair.parts,
        grid=layout.grid,
        components="grid" if layout.along_grid and pair.kind == "u_v" else "east_north",
        time_s=series.time_s,
        members=len(series.fields[0]),
        read=read,
        level=series.level,
        time_mean_s=series.mean_s,
        notes=(*notes, *(f"not used: {what}" for what in unused)),
        read_part=read_part,
        named=pair.named,
        run_s=max(parts[0].run_s for members in series.fields for parts in members),
    )


def _vector(file: IO[bytes], name: str, pair: GribPair, parts: tuple[GribField, GribField]) -> NDArray[np.float32]:
    """float32 (y, x, 2) of one time and member, NaN where either component is missing."""
    first, second = (_values(file, name, part) for part in parts)
    if pair.kind == "speed_direction":
        speed, way = first, np.radians(second)
        sign = -1.0 if pair.quantity == "wind" else 1.0
        first, second = sign * speed * np.sin(way), sign * speed * np.cos(way)
    vector = np.stack((first, second), axis=-1)
    vector[np.isnan(vector).any(axis=-1)] = np.nan
    return vector.astype(np.float32)


def _values(file: IO[bytes], name: str, field: GribField) -> NDArray[np.float64]:
    where = f"{name}: the field at byte {field.message.start}"
    with open_field(field.message.whole(file, name), where) as handle:
        values = handle.values()
    if values.size != field.layout.rows * field.layout.columns:
        raise ForcingError(f"{where} holds {values.size} values, not as many as its grid; fetch the file again")
    return field.layout.ordered(values)
