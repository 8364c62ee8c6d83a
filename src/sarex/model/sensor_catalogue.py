"""Sensors, radars and signals that are known, each with what it needs and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from sarex.model.names import plain
from sarex.model.radar_table import radar_table
from sarex.model.sentence import LANGUAGES, Sentence
from sarex.model.signal_table import SignalFigure, signal_table


@dataclass(frozen=True)
class SensorEntry:
    """group: `sensor`, `radar` or `signal`; name: as the units file writes it; night: whether it helps in the dark."""

    group: str
    name: str
    description: Sentence
    night: bool
    source: str


SENSORS: Final = {
    "visual": (False, "[Addendum2013] [NSS2000] [NATSAR2023]"),
    "radar": (True, "[NSS2000]"),
    "flir": (True, "[NSS2000]"),
    "night_vision": (True, "[Addendum2004]"),
    "camera": (False, "default table assumed after [Johnson1958]"),
}
"""Whether each helps in the dark, and where its figures come from."""
SETS_SEE: Final = {
    "boat": "sensor.boat", "boat with reflector": "sensor.boat_reflector", "large": "sensor.large",
    "ship": "sensor.ship", "raft": "sensor.raft",
}  # fmt: skip


@cache
def sensor_catalogue() -> tuple[SensorEntry, ...]:
    """Sensors first, then radars with figures, then signals."""
    sensors = [SensorEntry("sensor", name, Sentence(f"sensor.{name}"), *told) for name, told in SENSORS.items()]
    return (*sensors, *_radars(), *_signals())


def search_sensors(words: str) -> list[SensorEntry]:
    """Entries that hold every word, in whichever language; all of them for no words."""
    return [entry for entry in sensor_catalogue() if all(word in _held(entry) for word in plain(words).split())]


def _held(entry: SensorEntry) -> str:
    signal = [Sentence(f"signal.{entry.name}")] if entry.group == "signal" else []
    said = [one.told(language) for one in (entry.description, *signal) for language in LANGUAGES]
    return plain(" ".join([entry.group, entry.name, *said]))


def _radars() -> list[SensorEntry]:
    entries = []
    for name in dict.fromkeys(figure.set for figure in radar_table()):
        figures = [figure for figure in radar_table() if figure.set == name]
        objects = dict.fromkeys(figure.object for figure in figures)
        seen = Sentence.listed(Sentence(SETS_SEE[one]) if one in SETS_SEE else one for one in objects)
        best = f"{max(figure.width_nm or 0.0 for figure in figures):g}"
        if figures[0].by == "wind":
            words = Sentence("sensor.set_by_wind", objects=seen, best=best)
        else:
            words = Sentence("sensor.set_by_sea", objects=seen, best=best)
        entries.append(SensorEntry("radar", name, words, True, "[NSS2000]"))
    return entries


def _signals() -> list[SensorEntry]:
    entries = []
    for name in dict.fromkeys(figure.signal for figure in signal_table()):
        figures = [figure for figure in signal_table() if figure.signal == name]
        lights = dict.fromkeys(figure.light for figure in figures)
        seen = {light: _range([one for one in figures if one.light == light]) for light in lights}
        words = Sentence("sensor.signal_both", **seen) if len(seen) > 1 else (
            Sentence("sensor.signal_day", width=seen["day"])
            if "day" in seen
            else Sentence("sensor.signal_night", width=seen["night"])
        )  # fmt: skip
        entries.append(SensorEntry("signal", name, words, "night" in lights, "[NSS2000]"))
    return entries


def _range(figures: list[SignalFigure]) -> str:
    low, high = min(figure.width_nm for figure in figures), max(figure.width_nm for figure in figures)
    return f"{low:g} nm" if low == high else Sentence("sensor.width_range", low=f"{low:g}", high=f"{high:g}")
