"""Names of the entries of a list: what a case file, a plan or an undo tells them apart by."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Protocol


class Named(Protocol):
    @property
    def name(self) -> str: ...


def used_twice(entries: Iterable[Named]) -> str | None:
    """A name that more than one entry has, the first by the alphabet; None where each has its own."""
    names = sorted(entry.name for entry in entries)
    return next((name for name, after in itertools.pairwise(names) if name == after), None)
