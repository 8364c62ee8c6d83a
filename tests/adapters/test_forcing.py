"""What the user names as forcing is known by its content first, then by its ending."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from adapters.grib_writer import grib2
from sarex.adapters.forcing import open_all_forcing, open_forcing
from sarex.adapters.hand_table import HandTableSource
from sarex.model.errors import ForcingError
from sarex.model.forcing_window import Box

DAY_S = 1769731200.0  # 2026-01-30 00:00 UTC
TABLE = "wind: [{time: 2026-01-30T00:00Z, from: 270, speed: 20 kn}]\n"
GRIB = b"".join(grib2((10, 1, n), np.arange(12.0) / 10, level=(1, 0)) for n in (2, 3))


def dataset() -> xr.Dataset:
    part = np.full((2, 3, 4), 0.5, dtype=np.float32)
    return xr.Dataset(
        {
            "uo": (("time", "lat", "lon"), part, {"standard_name": "eastward_sea_water_velocity", "units": "m s-1"}),
            "vo": (("time", "lat", "lon"), part, {"standard_name": "northward_sea_water_velocity", "units": "m s-1"}),
        },
        coords={
            "time": ("time", [0.0, 3600.0], {"units": "seconds since 2026-01-30T00:00:00Z", "standard_name": "time"}),
            "lat": ("lat", [34.0, 35.0, 36.0], {"units": "degrees_north", "standard_name": "latitude"}),
            "lon": ("lon", [128.0, 129.0, 130.0, 131.0], {"units": "degrees_east", "standard_name": "longitude"}),
        },
    )


def refusal(path: Path) -> str:
    with pytest.raises(ForcingError) as caught:
        open_forcing(str(path))
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    assert path.name in message
    return message


@pytest.mark.parametrize("name", ["wind.yaml", "WIND.YML"])
def test_a_hand_table_by_its_ending(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(TABLE)
    source = open_forcing(str(path))
    assert isinstance(source, HandTableSource)
    assert source.name == name


@pytest.mark.parametrize("name", ["c.grib2", "c.grb", "c.bin", "c.nc", "c.yaml", "c"])
@pytest.mark.parametrize("heading", [b"", b"\1\r\r\n042\r\r\nHTXX01 RJTD 300000\r\r\n"])
def test_grib_by_its_content_whatever_it_is_called(tmp_path: Path, name: str, heading: bytes) -> None:
    if heading and name.endswith(".yaml"):
        name = "mail.txt"
    path = tmp_path / name
    path.write_bytes(heading + GRIB)
    (coverage,) = open_forcing(str(path)).coverage
    assert coverage.quantity == "current"
    assert coverage.variables == ("u 10/1/2", "v 10/1/3")
    assert len(coverage.sha256) == 64


@pytest.mark.parametrize("engine", ["NETCDF4", "NETCDF3_CLASSIC"])
def test_netcdf_by_its_content_whatever_it_is_called(tmp_path: Path, engine: str) -> None:
    path = tmp_path / "current.grib2"
    dataset().to_netcdf(path, format=engine, engine="netcdf4")
    source = open_forcing(str(path), coast_fill_m=0.0)
    window = source.window("current", DAY_S, DAY_S + 3600, Box(128.5, 34.5, 129.5, 35.5))
    assert window is not None
    np.testing.assert_allclose(window.values, 0.5)


def test_a_zarr_folder_even_with_a_slash_at_its_end(tmp_path: Path) -> None:
    dataset().to_zarr(tmp_path / "current.zarr", zarr_format=2)
    for location in (f"{tmp_path}/current.zarr", f"{tmp_path}/current.zarr/"):
        source = open_forcing(location)
        assert source.name == "current.zarr"
        assert [coverage.quantity for coverage in source.coverage] == ["current"]


def test_names_go_to_netcdf_and_codes_to_grib(tmp_path: Path) -> None:
    netcdf, grib = tmp_path / "a.nc", tmp_path / "b.grib2"
    dataset().drop_attrs().assign_coords(dataset().coords).rename(uo="p", vo="q").to_netcdf(netcdf, engine="netcdf4")
    grib.write_bytes(b"".join(grib2((10, 200, n), np.ones(12), level=(1, 0)) for n in (1, 2)))
    names, codes = {"current_east": "p", "current_north": "q"}, {"wind_east": "10/200/1", "wind_north": "10/200/2"}
    assert open_forcing(str(netcdf), mapping=names | codes).coverage[0].variables == ("p", "q")
    assert open_forcing(str(grib), mapping=names | codes).coverage[0].quantity == "wind"


def own_names(path: Path, *, wind: bool = False) -> str:
    """A current called p and q; with `wind` also one that needs no naming."""
    sea = dataset().drop_attrs().assign_coords(dataset().coords).rename(uo="p", vo="q")
    if wind:
        sea = sea.assign(u10=dataset().uo * 10.0, v10=dataset().vo * 10.0)
    sea.to_netcdf(path, engine="netcdf4")
    return str(path)


OWN = {"current_east": "p", "current_north": "q"}


def test_a_named_variable_may_be_in_one_file_only(tmp_path: Path) -> None:
    plain = tmp_path / "plain.nc"
    dataset().to_netcdf(plain, engine="netcdf4")
    own = own_names(tmp_path / "own.nc", wind=True)
    table = tmp_path / "wind.yaml"
    table.write_text(TABLE)
    for locations in ([str(plain), own, str(table)], [str(table), own, str(plain)]):
        sources = open_all_forcing(locations, mapping=OWN)
        held = {source.name: [one.variables for one in source.coverage] for source in sources}
        assert held["plain.nc"] == [("uo", "vo")]
        assert ("p", "q") in held["own.nc"]
        assert [source.name for source in sources] == [Path(location).name for location in locations]


def test_a_named_variable_that_no_source_has_is_refused(tmp_path: Path) -> None:
    own = own_names(tmp_path / "own.nc")
    with pytest.raises(ForcingError, match=r"own\.nc has no variable 'x' to take as current_north; it has p, q"):
        open_all_forcing([own], mapping={"current_east": "p", "current_north": "x"})
    plain = tmp_path / "plain.nc"
    dataset().to_netcdf(plain, engine="netcdf4")
    with pytest.raises(ForcingError, match=r"plain\.nc has no variable 'wu' to take as wind_east"):
        open_all_forcing([str(plain), own], mapping=OWN | {"wind_east": "wu", "wind_north": "wv"})
    # Half in one file and half in the other is no vector.
    with pytest.raises(ForcingError, match=r"plain\.nc has no variable 'q' to take as current_north"):
        open_all_forcing([str(plain)], mapping={"current_east": "uo", "current_north": "q"})


def test_a_code_that_no_source_has_is_refused(tmp_path: Path) -> None:
    grib = tmp_path / "b.grib2"
    grib.write_bytes(b"".join(grib2((10, 1, n), np.ones(12), level=(1, 0)) for n in (2, 3)))
    codes = {"current_east": "10/200/1", "current_north": "10/200/2"}
    with pytest.raises(
        ForcingError, match="no source uses current_east=10/200/1: none has fields of that name or code"
    ):
        open_all_forcing([str(grib)], mapping=codes)
    other = tmp_path / "c.grib2"
    other.write_bytes(b"".join(grib2((10, 200, n), np.ones(12), level=(1, 0)) for n in (1, 2)))
    first, second = open_all_forcing([str(grib), str(other)], mapping=codes)
    assert first.coverage[0].variables == ("u 10/1/2", "v 10/1/3")
    assert second.coverage[0].variables == ("u 10/200/1", "v 10/200/2")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n ", "is empty"),
        (b"\x1f\x8b\x08\0rest", "compressed (gzip); unpack it first"),
        (b"PK\3\4rest", "zip archive"),
        (b"BZh91AY", "compressed (bzip2)"),
        (b"\xfd7zXZ\0", "compressed (xz)"),
        (b"BUFR\0\0\0\4", "BUFR"),
        (b"\n<!DOCTYPE html><html>", "web page"),
        (b"version https://git-lfs.github.com/spec/v1\n", "only a pointer"),
        (b"time,lon,lat,u,v\n", "no kind that is known (it begins with 'time,lon')"),
        (b"\x00\x01\xfe\xff\x10\n\r\t", "'\\x00\\x01\\xfe\\xff\\x10\\n\\r\\t'"),
    ],
)
def test_anything_else_is_refused_with_what_it_is(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "download.dat"
    path.write_bytes(content)
    assert words in refusal(path)


def test_what_is_not_there_or_no_store_is_refused(tmp_path: Path) -> None:
    assert "does not exist; check the name" in refusal(tmp_path / "gone.nc")
    (tmp_path / "folder").mkdir()
    assert "no Zarr store" in refusal(tmp_path / "folder")


def test_a_truncated_grib_file_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "cut.grib2"
    path.write_bytes(GRIB[:-30])
    assert "it was cut short" in refusal(path)


def test_a_hand_table_needs_none_of_the_heavy_libraries(tmp_path: Path) -> None:
    import subprocess
    import sys

    path = tmp_path / "wind.yaml"
    path.write_text(TABLE)
    code = (
        "import sys; from sarex.adapters.forcing import open_forcing; open_forcing(sys.argv[1]).coverage; "
        "sys.exit(any(name in sys.modules for name in ('xarray', 'netCDF4', 'eccodes', 'pyproj', 'scipy')))"
    )
    run = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert run.returncode == 0
    shutil.rmtree(tmp_path)
