"""A hand table as a forcing source: the same everywhere, linear between its rows, constant outside them."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from sarex.formats.hand_table import DIRECTION_WORD, HandSeries, parse_hand_table
from sarex.model.coverage import Coverage
from sarex.model.errors import ForcingError
from sarex.model.forcing_window import Box, ForcingWindow, Quantity

_GLOBE: Final = Box(west=-180.0, south=-90.0, east=180.0, north=90.0)
_ALWAYS_S: Final = 100 * 365.25 * 86400.0
"""How far the first and the last row are repeated into the past and the future."""


@dataclass(frozen=True)
class HandTableSource:
    """Keeps `ports.ForcingSource` for the rows of a hand table.

    Between two rows east and north change linearly, each by itself: between a wind and a calm row the direction stays
    and the speed falls evenly; between opposite winds the air goes calm half-way instead of turning round.
    """

    name: str
    series: tuple[HandSeries, ...]
    sha256: str = ""

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        return tuple(_coverage(self.name, self.sha256, series) for series in self.series)

    def window(self, quantity: Quantity, start_s: float, end_s: float, box: Box) -> ForcingWindow | None:  # noqa: ARG002
        """The whole table at any time and in any box: two columns and two rows span the globe."""
        series = next((series for series in self.series if series.quantity == quantity), None)
        if series is None:
            return None
        times = [series.time_s[0] - _ALWAYS_S, *series.time_s, series.time_s[-1] + _ALWAYS_S]
        rows = np.concatenate([series.velocity[:1], series.velocity, series.velocity[-1:]]).astype(np.float32)
        values = np.broadcast_to(rows[np.newaxis, :, np.newaxis, np.newaxis, :], (1, len(rows), 2, 2, 2))
        return ForcingWindow(
            source_name=self.name,
            quantity=quantity,
            values=np.ascontiguousarray(values),
            time_s=np.array(times, dtype=np.float64),
            lon_start_deg=-180.0,
            lat_start_deg=-90.0,
            lon_step_deg=360.0,
            lat_step_deg=180.0,
            filled=np.zeros((2, 2), dtype=np.bool_),
            bridge_s_max=math.inf,
        )


def open_hand_table(path: Path, name: str) -> HandTableSource:
    """The hand table in this file. Raises ForcingError naming the row and the way out."""
    try:
        content = path.read_bytes()
        text = content.decode("utf-8")
    except OSError as error:
        raise ForcingError(f"hand table {name} cannot be read ({error.strerror}); give a file that exists") from None
    except UnicodeDecodeError as error:
        raise ForcingError(f"hand table {name} is no UTF-8 text (byte {error.start}); save it as UTF-8") from None
    return HandTableSource(name, parse_hand_table(text, f"hand table {name}"), hashlib.sha256(content).hexdigest())


def _coverage(name: str, sha256: str, series: HandSeries) -> Coverage:
    speed = np.hypot(series.velocity[:, 0], series.velocity[:, 1])
    steps = np.diff(series.time_s)
    return Coverage(
        source_name=name,
        quantity=series.quantity,
        variables=(DIRECTION_WORD[series.quantity], "speed"),
        grid="hand table, the same everywhere",
        box=_GLOBE,
        spacing_deg=(360.0, 180.0),
        time_s=series.time_s,
        step_s=float(np.median(steps)) if steps.size else 0.0,
        gaps_s=(),
        bridged_s=(),
        level="10 m" if series.quantity == "wind" else "surface",
        members=1,
        speed_max_m_per_s=float(speed.max()),
        has_data=np.ones((2, 2), dtype=np.bool_),
        everywhere=True,
        notes=("linear between its rows, constant before the first and after the last",),
        sha256=sha256,
        range_m_per_s=(float(speed.min()), float(speed.max())),
    )
