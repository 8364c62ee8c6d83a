"""The real coast, built once for all tests of a session."""

from __future__ import annotations

import math

import pytest

from adapters.known_places import KNOWN_PLACES
from sarex.adapters.coast import Coast


@pytest.fixture(scope="session")
def coast(tmp_path_factory: pytest.TempPathFactory) -> Coast:
    """From an empty cache; what the tests look at is built in one go."""
    coast = Coast(tmp_path_factory.mktemp("coast-cache"))
    coast.tiles([(math.floor(lon), math.floor(lat)) for _, lon, lat, _ in KNOWN_PLACES])
    return coast
