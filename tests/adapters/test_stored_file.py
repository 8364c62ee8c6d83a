"""Files that are missing, broken or packed: one clear line, and the right numbers."""

from __future__ import annotations

import gc
import shutil
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from adapters.sea_file import START_S, SeaFile, east_north, plain_sea
from sarex.adapters.file_hash import file_hash
from sarex.adapters.gridded_file import open_gridded, open_gridded_source
from sarex.adapters.stored_file import StoredVariable, open_stored, unpacked
from sarex.model.errors import ForcingError
from sarex.model.forcing_window import Box


def read_all(path, **more):
    return [field.read(0, len(field.time_s)) for field in open_gridded(str(path), name=path.name, **more)]


def refusal(path, **more):
    with pytest.raises(ForcingError) as caught:
        read_all(path, **more)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 500
    return message


def test_a_missing_file(tmp_path):
    assert "nowhere.nc does not exist; check the name" in refusal(tmp_path / "nowhere.nc")


def test_an_empty_file(tmp_path):
    path = tmp_path / "empty.nc"
    path.write_bytes(b"")
    assert "is empty; fetch it again" in refusal(path)


@pytest.mark.parametrize(
    ("content", "seen"),
    [(b"<!DOCTYPE html><html>404</html>", "'<!DOCTYP'"), (b"GRIB\x00\x00\x00\x02", "GRIB"), (b"\x00" * 64, "x00")],
)
def test_a_file_that_is_no_netcdf(tmp_path, content, seen):
    path = tmp_path / "page.nc"
    path.write_bytes(content)
    message = refusal(path)
    assert "is no NetCDF file (it begins with" in message
    assert seen in message


