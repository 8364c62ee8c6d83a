"""What the desk's worker processes do: everything that computes, or that opens a file from outside.

Plain values go in and out, for they cross from one process to another.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sarex.model.errors import CoastError

if TYPE_CHECKING:
    from sarex.ports import CoastSource

COAST_DEGREES_MAX = 40.0


@cache
def _coast() -> CoastSource:
    from sarex import wiring

    return wiring.open_coast()


def coast(west: float, south: float, east: float, north: float, *, detail_deg: float) -> str:
    """GeoJSON of the land in a box, which may cross the date line (west > east). Raises CoastError."""
    from sarex.formats.coast_geojson import coast_geojson
    from sarex.model.forcing_window import Box

    east = east + 360.0 if east <= west else east
    if max(east - west, north - south) > COAST_DEGREES_MAX:
        raise CoastError(
            f"the box is {east - west:g} by {north - south:g} degrees, and {COAST_DEGREES_MAX:g} are the most each "
            "way; ask for a smaller part"
        )
    return coast_geojson(_coast().polygons(Box(west, south, east, north)), detail_deg)
