"""A hole in time over which straight lines were drawn is told in every output."""

from __future__ import annotations

from sarex.adapters.forcing import open_forcing
from sarex.adapters.synthetic_sea import write_synthetic_sea
from sarex.drift.forecast import forecast
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
