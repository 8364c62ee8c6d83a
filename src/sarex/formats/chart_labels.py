"""Labels on a chart, each moved until it covers no other."""

from __future__ import annotations

from typing import Final, Literal

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from sarex.formats.chart_style import halo
from sarex.formats.chart_text import drawable, font

DISTANCES_PT: Final = (7.0, 18.0, 32.0, 50.0)
SIDES: Final = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
_ALIGN_X: Final[dict[int, Literal["left", "center", "right"]]] = {1: "left", 0: "center", -1: "right"}
_ALIGN_Y: Final[dict[int, Literal["bottom", "center", "top"]]] = {1: "bottom", 0: "center", -1: "top"}
LEADER_FROM_PT: Final = 15.0


class ChartLabels:
    """Places labels in the order given; each keeps clear of the earlier ones and inside the map where it can."""

    def __init__(self, axes: Axes, canvas: FigureCanvasAgg) -> None:
        self._axes = axes
        self._renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
        self._frame = axes.get_window_extent(self._renderer)
        self._taken: list[Bbox] = []

    def add(self, text: str, place: tuple[float, float], colour: str, *, side: tuple[int, int] = (1, 0)) -> None:
        """A label beside the place (lon, lat), on this side (right, up) of it if there is room."""
        label = self._axes.annotate(
            drawable(text), place, textcoords="offset points", xytext=(0.0, 0.0), color=colour, zorder=30,
            fontproperties=font(9.5, bold=True), path_effects=halo(), annotation_clip=True, parse_math=False,
            arrowprops={"arrowstyle": "-", "color": colour, "lw": 0.8, "shrinkA": 0, "shrinkB": 2},
        )  # fmt: skip
        offsets = [(distance, way) for distance in DISTANCES_PT for way in (side, *SIDES)]
        if not any(self._fits(label, distance, way) for distance, way in offsets):
            self._fits(label, *offsets[0])
        self._taken.append(self._extent(label))

    def keep_clear(self, lon: float, lat: float, radius_pt: float = 6.0) -> None:
        """No label is put on this place, a marker."""
        x, y = self._axes.transData.transform((lon, lat))
        radius = self._renderer.points_to_pixels(radius_pt)
        self._taken.append(Bbox([[x - radius, y - radius], [x + radius, y + radius]]))

    def _fits(self, label: Annotation, distance: float, side: tuple[int, int]) -> bool:
        right, up = side
        label.set_horizontalalignment(_ALIGN_X[right])
        label.set_verticalalignment(_ALIGN_Y[up])
        label.xyann = (distance * right, distance * up)
        if label.arrow_patch is not None:
            label.arrow_patch.set_visible(distance > LEADER_FROM_PT)
        extent = self._extent(label)
        inside = self._frame.x0 <= extent.x0 and extent.x1 <= self._frame.x1
        inside = inside and self._frame.y0 <= extent.y0 and extent.y1 <= self._frame.y1
        return inside and not any(extent.overlaps(other) for other in self._taken)

    def _extent(self, label: Annotation) -> Bbox:
        """The text alone, without its leader."""
        label.update_positions(self._renderer)
        return Text.get_window_extent(label, self._renderer)
