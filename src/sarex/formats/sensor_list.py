"""Sensors, radars and signals as a table for people and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sarex.model.sensor_catalogue import SensorEntry

SCHEMA = "sarex-sensors/1"
HEADINGS = {
    "sensor": "Sensors (`sensors` of a unit)",
    "radar": "Radars with published figures (`set` of a radar)",
    "signal": "Signals (`signals` of the conditions)",
}


def sensor_list_text(entries: Sequence[SensorEntry]) -> str:
    """One line an entry, by group: name, night, what it gives, source."""
    if not entries:
        return "No sensor or signal fits these words; try fewer or other words, such as `sarex sensors radar`."
    width = max(len(entry.name) for entry in entries)
    lines = []
    for group, heading in HEADINGS.items():
        members = [entry for entry in entries if entry.group == group]
        if members:
            lines.append(f"{heading}; * helps in the dark")
        lines += [
            f"  {entry.name:<{width}} {'*' if entry.night else ' '} {entry.description}; {entry.source}"
            for entry in members
        ]
    return "\n".join(lines)


def sensor_list_json(entries: Sequence[SensorEntry]) -> dict[str, Any]:
    """The entries as they are."""
    return {"schema": SCHEMA, "sensors": [vars(entry) for entry in entries]}
