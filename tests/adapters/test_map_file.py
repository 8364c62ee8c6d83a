"""The map as CF NetCDF."""

import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from numpy.testing import assert_allclose, assert_array_equal
from pyproj import CRS, Transformer

from drift.drawn_cloud import TIME_S, drawn_cloud, normal_places
from sarex.adapters.map_file import write_map
from sarex.drift.probability_map import probability_map
from sarex.formats.map_geojson import map_geojson
from sarex.model.errors import OutputError
from sarex.model.particle_cloud import Status
from sarex.model.provenance import Provenance
from sarex.model.quantities import Position


@pytest.mark.parametrize("at", [Position(4.0, 60.0), Position(-180.0, -40.0), Position(0.0, 90.0)])
def test_every_reader_gets_probability_place_and_time(tmp_path: Path, at: Position) -> None:
    status = np.repeat([1, 2, 3, 0], [1000, 300, 200, 100])
    chart = probability_map(drawn_cloud(*normal_places(1600), at, status=status), TIME_S)
    write_map(chart, tmp_path / "map.nc")
    with xr.open_dataset(tmp_path / "map.nc") as seen:
        assert_array_equal(seen.poc.values, chart.poc)
        assert seen.poc.dims == ("y", "x")
        assert_array_equal(seen.x.values, chart.x_m)
        assert_array_equal(seen.y.values, chart.y_m)
        assert seen.time.values == np.datetime64("2015-11-16T12:00:00")
        shares = [float(seen[name]) for name in ("stranded", "left_forcing", "under_way")]
        assert shares == pytest.approx([0.1875, 0.125, 0.0625])
        assert float(seen.poc.sum()) + sum(shares) == pytest.approx(1.0, abs=1e-12)
        assert (float(seen.most_probable_lon), float(seen.most_probable_lat)) == tuple(chart.most_probable)
        crs = CRS.from_cf(seen[seen.poc.attrs["grid_mapping"]].attrs)
        assert seen.plane.attrs["grid_mapping_name"] == "lambert_azimuthal_equal_area"
        from_file = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        lon, lat = from_file.transform(*np.meshgrid(chart.x_m, chart.y_m))
        assert_allclose(seen.lat.values, lat, atol=2e-7)
        assert_allclose((seen.lon.values - lon + 180.0) % 360.0 - 180.0, 0.0, atol=2e-7 if abs(at.lat) < 90 else 1e-3)
        assert seen.lon.attrs["standard_name"] == "longitude"
        assert seen.poc.attrs["cell_m"] == chart.cell_m
        assert seen.poc.attrs["smoothing_m"] == chart.smoothing_m


def test_areas_provenance_and_marks_travel_with_it(tmp_path: Path) -> None:
    chart = probability_map(drawn_cloud(*normal_places(400)), TIME_S)
    write_map(chart, tmp_path / "map.nc")
    with xr.open_dataset(tmp_path / "map.nc") as seen:
        assert json.loads(seen.attrs["areas_geojson"]) == json.loads(map_geojson(chart))
        assert Provenance.model_validate_json(seen.attrs["sarex_provenance"]) == chart.provenance
        assert seen.attrs["marks"] == "NOT FOR NAVIGATION"
        assert seen.attrs["sarex_format"] == "sarex-map/1"


def test_a_map_of_what_is_stranded_can_be_written(tmp_path: Path) -> None:
    chart = probability_map(drawn_cloud(*normal_places(50), status=Status.STRANDED), TIME_S)
    write_map(chart, tmp_path / "map.nc")
    with xr.open_dataset(tmp_path / "map.nc") as seen:
        assert (float(seen.poc.sum()), float(seen.stranded)) == (0.0, pytest.approx(1.0))


def test_no_folder_is_made_for_it(tmp_path: Path) -> None:
    chart = probability_map(drawn_cloud([0.0], [0.0]), TIME_S)
    with pytest.raises(OutputError, match="there is no folder"):
        write_map(chart, tmp_path / "maps" / "map.nc")
    assert list(tmp_path.iterdir()) == []
