"""`sarex forcing check` understands every file of the real data."""

from __future__ import annotations

import json

QUANTITY = {
    "current_norkyst800.nc": "current", "wind_arome.nc": "wind", "croco_his.nc": "current",
    "roms_s_levels_day1.nc": "current", "roms_s_levels_day2.nc": "current",
}  # fmt: skip


def test_every_real_file_is_understood(sarex, real_data):
    files = sorted(real_data.glob("*/*.nc"))
    assert {path.name for path in files} >= {*QUANTITY, "croco_grd.nc"}
    for path in files:
        answer = sarex("forcing", "check", "--forcing", path, "--json")
        assert answer.code == 0, answer.err
        said = json.loads(answer.out)
        if path.name == "croco_grd.nc":
            (about,) = said["grid_files"]
            assert "is a grid file of ROMS or CROCO: positions, angle and land mask of 43 x 44 points" in about
            assert "between 38 00.000S 008 00.000E and 25 " in about
        elif path.name in QUANTITY:
            assert [one["quantity"] for one in said["sources"]] == [QUANTITY[path.name]]
            assert path.name in sarex("forcing", "check", "--forcing", path).out


def test_a_grid_file_alone_drifts_nothing(sarex, real_data, incident, tmp_path):
    grid = real_data / "grids" / "croco_grd.nc"
    answer = sarex("drift", incident(), "--forcing", grid, "-o", tmp_path / "cloud.nc")
    assert answer.code == 2
    assert "holds no wind or current" in answer.err
