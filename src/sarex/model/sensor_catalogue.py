"""Sensors, radars and signals that are known, each with what it needs and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sarex.model.radar_table import radar_table
from sarex.model.signal_table import SignalFigure, signal_table


@dataclass(frozen=True)
class SensorEntry:
    """group: `sensor`, `radar` or `signal`; name: as the units file writes it; night: whether it helps in the dark."""

    group: str
    name: str
    description: str
    night: bool
    source: str


SENSORS = (
    SensorEntry(
        "sensor", "visual", "eyes by daylight, or at a lit object or signal by night: published tables by height and "
        "visibility, with factors for weather, speed and fatigue", False, "[Addendum2013] [NSS2000] [NATSAR2023]",
    ),
    SensorEntry(
        "sensor", "radar", "a `set` with published figures, or `sure_range`, the range at which its operator is sure",
        True, "[NSS2000]",
    ),
    SensorEntry("sensor", "flir", "forward-looking infrared; `footprint` limits it", True, "[NSS2000]"),
    SensorEntry(
        "sensor", "night_vision", "goggles; needs its own `sweep_width`, counts only in the dark", True,
        "[Addendum2004]",
    ),
    SensorEntry(
        "sensor", "camera", "of a drone: `field_of_view`, `pixels`, `tilt`, and a `recall` table of chance against "
        "pixels on the object; `thermal: true` works by night", False, "default table assumed after [Johnson1958]",
    ),
)  # fmt: skip


@cache
def sensor_catalogue() -> tuple[SensorEntry, ...]:
    """Sensors first, then radars with figures, then signals."""
    return (*SENSORS, *_radars(), *_signals())


def search_sensors(words: str) -> list[SensorEntry]:
    """Entries that hold every word, whatever the case; all of them for no words."""
    wanted = words.lower().replace("_", " ").split()
    return [
        entry
        for entry in sensor_catalogue()
        if all(word in f"{entry.group} {entry.name} {entry.description}".lower().replace("_", " ") for word in wanted)
    ]


def _radars() -> list[SensorEntry]:
    entries = []
    for name in dict.fromkeys(figure.set for figure in radar_table()):
        figures = [figure for figure in radar_table() if figure.set == name]
        objects = ", ".join(dict.fromkeys(figure.object for figure in figures))
        best = max(figure.width_nm or 0.0 for figure in figures)
        entries.append(
            SensorEntry("radar", name, f"by {figures[0].by}: {objects}; W up to {best:g} nm", True, "[NSS2000]")
        )
    return entries


def _signals() -> list[SensorEntry]:
    entries = []
    for name in dict.fromkeys(figure.signal for figure in signal_table()):
        figures = [figure for figure in signal_table() if figure.signal == name]
        lights = dict.fromkeys(figure.light for figure in figures)
        words = "; ".join(f"by {light} W {_range([f for f in figures if f.light == light])}" for light in lights)
        entries.append(SensorEntry("signal", name, words, "night" in lights, "[NSS2000]"))
    return entries


def _range(figures: list[SignalFigure]) -> str:
    low, high = min(figure.width_nm for figure in figures), max(figure.width_nm for figure in figures)
    return f"{low:g} nm" if low == high else f"{low:g} to {high:g} nm"
