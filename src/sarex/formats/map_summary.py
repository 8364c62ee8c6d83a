"""A probability map in words and as JSON."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from sarex.formats.marks import marks
from sarex.model.probability_map import ProbabilityMap
from sarex.model.quantities import NAUTICAL_MILE_M, format_length, format_position, format_time

SCHEMA = "sarex-map/1"


def _shares(chart: ProbabilityMap) -> dict[str, float]:
    return {
        "afloat": float(chart.poc.sum()),
        "stranded": chart.stranded,
        "left_forcing": chart.left_forcing,
        "under_way": chart.under_way,
    }


def map_json(chart: ProbabilityMap, output: PurePath) -> dict[str, Any]:
    """Shares of the probability, areas, most probable point, cell and smoothing."""
    return {
        "schema": SCHEMA,
        "time": format_time(chart.time_s),
        **_shares(chart),
        "most_probable": {"lon": chart.most_probable.lon, "lat": chart.most_probable.lat},
        "areas": [{"share": area.share, "area_m2": area.area_m2} for area in chart.areas],
        "cell_m": chart.cell_m,
        "smoothing_m": chart.smoothing_m,
        "marks": list(marks(chart.provenance)),
        "notes": list(chart.provenance.notes),
        "output": str(output),
    }


def map_text(chart: ProbabilityMap, output: PurePath) -> str:
    """The same for reading."""
    shares = ", ".join(f"{share:.1%} {name.replace('_', ' ')}" for name, share in _shares(chart).items())
    return "\n".join([
        *(f"*** {mark} ***" for mark in marks(chart.provenance)),
        f"Probability at {format_time(chart.time_s)}: {shares}",
        f"Most probable point: {format_position(chart.most_probable)}",
        *(f"{area.share:.0%} of what is afloat lies within {area.area_m2 / NAUTICAL_MILE_M**2:,.1f} square nm"
          for area in chart.areas),
        f"Cells of {format_length(chart.cell_m)}, smoothed over {format_length(chart.smoothing_m)}",
        *(f"Note: {note}" for note in chart.provenance.notes),
        f"Written: {output}",
    ])  # fmt: skip
