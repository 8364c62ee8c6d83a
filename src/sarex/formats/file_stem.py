"""Names of the files that belong to one unit, from what people call it, in any script."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from sarex.model.search_plan import UnitTask

BYTES_MAX: Final = 100
"""Of a stem in UTF-8: far from the 255 that file systems take, so that an ending and a counter fit."""
RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in "123456789")}
)
"""Windows keeps these for devices, whatever the ending."""


def file_stem(name: str) -> str:
    """The name as a file name without ending: letters and figures of any script stay, all else becomes a dash.

    >>> file_stem("巡視船 いず"), file_stem("../PV \\"One\\""), file_stem("CON"), file_stem("<>")
    ('巡視船-いず', 'PV-One', 'unit-CON', 'unit')
    """
    composed = unicodedata.normalize("NFC", name)
    kept = "".join(letter if letter.isalnum() or unicodedata.category(letter)[0] == "M" else " " for letter in composed)
    stem = "-".join(kept.split()).encode()[:BYTES_MAX].decode(errors="ignore").strip("-")
    return stem if stem and stem.casefold() not in RESERVED else f"unit-{stem}".strip("-")


def file_stems(tasks: Sequence[UnitTask]) -> list[str]:
    """One stem a task, in their order, all different even where the disk takes no notice of capitals."""
    taken: set[str] = set()
    stems = []
    for task in tasks:
        stem = file_stem(task.unit.name)
        names = (stem, *(f"{stem}-{number}" for number in range(2, len(tasks) + 2)))
        free = next(name for name in names if unicodedata.normalize("NFKC", name).casefold() not in taken)
        taken.add(unicodedata.normalize("NFKC", free).casefold())
        stems.append(free)
    return stems
