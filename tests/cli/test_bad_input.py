"""Whatever is wrong: one line on stderr, exit code 2, nothing written, no traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from sarex.model.quantities import parse_time

EXAMPLES = Path(__file__).parents[2] / "examples"
START = parse_time("2015-11-16T00:00Z").timestamp()


def refused(answer, *words, output=None):
    assert answer.code == 2, answer.out + answer.err
    line = answer.err.strip().splitlines()[-1]
    assert line.startswith("sarex: ")
    assert answer.err.count("sarex: ") == 1
    assert "Traceback" not in answer.err
    assert not answer.out
    for word in words:
        assert word in line, line
    if output is not None:
        assert not output.exists()
        assert [path for path in output.parent.iterdir() if path.suffix in (".part", ".tmp")] == []


@pytest.fixture
def output(tmp_path):
    return tmp_path / "out" / "cloud.nc"


@pytest.fixture(autouse=True)
def out_folder(output):
    output.parent.mkdir()


def sea(path, *, wind=(5.0, 2.0), current=(0.2, 0.1), hours=72, box=(0.0, 56.0, 8.0, 64.0), alter=lambda data: data):
    """A small regular file of wind and current, altered to be wrong in one way."""
    lon, lat = np.linspace(box[0], box[2], 33), np.linspace(box[1], box[3], 33)
    shape = (hours + 1, lat.size, lon.size)

    def field(value, name, units="m s-1"):
        return ("time", "lat", "lon"), np.full(shape, value, "f4"), {"standard_name": name, "units": units}

    data = xr.Dataset(
        {
            "u10": field(wind[0], "eastward_wind"), "v10": field(wind[1], "northward_wind"),
            "uo": field(current[0], "eastward_sea_water_velocity"),
            "vo": field(current[1], "northward_sea_water_velocity"),
        },
        {
            "time": ("time", START + 3600.0 * np.arange(hours + 1),
                     {"units": "seconds since 1970-01-01", "standard_name": "time"}),
            "lat": ("lat", lat, {"units": "degrees_north", "standard_name": "latitude"}),
            "lon": ("lon", lon, {"units": "degrees_east", "standard_name": "longitude"}),
        },
    )  # fmt: skip
    alter(data).to_netcdf(path)
    return path


def test_a_good_file_runs(sarex, incident, tmp_path, output):
    answer = sarex("drift", incident(), "--forcing", sea(tmp_path / "sea.nc"), "-o", output)
    assert answer.code == 0, answer.err
    assert output.exists()


def test_calm_wind_and_slack_water_are_legal(sarex, incident, tmp_path, output):
    still = sea(tmp_path / "still.nc", wind=(0.0, 0.0), current=(0.0, 0.0))
    answer = sarex("drift", incident(("noise: drifters-2020", "noise: none")), "--forcing", still, "-o", output)
    assert answer.code == 0, answer.err
    with xr.open_dataset(output) as cloud:
        lat = cloud.lat.values
        assert np.nanmax(np.abs(np.diff(lat, axis=1))) < 1e-7


FAULTS = {
    "too short": (dict(hours=12), ["2015-11-16 12:00Z", "2015-11-17 06:00Z"]),
    "elsewhere": (dict(box=(20.0, 56.0, 28.0, 64.0)), ["60 "]),
    "km/h called m/s": (dict(current=(30.0, 0.0)), ["current", "30"]),
    "unmasked fill": (dict(wind=(9999.0, 9999.0)), ["wind", "fill value"]),
    "no current": (dict(alter=lambda data: data.drop_vars(["uo", "vo"])), ["current"]),
    "half a current": (dict(alter=lambda data: data.drop_vars(["vo"])), ["current"]),
    "no sense in it": (dict(alter=lambda data: data.rename({n: f"x{i}" for i, n in enumerate(data.data_vars)})
                       .map(lambda v: v.assign_attrs({}) if not v.attrs.clear() else v)), ["sea.nc"]),
    "all missing": (dict(current=(np.nan, np.nan)), ["current"]),
    "odd unit": (dict(alter=lambda data: data.assign(uo=data.uo.assign_attrs(units="furlong/day"))), ["furlong"]),
    "swapped axes": (dict(alter=lambda data: data.assign_coords(lat=("lat", 100.0 + data.lat.values, data.lat.attrs))),
                     ["latitude"]),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_faulty_forcing(sarex, incident, tmp_path, output, fault):
    options, words = FAULTS[fault]
    refused(
        sarex("drift", incident(), "--forcing", sea(tmp_path / "sea.nc", **options), "-o", output),
        *words,
        output=output,
    )


def test_a_hole_in_space_that_the_particles_reach(sarex, incident, tmp_path, output):
    def hole(data):
        gone = data.lat > 60.75
        return data.assign(uo=data.uo.where(~gone), vo=data.vo.where(~gone))

    forcing = sea(tmp_path / "sea.nc", current=(0.0, 1.0), alter=hole)
    refused(sarex("drift", incident(), "--forcing", forcing, "-o", output), "--allow-gaps", output=output)
    answer = sarex("drift", incident(), "--forcing", forcing, "-o", output, "--allow-gaps")
    assert answer.code == 0, answer.err
    assert "left forcing" in answer.out


def test_a_hole_in_time(sarex, incident, tmp_path, output):
    forcing = sea(tmp_path / "sea.nc", alter=lambda data: data.isel(time=[*range(10), *range(16, 40)]))
    refused(
        sarex("drift", incident(), "--forcing", forcing, "-o", output),
        "2015-11-16 09:00Z",
        "2015-11-16 16:00Z",
        output=output,
    )


@pytest.mark.parametrize(
    "content", [b"", b"no data", b"\x89HDF\r\n\x1a\n" + b"\0" * 100, b"CDF\x01" + b"\0" * 3, b"GRIB" + b"\0" * 12]
)
def test_what_is_no_forcing_file(sarex, incident, tmp_path, output, content):
    path = tmp_path / "sea.nc"
    path.write_bytes(content)
    refused(sarex("drift", incident(), "--forcing", path, "-o", output), "sea.nc", output=output)


def test_a_truncated_file(sarex, incident, tmp_path, output):
    path = sea(tmp_path / "sea.nc")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    refused(sarex("drift", incident(), "--forcing", path, "-o", output), "sea.nc", output=output)


def test_a_forcing_file_that_is_not_there(sarex, incident, output):
    refused(sarex("drift", incident(), "--forcing", "nowhere.nc", "-o", output), "nowhere.nc", output=output)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [("particles: 400", "particles: 0", "particles"), ("position_error: 2 nm", "position_error: 2", "unit"),
     ("object: LIFE-RAFT-DB-10", "object: SPACESHIP", "sarex objects"),
     ('"60 30.0N 004 00.0E"', '"4E 60N"', "latitude"), ("name: Life raft", "nam: Life raft", "nam")],
)  # fmt: skip
def test_faulty_incidents(sarex, incident, hand_table, output, old, new, word):
    refused(sarex("drift", incident((old, new)), "--forcing", hand_table, "-o", output), word, output=output)


def test_far_inland_is_refused_near_the_coast_is_moved(sarex, incident, hand_table, output):
    inland = incident(('"60 30.0N 004 00.0E"', '"60 30.0N 007 30.0E"'))
    refused(sarex("drift", inland, "--forcing", hand_table, "-o", output), "2.0 nm", "60 ", output=output)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [(["drift"], "--help"), (["drift", "x.yaml"], "--help"), (["fly"], "fly"), (["drift", "--fast"], "--fast"),
     (["map", "none.nc", "--at", "2015-11-16T18:00Z", "-o", "map.png"], "none.nc"),
     (["plan", "none.yaml", EXAMPLES / "units.yaml", "-o", "plan"], "none.yaml"),
     (["plan", EXAMPLES / "position.yaml", "none.yaml", "-o", "plan"], "units file none.yaml"),
     (["schema", "soup"], "soup")],
)  # fmt: skip
def test_faulty_commands(sarex, arguments, word, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    refused(sarex(*arguments), word)


def test_outputs_that_cannot_be_written_are_refused_before_the_run(sarex, incident, hand_table, tmp_path):
    refused(sarex("drift", incident(), "--forcing", hand_table, "-o", tmp_path / "no" / "cloud.nc"), "no folder")
    refused(sarex("drift", incident(), "--forcing", hand_table, "-o", tmp_path), "is a folder")


def test_a_result_never_takes_the_place_of_what_it_is_made_from(sarex, incident, hand_table, output):
    case, table = incident(), output.with_name("table.yaml")
    table.write_bytes(hand_table.read_bytes())
    for given in (case, table):
        before = given.read_bytes()
        refused(sarex("drift", case, "--forcing", table, "-o", given), "this command reads it")
        assert given.read_bytes() == before
    output.write_bytes(b"a cloud")
    refused(sarex("map", output, "--at", "2015-11-16T18:00Z", "-o", output.parent / "." / "cloud.nc"), "reads it")
    assert output.read_bytes() == b"a cloud"


def test_a_map_asks_for_a_time_and_a_format_that_exist(sarex, incident, hand_table, output):
    assert sarex("drift", incident(), "--forcing", hand_table, "-o", output).code == 0
    folder = output.parent
    refused(sarex("map", output, "--at", "2015-11-16T18:20Z", "-o", folder / "map.png"), "2015-11-16 18:00Z")
    refused(sarex("map", output, "--at", "2015-11-16T18:00", "-o", folder / "map.png"), "zone")
    refused(sarex("map", output, "--at", "2015-11-16T18:00Z", "-o", folder / "map.docx"), ".geojson")
    refused(sarex("map", EXAMPLES / "units.yaml", "--at", "2015-11-16T18:00Z", "-o", folder / "map.png"), "units.yaml")
    assert [path.name for path in folder.iterdir()] == ["cloud.nc"]


def run_in_child(arguments, before="", **options):
    typed = ["sarex", *(str(argument) for argument in arguments)]
    code = f"{before}\nimport sys\nfrom sarex.cli import main\nsys.argv = {typed!r}\nmain()"
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-c", code], text=True, **pipes, **options)


SMALL_DISK = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))
"""


@pytest.mark.skipif(os.name == "nt", reason="POSIX limits")
def test_a_full_disk_leaves_nothing(sarex, incident, hand_table, output, tmp_path):
    case = incident()
    assert sarex("drift", case, "--forcing", hand_table, "-o", tmp_path / "first.nc").code == 0  # compiled and cached
    child = run_in_child(["drift", case, "--forcing", hand_table, "-o", output], SMALL_DISK)
    _, err = child.communicate(timeout=120)
    assert child.returncode == 2, err
    assert "disk" in err or "larger than is allowed" in err
    assert "Traceback" not in err
    assert list(output.parent.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_ctrl_c_ends_with_130_and_leaves_nothing(incident, hand_table, output):
    big = incident(("particles: 400", "particles: 3000000"), ("step: 10 min", "step: 1 min"))
    child = run_in_child(["drift", big, "--forcing", hand_table, "-o", output])
    assert child.stderr is not None
    for line in child.stderr:
        if "placing the particles" in line:
            break
    time.sleep(5.0)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    assert child.returncode == 130, err
    assert "Ctrl-C" in err
    assert "Traceback" not in err
    assert list(output.parent.iterdir()) == []
