"""A plan for tests of formats: two units, hard names, every mark."""

from __future__ import annotations

import json
from dataclasses import replace

from normal_cloud import normal_cloud, provenance
from sarex.formats.units_yaml import parse_units
from sarex.model.provenance import SourceUse
from sarex.model.search_plan import SearchPlan
from sarex.search.worksheet_plan import worksheet_plan

UNITS = """
format: sarex-units/1
units:
  - {name: 'PV "One" <&>', nation: JPN, kind: vessel, call_sign: JABC, at: "FIRST", available: 2026-01-30T02:00Z,
     transit_speed: 20 kn, search_speed: 15 kn, endurance: 10 h, sweep_width: 2 nm}
  - {name: Rescue 71, nation: KOR, kind: helicopter, at: "SECOND", available: 2026-01-30T22:30Z,
     transit_speed: 130 kn, search_speed: 90 kn, endurance: 3 h, sweep_width: 1.35 nm}
  - {name: Far away, kind: vessel, at: "THIRD", available: 2026-01-30T02:00Z,
     transit_speed: 20 kn, search_speed: 15 kn, endurance: 10 h, sweep_width: 2 nm}
"""


def place(lon: float, lat: float) -> str:
    return f"{lat:.4f} {(lon + 180.0) % 360.0 - 180.0:.4f}"


def example_plan(*, lon: float = 3.0, lat: float = 60.0, marked: bool = True) -> SearchPlan:
    """Two units search about this place across midnight, the third cannot come."""
    objects = [{"object": "LIFE-RAFT-DB-10"}, {"object": "PIW-1"}]
    told = json.dumps({"name": "Raft <script>alert('é')</script>", "object": objects})
    hours = (("2026-01-30 00:00Z", "2026-02-01 00:00Z"),)
    source = SourceUse(name="sea & wind.nc", quantity="wind", served=1.0, filled=0.0, hours=hours)
    cloud = normal_cloud(1500, sigmas_nm=(8, 4), bearing_deg=30.0, lon=lon, lat=lat, drift=(1.0, 60.0), hours=36)
    cloud = replace(
        cloud,
        provenance=provenance(
            incident=told, sources=(source,), exercise=marked, synthetic=marked, notes=("3 seeds moved off land",)
        ),
    )
    text = UNITS
    for word, at in (("FIRST", place(lon, lat + 0.4)), ("SECOND", place(lon + 1.5, lat)), ("THIRD", place(lon, -lat))):
        text = text.replace(word, at)
    return worksheet_plan(cloud, parse_units(text))
