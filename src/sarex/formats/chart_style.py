"""Colours and lines of a chart. Told apart by colour-blind readers and on a black-and-white print."""

from __future__ import annotations

from typing import Any, Final

from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patheffects import AbstractPathEffect, withStroke

HEAT: Final = LinearSegmentedColormap.from_list("poc", ["#ffffff", "#fdd9b4", "#fda25a", "#e8590c", "#7f2704"])
"""One hue from white, which means none."""
LAND: Final = "#d6d6cf"
SHORE: Final = "#6e6e64"
GRATICULE: Final = "#9aa4ad"
INK: Final = "#1a1a1a"
WARNING: Final = "#b00020"
PARTICLE: Final = "#33475b"
CAUTION: Final = "#ffd24d"
UNITS: Final = ("#0060a8", "#00785a", "#8e3b8a", "#3b3b9c", "#4d4d4d")
"""One colour for each name of areas and tracks, in turn; none is near the heat."""

OUTLINE_STYLES: Final[dict[float, dict[str, Any]]] = {
    0.5: {"linestyle": "solid", "linewidth": 2.0},
    0.9: {"linestyle": (0, (5, 2.5)), "linewidth": 1.6},
}
WAY: Final[dict[str, Any]] = {"linestyle": "dotted", "linewidth": 1.2, "alpha": 0.7}
"""Of a transit."""
MOTION: Final[dict[str, Any]] = {"linewidth": 2.2, "linestyle": "solid"}
"""Of the arrow along which a pattern moves with the water."""
OTHER_OUTLINE: Final[dict[str, Any]] = {"linestyle": "dotted", "linewidth": 1.4}


def halo(width: float = 2.5) -> list[AbstractPathEffect]:
    """A white rim that keeps text legible on anything."""
    return [withStroke(linewidth=width, foreground="white")]


def outline_style(share: float) -> dict[str, Any]:
    """Line of the outline that holds this share."""
    return next((style for known, style in OUTLINE_STYLES.items() if abs(known - share) < 1e-6), OTHER_OUTLINE)


def unit_colours(names: list[str]) -> dict[str, str]:
    """One colour a name, by first appearance."""
    return {name: UNITS[place % len(UNITS)] for place, name in enumerate(dict.fromkeys(names))}
