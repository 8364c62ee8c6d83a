"""The scale bar of a chart, in nautical miles."""

from __future__ import annotations

from typing import Final

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from sarex.formats.chart_box import nautical_miles_per_degree
from sarex.formats.chart_text import font

LENGTHS_NM: Final = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
SHARE_MAX: Final = 0.25
PARTS: Final = 4


def scale_bar_nm(width_nm: float) -> float:
    """The longest round length [nm] that takes at most a quarter of the chart's width.

    >>> scale_bar_nm(100.0)
    20
    """
    return max((length for length in LENGTHS_NM if length <= SHARE_MAX * width_nm), default=LENGTHS_NM[0])


def draw_scale_bar(axes: Axes, lat: float) -> None:
    """In the lower left corner; true along the parallel at `lat`. The axes are in degrees with their limits set."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    per_degree = nautical_miles_per_degree(lat)
    length_nm = scale_bar_nm((east - west) * per_degree)
    part = length_nm / per_degree / PARTS
    left, low, height = west + 0.03 * (east - west), south + 0.035 * (north - south), 0.009 * (north - south)
    for nth in range(PARTS):
        face = "black" if nth % 2 == 0 else "white"
        axes.add_patch(
            Rectangle((left + nth * part, low), part, height, facecolor=face, edgecolor="black", lw=0.8, zorder=20)
        )
    for share in (0.0, 0.5, 1.0):
        label = f"{share * length_nm:g}" + (" nm" if share == 1.0 else "")
        axes.text(
            left + share * PARTS * part, low + 1.6 * height, label, ha="center", va="bottom", fontproperties=font(8.5),
            zorder=20, path_effects=[withStroke(linewidth=2.5, foreground="white")],
        )  # fmt: skip
