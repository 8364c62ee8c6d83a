"""What is said of a speed that no wind and no sea has."""

from __future__ import annotations

from sarex.model.errors import ForcingError
from sarex.model.forcing_window import Quantity
from sarex.model.quantities import Position, format_position, format_time, wrap_longitude
from sarex.model.speed_limit import SPEED_M_PER_S_MAX


def too_fast(
    source_name: str, quantity: Quantity, speed: float, *, lon: float, lat: float, time_s: float
) -> ForcingError:
    """The error for a speed [m/s] beyond the limit of its quantity."""
    place = format_position(Position(wrap_longitude(lon), lat))
    return ForcingError(
        f"{source_name}: {quantity} of {speed:.4g} m/s at {place}, {format_time(time_s)}, is above the limit of "
        f"{SPEED_M_PER_S_MAX[quantity]:g} m/s; check the units and the fill value in the file"
    )
