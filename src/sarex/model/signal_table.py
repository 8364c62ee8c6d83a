"""The published sweep widths of what survivors may show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sarex.model.csv_table import table_rows


@dataclass(frozen=True)
class SignalFigure:
    """One sweep width. [NSS2000]

    light   : `day` or `night`
    seen_by : `any` unit, or the group that it was measured for: `boat`, `vessel`, `helicopter`
    wind_kn, hours : it holds up to this wind, and for less than this time on task; None: whatever it is
    """

    signal: str
    light: str
    seen_by: str
    wind_kn: float | None
    hours: float | None
    width_nm: float


@cache
def signal_table() -> tuple[SignalFigure, ...]:
    """Every figure; of several that hold, the first counts."""
    return tuple(
        SignalFigure(
            row["signal"],
            row["light"],
            row["seen_by"],
            float(row["wind_kn"]) if row["wind_kn"] else None,
            float(row["hours"]) if row["hours"] else None,
            float(row["sweep_width_nm"]),
        )
        for row in table_rows("signals.csv")
    )
