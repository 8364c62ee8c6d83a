"""A probability map as GeoTIFF, for QGIS and other map programs."""

from __future__ import annotations

from typing import Final

import numpy as np
from rasterio.crs import CRS
from rasterio.io import MemoryFile
from rasterio.transform import Affine

from sarex.formats.marks import marks
from sarex.formats.plan_words import iso_time
from sarex.formats.provenance_attributes import provenance_attributes
from sarex.model.probability_map import ProbabilityMap

_TILED_FROM: Final = 512
_TILE: Final = 256


def map_geotiff(chart: ProbabilityMap) -> bytes:
    """One float32 band, north up: the probability in each cell, in the equal-area plane of the map.

    The tags give the time, the shares that are not afloat, cell and smoothing, the sources and the marks.
    """
    rows, columns = chart.poc.shape
    profile = {
        "driver": "GTiff",
        "height": rows,
        "width": columns,
        "count": 1,
        "dtype": "float32",
        "crs": CRS.from_string(chart.projection),
        "transform": Affine(
            chart.cell_m, 0.0, chart.x_m[0] - chart.cell_m / 2, 0.0, -chart.cell_m, chart.y_m[-1] + chart.cell_m / 2
        ),
        "compress": "deflate",
        "predictor": 3,
        **({"tiled": True, "blockxsize": _TILE, "blockysize": _TILE} if min(rows, columns) >= _TILED_FROM else {}),
    }
    with MemoryFile() as memory:
        with memory.open(**profile) as image:
            image.write(np.flipud(chart.poc).astype(np.float32), 1)
            image.set_band_description(1, "probability of containment in each cell")
            image.update_tags(**_tags(chart))
        return bytes(memory.read())


def _tags(chart: ProbabilityMap) -> dict[str, str]:
    texts = provenance_attributes(chart.provenance)
    title = f"Probability of containment at {iso_time(chart.time_s)}; {'; '.join(marks(chart.provenance))}"
    return {
        "TIFFTAG_IMAGEDESCRIPTION": title,
        "TIFFTAG_SOFTWARE": f"Sarex {chart.provenance.sarex_version}",
        "TIME": iso_time(chart.time_s),
        "AFLOAT": f"{chart.poc.sum():.9f}",
        "STRANDED": f"{chart.stranded:.9f}",
        "LEFT_FORCING": f"{chart.left_forcing:.9f}",
        "UNDER_WAY": f"{chart.under_way:.9f}",
        "CELL_M": f"{chart.cell_m:g}",
        "SMOOTHING_M": f"{chart.smoothing_m:g}",
        "MOST_PROBABLE_POINT": str(chart.most_probable),
        **{f"AREA_{area.share:.0%}_M2".replace("%", ""): f"{area.area_m2:.0f}" for area in chart.areas},
        **{name.upper(): text for name, text in texts.items()},
    }
