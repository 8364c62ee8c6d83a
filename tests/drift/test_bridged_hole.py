"""A hole in time over which straight lines were drawn is told in every output."""

from __future__ import annotations

import numpy as np

from sarex.adapters.forcing import open_forcing
from sarex.adapters.gridded_source import GriddedSource
from sarex.adapters.raw_field import RawField, RectilinearGrid
from sarex.adapters.synthetic_sea import write_synthetic_sea
from sarex.drift.forecast import ForecastOptions, forecast
from sarex.model.incident import Incident
from sarex.model.quantities import parse_time


def raft(until: str) -> Incident:
    fix = {"name": "fix", "kind": "position", "at": "34 50N 130 05E", "time": "2026-01-30T01:00Z"}
    drift = {"until": until, "particles": 20, "shoreline": "none"}
    return Incident.model_validate(
        {"format": "sarex-incident/1", "name": "Raft", "object": "PIW-1", "scenarios": [fix], "drift": drift}
    )


def test_the_missing_hour_of_the_synthetic_sea_is_told_where_it_was_used(tmp_path):
    files = write_synthetic_sea(tmp_path, parse_time("2026-01-30T00:00Z").timestamp(), 36, None)
    sources = [open_forcing(str(path)) for path in files]
    ((start, end),) = (hole for source in sources for one in source.coverage for hole in one.bridged_s)
    assert end - start == 7200.0
    whole = forecast(raft("2026-01-31T06:00Z"), sources, None)
    (told,) = (note for note in whole.provenance.notes if "bridged" in note)
    assert told.startswith("current in synthetic_current.nc: nothing between 2026-01-3")
    early = forecast(raft("2026-01-30T03:00Z"), sources, None)
    assert not [note for note in early.provenance.notes if "bridged" in note]
    assert whole.provenance.forward


def patchy_sea() -> list[GriddedSource]:
    """Hourly radar currents that miss hour 4 about the raft, but not far from it, and a wind that misses nothing."""
    lon, lat = np.arange(120.0, 140.1, 0.25), np.arange(30.0, 40.1, 0.25)
    time_s = parse_time("2026-01-30T00:00Z").timestamp() + 3600.0 * np.arange(9)
    current = np.full((1, 9, lat.size, lon.size, 2), 0.3, np.float32)
    current *= np.arange(9, dtype=np.float32)[:, None, None, None]
    current[:, 4, :, lon < 138.0] = np.nan
    wind = np.full((1, 9, lat.size, lon.size, 2), 4.0, np.float32)

    def field(quantity, values):
        return RawField(
            "radar.nc", quantity, ("u", "v"), RectilinearGrid(lon, lat), "east_north", time_s, 1,
            lambda first, last: values[:, first:last],
        )  # fmt: skip

    return [GriddedSource("radar.nc", [field("current", current), field("wind", wind)])]


def test_a_hole_that_only_the_run_finds_is_bridged_for_any_chunks_and_told():
    whole = forecast(raft("2026-01-30T07:00Z"), patchy_sea(), None)
    pieces = forecast(raft("2026-01-30T07:00Z"), patchy_sea(), None, options=ForecastOptions(chunk_bytes=1))
    assert (whole.status[:, -1] == 1).all()
    assert np.array_equal(whole.lon, pieces.lon, equal_nan=True)
    assert np.array_equal(whole.status, pieces.status)
    told = "current in radar.nc: no data in the area of the run at 2026-01-30 04:00Z; bridged by straight lines"
    for cloud in (whole, pieces):
        assert [note.startswith(told) for note in cloud.provenance.notes if "no data in the area" in note] == [True]
