"""The chart, read back from its pixels."""

from __future__ import annotations

import io
import subprocess
import sys

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.image import imread
from numpy.typing import NDArray
from pyproj import Transformer

from sarex.formats.chart import Chart, chart_png
from sarex.formats.chart_map import draw_map
from sarex.formats.chart_style import CAUTION, LAND, WARNING
from sarex.model.forcing_window import Box
from sarex.model.probability_map import ContainmentArea, ProbabilityMap
from sarex.model.provenance import Provenance
from sarex.model.quantities import Position


def poc_map(lon: float, lat: float, *, exercise: bool = False, synthetic: bool = False) -> ProbabilityMap:
    """A round normal cloud of 3 km about a place, with its 50 % area as a square."""
    axis = np.arange(-20, 21) * 500.0
    x, y = np.meshgrid(axis, axis)
    poc = np.exp(-(x**2 + y**2) / 2 / 3000.0**2)
    provenance = Provenance(
        sarex_version="0", incident="{}", incident_sha256="", seed=1, noise="none", sources=(), coast="",
        exercise=exercise, synthetic=synthetic,
    )  # fmt: skip
    centre = Position(lon, lat)
    plain = ProbabilityMap(
        1769756400.0, centre, axis, axis, 0.9 * poc / poc.sum(), 500.0, 500.0, 0.05, 0.03, 0.02, centre, (), provenance
    )
    to_globe = Transformer.from_crs(plain.projection, "EPSG:4326", always_xy=True)
    corners = np.array([[-3000, -3000], [3000, -3000], [3000, 3000], [-3000, 3000], [-3000, -3000]], dtype=np.float64)
    ring = np.stack(to_globe.transform(*corners.T), axis=1)
    return ProbabilityMap(**{**vars(plain), "areas": (ContainmentArea(0.5, 3.6e7, 1e-9, ((ring,),)),)})


def square(west: float, south: float, east: float, north: float) -> NDArray[np.float64]:
    return np.array([(west, south), (east, south), (east, north), (west, north), (west, south)])


def pixels(png: bytes) -> NDArray[np.float64]:
    return np.asarray(imread(io.BytesIO(png), format="png"), dtype=np.float64)[..., :3]


def share_of(picture: NDArray[np.float64], colour: str) -> float:
    return float((np.abs(picture - to_rgb(colour)).max(axis=-1) < 0.02).mean())


class Drawn:
    """The map alone, and the colour at any place on it."""

    def __init__(self, chart: Chart) -> None:
        figure = Figure(figsize=(8, 8))
        canvas = FigureCanvasAgg(figure)
        self.axes = figure.add_axes((0.05, 0.05, 0.9, 0.9))
        self.heat = draw_map(self.axes, canvas, chart)
        canvas.draw()
        self.picture = np.asarray(canvas.buffer_rgba())[..., :3] / 255.0

    def colour(self, lon: float, lat: float) -> NDArray[np.float64]:
        x, y = self.axes.transData.transform((lon, lat))
        return self.picture[-1 - round(y), round(x)]

    def is_land(self, lon: float, lat: float) -> bool:
        return bool(np.abs(self.colour(lon, lat) - to_rgb(LAND)).max() < 0.02)

    def is_white(self, lon: float, lat: float) -> bool:
        return bool(self.colour(lon, lat).min() > 0.99)

    def texts(self) -> list[str]:
        return [text.get_text() for text in self.axes.texts]


@pytest.mark.parametrize("size", [(1400, 1000), (700, 500), (600, 900), (2800, 2000)])
def test_the_picture_has_the_size_asked_for(size: tuple[int, int]) -> None:
    picture = pixels(chart_png(Chart("Open sea", Box(3.0, 60.0, 4.0, 60.5)), size_px=size))
    assert picture.shape == (size[1], size[0], 3)


