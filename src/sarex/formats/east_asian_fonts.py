"""Fonts for Japanese and Korean that come with Sarex, so that names look the same on every machine."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FAMILIES: Final = ("Noto Sans JP", "Noto Sans KR")


def font_files() -> tuple[Path, Path]:
    """The files of the families, in their order."""
    import pylopdf_fonts_jp
    import pylopdf_fonts_ko

    return pylopdf_fonts_jp.sans_path(), pylopdf_fonts_ko.sans_path()
