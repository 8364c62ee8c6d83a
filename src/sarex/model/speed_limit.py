"""Speeds that no wind and no sea has: whatever is above is a wrong unit or a fill value that was not declared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sarex.model.forcing_window import Quantity

SPEED_M_PER_S_MAX: Final[dict[Quantity, float]] = {"wind": 60.0, "current": 5.0, "stokes": 5.0}