def test_land_is_where_it_is_and_a_lagoon_is_open() -> None:
    island, lagoon = square(3.2, 60.1, 3.6, 60.3), square(3.3, 60.15, 3.5, 60.25)[::-1]
    drawn = Drawn(Chart("", Box(3.0, 60.0, 4.0, 60.5), land=[island, lagoon]))
    assert drawn.is_land(3.25, 60.2)
    assert drawn.is_land(3.55, 60.28)
    assert drawn.is_white(3.41, 60.21)
    assert drawn.is_white(3.71, 60.21)
    assert drawn.is_white(3.41, 60.36)


@pytest.mark.parametrize(
    ("lon", "box"),
    [
        (3.5, Box(3.0, 60.0, 4.0, 60.5)),
        (180.0, Box(179.5, 60.0, 180.5, 60.5)),
        (-180.0, Box(-180.5, 60.0, -179.5, 60.5)),
        (-179.99, Box(179.5, 60.0, 180.5, 60.5)),
        (3.5, Box(3.0, 75.0, 4.0, 75.5)),
        (200.0, Box(-160.5, -75.5, -159.5, -75.0)),
    ],
    ids=["plain", "east of 180", "west of -180", "turned", "75 N", "75 S, 0-360"],
)
def test_the_heat_is_darkest_at_the_likeliest_cell_and_white_where_there_is_none(lon: float, box: Box) -> None:
    middle = (box.south + box.north) / 2
    cloud = poc_map((lon + 180) % 360 - 180, middle)
    chart = Chart("", box, probability_map=cloud)
    drawn = Drawn(chart)
    assert drawn.heat is not None
    density = 100 * cloud.poc.max() / (500.0 / 1852.0) ** 2
    assert drawn.heat.get_clim() == pytest.approx((0.0, density))
    centre_lon = (box.west + box.east) / 2 if abs(lon) != 179.99 else 180.01
    brightness = [drawn.colour(centre_lon + 0.003, middle - reach).sum() for reach in (0.012, 0.045, 0.075, 0.2)]
    assert brightness == sorted(brightness)
    assert brightness[0] < 1.7
    assert brightness[-1] == pytest.approx(3.0)
    assert {"Most probable point", "50%"} <= set(drawn.texts())


def test_land_lies_over_the_heat() -> None:
    chart = Chart(
        "", Box(3.0, 60.0, 4.0, 60.5), land=[square(3.3, 60.1, 3.499, 60.4)], probability_map=poc_map(3.5, 60.25)
    )
    drawn = Drawn(chart)
    assert drawn.is_land(3.46, 60.2655)
    assert drawn.colour(3.52, 60.2655).sum() < 2.3


def test_a_map_with_nothing_afloat_is_drawn_without_heat() -> None:
    full = poc_map(3.5, 60.25)
    empty = ProbabilityMap(**{**vars(full), "poc": np.zeros_like(full.poc), "areas": (), "stranded": 0.95})
    chart = Chart("All stranded", Box(3.0, 60.0, 4.0, 60.5), probability_map=empty)
    assert Drawn(chart).heat is None
    assert "Most probable point" not in Drawn(chart).texts()
    assert pixels(chart_png(chart)).shape == (1000, 1400, 3)


def test_not_for_navigation_is_always_there() -> None:
    plain = Chart("", Box(3.0, 60.0, 4.0, 60.5))
    assert "NOT FOR NAVIGATION" in Drawn(plain).texts()
    picture = pixels(chart_png(plain))
    assert share_of(picture, WARNING) > 0.0005
    assert share_of(picture, CAUTION) == 0.0


def test_exercise_and_synthetic_marks_are_loud() -> None:
    box = Box(3.0, 60.0, 4.0, 60.5)
    marked = Chart("", box, probability_map=poc_map(3.5, 60.25, exercise=True, synthetic=True))
    picture = pixels(chart_png(marked))
    assert share_of(picture[:29], WARNING) > 0.7
    assert share_of(picture[30:58], CAUTION) > 0.6
    assert {"EXERCISE EXERCISE EXERCISE", "SYNTHETIC FORCING"} <= set(Drawn(marked).texts())
    real = pixels(chart_png(Chart("", box, probability_map=poc_map(3.5, 60.25))))
    assert share_of(real[:58], WARNING) == share_of(real[:58], CAUTION) == 0.0


