"""Speeds that no sea and no wind has: a wrong unit or a fill value that was not declared."""

from __future__ import annotations

from typing import Final

from sarex.model.errors import ForcingError
from sarex.model.forcing_window import Quantity
from sarex.model.quantities import Position, format_position, format_time, wrap_longitude

SPEED_M_PER_S_MAX: Final[dict[Quantity, float]] = {"wind": 60.0, "current": 5.0, "stokes": 5.0}


def too_fast(
    source_name: str, quantity: Quantity, speed: float, *, lon: float, lat: float, time_s: float
) -> ForcingError:
    """The error for a speed [m/s] beyond the limit of its quantity."""
    place = format_position(Position(wrap_longitude(lon), lat))
    return ForcingError(
        f"{source_name}: {quantity} of {speed:.4g} m/s at {place}, {format_time(time_s)}, is above the limit of "
        f"{SPEED_M_PER_S_MAX[quantity]:g} m/s; check the units and the fill value in the file"
    )
