"""Tables of published figures that come with the package, as CSV beside the nouns."""

from __future__ import annotations

import csv
from importlib.resources import files


def table_rows(name: str) -> list[dict[str, str]]:
    """Rows of `sarex/model/NAME` by its header; lines that begin with # are comments."""
    text = files("sarex.model").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if line.strip() and not line.startswith("#")))
