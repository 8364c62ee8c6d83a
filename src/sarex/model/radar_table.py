"""The published sweep widths of radars by object and sea state or wind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sarex.model.csv_table import table_rows


@dataclass(frozen=True)
class RadarFigure:
    """One sweep width. [NSS2000]

    scale_nm : range scale that it holds for; None: any
    by       : `sea state` or `wind` [kn]; `limit` is the highest that it holds for
    width_nm : None where only an upper limit is printed
    """

    set: str
    scale_nm: float | None
    object: str
    by: str
    limit: float
    width_nm: float | None


@cache
def radar_table() -> tuple[RadarFigure, ...]:
    """Every figure; those of one object by ascending limit."""
    return tuple(
        RadarFigure(
            row["set"],
            float(row["scale_nm"]) if row["scale_nm"] else None,
            row["object"],
            row["by"],
            float(row["limit"]),
            float(row["sweep_width_nm"]) if row["sweep_width_nm"] else None,
        )
        for row in table_rows("radar.csv")
    )
