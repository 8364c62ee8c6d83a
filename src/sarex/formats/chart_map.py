"""The map of a chart: land, heat, outlines, areas, tracks and points over a graticule."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import QuadMesh
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from pyproj import Transformer

from sarex.formats.chart_box import near, stretch
from sarex.formats.chart_content import Chart, Line
from sarex.formats.chart_labels import ChartLabels
from sarex.formats.chart_style import (
    GRATICULE,
    HEAT,
    INK,
    LAND,
    MOTION,
    PARTICLE,
    SHORE,
    WARNING,
    WAY,
    halo,
    outline_style,
    unit_colours,
)
from sarex.formats.chart_text import drawable, font
from sarex.formats.graticule import graticule_lines, graticule_step_min, lat_label, lon_label
from sarex.formats.marks import NOT_FOR_NAVIGATION
from sarex.formats.scale_bar import draw_scale_bar
from sarex.model.forcing_window import Box
from sarex.model.probability_map import ProbabilityMap
from sarex.model.quantities import NAUTICAL_MILE_M

LINES_MAX: Final = 8
CORNER: Final = 0.035
NOTHING: Final = 2e-3
"""Cells below this share of the likeliest are left white."""


def draw_map(axes: Axes, canvas: FigureCanvasAgg, chart: Chart) -> QuadMesh | None:
    """Draws on the axes, whose limits become the box. Returns the heat for its colour bar, if there is one."""
    box = chart.box
    axes.set_xlim(box.west, box.east)
    axes.set_ylim(box.south, box.north)
    axes.set_aspect(stretch((box.south + box.north) / 2), adjustable="box", anchor="N")
    axes.set_facecolor("white")
    _draw_graticule(axes, box)
    heat = _draw_heat(axes, chart.probability_map, box) if chart.probability_map else None
    if chart.particles is not None:
        lon, lat = near(chart.particles[0], box), np.asarray(chart.particles[1])
        size = 1.6 if len(lon) <= 20_000 else 0.8
        axes.plot(
            lon, lat, ".", color=PARTICLE, markersize=size, alpha=0.5, markeredgewidth=0, zorder=3, rasterized=True
        )
    _draw_land(axes, chart.land)
    axes.apply_aspect()
    labels = ChartLabels(axes, canvas)
    _draw_marks(axes, chart.loud_marks)
    _draw_points(axes, labels, chart)
    _draw_outlines(axes, labels, chart)
    _draw_plan(axes, labels, chart)
    draw_scale_bar(axes, (box.south + box.north) / 2)
    _draw_north(axes)
    return heat


def _draw_graticule(axes: Axes, box: Box) -> None:
    ratio = stretch((box.south + box.north) / 2)
    length = max(box.north - box.south, (box.east - box.west) / ratio)
    step_lat = graticule_step_min(length, LINES_MAX)
    # A longitude label is wider than high, so meridians may not stand as close as parallels.
    step_lon = graticule_step_min(length * ratio, LINES_MAX - 1)
    lats, lons = graticule_lines(box.south, box.north, step_lat), graticule_lines(box.west, box.east, step_lon)
    # A label at the very corner would run into the other axis; its line is the frame anyway.
    lats = [lat for lat in lats if CORNER < (lat - box.south) / (box.north - box.south) < 1 - CORNER]
    lons = [lon for lon in lons if CORNER < (lon - box.west) / (box.east - box.west) < 1 - CORNER]
    axes.set_yticks(lats, [lat_label(lat, step_lat) for lat in lats], fontproperties=font(9), rotation=90, va="center")
    axes.set_xticks(lons, [lon_label(lon, step_lon) for lon in lons], fontproperties=font(9))
    axes.tick_params(direction="in", top=True, right=True, length=4, color=INK)
    axes.grid(color=GRATICULE, linewidth=0.6, linestyle=(0, (1, 2)), zorder=6)
    axes.set_axisbelow(False)


def _draw_heat(axes: Axes, poc_map: ProbabilityMap, box: Box) -> QuadMesh | None:
    """Probability per square nautical mile in percent, each cell where its corners lie on the globe."""
    if not poc_map.poc.any():
        return None
    half = poc_map.cell_m / 2
    x, y = (np.append(axis - half, axis[-1] + half) for axis in (poc_map.x_m, poc_map.y_m))
    to_globe = Transformer.from_crs(poc_map.projection, "EPSG:4326", always_xy=True)
    lon, lat = to_globe.transform(*np.meshgrid(x, y))
    density = 100.0 * poc_map.poc / (poc_map.cell_m / NAUTICAL_MILE_M) ** 2
    shown = np.ma.masked_less(density, NOTHING * density.max())
    return axes.pcolormesh(
        near(lon, box), lat, shown, cmap=HEAT, vmin=0.0, vmax=density.max(), zorder=2, shading="flat"
    )


def _draw_land(axes: Axes, rings: Sequence[Line]) -> None:
    """All rings as one path: the waters inside an island turn the other way and stay open."""
    if not rings:
        return
    codes = [np.full(len(ring), Path.LINETO, Path.code_type) for ring in rings]
    for code in codes:
        code[0], code[-1] = Path.MOVETO, Path.CLOSEPOLY
    path = Path(np.concatenate(rings), np.concatenate(codes))
    # Not add_patch, which would search the whole coast for new limits of the axes.
    axes.add_artist(PathPatch(path, facecolor=LAND, edgecolor=SHORE, linewidth=0.6, zorder=5))


def _draw_points(axes: Axes, labels: ChartLabels, chart: Chart) -> None:
    points = list(chart.points)
    if chart.probability_map is not None and chart.probability_map.poc.any():
        likeliest = chart.probability_map.most_probable
        points.insert(0, ("Most probable point", likeliest.lon, likeliest.lat))
    placed = [(text, float(near(lon, chart.box)), lat) for text, lon, lat in points]
    for nth, (_, lon, lat) in enumerate(placed):
        star = nth == 0 and len(placed) > len(chart.points)
        axes.plot(
            lon, lat, marker="*" if star else "o", markersize=15 if star else 7, color="white" if star else INK,
            markeredgecolor=INK, markeredgewidth=1.2, zorder=25, linestyle="none",
        )  # fmt: skip
        labels.keep_clear(lon, lat)
    for text, lon, lat in placed:
        if _inside(lon, lat, chart.box):
            labels.add(text, (lon, lat), INK)


def _draw_outlines(axes: Axes, labels: ChartLabels, chart: Chart) -> None:
    for area in chart.probability_map.areas if chart.probability_map else ():
        rings = [_beside(ring, chart.box) for polygon in area.polygons for ring in polygon]
        for ring in rings:
            axes.plot(*ring.T, color=INK, zorder=12, solid_joinstyle="round", **outline_style(area.share))
        if rings:
            ring = max(rings, key=len)
            lon, lat = ring[ring[:, 1].argmax()]
            if _inside(lon, lat, chart.box):
                labels.add(f"{area.share:.0%}", (float(lon), float(lat)), INK, side=(0, 1))


def _draw_plan(axes: Axes, labels: ChartLabels, chart: Chart) -> None:
    """Areas and tracks; each name is written once, on its area or else on its track."""
    colours = unit_colours([name for name, _ in (*chart.areas, *chart.tracks, *chart.ways)])
    for name, line in chart.ways:
        axes.plot(*_beside(line, chart.box).T, color=colours[name], zorder=10, **WAY)
    for name, line in chart.runs:
        axes.plot(*_beside(line, chart.box).T, color=colours[name], linewidth=1.7, zorder=14, solid_capstyle="butt")
    for name, line in chart.motions:
        start, end = _beside(line, chart.box)
        style = {"arrowstyle": "-|>,head_width=0.3,head_length=0.6", "color": colours[name], **MOTION}
        axes.annotate("", end, start, arrowprops=style, zorder=16, annotation_clip=True)
    for name, line in chart.tracks:
        track = _beside(line, chart.box)
        axes.plot(*track.T, color=colours[name], linewidth=0.9, zorder=13, path_effects=halo(2.2))
        if len(track) > 1:
            # The arrow on the first leg shows which way the track is sailed.
            (lon, lat), (lon_to, lat_to) = (
                track[0] + 0.45 * (track[1] - track[0]),
                track[0] + 0.55 * (track[1] - track[0]),
            )
            axes.annotate(
                "", (lon_to, lat_to), (lon, lat), arrowprops={"arrowstyle": "-|>", "color": colours[name]}, zorder=15
            )
    for name, outline in chart.areas:
        ring = _beside(outline, chart.box)
        ring = np.vstack([ring, ring[:1]])
        axes.fill(*ring.T, facecolor=colours[name], alpha=0.08, zorder=11)
        axes.plot(*ring.T, color=colours[name], linewidth=2.2, zorder=13, path_effects=halo(3.6))
    named = {name: _beside(line, chart.box) for name, line in (*chart.tracks, *chart.areas)}
    for name, line in named.items():
        # Inside the corner that lies furthest to the north-west.
        corner = line[(line[:, 1] * stretch(line[0, 1]) - line[:, 0]).argmax()]
        place = tuple(np.clip(corner, (chart.box.west, chart.box.south), (chart.box.east, chart.box.north)).tolist())
        labels.add(name, place, colours[name], side=(1, -1))


def _draw_marks(axes: Axes, marks: Sequence[str]) -> None:
    """Over the map itself, so that a cut-out of it still says what it is."""
    width_pt = axes.bbox.width * 72.0 / axes.figure.dpi
    for nth, mark in enumerate(marks):
        text = drawable(mark.split(" - ")[0])
        height = 0.5 + 0.22 * ((len(marks) - 1) / 2 - nth)
        axes.text(
            0.5, height, text, transform=axes.transAxes, ha="center", va="center", rotation=24, zorder=22,
            color=WARNING, alpha=0.22, clip_on=True, parse_math=False,
            fontproperties=font(min(46.0, 1.25 * width_pt / max(len(text), 8)), bold=True),
        )  # fmt: skip
    axes.text(
        0.985, 0.02, NOT_FOR_NAVIGATION, transform=axes.transAxes, ha="right", va="bottom", color=WARNING, zorder=31,
        fontproperties=font(11, bold=True), path_effects=halo(3.5),
    )  # fmt: skip


def _draw_north(axes: Axes) -> None:
    axes.annotate(
        "N", (0.97, 0.975), (0.97, 0.905), xycoords="axes fraction", ha="center", va="center", zorder=21,
        fontproperties=font(11, bold=True), path_effects=halo(),
        arrowprops={"arrowstyle": "-|>,head_width=0.35,head_length=0.7", "color": INK, "lw": 1.8, "shrinkB": 0},
    )  # fmt: skip


def _beside(line: Line, box: Box) -> Line:
    """The line with its longitudes counted as those of the box, without a jump along it."""
    line = np.asarray(line, dtype=np.float64)
    lon = np.unwrap(near(line[:, 0], box), period=360.0)
    return np.stack([lon, line[:, 1]], axis=1)


def _inside(lon: float, lat: float, box: Box) -> bool:
    return box.west <= lon <= box.east and box.south <= lat <= box.north and math.isfinite(lon)
