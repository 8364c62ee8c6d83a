"""Places whose land or sea is beyond doubt."""

from __future__ import annotations

KNOWN_PLACES: list[tuple[str, float, float, bool]] = [
    ("Tsushima", 129.30, 34.40, True),
    ("west of Tsushima", 129.00, 34.40, False),
    ("Oki", 133.25, 36.25, True),
    ("Jeju", 126.53, 33.36, True),
    ("between Jeju and Tsushima", 128.00, 33.90, False),
    ("Sotra in Oygarden", 5.10, 60.33, True),
    ("off Oygarden", 4.00, 60.50, False),
    ("Viti Levu", 177.98, -17.80, True),
    ("Taveuni, east of the date line", -179.95, -16.85, True),
    ("Wrangel Island, west of the date line", 179.50, 71.20, True),
    ("Wrangel Island, east of the date line", -179.50, 71.20, True),
    ("Ross Ice Shelf", -175.00, -80.00, True),
    ("next to the south pole", 0.00, -89.999, True),
    ("next to the north pole", 0.00, 89.999, False),
    ("Gulf of Guinea", 0.00, 0.00, False),
    ("Caspian Sea, which the data counts as land", 51.00, 42.00, True),
]
"""Name, longitude, latitude, land."""
