"""Text on a chart: fonts that hold Japanese and Korean, and no surprise where a letter is in none."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from functools import cache
from typing import Final

from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.ft2font import FT2Font

from sarex.formats.east_asian_fonts import font_files

FAMILY: Final = "DejaVu Sans"
"""It comes with Matplotlib, so it is everywhere."""
EAST_ASIAN_FAMILIES: Final = (
    "Noto Sans CJK JP", "Noto Sans CJK KR", "Noto Sans JP", "Noto Sans KR", "Source Han Sans", "IPAexGothic",
    "IPAGothic", "TakaoGothic", "NanumGothic", "UnDotum", "Yu Gothic", "Meiryo", "MS Gothic", "Malgun Gothic",
    "Hiragino Sans", "Apple SD Gothic Neo", "AppleGothic", "Arial Unicode MS", "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
)  # fmt: skip
MISSING: Final = "\N{WHITE SQUARE}"


@cache
def families() -> tuple[str, ...]:
    """The families to draw with, in order; a later one gives the letters that the earlier ones lack."""
    for file in font_files():
        fontManager.addfont(file)
        # There is one weight only; without an entry of its own every bold name would be reported as a failure.
        fontManager.ttflist.append(replace(fontManager.ttflist[-1], weight="bold"))
    installed = {entry.name for entry in fontManager.ttflist}
    return (FAMILY, *(name for name in EAST_ASIAN_FAMILIES if name in installed))


def font(size: float, *, bold: bool = False) -> FontProperties:
    return FontProperties(family=list(families()), size=size, weight="bold" if bold else "normal")


@cache
def _faces(weight: str) -> tuple[FT2Font, ...]:
    found = (FontProperties(family=[name], weight=weight) for name in families())
    return tuple(get_font(fontManager.findfont(properties, fallback_to_default=False)) for properties in found)


@cache
def _can_draw(letter: str) -> bool:
    """Whether the letter is there in both weights: the bold face of a family may hold fewer."""
    return all(any(face.get_char_index(ord(letter)) for face in _faces(weight)) for weight in ("normal", "bold"))


def drawable(text: str) -> str:
    """The text in one line, each letter that no font here can draw as an open square: the name is seen to be cut
    instead of silently shortened."""
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(
        " " if letter.isspace() else letter for letter in composed if letter.isprintable() or letter.isspace()
    )
    return "".join(letter if _can_draw(letter) else MISSING for letter in " ".join(visible.split()))


def columns(text: str) -> int:
    """Width in columns of an average Latin letter: Chinese, Japanese and Korean letters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns, broken at spaces, or inside a word that is longer than a line."""
    lines: list[str] = []
    line, used = "", 0
    for word in drawable(text).split():
        for place, part in enumerate(_parts(word, width)):
            wide = columns(part)
            if line and (place > 0 or used + 1 + wide > width):
                lines.append(line)
                line, used = part, wide
            else:
                line, used = (f"{line} {part}", used + 1 + wide) if line else (part, wide)
    return [*lines, line] if line else lines


def _parts(word: str, width: int) -> list[str]:
    """The word in pieces of at most `width` columns, each of one letter at least."""
    parts, used = [""], 0
    for letter in word:
        wide = columns(letter)
        if parts[-1] and used + wide > width:
            parts.append("")
            used = 0
        parts[-1] += letter
        used += wide
    return parts
