"""The real coast, built once for all tests of a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from sarex.adapters.coast import Coast


@pytest.fixture(scope="session")
def coast_cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that begins empty: the first test that asks for a tile pays for the building."""
    return tmp_path_factory.mktemp("coast-cache")


@pytest.fixture(scope="session")
def coast(coast_cache_folder: Path) -> Coast:
    return Coast(coast_cache_folder)
