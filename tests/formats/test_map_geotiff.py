"""The map as GeoTIFF: the right cells at the right places."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from pyproj import Transformer
from rasterio.io import MemoryFile

from drift.drawn_cloud import TIME_S, drawn_cloud, normal_places
from sarex.drift.probability_map import probability_map
from sarex.formats.map_geotiff import map_geotiff
from sarex.model.particle_cloud import Status
from sarex.model.quantities import Position


@pytest.mark.parametrize("at", [Position(4.0, 60.0), Position(-180.0, -40.0), Position(0.0, 90.0)])
def test_each_cell_is_where_the_map_has_it(at: Position) -> None:
    chart = probability_map(drawn_cloud(*normal_places(3000), at), TIME_S)
    with MemoryFile(map_geotiff(chart)) as memory, memory.open() as image:
        band = image.read(1)
        assert band.dtype == np.float32
        assert_allclose(band, np.flipud(chart.poc), rtol=1e-6, atol=1e-12)
        assert band.sum(dtype=np.float64) == pytest.approx(1.0, abs=1e-6)
        assert image.res == (chart.cell_m, chart.cell_m)
        row, column = np.unravel_index(np.argmax(band), band.shape)
        west_m, north_m, crs = image.transform.c, image.transform.f, image.crs
    assert west_m + chart.cell_m / 2 == pytest.approx(chart.x_m[0])
    assert north_m - chart.cell_m / 2 == pytest.approx(chart.y_m[-1])
    in_file = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    peak_x_m, peak_y_m = in_file.transform(*chart.most_probable)
    assert peak_x_m == pytest.approx(west_m + (column + 0.5) * chart.cell_m, abs=0.51 * chart.cell_m)
    assert peak_y_m == pytest.approx(north_m - (row + 0.5) * chart.cell_m, abs=0.51 * chart.cell_m)


def test_the_projection_in_the_file_is_equal_area_in_metres_on_wgs84() -> None:
    chart = probability_map(drawn_cloud(*normal_places(200)), TIME_S)
    with MemoryFile(map_geotiff(chart)) as memory, memory.open() as image:
        text = image.crs.to_wkt()
    assert "Lambert_Azimuthal_Equal_Area" in text
    assert "WGS 84" in text
    assert 'UNIT["metre",1' in text


def test_the_tags_say_when_how_and_that_it_is_no_chart() -> None:
    status = np.repeat([Status.AFLOAT, Status.LEFT_FORCING], [300, 100])
    chart = probability_map(drawn_cloud(*normal_places(400), status=status), TIME_S)
    loud = replace(chart, provenance=chart.provenance.model_copy(update={"exercise": True}))
    with MemoryFile(map_geotiff(loud)) as memory, memory.open() as image:
        tags = image.tags()
        assert image.descriptions == ("probability of containment in each cell",)
    assert tags["TIME"] == "2015-11-16T12:00:00Z"
    assert float(tags["AFLOAT"]) == pytest.approx(0.75)
    assert float(tags["LEFT_FORCING"]) == pytest.approx(0.25)
    assert float(tags["CELL_M"]) == pytest.approx(chart.cell_m)
    assert float(tags["AREA_90_M2"]) == pytest.approx(chart.areas[1].area_m2, abs=1.0)
    assert tags["MARKS"] == "EXERCISE EXERCISE EXERCISE; NOT FOR NAVIGATION"
    assert tags["TIFFTAG_IMAGEDESCRIPTION"].endswith("NOT FOR NAVIGATION")
    assert tags["NOTES"] == "3 start positions were moved off land"


def test_a_large_map_is_tiled_and_small() -> None:
    chart = probability_map(drawn_cloud(*normal_places(500)), TIME_S, cell_m=40.0)
    content = map_geotiff(chart)
    with MemoryFile(content) as memory, memory.open() as image:
        assert image.block_shapes == [(256, 256)]
        assert_allclose(image.read(1), np.flipud(chart.poc), rtol=1e-6, atol=1e-12)
    assert len(content) < 4 * chart.poc.size
