"""Seas, coasts and particles that tests make up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sarex.drift.drift_run import DriftRun
from sarex.drift.particles import Particles
from sarex.drift.trajectories import Trajectories
from sarex.model.coast_tile import CoastTile
from sarex.model.coverage import Coverage
from sarex.model.forcing_window import Box, ForcingWindow, Quantity
from sarex.model.incident import DriftSettings
from sarex.model.leeway_class import LeewayClass, LeewayFit, leeway_class

T0 = datetime(2026, 1, 30, tzinfo=UTC).timestamp()
HOUR = 3600.0
GLOBE = Box(-180.0, -90.0, 180.0, 90.0)
NO_LEEWAY = LeewayClass("NONE", "moves with the water", 0, *[LeewayFit(0.0, 0.0, 0.0)] * 3)


@dataclass
class Sea:
    """A forcing source of windows made by a test; it cuts them to the period asked for like a real one."""

    name: str
    windows: dict[Quantity, ForcingWindow]
    asked: list[tuple[Quantity, float, float]] = field(default_factory=list)

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        return tuple(self._coverage(window) for window in self.windows.values())

    def _coverage(self, window: ForcingWindow) -> Coverage:
        rows, columns = window.filled.shape
        east = window.lon_start_deg + (columns - 1) * window.lon_step_deg
        north = window.lat_start_deg + (rows - 1) * window.lat_step_deg
        return Coverage(
            source_name=self.name,
            quantity=window.quantity,
            variables=("u", "v"),
            grid="made by a test",
            box=Box(window.lon_start_deg, window.lat_start_deg, east, north),
            spacing_deg=(window.lon_step_deg, window.lat_step_deg),
            time_s=window.time_s,
            step_s=HOUR,
            gaps_s=(),
            bridged_s=(),
            level="surface",
            members=window.members,
            speed_max_m_per_s=1.0,
            has_data=np.ones((2, 2), dtype=np.bool_),
        )

    def window(self, quantity: Quantity, start_s: float, end_s: float, box: Box) -> ForcingWindow | None:  # noqa: ARG002
        window = self.windows.get(quantity)
        if window is None:
            return None
        self.asked.append((quantity, start_s, end_s))
        first = max(int(np.searchsorted(window.time_s, start_s, side="right")) - 2, 0)
        last = int(np.searchsorted(window.time_s, end_s)) + 2
        return replace(window, values=window.values[:, first:last], time_s=window.time_s[first:last])


def window(quantity: Quantity, values: NDArray[np.floating[Any]], **change: Any) -> ForcingWindow:
    """A window of (member, time, lat, lon, 2) values, by default hourly from T0 and over the globe."""
    members, times, rows, columns, _ = values.shape
    assert members > 0
    made = ForcingWindow(
        source_name="made by a test",
        quantity=quantity,
        values=values.astype(np.float32),
        time_s=T0 + HOUR * np.arange(times),
        lon_start_deg=-180.0,
        lat_start_deg=-90.0,
        lon_step_deg=360.0 / max(columns - 1, 1),
        lat_step_deg=180.0 / max(rows - 1, 1),
        filled=np.zeros((rows, columns), dtype=np.bool_),
        bridge_s_max=6 * HOUR,
    )
    return replace(made, **change)


def constant(quantity: Quantity, east: float, north: float, hours: int = 49, start_s: float = T0) -> ForcingWindow:
    """The same everywhere on the globe, hourly."""
    values = np.empty((1, hours, 2, 2, 2))
    values[..., 0], values[..., 1] = east, north
    return window(quantity, values, time_s=start_s + HOUR * np.arange(hours))


def constant_sea(wind: tuple[float, float] = (0.0, 0.0), current: tuple[float, float] = (0.0, 0.0), **when: Any) -> Sea:
    return Sea("constant", {"wind": constant("wind", *wind, **when), "current": constant("current", *current, **when)})


@dataclass
class MadeCoast:
    """A coast from a rule: land where `is_land(lon, lat)` at the centre of a cell. Notes what it is asked for."""

    is_land: Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.bool_]]
    asked: list[list[tuple[int, int]]] = field(default_factory=list)
    name: str = "made by a test"

    def tiles(self, corners: Sequence[tuple[int, int]]) -> list[CoastTile]:
        self.asked.append(list(corners))
        return [self._tile(west, south) for west, south in corners]

    def _tile(self, west: int, south: int) -> CoastTile:
        lon, lat = np.meshgrid(west + (np.arange(480) + 0.5) / 480, south + (np.arange(480) + 0.5) / 480)
        bits = np.packbits(self.is_land(lon, lat), axis=1, bitorder="little")
        kind = "sea" if not bits.any() else "land" if bits.all() else "mixed"
        return CoastTile(west, south, kind, bits if kind == "mixed" else np.zeros((0, 60), np.uint8))

    def polygons(self, box: Box) -> list[NDArray[np.float64]]:  # noqa: ARG002
        return []


def no_land() -> MadeCoast:
    return MadeCoast(lambda lon, lat: np.zeros_like(lon + lat, dtype=np.bool_))


def particles(lon: Any, lat: Any, **change: Any) -> Particles:
    """Particles born at T0 with equal weights and no deviation from the fit, sides alternating."""
    lon, lat = np.broadcast_arrays(np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float)))
    number = len(lon)
    made = Particles(
        particle_id=np.arange(number, dtype=np.int64),
        lon=lon.copy(),
        lat=lat.copy(),
        birth_s=np.full(number, T0),
        weight=np.full(number, 1.0 / number),
        scenario=np.zeros(number, dtype=np.int16),
        object_class=np.zeros(number, dtype=np.int16),
        member=np.zeros(number, dtype=np.int32),
        side=(np.arange(number) % 2).astype(np.int8),
        downwind_deviate=np.zeros(number),
        crosswind_deviate=np.zeros(number),
    )
    return replace(made, **change)


def taken(chosen: Any, made: Particles) -> Particles:
    """Some of the particles, or all in another order."""
    return Particles(**{name: getattr(made, name)[chosen] for name in made.__dataclass_fields__})


def settings(hours: float = 24.0, **change: Any) -> DriftSettings:
    """A run from T0 without random motion and without land, unless changed."""
    given = {
        "until": datetime.fromtimestamp(T0 + hours * HOUR, UTC),
        "noise": "none",
        "shoreline": "none",
        "step": "10 min",
        "output": "1 h",
    }
    return DriftSettings(**{**given, **change})


def drift(
    start: Particles,
    seas: Sequence[Sea] | Sea,
    how: DriftSettings,
    *,
    coast: MadeCoast | None = None,
    classes: tuple[LeewayClass, ...] | str = (NO_LEEWAY,),
    box: Box = GLOBE,
    **plan: Any,
) -> Trajectories:
    chosen = (leeway_class(classes),) if isinstance(classes, str) else classes
    sources = [seas] if isinstance(seas, Sea) else seas
    return DriftRun(how, chosen, sources, coast, box, **{"threads": 1, **plan}).run(start)
