"""The promises that the inside asks of the outside. Adapters keep them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sarex.model.coast_tile import CoastTile
from sarex.model.coverage import Coverage
from sarex.model.events.entry import Entry
from sarex.model.events.event import Draft
from sarex.model.forcing_window import Box, ForcingWindow, Quantity
from sarex.model.sealed import Sealed


class ForcingSource(Protocol):
    """Wind, current or Stokes drift from one file, address or table."""

    @property
    def name(self) -> str:
        """How outputs call it: a file name or address."""
        ...

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        """What it holds, one entry a quantity."""
        ...

    def window(self, quantity: Quantity, start_s: float, end_s: float, box: Box) -> ForcingWindow | None:
        """The quantity over at least the part of `box` and [start_s, end_s] that the source covers, both end times
        included by one time step beyond where it has one. None where it covers nothing of it. For one `box` the grid
        (start, step, shape) is the same at any time asked, so that a run may stream through time. Raises ForcingError.
        """
        ...


class CoastSource(Protocol):
    """The coast, tile by tile."""

    @property
    def name(self) -> str:
        """Which coast this is, with resolution, for the outputs."""
        ...

    def tiles(self, corners: Sequence[tuple[int, int]]) -> list[CoastTile]:
        """Tiles by (west, south) in whole degrees, west in [-180, 180), south in [-90, 90). Raises CoastError."""
        ...

    def polygons(self, box: Box) -> list[NDArray[np.float64]]:
        """Outlines of the land cells in the box, each float64 (point, lon-lat), closed, longitudes continuous with the
        box (past 180 if the box is)."""
        ...


class Clock(Protocol):
    """What time it is: that of the world, or that of an exercise."""

    def now(self) -> datetime:
        """In UTC."""
        ...


class EventLog(Protocol):
    """The truth about all cases of a node: events that are only ever added, signed and chained.

    May be used from several threads, and from several processes at once.
    """

    def append(self, drafts: Sequence[Draft], expected: int | None) -> tuple[Entry, ...]:
        """All of these events of one case, or none; they are on the disk when this returns. No events: nothing to do.

        expected : the version of the case that their author saw, 0 for a new one; None where they hold whatever else
                   happened, as a note does
        Raises ConflictError where the case has another version, LogError for what cannot be kept, OutputError where
        the disk or the server refuses; after a lost connection only the version tells whether they were kept.
        """
        ...

    def read(self, after: int = 0, limit: int = 1000) -> list[Entry]:
        """Events of all cases in order of position, from the one after `after`."""
        ...

    def read_case(self, case: str, after: int = 0) -> list[Entry]:
        """Events of a case from the version after `after`, checked against the chain; none where there is no such case.
        Raises LogError."""
        ...

    def last_position(self) -> int:
        """Of the newest event; 0 in an empty log."""
        ...

    def heads(self) -> list[Entry]:
        """The newest event of each case, in order of position."""
        ...

    def wait(self, after: int, timeout_s: float) -> bool:
        """Wait until there is an event after this position; False where none came in time."""
        ...


class BlobStore(Protocol):
    """Large files, named by the SHA-256 of what they hold. Kept before an event names them."""

    def put(self, content: bytes) -> str:
        """Returns the hash. Raises OutputError."""
        ...

    def put_file(self, path: Path) -> str:
        """Keeps a copy. Returns the hash. Raises OutputError."""
        ...

    def read(self, sha256: str) -> bytes:
        """Raises LogError where it is not kept or is damaged."""
        ...

    def path(self, sha256: str) -> Path:
        """Where it lies, for libraries that open files themselves; its hash is checked. Raises LogError."""
        ...


class PeopleVault(Protocol):
    """Seals what is known of people, by keys of each case that can be destroyed."""

    def seal(self, case: str, about: str, content: bytes) -> Sealed:
        """Bound to the case and to what it is about. Makes a key at first use. Raises OutputError."""
        ...

    def unseal(self, case: str, about: str, sealed: Sealed) -> bytes | None:
        """None where the key was destroyed. Raises LogError where this was not sealed for that case and matter."""
        ...

    def keys(self, case: str) -> tuple[str, ...]:
        """Names of the keys of a case that still exist."""
        ...

    def destroy(self, keys: Sequence[str]) -> tuple[Path, ...]:
        """For ever, however often it is said. Returns the key files of backups that could not be reached: somebody must
        destroy them by hand. Raises OutputError."""
        ...

    def let_go(self, copy: Path) -> None:
        """Somebody destroyed that key file of a backup; it is named no more. Raises OutputError."""
        ...
