"""What leeway classes and typical units are called in each language, and finding them by words of any."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

from sarex.model.csv_table import table_rows
from sarex.model.sentence import LANGUAGES, Language


@cache
def names() -> dict[tuple[str, str], dict[str, str]]:
    """Names by language, for each kind (`object`, `unit`) and key. English is not among them."""
    return {(row["kind"], row["key"]): row for row in table_rows("names.csv")}


def named(kind: Literal["object", "unit"], key: str, english: str, language: Language) -> str:
    """The name in this language; the English one where there is no other, as for classes of one's own."""
    return english if language == "en" else names().get((kind, key), {}).get(language) or english


def fits(words: str, kind: Literal["object", "unit"], key: str, english: str) -> bool:
    """Whether key and names hold every word, in whichever language, letters wide or narrow, large or small."""
    held = plain(" ".join([key, *(named(kind, key, english, language) for language in LANGUAGES)]))
    return all(word in held for word in plain(words).split())


def plain(text: str) -> str:
    """For comparing words: letters of one width and size, nothing but spaces between words."""
    return re.sub(r"[-_、・·]", " ", unicodedata.normalize("NFKC", text).casefold())
