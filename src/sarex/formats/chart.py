"""The chart as a picture: PNG bytes of a map, a plan or both."""

from __future__ import annotations

import io
import math
from typing import Final

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sarex.formats.chart_content import Chart
from sarex.formats.chart_map import draw_map
from sarex.formats.chart_panel import ChartPanel, draw_panel
from sarex.formats.chart_style import CAUTION, INK, WARNING
from sarex.formats.chart_text import columns, drawable, font
from sarex.formats.graticule import lat_label
from sarex.formats.marks import EXERCISE, NOT_FOR_NAVIGATION

__all__ = ["Chart", "chart_png"]

PT_PER_INCH: Final = 72.0
DPI: Final = 100.0
SIZE_PX: Final = (1400, 1000)
PANEL_PT: Final = 200.0
EDGE_PT: Final = 10.0
LABELS_PT: Final = 20.0
BAND_PT: Final = 21.0
TITLE_PT: Final = 30.0
FOOT_PT: Final = 20.0


def chart_png(chart: Chart, *, size_px: tuple[int, int] = SIZE_PX) -> bytes:
    """The picture of the chart, `size_px` wide and high, as the bytes of a PNG file.

    The map is drawn with straight meridians and parallels, true to scale at its middle latitude, north up.
    """
    width_px, height_px = size_px
    # Text and lines keep their share of the picture, whatever its size.
    dpi = DPI * math.sqrt(width_px * height_px / (SIZE_PX[0] * SIZE_PX[1]))
    figure = Figure(figsize=(width_px / dpi, height_px / dpi), dpi=dpi, facecolor="white")
    canvas = FigureCanvasAgg(figure)
    width, height = (length * PT_PER_INCH for length in figure.get_size_inches())
    top = _draw_head(figure, chart, width, height)
    low = _draw_foot(figure, chart, width, height)
    left, right = EDGE_PT + LABELS_PT, width - PANEL_PT - 2 * EDGE_PT
    low += LABELS_PT
    axes = figure.add_axes((left / width, low / height, (right - left) / width, (top - low) / height))
    heat = draw_map(axes, canvas, chart)
    corner = width - PANEL_PT - EDGE_PT
    margin = figure.add_axes((corner / width, low / height, PANEL_PT / width, (top - low) / height))
    draw_panel(ChartPanel(margin, PANEL_PT, top - low), chart, heat)
    picture = io.BytesIO()
    figure.savefig(picture, format="png", metadata={"Title": drawable(chart.title) or "chart", "Software": "Sarex"})
    return picture.getvalue()


def _draw_head(figure: Figure, chart: Chart, width: float, height: float) -> float:
    """The loud bands and the title. Returns the height of the space left below [points]."""
    y = height
    for mark in chart.loud_marks:
        y -= BAND_PT
        loudest = mark == EXERCISE
        face = WARNING if loudest else CAUTION
        figure.add_artist(Rectangle((0.0, y / height), 1.0, BAND_PT / height, color=face, linewidth=0))
        figure.text(
            0.5, (y + BAND_PT / 2) / height, drawable(mark), ha="center", va="center_baseline", parse_math=False,
            color="white" if loudest else INK, fontproperties=font(13, bold=True),
        )  # fmt: skip
    title = drawable(chart.title)
    size = min(17.0, (width - 2 * EDGE_PT) / max(columns(title), 1) / 0.68)
    figure.text(
        EDGE_PT / width, (y - TITLE_PT / 2 - 2) / height, title, va="center_baseline", color=INK, parse_math=False,
        fontproperties=font(size, bold=True),
    )  # fmt: skip
    return y - TITLE_PT


def _draw_foot(figure: Figure, chart: Chart, width: float, height: float) -> float:
    """What the reader must know of the drawing. Returns the height of the space taken [points]."""
    low = FOOT_PT / 2 / height
    warning = " - ".join((NOT_FOR_NAVIGATION, *(mark for mark in chart.loud_marks if mark == EXERCISE)))
    figure.text(EDGE_PT / width, low, warning, va="center_baseline", color=WARNING, fontproperties=font(11, bold=True))
    middle = lat_label((chart.box.south + chart.box.north) / 2, 0.1)
    drawn = f"North up. WGS 84. Scale true at {middle}. Times in UTC."
    figure.text(1 - EDGE_PT / width, low, drawn, va="center_baseline", ha="right", color=INK, fontproperties=font(9))
    return FOOT_PT