def test_a_mark_that_is_asked_for_twice_is_drawn_once() -> None:
    chart = Chart(
        "", Box(3.0, 60.0, 4.0, 60.5), probability_map=poc_map(3.5, 60.25, exercise=True),
        marks=("EXERCISE EXERCISE EXERCISE", "DRILL ONLY", "NOT FOR NAVIGATION"),
    )  # fmt: skip
    assert chart.loud_marks == ("EXERCISE EXERCISE EXERCISE", "DRILL ONLY")


def test_areas_tracks_and_points_are_drawn_across_the_date_line() -> None:
    area = np.array([(179.8, -17.0), (-179.8, -17.0), (-179.8, -16.8), (179.8, -16.8)])
    track = np.array([(179.85, -16.95), (-179.85, -16.95), (-179.85, -16.85), (179.85, -16.85)])
    chart = Chart(
        "", Box(179.5, -17.25, 180.5, -16.5), areas=(("PV One", area),), tracks=(("PV One", track),),
        points=(("CSP PV One", 179.85, -16.95), ("Datum", -179.95, -16.9)),
    )  # fmt: skip
    drawn = Drawn(chart)
    assert {"PV One", "CSP PV One", "Datum"} <= set(drawn.texts())
    assert drawn.texts().count("PV One") == 1
    blue = np.array(to_rgb("#0060a8"))
    for lon, lat in ((180.0, -16.95), (180.15, -16.92), (180.1, -17.0), (179.8, -16.97), (180.2, -16.9)):
        assert np.abs(drawn.colour(lon, lat) - blue).max() < 0.25
    # Nothing runs round the globe: a line that did so would cross the box at its west and east borders.
    for lon in (179.6, 180.4):
        assert drawn.is_white(lon, -16.95 + 0.003)
        assert drawn.is_white(lon, -17.003)


def test_labels_keep_clear_of_each_other() -> None:
    points = tuple((f"Point {n}", 3.5 + 0.01 * (n % 3), 60.25 + 0.005 * (n // 3)) for n in range(9))
    drawn = Drawn(Chart("", Box(3.0, 60.0, 4.0, 60.5), points=points))
    figure = drawn.axes.get_figure()
    assert figure is not None
    boxes = [text.get_tightbbox() for text in drawn.axes.texts if text.get_text().startswith("Point")]
    labels = [text for text in drawn.axes.texts if text.get_text().startswith("Point")]
    extents = [super(type(text), text).get_window_extent() for text in labels]
    assert len(boxes) == 9
    assert not any(a.overlaps(b) for n, a in enumerate(extents) for b in extents[:n])


def test_any_name_title_and_caption_may_come() -> None:
    names = ("対馬 / 대마도", "$x^2$ {", "_", "", "Øy\nline", "\U0001f6df")
    chart = Chart(
        "生存 " * 60,
        Box(3.0, 60.0, 4.0, 60.5),
        probability_map=poc_map(3.5, 60.25),
        captions=(*names, "x" * 5000, "wide " * 900),
        points=tuple((name, 3.3, 60.3) for name in names),
        areas=tuple((name, square(3.4, 60.2, 3.5, 60.3)) for name in names),
        marks=names,
        particles=(np.array([3.5, np.nan]), np.array([60.2, np.nan])),
    )
    assert pixels(chart_png(chart)).shape == (1000, 1400, 3)


def test_drawing_leaves_no_global_state() -> None:
    script = (
        "import sys\nfrom sarex.formats.chart import Chart, chart_png\nfrom sarex.model.forcing_window import Box\n"
        "chart_png(Chart('', Box(3.0, 60.0, 4.0, 60.5)))\nassert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)