@pytest.mark.parametrize("format", ["NETCDF4", "NETCDF3_CLASSIC", "NETCDF3_64BIT_OFFSET"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
def test_a_truncated_file(tmp_path, format, share):
    lon = np.arange(100.0, 140.0, 0.2)
    path = plain_sea(None, lon=lon, file=SeaFile(tmp_path / "sea.nc", format)).done()
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    message = refusal(path)
    assert "fetch it again" in message


@pytest.mark.parametrize("format", ["NETCDF3_CLASSIC", "NETCDF3_64BIT_OFFSET", "NETCDF3_64BIT_DATA"])
@pytest.mark.parametrize("records", [False, True], ids=["fixed", "records"])
@pytest.mark.parametrize("lost", [0, 8])
def test_classic_files_may_not_lack_a_byte(tmp_path, format, records, lost):
    sea = SeaFile(tmp_path / "sea.nc", format)
    path = plain_sea(None, file=sea.dims(time=None) if records else sea).done()
    content = path.read_bytes()
    if lost == 0:
        assert len(open_gridded(str(path), name="sea.nc")) == 1
        return
    path.write_bytes(content[:-lost])
    assert f"is truncated: it has {len(content) - lost:,} bytes of" in refusal(path)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs a list of open files")
def test_a_file_is_let_go_with_its_source(tmp_path):
    path = plain_sea(tmp_path / "sea.nc").done()

    def held():
        return any(entry.resolve() == path for entry in Path("/proc/self/fd").iterdir())

    gc.disable()
    try:
        source = open_gridded_source(str(path), name="sea.nc")
        assert np.isfinite(source.window("current", START_S, START_S + 3600.0, Box(129, 34, 130, 35)).values).all()
        assert held()
        del source
        assert not held()
    finally:
        gc.enable()


def test_a_folder_that_is_no_store(tmp_path):
    assert "is a folder but no Zarr store" in refusal(tmp_path)


def test_a_file_without_wind_or_current(tmp_path):
    path = SeaFile(tmp_path / "t.nc").add("temperature", ("time", "y", "x"), np.zeros((1, 3, 3))).done()
    message = refusal(path)
    assert "holds no wind, current or Stokes drift that is known (it has temperature)" in message
    assert "mapping such as current_x=NAME" in message


def test_half_a_vector_is_named(tmp_path):
    sea = plain_sea(tmp_path / "u.nc", names=("a", "b"), standard=("eastward_sea_water_velocity", "salinity"))
    assert "holds a without the other component; fetch both" in refusal(sea.done())


def test_int16_packed_numbers_come_back_with_their_holes(tmp_path):
    packed = np.array([[-32767, 0, 1000], [-2000, 32767, 7]], np.int16)
    path = SeaFile(tmp_path / "p.nc").add(
        "v", ("y", "x"), packed, raw=True, fill_value=np.int16(-32767), scale_factor=np.float32(0.001),
        add_offset=np.float32(0.25),
    ).done()  # fmt: skip
    values = open_stored(str(path), "p.nc").variables["v"].whole()
    assert np.isnan(values[0, 0])
    assert values.ravel()[1:] == pytest.approx([0.25, 1.25, -1.75, 33.017, 0.257], abs=1e-5)


@pytest.mark.parametrize("scale", ["0.001", b"1e-3", [0.001], np.float32(0.001)])
def test_a_scale_that_is_text_is_a_scale(scale):
    values = unpacked(np.array([1000, -2000], np.int16), {"scale_factor": scale, "add_offset": "0.5"}, np.float64)
    assert values == pytest.approx([1.5, -1.5])


@pytest.mark.parametrize("scale", ["a thousandth", "", "nan", [], np.inf])
def test_a_scale_that_is_no_number_is_refused(scale):
    variable = StoredVariable("uo", ("x",), (1,), {"scale_factor": scale}, lambda _key: np.array([7], np.int16))
    with pytest.raises(ForcingError, match=r"uo: `scale_factor` is .*, which is no number, .* set it right"):
        variable.whole()


@pytest.mark.parametrize(
    ("raw", "attributes", "missing"),
    [
        (np.array([1.0, 9.96921e36], np.float32), {}, [False, True]),
        (np.array([1.0, 1e20]), {}, [False, True]),
        (np.array([1.0, np.nan, np.inf]), {}, [False, True, True]),
        (np.array([1.0, -999.0]), {"missing_value": -999.0}, [False, True]),
        (np.array([1.0, -999.0, -99.0]), {"missing_value": -999.0, "_FillValue": -99.0}, [False, True, True]),
        (np.array([5, -32767], np.int16), {}, [False, True]),
        (np.array([5, 0], np.int16), {"_FillValue": np.float32(1e37)}, [False, False]),
        (np.array([5, 0], np.int16), {"_FillValue": np.float32(0.5)}, [False, False]),
        (np.array([5, 255], np.uint8), {"_FillValue": 255}, [False, True]),
    ],
)
def test_missing_numbers(raw, attributes, missing):
    assert np.isnan(unpacked(raw, attributes, np.float64)).tolist() == missing


@pytest.mark.parametrize("zarr_format", [2, 3])
@pytest.mark.parametrize("consolidated", [True, False])
@pytest.mark.filterwarnings("ignore:Consolidated metadata is currently not part:UserWarning")
def test_a_zarr_store_reads_like_the_file_it_was_made_of(tmp_path, zarr_format, consolidated):
    path = plain_sea(tmp_path / "sea.nc").done()
    store = tmp_path / "sea.zarr"
    with xr.open_dataset(path) as dataset:
        dataset.to_zarr(store, zarr_format=zarr_format, consolidated=consolidated)
    (from_file,) = open_gridded(str(path), name="a")
    (from_store,) = open_gridded(str(store), name="b")
    assert np.array_equal(from_file.read(0, 4), from_store.read(0, 4))
    assert from_file.time_s.tolist() == from_store.time_s.tolist()
    assert from_store.read(1, 2)[0, 0, 3, 5, 0] == pytest.approx(east_north(129.25, 33.75, 1).real, abs=1e-6)


def test_a_zarr_store_without_its_description_is_refused(tmp_path):
    path = plain_sea(tmp_path / "sea.nc").done()
    store = tmp_path / "sea.zarr"
    with xr.open_dataset(path) as dataset:
        dataset.to_zarr(store, zarr_format=3, consolidated=False)
    (store / "zarr.json").write_text("{")
    assert "copy it again" in refusal(store)


def test_the_hash_is_that_of_the_bytes(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert file_hash(str(path)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert file_hash("https://example.org/dap") == ""


def test_the_hash_of_a_folder_follows_names_and_contents(tmp_path):
    one = tmp_path / "one"
    (one / "deep").mkdir(parents=True)
    (one / "a").write_bytes(b"1")
    (one / "deep" / "b").write_bytes(b"2")
    other = tmp_path / "other"
    shutil.copytree(one, other)
    assert file_hash(str(one)) == file_hash(str(other))
    (other / "deep" / "b").write_bytes(b"3")
    assert file_hash(str(one)) != file_hash(str(other))
    (other / "deep" / "b").write_bytes(b"2")
    (other / "a").rename(other / "c")
    assert file_hash(str(one)) != file_hash(str(other))


def test_a_source_carries_the_hash_and_the_synthetic_mark(tmp_path):
    path = plain_sea(tmp_path / "sea.nc", sarex_synthetic=1).done()
    (coverage,) = open_gridded_source(str(path), name="sea.nc").coverage
    assert coverage.sha256 == file_hash(str(path))
    assert coverage.synthetic
    titled = plain_sea(tmp_path / "t.nc", title="A synthetic sea").done()
    assert open_gridded(str(titled), name="t.nc")[0].synthetic
    assert not open_gridded(str(plain_sea(tmp_path / "r.nc").done()), name="r.nc")[0].synthetic
