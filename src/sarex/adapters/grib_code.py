"""The numbers by which GRIB names what a field is."""

from __future__ import annotations

import re
from typing import Final

Code = tuple[int, int, int, int]
"""(2, discipline, category, number) or (1, centre, table, indicator); centre 0 stands for any centre."""
INTERNATIONAL_TABLES: Final = (1, 2, 3)
_TEXT: Final = re.compile(r"\d{1,3}(/\d{1,3}){1,2}")


def code_of(edition: int, code: tuple[int, int, int]) -> Code:
    """The code to look up; the international tables of edition 1 mean the same at every centre."""
    if edition == 1 and code[1] in INTERNATIONAL_TABLES:
        return 1, 0, INTERNATIONAL_TABLES[1], code[2]
    return (edition, *code)


def code_text(code: Code) -> str:
    """`10/1/2` for edition 2, `2/33` for the table and indicator of edition 1."""
    return "/".join(str(part) for part in (code[1:] if code[0] == 2 else code[2:]))


def is_grib_code(text: str) -> bool:
    """Whether a text is a code such as `10/1/2` or `2/33`."""
    return _TEXT.fullmatch(text) is not None


def parse_code(text: str) -> Code:
    """The code of a text for which `is_grib_code` holds.

    >>> parse_code("10/1/2"), parse_code("128/165")
    ((2, 10, 1, 2), (1, 0, 128, 165))
    """
    numbers = [int(part) for part in text.split("/")]
    return (2, numbers[0], numbers[1], numbers[2]) if len(numbers) == 3 else (1, 0, numbers[0], numbers[1])
