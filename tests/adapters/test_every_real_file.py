"""`sarex forcing check` on every forcing file of the real data, and on a GRIB2 current that is written here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from adapters.grib_writer import REGULAR, grib2
from sarex.adapters.forcing import open_forcing
from sarex.formats.coverage_report import coverage_json, coverage_report
from sarex.model.errors import ForcingError

NORWAY_HOURS = {"from": "2015-11-16 00:00Z", "until": "2015-11-18 18:00Z", "times": 67, "step_s": 3600.0}
KNOWN: dict[str, dict[str, Any]] = {
    "norway_2015-11-16/current_norkyst800.nc": {"quantity": "current", **NORWAY_HOURS},
    "norway_2015-11-16/wind_arome.nc": {"quantity": "wind", "level": "10 m", **NORWAY_HOURS},
    "grids/roms_s_levels_day1.nc": {"quantity": "current", "from": "2016-02-02 12:00Z", "times": 1},
    "grids/roms_s_levels_day2.nc": {"quantity": "current", "from": "2016-02-03 12:00Z", "times": 1},
    "grids/croco_his.nc": {"quantity": "current", "times": 2},
}
"""What is known of each file without reading it by our own reader."""
PLACES = {
    "norway_2015-11-16/current_norkyst800.nc": (2.5, 59.3, 7.1, 61.9),
    "norway_2015-11-16/wind_arome.nc": (2.4, 58.8, 7.2, 62.5),
    "grids/roms_s_levels_day1.nc": (12.3, 66.7, 15.8, 68.0),
    "grids/roms_s_levels_day2.nc": (12.3, 66.7, 15.8, 68.0),
    "grids/croco_his.nc": (8.0, -38.0, 22.0, -25.9),
}
NOT_FORCING = {"grids/croco_grd.nc"}


def test_no_file_of_the_real_data_is_forgotten(real_data: Path) -> None:
    found = {path.relative_to(real_data).as_posix() for path in real_data.rglob("*.nc")}
    assert found == set(KNOWN) | NOT_FORCING


@pytest.mark.parametrize("file", KNOWN)
def test_every_file_is_understood(real_data: Path, file: str) -> None:
    coverages = open_forcing(str(real_data / file)).coverage
    (found,) = coverage_json(coverages)["sources"]
    assert {key: found[key] for key in KNOWN[file]} == KNOWN[file]
    np.testing.assert_allclose(list(found["box"].values()), PLACES[file], atol=0.1)
    assert found["members"] == 1
    assert found["gaps"] == found["bridged"] == []
    low, high = found["speed_range_m_per_s"]
    assert 0.0 <= low < 0.1
    assert (0.3 < high < 2.0) if found["quantity"] == "current" else (15.0 < high < 35.0)
    picture = "".join(found["picture"])
    assert 0.1 < picture.count("~") / len(picture) < 0.95
    assert not found["synthetic"]
    text = coverage_report(coverages)
    assert text.isascii()
    assert max(len(line) for line in text.splitlines()) < 200


def test_a_grid_file_without_currents_is_refused_by_name(real_data: Path) -> None:
    with pytest.raises(ForcingError, match=r"^croco_grd\.nc is a grid file of ROMS or CROCO.*holds no wind or current"):
        open_forcing(str(real_data / "grids/croco_grd.nc"))


def sarex(*arguments: str) -> subprocess.CompletedProcess[str]:
    call = "from sarex.cli import main; main()"
    return subprocess.run([sys.executable, "-c", call, *arguments], capture_output=True, text=True, check=False)


def current_file(path: Path) -> Path:
    grid = REGULAR | {
        "Ni": 61, "Nj": 41, "iDirectionIncrementInDegrees": 0.05, "jDirectionIncrementInDegrees": 0.05,
    }  # fmt: skip
    east, north = np.full((41, 61), 0.5), np.full((41, 61), -0.25)
    east[:10, :20] = north[:10, :20] = np.nan
    messages = [
        grib2((10, 1, number), part, level=(160, 0.0), grid=grid, stepRange=hour)
        for hour in (0, 1, 2, 3)
        for number, part in ((2, east), (3, north))
    ]
    path.write_bytes(b"".join(messages))
    return path


def test_the_command_understands_a_grib_current(tmp_path: Path) -> None:
    file = current_file(tmp_path / "current.grib2")
    told = sarex("forcing", "check", "--forcing", str(file), "--json")
    assert (told.returncode, told.stderr) == (0, "")
    (found,) = json.loads(told.stdout)["sources"]
    assert found["quantity"] == "current"
    assert found["variables"] == ["u 10/1/2", "v 10/1/3"]
    assert (found["from"], found["until"], found["times"]) == ("2026-01-30 00:00Z", "2026-01-30 03:00Z", 4)
    assert found["box"] == {"west": 128.0, "south": 34.0, "east": 131.0, "north": 36.0}
    np.testing.assert_allclose(found["speed_range_m_per_s"], [np.hypot(0.5, 0.25)] * 2, atol=1e-4)
    assert found["picture"][0] == "." * 16 + "~" * 32
    assert found["picture"][-1] == "~" * 48


def test_the_command_shows_real_files_and_a_hand_table_together(real_data: Path, tmp_path: Path) -> None:
    table = tmp_path / "bridge.yaml"
    table.write_text("wind: [{time: 2015-11-16T00:00Z, from: 270, speed: 20 kn}]\n")
    norway = real_data / "norway_2015-11-16"
    files = (norway / "wind_arome.nc", norway / "current_norkyst800.nc", table)
    told = sarex("forcing", "check", *(word for file in files for word in ("--forcing", str(file))))
    assert (told.returncode, told.stderr) == (0, "")
    assert [line for line in told.stdout.splitlines() if line and not line.startswith(" ")] == [
        "WIND from wind_arome.nc", "CURRENT from current_norkyst800.nc", "WIND from bridge.yaml", "TOGETHER",
    ]  # fmt: skip
    assert "  both       2015-11-16 00:00Z to 2015-11-18 18:00Z" in told.stdout.splitlines()


def test_the_command_refuses_a_broken_file_in_one_line(tmp_path: Path) -> None:
    file = current_file(tmp_path / "current.grib2")
    file.write_bytes(file.read_bytes()[:-40])
    told = sarex("forcing", "check", "--forcing", str(file))
    assert (told.returncode, told.stdout) == (2, "")
    assert len(told.stderr.splitlines()) == 1
    assert "it was cut short" in told.stderr
