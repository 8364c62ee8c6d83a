"""The margin of a chart: what the map says in figures, the key to its signs, and the captions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from sarex.formats.chart_content import Chart
from sarex.formats.chart_style import INK, LAND, MOTION, PARTICLE, SHORE, UNITS, WAY, outline_style
from sarex.formats.chart_text import font, wrapped
from sarex.model.probability_map import ProbabilityMap
from sarex.model.quantities import NAUTICAL_MILE_M, format_length, format_position, format_time

BODY_PT: Final = 9.5
LEADING: Final = 1.38
SAMPLE_PT: Final = 26.0
COLUMN_PT: Final = 0.585
"""Width of an average letter as a share of the font size."""


class ChartPanel:
    """Writes downward in a margin that measures `width` by `height` points."""

    def __init__(self, axes: Axes, width: float, height: float) -> None:
        axes.set_axis_off()
        axes.set_xlim(0.0, width)
        axes.set_ylim(0.0, height)
        self.axes = axes
        self.width = width
        self.y = height

    def space(self, points: float) -> None:
        self.y -= points

    def write(self, text: str, *, size: float = BODY_PT, bold: bool = False, indent: float = 0.0) -> None:
        """Lines as they fit. What no longer fits into the margin is cut with three dots."""
        for line in wrapped(text, max(int((self.width - indent) / (size * COLUMN_PT)), 8)):
            if self.y < 2 * size * LEADING:
                self._text("…" if self.y >= size * LEADING else "", size, bold, indent)
                self.y = 0.0
                return
            self._text(line, size, bold, indent)

    def sign(self, draw: Callable[[float, float, float], None], text: str) -> None:
        """One row of the key: `draw(left, middle, width)` makes the sample [points]."""
        if self.y >= 2 * BODY_PT * LEADING:
            draw(0.0, self.y - 0.62 * BODY_PT * LEADING, SAMPLE_PT)
            self.write(text, indent=SAMPLE_PT + 8.0)

    def _text(self, line: str, size: float, bold: bool, indent: float) -> None:
        self.y -= size * LEADING
        self.axes.text(
            indent, self.y + 0.3 * size, line, fontproperties=font(size, bold=bold), color=INK, va="baseline",
            parse_math=False,
        )  # fmt: skip


def draw_panel(panel: ChartPanel, chart: Chart, heat: QuadMesh | None) -> None:
    """Figures, key and captions, in this order."""
    if chart.probability_map is not None:
        _write_figures(panel, chart.probability_map)
    if heat is not None:
        _draw_colour_bar(panel, heat)
    _draw_key(panel, chart)
    panel.space(8.0)
    for caption in chart.captions:
        panel.write(caption, size=8.5)
        panel.space(2.0)


def _write_figures(panel: ChartPanel, poc_map: ProbabilityMap) -> None:
    afloat = float(poc_map.poc.sum())
    panel.write("Where the object may be", size=11.5, bold=True)
    panel.write(format_time(poc_map.time_s), size=11.5, bold=True)
    panel.space(4.0)
    panel.write(f"Afloat: {afloat:.1%}")
    for share, name in (
        (poc_map.stranded, "Stranded"),
        (poc_map.left_forcing, "Left the forcing"),
        (poc_map.under_way, "Still under way"),
    ):
        panel.write(f"{name}: {share:.1%}")
    if afloat > 0.0:
        panel.space(4.0)
        panel.write("Most probable point:")
        panel.write(format_position(poc_map.most_probable), bold=True)
    panel.space(4.0)
    for area in poc_map.areas:
        panel.write(f"{area.share:.0%} area: {area.area_m2 / NAUTICAL_MILE_M**2:,.1f} square nm")
    panel.write(f"Cells {format_length(poc_map.cell_m)}, smoothed over {format_length(poc_map.smoothing_m)}", size=8.5)
    panel.space(10.0)


def _draw_colour_bar(panel: ChartPanel, heat: QuadMesh) -> None:
    panel.write("Probability, % per square nm", bold=True)
    panel.space(16.0)
    place = panel.axes.inset_axes((2.0, panel.y, panel.width - 16.0, 12.0), transform=panel.axes.transData)
    figure = panel.axes.get_figure(root=True)
    assert figure is not None
    bar = figure.colorbar(heat, cax=place, orientation="horizontal")
    bar.locator = MaxNLocator(nbins=4)
    bar.update_ticks()
    bar.outline.set_linewidth(0.6)
    for label in place.get_xticklabels():
        label.set_fontproperties(font(8.5))
    panel.space(26.0)


def _draw_key(panel: ChartPanel, chart: Chart) -> None:
    poc_map = chart.probability_map
    for area in poc_map.areas if poc_map else ():
        panel.sign(_line(panel, color=INK, **outline_style(area.share)), f"{area.share:.0%} of what is afloat")
    if poc_map is not None and poc_map.poc.any():
        star = _line(panel, marker="*", markersize=13, color="white", markeredgecolor=INK, linestyle="none")
        panel.sign(star, "Most probable point")
    if chart.particles is not None:
        dots = _line(panel, marker=".", markersize=5, color=PARTICLE, linestyle="none")
        panel.sign(dots, f"Particles ({len(chart.particles[0]):,})")
    if chart.areas:
        panel.sign(_box(panel, facecolor="none", edgecolor=UNITS[0], linewidth=2.0), "Search area, one colour a unit")
    if chart.tracks:
        panel.sign(_line(panel, color=UNITS[0], linewidth=1.1), "Search track")
    if chart.runs:
        panel.sign(_line(panel, color=UNITS[0], linewidth=1.7), "Search leg")
    if chart.ways:
        panel.sign(_line(panel, color=UNITS[0], **WAY), "Way out or home")
    if chart.motions:
        panel.sign(_line(panel, color=UNITS[0], **MOTION), "Pattern moves with the water")
    if chart.points:
        panel.sign(_line(panel, marker="o", markersize=6, color=INK, linestyle="none"), "Position named beside it")
    if len(chart.land):
        panel.sign(_box(panel, facecolor=LAND, edgecolor=SHORE, linewidth=0.6), "Land")


def _line(panel: ChartPanel, **style: object) -> Callable[[float, float, float], None]:
    def draw(left: float, middle: float, width: float) -> None:
        across = [left + width / 2] if style.get("linestyle") == "none" else [left, left + width]
        panel.axes.add_line(Line2D(across, [middle] * len(across), **style))  # type: ignore[arg-type]

    return draw


def _box(panel: ChartPanel, **style: object) -> Callable[[float, float, float], None]:
    def draw(left: float, middle: float, width: float) -> None:
        panel.axes.add_patch(Rectangle((left + 1, middle - 4.5), width - 2, 9.0, **style))  # type: ignore[arg-type]

    return draw
