"""Leeway classes as a table for people and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sarex.model.leeway_class import LeewayClass, LeewayFit
from sarex.model.names import named
from sarex.model.sentence import Language

SCHEMA = "sarex-objects/1"


def object_list_text(classes: Sequence[LeewayClass], language: Language = "en") -> str:
    """One line a class: key, name, leeway at 20 kn wind in knots downwind and to either side."""
    if not classes:
        return "No leeway class fits these words; try fewer or other words, such as `sarex objects raft`."
    width = max(len(found.key) for found in classes)
    heading = f"{'key':<{width}}  down  left right  description (leeway in kn at 20 kn wind)"
    lines = []
    for found in classes:
        down, left, right = (f"{_at_20_kn(fit):5.2f}" for fit in (found.downwind, found.left, found.right))
        name = named("object", found.key, found.description, language)
        lines.append(f"{found.key:<{width}} {down} {left} {right}  {'  ' * found.level}{name}")
    count = "1 class" if len(classes) == 1 else f"{len(classes)} classes"
    return "\n".join([heading, *lines, f"{count}. Right and left: across the wind, positive to the right of downwind."])


def _at_20_kn(fit: LeewayFit) -> float:
    return fit.slope * 20.0 + fit.offset_m_per_s * 3600.0 / 1852.0


def object_list_json(classes: Sequence[LeewayClass]) -> dict[str, Any]:
    """The classes in SI units."""
    return {
        "schema": SCHEMA,
        "objects": [
            {
                "key": found.key,
                "description": found.description,
                "level": found.level,
                **{name: vars(getattr(found, name)) for name in ("downwind", "right", "left")},
            }
            for found in classes
        ],
    }
