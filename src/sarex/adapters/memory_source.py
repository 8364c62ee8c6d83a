"""A forcing source held in memory: the twin of file and address, for tests and for seas that are made by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sarex.model.coverage import Coverage
from sarex.model.forcing_window import Box, ForcingWindow, Quantity


@dataclass(frozen=True)
class MemoryField:
    """One quantity on a uniform grid.

    lon, lat, time_s : float64, ascending; lon and lat evenly spaced; a grid round the globe ends 360 degrees on
    values   : float32 (member, time, lat, lon, 2), east and north [m/s]; NaN where there is nothing
    filled   : bool (lat, lon), cells that took their nearest sea value
    bridge_s_max : times further apart than this leave a gap between them
    """

    quantity: Quantity
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    time_s: NDArray[np.float64]
    values: NDArray[np.float32]
    filled: NDArray[np.bool_]
    bridge_s_max: float
    notes: tuple[str, ...] = ()
    synthetic: bool = False

    @property
    def box(self) -> Box:
        return Box(float(self.lon[0]), float(self.lat[0]), float(self.lon[-1]), float(self.lat[-1]))

    @property
    def holes_s(self) -> tuple[tuple[float, float], ...]:
        """Neighbouring times that are too far apart to be bridged."""
        wide = np.flatnonzero(np.diff(self.time_s) > self.bridge_s_max)
        return tuple((float(self.time_s[i]), float(self.time_s[i + 1])) for i in wide)


def memory_field(
    quantity: Quantity, velocity: ArrayLike, box: Box, time_s: Sequence[float], *,
    shape: tuple[int, int] = (3, 3), bridge_s_max: float = math.inf, notes: tuple[str, ...] = (),
    synthetic: bool = False,
) -> MemoryField:  # fmt: skip
    """A field over a box from one vector, or from anything that broadcasts to (member, time, lat, lon, 2).

    velocity : (east, north) [m/s]; shape : rows and columns where the velocity has none of its own
    """
    given = np.asarray(velocity, dtype=np.float32)
    members = given.shape[0] if given.ndim == 5 else 1
    rows, columns = (given.shape[-3], given.shape[-2]) if given.ndim >= 3 else shape
    return MemoryField(
        quantity=quantity,
        lon=np.linspace(box.west, box.east, columns),
        lat=np.linspace(box.south, box.north, rows),
        time_s=np.asarray(time_s, dtype=np.float64),
        values=np.array(np.broadcast_to(given, (members, len(time_s), rows, columns, 2))),
        filled=np.zeros((rows, columns), dtype=np.bool_),
        bridge_s_max=bridge_s_max,
        notes=notes,
        synthetic=synthetic,
    )


@dataclass(frozen=True)
class MemorySource:
    """Keeps `ports.ForcingSource` for fields in memory, at most one a quantity."""

    name: str
    fields: tuple[MemoryField, ...]
    sha256: str = ""

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        return tuple(self._cover(field) for field in self.fields)

    def window(self, quantity: Quantity, start_s: float, end_s: float, box: Box) -> ForcingWindow | None:
        """See `ports.ForcingSource.window`."""
        field = next((field for field in self.fields if field.quantity == quantity), None)
        if field is None or field.time_s[-1] < start_s or field.time_s[0] > end_s:
            return None
        turn = _turn(field.lon, box)
        columns = _span(field.lon + turn, box.west, box.east)
        if _round_the_globe(field.lon):
            columns, turn = slice(0, len(field.lon)), 0.0
        rows = _span(field.lat, box.south, box.north)
        if columns is None or rows is None:
            return None
        first = max(int(np.searchsorted(field.time_s, start_s, side="left")) - 1, 0)
        last = min(int(np.searchsorted(field.time_s, end_s, side="right")) + 1, len(field.time_s))
        return ForcingWindow(
            source_name=self.name,
            quantity=quantity,
            values=np.ascontiguousarray(field.values[:, first:last, rows, columns]),
            time_s=field.time_s[first:last].copy(),
            lon_start_deg=float(field.lon[columns][0] + turn),
            lat_start_deg=float(field.lat[rows][0]),
            lon_step_deg=float(np.ptp(field.lon)) / (len(field.lon) - 1),
            lat_step_deg=float(np.ptp(field.lat)) / (len(field.lat) - 1),
            filled=np.ascontiguousarray(field.filled[rows, columns]),
            bridge_s_max=field.bridge_s_max,
        )

    def _cover(self, field: MemoryField) -> Coverage:
        speed = np.hypot(field.values[..., 0], field.values[..., 1])
        known = speed[np.isfinite(speed)]
        slowest, fastest = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
        steps = np.diff(field.time_s)
        return Coverage(
            source_name=self.name,
            quantity=field.quantity,
            variables=(f"{field.quantity}_east", f"{field.quantity}_north"),
            grid="in memory",
            box=field.box,
            spacing_deg=(float(field.lon[1] - field.lon[0]), float(field.lat[1] - field.lat[0])),
            time_s=field.time_s,
            step_s=float(np.median(steps)) if steps.size else 0.0,
            gaps_s=field.holes_s,
            bridged_s=(),
            level="10 m" if field.quantity == "wind" else "surface",
            members=int(field.values.shape[0]),
            speed_max_m_per_s=fastest,
            has_data=np.logical_or.reduce(np.isfinite(speed), axis=(0, 1)),
            notes=field.notes,
            synthetic=field.synthetic,
            sha256=self.sha256,
            range_m_per_s=(slowest, fastest),
        )


def _round_the_globe(lon: NDArray[np.float64]) -> bool:
    return bool(np.ptp(lon) >= 360.0 - 1e-9)


def _turn(lon: NDArray[np.float64], box: Box) -> float:
    """The whole turns that bring the longitudes furthest into the box."""
    turns = (0.0, 360.0, -360.0)
    return max(turns, key=lambda turn: min(lon[-1] + turn, box.east) - max(lon[0] + turn, box.west))


def _span(axis: NDArray[np.float64], low: float, high: float) -> slice | None:
    """At least the part of the axis from low to high, two points or more; None where they do not meet."""
    if axis[-1] < low or axis[0] > high:
        return None
    first = min(max(int(np.searchsorted(axis, low, side="right")) - 1, 0), len(axis) - 2)
    last = max(int(np.searchsorted(axis, high, side="left")) + 1, first + 2)
    return slice(first, min(last, len(axis)))
